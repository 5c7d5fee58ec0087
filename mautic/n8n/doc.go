// Package n8n is everything this project knows about n8n: how it stores the
// credentials of a Mautic, how its public API takes them, and which requests
// its Mautic nodes make. The facts come from n8n 2.41.1 and 1.123.81.
//
// It promises
//   - to turn what people paste into the [Address] of an n8n, and to say what
//     it corrected;
//   - to build a [Credential] that `n8n import:credentials` and the public
//     API of both versions accept, and never to write a field that n8n hides;
//   - to refuse values that n8n would not use as they are, rather than hand
//     over a credential that cannot work;
//   - to push a credential with the person's API key, to overwrite nothing
//     without being told to, and to give every failure a [Problem];
//   - to send the API key to that n8n only, and to keep the key and every
//     part of the credential out of error texts.
//
// It does not open connections (a [mautic.Transport] does), keep the API key,
// delete anything in n8n, or tell what an operation needs of Mautic's
// permissions.
package n8n
