package permission

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadHookTakesEveryFormMauticWrites(t *testing.T) {
	t.Parallel()
	want := Hook{ID: 7, Name: "n", URL: "https://x.invalid/", Published: true, Triggers: []string{"mautic.lead_post_save_new"}}
	for _, raw := range []string{
		`{"id":7,"name":"n","webhookUrl":"https://x.invalid/","isPublished":true,"triggers":["mautic.lead_post_save_new"]}`,
		`{"id":"7","name":"n","webhookUrl":"https://x.invalid/","isPublished":1,"triggers":["mautic.lead_post_save_new"]}`,
		`{"id":7,"name":"n","webhookUrl":"https://x.invalid/","isPublished":"1","triggers":{"1":"mautic.lead_post_save_new"}}`,
	} {
		got, err := readHook([]byte(raw))
		if err != nil {
			t.Errorf("%s: %v", raw, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", raw, diff)
		}
	}
	deleted, err := readHook([]byte(`{"id":null,"name":"n","isPublished":false,"triggers":[]}`))
	if err != nil || deleted.ID != 0 || deleted.Published {
		t.Errorf("a deleted one: %+v, %v", deleted, err)
	}
	for _, raw := range []string{``, `null`, `[]`, `"x"`, `{}`, `{"id":1}`, `{"name":null}`, `{"id":1,"name":`} {
		if h, err := readHook([]byte(raw)); err == nil {
			t.Errorf("%s is taken for %+v", raw, h)
		}
	}
}

func FuzzReadHook(f *testing.F) {
	f.Add([]byte(`{"id":"7","name":"n","webhookUrl":"u","isPublished":"1","triggers":{"1":"t"}}`))
	f.Add([]byte(`{"id":-1,"name":"n","triggers":[1,2]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		h, err := readHook(raw)
		if h.ID < 0 || err != nil && h.Name != "" {
			t.Errorf("%q is %+v, %v", raw, h, err)
		}
	})
}
