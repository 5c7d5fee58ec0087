// Package permission tells what a credential may do in a Mautic, and which
// role to create so that it may do it.
//
// It promises, for each operation of n8n's Mautic node and for Mautic Trigger,
// an answer found without writing anything, together with the permissions to
// grant, named as Mautic's role form names them. The permissions each request
// is checked for were read from the API controllers of Mautic 4.4.13, 5.1.1
// and later, and agree with what was observed on 4.4.13, 5.1.1, 6.0.8 and
// 7.0.2; operation.go names the source where it is not obvious.
//
// It does not promise that a request succeeds: a record may be missing, a
// required field empty, an e-mail unpublished. It knows the permissions of a
// stock Mautic and none that a plugin adds. It speaks of the API without
// version, which n8n uses, and not of /api/v2.
//
// Only ProveWebhooks and RemoveHook write, and only when they are called.
package permission
