package export

import "strings"

// env writes variables that a POSIX shell reads.
func (s *sheet) env() ([]File, error) {
	var b strings.Builder
	b.WriteString("# " + s.name + "\n# Read it in a shell with: set -a; . ./mautic.env; set +a\n")
	b.WriteString(s.rotationComment("# "))
	for _, e := range s.entries() {
		b.WriteString(e.variable() + "=" + shellQuote(e.value) + "\n")
	}
	return []File{secretFile("mautic.env", mediaText, b.String())}, nil
}

// maxDockerLine is where docker's line scanner gives up (bufio.MaxScanTokenSize).
const maxDockerLine = 64<<10 - 1

// dockerEnv writes variables for docker run --env-file, which takes everything
// behind the first = as it stands, quotes too.
func (s *sheet) dockerEnv() ([]File, error) {
	if err := s.refuseAny(hasLineBreak, "holds a line break, which Docker's env-file has no way to write", "use the format docker-secrets"); err != nil {
		return nil, err
	}
	long := func(v string) bool { return len(v) > maxDockerLine-len("MAUTIC_TOKEN_EXPIRES_AT=") }
	if err := s.refuseAny(long, "is longer than a line of Docker's env-file may be", "use the format docker-secrets"); err != nil {
		return nil, err
	}
	var b strings.Builder
	b.WriteString("# " + s.name + "\n# Use it with: docker run --env-file mautic-docker.env IMAGE\n")
	b.WriteString(s.rotationComment("# "))
	for _, e := range s.entries() {
		b.WriteString(e.variable() + "=" + e.value + "\n")
	}
	return []File{secretFile("mautic-docker.env", mediaText, b.String())}, nil
}

// rotationComment warns where tokens are in a file that nothing writes back.
func (s *sheet) rotationComment(mark string) string {
	if !s.connected() {
		return ""
	}
	return mark + "A refresh token works once: whoever refreshes must keep the new one, and no other copy may be used.\n"
}
