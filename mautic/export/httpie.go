package export

import "mautic-connect/mautic"

// httpie writes a session file and a script that uses it. HTTPie takes the
// login of a session as username and password as they stand, while it would
// split and unescape one it gets in one piece.
func (s *sheet) httpie() ([]File, error) {
	const session = "mautic-session.json"
	call := "http --ignore-stdin --check-status --session-read-only=./" + session + " GET " + shellQuote(s.base.API("users/self")) + "\n"
	form := "http --ignore-stdin --check-status --body --form POST " + shellQuote(s.base.TokenURL()) + " "
	client := " client_id=@mautic-client-id client_secret=@mautic-client-secret"
	clientFiles := []File{
		secretFile("mautic-client-id", mediaText, s.clientID),
		secretFile("mautic-client-secret", mediaText, s.clientSecret),
	}
	// What HTTPie itself writes into a session, but for the login.
	write := func(auth object) string {
		return renderJSON(object{
			{"__meta__", object{{"about", "HTTPie session file"}, {"help", "https://httpie.io/docs#sessions"}, {"httpie", "3.2.1"}}},
			{"auth", auth}, {"cookies", array{}}, {"headers", array{}},
		})
	}
	writeToken := `printf '{"auth": {"type": "bearer", "raw_auth": "%s"}, "cookies": [], "headers": []}\n' "$token" >new && mv new ` + session + "\n"
	switch s.method {
	case mautic.MethodBasic:
		return []File{
			script("mautic-httpie.sh", head(session)+"exec "+call),
			secretFile(session, mediaJSON, write(object{{"type", "basic"}, {"username", s.user}, {"password", s.password}})),
		}, nil
	case mautic.MethodClientCredentials:
		return append([]File{
			script("mautic-httpie.sh", head("mautic-client-secret")+"umask 077\nanswer=$("+form+"grant_type=client_credentials"+client+")\n"+readToken+writeToken+"exec "+call),
		}, clientFiles...), nil
	}
	files := []File{
		script("mautic-httpie.sh", head(session)+"exec "+call),
		secretFile(session, mediaJSON, write(object{{"type", "bearer"}, {"raw_auth", s.access}})),
	}
	if s.refresh == "" {
		return files, nil
	}
	return append(append(files,
		script("mautic-httpie-refresh.sh", refreshHead+form+"grant_type=refresh_token refresh_token=@mautic-refresh-token"+client+
			" >mautic-answer.json\nanswer=$(cat mautic-answer.json)\n"+readToken+readRefresh+
			`printf '%s' "$refresh" >mautic-refresh-token`+"\n"+writeToken+"rm mautic-answer.json\n"),
		secretFile("mautic-refresh-token", mediaText, s.refresh),
	), clientFiles...), nil
}
