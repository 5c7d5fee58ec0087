package command

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/doctor/catalogue"
	"mautic-connect/mautic/mautictest"
	"mautic-connect/web/secretfile"
)

const adminPassword = "Adm1n-Passw0rd!"

func startMautic(t testing.TB, version mautictest.Version) (*mautictest.Sandbox, string) {
	t.Helper()
	sandbox := mautictest.New(mautictest.Options{Version: version})
	server := httptest.NewServer(sandbox)
	t.Cleanup(server.Close)
	return sandbox, server.URL
}

func secretFile(t testing.TB, secret string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(name, []byte(secret), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// diagnose runs the command as main does.
func diagnose(t testing.TB, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	p := Program{Version: "1.2.3", Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &errs, Site: smallSite}
	code = p.Run(t.Context(), append([]string{"doctor"}, args...))
	return code, out.String(), errs.String()
}

func TestDoctorTellsEachCheckAndWhatToDo(t *testing.T) {
	t.Parallel()
	sandbox, url := startMautic(t, mautictest.V5_1_1)
	sandbox.Configure(func(s *mautictest.Settings) { s.APIEnabled = false })
	code, out, errs := diagnose(t, adminPassword+"\n", url, "--user", "admin", "--password-file", "-")
	if code != 1 || errs != "" {
		t.Errorf("exit code %d, stderr %q", code, errs)
	}
	head, rest, _ := strings.Cut(out, "\n\n")
	const want = `  ok    The address is complete
  ok    The server answers
  ok    The address leads nowhere else
  ok    It is a Mautic
  FAIL  The API is switched on: api-disabled
  skip  Logins arrive at Mautic (see api)
  skip  User names and passwords are accepted (see api)
  skip  OAuth2 is there (see api)
  skip  What you typed can be sent as it is (see api)
  skip  Mautic says whose credential it is (see api)
  skip  Contacts can be read (see api)
  skip  Webhooks can be created (see api)
  skip  Requests are left (see api)`
	if diff := cmp.Diff(want, head); diff != "" {
		t.Errorf("the list (-want +got)\n%s", diff)
	}
	d := catalogue.Book().Lookup(doctor.APIDisabled)
	for _, part := range []string{d.Title, d.Cause, "1. " + d.Fixes[0].Steps[0].Text, url + "/s/config/edit", "What was seen:\n  GET " + url + "/api/users/self\n    status: 403\n    type: api_disabled\n"} {
		if !strings.Contains(rest, part) {
			t.Errorf("%q is not said:\n%s", part, rest)
		}
	}
	if strings.Contains(out, "\x1b") || strings.Contains(out, adminPassword) {
		t.Errorf("colours or a password in\n%s", out)
	}
}

func TestDoctorFindsNothingWrong(t *testing.T) {
	t.Parallel()
	for _, version := range mautictest.Versions() {
		sandbox, url := startMautic(t, version)
		client := sandbox.Clients()[0]
		for name, tt := range map[string]struct {
			stdin, args, want string
		}{
			"address": {"", url, "No problem was found. No credential was given, so nothing was signed in to.\n"},
			"basic":   {adminPassword + "\r\n", url + " --user admin --password-file -", "No problem was found. Mautic " + string(version) + " accepts the credential as admin.\n"},
			"client":  {client.Secret, url + " --client-id " + client.PublicID() + " --client-secret-file -", "No problem was found. No credential was given, so nothing was signed in to.\n"},
			"grant":   {client.Secret, url + " --client-id " + client.PublicID() + " --client-secret-file - --grant client-credentials", "Warning: This credential acts as an application, not as a person. (client-acts-as-application)\n"},
			"pasted":  {"", url + "/s/dashboard", "  /s/dashboard was removed, because it is a page inside Mautic and not its address.\n  Use " + url + " everywhere.\n"},
			"cloud":   {"", url + " --cloud", "(not-public)"},
		} {
			code, out, errs := diagnose(t, tt.stdin, strings.Fields(tt.args)...)
			if code != 0 || errs != "" || !strings.Contains(out, tt.want) || strings.Contains(out, "FAIL") {
				t.Errorf("%s, %s: exit code %d, stderr %q, stdout\n%s", version, name, code, errs, out)
			}
		}
	}
}

func TestDoctorTakesAnAccessToken(t *testing.T) {
	t.Parallel()
	sandbox, url := startMautic(t, mautictest.V5_1_1)
	client := sandbox.Clients()[0]
	res, err := http.PostForm(url+"/oauth/v2/token", map[string][]string{"grant_type": {"client_credentials"}, "client_id": {client.PublicID()}, "client_secret": {client.Secret}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	var token struct {
		Access string `json:"access_token"`
	}
	if err := json.NewDecoder(res.Body).Decode(&token); err != nil || token.Access == "" {
		t.Fatal(err)
	}
	if code, out, errs := diagnose(t, "", url, "--access-token-file", secretFile(t, token.Access+"\n")); code != 0 || strings.Contains(out+errs, token.Access) {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
	sandbox.Clock().Advance(2 * time.Hour)
	if code, out, _ := diagnose(t, "", url, "--access-token-file", secretFile(t, token.Access)); code != 1 || !strings.Contains(out, "token-expired") {
		t.Errorf("exit code %d\n%s", code, out)
	}
}

func TestDoctorPrintsReports(t *testing.T) {
	t.Parallel()
	_, url := startMautic(t, mautictest.V7_0_2)
	run := func(args ...string) string {
		code, out, errs := diagnose(t, "wrong", append([]string{url, "--user", "admin", "--password-file", "-"}, args...)...)
		if code != 1 || errs != "" {
			t.Errorf("%v: exit code %d, stderr %q", args, code, errs)
		}
		return out
	}
	var got struct {
		Base    string `json:"base_url"`
		Version string `json:"mautic_version"`
		Verdict string `json:"verdict"`
		Checks  []struct {
			ID, Status, Diagnosis, Because string
			Evidence                       []map[string]any
			MS                             int
		} `json:"checks"`
	}
	decoder := json.NewDecoder(strings.NewReader(run("--json")))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&got); err != nil {
		t.Fatal(err)
	}
	if got.Base != url || got.Verdict != "bad-credentials" || got.Version != "" || len(got.Checks) != 13 {
		t.Errorf("%+v", got)
	}
	if md := run("--report"); !strings.HasPrefix(md, "# Mautic Connect report\n") || !strings.Contains(md, url) {
		t.Errorf("the report is\n%s", md)
	}
	for _, form := range []string{"--json", "--report"} {
		if out := run(form, "--hide-host"); strings.Contains(out, "127.0.0.1") || !strings.Contains(out, "http://mautic.example") {
			t.Errorf("%s --hide-host:\n%s", form, out)
		}
	}
}

func TestDoctorSaysWhatItCannotUse(t *testing.T) {
	t.Parallel()
	long := secretFile(t, strings.Repeat("x", secretfile.MaxSecret+1))
	empty := secretFile(t, "\n")
	for _, tt := range []struct {
		args, want string
	}{
		{"", `Expected "<url>".`},
		{"x --password y", "Unknown flag --password"},
		{"x --client-secret y", "Unknown flag --client-secret"},
		{"x --access-token y", "Unknown flag --access-token"},
		{"x --user a", "--user and --password-file only work together; give both."},
		{"x --password-file a", "--user and --password-file only work together; give both."},
		{"x --client-id a", "--client-id and --client-secret-file only work together; give both."},
		{"x --grant client-credentials", "--grant needs --client-id and --client-secret-file."},
		{"x --grant password", "--grant must be one of"},
		{"x --user a --password-file - --access-token-file b", "--user, --grant and --access-token-file are three credentials; give one of them."},
		{"x --user a --password-file - --client-id 1_a --client-secret-file -", "Standard input can hold one secret only; put the others into files."},
		{"x --user a --password-file /nonexistent/file", "--password-file: the file cannot be read: open /nonexistent/file: no such file or directory."},
		{"x --user a --password-file " + long, "--password-file: " + long + " is longer than any secret."},
		{"x --user a --password-file " + empty, "--password-file: " + empty + " is empty."},
		{"x --timeout 0s", "--timeout: 0s is no time to check anything; give a duration such as 30s."},
		{"x --json --report", "--json and --report can't be used together."},
		{"x --hide-host", "--hide-host is for a report; give --json or --report as well."},
		{"x --allow-private ::ffff:10.0.0.0/104", "--allow-private: the range ::ffff:10.0.0.0/104 is IPv4 written as IPv6; write it like 10.0.0.0/8."},
		{"x --allow-host a/b", `--allow-host: "a/b" is not a host name such as mautic.example.net or mautic.example.net:8443.`},
	} {
		code, out, errs := diagnose(t, "", strings.Fields(tt.args)...)
		if code != 2 || out != "" || !strings.HasPrefix(errs, tt.want) {
			t.Errorf("%s: exit code %d, stdout %q, stderr %q, want %q", tt.args, code, out, errs, tt.want)
		}
	}
}

func TestDoctorDiagnosesWhatIsNoAddressAndWhatIsClosed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ args, verdict string }{
		{"ftp://mautic.example.com", "url-invalid"},
		{"admin:pass@mautic.example.com", "url-invalid"},
		{"http://169.254.169.254", "blocked-by-policy"},
		{"http://169.254.169.254 --allow-private 169.254.0.0/16", "blocked-by-policy"},
		{"http://192.0.2.1", "blocked-by-policy"},
	} {
		code, out, errs := diagnose(t, "", append(strings.Fields(tt.args), "--json")...)
		if code != 1 || errs != "" || !strings.Contains(out, `"verdict": "`+tt.verdict+`"`) || strings.Contains(out, "pass@") {
			t.Errorf("%s: exit code %d, %s%s", tt.args, code, out, errs)
		}
	}
}

func TestDoctorStopsInTime(t *testing.T) {
	t.Parallel()
	sandbox, url := startMautic(t, mautictest.V5_1_1)
	sandbox.SetDelay(time.Hour)
	if err := sandbox.SetFault(mautictest.FaultSlow); err != nil {
		t.Fatal(err)
	}
	if code, out, _ := diagnose(t, "", url, "--timeout", "50ms"); code != 1 || !strings.Contains(out, "connection-timeout") {
		t.Errorf("exit code %d\n%s", code, out)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out bytes.Buffer
	if code := (Program{Stdout: &out, Stderr: &out}).Run(ctx, []string{"doctor", url}); code != 1 || !strings.Contains(out.String(), ": canceled") {
		t.Errorf("after Ctrl-C: exit code %d\n%s", code, out.String())
	}
}

// screen plays what the list writes on a terminal.
func screen(written string) []string {
	var lines []string
	row := 0
	for _, part := range regexp.MustCompile(`\x1b\[\d+A|\n|[^\x1b\n]+|\x1b\[[?\d]*[a-zA-Z]`).FindAllString(written, -1) {
		var up int
		switch {
		case part == "\n":
			row++
		case strings.HasSuffix(part, "A") && part[0] == 0x1b:
			_, _ = fmt.Sscanf(part, "\x1b[%dA", &up)
			row -= up
		case part[0] == 0x1b:
		default:
			for len(lines) <= row {
				lines = append(lines, "")
			}
			if lines[row] == "" || strings.HasPrefix(part, "  ...") || strings.HasPrefix(part, "  ok") {
				lines[row] = part
			} else {
				lines[row] += part
			}
		}
	}
	return lines
}

func TestTheListOfATerminalChangesInPlace(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	list := newCheckList(&out, true, func(name string) string { return map[string]string{"NO_COLOR": "1"}[name] })
	list.begin()
	for _, c := range []doctor.Check{
		{ID: doctor.CheckAddress, Status: doctor.Pass},
		{ID: doctor.CheckReach, Status: doctor.Running},
		{ID: doctor.CheckAPI, Status: doctor.Running},
		{ID: doctor.CheckReach, Status: doctor.Pass},
		{ID: doctor.CheckAPI, Status: doctor.Pass},
	} {
		list.show(c)
	}
	list.end()
	want := []string{"  ok    The address is complete", "  ok    The server answers", "  ok    The API is switched on"}
	if diff := cmp.Diff(want, screen(out.String())); diff != "" {
		t.Errorf("on the screen (-want +got)\n%s", diff)
	}
	if got := out.String(); !strings.HasPrefix(got, wrapOff) || !strings.HasSuffix(got, wrapOn) || strings.Contains(got, colourOff) {
		t.Errorf("written: %q", got)
	}
}

func TestColoursAreForTerminalsThatWantThem(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		terminal     bool
		env          map[string]string
		live, colour bool
	}{
		{true, nil, true, true},
		{true, map[string]string{"NO_COLOR": "1"}, true, false},
		{true, map[string]string{"TERM": "dumb"}, false, false},
		{false, nil, false, false},
	} {
		var out bytes.Buffer
		list := newCheckList(&out, tt.terminal, func(name string) string { return tt.env[name] })
		list.show(doctor.Check{ID: doctor.CheckAPI, Status: doctor.Running})
		list.show(doctor.Check{ID: doctor.CheckAPI, Status: doctor.Fail, Diagnosis: doctor.APIDisabled})
		live, colour := strings.Contains(out.String(), clearLine), strings.Contains(out.String(), "\x1b[31mFAIL"+colourOff)
		if live != tt.live || colour != tt.colour {
			t.Errorf("terminal %v, %v: live %v, colour %v: %q", tt.terminal, tt.env, live, colour, out.String())
		}
	}
	if isTerminal(&bytes.Buffer{}) {
		t.Error("a buffer is taken for a terminal")
	}
}
