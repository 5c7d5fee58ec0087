package doctor

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"mautic-connect/mautic"
)

// ReportOptions say what a report leaves out.
type ReportOptions struct {
	// HideHost writes mautic.example for the host, wherever it stands, and
	// elsewhere.example for every other one, and leaves out what pages and
	// corrections say, since they may name the site in words.
	HideHost bool
}

// The hosts that a report without host names has.
const (
	standIn   = "mautic.example"
	elsewhere = "elsewhere.example"
	leftOut   = "(left out)"
)

// reportJSON is the stable form: members may be added, and never change.
type reportJSON struct {
	BaseURL       string      `json:"base_url"`
	MauticVersion string      `json:"mautic_version"`
	Verdict       string      `json:"verdict"`
	Checks        []checkJSON `json:"checks"`
}

type checkJSON struct {
	ID        CheckID        `json:"id"`
	Status    Status         `json:"status"`
	Diagnosis ID             `json:"diagnosis"`
	Because   CheckID        `json:"because"`
	Evidence  []evidenceJSON `json:"evidence"`
	MS        int64          `json:"ms"`
}

type evidenceJSON struct {
	Request           string       `json:"request,omitempty"`
	With              string       `json:"with,omitempty"`
	Status            int          `json:"status,omitempty"`
	Shape             mautic.Shape `json:"shape,omitempty"`
	Type              string       `json:"type,omitempty"`
	ContentType       string       `json:"content_type,omitempty"`
	Location          string       `json:"location,omitempty"`
	WWWAuthenticate   string       `json:"www_authenticate,omitempty"`
	MauticVersion     string       `json:"mautic_version,omitempty"`
	RateLimit         string       `json:"rate_limit,omitempty"`
	CertificateIssuer string       `json:"certificate_issuer,omitempty"`
	CertificateEnds   *time.Time   `json:"certificate_ends,omitempty"`
	Failure           string       `json:"failure,omitempty"`
	Detail            string       `json:"detail,omitempty"`
	Excerpt           string       `json:"excerpt,omitempty"`
}

// JSON returns the report as an indented JSON object with a line end. It names
// no user and holds no token: only what the checks and their evidence hold.
// verdict is "ok", or the diagnosis of the first check that failed; status is
// "pass", "warn", "fail" or "skip"; ms is how long the telling request took.
func (r Report) JSON(o ReportOptions) []byte {
	r, base := r.prepared(o)
	out := reportJSON{BaseURL: base, MauticVersion: r.MauticVersion(), Verdict: cmp.Or(string(r.Verdict()), "ok"), Checks: []checkJSON{}}
	for _, check := range r.Checks {
		c := checkJSON{
			ID: check.ID, Status: check.Status, Diagnosis: check.Diagnosis, Because: check.Because,
			Evidence: []evidenceJSON{}, MS: check.Took.Milliseconds(),
		}
		for _, e := range check.Evidence {
			c.Evidence = append(c.Evidence, e.json())
		}
		out.Checks = append(out.Checks, c)
	}
	raw, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return []byte("{}\n") // strings, numbers and times only: it does not fail
	}
	return append(raw, '\n')
}

func (e Evidence) json() evidenceJSON {
	out := evidenceJSON{
		Request: e.Request, With: e.With, Status: e.Status, Shape: e.Shape, Type: e.Type, ContentType: e.ContentType,
		Location: e.Location, WWWAuthenticate: e.WWWAuthenticate, MauticVersion: e.MauticVersion, RateLimit: e.RateLimit,
		CertificateIssuer: e.CertificateIssuer, Failure: e.Failure, Detail: e.Detail, Excerpt: e.Excerpt,
	}
	if !e.CertificateEnds.IsZero() {
		ends := e.CertificateEnds.UTC()
		out.CertificateEnds = &ends
	}
	return out
}

// Facts are what came back, as "name: value", the most telling first.
func (e Evidence) Facts() []string {
	var out []string
	add := func(name, value string) {
		if value != "" {
			out = append(out, name+": "+value)
		}
	}
	if e.Status != 0 {
		add("status", fmt.Sprint(e.Status))
	}
	add("failure", e.Failure)
	add("type", e.Type)
	add("shape", string(e.Shape))
	add("location", e.Location)
	add("WWW-Authenticate", e.WWWAuthenticate)
	add("content type", e.ContentType)
	add("Mautic version", e.MauticVersion)
	add("requests left", e.RateLimit)
	if !e.CertificateEnds.IsZero() {
		add("certificate", "by "+cmp.Or(e.CertificateIssuer, "an unnamed issuer")+", ends "+e.CertificateEnds.UTC().Format(time.DateOnly))
	}
	add("detail", e.Detail)
	add("body", e.Excerpt)
	return out
}

// Markdown returns the report for a forum or an issue, in English; book explains
// the verdict. It holds what JSON holds; texts of the other side stand as code, so that none of them
// is markup.
func (r Report) Markdown(book Book, o ReportOptions) string {
	r, base := r.prepared(o)
	var b strings.Builder
	b.WriteString("# Mautic Connect report\n\n")
	fmt.Fprintf(&b, "- Mautic: %s\n", code(cmp.Or(base, "no address")))
	fmt.Fprintf(&b, "- Version: %s\n", cmp.Or(r.MauticVersion(), "not named"))
	if id := r.Verdict(); id != "" {
		d := book.Lookup(id)
		fmt.Fprintf(&b, "- Verdict: **%s** (%s)\n\n%s\n\nHow this is known: %s\n", d.Title, code(string(id)), d.Cause, d.Proof)
	} else {
		b.WriteString("- Verdict: **no problem was found**\n")
	}
	b.WriteString("\n| check | outcome | diagnosis | ms |\n|---|---|---|---|\n")
	for _, c := range r.Checks {
		told := string(c.Diagnosis)
		if c.Because != "" {
			told = "because of " + string(c.Because)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %d |\n", c.ID, c.Status, told, c.Took.Milliseconds())
	}
	b.WriteString("\n## Evidence\n")
	for _, c := range r.Checks {
		if len(c.Evidence) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n### %s\n\n", c.ID)
		for _, e := range c.Evidence {
			lead := code(cmp.Or(e.Request, "nothing was sent"))
			if e.With != "" {
				lead += ", with: " + e.With
			}
			fmt.Fprintf(&b, "- %s\n", lead)
			for _, fact := range e.Facts() {
				fmt.Fprintf(&b, "  - %s\n", code(fact))
			}
		}
	}
	return b.String()
}

// code makes a code span of a text on one line, whatever backticks it holds
// (CommonMark, section 6.1).
func code(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	return fence + text + fence
}

// prepared returns the report and its base URL with what is to be left out left
// out.
func (r Report) prepared(o ReportOptions) (Report, string) {
	base := r.Base.String()
	if !o.HideHost {
		return r, base
	}
	hide := hostHider(r.Base)
	r.Checks = append([]Check(nil), r.Checks...)
	for i, c := range r.Checks {
		evidence := append([]Evidence(nil), c.Evidence...)
		for j := range evidence {
			e := &evidence[j]
			for _, text := range []*string{
				&e.Request, &e.Type, &e.ContentType, &e.Location, &e.WWWAuthenticate, &e.MauticVersion, &e.Detail, &e.Excerpt,
			} {
				*text = hide(*text)
			}
			if e.Excerpt != "" && (e.Shape == mautic.ShapeD || e.Shape == mautic.ShapeOther || e.Shape == mautic.ShapeJSON) {
				e.Excerpt = leftOut
			}
			if c.ID == CheckAddress && e.Detail != "" {
				e.Detail = leftOut
			}
		}
		r.Checks[i].Evidence = evidence
	}
	if r.User != nil {
		user := *r.User
		user.MauticVersion = hide(user.MauticVersion)
		r.User = &user
	}
	return r, hide(base)
}

// hostHider returns what takes the host of an address out of a text.
func hostHider(base mautic.BaseURL) func(string) string {
	var names []string
	if host := base.Host(); host != "" {
		name := host
		if end := strings.LastIndexByte(host, ':'); end > strings.LastIndexByte(host, ']') {
			name = host[:end]
		}
		for _, n := range []string{host, name, strings.Trim(name, "[]"), strings.TrimPrefix(name, "www.")} {
			// A name without a dot is a word, and is hidden where it is a host only.
			if strings.ContainsAny(n, ".:") {
				names = append(names, n)
			}
		}
	}
	return func(text string) string {
		for _, name := range names {
			text = replaceFold(text, name, standIn)
		}
		return hideAuthorities(text, base.Host())
	}
}

// replaceFold replaces every spelling of an ASCII name.
func replaceFold(text, name, by string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		if i+len(name) <= len(text) && strings.EqualFold(text[i:i+len(name)], name) {
			b.WriteString(by)
			i += len(name)
			continue
		}
		b.WriteByte(text[i])
		i++
	}
	return b.String()
}

// hideAuthorities replaces the host and port of every URL in a text.
func hideAuthorities(text, own string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, "//")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteString("//")
		end := strings.IndexAny(after, "/?# \"'<>\\,;()|")
		if end < 0 {
			end = len(after)
		}
		switch host := after[:end]; {
		case host == "" || host == standIn || strings.HasSuffix(host, "."+standIn):
			b.WriteString(host)
		case strings.EqualFold(host, own):
			b.WriteString(standIn)
		default:
			b.WriteString(elsewhere)
		}
		text = after[end:]
	}
}
