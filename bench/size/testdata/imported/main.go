// A program that imports net/http, as go-app does, and uses none of it.
// (html/template would keep text/template alive even so.)
package main

import (
	_ "crypto/tls"
	_ "net/http"
)

func main() { println("hello") }
