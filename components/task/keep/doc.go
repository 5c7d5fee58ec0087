// Package keep keeps the vault of package vault in a browser's storage, for one
// tab of several, and keeps its grants alive.
//
// What it promises: a change that was acknowledged is in the store, whatever
// other tabs do at the same time; what fails leaves the stored file as it was. A
// refresh token that Mautic has answered with a new one is not sent again by any tab. A grant that
// Mautic renewed is stored before anything else, and where that fails it stays in
// memory, is tried again, and the vault does not lock before it was saved or
// downloaded. A grant that was handed over is never renewed. States and problems
// hold no secret.
//
// What it does not promise: a tab that is killed between Mautic's answer and the
// storing loses the grant, as Mautic's rotation cannot be undone. Locking lets go
// of the passphrase and all credentials, but Go cannot wipe text from memory;
// ending the worker does.
package keep
