package export

import "mautic-connect/mautic"

// readToken is shell that reads the access token out of a token answer. PHP
// writes a slash as \/.
const readToken = `token=$(printf '%s' "$answer" | sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p' | sed 's|\\/|/|g')
[ -n "$token" ] || { echo 'Mautic gave no token.' >&2; exit 1; }
`

const readRefresh = `refresh=$(printf '%s' "$answer" | sed -n 's/.*"refresh_token":"\([^"]*\)".*/\1/p' | sed 's|\\/|/|g')
[ -n "$refresh" ] || { echo 'Mautic gave no refresh token.' >&2; exit 1; }
`

// refreshHead starts a script that writes tokens down. The answer is kept in a
// file until both tokens are in place: a lost refresh token is a lost grant.
const refreshHead = `#!/bin/sh
# Gets new tokens when the old ones have expired, and keeps them: a refresh token works once.
set -eu
umask 077
cd "$(dirname "$0")"
`

// head starts a script that needs one file of secrets.
func head(secrets string) string {
	return "#!/bin/sh\n# Asks Mautic who this credential is. The secrets are in " + secrets +
		", so that they are not in the list of processes.\nset -eu\ncd \"$(dirname \"$0\")\"\n"
}

// maxCurlLine is what curl read in a line until 8.2 (100 KiB), less the name of
// the option.
const maxCurlLine = 100<<10 - 100

// curl writes a config file and a script that uses it.
func (s *sheet) curl() ([]File, error) {
	const config, tokens = "mautic.curlrc", "mautic-token.curlrc"
	self := shellQuote(s.base.API("users/self"))
	for _, e := range s.entries() {
		if len(curlQuote(s.user+":"+e.value)) > maxCurlLine {
			return nil, s.refuse(e.key, "is longer than a line of curl's config file may be", "use the format json")
		}
	}
	common := "# " + s.name + "\nfail\nsilent\nshow-error\n"
	switch s.method {
	case mautic.MethodBasic:
		return []File{
			script("mautic-curl.sh", head(config)+"exec curl -K "+config+" "+self+"\n"),
			secretFile(config, mediaText, common+"user = "+curlQuote(s.user+":"+s.password)+"\n"),
		}, nil
	case mautic.MethodClientCredentials:
		return []File{
			script("mautic-curl.sh", head(tokens)+"answer=$(curl -K "+tokens+" "+shellQuote(s.base.TokenURL())+")\n"+readToken+
				`printf 'header = "Authorization: Bearer %s"\n' "$token" | curl -fsS -K - `+self+"\n"),
			secretFile(tokens, mediaText, common+s.curlForm("client_credentials")),
		}, nil
	}
	files := []File{
		script("mautic-curl.sh", head(config)+"exec curl -K "+config+" "+self+"\n"),
		secretFile(config, mediaText, common+"header = "+curlQuote("Authorization: Bearer "+s.access)+"\n"),
	}
	if s.refresh == "" {
		return files, nil
	}
	return append(files,
		script("mautic-curl-refresh.sh", refreshHead+`curl -K `+tokens+` `+shellQuote(s.base.TokenURL())+` >mautic-answer.json
answer=$(cat mautic-answer.json)
`+readToken+readRefresh+`{ grep -v '^data-urlencode = "refresh_token=' `+tokens+`; printf 'data-urlencode = "refresh_token=%s"\n' "$refresh"; } >new && mv new `+tokens+`
{ grep -v '^header = "Authorization: ' `+config+`; printf 'header = "Authorization: Bearer %s"\n' "$token"; } >new && mv new `+config+`
rm mautic-answer.json
`),
		secretFile(tokens, mediaText, common+s.curlForm("refresh_token")+"data-urlencode = "+curlQuote("refresh_token="+s.refresh)+"\n"),
	), nil
}

// curlForm is the body of a token request. The secret belongs there: in an
// HTTP Basic header Mautic refuses it whenever Basic is off for the API.
func (s *sheet) curlForm(grant string) string {
	return "data-urlencode = " + curlQuote("grant_type="+grant) + "\n" +
		"data-urlencode = " + curlQuote("client_id="+s.clientID) + "\n" +
		"data-urlencode = " + curlQuote("client_secret="+s.clientSecret) + "\n"
}
