// Package doctor names what is wrong with a Mautic credential, and says how to
// put it right.
//
// A Diagnosis is written once, in the catalogue, and shown wherever a failure
// is shown. Explain turns an error of package mautic into the diagnosis that
// its evidence supports; where the evidence supports none it says so, with the
// raw facts, and never guesses. The package sends no requests.
package doctor
