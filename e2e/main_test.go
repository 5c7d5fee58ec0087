package e2e

import (
	"fmt"
	"os"
	"testing"
)

// binaryVariable names the built program to test.
const binaryVariable = "MAUTIC_CONNECT_BINARY"

func TestMain(m *testing.M) {
	if os.Getenv(binaryVariable) == "" {
		fmt.Println("e2e: not run: these journeys need the built program and a browser; run them with make e2e")
		return
	}
	os.Exit(m.Run())
}
