package browser

import (
	"net/url"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Link is what a link into the page may say, so that nobody has to type it:
// ?destination=n8n&mautic=https://mautic.example.com&n8n=https://n8n.example.com
// None of it is secret, and none of it is acted upon.
// ?preset=acme&reference=task-1 names a Mautic that the server knows.
type Link struct{ Destination, Address, Tool, Preset, Reference string }

// ReadLink returns what the page's address says.
func ReadLink() Link {
	if app.IsServer {
		return Link{}
	}
	address, err := url.Parse(app.Window().Get("location").Get("href").String())
	if err != nil {
		return Link{}
	}
	query := address.Query()
	return Link{
		Destination: query.Get("destination"), Address: query.Get("mautic"), Tool: query.Get("n8n"),
		Preset: query.Get("preset"), Reference: query.Get("reference"),
	}
}
