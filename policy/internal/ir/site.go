package ir

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/expr-lang/expr/ast"

	"github.com/fenrun/fenrun/policy/syntax"
)

// ParseWindow reads a window as a YAML value: 31..60, 1.., -30..-1, 1..6mo,
// -12..-1mo, 6 x 30d, period.
func ParseWindow(text string) (Window, error) {
	if text == "period" {
		return Window{Period: true}, nil
	}
	if lit, err := ParseLiteral(text); err == nil && lit.Kind == LitWindow {
		return lit.Window, nil
	}
	low, high, ok := strings.Cut(text, "..")
	before, months := strings.CutSuffix(high, "mo")
	if months = months && before != "" && strings.HasPrefix(low, "-"); months {
		high = before // 1..6mo has been read as a literal
	}
	if !ok {
		return Window{}, fmt.Errorf("%q is no window: write 1..30, 31..60, 1.., 1..12mo or 6 x 30d", text)
	}
	lo, ok := windowEnd(low)
	if !ok {
		return Window{}, fmt.Errorf("%q does not begin with a day or month: day 1 is the day itself", text)
	}
	if high == "" {
		return Window{Lo: lo, Open: true}, nil
	}
	hi, ok := windowEnd(high)
	if !ok || hi < lo || (lo < 0 && hi > 0) {
		return Window{}, fmt.Errorf("%q does not end with a later day or month", text)
	}
	return Window{Lo: lo, Hi: hi, Months: months}, nil
}

// windowEnd reads a day or month of a window: there is no day 0.
func windowEnd(text string) (int, bool) {
	digits, before := strings.CutPrefix(text, "-")
	if !allDigits(digits) {
		return 0, false
	}
	n, ok := atMost(digits, maxPeriod)
	if before {
		n = -n
	}
	return n, ok && n != 0
}

// Constant gives the value of a node that is one, and whether it is.
func (n *Node) Constant() (Num, bool) {
	if n.Op != OpConst || !n.Type.Kind.numeric() {
		return Num{}, false
	}
	return Num{Int: n.Const, Scale: n.Type.Scale}, true
}

// Const makes a node of a literal, as an expression would.
func (m *Model) Const(lit Literal) (*Node, error) {
	if lit.Kind == LitMoney && !m.pays(lit.Currency) {
		return nil, fmt.Errorf("%s is not in the policy's currency, %s", lit.Text, m.Currency)
	}
	if lit.Kind == LitWindow {
		return WindowNode(lit.Window, lit.Text), nil
	}
	c := &checker{Site: &Site{Model: m}}
	n := c.literalNode(nil, lit)
	n.Text = lit.Text
	return n, nil
}

// WindowNode binds a window to a name.
func WindowNode(w Window, text string) *Node {
	return &Node{Op: OpConst, Type: Type{Kind: Windowed}, Const: new(big.Int), Window: w, Text: text}
}

// WordNode binds a symbol to a name. It is a text until it meets an
// enumeration.
func (m *Model) WordNode(word string) *Node {
	return &Node{Op: OpConst, Type: Type{Kind: Text}, Const: big.NewInt(m.Texts.ID(word)), Text: word}
}

// BoolNode binds yes or no to a name.
func BoolNode(v bool) *Node { return constBool(v) }

// And joins two conditions; either may be nil.
func And(a, b *Node) *Node {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	default:
		return &Node{Op: OpAnd, Type: boolType, Args: []*Node{a, b}, absent: max(a.absent, b.absent), Text: b.Text}
	}
}

// Within is the condition that the first day of the period being paid lies in
// a window of months counted from a date.
func (s *Site) Within(w Window, since *Node) *Node {
	c := &checker{Site: s}
	if since.Type.Kind == Invalid {
		return since
	}
	return &Node{Op: OpWithin, Type: boolType, Window: w, Args: []*Node{c.context(InPeriodFrom, "period.from"), since}, absent: since.absent}
}

// Date types an expression that is a date. It is what days are counted from,
// and may be absent, as may all that it is computed from (N34).
func (s *Site) Date(src Source) *Node {
	c := &checker{Site: s, src: src, anchor: true}
	return c.anchored(c.parse())
}

// anchored makes a date of what a window is counted from.
func (c *checker) anchored(n *Node) *Node {
	if n.Type.Kind == Time {
		n = c.dateOf(n)
	}
	if n.Type.Kind != Date {
		return c.mismatch(n, "a date")
	}
	if n.absent == optional {
		return n.windowed()
	}
	return n
}

// Any types an expression of any type that may be absent.
func (s *Site) Any(src Source) *Node {
	c := &checker{Site: s, src: src}
	return c.whole(c.parse())
}

// One is Any for what is written out: one value, and no list or map.
func (s *Site) One(src Source) *Node {
	c := &checker{Site: s, src: src}
	return c.single(c.whole(c.parse()))
}

// single refuses what is not one value.
func (c *checker) single(n *Node) *Node {
	switch n.Type.Kind {
	case List, Map, Windowed:
		return c.mismatch(n, "one value")
	default:
		return n
	}
}

// PathTo reads a way of references, such as order.agent.up, and the subject it
// leads to. It is false after it has reported what is wrong.
func (s *Site) PathTo(src Source) (Path, *Subject, bool) {
	c := &checker{Site: s, src: src}
	n := c.parse()
	if n.Op == OpInput && c.Program.Inputs[n.Input].Kind == InRef {
		in := c.Program.Inputs[n.Input]
		return in.Path, in.Subject, true
	}
	if n.Type.Kind != Invalid {
		c.mismatch(n, "a way of references, such as order.agent.up")
	}
	return Path{}, nil, false
}

// FieldIs types one entry of a `where` map: a field of the source and the
// values it may have.
func (s *Site) FieldIs(field Source, values []syntax.Text) *Node {
	c := &checker{Site: s, src: field}
	a := c.parse()
	if a.Type.Kind == Invalid {
		return a
	}
	a = c.tested(a)
	n := &Node{Op: OpIn, Type: boolType, Args: []*Node{a}, absent: a.absent, Text: field.Value}
	for _, text := range values {
		v := &checker{Site: s, src: Source{Text: text, Path: field.Path}}
		b := v.fieldValue(a)
		if b.Type.Kind == Invalid {
			n.Op = OpInvalid
		}
		n.Args = append(n.Args, b)
	}
	if n.Op == OpInvalid {
		return &Node{Op: OpInvalid}
	}
	return n
}

func (c *checker) fieldValue(a *Node) *Node {
	text := c.src.Value
	c.scan = scanExpression(text)
	size := len(c.scan.source)
	switch a.Type.Kind {
	case Bool:
		switch text {
		case "true":
			return constBool(true)
		case "false":
			return constBool(false)
		}
		return c.failAt("N107", 0, size, "write true or false", "`%s` is yes or no, and this is %q", a.Text, text)
	case Symbol:
		i := a.Type.Enum.Index(text)
		if i < 0 {
			return c.failNearAt("N102", 0, size, text, a.Type.Enum.Symbols, "it is "+a.Type.Enum.describe(), "there is no symbol %q%s", text, ofOwner(a.Type.Enum))
		}
		return &Node{Op: OpConst, Type: a.Type, Const: big.NewInt(int64(i)), Text: text}
	case Text:
		return c.Model.WordNode(text)
	case Invalid, Bare, Number, Count, Rate, Money, Date, Time, Days, Months, Hours, Ref, List, Map, Windowed:
	}
	lit, err := ParseLiteral(text)
	if err != nil {
		return c.failAt("N107", 0, size, "", "`%s` is %s, and this is %q", a.Text, a.Type, text)
	}
	v, problem := lit.As(a.Type, c.Model)
	if problem != "" {
		return c.failAt(lit.misfitCode(a.Type), 0, size, "", "%s", problem)
	}
	return &Node{Op: OpConst, Type: a.Type, Const: v, Text: text}
}

// Mentioned gives the subjects whose names stand in an expression, in the
// order of their first mention.
func (m *Model) Mentioned(text string) []*Subject {
	var found []*Subject
	seen := map[*Subject]bool{}
	scan := scanExpression(text)
	for i := 0; i < len(scan.text); {
		r := scan.text[i]
		switch {
		case r == '"' || r == '\'':
			i = quoteEnd(scan.text, i) + 1
		case isWord(r):
			end := wordEnd(scan.text, i)
			member := i > 0 && scan.text[i-1] == '.'
			if s := m.Subject(string(scan.text[i:end])); s != nil && !member && !seen[s] {
				seen[s] = true
				found = append(found, s)
			}
			i = end
		default:
			i++
		}
	}
	return found
}

// symbolize makes the symbol of an enumeration of a word that an `each` row
// binds.
func (c *checker) symbolize(at ast.Node, word *Node, e *Enum) *Node {
	if word.Op != OpConst || word.Type.Kind != Text {
		return word
	}
	symbol := c.Model.Texts.Text(word.Const.Int64())
	i := e.Index(symbol)
	if i < 0 {
		return c.unknownSymbol(at, symbol, e)
	}
	n := *word
	n.Type, n.Const = Type{Kind: Symbol, Enum: e}, big.NewInt(int64(i))
	return &n
}

// Required checks that a value which may be absent has been tested, and that
// it is not a division that is still to be done.
func (s *Site) Required(src Source, n *Node) *Node {
	c := &checker{Site: s, src: src}
	return c.required(c.whole(n), "this")
}

// Bind adds an input that the caller sets by itself, and gives the node that
// reads it and its index.
func (s *Site) Bind(name string, kind InputKind, t Type) (*Node, int) {
	c := &checker{Site: s}
	n := c.input(name, &Input{Kind: kind, Name: name, Type: t})
	n.Text = name
	return n, n.Input
}

// Let types a named part by itself, so that its mistakes are found where
// nothing uses it.
func (s *Site) Let(l *Let) *Node {
	c := &checker{Site: s, src: Source{Path: "let." + l.Name}}
	used := l.Used
	n := c.let(nil, l)
	l.Used = used
	return n
}
