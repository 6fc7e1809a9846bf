// Package layout writes policies, deals and case files in the one layout that
// all of them share, so that two people who say the same thing write the same
// file, and a change of the text is a change of the terms.
//
// A layout changes white space, the line breaks of maps and lists, and the
// order of the keys at the top of a file. It never changes a value, a key, a
// comment, a quote, or an order in which the author may have meant something:
// 1亿 stays 1亿, and the clauses of a rule stay in the order in which they read
// best. Below the top level every order is the author's.
package layout

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/fenrun/fenrun/policy/syntax"
)

// Width is the widest that a map in { } or a list in [ ] may make its line, in
// screen cells, before it is written over several. A comment behind it does
// not count.
const Width = 160

// CommentCell is the screen cell, counted from 0, at which a comment behind a
// short line begins; behind a longer line it stands two cells off.
const CommentCell = 38

// Format gives the text of a file in its canonical layout. A file that is in it
// already comes back as it was. If the text is not YAML as policies are written
// the error is a diag.List that says what is wrong and where; a text may be
// formatted though its keys or expressions have mistakes.
func Format(name string, src []byte) ([]byte, error) {
	doc, diags := syntax.Parse(name, src)
	if err := diags.Err(); err != nil {
		return nil, diags.Sorted()
	}
	if bare := withoutReturns(src); len(bare) < len(src) {
		src = bare
		doc, _ = syntax.Parse(name, src)
	}
	if doc.Root == nil {
		return nil, errors.New(name + " holds nothing to format")
	}
	t := newTree(src, doc)
	t.arrange()
	t.plan(t.root, 0)
	p := printer{tree: t}
	p.document()
	text := p.text()
	if err := t.check(name, text); err != nil {
		return nil, err
	}
	return text, nil
}

// withoutReturns gives src with line feeds alone where it has Windows' pairs of
// characters, and without a byte order mark.
func withoutReturns(src []byte) []byte {
	src = bytes.TrimPrefix(src, []byte("\uFEFF"))
	return bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
}

// check reads what was written and compares it with what was read. A layout
// that changed a policy would be worse than none, so every file is checked.
func (t *tree) check(name string, written []byte) error {
	again, diags := syntax.Parse(name, written)
	if err := diags.Err(); err != nil {
		return fmt.Errorf("%s cannot be formatted: its new layout would not be read again: %w", name, err)
	}
	if at := difference(t.root.plain(), plainOf(again.Root), ""); at != "" {
		return fmt.Errorf("%s cannot be formatted: its new layout would change %s", name, at)
	}
	if !sameComments(t.comments, again.Comments) {
		return fmt.Errorf("%s cannot be formatted: its new layout would change its comments", name)
	}
	return nil
}

// Check reports whether a file is in its canonical layout.
func Check(name string, src []byte) (bool, error) {
	text, err := Format(name, src)
	return err == nil && string(text) == string(src), err
}
