// Asks Mautic who this credential is. Run it with: go run main.go
// mautic.json in this directory holds the secrets: keep it out of version control.
package main

import (
	"encoding/json"
	"io"
	"log"
	"net/http"
	"os"
	"time"
)

func main() {
	data, err := os.ReadFile("mautic.json")
	if err != nil {
		log.Fatal(err)
	}
	var credential struct {
		BaseURL  string `json:"base_url"`
		UserName string `json:"username"`
		Password string `json:"password"`
	}
	if err := json.Unmarshal(data, &credential); err != nil {
		log.Fatal(err)
	}
	req, err := http.NewRequest("GET", credential.BaseURL+"/api/users/self", nil)
	if err != nil {
		log.Fatal(err)
	}
	req.SetBasicAuth(credential.UserName, credential.Password)
	client := &http.Client{Timeout: 30 * time.Second}
	res, err := client.Do(req)
	if err != nil {
		log.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		log.Fatal("Mautic answered ", res.Status)
	}
	io.Copy(os.Stdout, res.Body)
}
