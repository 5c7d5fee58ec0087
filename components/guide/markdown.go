package guide

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"mautic-connect/components"
	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
)

// write draws a page that is written by hand.
func (g *Guide) write(page *Page, s source) error {
	raw := []byte(s.text)
	document := goldmark.New(goldmark.WithExtensions(extension.Table)).Parser().Parse(text.NewReader(raw))
	w := &writer{guide: g, page: page, raw: raw}
	for n := document.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok && h.Level == 2 {
			title := w.plain(h)
			page.headings = append(page.headings, heading{slug(title), title})
		}
	}
	if _, err := w.blocks(document); err != nil { // what cannot be drawn is found now
		return err
	}
	page.content = func() []app.UI {
		w := &writer{guide: g, page: &Page{}, raw: raw}
		out, _ := w.blocks(document) // it worked before
		return out
	}
	return nil
}

// writer draws Markdown with the components of the interface.
type writer struct {
	guide *Guide
	page  *Page
	raw   []byte
	// commands counts what can be copied, for ids.
	commands int
}

func (w *writer) blocks(parent ast.Node) ([]app.UI, error) {
	var out []app.UI
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		drawn, err := w.block(n)
		if err != nil {
			return nil, err
		}
		out = append(out, drawn...)
	}
	return out, nil
}

// directive is a line that something else fills in.
var directive = regexp.MustCompile(`^\{\{([a-z0-9-]+)((?: [A-Za-z0-9.-]+)*)\}\}$`)

func (w *writer) block(n ast.Node) ([]app.UI, error) {
	switch n := n.(type) {
	case *ast.Paragraph:
		if m := directive.FindStringSubmatch(strings.TrimSpace(w.source(n))); m != nil {
			return w.include(m[1], strings.Fields(m[2]))
		}
		return w.wrap(n, "p", "")
	case *ast.TextBlock:
		return w.inlines(n)
	case *ast.Heading:
		if n.Level < 2 || n.Level > 3 {
			return nil, fmt.Errorf("the heading %q is of level %d", w.plain(n), n.Level)
		}
		children, err := w.inlines(n)
		return []app.UI{ui.Tag("h"+strconv.Itoa(n.Level), []string{"id", slug(w.plain(n))}, children...)}, err
	case *ast.List:
		tag := "ul"
		if n.IsOrdered() {
			tag = "ol"
		}
		var items []app.UI
		for item := n.FirstChild(); item != nil; item = item.NextSibling() {
			children, err := w.blocks(item)
			if err != nil {
				return nil, err
			}
			items = append(items, ui.El("li", "", children...))
		}
		return []app.UI{ui.El(tag, "", items...)}, nil
	case *ast.FencedCodeBlock:
		return []app.UI{w.command(strings.TrimRight(w.source(n), "\n"))}, nil
	case *ast.Blockquote:
		children, err := w.blocks(n)
		return []app.UI{ui.El("div", "note", children...)}, err
	case *east.Table:
		return w.table(n)
	default:
		return nil, fmt.Errorf("nobody knows how to draw %s", n.Kind())
	}
}

// command is what to type, with a button that copies it.
func (w *writer) command(value string) app.UI {
	w.commands++
	return &ui.Copyable{ID: "command-" + strconv.Itoa(w.commands), Label: i18n.T("Command"), Value: value, Command: true}
}

func (w *writer) wrap(n ast.Node, tag, class string) ([]app.UI, error) {
	children, err := w.inlines(n)
	return []app.UI{ui.El(tag, class, children...)}, err
}

func (w *writer) inlines(parent ast.Node) ([]app.UI, error) {
	var out []app.UI
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			words := string(n.Segment.Value(w.raw))
			if n.SoftLineBreak() {
				words += " "
			}
			out = append(out, run(words))
		case *ast.String:
			out = append(out, run(string(n.Value)))
		case *ast.CodeSpan:
			out = append(out, ui.Text("code", "", w.plain(n)))
		case *ast.Emphasis:
			children, err := w.inlines(n)
			if err != nil {
				return nil, err
			}
			out = append(out, ui.El("strong", "", children...))
		case *ast.Link:
			link, err := w.link(n)
			if err != nil {
				return nil, err
			}
			out = append(out, link)
		default:
			return nil, fmt.Errorf("nobody knows how to draw %s in a line", n.Kind())
		}
	}
	return out, nil
}

// parts are what sources call the other parts of the site, wherever those are.
func parts() map[string]string {
	return map[string]string{
		"app:connect": components.Connect, "app:doctor": components.Doctor, "app:vault": components.Vault, "app:embedding": EmbeddingPath,
	}
}

// link leads to a page of the guide by its name, or to another part of the site.
// Without words it has the page's title.
func (w *writer) link(n *ast.Link) (app.UI, error) {
	path, words := string(n.Destination), w.plain(n)
	part, known := parts()[path]
	switch {
	case known:
		path = part
	case strings.HasPrefix(path, "#"):
		path = w.page.Path + path
	default:
		path = Path + "/" + path
	}
	if words == "" {
		name, _, _ := strings.Cut(path, "#")
		page, ok := w.guide.Lookup(name)
		if !ok {
			return nil, fmt.Errorf("it leads to %s, which there is not", path)
		}
		words = page.Title
	}
	w.page.links = append(w.page.links, path)
	return ui.Link(path, words), nil
}

func (w *writer) table(n *east.Table) ([]app.UI, error) {
	var head, rows []app.UI
	first := true
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []app.UI
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			children, err := w.inlines(cell)
			if err != nil {
				return nil, err
			}
			switch {
			case first:
				cells = append(cells, ui.Tag("th", []string{"scope", "col"}, children...))
			case len(cells) == 0:
				cells = append(cells, ui.Tag("th", []string{"scope", "row"}, children...))
			default:
				cells = append(cells, ui.El("td", "", children...))
			}
		}
		if first {
			head, first = append(head, ui.El("tr", "", cells...)), false
			continue
		}
		rows = append(rows, ui.El("tr", "", cells...))
	}
	return []app.UI{tableOf(head, rows)}, nil
}

// tableOf is a table that can be scrolled where it is wider than the page.
func tableOf(head, rows []app.UI) app.UI {
	return ui.Tag("div", []string{"class", "table", "tabindex", "0", "role", "group", "aria-label", i18n.T("Table")},
		ui.El("table", "", ui.El("thead", "", head...), ui.El("tbody", "", rows...)))
}

// columns is the head of a table.
func columns(names ...string) []app.UI {
	cells := make([]app.UI, len(names))
	for i, name := range names {
		cells[i] = ui.Tag("th", []string{"scope", "col"}, app.Text(name))
	}
	return []app.UI{ui.El("tr", "", cells...)}
}

// source is a block's own text.
func (w *writer) source(n ast.Node) string { return string(n.Lines().Value(w.raw)) }

// plain is the text of what is inside a node.
func (w *writer) plain(n ast.Node) string {
	var b strings.Builder
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		switch child := child.(type) {
		case *ast.Text:
			b.Write(child.Segment.Value(w.raw))
			if child.SoftLineBreak() {
				b.WriteByte(' ')
			}
		default:
			b.WriteString(w.plain(child))
		}
	}
	return b.String()
}

var notInSlugs = regexp.MustCompile(`[^a-z0-9]+`)

// slug is a text as an id.
func slug(words string) string {
	return strings.Trim(notInSlugs.ReplaceAllString(strings.ToLower(words), "-"), "-")
}
