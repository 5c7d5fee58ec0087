package doctor

// The pages of a Mautic that diagnoses send people to.
const (
	pageSettings    = "s/config/edit"
	pageCredentials = "s/credentials"
	pageUsers       = "s/users"
	pageRoles       = "s/roles"
)

// Lookup returns the diagnosis with an ID; an unknown ID gives Unknown's.
func Lookup(id ID) Diagnosis {
	all := Catalogue()
	for _, d := range all {
		if d.ID == id {
			return d
		}
	}
	return all[0]
}

// Catalogue returns every diagnosis there is, Unknown first.
func Catalogue() []Diagnosis {
	return append(append(append([]Diagnosis{
		{
			ID:    Unknown,
			Title: "Mautic answered in a way this page does not know.",
			Cause: "Nothing here supports a verdict, so there is none. What was sent and what came back is below.",
			Steps: []string{"Read the answer below: it often names the cause.", "Show it to whoever looks after your Mautic."},
			Who:   Admin,
		},
	}, reaching()...), settings()...), append(credentials(), window()...)...)
}

func settings() []Diagnosis {
	return []Diagnosis{
		{
			ID:    APIDisabled,
			Title: "Mautic's API is switched off.",
			Cause: "Mautic ships with its API switched off, and answers every request like this until somebody switches it on. It says nothing about your user name, password or client.",
			Steps: []string{
				"In Mautic, open Configuration and then API Settings.",
				"Set API enabled? to Yes.",
				"For a user name and password, also set Enable HTTP basic auth? to Yes.",
				"Press Save & Close, then connect again.",
				"Still the same answer? Have Mautic's cache cleared: php bin/console cache:clear",
			},
			Who:  Admin,
			Page: pageSettings,
		},
		{
			ID:    BasicAuthDisabled,
			Title: "Mautic does not accept user names and passwords on its API.",
			Cause: "The API is on, but HTTP basic auth is a second switch, and it is off. Mautic answers like this before it looks at the password.",
			Steps: []string{
				"In Mautic, open Configuration and then API Settings.",
				"Set Enable HTTP basic auth? to Yes and press Save & Close.",
				"Or choose OAuth2 here, which needs no such switch.",
			},
			Who:  Admin,
			Page: pageSettings,
		},
	}
}
