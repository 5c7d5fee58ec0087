package flow

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic"
)

func TestPastedSpacesGoAndCanComeBack(t *testing.T) {
	t.Parallel()
	for _, field := range []Field{FieldUserName, FieldPassword, FieldClientID, FieldClientSecret} {
		s := after(credential(mautic.MethodBasic), Typed{Field: field, Text: " value\r\n", Pasted: true})
		if got := s.Forms.Text(field); got.Value != "value" || got.Pasted != " value\r\n" {
			t.Errorf("%s: pasted: %+v", field, got)
		}
		s = after(s, Untrim{Field: field})
		if got := s.Forms.Text(field); got.Value != " value\r\n" || got.Pasted != "" {
			t.Errorf("%s: put back: %+v", field, got)
		}
		s = after(s, Left{Field: field})
		if got := s.Forms.Text(field).Value; got != " value\r\n" {
			t.Errorf("%s: what was put back is taken off again: %q", field, got)
		}
	}
}

func TestTypedSpacesStayWhileTyping(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		field Field
		left  string // the value after the field is left
	}{
		{FieldUserName, "ada"}, {FieldPassword, " ada "}, {FieldClientID, "ada"}, {FieldClientSecret, "ada"}, {FieldWindowText, " ada "},
	} {
		s := after(credential(mautic.MethodBasic), typed(tt.field, " ada "))
		if got := s.Forms.Text(tt.field).Value; got != " ada " {
			t.Errorf("%s: %q while typing", tt.field, got)
		}
		s = after(s, Left{Field: tt.field})
		if got := s.Forms.Text(tt.field).Value; got != tt.left {
			t.Errorf("%s: %q after leaving", tt.field, got)
		}
	}
}

func TestBothKeysPastedTogetherAreTakenApart(t *testing.T) {
	t.Parallel()
	s, effects := Next(credential(mautic.MethodAuthorizationCode),
		Typed{Field: FieldClientID, Text: "Public Key " + testID + "\nSecret Key " + testSecret, Pasted: true})
	if s.Forms.ClientID.Value != testID || s.Forms.ClientSecret.Value != testSecret {
		t.Errorf("ID %q, secret %q", s.Forms.ClientID.Value, s.Forms.ClientSecret.Value)
	}
	expect(t, s, effects, "credential pair-checking : CheckPair(soon)")
	s = after(credential(mautic.MethodAuthorizationCode), typed(FieldClientID, testID+" "+testSecret))
	if s.Forms.ClientSecret.Value != "" {
		t.Error("typing, not pasting, filled another field")
	}
}

func TestProblemsBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		method  mautic.Method
		fill    map[Field]string
		first   Field // where the keyboard goes; "" when the attempt starts
		problem map[Field]Problem
	}{
		{"nothing filled", mautic.MethodBasic, nil, FieldUserName, map[Field]Problem{FieldUserName: ProblemMissing, FieldPassword: ProblemMissing}},
		{"no password", mautic.MethodBasic, map[Field]string{FieldUserName: "ada"}, FieldPassword, map[Field]Problem{FieldPassword: ProblemMissing}},
		{"colon", mautic.MethodBasic, map[Field]string{FieldUserName: "a:b", FieldPassword: "x"}, FieldUserName, map[Field]Problem{FieldUserName: ProblemColon}},
		{"user name of spaces", mautic.MethodBasic, map[Field]string{FieldUserName: " \t", FieldPassword: "x"}, FieldUserName, map[Field]Problem{FieldUserName: ProblemMissing}},
		{"password of spaces", mautic.MethodBasic, map[Field]string{FieldUserName: "ada", FieldPassword: "  "}, "", nil},
		{"no keys", mautic.MethodClientCredentials, nil, FieldClientID, map[Field]Problem{FieldClientID: ProblemMissing, FieldClientSecret: ProblemMissing}},
		{"secret of spaces", mautic.MethodClientCredentials, map[Field]string{FieldClientID: testID, FieldClientSecret: "\u00a0"}, FieldClientSecret, map[Field]Problem{FieldClientSecret: ProblemMissing}},
		{"swapped keys", mautic.MethodClientCredentials, map[Field]string{FieldClientID: testSecret, FieldClientSecret: testID}, "", map[Field]Problem{FieldClientID: ProblemSwapped}},
		{"half an ID", mautic.MethodClientCredentials, map[Field]string{FieldClientID: "1_abc", FieldClientSecret: testSecret}, "", map[Field]Problem{FieldClientID: ProblemClientIDShape}},
		{"good keys", mautic.MethodClientCredentials, map[Field]string{FieldClientID: testID, FieldClientSecret: testSecret}, "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := credential(tt.method)
			for f, text := range tt.fill {
				s = after(s, typed(f, text))
			}
			s, effects := Next(s, press())
			focus, stopped := find[Focus](effects)
			if stopped != (tt.first != "") || focus.Field != tt.first || stopped == s.Attempt.Busy() {
				t.Errorf("effects %v, phase %q", words(effects), s.Attempt.Phase)
			}
			got := map[Field]Problem{}
			for _, f := range fieldsOf(tt.method) {
				if p := s.Forms.Text(f).Problem; p != "" {
					got[f] = p
				}
			}
			if tt.problem == nil {
				tt.problem = map[Field]Problem{}
			}
			if d := cmp.Diff(tt.problem, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestAClientIDIsLookedAtWhenItsFieldIsLeft(t *testing.T) {
	t.Parallel()
	for _, pasted := range []bool{false, true} {
		s := after(credential(mautic.MethodAuthorizationCode), Typed{Field: FieldClientID, Text: testSecret + " ", Pasted: pasted})
		if p := s.Forms.ClientID.Problem; p != "" {
			t.Errorf("pasted %v: complained while typing: %s", pasted, p)
		}
		if s = after(s, Left{Field: FieldClientID}); s.Forms.ClientID.Problem != ProblemSwapped {
			t.Errorf("pasted %v: problem %q", pasted, s.Forms.ClientID.Problem)
		}
		if s = after(s, typed(FieldClientID, testID)); s.Forms.ClientID.Problem != "" {
			t.Errorf("pasted %v: the complaint stays", pasted)
		}
	}
}

func TestSwitchingTheMethodKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	s := after(basicFilled(), MethodChosen{Method: mautic.MethodClientCredentials}, typed(FieldClientID, testID), typed(FieldClientSecret, testSecret),
		MethodChosen{Method: mautic.MethodAuthorizationCode}, MethodChosen{Method: mautic.MethodBasic})
	want := Forms{UserName: Text{Value: "ada"}, Password: Text{Value: testPassword}, ClientID: Text{Value: testID}, ClientSecret: Text{Value: testSecret}}
	if d := cmp.Diff(want, s.Forms); d != "" {
		t.Error(d)
	}
}
