package perform

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/export"
	"mautic-connect/mautic/export/sealed"
)

// writeExport writes the credential in a format. Several files come with an
// archive of them, since a browser saves one file a press; the archive is last.
func writeExport(c mautic.Credential, job task.Job) task.Answer {
	options := export.Options{Name: job.Name, WithTokens: job.WithTokens}
	if options.Recipients = recipients(job.Sealing); len(options.Recipients) == 0 {
		options.Passphrase = mautic.NewSecret(job.Sealing)
	}
	files, err := sealed.Write(job.In, c, options)
	if err != nil {
		return task.Answer{Problem: problem(err)}
	}
	answer := task.Answer{}
	for _, f := range files {
		answer.Files = append(answer.Files, task.File{Name: f.Name, MediaType: f.MediaType, Content: string(f.Content)})
	}
	if len(files) > 1 {
		archive, err := pack(files)
		if err != nil {
			return task.Answer{Problem: problem(err)}
		}
		answer.Files = append(answer.Files, task.File{Name: "mautic-" + string(job.In) + ".zip", MediaType: "application/zip", Binary: archive})
	}
	return answer
}

// recipients returns the lines of sealing when it is keys, and nothing when it is
// a passphrase. One key makes all lines recipients: the one that cannot be used
// is refused, and nobody is left out without a word. Empty lines and comments,
// which files of recipients have, do not count.
func recipients(sealing string) []string {
	var lines []string
	keys := false
	for line := range strings.SplitSeq(sealing, "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		lines, keys = append(lines, line), keys || isKey(line)
	}
	if !keys {
		return nil
	}
	return lines
}

// isKey tells a key from a passphrase: an age recipient, or the line of an SSH
// public key. Those that age cannot use and private ones count, since nobody
// means them for a passphrase; they are refused with the reason.
func isKey(line string) bool {
	for _, start := range [...]string{
		"age1", "ssh-ed25519 ", "ssh-rsa ", "ssh-dss ", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-", "AGE-SECRET-KEY-", "-----BEGIN ",
	} {
		if strings.HasPrefix(line, start) {
			return true
		}
	}
	return false
}

// pack puts files into a zip archive, with their modes: some hold secrets, some
// are scripts.
func pack(files []export.File) ([]byte, error) {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, f := range files {
		header := &zip.FileHeader{Name: f.Name, Method: zip.Store}
		header.SetMode(f.Mode)
		w, err := archive.CreateHeader(header)
		if err == nil {
			_, err = w.Write(f.Content)
		}
		if err != nil {
			return nil, fmt.Errorf("packing %s: %w", f.Name, err)
		}
	}
	if err := archive.Close(); err != nil {
		return nil, fmt.Errorf("packing the files: %w", err)
	}
	return out.Bytes(), nil
}
