package ir

import (
	"maps"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// let types a named part where it is used. Its names are read from the rule's
// subject, so it is typed once a program; what it reads and does not test
// itself, its user must test.
func (c *checker) let(at ast.Node, l *Let) *Node {
	l.Used = true
	if n, ok := c.lets[l]; ok {
		return c.use(n)
	}
	if i := slices.Index(c.stack, l); i >= 0 {
		names := make([]string, 0, len(c.stack)-i+1)
		for _, on := range c.stack[i:] {
			names = append(names, on.Name)
		}
		names = append(names, l.Name)
		return c.fail("N104", at, "`%s` needs itself: %s", l.Name, strings.Join(names, " needs "))
	}
	inner := *c.Site
	inner.present = presence{}
	inner.letNeeds = map[string]bool{}
	inner.stack = append(slices.Clone(c.stack), l)
	inner.Locals = nil
	body := inner.Value(l.Value, AnyValue)
	if body.Type.Kind == Invalid {
		c.lets[l] = body
		return c.invalid(at)
	}
	n := &Node{
		Op: OpNamed, Type: body.Type, Name: l.Name, Args: []*Node{body}, Memo: c.Program.Memos,
		absent: body.absent, needs: slices.Sorted(maps.Keys(inner.letNeeds)),
	}
	c.Program.Memos++
	if len(n.needs) > 0 {
		n.absent = optional
	}
	c.lets[l] = n
	return c.use(n)
}

func (c *checker) use(n *Node) *Node {
	used := *n
	return &used
}

// ladderBare reads a ladder by its own `by`.
func (c *checker) ladderBare(at ast.Node, l *Ladder) *Node {
	if l.By == nil {
		return c.failHint("N109", at, "write `"+l.Name+"(...)` with the quantity", "the ladder `%s` has no `by`", l.Name)
	}
	inner := &checker{Site: c.Site, src: *l.By}
	key := inner.whole(inner.parse())
	return c.ladderAt(at, inner, l, key)
}

func (c *checker) ladderAt(at ast.Node, keyed *checker, l *Ladder, key *Node) *Node {
	l.Used = true
	if key.Type.Kind == Invalid || l.Type.Kind == Invalid {
		return c.invalid(at)
	}
	if !key.Type.Kind.numeric() && key.Type.Kind != Days && key.Type.Kind != Months {
		return keyed.failAt("N107", key.From, key.To, "", "a ladder runs over a number, and this is a %s", key.Type)
	}
	for _, r := range l.Rungs {
		if !rungFits(r, key) {
			return keyed.failAt("U503", key.From, key.To, "", "the rungs of `%s` are of another unit than %s, which is a %s: %s", l.Name, quoteOr(key.Text, "this"), key.Type, r.Label)
		}
	}
	n := &Node{Op: OpRung, Type: l.Type, absent: key.absent}
	if key.absent != never {
		n.absent = optional
	}
	scale := max(key.Type.Scale, l.scale())
	if key.Type.Kind.numeric() {
		key = shift(key, key.Type.Kind, scale)
	}
	n.Args, n.Ladder = []*Node{key}, l.at(scale)
	if l.Marginal {
		n.Op = OpMarginal
		kind, ok := product(l.Type.Kind, key.Type.Kind)
		if !ok {
			return keyed.failAt("U503", key.From, key.To, "", "a slice of `%s` is %s times %s, which is no amount", l.Name, l.Type, key.Type)
		}
		if l.Type.Scale+scale > MaxScale {
			return keyed.failAt("S006", key.From, key.To, "", "an amount of `%s` has %d decimal places, more than the limit of %d", l.Name, l.Type.Scale+scale, MaxScale)
		}
		n.Type = Type{Kind: kind, Scale: l.Type.Scale + scale}
	}
	if l.Keys != nil {
		elem := n.Type
		n.Type = Type{Kind: Map, Enum: l.Keys, Elem: &elem}
	}
	return c.introductory(at, l, n)
}

// rungFits reports whether a rung's key is of the unit of the quantity.
func rungFits(r Rung, key *Node) bool {
	k := key.Type.Kind
	switch {
	case r.Unit == Bare:
		return k != Rate || r.At.Sign() == 0
	case r.Unit == k:
		return true
	default:
		return k == Bare
	}
}

// introductory puts a ladder's first months before its rungs.
func (c *checker) introductory(at ast.Node, l *Ladder, rung *Node) *Node {
	if l.First == nil {
		return rung
	}
	inner := &checker{Site: c.Site, src: l.First.Since}
	since := inner.parse()
	if since.Type.Kind == Time {
		since = inner.dateOf(since)
	}
	if since.Type.Kind == Invalid {
		return c.invalid(at)
	}
	if since.Type.Kind != Date {
		return inner.mismatch(since, "a date")
	}
	if since.absent == optional { // no date yet: not in the first months
		since = &Node{Op: since.Op, Type: since.Type, Args: since.Args, Input: since.Input, Text: since.Text, absent: window, needs: since.needs}
	}
	within := &Node{
		Op: OpWithin, Type: boolType, Window: l.First.Window,
		Args: []*Node{c.context(InPeriodFrom, "period.from"), since}, absent: since.absent,
	}
	terms := &Node{Op: OpIndex, Type: rung.Type, Table: l.First.Values}
	if l.Keys == nil {
		terms = &Node{Op: OpConst, Type: rung.Type, Const: l.First.Values[0]}
	}
	if l.Marginal {
		return c.fail("N107", at, "a marginal ladder has no `first:` terms")
	}
	return &Node{Op: OpCond, Type: rung.Type, Args: []*Node{within, terms, rung}, absent: rung.absent}
}

// tableBare reads a table by its own keys.
func (c *checker) tableBare(at ast.Node, t *Table) *Node {
	keys := make([]*Node, len(t.By))
	for i, by := range t.By {
		if by.Expr == nil {
			return c.failHint("N109", at, "write `"+t.Name+"(...)` with its keys", "the table `%s` has no expression for its key %q", t.Name, by.Name)
		}
		inner := &checker{Site: c.Site, src: *by.Expr}
		keys[i] = inner.present1(inner.whole(inner.parse()), by.Name)
	}
	return c.tableAt(at, t, keys)
}

func (c *checker) tableAt(at ast.Node, t *Table, keys []*Node) *Node {
	t.Used = true
	for i, k := range keys {
		if k.Type.Kind == Invalid {
			return c.invalid(at)
		}
		if k.Type.Kind == Bare {
			keys[i] = shift(k, Number, k.Type.Scale)
		}
	}
	n := &Node{Op: OpRow, Args: keys}
	c.widen(n, t)
	site := *c.Site
	bad := false
	for _, source := range t.Rows {
		row := Row{Label: source.label()}
		for i, cell := range source.Cells {
			inner := &checker{Site: c.Site, src: cell}
			compiled, ok := inner.cell(n.Args[i])
			bad = bad || !ok
			row.Cells = append(row.Cells, compiled)
		}
		row.Value = site.Value(ValueSource{Expr: &source.Value}, AnyValue)
		bad = bad || row.Value.Type.Kind == Invalid
		n.Rows = append(n.Rows, row)
	}
	if t.Otherwise != nil {
		row := Row{Label: "otherwise", Value: site.Value(ValueSource{Expr: t.Otherwise}, AnyValue)}
		for range keys {
			row.Cells = append(row.Cells, Cell{Any: true})
		}
		bad = bad || row.Value.Type.Kind == Invalid
		n.Rows = append(n.Rows, row)
	}
	if bad || len(n.Rows) == 0 {
		return c.invalid(at)
	}
	return c.rowType(at, t, n)
}

func (r RowSource) label() string {
	texts := make([]string, len(r.Cells))
	for i, cell := range r.Cells {
		texts[i] = cell.Value
	}
	return strings.Join(texts, ", ")
}

// widen brings each numeric key to the scale of the cells it is compared
// with.
func (c *checker) widen(n *Node, t *Table) {
	for i, key := range n.Args {
		if !key.Type.Kind.numeric() {
			continue
		}
		scale := key.Type.Scale
		for _, row := range t.Rows {
			if i < len(row.Cells) {
				for _, lit := range scanExpression(row.Cells[i].Value).literals {
					if lit.Num.Int != nil {
						scale = max(scale, lit.Num.Scale)
					}
				}
			}
		}
		n.Args[i] = shift(key, key.Type.Kind, scale)
	}
}

// rowType gives the values of all rows one type.
func (c *checker) rowType(at ast.Node, t *Table, n *Node) *Node {
	first := n.Rows[0].Value
	whole := *first
	for _, row := range n.Rows[1:] {
		joined, ok := c.join(&whole, row.Value)
		if !ok {
			return c.fail("U503", at, "the rows of `%s` are of two types: %s and %s", t.Name, whole.Type, row.Value.Type)
		}
		if !isZero(&whole) || !isZero(row.Value) {
			whole.Op = OpInput // a zero fits every unit only as a literal
			if isZero(first) && isZero(row.Value) {
				whole.Op = OpConst
			}
		}
		whole.Type = joined
	}
	n.Type = whole.Type
	for i := range n.Rows {
		n.Rows[i].Value = c.scaled(n.Rows[i].Value, n.Type)
		n.absent = max(n.absent, n.Rows[i].Value.absent)
	}
	return n
}
