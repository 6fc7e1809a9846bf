package syntax

import (
	"sort"
	"unicode/utf8"

	"github.com/fenrun/fenrun/policy/diag"
)

// A Text is a scalar with the place of each of its characters. The zero Text
// is empty and has no place; a Text made by hand has a Value and no place.
type Text struct {
	Value string

	src      *source
	from, to int   // the content in the text of src
	runs     []run // nil when the content is the Value, byte for byte
}

// A run is a stretch of a Value that was written in one way: copied character
// by character, or read as a whole from something longer or shorter, such as
// an escape, a doubled quote or a folded line break.
type run struct {
	at       int // the first character of the run, counted in runes of the Value
	from, to int // what it was read from, in the text of the source
	copied   bool
}

// Derived is a text that another one stands for: each of its characters has
// the place of the whole of that.
func Derived(value string, from Text) Text {
	return Text{Value: value, src: from.src, from: from.from, to: from.to, runs: []run{{from: from.from, to: from.to}}}
}

// Span gives the place of the content without its quotes; of a block scalar,
// without the line breaks at its end.
func (t Text) Span() diag.Span {
	if t.src == nil {
		return diag.Span{}
	}
	return t.src.span(t.from, t.to)
}

// Range gives the place of the characters [from, to) of Value, counted in
// runes. Bounds outside the Value are moved to its ends, and an empty range
// has an empty place: where its first character stands, or behind the last.
func (t Text) Range(from, to int) diag.Span {
	if t.src == nil {
		return diag.Span{}
	}
	n := utf8.RuneCountInString(t.Value)
	from = max(0, min(from, n))
	to = max(from, min(to, n))
	if n == 0 {
		return t.Span()
	}
	if from == n {
		_, end := t.char(n - 1)
		return t.src.span(end, end)
	}
	start, end := t.char(from)
	if to == from {
		return t.src.span(start, start)
	}
	if to > from+1 {
		_, end = t.char(to - 1)
	}
	return t.src.span(start, end)
}

// char gives the stretch of the source that character i of the Value was read
// from.
func (t Text) char(i int) (from, to int) {
	r := run{from: t.from, to: t.to, copied: true}
	if t.runs != nil {
		r = t.runs[sort.Search(len(t.runs), func(k int) bool { return t.runs[k].at > i })-1]
	}
	if !r.copied {
		return r.from, r.to
	}
	from = r.from
	for at := r.at; at < i; at++ {
		from += runeLen(t.src.text, from)
	}
	return from, from + runeLen(t.src.text, from)
}

// runeLen gives the length of the character at an offset, at the least 1.
func runeLen(text string, offset int) int {
	if offset >= len(text) {
		return 1
	}
	_, n := utf8.DecodeRuneInString(text[offset:])
	return n
}

// A textBuilder puts a Value together and remembers what each character was
// read from.
type textBuilder struct {
	src   string
	value []byte
	count int // characters so far
	runs  []run
	only  stretch // all there is so far, where that is one copy of src
}

// copy adds src[from:to] as it stands.
func (b *textBuilder) copy(from, to int) {
	if from >= to {
		return
	}
	if len(b.runs) == 0 && (b.only.to == 0 || b.only.to == from) { // mostly it stays that one
		if b.only.to == 0 {
			b.only.from = from
		}
		b.only.to = to
		return
	}
	b.settle()
	if last := len(b.runs) - 1; last >= 0 && b.runs[last].copied && b.runs[last].to == from {
		b.runs[last].to = to
	} else {
		b.runs = append(b.runs, run{at: b.count, from: from, to: to, copied: true})
	}
	b.value = append(b.value, b.src[from:to]...)
	b.count += utf8.RuneCountInString(b.src[from:to])
}

// settle writes down what has been a mere stretch of src.
func (b *textBuilder) settle() {
	one := b.only
	if one.to == 0 {
		return
	}
	b.only = stretch{}
	b.runs = append(b.runs, run{at: 0, from: one.from, to: one.to, copied: true})
	b.value = append(b.value, b.src[one.from:one.to]...)
	b.count = utf8.RuneCountInString(b.src[one.from:one.to])
}

// put adds one character that was written as src[from:to].
func (b *textBuilder) put(r rune, from, to int) {
	b.settle()
	b.runs = append(b.runs, run{at: b.count, from: from, to: to})
	b.value = utf8.AppendRune(b.value, r)
	b.count++
}

// breaks adds a line feed for each of the line breaks.
func (b *textBuilder) breaks(all []stretch) {
	for _, s := range all {
		b.put('\n', s.from, s.to)
	}
}

// result gives the Value and its runs; the runs are nil where one copy of
// src[from:to] says it all.
func (b *textBuilder) result(from, to int) (string, []run) {
	if len(b.runs) == 0 && (b.only == stretch{from, to} || b.only.to == 0 && from == to) {
		return b.src[from:to], nil
	}
	b.settle()
	return string(b.value), b.runs
}

// A stretch is a part of a source's text.
type stretch struct{ from, to int }
