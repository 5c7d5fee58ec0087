// Package export writes a proven credential in the formats other tools read: files to import or mount, programs to
// start from, and recipes with the exact values to type.
//
// What it promises: every value arrives unchanged in the tool that reads the format, whatever characters it holds, or
// Write fails with an error that names the field, never the value, and says what to use instead. A file with secrets
// has the mode 0600. No secret is in a command line that a written program or recipe suggests. Errors hold no secret.
// What is written depends on the arguments alone, so exporting twice gives the same bytes, and importing twice updates
// where the other tool has ids. What n8n gets is made by package n8n, so a file, a push and the test workflow agree.
//
// The tokens of an authorization code grant go out only when Options say so: Mautic's refresh tokens work once, so
// whoever gets them owns the grant, and every other copy of them must be deleted.
//
// What it does not promise: it sends nothing and writes no file; it does not check the credential against a Mautic; and
// it does not encrypt. The formats that do (age, sops) are in package sealed, so that a program without them stays small.
package export
