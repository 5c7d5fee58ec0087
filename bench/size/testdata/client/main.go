// A program that reaches everything that is forbidden.
package main

import (
	"crypto/tls"
	html "html/template"
	"net/http"
	"os"
	text "text/template"
)

func main() {
	answer, err := http.Get(os.Args[0])
	if err != nil {
		panic(err)
	}
	text.Must(text.New("t").Parse(answer.Status)).Execute(os.Stdout, nil)
	html.Must(html.New("t").Parse(answer.Status)).Execute(os.Stdout, nil)
	tls.Client(nil, nil).Handshake()
}
