package termsheet

import "strings"

// A Style is how a run of text is set.
type Style uint8

// The styles of text.
const (
	Plain Style = iota
	Term        // a word of the policy that the glossary explains
	Code        // an expression as it is written
	Exact       // a value that is spelled so and not otherwise
	Strong
)

// A Run is text of one style.
type Run struct {
	Text  string
	Style Style
}

// A Text is a sentence, or a part of one.
type Text []Run

// text puts parts together: strings, runs and texts.
func text(parts ...any) Text {
	var t Text
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			t = t.add(Run{Text: p})
		case Run:
			t = t.add(p)
		case Text:
			for _, r := range p {
				t = t.add(r)
			}
		}
	}
	return t
}

func (t Text) add(r Run) Text {
	if r.Text == "" {
		return t
	}
	if n := len(t); n > 0 && t[n-1].Style == Plain && r.Style == Plain {
		joined := append(Text(nil), t...)
		joined[n-1].Text += r.Text
		return joined
	}
	return append(t[:len(t):len(t)], r)
}

// String gives the text without its styles.
func (t Text) String() string {
	var b strings.Builder
	for _, r := range t {
		b.WriteString(r.Text)
	}
	return b.String()
}

func code(s string) Run { return Run{strings.Join(strings.Fields(s), " "), Code} }

// join puts texts in a row: a, b and c.
func join(list []Text, comma, last string) Text {
	var t Text
	for i, one := range list {
		switch {
		case i == 0:
		case i == len(list)-1:
			t = text(t, last)
		default:
			t = text(t, comma)
		}
		t = text(t, one)
	}
	return t
}

// begin begins a sentence with a capital, where the language has any.
func (w *writer) begin(t Text) Text {
	if w.chinese() || len(t) == 0 || t[0].Style != Plain || t[0].Text == "" || t[0].Text[0] < 'a' || t[0].Text[0] > 'z' {
		return t
	}
	c := append(Text(nil), t...)
	c[0].Text = strings.ToUpper(c[0].Text[:1]) + c[0].Text[1:]
	return c
}
