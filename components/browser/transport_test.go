package browser

import (
	"testing"

	"mautic-connect/mautic"
)

func TestARehearsalIsAnsweredAsMauticRefuses(t *testing.T) {
	t.Parallel()
	got, err := Transport{Rehearsal: true}.RoundTrip(t.Context(), &mautic.Request{Method: "GET", URL: "https://m.example/api/users/self"})
	if err != nil {
		t.Fatal(err)
	}
	if problem := mautic.DecodeError(got); got.Status != 401 || problem == nil || problem.Type != "access_denied" {
		t.Errorf("%d %s: %+v", got.Status, got.Body, problem)
	}
}
