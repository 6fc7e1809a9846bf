package syntax

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/fenrun/fenrun/policy/diag"
)

// Parse reads one YAML document. The list holds every problem that could be
// found, in no order; the Document is what could be read in spite of them, and
// has no Root when that is nothing. What a diagnostic has spoken of is a
// Broken node, or left out if it is a key. Parse never panics, and its cost
// is bounded by the limits that its diagnostics state: 256 KiB, 64 levels,
// 20,000 keys and values.
func Parse(file string, src []byte) (Document, diag.List) {
	if len(src) > maxBytes {
		return Document{}, diag.List{tooLarge(file, len(src))}
	}
	if d, ok := wrongEncoding(file, src); ok {
		return Document{}, diag.List{d}
	}
	s := newSource(file, src)
	r := reader{src: s, scan: scan(s.text)}
	doc := r.read()
	return doc, r.found
}

// A reader reads one file. Whatever must not be there is reported, taken out
// of the text, and the rest is read again, so that one run finds all.
type reader struct {
	src    *source
	found  diag.List
	broken []stretch // of the file; what stands there has been reported
	scan   *scanner

	misplacedBefore bool // a line at the wrong depth has been reported; see misplaced
}

// maxRounds is how often a text is mended and read again. A bracket that is
// never closed hides what stands below it and takes a round of its own.
const maxRounds = 5

// report adds diagnostics. If there are edits too, it makes them, scans the
// text again and gives true.
func (r *reader) report(found diag.List, edits []edit) bool {
	r.found = append(r.found, found...)
	if len(edits) == 0 {
		return false
	}
	r.src = r.src.edited(edits)
	r.scan = scan(r.src.text)
	return true
}

func (r *reader) read() Document {
	r.report(hiddenCharacters(r.src))
	r.report(oddSpaces(r.src, r.scan))
	if x := r.scan.over; x != nil {
		r.found = append(r.found, x.found(r.src.span(x.at.from, x.at.to)))
		return Document{}
	}
	r.report(r.inspect())
	root, err := readYAML(r.firstDocument())
	for rounds := 0; err != nil && rounds < maxRounds && r.explain(); rounds++ {
		root, err = readYAML(r.firstDocument())
	}
	doc := Document{Comments: r.comments()}
	switch {
	case err != nil:
		if len(r.found) == 0 {
			r.found = append(r.found, unexplained(r.src, err))
		}
	case root == nil:
		r.found = append(r.found, emptyFile(r.src.file))
	default:
		b := newBuilder(r)
		doc.Root = b.root(root)
		r.found = append(r.found, b.found...)
	}
	return doc
}

func emptyFile(file string) diag.Diagnostic {
	return diag.Errorf("S004", diag.Span{File: file}, "the file is empty").
		WithHint("a policy begins with the line: fenrun: v1")
}

// firstDocument gives the text up to where a second document begins.
func (r *reader) firstDocument() string {
	for _, t := range r.scan.tokens {
		if t.kind == endToken || t.kind == nextToken {
			return r.src.text[:t.from]
		}
	}
	return r.src.text
}

// comments gives the comments with the source that their places speak of.
func (r *reader) comments() []Comment {
	for i := range r.scan.comments {
		r.scan.comments[i].Text.src = r.src
	}
	return r.scan.comments
}

// readYAML gives yaml.v3's tree, or nil for a text without content. An error
// that yaml.v3 panics with is an error like others.
func readYAML(text string) (root *yaml.Node, err error) {
	defer func() {
		if p := recover(); p != nil {
			root, err = nil, fmt.Errorf("yaml: %v", p)
		}
	}()
	decoder := yaml.NewDecoder(strings.NewReader(text))
	var document yaml.Node
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, err
	}
	// yaml.v3 stops where the document is complete, even in the middle of a
	// line; only asking for the next shows that something follows.
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, errTrailing
	}
	if len(document.Content) == 0 {
		return nil, nil
	}
	return document.Content[0], nil
}

var errTrailing = errors.New("yaml: text follows the end of the document")
