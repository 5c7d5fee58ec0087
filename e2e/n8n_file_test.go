package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"mautic-connect/mautic/destination"
	"mautic-connect/mautic/export"
	"mautic-connect/mautic/n8n/n8ntest"
)

// askN8N sends a request to an n8n's public API and decodes its answer.
func askN8N(t *testing.T, n8n *n8ntest.Server, path string, body, into any) {
	t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, n8n.URL+"/api/v1/"+path, bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-N8N-API-KEY", n8ntest.TestKey)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK || json.Unmarshal(answer, into) != nil {
		t.Fatalf("n8n answers %d %s: %v", res.StatusCode, answer, err)
	}
}

// connects has an n8n take a credential over, and test it.
func connects(t *testing.T, n8n *n8ntest.Server, file n8nFile) {
	t.Helper()
	var stored struct{ ID string }
	askN8N(t, n8n, "credentials", map[string]any{"name": file[0].Name, "type": file[0].Type, "data": file[0].Data}, &stored)
	var result struct{ Status, Message string }
	askN8N(t, n8n, "credentials/"+stored.ID+"/test", map[string]any{}, &result)
	if result.Status != "OK" {
		t.Errorf("n8n's test of the credential says %q", result.Message)
	}
}

func TestBasicIsSavedAsAFileThatN8NTakes(t *testing.T) {
	t.Parallel()
	program, n8n := startWithN8N(t, n8ntest.Options{})
	p := open(t).page()
	downloads := p.downloads()
	p.visit(program.wizard())
	p.choose(destination.N8N)
	p.basicProven(program, "n8n", userPassword)
	p.handOver()
	p.written()
	p.says("#hand-over h2", "Hand it over to n8n")
	if evaluate[bool](p, `!!document.querySelector("#grant-hand")`) {
		t.Error("the page asks about a grant that is not there")
	}
	p.hides(userPassword)

	raw := downloads.save("mautic-n8n-credentials.json")
	p.says("#left", "It was saved as a file.")
	file := readN8NFile(t, raw)
	if file[0].Type != "mauticApi" || file[0].Data["username"] != "n8n" || file[0].Data["password"] != userPassword {
		t.Errorf("the file holds %s", raw)
	}
	connects(t, n8n, file)

	p.written()
	if got := p.copied("#copy-file"); got != string(raw) {
		t.Errorf("what is copied differs from what is saved:\n%s\n%s", got, raw)
	}
	p.says("#left", "It was copied.")
	if text := p.text("#left"); strings.Contains(text, "forgotten") {
		t.Errorf("there is no grant to forget, but the page says: %s", text)
	}

	p.chooseFormat(export.N8NWorkflow)
	workflow := string(downloads.save("mautic-n8n-workflow.json"))
	if !strings.Contains(workflow, file[0].ID) || !json.Valid([]byte(workflow)) {
		t.Errorf("the workflow does not use the credential %s:\n%s", file[0].ID, workflow)
	}
	hides(t, "the workflow", workflow, userPassword)

	p.leavesNothing(userPassword)
	hides(t, "the server's log", program.log.String(), userPassword)
	p.press("#start-over")
	p.focused("address")
	p.forgot(userPassword)
}
