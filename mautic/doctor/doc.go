// Package doctor names what is wrong with a Mautic credential, and says how to
// put it right.
//
// A Diagnosis is written once, in the catalogue, and shown wherever a failure
// is shown. Explain turns an error of package mautic into the diagnosis that
// its evidence supports; where the evidence supports none it says so, with the
// raw facts, and never guesses.
//
// Run checks a Mautic, and a credential for it, and names what is wrong, with the
// evidence. It promises to send few requests, to the API only, none of them twice
// with a refused credential, and to let no secret into its report. It does not
// promise to find what no answer shows: a password that expires tomorrow, or a
// firewall that lets this machine in and not the next.
package doctor
