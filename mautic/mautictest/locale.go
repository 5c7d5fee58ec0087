package mautictest

import "bytes"

// germanTexts are Mautic's own messages, which follow the site's locale. Texts of the OAuth2 library, of Symfony's
// router and of the rate limiter are not among them: they stay English on every site.
func germanTexts() [][2]string {
	return [][2]string{
		{"API authorization denied.", "API-Autorisierung verweigert."},
		{"Authorization denied, invalid credentials.", "Autorisierung verweigert, ungültige Zugangsdaten."},
		{
			"API disabled. You need to enable the API in the API settings of Mautic's Configuration.",
			"API deaktiviert. Die API muss in den API-Einstellungen der Mautic-Konfiguration aktiviert werden.",
		},
		{
			"Basic Auth disabled. You need to enable HTTP basic auth in the API settings of Mautic's Configuration.",
			"Basic Auth deaktiviert. HTTP Basic Auth muss in den API-Einstellungen der Mautic-Konfiguration aktiviert werden.",
		},
		{"Looks like I encountered an error (error #", "Es ist wohl ein Fehler aufgetreten (Fehler #"},
		{
			"). If I do it again, please report me to the system administrator!",
			"). Sollte das wieder passieren, bitte dem Systemadministrator melden!",
		},
		{
			"You do not have access to the requested area/action.",
			"Sie haben keinen Zugriff auf den angeforderten Bereich oder die Aktion.",
		},
		{"Item was not found.", "Der Eintrag wurde nicht gefunden."},
		{"Requested URL not found: ", "Angeforderte URL nicht gefunden: "},
		{"At least one permission must be submitted.", "Mindestens eine Berechtigung muss übermittelt werden."},
	}
}

// inGerman translates the messages of an answer of shape A or B.
func inGerman(a answer) answer {
	if !bytes.HasPrefix(a.body, []byte(`{"errors":[`)) {
		return a
	}
	for _, text := range germanTexts() {
		for _, encode := range []func(any) []byte{encodeJSON, encodeHexJSON} {
			a.body = bytes.ReplaceAll(a.body, trimQuotes(encode(text[0])), trimQuotes(encode(text[1])))
		}
	}
	return a
}
