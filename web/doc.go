// Package web is the server of Mautic Connect: it sends the generated browser
// files, relays API calls to a Mautic, because a browser may not call most of
// them itself (CORS), and hands callbacks on that the browser itself cannot. It
// decides which other pages may show the app, and does for its presets what takes
// the secret of a client: token requests, and deliveries to the operator's portal.
//
// It promises that
//   - a relay reaches public addresses only, unless the operator opens an
//     exception, and link-local and metadata addresses never (Policy);
//   - a relay follows no redirect, passes no cookie and adds no credential;
//   - the secret of a preset goes to that preset's Mautic only, with a code or a
//     refresh token, and a delivery to the address that the operator wrote down;
//   - no password, token, code, query string, body or API path is logged;
//   - a callback in the mailbox can be read once, and is gone after 60 s;
//   - every page carries the same strict security headers, and
//     one of them, embed, may be shown by the origins that the operator allows.
//
// It keeps no state beyond these callbacks, rate limits and open connections, and it does not
// decide who may use it: put an authenticating proxy in front where that matters.
package web
