// Package n8ntest plays the public API of an n8n for tests, as far as
// credentials go: versions 2.41.1 and 1.123.81.
//
// It answers as those two were recorded: status codes, messages, the schemas
// of 2.41.1, which bodies each version accepts, what an update keeps, what a
// credential's test looks at, no CORS. It takes these from n8n's source code
// instead, since no recording shows them: the schemas of 1.123.81 and of
// oAuth2Api, the exact words of a refused schema, the order in which a
// request is checked, and the 404 and 405 of paths and methods it does not
// know. It is stricter than the recording in one place: names have 3 to 128
// characters always, while 2.41.1 was seen to store shorter ones.
//
// It does not encrypt, run workflows, or play n8n's editor or login.
package n8ntest
