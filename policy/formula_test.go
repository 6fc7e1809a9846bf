package policy_test

import (
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
)

// A formula computes an expression of a policy again, by rational numbers,
// from the values that a line states. It is what a payee with a pocket
// calculator would do, and shares nothing with the engine: a value is looked
// up under the text that stands in the rule.
type formula struct {
	text   string
	values map[string]string
	names  []string                          // of values, longest first
	lets   func(name string) (*datum, error) // a part that has a name; nil if there is none
}

// A datum is a number, a word (a symbol, a day, true or false), or absent.
type datum struct {
	num  *big.Rat
	word string
}

var errUnreadable = errors.New("cannot be read")

func (d *datum) truth() bool {
	return d != nil && (d.num != nil && d.num.Sign() != 0 || d.num == nil && d.word != "false" && d.word != "")
}

func ratio(r *big.Rat) *datum { return &datum{num: r} }

func verity(b bool) *datum { return &datum{word: fmt.Sprint(b)} }

// compute evaluates a text.
func compute(text string, values map[string]string, lets func(string) (*datum, error)) (d *datum, err error) {
	f := &formula{text: text, values: values, lets: lets}
	for name := range values {
		f.names = append(f.names, name)
	}
	slices.SortFunc(f.names, func(a, b string) int { return len(b) - len(a) })
	defer func() {
		if caught := recover(); caught != nil {
			failed, ok := caught.(error)
			if !ok {
				panic(caught)
			}
			d, err = nil, failed
		}
	}()
	d = f.choice()
	if f.skip(); f.text != "" {
		f.fail()
	}
	return d, nil
}

func (f *formula) fail() { panic(fmt.Errorf("%q %w", f.text, errUnreadable)) }

func (f *formula) skip() { f.text = strings.TrimLeft(f.text, " \n") }

// take reads a sign or word if it stands here.
func (f *formula) take(sign string) bool {
	f.skip()
	rest, ok := strings.CutPrefix(f.text, sign)
	if !ok || word.MatchString(sign) && word.MatchString(rest) {
		return false
	}
	f.text = rest
	return true
}

var word = regexp.MustCompile(`^[\p{L}0-9_]`)

func (f *formula) choice() *datum {
	cond := f.or()
	for f.take("??") {
		if other := f.or(); cond == nil {
			cond = other
		}
	}
	if !f.take("?") {
		return cond
	}
	a := f.choice()
	if !f.take(":") {
		f.fail()
	}
	b := f.choice()
	if cond.truth() {
		return a
	}
	return b
}

func (f *formula) or() *datum {
	a := f.and()
	for f.take("or") {
		b := f.and()
		a = verity(a.truth() || b.truth())
	}
	return a
}

func (f *formula) and() *datum {
	a := f.not()
	for f.take("and") {
		b := f.not()
		a = verity(a.truth() && b.truth())
	}
	return a
}

func (f *formula) not() *datum {
	if f.take("not") {
		return verity(!f.not().truth())
	}
	a := f.sum()
	for _, op := range []string{"==", "!=", "<=", ">=", "<", ">"} {
		if f.take(op) {
			b := f.sum()
			if a == nil || b == nil {
				return nil
			}
			return verity(compares(op, a.compare(b)))
		}
	}
	return a
}

// compare compares numbers, or words; a moment is compared with a day by its
// own day.
func (d *datum) compare(e *datum) int {
	if d.num != nil && e.num != nil {
		return d.num.Cmp(e.num)
	}
	a, b := d.word, e.word
	if len(a) == 10 || len(b) == 10 {
		a, b = a[:min(10, len(a))], b[:min(10, len(b))]
	}
	return strings.Compare(a, b)
}

func compares(op string, sign int) bool {
	switch op {
	case "==":
		return sign == 0
	case "!=":
		return sign != 0
	case "<":
		return sign < 0
	case "<=":
		return sign <= 0
	case ">":
		return sign > 0
	default:
		return sign >= 0
	}
}

func (f *formula) sum() *datum {
	a := f.product()
	for {
		switch {
		case f.take("+"):
			a = f.join(a, f.product(), (*big.Rat).Add)
		case f.take("-"):
			a = f.join(a, f.product(), (*big.Rat).Sub)
		default:
			return a
		}
	}
}

func (f *formula) product() *datum {
	a := f.single()
	for {
		switch {
		case f.take("*"):
			a = f.join(a, f.single(), (*big.Rat).Mul)
		case f.take("/"):
			b := f.single()
			if b == nil || b.num == nil || b.num.Sign() == 0 {
				f.fail()
			}
			a = f.join(a, b, (*big.Rat).Quo)
		default:
			return a
		}
	}
}

func (f *formula) join(a, b *datum, do func(z, x, y *big.Rat) *big.Rat) *datum {
	if a == nil || b == nil {
		return nil
	}
	if a.num == nil || b.num == nil {
		f.fail()
	}
	return ratio(do(new(big.Rat), a.num, b.num))
}

var (
	function = regexp.MustCompile(`^(min|max|abs|clamp|round|floor|ceil)\(`)
	path     = regexp.MustCompile(`^[\p{L}_][\p{L}0-9_]*(\.[\p{L}_][\p{L}0-9_]*)*`)
	quoted   = regexp.MustCompile(`^"([^"]*)"`)
	day10    = regexp.MustCompile(`^\d{4}-\d\d-\d\d(T[0-9:.+Z-]+)?`)
	rateWord = regexp.MustCompile(`^万(\d+(\.\d+)?)`)
	literal  = regexp.MustCompile(`^(-?\d[\d_]*(?:\.\d+)?)(%|‰|bp|万|亿)?( [A-Z]{3}\b)?`)
)

func (f *formula) single() *datum {
	f.skip()
	if f.take("(") {
		d := f.choice()
		if !f.take(")") {
			f.fail()
		}
		return d
	}
	for _, name := range f.names { // the longest text that is stated
		rest, ok := strings.CutPrefix(f.text, name)
		if ok && (!word.MatchString(rest) || !path.MatchString(name)) {
			f.text = rest
			d, err := stated(f.values[name])
			if err != nil {
				panic(err)
			}
			return d
		}
	}
	if m := function.FindStringSubmatch(f.text); m != nil {
		f.text = f.text[len(m[0]):]
		return f.call(m[1])
	}
	if m := quoted.FindStringSubmatch(f.text); m != nil {
		f.text = f.text[len(m[0]):]
		return &datum{word: m[1]}
	}
	if d, rest, ok := constant(f.text); ok {
		f.text = rest
		return d
	}
	if f.take("-") {
		return f.join(ratio(new(big.Rat)), f.single(), (*big.Rat).Sub)
	}
	name := path.FindString(f.text)
	if name == "" {
		f.fail()
	}
	if d, err := f.lets(name); err != nil || d != nil {
		if err != nil {
			panic(err)
		}
		f.text = f.text[len(name):]
		return d
	}
	if !strings.Contains(name, ".") {
		f.fail() // no fact, and not stated
	}
	f.text = f.text[len(name):]
	return nil // a fact that is not there
}

func (f *formula) call(name string) *datum {
	var list []*big.Rat
	for {
		d := f.choice()
		if d == nil || d.num == nil {
			f.fail()
		}
		list = append(list, d.num)
		if f.take(")") {
			break
		}
		if !f.take(",") {
			f.fail()
		}
	}
	switch name {
	case "min":
		return ratio(slices.MinFunc(list, (*big.Rat).Cmp))
	case "max":
		return ratio(slices.MaxFunc(list, (*big.Rat).Cmp))
	case "abs":
		return ratio(new(big.Rat).Abs(list[0]))
	case "clamp":
		return ratio(slices.MinFunc([]*big.Rat{slices.MaxFunc(list[:2], (*big.Rat).Cmp), list[2]}, (*big.Rat).Cmp))
	}
	places := 0
	if len(list) == 2 {
		places = int(list[1].Num().Int64())
	}
	if name == "round" {
		f.fail() // no example rounds by itself
	}
	return ratio(roundTo(name, list[0], places))
}

// constant reads a literal at the beginning of a text.
func constant(text string) (d *datum, rest string, ok bool) {
	if m := day10.FindString(text); m != "" {
		return &datum{word: m}, text[len(m):], true
	}
	unit := ""
	m := rateWord.FindStringSubmatch(text)
	if m != nil {
		unit = "bp"
	} else if m = literal.FindStringSubmatch(text); m != nil {
		unit = m[2]
	} else {
		return nil, text, false
	}
	v, good := new(big.Rat).SetString(strings.ReplaceAll(m[1], "_", ""))
	if !good {
		return nil, text, false
	}
	factor := map[string]*big.Rat{"": big.NewRat(1, 1), "%": big.NewRat(1, 100), "‰": big.NewRat(1, 1000), "bp": big.NewRat(1, 10_000), "万": big.NewRat(10_000, 1), "亿": big.NewRat(100_000_000, 1)}[unit]
	return ratio(v.Mul(v, factor)), text[len(m[0]):], true
}

// stated reads a value as a line states it.
func stated(text string) (*datum, error) {
	if d, rest, ok := constant(text); ok && rest == "" {
		return d, nil
	}
	if literal.MatchString(text) && !regexp.MustCompile(`\p{L}`).MatchString(text) {
		return nil, fmt.Errorf("the value %q %w", text, errUnreadable)
	}
	return &datum{word: text}, nil
}

// roundTo brings a number to some decimal places, by the size of it.
func roundTo(how string, r *big.Rat, places int) *big.Rat {
	unit := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil))
	x := new(big.Rat).Mul(r, unit)
	size := new(big.Rat).Abs(x)
	whole := new(big.Int).Quo(size.Num(), size.Denom())
	rest := new(big.Rat).Sub(size, new(big.Rat).SetInt(whole))
	half := rest.Cmp(big.NewRat(1, 2))
	up := false
	switch how {
	case "half-up":
		up = half >= 0
	case "half-even":
		up = half > 0 || half == 0 && whole.Bit(0) == 1
	case "up":
		up = rest.Sign() > 0
	case "ceil":
		up = rest.Sign() > 0 && x.Sign() > 0
	case "floor":
		up = rest.Sign() > 0 && x.Sign() < 0
	}
	if up {
		whole.Add(whole, big.NewInt(1))
	}
	if x.Sign() < 0 {
		whole.Neg(whole)
	}
	return new(big.Rat).Quo(new(big.Rat).SetInt(whole), unit)
}
