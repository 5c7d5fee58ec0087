// Package mautictest is a sandbox Mautic: an [http.Handler] that answers the way a real Mautic 5.1.1 was recorded to
// answer, for tests and for trying things out without a Mautic at hand.
//
// What it promises: for every situation in testdata/wire-5.1.1 (logins by HTTP Basic and OAuth2, the token endpoint,
// the login and consent pages, permissions, webhooks, CORS, wrong addresses) the status, the shape of the answer, the
// error type, the content type and the headers that matter are the recorded ones; the replay test holds it to that and
// testdata/uncovered.json names the exceptions. Time comes from a [Clock] the caller can turn, so a code that lives
// 30 seconds expires without anybody waiting. A Sandbox is safe for concurrent use.
//
// What it does not promise: it is no Mautic. Everything lives in memory and is gone with the process. It sends no
// request of its own (no webhook, no e-mail), runs no campaign, keeps no cookie consent and protects nothing: its
// passwords are public. Its pages are its own and do not look like Mautic's. Where Mautic's start page redirects to
// /s/dashboard, the sandbox shows a page that says what it is, lists the logins and switches its settings. Outages and
// servers in front of Mautic (proxies, rewrite rules, a database that is down) are not played.
//
// The control endpoints under /_sandbox/ change settings, time and data over HTTP; see [Sandbox.ServeHTTP].
package mautictest
