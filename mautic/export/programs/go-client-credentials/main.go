// Asks Mautic who this credential is. Run it with:
//
//	go mod init example && go get golang.org/x/oauth2 && go run .
//
// mautic.json in this directory holds the secrets: keep it out of version control.
package main

import (
	"context"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"os"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

func main() {
	data, err := os.ReadFile("mautic.json")
	if err != nil {
		log.Fatal(err)
	}
	var credential struct {
		BaseURL      string `json:"base_url"`
		ClientID     string `json:"client_id"`
		ClientSecret string `json:"client_secret"`
	}
	if err := json.Unmarshal(data, &credential); err != nil {
		log.Fatal(err)
	}
	config := clientcredentials.Config{
		ClientID:     credential.ClientID,
		ClientSecret: credential.ClientSecret,
		TokenURL:     credential.BaseURL + "/oauth/v2/token",
		AuthStyle:    oauth2.AuthStyleInParams, // in a header Mautic may refuse the secret
	}
	res, err := config.Client(context.Background()).Get(credential.BaseURL + "/api/users/self")
	if err != nil {
		log.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		log.Fatal("Mautic answered ", res.Status)
	}
	io.Copy(os.Stdout, res.Body)
}
