//go:build !js

package mautic

import "testing"

func TestSecretRedactsItselfForAnyLogHandler(t *testing.T) {
	for s, want := range map[Secret]string{NewSecret(canary): "[redacted]", {}: ""} {
		if got := s.LogValue().String(); got != want {
			t.Errorf("LogValue is %q, want %q", got, want)
		}
	}
}
