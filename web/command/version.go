package command

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

type versionCommand struct{}

// Run prints the version and what the program was built with.
func (versionCommand) Run(p Program) error {
	_, err := fmt.Fprintf(p.Stdout, "mautic-connect %s (%s, %s/%s)\n", p.version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// version is what the linker was told, else what Go recorded, else "devel".
func (p Program) version() string {
	if p.Version != "" {
		return p.Version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	return cmp.Or(strings.Trim(info.Main.Version, "()"), "devel")
}
