package vault

import (
	"strings"
	"testing"
	"time"

	"mautic-connect/mautic"
)

func TestTheClockSaysHowLongAndWhatToDo(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	noRefresh := grant(t, "1")
	noRefresh.Token.Refresh = mautic.Secret{}
	endless := noRefresh
	endless.Token.Expires = time.Time{}
	unconnected := grant(t, "1")
	unconnected.Token = mautic.Token{}
	for name, tt := range map[string]struct {
		c      mautic.Credential
		given  bool
		after  time.Duration
		stage  Stage
		days   int
		access time.Duration
		renew  bool
		says   string
	}{
		"new":                       {grant(t, "1"), false, 0, StageFine, 14, time.Hour, true, "ends on 18 March 2026, unless your Mautic says otherwise"},
		"the access token is dead":  {grant(t, "1"), false, 2 * time.Hour, StageFine, 14, 0, true, "Without renewing"},
		"before soon":               {grant(t, "1"), false, 7*day - 1, StageFine, 8, 0, true, "Without renewing"},
		"soon":                      {grant(t, "1"), false, 7 * day, StageRenewSoon, 7, 0, true, "in 7 days, on 18 March 2026"},
		"urgent":                    {grant(t, "1"), false, 11 * day, StageEnds, 3, 0, true, "Renew it now. A client credential needs no renewing"},
		"the last day":              {grant(t, "1"), false, 14*day - time.Minute, StageEnds, 1, 0, true, "in 1 day,"},
		"ended":                     {grant(t, "1"), false, 14 * day, StageDead, 0, 0, true, "when Mautic refuses, connect again"},
		"handed over":               {grant(t, "1"), true, 20 * day, StageHandedOver, 0, 0, false, "handed over"},
		"a password":                {basic(t), false, 500 * day, StageNone, 0, 0, false, "does not run out"},
		"client credentials":        {clientCredentials(t), false, 500 * day, StageNone, 0, 0, false, "no renewing"},
		"not connected":             {unconnected, false, 0, StageNone, 0, 0, false, "connect to get one"},
		"no refresh token":          {noRefresh, false, 0, StageEnds, 1, time.Hour, false, "ends with its access token"},
		"no refresh token, ended":   {noRefresh, false, time.Hour, StageDead, 0, 0, false, "no refresh token to renew it with"},
		"no refresh token, endless": {endless, false, day, StageFine, 13, 0, false, "no refresh token"},
	} {
		v, e := add(t, Vault{}, "Shop", tt.c)
		if tt.given {
			var err error
			if v, err = v.HandOver(e.ID); err != nil {
				t.Fatal(err)
			}
		}
		got := v.Entries()[0].Clock(noon.Add(tt.after))
		if got.Stage != tt.stage || got.Days != tt.days || got.Access != tt.access || got.CanRenew != tt.renew {
			t.Errorf("%s: %+v", name, got)
		}
		if !strings.Contains(got.Advice(), tt.says) || !strings.HasSuffix(got.Advice(), ".") {
			t.Errorf("%s: %q does not say %q", name, got.Advice(), tt.says)
		}
	}
}

func TestRenewingStartsTheClockAnew(t *testing.T) {
	t.Parallel()
	v, e := add(t, Vault{}, "Shop", grant(t, "1"))
	later := noon.Add(13 * 24 * time.Hour)
	v, err := v.Renewed(e.ID, token("2", later), later)
	if err != nil {
		t.Fatal(err)
	}
	if got := v.Entries()[0].Clock(later); got.Stage != StageFine || got.Days != 14 || got.Access != time.Hour {
		t.Errorf("%+v", got)
	}
}
