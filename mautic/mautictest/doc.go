// Package mautictest is a sandbox Mautic: an [http.Handler] that answers the way real Mautics 4.4.13, 5.1.1, 6.0.8 and
// 7.0.2 were recorded to answer, for tests and for trying things out without a Mautic at hand.
//
// What it promises: for every situation in testdata/wire-VERSION (logins by HTTP Basic and OAuth2, the token endpoint,
// the login and consent pages, permissions, webhooks, CORS, rate limit, API v2, wrong addresses, outages and servers in
// front) the status, the shape of the answer, the error type, the content type and the headers that matter are the
// recorded ones; the replay test holds it to that and testdata/uncovered.json names the exceptions. The version
// ([Sandbox.SetVersion]) and at most one [Fault] ([Sandbox.SetFault]) change while it runs, by Go, by HTTP and on its
// page. Time comes from a [Clock] the caller can turn, so a code that lives 30 seconds expires without anybody waiting.
// [Sandbox.Requests] tells what was asked, by whom in kind (scheme) and how it ended, and never a credential.
// [Sandbox.StartTLS] serves it with certificates that are wrong in the ways certificates are. A Sandbox is safe for
// concurrent use.
//
// What it does not promise: it is no Mautic. Everything lives in memory and is gone with the process. It sends no
// request of its own (no webhook, no e-mail), runs no campaign, keeps no cookie consent and protects nothing: its
// passwords are public. Its pages are its own and do not look like Mautic's; API v2 is read-only. Where Mautic's start
// page redirects to /s/dashboard, the sandbox shows a page that says what it is, lists the logins and switches its
// settings. Records of Mautic's own answers are exact; the pages of firewalls, gateways and blogs in front
// ([FaultWAFChallenge], [FaultGatewayBasic], [FaultNotMautic] and their kin) follow what such products usually send and
// were not recorded. Nor was the relative redirect to the OAuth2 login page of Mautic 6 and 7, which follows from that
// to /s/login.
//
// The control endpoints under /_sandbox/ change settings, time and data over HTTP; see [Sandbox.ServeHTTP].
package mautictest
