package diag

import (
	"slices"
	"strings"
	"unicode"
)

// A Fix mends what a diagnostic finds, by editing the text of its file where
// it stands: comments and layout stay as they are.
type Fix struct {
	Verb  Verb
	Safe  bool // it may be made without asking; see Apply
	Edits []Edit
}

// A Verb says what a fix does.
type Verb uint8

const (
	// Change puts another text in the place of one.
	Change Verb = iota
	// LeaveOut takes a text out.
	LeaveOut
	// AddRow adds the row that a table lacks.
	AddRow
)

// An Edit puts Text in the place of Was, which stands at Span. An empty Span is
// a place to insert at. A text of the file that stands for another one, as the
// cell of a row does, is not Was, and is not edited.
type Edit struct {
	Span Span
	Was  string
	Text string
}

// Changing returns a fix that puts a text in the place of one.
func Changing(at Span, was, text string, safe bool) *Fix {
	return &Fix{Verb: Change, Safe: safe, Edits: []Edit{{Span: at, Was: was, Text: text}}}
}

// Title says in a few words what the fix does, as an order.
func (f *Fix) Title() string {
	switch f.Verb {
	case LeaveOut:
		return "leave it out"
	case AddRow:
		return "add the row that is missing"
	case Change:
	}
	if len(f.Edits) == 0 {
		return "nothing to change"
	}
	return "change to " + f.Edits[0].Text
}

// Suggest gives d the name of known that name was most likely meant to be, as
// a hint and as a fix, and reports whether there is one. at is where name
// stands. The fix is safe if hardly anything else can have been meant.
func (d *Diagnostic) Suggest(at Span, name string, known []string) bool {
	near := Nearest(name, known)
	if near == "" || near == name {
		return false
	}
	d.Hint = "did you mean \"" + near + "\"?"
	d.Fix = Changing(at, name, near, isSlip(name, near, known))
	return true
}

// isSlip reports whether name is near with one slip of the hand in it, and no
// other known name is near. What differs in a number, such as volume_30 and
// volume_60, short names such as p1 and p2, and names in Chinese, where one
// character is a word, are no slips.
func isSlip(name, near string, known []string) bool {
	typed, _ := newSpelling(name)
	meant, _ := newSpelling(near)
	if len(typed.folded) < 3 || strings.ContainsFunc(name+near, func(r rune) bool { return unicode.Is(unicode.Han, r) }) || edits(typed.folded, meant.folded) > 1 || digitsOf(name) != digitsOf(near) {
		return false
	}
	for _, other := range known {
		spelled, ok := newSpelling(other)
		if ok && other != near && edits(typed.folded, spelled.folded) <= 2 {
			return false
		}
	}
	return true
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// Apply makes the safe fixes of a list in the text of one file, and returns
// the text and how many were made. Of two fixes that touch each other only the
// first is made; the other may be made in the text that comes out. A fix whose
// edits do not fit the text is not made.
func (l List) Apply(file string, src []byte) (text []byte, made int) {
	var chosen []Edit
	for _, d := range l {
		if d.Fix == nil || !d.Fix.Safe || !d.Fix.Fits(file, src) || touches(chosen, d.Fix.Edits) {
			continue
		}
		chosen = append(chosen, d.Fix.Edits...)
		made++
	}
	slices.SortStableFunc(chosen, func(a, b Edit) int { return a.Span.Start.Offset - b.Span.Start.Offset })
	at := 0
	for _, e := range chosen {
		text = append(text, src[at:e.Span.Start.Offset]...)
		text = append(text, e.Text...)
		at = e.Span.End.Offset
	}
	return append(text, src[at:]...), made
}

// Fits reports whether the edits are of a file and its text.
func (f *Fix) Fits(file string, src []byte) bool {
	for _, e := range f.Edits {
		from, to := e.Span.Start.Offset, e.Span.End.Offset
		if e.Span.File != file || e.Span.Start.IsZero() || from < 0 || from > to || to > len(src) || string(src[from:to]) != e.Was {
			return false
		}
	}
	return len(f.Edits) > 0
}

// touches reports whether edits overlap, or follow each other without
// anything between them.
func touches(a, b []Edit) bool {
	for _, x := range a {
		for _, y := range b {
			if x.Span.Start.Offset <= y.Span.End.Offset && y.Span.Start.Offset <= x.Span.End.Offset {
				return true
			}
		}
	}
	return false
}
