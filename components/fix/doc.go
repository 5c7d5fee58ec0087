// Package fix draws what a diagnosis says is to be done, for the app's cards and
// for the guide's pages: steps, schematics of Mautic's screens, and the words for
// who has to act in which setup.
package fix
