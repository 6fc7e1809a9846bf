package ir

import (
	"fmt"
	"math/big"
	"slices"
	"sort"
	"strings"

	"github.com/expr-lang/expr/ast"

	"github.com/fenrun/fenrun/policy/diag"
)

// functions are all there are, each with how it is called.
var functions = map[string]string{
	"min": "min(a, b, ...)", "max": "max(a, b, ...)", "abs": "abs(x)", "clamp": "clamp(x, low, high)",
	"round": "round(x, places)", "floor": "floor(x, places)", "ceil": "ceil(x, places)",
	"days": "days(from, to)", "months": "months(from, to)", "month": "month(date)", "year": "year(date)",
	"all": "all(list, it >= 5_000)", "any": "any(list, it < 0.8 * prev)", "count": "count(list, it >= 5_000)",
	"sum": "sum(list)", "avg": "avg(list)",
	"earned": `earned("rule")`, "paid": `paid("rule")`, "last": "last(agent.volume)",
}

func functionNames() []string {
	names := make([]string, 0, len(functions))
	for name := range functions {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

func functionHint(name string) string {
	switch name {
	case "now", "date", "duration", "timezone":
		return "the only time is `as_of`; a date is written 2026-01-31"
	case "filter", "map", "reduce", "find", "none", "one", "groupBy", "sortBy", "findIndex", "findLast", "findLastIndex":
		return "lists are asked with all, any, count, sum and avg"
	}
	if near := diag.Nearest(name, functionNames()); near != "" {
		return "did you mean `" + functions[near] + "`?"
	}
	return "there are " + strings.Join(functionNames(), ", ")
}

// call types a function, or a stream, ladder or table that is called.
func (c *checker) call(at *ast.CallNode) *Node {
	id, ok := at.Callee.(*ast.IdentifierNode)
	if !ok {
		return c.failHint("N106", at, "facts and measures are read without brackets", "nothing can be called on a value")
	}
	switch e := c.Model.Lookup(id.Value).(type) {
	case *Stream:
		return c.stream(at, e)
	case *Ladder:
		if len(at.Arguments) != 1 {
			return c.fail("N109", at, "the ladder `%s` is called with one quantity", e.Name)
		}
		return c.ladderAt(at, c, e, c.whole(c.check(at.Arguments[0])))
	case *Table:
		return c.tableCall(at, e)
	case nil:
	default:
		return c.fail("N109", at, "`%s` is %s, and is not called", id.Value, e.entity())
	}
	usage, known := functions[id.Value]
	if !known {
		code := "N106"
		if id.Value == "now" {
			code = "D701"
		}
		var near []string
		for _, name := range c.Model.order {
			switch c.Model.names[name].(type) {
			case *Stream, *Ladder, *Table:
				near = append(near, name)
			}
		}
		hint := functionHint(id.Value)
		if like := diag.Nearest(id.Value, append(near, functionNames()...)); like != "" {
			hint = "did you mean `" + like + "`?"
		}
		return c.failHint(code, at, hint, "there is no function `%s`", id.Value)
	}
	return c.function(at, id.Value, usage)
}

func (c *checker) function(at *ast.CallNode, name, usage string) *Node {
	arity := func(lo, hi int) *Node {
		if n := len(at.Arguments); n < lo || n > hi {
			return c.failHint("N109", at, "it is called `"+usage+"`", "`%s` is called with %d values", name, n)
		}
		return nil
	}
	switch name {
	case "min", "max":
		if bad := arity(1, 16); bad != nil {
			return bad
		}
		return c.extreme(at, name)
	case "abs":
		if bad := arity(1, 1); bad != nil {
			return bad
		}
		a := c.operand(at.Arguments[0])
		if bad := c.numeric(a); bad != nil {
			return bad
		}
		return &Node{Op: OpAbs, Type: a.Type, Args: []*Node{a}, absent: a.absent}
	case "clamp":
		if bad := arity(3, 3); bad != nil {
			return bad
		}
		return c.same(at, OpClamp)
	case "round", "floor", "ceil":
		if bad := arity(1, 2); bad != nil {
			return bad
		}
		return c.round(at, name)
	case "days", "months":
		if bad := arity(2, 2); bad != nil {
			return bad
		}
		op := OpDays
		if name == "months" {
			op = OpMonths
		}
		return c.dates(at, op, Count)
	case "month", "year":
		if bad := arity(1, 1); bad != nil {
			return bad
		}
		op := OpMonth
		if name == "year" {
			op = OpYear
		}
		return c.dates(at, op, Count)
	case "all", "any", "count", "sum", "avg":
		if bad := arity(1, 2); bad != nil {
			return bad
		}
		return c.list(at, name, usage)
	case "earned", "paid":
		if bad := arity(1, 2); bad != nil {
			return bad
		}
		return c.ledger(at, name, usage)
	case "last":
		if bad := arity(1, 1); bad != nil {
			return bad
		}
		return c.lastPeriod(at, usage)
	default:
		return c.fail("N106", at, "there is no function `%s`", name)
	}
}

func (c *checker) numeric(n *Node) *Node {
	if n.Type.Kind == Invalid {
		return n
	}
	if !n.Type.Kind.numeric() {
		return c.mismatch(n, "a number")
	}
	return nil
}

func (c *checker) extreme(at *ast.CallNode, name string) *Node {
	op := OpMin
	if name == "max" {
		op = OpMax
	}
	if len(at.Arguments) == 1 {
		return c.failHint("N109", at, "it is called `"+functions[name]+"`; the smallest or largest event is a measure: `{"+name+": txn.amount}`", "`%s` compares two values or more", name)
	}
	return c.same(at, op)
}

// same types a function of values of one unit, numbers or dates.
func (c *checker) same(at *ast.CallNode, op Op) *Node {
	n := &Node{Op: op}
	bad := false
	for _, arg := range at.Arguments {
		a := c.operand(arg)
		if a.Type.Kind == Time {
			a = c.dateOf(a)
		}
		bad = bad || a.Type.Kind == Invalid
		n.Args = append(n.Args, a)
	}
	if bad {
		return c.invalid(at)
	}
	whole := *n.Args[0]
	for _, a := range n.Args {
		joined, ok := c.join(&whole, a)
		if !ok || (!joined.Kind.numeric() && joined.Kind != Date && joined.Kind != Days && joined.Kind != Months) {
			if whole.Type.Kind == Rate && a.Type.Kind == Bare {
				return c.unitMissing(a)
			}
			return c.fail("U503", at, "a %s and a %s do not compare", whole.Type, a.Type)
		}
		if !isZero(a) {
			whole.Op = a.Op
		}
		whole.Type = joined
	}
	n.Type = whole.Type
	for i := range n.Args {
		n.Args[i] = c.scaled(n.Args[i], n.Type)
		n.absent = max(n.absent, n.Args[i].absent)
	}
	return n
}

// round types round, floor and ceil, the only places besides the end of an
// amount where digits are dropped.
func (c *checker) round(at *ast.CallNode, name string) *Node {
	a := c.tested(c.check(at.Arguments[0]))
	if bad := c.numeric(a); bad != nil {
		return bad
	}
	places := 0
	if len(at.Arguments) == 2 {
		id, _ := at.Arguments[1].(*ast.IdentifierNode)
		var lit Literal
		if id != nil {
			lit, _ = c.literal(id)
		}
		if lit.Kind != LitNumber || lit.Num.Scale > 0 || lit.Num.Int.Cmp(big.NewInt(8)) > 0 {
			return c.failHint("N109", at.Arguments[1], "as in `"+functions[name]+"`", "the places of `%s` are a number from 0 to 8", name)
		}
		places = int(lit.Num.Int.Int64())
	}
	mode := map[string]Rounding{"round": RoundMode, "floor": RoundFloor, "ceil": RoundCeil}[name]
	t := Type{Kind: a.Type.Kind, Scale: places}
	if !quotient(a) {
		if a.Type.Scale <= places {
			return a
		}
		return &Node{Op: OpRound, Type: t, Args: []*Node{a}, Mode: mode, Rounder: c.Model.Rounding, Places: a.Type.Scale - places, absent: a.absent}
	}
	q := unnamed(a)
	if q.Op != OpQuo {
		return c.failAt("M407", a.From, a.To, "round each branch by itself", "the division stands inside a condition")
	}
	num, den := q.Args[0], q.Args[1]
	if up := places - a.Type.Scale; up >= 0 {
		num = shift(num, num.Type.Kind, num.Type.Scale+up)
	} else {
		den = shift(den, den.Type.Kind, den.Type.Scale-up)
	}
	return &Node{Op: OpRoundQuo, Type: t, Args: []*Node{num, den}, Mode: mode, Rounder: c.Model.Rounding, absent: a.absent}
}

// dates types the functions of dates (N33).
func (c *checker) dates(at *ast.CallNode, op Op, kind Kind) *Node {
	n := &Node{Op: op, Type: Type{Kind: kind}}
	for _, arg := range at.Arguments {
		a := c.tested(c.check(arg))
		if a.Type.Kind == Invalid {
			return a
		}
		if a.Type.Kind == Time {
			a = c.dateOf(a)
		}
		if a.Type.Kind != Date {
			return c.mismatch(a, "a date")
		}
		n.Args = append(n.Args, a)
		n.absent = max(n.absent, a.absent)
	}
	return n
}

func (c *checker) elementName(at *ast.IdentifierNode) *Node {
	if c.element == nil {
		return c.failHint("N102", at, "as in `all(blocks, it >= 5_000)`", "`%s` has a meaning only inside all, any, count and sum", at.Value)
	}
	if at.Value == "prev" {
		return &Node{Op: OpPrev, Type: *c.element}
	}
	return &Node{Op: OpIt, Type: *c.element}
}

func (c *checker) list(at *ast.CallNode, name, usage string) *Node {
	list := c.tested(c.check(at.Arguments[0]))
	if list.Type.Kind == Invalid {
		return list
	}
	if list.Type.Kind != List {
		return c.failHint("N107", at.Arguments[0], "a list is a measure with `every:` and `times:`, or a stream over `6 x 30d`", "a list is expected here, and this is a %s", list.Type)
	}
	var inner *Node
	if len(at.Arguments) == 2 {
		if name == "avg" {
			return c.failHint("N109", at, "it is called `"+usage+"`", "`avg` takes a list alone")
		}
		sub := *c
		sub.element = list.Type.Elem
		inner = sub.check(at.Arguments[1])
		if name != "sum" {
			inner = sub.truth(inner)
		}
		if inner.Type.Kind == Invalid {
			return inner
		}
	}
	args := []*Node{list}
	if inner != nil {
		args = append(args, inner)
	}
	n := &Node{Args: args, Type: boolType, absent: list.absent}
	if inner != nil {
		n.absent = max(n.absent, inner.absent)
	}
	switch name {
	case "all", "any":
		n.Op = OpAll
		if name == "any" {
			n.Op = OpAny
		}
		if inner == nil {
			return c.failHint("N109", at, "it is called `"+usage+"`", "`%s` needs a condition", name)
		}
	case "count":
		n.Op, n.Type = OpCount, Type{Kind: Count}
		if inner == nil {
			return &Node{Op: OpConst, Type: Type{Kind: Count}, Const: big.NewInt(int64(list.Type.Len))}
		}
	case "sum":
		n.Op, n.Type = OpSum, *list.Type.Elem
		if inner != nil {
			if bad := c.numeric(inner); bad != nil {
				return bad
			}
			n.Type = inner.Type
		}
	case "avg":
		n.Op, n.Type = OpSum, *list.Type.Elem
		return c.average(at, n, list.Type.Len)
	}
	return n
}

// average is a division by a constant: a product where it divides exactly.
func (c *checker) average(at ast.Node, sum *Node, n int) *Node {
	if inverse, ok := reciprocal(NewNum(int64(n))); ok && inverse.Scale+sum.Type.Scale <= MaxScale {
		return c.multiplied(at, sum.Type.Kind, sum, constNum(Number, inverse))
	}
	return c.quo(sum.Type.Kind, sum, constNum(Count, NewNum(int64(n))))
}

// ledger types earned("rule") and paid("rule") (N27).
func (c *checker) ledger(at *ast.CallNode, name, usage string) *Node {
	text, ok := at.Arguments[0].(*ast.StringNode)
	if !ok {
		return c.failHint("N109", at.Arguments[0], "it is called `"+usage+"`", "`%s` is asked of a rule, by its id in quotes", name)
	}
	if c.Rules == nil {
		return c.fail("N102", at, "`%s` has a meaning only in a rule", name)
	}
	if !c.Rules.HasRule(text.Value) {
		hint := ""
		if near := diag.Nearest(text.Value, c.Rules.RuleIDs()); near != "" {
			hint = "did you mean \"" + near + "\"?"
		}
		return c.failHint("N102", text, hint, "there is no rule %q", text.Value)
	}
	kind := InEarned
	p := place{subject: c.Program.Root}
	if name == "paid" {
		kind = InPaid
		if len(at.Arguments) > 1 {
			return c.failHint("N109", at, "it is called `"+usage+"`", "`paid` is always of this rule's subject")
		}
	}
	if len(at.Arguments) == 2 {
		var bad *Node
		if p, ok, bad = c.subjectAt(at.Arguments[1]); bad != nil {
			return bad
		} else if !ok {
			return c.failHint("N107", at.Arguments[1], "as in `earned(\"residual\", merchant.agent)`", "the payee is a subject")
		}
	}
	if c.Program.Root == nil {
		return c.fail("N102", at, "`%s` has a meaning only in a rule", name)
	}
	in := &Input{
		Kind: kind, Path: p.path, Subject: p.subject, Rule: text.Value, Needs: p.needs,
		Type: Type{Kind: Money, Scale: c.Model.Places}, Name: fmt.Sprintf("%s(%q)", name, text.Value),
	}
	if p.text != "" {
		in.Name = fmt.Sprintf("%s(%q, %s)", name, text.Value, p.text)
	}
	return c.input(name+":"+text.Value+":"+p.path.key(c.base(p.path)), in)
}

// lastPeriod types last(m), the final value of the period before (N14).
func (c *checker) lastPeriod(at *ast.CallNode, usage string) *Node {
	m, ok := at.Arguments[0].(*ast.MemberNode)
	if ok && c.dotted(m) {
		p, found, bad := c.subjectAt(m.Node)
		if bad != nil {
			return bad
		}
		if found {
			if measure, ok := p.subject.Member(m.Property.(*ast.StringNode).Value).(*Measure); ok {
				if measure.Per == NoUnit {
					return c.failHint("N109", at, "give it `per: month`", "`%s` has no period, so there is no period before", measure.FullName())
				}
				return c.measure(at, p, measure, InLast)
			}
		}
	}
	return c.failHint("N109", at, "it is called `"+usage+"`", "`last` is asked of a measure")
}

// stream types spent(31..60, device.activated) (N34).
func (c *checker) stream(at *ast.CallNode, s *Stream) *Node {
	usage := fmt.Sprintf("%s(1..30, device.activated)", s.Name)
	if n := len(at.Arguments); n < 1 || n > 2 {
		return c.failHint("N109", at, "it is called `"+usage+"` or `"+s.Name+"(period)`", "a stream is called with a window and the date it is counted from")
	}
	w, bad := c.window(at.Arguments[0])
	if bad != nil {
		return bad
	}
	m := s.Measure
	if m.Prepare != nil && !m.Prepare() {
		return c.fail("N104", at, "the measure %s leads back to itself", s.Name)
	}
	if m.Type.Kind == Invalid || c.Program.Root == nil {
		return c.invalid(at)
	}
	if bad := c.streamWay(at, m); bad != nil {
		return bad
	}
	in := &Input{Kind: InWindow, Measure: m, Window: w, Subject: c.Program.Root, Type: m.Type}
	if w.Period {
		if len(at.Arguments) == 2 {
			return c.failHint("N109", at, "write `"+s.Name+"(period)`", "the period is counted from no date")
		}
	} else {
		if len(at.Arguments) == 1 {
			return c.failHint("N109", at, "it is called `"+usage+"`", "from which date is the window counted?")
		}
		anchor := c.check(at.Arguments[1])
		if anchor.Type.Kind == Time {
			anchor = c.dateOf(anchor)
		}
		if anchor.Type.Kind == Invalid {
			return anchor
		}
		if anchor.Type.Kind != Date {
			return c.mismatch(anchor, "a date")
		}
		in.Anchor = anchor
		in.Needs = sortedKeys(reads(anchor))
		if anchor.absent != never {
			in.absent = window
		}
	}
	switch m.Op {
	case MinOf, MaxOf, FirstOf, LastOf, ReachOf:
		in.absent = window
	case Supplied, SumOf, CountOf:
	}
	from, to := c.extent(at)
	in.Name = c.text(from, to)
	if w.Times > 0 {
		elem := m.Type
		in.Type = Type{Kind: List, Elem: &elem, Len: w.Times}
	}
	key := s.Name + ":" + w.String()
	if in.Anchor != nil {
		key += ":" + in.Anchor.fingerprint(c.Program)
	}
	if in.absent != never && len(in.Needs) == 0 {
		in.Needs = []string{key}
	}
	return c.input(key, in)
}

func sortedKeys(p presence) []string {
	keys := make([]string, 0, len(p))
	for key := range p {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

// streamWay checks that the stream's events lead to the rule's subject.
func (c *checker) streamWay(at ast.Node, m *Measure) *Node {
	if m.Via {
		end := m.Source
		if n := len(m.Way.Hops); n > 0 {
			end = m.Way.Hops[n-1].Type.Subject
		}
		if end != c.Program.Root {
			return c.fail("N108", at, "`%s` is summed by %s, and this rule is for %s", m.Name, end.article(), c.Program.Root.article())
		}
		return nil
	}
	ways := Ways(m.Source, c.Program.Root)
	switch {
	case m.Source == c.Program.Root || len(ways) == 1:
		return nil
	case len(ways) == 0:
		return c.fail("N102", at, "no reference leads from %s to %s", m.Source.article(), c.Program.Root.article())
	default:
		var texts []string
		for _, w := range ways {
			texts = append(texts, "`via: "+wayText(m.Source, w)+"`")
		}
		return c.failHint("N108", at, "say in the measure which: "+strings.Join(texts, " or "), "%d ways lead from %s to %s", len(ways), m.Source.article(), c.Program.Root.article())
	}
}

// window reads the first value of a stream's call.
func (c *checker) window(at ast.Node) (Window, *Node) {
	switch at := at.(type) {
	case *ast.IdentifierNode:
		if lit, ok := c.literal(at); ok && lit.Kind == LitWindow {
			return lit.Window, nil
		}
		if at.Value == "period" {
			return Window{Period: true}, nil
		}
		if n, ok := c.Locals[at.Value]; ok && n.Type.Kind == Windowed {
			return n.Window, nil
		}
	case *ast.BinaryNode:
		lo, ok1 := c.dayNumber(at.Left)
		hi, ok2 := c.dayNumber(at.Right)
		if at.Operator == ".." && ok1 && ok2 && lo <= hi && (lo > 0 || hi < 0) {
			return Window{Lo: lo, Hi: hi}, nil
		}
	}
	return Window{}, c.failHint("N109", at, "day 1 is the day itself: `1..30`, `31..60`, `-30..-1`, `1..12mo`, `6 x 30d`, `1..`, `period`", "%s is no window", quoteOr(c.text(c.extent(at)), "this"))
}

func (c *checker) dayNumber(at ast.Node) (int, bool) {
	sign := 1
	if u, ok := at.(*ast.UnaryNode); ok && u.Operator == "-" {
		sign, at = -1, u.Node
	}
	id, ok := at.(*ast.IdentifierNode)
	if !ok {
		return 0, false
	}
	lit, ok := c.literal(id)
	if !ok || lit.Kind != LitNumber || lit.Num.Scale > 0 || !lit.Num.Int.IsInt64() {
		return 0, false
	}
	n := lit.Num.Int.Int64()
	return sign * int(min(n, 100_000)), n > 0 && n <= 100_000
}

func (c *checker) tableCall(at *ast.CallNode, t *Table) *Node {
	if len(at.Arguments) != len(t.By) {
		names := make([]string, len(t.By))
		for i, by := range t.By {
			names[i] = by.Name
		}
		return c.failHint("N109", at, "it is called `"+t.Name+"("+strings.Join(names, ", ")+")`", "the table `%s` has %d keys", t.Name, len(t.By))
	}
	keys := make([]*Node, len(t.By))
	for i, arg := range at.Arguments {
		keys[i] = c.present1(c.whole(c.check(arg)), t.By[i].Name)
	}
	return c.tableAt(at, t, slices.Clone(keys))
}
