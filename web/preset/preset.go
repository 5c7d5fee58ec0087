// Package preset reads the file in which an operator writes down Mautics with
// their OAuth2 clients, so that people who connect to one of them paste no keys,
// and where the connection is delivered to.
//
//	presets:
//	  acme:
//	    title: Acme's Mautic
//	    base_url: https://mautic.acme.example
//	    client_id: 1_3aa8…
//	    client_secret: {file: acme-secret.txt}  # or {env: ACME_SECRET}, or the value itself
//	    embed_origins: [https://portal.example] # all that are allowed, when left out
//	    deliver:                                # when left out, nothing is delivered
//	      url: https://portal.example/hooks/mautic
//	      signing_secret: {env: PORTAL_WHSEC}   # whsec_… of Standard Webhooks
//
// It is strict: what it does not know or cannot use is an error that names file,
// preset and key, and holds no secret.
package preset

import (
	"mautic-connect/mautic"
	"mautic-connect/web/origin"
)

// Preset is a Mautic that people connect to without a client of their own.
type Preset struct {
	Name, Title string
	// Client is the client registered in that Mautic. It has no RedirectURI.
	Client mautic.OAuthClient
	// Origins are those whose pages may show the app with this preset.
	Origins []origin.Origin
	// Delivery says where a finished connection goes; nil is nowhere.
	Delivery *Delivery
}

// Delivery is the address that the operator's portal takes connections at.
type Delivery struct {
	// Origin is the public part of the address.
	Origin origin.Origin
	// Address is all of it. Path and query may be what keeps strangers out.
	Address mautic.Secret
	// Signing is the secret that deliveries are signed with, whsec_….
	Signing mautic.Secret
}
