package ir

import (
	"slices"

	"github.com/expr-lang/expr/ast"

	"github.com/fenrun/fenrun/policy/diag"
)

// Condition types an expression that is met or not. A bare name of an
// optional fact asks whether it is there.
func (s *Site) Condition(src Source) *Node {
	c := &checker{Site: s, src: src}
	return c.truth(c.parse())
}

// A Want says what kind of value is looked for.
type Want uint8

const (
	AnyValue  Want = iota
	AnAmount       // money; a division may stand outermost
	AQuantity      // a number or count, of a benefit
	ADate
	ASubject
	ARate
)

// Value types an expression or a list of cases.
func (s *Site) Value(v ValueSource, want Want) *Node {
	if v.Expr != nil {
		c := &checker{Site: s, src: *v.Expr}
		return c.fits(c.parse(), want)
	}
	if len(v.Cases) == 0 {
		return &Node{Op: OpInvalid}
	}
	return s.cases(v.Cases, want)
}

// cases types a list of cases as nested conditions. What a case tests is
// there in its value, and what it tests not to be is known in later ones.
func (s *Site) cases(list []CaseSource, want Want) *Node {
	var whens, values []*Node
	site := s
	for i, source := range list {
		var when *Node
		inner := site
		if source.When != nil {
			when = site.Condition(*source.When)
			inner = site.With(when)
		} else if i < len(list)-1 {
			s.Report(pathed(diag.Errorf("L203", list[i+1].Is.Span(), "this case is never reached: the one before it has no `when` and always holds"), list[i+1].Is.Path))
		}
		c := &checker{Site: inner, src: source.Is}
		whens = append(whens, when)
		values = append(values, c.fits(c.parse(), want))
		if when != nil {
			site = site.without(when)
		}
	}
	return s.nest(list, whens, values)
}

// nest makes nested conditions of cases, all of one type. Without a last case
// that always holds there may be no value.
func (s *Site) nest(list []CaseSource, whens, values []*Node) *Node {
	for i, value := range values {
		if value.Type.Kind == Invalid || whens[i] != nil && whens[i].Type.Kind == Invalid {
			return &Node{Op: OpInvalid}
		}
		if whens[i] == nil {
			values = values[:i+1]
			break
		}
	}
	t, misfit, before := common(values)
	if misfit != nil {
		at := misfit
		if misfit.Type.Kind == Rate && before.Type.Kind == Bare {
			at = before
		}
		c := &checker{Site: s, src: list[slices.Index(values, at)].Is}
		if at == before || at.Type.Kind == Bare && before.Type.Kind == Rate {
			return c.unitMissing(at)
		}
		return c.failAt("U503", at.From, at.To, "", "the cases are of two types: %s here, %s before", misfit.Type, before.Type)
	}
	var result *Node
	for i := len(values) - 1; i >= 0; i-- {
		value := scaled(values[i], t)
		switch {
		case whens[i] == nil:
			result = value
		case result == nil:
			result = &Node{Op: OpCond, Type: t, Args: []*Node{whens[i], value}, absent: value.absent}
		default:
			result = &Node{Op: OpCond, Type: t, Args: []*Node{whens[i], value, result}, absent: max(value.absent, result.absent)}
		}
	}
	return result
}

func pathed(d diag.Diagnostic, path string) diag.Diagnostic {
	d.Path = path
	return d
}

// fits checks that a value is what its place asks for.
func (c *checker) fits(n *Node, want Want) *Node {
	if n.Type.Kind == Invalid {
		return n
	}
	switch want {
	case AnyValue:
		return c.known(n)
	case AnAmount:
		return c.amount(c.last(c.required(n, "an amount")))
	case AQuantity:
		n = c.last(c.required(n, "an amount"))
		if k := n.Type.Kind; k == Bare || k == Number || k == Count || k == Money {
			return n
		}
		return c.mismatch(n, "a number or a count")
	case ADate:
		n = c.required(n, "a date")
		if n.Type.Kind == Time {
			return c.dateOf(n)
		}
		if n.Type.Kind == Date {
			return n
		}
		return c.mismatch(n, "a date")
	case ASubject:
		n = c.required(n, "a payee")
		if n.Type.Kind == Ref {
			return n
		}
		return c.mismatch(n, "a subject, such as device.agent")
	case ARate:
		n = c.whole(c.required(n, "a rate"))
		if n.Type.Kind == Rate || isZero(n) {
			return n
		}
		if n.Type.Kind == Bare {
			return c.unitMissing(n)
		}
		return c.mismatch(n, "a rate")
	}
	return n
}

func (c *checker) amount(n *Node) *Node {
	switch n.Type.Kind {
	case Money:
		return n
	case Bare:
		return shift(n, Money, n.Type.Scale)
	case Rate:
		return c.failAt("U503", n.From, n.To, "multiply it with what it is a rate of: `merchant.volume * "+n.Text+"`", "an amount is money, and this is a rate")
	case Number, Count:
		return c.failAt("U503", n.From, n.To, "say what one is worth, as in `agent.activations * 2 CNY`", "an amount is money, and this is %s", n.Type)
	case Invalid, Bool, Date, Time, Days, Months, Hours, Symbol, Text, Ref, List, Map, Windowed:
		return c.mismatch(n, "an amount")
	}
	return n
}

// mismatch reports a value of another type than its place asks for, unless
// there is no type because of a mistake that was reported.
func (c *checker) mismatch(n *Node, wanted string) *Node {
	if n.Type.Kind == Invalid {
		return n
	}
	hint := ""
	if n.Type.Kind == Map && n.Type.Enum != nil {
		hint = "name the symbol in brackets, as in `" + n.Text + "[...]`; it has " + n.Type.Enum.describe()
	}
	return c.failAt("N107", n.From, n.To, hint, "%s is expected here, and this is %s", wanted, n.Type)
}

// truth makes a condition of a value. A name that may be absent asks whether
// it is there.
func (c *checker) truth(n *Node) *Node {
	k := n.Type.Kind
	switch {
	case k == Invalid:
		return n
	case k == Bool && n.absent == optional && (n.Op != OpInput && n.Op != OpPick || len(c.unknown(n)) == 0):
		return c.required(n, "this")
	case k == Bool && n.absent == optional:
		return c.failAt("N105", n.From, n.To, "write `"+n.Text+" ?? false`", "`%s` is optional, and there may be neither yes nor no", n.Text)
	case k == Bool:
		return n
	case n.Op == OpInput && n.absent != never && !c.sumOf(n):
		return &Node{Op: OpPresent, Type: Type{Kind: Bool}, Args: []*Node{n}, Input: n.Input, From: n.From, To: n.To, Text: n.Text}
	case n.Op == OpInput && n.absent == never:
		return c.failAt("N107", n.From, n.To, "compare it with something", "a condition is expected here, and `%s` is %s that is always there", n.Text, n.Type)
	default:
		return c.failAt("N107", n.From, n.To, "compare it with something", "a condition is expected here, and this is %s", n.Type)
	}
}

// sumOf reports whether n is a sum or count, which is a number to compare
// rather than a thing that may be missing.
func (c *checker) sumOf(n *Node) bool {
	m := c.Program.Inputs[n.Input].Measure
	return m != nil && (m.Op == SumOf || m.Op == CountOf)
}

// conditional types a ? b : c.
func (c *checker) conditional(at *ast.ConditionalNode) *Node {
	if at.Exp1 == at.Cond {
		return c.failHint("N106", at, "write the middle out: `a ? a : b`; a default is `a ?? b`", "`?:` is not in the language")
	}
	cond := c.truth(c.check(at.Cond))
	then, otherwise := c.under(cond), c.unless(cond)
	yes, no := then.known(then.check(at.Exp1)), otherwise.known(otherwise.check(at.Exp2))
	if cond.Type.Kind == Invalid || yes.Type.Kind == Invalid || no.Type.Kind == Invalid {
		return c.invalid(at)
	}
	t, ok := join(yes, no)
	if !ok {
		return c.unlike(at, yes, no, "", "the two branches are of two types: %s and %s", yes.Type, no.Type)
	}
	return &Node{
		Op: OpCond, Type: t, Args: []*Node{cond, scaled(yes, t), scaled(no, t)},
		absent: max(yes.absent, no.absent),
	}
}
