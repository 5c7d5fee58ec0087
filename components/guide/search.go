package guide

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
	"golang.org/x/net/html"

	"mautic-connect/components/ui"
	"mautic-connect/mautic/doctor/catalogue"
)

// Where a word is on a page. A page's word has the sum of its places.
const (
	inText = 1 << iota
	inHeading
	inSymptom
	inTitle
)

// Index is what the script searches: all pages, and for each word the pages it is
// on.
type Index struct {
	// Pages are title, group, path below the guide's, and messages line by line;
	// what is elsewhere has its path under the base path with a slash in front.
	Pages [][4]string `json:"pages"`
	// Words are the pages of each word in ascending order: how many pages further
	// on than the one before, in base 36, and as a capital letter from A the sum
	// of its places there less one.
	Words map[string]string `json:"words"`
}

// Search makes the search index.
func (g *Guide) Search() ([]byte, error) {
	index := Index{Words: map[string]string{}}
	last, book := map[string]int{}, catalogue.Book()
	for i, page := range g.pages[1:] {
		path := strings.TrimPrefix(page.Path, Path+"/")
		seen := strings.Join(book.Lookup(page.Diagnosis).Symptoms, "\n")
		if page.Diagnosis == "" {
			seen = ""
		}
		index.Pages = append(index.Pages, [4]string{page.Title, page.Group.Title, path, seen})
		places, err := page.words()
		if err != nil {
			return nil, err
		}
		for word, place := range places {
			index.Words[word] += strconv.FormatInt(int64(i+1-last[word]), 36) + string(rune('A'+place-1))
			last[word] = i + 1
		}
	}
	raw, err := json.Marshal(index)
	if err != nil {
		return nil, fmt.Errorf("writing the guide's search index: %w", err)
	}
	return raw, nil
}

// words are a page's words and where they are.
func (p Page) words() (map[string]int, error) {
	places := map[string]int{}
	note := func(text string, place int) {
		for _, word := range Words(text) {
			places[word] |= place
		}
	}
	note(p.Title, inTitle)
	note(p.Description, inText)
	if p.content == nil {
		return places, nil
	}
	document, err := html.Parse(strings.NewReader(app.HTMLString(ui.El("article", "", p.content()...))))
	if err != nil {
		return nil, fmt.Errorf("reading the guide's page %s for its index: %w", p.Path, err)
	}
	var walk func(n *html.Node, place int)
	walk = func(n *html.Node, place int) {
		switch {
		case n.Type == html.TextNode:
			note(n.Data, place)
		case n.Data == "button":
			return
		case n.Data == "h2" || n.Data == "h3":
			if p.Diagnosis != "" {
				return // every diagnosis has the same
			}
			place = inHeading
		case slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "class" && a.Val == "symptoms" }):
			place = inSymptom
		}
		for child := range n.ChildNodes() {
			walk(child, place)
		}
	}
	walk(document, inText)
	return places, nil
}

// tooCommon are words that are on nearly every page and tell nothing. The script
// finds no page for them.
var tooCommon = []string{
	"the", "and", "for", "that", "this", "with", "not", "are", "has", "have", "from", "into", "its", "you",
	"your", "was", "one", "who", "what", "can", "may", "all", "but", "any", "does", "only", "other", "than",
	"then", "there", "when", "which", "will", "how", "out", "the", "it", "is", "in", "of", "on", "or",
	"to", "be", "as", "at", "by", "an", "if", "no", "so", "us", "we", "do",
}

// Words are the words of a text as the index has them: small letters and digits,
// without what is too common, without a plural's s. guide.js does the same.
func Words(text string) []string {
	text = strings.ReplaceAll(text, Space, " ")
	var out []string
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if utf8.RuneCountInString(word) < 2 || slices.Contains(tooCommon, word) {
			continue
		}
		if utf8.RuneCountInString(word) > 3 && strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") {
			word = word[:len(word)-1]
		}
		out = append(out, word)
	}
	return out
}
