package ir

import (
	"math/big"
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

// functionHint says what to write instead of a function that expr has, or
// that there is not; named are the streams, ladders and tables that are called
// like one.
func functionHint(name string, named []string) string {
	switch name {
	case "now", "date", "duration", "timezone":
		return "the only time is `as_of`; a date is written 2026-01-31"
	case "today", "TODAY", "Today", "NOW":
		return "the only time is `as_of`"
	case "if", "IF", "If", "iff", "IIF", "case", "CASE":
		return "write alternatives as a list of cases, - {when: ..., is: ...}, or `condition ? a : b`"
	case "filter", "map", "reduce", "find", "none", "one", "groupBy", "sortBy", "findIndex", "findLast", "findLastIndex":
		return "lists are asked with all, any, count, sum and avg"
	}
	if near := diag.Nearest(name, append(named, functionNames()...)); near != "" {
		if usage, ok := functions[near]; ok {
			return "did you mean `" + usage + "`?"
		}
		return "did you mean `" + near + "`?"
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
		hint := functionHint(id.Value, near)
		return c.failHint(code, at, hint, "there is no function `%s`", id.Value)
	}
	return c.function(at, id.Value, usage)
}

// function types a call of a function that there is.
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

// numeric gives what stands for n where n is no number, or nil where it is.
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
	t, misfit, before := common(n.Args)
	if misfit != nil {
		return c.unlike(at, before, misfit, "", "%s and %s do not compare", before.Type, misfit.Type)
	}
	if !t.Kind.numeric() && t.Kind != Date && t.Kind != Days && t.Kind != Months {
		return c.fail("U503", at, "%s has no order", t)
	}
	n.Type = t
	for i := range n.Args {
		n.Args[i] = scaled(n.Args[i], n.Type)
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
