//go:build !js

// Command mautic-connect serves Mautic Connect, writes its browser files, and
// runs a sandbox Mautic to try it on.
package main

import (
	"context"
	"io"
	"log"
	"os"

	"mautic-connect/web/command"
)

// version is set by the linker: -ldflags "-X main.version=1.2.3".
var version string

func main() {
	// net/http prints what an upstream sends at a wrong moment, tokens included,
	// through the standard logger. The program's own log is another one.
	log.SetOutput(io.Discard)
	p := command.Program{Version: version, Stdout: os.Stdout, Stderr: os.Stderr}
	os.Exit(p.Run(context.Background(), os.Args[1:]))
}
