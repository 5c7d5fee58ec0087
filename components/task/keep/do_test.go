package keep

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/components/task"
)

// asked does a job as the worker does, with JSON on both ways.
func asked(t *testing.T, s *Session, job task.Vault) task.VaultAnswer {
	t.Helper()
	var there task.Vault
	through(t, job, &there)
	var answer task.VaultAnswer
	through(t, Do(t.Context(), s, there), &answer)
	silent(t, s.State())
	for _, printed := range []any{job, &job, answer, &answer} {
		for _, verb := range []string{"%v", "%+v", "%#v"} {
			silent(t, fmt.Sprintf(verb, printed))
		}
	}
	return answer
}

func through(t *testing.T, from, to any) {
	t.Helper()
	raw, err := json.Marshal(from)
	works(t, err)
	works(t, json.Unmarshal(raw, to))
}

func TestThePageCanAskForEverything(t *testing.T) {
	t.Parallel()
	m := newIssuer()
	s, _ := session(t, newDisk(), m)
	do := func(job task.Vault) task.VaultAnswer {
		t.Helper()
		answer := asked(t, s, job)
		if answer.Problem != nil {
			t.Fatalf("%s: %s", job.Do, answer.Problem.Text)
		}
		return answer
	}
	grant, login := task.Pack(m.grant(t)), task.Pack(basic(t))
	do(task.Vault{Do: task.VaultLook})
	do(task.Vault{Do: task.VaultCreate, Passphrase: phrase})
	shop := do(task.Vault{Do: task.VaultAdd, Name: "Shop", Credential: &grant}).ID
	desk := do(task.Vault{Do: task.VaultAdd, Name: "Desk", Credential: &login}).ID
	do(task.Vault{Do: task.VaultRename, ID: desk, Name: "Table"})
	if diff := cmp.Diff(&login, do(task.Vault{Do: task.VaultCredential, ID: desk}).Credential, cmp.Comparer(func(a, b task.Credential) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
	do(task.Vault{Do: task.VaultRenew, ID: shop})
	file := do(task.Vault{Do: task.VaultFile}).File
	do(task.Vault{Do: task.VaultHandOver, ID: shop})
	another := task.Pack(m.grant(t))
	do(task.Vault{Do: task.VaultReplace, ID: shop, Credential: &another})
	do(task.Vault{Do: task.VaultRemove, ID: desk})
	if names(s) != "Shop" {
		t.Errorf("there is %s", names(s))
	}
	if got := do(task.Vault{Do: task.VaultImport, File: file.Binary, Passphrase: phrase}).Merged; got == nil || *got != (task.VaultMerged{Added: 2}) {
		t.Errorf("merged %+v", got)
	}
	do(task.Vault{Do: task.VaultPassphrase, Passphrase: phrase, Next: otherPhrase})
	do(task.Vault{Do: task.VaultAutoLock, After: 60, AfterHidden: 60})
	do(task.Vault{Do: task.VaultTouch})
	do(task.Vault{Do: task.VaultHide, Hidden: true})
	do(task.Vault{Do: task.VaultHide})
	do(task.Vault{Do: task.VaultLock})
	do(task.Vault{Do: task.VaultUnlock, Passphrase: otherPhrase})
	do(task.Vault{Do: task.VaultWipe})
	if s.State().Exists {
		t.Error("it is still there")
	}
	for _, job := range []task.Vault{{Do: "magic"}, {Do: task.VaultAdd}, {Do: task.VaultReplace}, {Do: task.VaultUnlock, Passphrase: phrase}} {
		answer := asked(t, s, job)
		if answer.Problem == nil {
			t.Errorf("%s has no problem", job.Do)
			continue
		}
		says(t, answer.Problem)
	}
}
