package export

import (
	"strconv"
	"strings"
)

// recipe is numbered steps, and the values to type.
type recipe struct {
	*sheet
	b     strings.Builder
	steps int
}

func (s *sheet) recipe(title string) *recipe {
	r := &recipe{sheet: s}
	r.b.WriteString(title + "\n")
	return r
}

func (r *recipe) step(text string) {
	r.steps++
	r.b.WriteString("\n" + strconv.Itoa(r.steps) + ". " + text + "\n")
}

// value is a field to fill in, with the value on a line of its own so that it
// is copied whole.
func (r *recipe) value(field, value string) {
	r.b.WriteString("   " + field)
	if strings.TrimSpace(value) != value {
		r.b.WriteString(" (with the space at its start or end)")
	}
	r.b.WriteString(":\n       " + value + "\n")
}

// file ends the recipe. A field to type into has one line.
func (r *recipe) file(name string) ([]File, error) {
	if err := r.refuseAny(hasLineBreak, "holds a line break, which nobody can type into a field", "change it in Mautic"); err != nil {
		return nil, err
	}
	return []File{secretFile(name, mediaText, r.b.String())}, nil
}

func (r *recipe) client() {
	r.value("Mautic URL", r.base.String())
	r.value("Client ID (Public Key)", r.clientID)
	r.value("Client Secret (Secret Key)", r.clientSecret)
}

// register is the step that adds the other tool's redirect URI.
func (r *recipe) register(text string, uris ...string) {
	r.step(text + "\n   Open the client in Mautic and add it to the redirect URIs; write a comma between several.")
	r.value("API Credentials in Mautic", r.base.Page("s/credentials"))
	for _, uri := range uris {
		r.value("Redirect URI", uri)
	}
}

func (s *sheet) recipeMake() ([]File, error) {
	r := s.recipe("Make: a connection to Mautic")
	r.register("Let Mautic accept Make. If the dialog in Make shows another redirect URI, take that one.", "https://www.integromat.com/oauth/cb/mautic")
	r.step("In Make, add a module of the app Mautic and choose Create a connection. Fill in:")
	r.client()
	r.step("Save, sign in to Mautic in the window that opens, and choose Accept. Make gets a grant of its own.")
	return r.file("mautic-make.txt")
}

func (s *sheet) recipeZapier() ([]File, error) {
	r := s.recipe("Zapier: a connection to Mautic")
	r.step("In Mautic, open Settings > Configuration > API Settings. The API and HTTP basic auth must be enabled.")
	r.value("Configuration in Mautic", s.base.Page("s/config/edit"))
	r.step("In Zapier, add the app Mautic and choose Connect a new account. Fill in:")
	r.value("Mautic URL", s.base.String())
	r.value("Username", s.user)
	r.value("Password", s.password)
	r.step("Choose Yes, Continue. Zapier tests the login at once.")
	return r.file("mautic-zapier.txt")
}

func (s *sheet) recipeWooCommerce() ([]File, error) {
	r := s.recipe("WordPress and WooCommerce: a connection to Mautic")
	r.register("Let Mautic accept your shop. The redirect URI depends on the plugin; put your shop's address in place of shop.example.com.\n"+
		"   MakeWebBetter has the first, SitePact the second; other plugins show theirs.",
		"https://shop.example.com/wp-admin/admin.php",
		"https://shop.example.com/wp-admin/admin.php?page=mautic-integration-woocommerce&mautic_woo_oauth_callback=1")
	r.step("In WordPress, open the plugin's connection settings, choose OAuth2, and fill in:")
	r.client()
	r.step("Save the settings first, then choose Authorize, sign in to Mautic and choose Accept. The plugin gets a grant of its own.")
	return r.file("mautic-woocommerce.txt")
}

func (s *sheet) recipeOdoo() ([]File, error) {
	r := s.recipe("Odoo: a connection to Mautic")
	r.register("Let Mautic accept Odoo. The connector shows its redirect URI (callback URL) in its settings; copy it from there.")
	r.step("In Odoo, open the connector's settings and fill in:")
	r.client()
	r.step("Save, choose the connector's button to authorize, sign in to Mautic and choose Accept. Odoo gets a grant of its own.")
	return r.file("mautic-odoo.txt")
}
