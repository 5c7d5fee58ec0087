// Package preflight measures how long the doctor takes. It promises a figure,
// not a limit: machines differ, and a timed assertion fails for the wrong
// reasons.
package preflight
