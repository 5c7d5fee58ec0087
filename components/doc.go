// Package components is the user interface: go-app components that render a
// flow.State and send flow.Events, one component a file.
//
// The wizard's logic is package flow's; the one place that runs its effects is
// runner.go. Components never import the server. Every text goes through
// package i18n.
package components
