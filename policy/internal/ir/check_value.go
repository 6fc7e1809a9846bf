package ir

import (
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
	c := &checker{Site: s, src: list[0].Is}
	result := &Node{Op: OpCond}
	at := result
	for i, value := range values {
		if whens[i] == nil {
			*at = *value
			break
		}
		rest := &Node{Op: OpCond}
		at.Op, at.Args = OpCond, []*Node{whens[i], value, rest}
		if i == len(values)-1 {
			at.Args = at.Args[:2]
			break
		}
		at = rest
	}
	return c.align(result, list)
}

// align gives the nested conditions of a list of cases one type.
func (c *checker) align(n *Node, list []CaseSource) *Node {
	if n.Op != OpCond || n.Type.Kind != Invalid {
		return n
	}
	if len(n.Args) == 2 {
		n.Type, n.absent = n.Args[1].Type, n.Args[1].absent
		return n
	}
	rest := c.align(n.Args[2], list[1:])
	t, ok := c.join(n.Args[1], rest)
	if !ok {
		at := list[1].Is
		c.Report(pathed(diag.Errorf("U503", at.Span(), "the cases are of two types: %s here, %s before", rest.Type, n.Args[1].Type), at.Path))
		n.Op = OpInvalid
		return n
	}
	n.Args[1], n.Args[2] = c.scaled(n.Args[1], t), c.scaled(rest, t)
	n.Type, n.absent = t, max(n.Args[1].absent, rest.absent)
	return n
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
		return n
	case AnAmount:
		n = c.present1(n, "an amount")
		return c.amount(n)
	case AQuantity:
		n = c.present1(n, "an amount")
		if k := n.Type.Kind; k == Bare || k == Number || k == Count || k == Money {
			return n
		}
		return c.mismatch(n, "a number or a count")
	case ADate:
		n = c.present1(n, "a date")
		if n.Type.Kind == Time {
			return c.dateOf(n)
		}
		if n.Type.Kind == Date {
			return n
		}
		return c.mismatch(n, "a date")
	case ASubject:
		n = c.present1(n, "a payee")
		if n.Type.Kind == Ref {
			return n
		}
		return c.mismatch(n, "a subject, such as device.agent")
	case ARate:
		n = c.present1(n, "a rate")
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
		adopted := *n
		adopted.Type.Kind = Money
		return &adopted
	case Rate:
		return c.failAt("U503", n.From, n.To, "multiply it with what it is a rate of: `merchant.volume * "+n.Text+"`", "an amount is money, and this is a rate")
	case Number, Count:
		return c.failAt("U503", n.From, n.To, "say what one is worth, as in `agent.activations * 2 CNY`", "an amount is money, and this is a %s", n.Type)
	case Invalid, Bool, Date, Time, Days, Months, Hours, Symbol, Text, Ref, List, Map, Windowed:
		return c.mismatch(n, "an amount")
	}
	return n
}

func (c *checker) mismatch(n *Node, wanted string) *Node {
	hint := ""
	if n.Type.Kind == Map && n.Type.Enum != nil {
		hint = "name the symbol in brackets, as in `" + n.Text + "[...]`; it has " + n.Type.Enum.describe()
	}
	return c.failAt("N107", n.From, n.To, hint, "%s is expected here, and this is a %s", wanted, n.Type)
}

func (c *checker) unitMissing(n *Node) *Node {
	hint := "write it with its unit"
	if n.Op == OpConst {
		text := trimZeros(decimalText(n.Const, n.Type.Scale))
		hint = "write " + text + "%, " + text + "‰ or " + text + "bp"
	}
	return c.failAt("U501", n.From, n.To, hint, "a rate is expected here, and %s has no unit", quoteOr(n.Text, "this"))
}

// truth makes a condition of a value. A name that may be absent asks whether
// it is there.
func (c *checker) truth(n *Node) *Node {
	k := n.Type.Kind
	switch {
	case k == Invalid:
		return n
	case k == Bool && n.absent == optional && (n.Op != OpInput && n.Op != OpPick || len(c.untested(n)) == 0):
		return c.present1(n, "this")
	case k == Bool && n.absent == optional:
		return c.failAt("N105", n.From, n.To, "write `"+n.Text+" ?? false`", "`%s` is optional, and there may be neither yes nor no", n.Text)
	case k == Bool:
		return n
	case n.Op == OpInput && n.absent != never && !c.sumOf(n):
		return &Node{Op: OpPresent, Type: Type{Kind: Bool}, Args: []*Node{n}, Input: n.Input, From: n.From, To: n.To, Text: n.Text}
	case n.Op == OpInput && n.absent == never:
		return c.failAt("N107", n.From, n.To, "compare it with something", "a condition is expected here, and `%s` is a %s that is always there", n.Text, n.Type)
	default:
		return c.failAt("N107", n.From, n.To, "compare it with something", "a condition is expected here, and this is a %s", n.Type)
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
	cond := c.truth(c.check(at.Cond))
	yes := c.under(whenTrue(cond)).check(at.Exp1)
	no := c.under(whenFalse(cond)).check(at.Exp2)
	if cond.Type.Kind == Invalid || yes.Type.Kind == Invalid || no.Type.Kind == Invalid {
		return c.invalid(at)
	}
	t, ok := c.join(yes, no)
	if !ok {
		return c.fail("U503", at, "the two branches are of two types: %s and %s", yes.Type, no.Type)
	}
	return &Node{
		Op: OpCond, Type: t, Args: []*Node{cond, c.scaled(yes, t), c.scaled(no, t)},
		absent: max(yes.absent, no.absent),
	}
}

// join gives the one type of two alternative values.
func (c *checker) join(a, b *Node) (Type, bool) {
	ta, tb := a.Type, b.Type
	switch {
	case ta.Kind == Invalid || tb.Kind == Invalid:
		return Type{}, true
	case ta.Kind.numeric() && tb.Kind.numeric():
		k, ok := meet(a, b)
		return Type{Kind: k, Scale: max(ta.Scale, tb.Scale)}, ok
	case ta.Kind != tb.Kind:
		return Type{}, false
	case ta.Kind == Symbol:
		return ta, ta.Enum.same(tb.Enum)
	case ta.Kind == Ref:
		return ta, ta.Subject == tb.Subject
	case ta.Kind == List || ta.Kind == Map:
		return Type{}, false
	default:
		return ta, true
	}
}
