package ir

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/fenrun/fenrun/payout"
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
}

// A scanned text is an expression in which each literal is replaced by a
// placeholder of the same length.
type scanned struct {
	source   []rune          // as written
	text     []rune          // for expr
	literals map[int]Literal // by the place of their first character
	problems []problem
}

// scanExpression finds the literals of an expression and refuses what the
// language leaves out, before expr's parser sees the text: expr would read
// twenty digits as an error and 2021-12-31 as 1978.
func scanExpression(text string) *scanned {
	source := []rune(text)
	s := &scanner{scanned: &scanned{
		source:   source,
		text:     append([]rune(nil), source...),
		literals: map[int]Literal{},
	}}
	s.run()
	return s.scanned
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

func (s *scanner) run() {
	if n := len(string(s.source)); n > maxSource {
		s.fail("D702", 0, len(s.source), "this expression has %d bytes, more than the limit of %d", n, maxSource).
			hint = "split it with `let:`"
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
		case r == '.' && isDigit(s.peek(1)) && s.peek(-1) != '.' && !isWord(s.peek(-1)) && s.peek(-1) != ')' && s.peek(-1) != ']':
			s.bareFraction()
		default:
			s.sign(r)
		}
	}
}

// peek gives the character n places from here, or 0.
func (s *scanner) peek(n int) rune {
	if i := s.at + n; i >= 0 && i < len(s.source) {
		return s.source[i]
	}
	return 0
}

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

func (s *scanner) keep(from, to int, lit Literal) {
	s.blank(from, to)
	lit.Text = string(s.source[from:to])
	s.literals[from] = lit
	s.at = to
}

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

// word passes a name, and finds the rates that Chinese sheets write as 万5.5.
func (s *scanner) word() {
	from := s.at
	for s.at < len(s.source) && (isWord(s.source[s.at]) || isDigit(s.source[s.at])) {
		s.at++
	}
	name := string(s.source[from:s.at])
	if rest, ok := strings.CutPrefix(name, "万"); ok && rest != "" && allDigits(rest) {
		s.perTenThousand(from)
		return
	}
	switch name {
	case "let", "if", "else":
		s.fail("N106", from, s.at, "`%s` is not in the language", name).
			hint = "name a part with `let:` in the policy; write alternatives as a list of cases, - {when: ..., is: ...}"
		s.blank(from, s.at)
	default:
		if strings.ContainsRune(name, placeholder) || strings.ContainsRune(name, '$') {
			s.fail("N106", from, s.at, "%q is not a name", name)
			s.blank(from, s.at)
		}
		if i := strings.IndexFunc(name, isWideDigit); i >= 0 {
			s.fail("N111", from, s.at, "%q holds a full-width digit", name).hint = "write the digits 0 to 9 in their narrow form"
			s.blank(from, s.at)
		}
	}
}

func (s *scanner) perTenThousand(from int) {
	to := s.at
	if s.peek(0) == '.' && isDigit(s.peek(1)) {
		to++
		for to < len(s.source) && isDigit(s.source[to]) {
			to++
		}
	}
	if to < len(s.source) && (isWord(s.source[to]) || s.source[to] == '%' || s.source[to] == '‰') {
		end := wordEnd(s.source, to+1)
		s.fail("N111", from, end, "%q is not a rate", string(s.source[from:end])).hint = "万5.5 is 5.5 in ten thousand"
		s.blank(from, end)
		s.at = end
		return
	}
	text := string(s.source[from+1 : to])
	if !s.plain(text, from, to) {
		return
	}
	s.keep(from, to, Literal{Kind: LitRate, Num: digits(text, -4)})
}

// plain checks what every number must be: no leading zero, no more digits
// than data may have. It blanks and passes what is not.
func (s *scanner) plain(text string, from, to int) bool {
	whole, _, _ := strings.Cut(text, ".")
	switch {
	case len(whole) > 1 && whole[0] == '0':
		s.fail("S002", from, to, "%q begins with a zero: some readers take it for octal, some do not", text).
			hint = fmt.Sprintf("write %s", orZero(strings.TrimLeft(text, "0_")))
	case len(text) > MaxDigits:
		s.fail("S006", from, to, "this number has %d characters, more than the limit of %d", len(text), MaxDigits)
	default:
		return true
	}
	s.blank(from, to)
	s.at = to
	return false
}

func orZero(text string) string {
	if text == "" || text[0] == '.' {
		return "0" + text
	}
	return text
}

func (s *scanner) bareFraction() {
	from := s.at
	to := from + 1
	for to < len(s.source) && (isDigit(s.source[to]) || isWord(s.source[to])) {
		to++
	}
	text := string(s.source[from:to])
	s.fail("N111", from, to, "%q has no digit before the point", text).hint = fmt.Sprintf("write 0%s", text)
	s.blank(from, to)
	s.at = to
}

// refusedSigns are what expr would read and the language leaves out, longest
// first.
var refusedSigns = []struct{ sign, hint string }{
	{"//", "a policy's comments are YAML's, after #"},
	{"/*", "a policy's comments are YAML's, after #"},
	{"&&", "write `and`"},
	{"||", "write `or`"},
	{"!=", ""},
	{"**", "write the product out"},
	{"?.", "test the optional fact first: `device.merchant and ...`"},
	{"??", ""},
	{"::", ""},
	{"!", "write `not`"},
	{"^", "write the product out"},
	{"|", "alternatives with | belong in tables and `where:` lists; here write `x in [a, b]`"},
	{"#", "the element of a list is called `it`"},
	{";", "name a part with `let:` in the policy"},
	{"`", "quote with \" or '"},
	{"$", ""},
	{"%", "there is no remainder; a rate is written 10%, the sign touching the number"},
	{"‰", "a rate is written 5‰, the sign touching the number"},
	{"&", "write `and`"},
	{"\\", ""},
	{"@", ""},
	{"~", ""},
	{"{", "braces are YAML's; quote the whole expression if it needs one"},
	{"}", "braces are YAML's; quote the whole expression if it needs one"},
}

var wideSigns = map[rune]string{
	'，': ",", '（': "(", '）': ")", '＞': ">", '＜': "<", '＝': "=", '＋': "+", '－': "-", '×': "*", '÷': "/",
	'＊': "*", '／': "/", '％': "%", '：': ":", '？': "?", '。': ".", '．': ".", '“': `"`, '”': `"`, '‘': "'", '’': "'",
	'；': ";", '！': "not", '≥': ">=", '≤': "<=", '≠': "!=", '【': "[", '】': "]", '［': "[", '］': "]", '、': ",", '−': "-", '–': "-", '—': "-",
	'＂': `"`, '＇': "'", '～': "..", '…': "..",
}

func (s *scanner) sign(r rune) {
	from := s.at
	if narrow, ok := wideSigns[r]; ok {
		s.at++
		s.fail("N111", from, s.at, "%q is not a sign of the language", string(r)).hint = fmt.Sprintf("write %s", narrow)
		s.text[from] = ' '
		return
	}
	for _, refused := range refusedSigns {
		if !s.has(refused.sign) {
			continue
		}
		n := len([]rune(refused.sign))
		s.at += n
		switch refused.sign {
		case "!=", "??":
			return
		case "%", "‰":
			s.fail("N106", from, s.at, "`%s` is no operator here", refused.sign).hint = refused.hint
		case "!":
			s.fail("N106", from, s.at, "`!` is not in the language").hint = refused.hint
		default:
			s.fail("N106", from, s.at, "`%s` is not in the language", refused.sign).hint = refused.hint
		}
		return
	}
	switch r {
	case '(', '[':
		s.depth++
		if s.depth == maxDepth+1 {
			s.fail("D702", from, from+1, "brackets are nested more than %d deep", maxDepth).hint = "split the expression with `let:`"
		}
	case ')', ']':
		s.depth--
	case '-':
		if isDigit(s.peek(-1)) && isDigit(s.peek(1)) {
			s.fail("N111", from, from+1, "this minus touches digits on both sides: is it a date or a subtraction?").
				hint = "space the minus: `a - b`; a date is written 2026-01-31"
		}
	}
	s.at++
}

func (s *scanner) has(sign string) bool {
	for i, r := range []rune(sign) {
		if s.peek(i) != r {
			return false
		}
	}
	return true
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

func wordEnd(source []rune, from int) int {
	for from < len(source) && (isWord(source[from]) || isDigit(source[from])) {
		from++
	}
	return from
}

func parseDateLiteral(text string) (Literal, bool) {
	if strings.Contains(text, "T") {
		clock, ok := parseClock(text)
		return Literal{Kind: LitTime, Clock: clock, Date: clock.Date}, ok
	}
	date, err := payout.ParseDate(text)
	return Literal{Kind: LitDate, Date: date}, err == nil
}

func atoi(text string) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n <= 100_000
}
