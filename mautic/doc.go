// Package mautic is everything this project knows about a Mautic's API and
// OAuth2, for Mautic 4 to 7.
//
// It promises
//   - to turn what people paste into a canonical [BaseURL], and to say what it
//     corrected;
//   - to keep every password, client secret, code and token in a [Secret] that
//     no printing, logging or encoding reveals, and out of error texts;
//   - to send a credential to its own base URL only, and never to follow a
//     redirect with it;
//   - to decode every error answer of a Mautic, and of what stands in front of
//     it, into an [Error] that says who answered;
//   - to accept an authorization callback once, in time and only with its own
//     state ([Pending]).
//
// It does not open connections: a [Transport] does, so the package runs
// natively and as js/wasm. It does not diagnose (package doctor does), retry,
// refresh on its own or store anything, and it promises nothing about PKCE,
// which Mautic ignores.
package mautic
