package browser

import (
	"encoding/json"

	"mautic-connect/components/task"
)

// KeepInVault opens the vault's page and offers it a credential. The page asks for
// it when the person has opened the vault and wants it there; kept is called when
// it has it. stop takes the offer back, and is to be called once. It must run
// inside the click that asked for it.
func KeepInVault(credential task.Credential, name string, kept func()) (stop func()) {
	job, err := json.Marshal(task.Vault{Do: task.VaultAdd, Credential: &credential, Name: name})
	if err != nil {
		return func() {}
	}
	hear := told(func(string) { kept() })
	windows("keep", BasePath()+"vault", name, string(job), hear)
	return func() {
		windows("unkeep")
		hear.Release()
	}
}
