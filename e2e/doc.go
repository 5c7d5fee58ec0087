// Package e2e holds the journeys in a real browser: Chromium, driven through its
// own protocol, against the built program and its sandbox Mautic. Every journey
// also asserts that nothing broke the Content-Security-Policy and that the
// console stayed free of errors.
package e2e
