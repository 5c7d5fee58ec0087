package mautic

import (
	"encoding/json"
	"testing"
)

func TestBaseURLBuildsAddresses(t *testing.T) {
	b := mustBase("https://example.com:8443/mautic")
	for _, tt := range []struct{ name, got, want string }{
		{"String", b.String(), "https://example.com:8443/mautic"},
		{"Scheme", b.Scheme(), "https"},
		{"Host", b.Host(), "example.com:8443"},
		{"Path", b.Path(), "/mautic"},
		{"Origin", b.Origin(), "https://example.com:8443"},
		{"API", b.API("users/self"), "https://example.com:8443/mautic/api/users/self"},
		{"API with a slash", b.API("/users/self"), "https://example.com:8443/mautic/api/users/self"},
		{"TokenURL", b.TokenURL(), "https://example.com:8443/mautic/oauth/v2/token"},
		{"AuthorizeURL", b.AuthorizeURL(), "https://example.com:8443/mautic/oauth/v2/authorize"},
		{"Page", b.Page("s/config/edit"), "https://example.com:8443/mautic/s/config/edit"},
		{"zero String", BaseURL{}.String(), ""},
		{"zero Page", BaseURL{}.Page("x"), ""},
		{"zero API", BaseURL{}.API("x"), ""},
		{"zero Origin", BaseURL{}.Origin(), ""},
	} {
		if tt.got != tt.want {
			t.Errorf("%s = %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}

func TestPrivateAndEqual(t *testing.T) {
	for in, want := range map[string]bool{
		"http://localhost": true, "http://a.localhost": true, "http://127.9.9.9": true, "http://[::1]": true,
		"http://10.1.2.3:8080": true, "http://172.16.0.1": true, "http://192.168.0.1": true, "http://169.254.1.1": true,
		"http://100.64.0.1": true, "http://0.0.0.0": true, "http://[fd00::1]": true, "http://[fe80::1]": true,
		"http://[::ffff:10.0.0.1]": true, "http://mautic": true, "http://mautic_web:80": true, "http://nas.local": true,
		"http://box.lan": true, "http://a.internal": true, "http://a.home.arpa": true,
		"https://example.com": false, "https://8.8.8.8": false, "https://[2001:db8::1]:8443": false, "https://172.32.0.1": false,
		"https://local.example": false, "https://mautic.network": false,
	} {
		if got := mustBase(in).Private(); got != want {
			t.Errorf("Private(%s) = %v, want %v", in, got, want)
		}
	}
	if a := mustBase("https://a.example"); !a.Equal(mustBase("https://A.example/")) || a.Equal(mustBase("http://a.example")) {
		t.Error("Equal does not compare addresses")
	}
	if (BaseURL{}).Private() {
		t.Error("the zero value is private")
	}
}

func TestBaseURLTravelsAsText(t *testing.T) {
	type holder struct{ Base BaseURL }
	for _, s := range []string{"", "https://example.com/mautic"} {
		var in, out holder
		if s != "" {
			in.Base = mustBase(s)
		}
		b, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		if want := `{"Base":"` + s + `"}`; string(b) != want {
			t.Errorf("marshalled as %s, want %s", b, want)
		}
		if err := json.Unmarshal(b, &out); err != nil || out != in {
			t.Errorf("%s comes back as %v, %v", b, out, err)
		}
	}
	if err := json.Unmarshal([]byte(`{"Base":"ftp://x"}`), &holder{}); err == nil {
		t.Error("ftp://x was accepted")
	}
}
