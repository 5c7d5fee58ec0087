// Package destination knows where a credential can be used, and what follows
// from that: which method fits, which redirect URIs have to be registered, who
// asks Mautic for the grant, and in which formats the credential leaves.
//
// It promises no more than what the tools' own connectors can do; what a person
// builds inside a tool with plain HTTP requests is "something else".
package destination

import (
	"slices"

	"mautic-connect/mautic"
	"mautic-connect/mautic/export"
)

// ID names a destination. It is part of links into the app and stays as it is.
type ID string

// The destinations, in the order of All.
const (
	// None is the answer of somebody who has not answered.
	None         ID = ""
	N8N          ID = "n8n"
	N8NThere     ID = "n8n-connect"
	Make         ID = "make"
	Zapier       ID = "zapier"
	Activepieces ID = "activepieces"
	Code         ID = "code"
	Other        ID = "other"
)

// makeCallback is the redirect URI of Make's Mautic app.
const makeCallback = "https://www.integromat.com/oauth/cb/mautic"

// Destination is one place where a credential is used.
type Destination struct {
	ID ID
	// Name is the tool's own name, or a noun for what is none.
	Name string
	// Method is the one to begin with, and Why says in one sentence why.
	Method mautic.Method
	Why    string
	// Methods are all that it can use.
	Methods []mautic.Method
	// There says that the tool asks Mautic for the grant itself: the client pair
	// is all it needs, and a grant made elsewhere is of no use to it.
	There bool
	// Callback is the tool's own redirect URI where it is the same for everybody.
	Callback string
	// N8N says that the tool is an n8n, which has an address of its own.
	N8N bool
	// Formats are what it takes the credential in, the best one first; none means
	// every format.
	Formats []export.ID
}

// Takes reports whether the destination can use a credential of method m.
func (d Destination) Takes(m mautic.Method) bool { return slices.Contains(d.Methods, m) }

// All returns every destination but None, in the order to offer them.
func All() []Destination {
	const (
		basic = mautic.MethodBasic
		grant = mautic.MethodAuthorizationCode
		own   = mautic.MethodClientCredentials
	)
	return []Destination{
		{
			ID: N8N, Name: "n8n", N8N: true, Method: grant, Methods: []mautic.Method{grant, basic},
			Why:     "OAuth2 fits best: n8n never sees your password, renews its access by itself, and you can withdraw it in Mautic at any time.",
			Formats: []export.ID{export.N8N, export.N8NWorkflow},
		},
		{
			ID: N8NThere, Name: "n8n, connected there", N8N: true, There: true, Method: grant, Methods: []mautic.Method{grant},
			Why:     "n8n asks Mautic itself, so its tokens never pass through this page. You press Connect once more in n8n.",
			Formats: []export.ID{export.N8N, export.N8NWorkflow},
		},
		{
			ID: Make, Name: "Make", There: true, Callback: makeCallback, Method: grant, Methods: []mautic.Method{grant},
			Why:     "Make connects to Mautic by OAuth2 and asks for access itself. This page prepares the client and checks it first.",
			Formats: []export.ID{export.Make},
		},
		{
			ID: Zapier, Name: "Zapier", Method: basic, Methods: []mautic.Method{basic},
			Why:     "Zapier knows only user name and password. Make a Mautic user for it alone, so that you can take its access away.",
			Formats: []export.ID{export.Zapier},
		},
		{
			ID: Activepieces, Name: "activepieces", Method: basic, Methods: []mautic.Method{basic},
			Why:     "activepieces knows only user name and password. Make a Mautic user for it alone, so that you can take its access away.",
			Formats: []export.ID{export.Activepieces},
		},
		{
			ID: Code, Name: "My own code", Method: own, Methods: []mautic.Method{own, basic, grant},
			Why: "Your code signs in as itself: no password, no person, nothing to renew. An administrator has to create the client.",
			Formats: []export.ID{
				export.Env, export.Curl, export.PythonRequests, export.PythonOAuthlib, export.PHP, export.Go, export.JavaScript, export.HTTPie,
				export.DockerEnv, export.Kubernetes, export.DockerSecrets, export.Document, export.Age, export.SOPS, export.OpenAPI, export.Postman, export.Bruno, export.Insomnia,
			},
		},
		{
			ID: Other, Name: "Something else", Method: grant, Methods: []mautic.Method{grant, basic, own},
			Why: "Most tools know OAuth2. It keeps your password out of the tool, and you can withdraw its access in Mautic.",
		},
	}
}

// Lookup returns the destination of that name; None, and any that is not known,
// is something else without a name.
func Lookup(id ID) Destination {
	for _, d := range All() {
		if d.ID == id {
			return d
		}
	}
	other := All()[len(All())-1]
	other.ID, other.Name, other.Why = None, "", ""
	return other
}
