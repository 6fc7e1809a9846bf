package ir

import (
	"fmt"
	"slices"
	"unicode"
	"unicode/utf8"
)

// placeholder stands for one character of a literal in the text that expr
// parses: the scanner writes as many of them as the literal has characters,
// so that every place in the scanned text is a place in the author's text. It
// is a letter, so that expr reads an identifier, and one that no author
// writes.
const placeholder = 'ꙮ'

// A problem is a mistake in an expression's text, by character.
type problem struct {
	code     string
	from, to int
	message  string
	hint     string
	meant    string // what is certainly meant by the text between from and to
}

// write says what to write instead.
func (p *problem) write(meant string) { p.hint, p.meant = "write "+meant, meant }

// A scanned text is an expression in which each literal is replaced by a
// placeholder of the same length.
type scanned struct {
	source   []rune          // as written
	text     []rune          // for expr
	literals map[int]Literal // by the place of their first character
	problems []problem
	simple   bool // all characters are bytes, and no two of them stand for one space
	stop     bool // what is left of the text tells nothing: a wide sign or a limit was met
}

// scanExpression finds the literals of an expression and refuses what the
// language leaves out, before expr's parser sees the text: expr would read
// twenty digits as an error and 2021-12-31 as 1978.
func scanExpression(text string) *scanned {
	source := []rune(text)
	s := &scanner{scanned: &scanned{
		source:   source,
		text:     slices.Clone(source),
		literals: map[int]Literal{},
		simple:   simple(text),
	}}
	s.run(len(text))
	return s.scanned
}

// simple reports whether a text is ASCII and has only single spaces, so that a
// stretch of it is its text.
func simple(text string) bool {
	for i := range len(text) {
		if b := text[i]; b >= utf8.RuneSelf || b < ' ' || b == ' ' && i > 0 && text[i-1] == ' ' {
			return false
		}
	}
	return true
}

type scanner struct {
	*scanned
	at    int
	depth int
}

// The bounds of one expression; they keep expr's recursive parser far from
// the end of its stack.
const (
	maxSource = 2048 // bytes
	maxDepth  = 32   // nested brackets
	maxNodes  = 500
)

// run scans a text of so many bytes.
func (s *scanner) run(size int) {
	if size > maxSource {
		s.fail("D702", 0, len(s.source), "this expression has %d bytes, more than the limit of %d", size, maxSource).
			hint = "split it with `let:`"
		s.stop = true
		return
	}
	for s.at < len(s.source) {
		r := s.source[s.at]
		switch {
		case r == '"' || r == '\'':
			s.quoted(r)
		case isDigit(r):
			s.number()
		case isWord(r):
			s.word()
		case r == '.' && isDigit(s.peek(1)) && !s.behindValue() && s.peek(-1) != '.':
			s.bareFraction()
		default:
			s.sign(r)
		}
	}
}

// behindValue reports whether a value may end just before this place, so that
// a point here names a member of it.
func (s *scanner) behindValue() bool {
	before := s.peek(-1)
	return isWord(before) || isDigit(before) || before == ')' || before == ']' || before == '"' || before == '\''
}

// peek gives the character n places from here, or 0.
func (s *scanner) peek(n int) rune {
	if i := s.at + n; i >= 0 && i < len(s.source) {
		return s.source[i]
	}
	return 0
}

// fail notes a mistake between two characters. The caller adds the hint.
func (s *scanner) fail(code string, from, to int, format string, args ...any) *problem {
	s.problems = append(s.problems, problem{code: code, from: from, to: to, message: fmt.Sprintf(format, args...)})
	return &s.problems[len(s.problems)-1]
}

// blank hides a refused stretch from expr as a literal of no kind, so that
// one mistake gives one diagnostic.
func (s *scanner) blank(from, to int) {
	for i := from; i < to; i++ {
		s.text[i] = placeholder
	}
	s.literals[from] = Literal{Text: string(s.source[from:to])}
}

// keep puts a literal in place of the stretch it was read from. A value of
// more places than any value may have is refused here, where its digits stand.
func (s *scanner) keep(from, to int, lit Literal) {
	s.at = to
	if lit.Num.Int != nil && lit.Num.Scale > MaxScale {
		s.fail("S006", from, to, "this value has %d decimal places, more than the limit of %d", lit.Num.Scale, MaxScale)
		s.blank(from, to)
		return
	}
	s.blank(from, to)
	lit.Text = string(s.source[from:to])
	s.literals[from] = lit
}

// quoted passes a text in quotes: nothing in it is an expression.
func (s *scanner) quoted(quote rune) {
	from := s.at
	for s.at++; s.at < len(s.source); s.at++ {
		switch s.source[s.at] {
		case '\\':
			s.at++
		case quote:
			s.at++
			return
		}
	}
	s.at = len(s.source)
	s.fail("N112", from, len(s.source), "this quoted text has no end")
	s.blank(from, len(s.source))
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// isWord reports whether r may begin a name. Full-width digits count as
// letters here, as they do in expr, so that they are found and refused.
func isWord(r rune) bool {
	return r == '_' || r == '$' || unicode.IsLetter(r) || (unicode.IsDigit(r) && !isDigit(r))
}

func isWideDigit(r rune) bool { return unicode.IsDigit(r) && !isDigit(r) }

func allDigits(text string) bool {
	for _, r := range text {
		if !isDigit(r) {
			return false
		}
	}
	return text != ""
}

// wordEnd gives the end of the letters and digits from a place on.
func wordEnd(source []rune, from int) int {
	for from < len(source) && (isWord(source[from]) || isDigit(source[from])) {
		from++
	}
	return from
}
