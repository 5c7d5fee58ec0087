package browser

import (
	"context"
	"fmt"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Load fetches one of the site's own files. The page's root names its address in
// an attribute: data-catalogue for the name "catalogue".
func Load(name string) ([]byte, error) {
	if app.IsServer {
		return nil, fmt.Errorf("loading %s: there is no browser", name)
	}
	address := document().Get("documentElement").Call("getAttribute", "data-"+name)
	if !address.Truthy() {
		return nil, fmt.Errorf("loading %s: the page does not say where it is", name)
	}
	// WithTimeout would do the same with 20 kB more of the program.
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer time.AfterFunc(30*time.Second, cancel).Stop()
	got, err := ask(ctx, address.String(), "GET", "", "")
	if err != nil {
		return nil, fmt.Errorf("loading %s: %w", name, err)
	}
	return []byte(got.body), nil
}
