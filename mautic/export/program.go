package export

import (
	_ "embed" // for the programs
	"strings"

	"mautic-connect/mautic"
)

// These are whole programs, one a method, that hold no value: they read the
// credential file beside them, which carries any text and takes the tokens of
// a refresh back. They are variables for the embedding alone, and nothing
// changes them; an embed.FS would be 12 kB more of a browser's program.
var (
	//go:embed programs/requests-basic.py
	requestsBasic string
	//go:embed programs/requests-authorization-code.py
	requestsAuthorizationCode string
	//go:embed programs/requests-client-credentials.py
	requestsClientCredentials string
	//go:embed programs/oauthlib-authorization-code.py
	oauthlibAuthorizationCode string
	//go:embed programs/oauthlib-client-credentials.py
	oauthlibClientCredentials string
	//go:embed programs/go-basic/main.go
	goBasic string
	//go:embed programs/go-authorization-code/main.go
	goAuthorizationCode string
	//go:embed programs/go-client-credentials/main.go
	goClientCredentials string
	//go:embed programs/basic.mjs
	javaScriptBasic string
	//go:embed programs/authorization-code.mjs
	javaScriptAuthorizationCode string
	//go:embed programs/client-credentials.mjs
	javaScriptClientCredentials string
	//go:embed programs/basic.php
	phpBasic string
	//go:embed programs/authorization-code.php
	phpAuthorizationCode string
)

// byMethod returns the program for the credential's method.
func (s *sheet) byMethod(basic, authorizationCode, clientCredentials string) string {
	switch s.method {
	case mautic.MethodBasic:
		return basic
	case mautic.MethodAuthorizationCode:
		return authorizationCode
	}
	return clientCredentials
}

// withDocument returns a program and the credential file it reads.
func (s *sheet) withDocument(program, name, mediaType string) ([]File, error) {
	return []File{openFile(name, mediaType, program), s.document()}, nil
}

func (s *sheet) pythonRequests() ([]File, error) {
	return s.withDocument(s.byMethod(requestsBasic, requestsAuthorizationCode, requestsClientCredentials), "mautic.py", "text/x-python")
}

func (s *sheet) pythonOAuthlib() ([]File, error) {
	return s.withDocument(s.byMethod("", oauthlibAuthorizationCode, oauthlibClientCredentials), "mautic.py", "text/x-python")
}

func (s *sheet) golang() ([]File, error) {
	return s.withDocument(s.byMethod(goBasic, goAuthorizationCode, goClientCredentials), "main.go", "text/x-go")
}

func (s *sheet) javaScript() ([]File, error) {
	return s.withDocument(s.byMethod(javaScriptBasic, javaScriptAuthorizationCode, javaScriptClientCredentials), "mautic.mjs", "text/javascript")
}

// php writes a program for mautic/api-library and the settings array that its
// ApiAuth::newAuth takes.
func (s *sheet) php() ([]File, error) {
	trimmed := func(v string) bool { return strings.Trim(v, " \t\n\r\v") != v }
	if err := s.refuseAny(trimmed, "starts or ends with a space, which mautic/api-library removes", "change it in Mautic"); s.method == mautic.MethodBasic && err != nil {
		return nil, err
	}
	f := openFile("mautic.php", "application/x-httpd-php", s.byMethod(phpBasic, phpAuthorizationCode, ""))
	var b strings.Builder
	b.WriteString("<?php\nreturn [\n")
	setting := func(key, value string) { b.WriteString("    '" + key + "' => " + value + ",\n") }
	setting("baseUrl", phpQuote(s.base.String()))
	if s.method == mautic.MethodBasic {
		setting("userName", phpQuote(s.user))
		setting("password", phpQuote(s.password))
	} else {
		setting("version", "'OAuth2'")
		setting("clientKey", phpQuote(s.clientID))
		setting("clientSecret", phpQuote(s.clientSecret))
		setting("callback", phpQuote(s.redirect))
	}
	if s.connected() {
		setting("accessToken", phpQuote(s.access))
		setting("refreshToken", phpQuote(s.refresh))
		if !s.expires.IsZero() {
			setting("accessTokenExpires", s.unixExpires())
		}
	}
	b.WriteString("];\n")
	return []File{f, secretFile("mautic-settings.php", "application/x-httpd-php", b.String())}, nil
}
