package ir

import "unicode"

// refusedSigns are what expr would read and the language leaves out, longest
// first.
var refusedSigns = []struct{ sign, hint string }{
	{"//", "a policy's comments are YAML's, after #"},
	{"/*", "a policy's comments are YAML's, after #"},
	{"&&", "write `and`"},
	{"||", "write `or`"},
	{"**", "write the product out"},
	{"?.", "test the optional fact first: `device.merchant and ...`"},
	{"::", "functions are called by their names alone"},
	{"!", "write `not`"},
	{"^", "write the product out"},
	{"|", "alternatives with | belong in tables and `where:` lists; here write `x in [a, b]`"},
	{"#", "the element of a list is called `it`"},
	{";", "name a part with `let:` in the policy"},
	{"`", "quote with \" or '"},
	{"%", "there is no remainder; a rate is written 10%, the sign touching the number"},
	{"‰", "a rate is written 5‰, the sign touching the number"},
	{"&", "write `and`"},
	{"\\", "a line of an expression needs no mark at its end"},
	{"@", "names are letters, digits and _"},
	{"~", "write `not`, or 1..90 for a range"},
	{"{", "braces are YAML's; quote the whole expression if it needs one"},
	{"}", "braces are YAML's; quote the whole expression if it needs one"},
}

// wideSigns are the signs of Chinese keyboards and word processors, with what
// the language writes in their place.
var wideSigns = map[rune]string{
	'，': ",", '（': "(", '）': ")", '＞': ">", '＜': "<", '＝': "=", '＋': "+", '－': "-", '×': "*", '÷': "/",
	'＊': "*", '／': "/", '％': "%", '：': ":", '？': "?", '。': ".", '．': ".", '“': `"`, '”': `"`, '‘': "'", '’': "'",
	'；': ";", '！': "not", '≥': ">=", '≤': "<=", '≠': "!=", '【': "[", '】': "]", '［': "[", '］': "]", '、': ",", '−': "-", '–': "-", '—': "-",
	'＂': `"`, '＇': "'", '～': "..", '…': "..",
}

// sign passes or refuses one sign.
func (s *scanner) sign(r rune) {
	from := s.at
	if r == ' ' {
		s.at++
		return
	}
	if narrow, ok := wideSigns[r]; ok {
		s.at++
		s.fail("N111", from, s.at, "%q is not a sign of the language", string(r)).hint = wideHint(r, narrow)
		s.text[from] = ' '
		s.stop = true
		return
	}
	if unicode.Is(unicode.Sc, r) {
		s.currencySign(from)
		return
	}
	if s.has("!=") || s.has("??") {
		s.at += 2
		return
	}
	for _, refused := range refusedSigns {
		if !s.has(refused.sign) {
			continue
		}
		s.at += len([]rune(refused.sign))
		message := "`%s` is not in the language"
		if refused.sign == "%" || refused.sign == "‰" {
			message = "`%s` is no operator here"
		}
		s.fail("N106", from, s.at, message, refused.sign).hint = refused.hint
		switch refused.sign {
		case "&&", "||", "!", "%", "‰", "^", "**":
		default:
			s.stop = true // what expr would make of the rest was not meant
		}
		return
	}
	switch r {
	case '(', '[':
		s.depth++
		if s.depth == maxDepth+1 {
			s.fail("D702", from, from+1, "brackets are nested more than %d deep", maxDepth).hint = "split the expression with `let:`"
			s.stop = true
		}
	case ')', ']':
		s.depth--
	case '-':
		if isDigit(s.peek(-1)) && isDigit(s.peek(1)) {
			s.fail("N111", from, from+1, "this minus touches digits on both sides: is it a date or a subtraction?").hint = minusHint
		}
	}
	s.at++
}

const minusHint = "space the minus: `a - b`; a range of days is written 1..30, a date 2026-01-31"

func wideHint(r rune, narrow string) string {
	if r == '×' {
		return "write *, or the letter x in `6 x 30d`"
	}
	return "write " + narrow
}

// has reports whether the text goes on with a sign.
func (s *scanner) has(sign string) bool {
	i := 0
	for _, r := range sign {
		if s.peek(i) != r {
			return false
		}
		i++
	}
	return true
}
