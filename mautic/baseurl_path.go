package mautic

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// path makes the path canonical and cuts Mautic's own part off.
func (p *parser) path(raw string) (string, BaseURLReason) {
	if raw == "" {
		return "", ""
	}
	var segments, kept []string // kept is segments, percent-encoded
	doubled, recoded := false, false
	parts := strings.Split(raw[1:], "/")
	for _, part := range parts {
		seg, err := url.PathUnescape(part)
		if err != nil || strings.ContainsFunc(seg, unicode.IsControl) {
			return "", BaseURLPath
		}
		switch seg {
		case "":
			doubled = true
			continue
		case ".":
			recoded = true
			continue
		case "..":
			recoded = true
			if n := len(kept); n > 0 {
				segments, kept = segments[:n-1], kept[:n-1]
			}
			continue
		}
		esc := url.PathEscape(seg)
		recoded = recoded || esc != part
		segments, kept = append(segments, seg), append(kept, esc)
	}
	if recoded {
		p.note(PathCorrected, clean(raw, 200), "/"+strings.Join(kept, "/"))
	}
	if doubled {
		p.note(SlashesRemoved, "", "")
	}
	for i := range segments {
		if kind := mauticPath(segments[i:]); kind != "" {
			p.note(kind, clean("/"+strings.Join(kept[i:], "/"), 200), "")
			kept = kept[:i]
			break
		}
	}
	if len(kept) == 0 {
		return "", ""
	}
	return "/" + strings.Join(kept, "/"), ""
}

// mauticPath reports whether the segments begin a path of Mautic itself, and
// how to name its removal.
func mauticPath(seg []string) CorrectionKind {
	next := ""
	if len(seg) > 1 {
		next = seg[1]
	}
	first := seg[0]
	is := func(names ...string) bool { return slices.Contains(names, first) }
	before := func(names ...string) bool { return slices.Contains(names, next) }
	number, _, _ := strings.Cut(next, ":")
	switch {
	case is("index.php", "index_dev.php"):
		return IndexPHPRemoved
	case is("api"):
		return APIPathRemoved
	case is("s", "oauth", "installer", "passwordreset", "mtc.js", "mtracking.gif"),
		// Words people also name a directory after: only with what Mautic puts behind.
		is("email") && before("view", "unsubscribe", "resubscribe", "preview", "webview", "dnc"),
		is("form") && (isDigits(next) || before("generate.js", "submit", "message", "preview", "embed")),
		is("page") && before("preview"),
		is("asset") && isDigits(number),
		is("r") && next != "" && len(seg) == 2:
		return PathRemoved
	}
	return ""
}
