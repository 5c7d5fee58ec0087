package export

import "strings"

// kubernetes writes a Secret with stringData. Double-quoted YAML is the one
// style that carries any text.
func (s *sheet) kubernetes() ([]File, error) {
	var b strings.Builder
	b.WriteString("# Use it in a pod with: envFrom: [{secretRef: {name: " + s.slug() + "}}]\n")
	b.WriteString("# Encrypt it before it goes into git: sops encrypt --age RECIPIENT --encrypted-regex '^stringData$' FILE\n")
	b.WriteString(s.rotationComment("# "))
	b.WriteString("apiVersion: v1\nkind: Secret\nmetadata:\n  name: " + quote(s.slug()) +
		"\n  annotations:\n    description: " + quote(s.name) + "\ntype: Opaque\nstringData:\n")
	for _, e := range s.entries() {
		b.WriteString("  " + e.variable() + ": " + quote(e.value) + "\n")
	}
	return []File{secretFile("mautic-secret.yaml", mediaYAML, b.String())}, nil
}

// dockerSecrets writes one file for each secret, without a line end, and a
// compose.yaml that mounts them.
func (s *sheet) dockerSecrets() ([]File, error) {
	var environment, mounted, files strings.Builder
	out := []File{{}}
	for _, e := range s.entries() {
		if !e.secret {
			environment.WriteString("      " + e.variable() + ": " + composeQuote(e.value) + "\n")
			continue
		}
		name := strings.ToLower(e.variable())
		environment.WriteString("      " + e.variable() + "_FILE: /run/secrets/" + name + "\n")
		mounted.WriteString("      - " + name + "\n")
		files.WriteString("  " + name + ":\n    file: ./secrets/" + name + "\n")
		out = append(out, secretFile("secrets/"+name, mediaText, e.value))
	}
	out[0] = openFile("compose.yaml", mediaYAML, "# "+s.name+"\n"+s.rotationComment("# ")+
		"services:\n  app:\n    image: your-image\n    environment:\n"+environment.String()+
		"    secrets:\n"+mounted.String()+"secrets:\n"+files.String())
	return out, nil
}

// composeQuote returns v as a value of a compose file, where $ starts a variable.
func composeQuote(v string) string { return quote(strings.ReplaceAll(v, "$", "$$")) }
