package lint

import (
	"math/big"
	"regexp"
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/syntax"
)

// figures finds numbers in the sentences of a rule that the rule does not have
// (U504): the payee is told 10,000 where 1,000 is tested, or 90 days where 9
// are counted.
func figures(p *pass) {
	type key struct {
		base string
		at   diag.Span
	}
	rows, missing, reported := map[key]int{}, map[key]int{}, map[key]figure{}
	var order []key
	for _, r := range p.Rules {
		known := p.figuresOf(r)
		for _, sentence := range r.Syntax.Why.Texts {
			for _, f := range numbersIn(sentence.Text) {
				k := key{r.Base, f.at}
				if rows[k] == 0 {
					order = append(order, k)
				}
				rows[k]++
				if !known.has(f.value) {
					missing[k]++
					reported[k] = f
				}
			}
		}
	}
	for _, k := range order {
		if missing[k] < rows[k] {
			continue // some row of the clause has it
		}
		r := p.Named(k.base)[0]
		f := p.report("U504", k.at, diag.Key(r.Path, "why"), "the sentence says %s, and no such figure is in the rule", reported[k].text)
		f.Hint = "correct the one or the other, or let the sentence show the value: `{...}`"
	}
}

// A figure is a number in a sentence.
type figure struct {
	text  string
	value *big.Rat
	at    diag.Span
}

// aNumber is a number as people write it: 10,000, 0.55%, 1.5亿, 5bp. What is
// part of a name, a date or an ordinal is none.
var aNumber = regexp.MustCompile(`[0-9]+(?:[,_][0-9]{3})*(?:\.[0-9]+)?\s?(?:%|‰|bp\b|万|亿)?`)

// numbersIn gives the numbers of a sentence outside its braces.
func numbersIn(e syntax.Expr) []figure {
	plain := blanked(e.Value)
	var list []figure
	for _, at := range aNumber.FindAllStringIndex(plain, -1) {
		text := strings.TrimSpace(plain[at[0]:at[1]])
		if joined(plain, at[0], at[0]+len(text)) {
			continue
		}
		v, ok := readFigure(text)
		if !ok || v.Cmp(big.NewRat(3, 1)) < 0 && v.IsInt() {
			continue // one, two: words rather than terms
		}
		from := len([]rune(plain[:at[0]]))
		list = append(list, figure{text, v, e.Range(from, from+len([]rune(text)))})
	}
	return list
}

// blanked replaces what stands in braces by spaces, character by character.
func blanked(text string) string {
	var b strings.Builder
	depth := 0
	for _, r := range text {
		if r == '{' {
			depth++
		}
		if depth > 0 {
			b.WriteByte(' ')
		} else {
			b.WriteRune(r)
		}
		if r == '}' && depth > 0 {
			depth--
		}
	}
	return b.String()
}

// joined reports whether a number belongs to something else: a date, a name, a
// place such as 24th.
func joined(text string, from, to int) bool {
	before, after := text[:from], text[to:]
	if strings.HasSuffix(before, "-") || strings.HasPrefix(after, "-") && len(after) > 1 && after[1] >= '0' && after[1] <= '9' || strings.HasPrefix(after, "年") || strings.HasPrefix(after, "月") {
		return true
	}
	for _, end := range []string{"st", "nd", "rd", "th"} {
		if strings.HasPrefix(after, end) {
			return true
		}
	}
	letter := func(s string, last bool) bool {
		if s == "" {
			return false
		}
		c := s[0]
		if last {
			c = s[len(s)-1]
		}
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || last && c == '.'
	}
	return letter(before, true) || letter(after, false)
}

func readFigure(text string) (*big.Rat, bool) {
	unit := big.NewRat(1, 1)
	for _, u := range []struct {
		suffix string
		num    int64
		den    int64
	}{{"%", 1, 100}, {"‰", 1, 1000}, {"bp", 1, 10_000}, {"万", 10_000, 1}, {"亿", 100_000_000, 1}} {
		if rest, ok := strings.CutSuffix(text, u.suffix); ok {
			text, unit = strings.TrimSpace(rest), big.NewRat(u.num, u.den)
			break
		}
	}
	v, ok := new(big.Rat).SetString(strings.NewReplacer(",", "", "_", "").Replace(text))
	if !ok {
		return nil, false
	}
	return v.Mul(v, unit), true
}
