package lint

import (
	"slices"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/cells"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// conditions finds conditions that always or never hold (L201), and parts of
// them that the rest already implies (L202).
func conditions(p *pass) {
	byBase := map[string][]verdict{}
	var bases []string
	for _, r := range p.Rules {
		for _, c := range append(p.ruleConditions(r), p.guards(r)...) {
			found := p.examine(c)
			if c.rows == 0 {
				p.say(found)
				continue
			}
			if byBase[r.Base] == nil {
				bases = append(bases, r.Base)
			}
			byBase[r.Base] = append(byBase[r.Base], found...)
		}
	}
	for _, base := range bases {
		p.say(inAllRows(byBase[base]))
	}
	for _, c := range p.otherConditions() {
		p.say(p.examine(c))
	}
}

// A verdict is a finding on a condition that may yet be dropped: what is so of
// one row of an `each` rule is worth saying only if the row can never be, or
// if it is so of all rows.
type verdict struct {
	Finding
	never bool
	rows  int
}

func (p *pass) say(list []verdict) {
	for _, v := range list {
		p.found = append(p.found, v.Finding)
	}
}

func inAllRows(list []verdict) []verdict {
	same := func(a, b verdict) bool { return a.Code == b.Code && a.Span == b.Span && a.Message == b.Message }
	var kept []verdict
	for i, v := range list {
		n := 0
		for _, w := range list {
			if same(v, w) {
				n++
			}
		}
		first := !slices.ContainsFunc(list[:i], func(w verdict) bool { return same(v, w) })
		if first && (n >= v.rows || v.never || v.Code == "X001") {
			kept = append(kept, v)
		}
	}
	return kept
}

// examine looks at one condition: first as a whole, then at its parts.
func (p *pass) examine(c condition) []verdict {
	if c.node.Op == ir.OpConst {
		return nil // `when: false` is how a rule is ended (N4)
	}
	d := p.desk(c.program, c.rule)
	e := examination{desk: d, condition: c}
	context := d.hold(c.under...)
	can := d.Find(append(context, d.goal(c.node, cells.True))...)
	if can.Verdict == cells.Never {
		e.never()
		return e.found
	}
	fails := d.Find(append(context, d.goal(c.node, cells.NotTrue))...)
	switch {
	case fails.Verdict == cells.Never && can.Verdict == cells.Possible:
		e.add("L201", c.at(c.node), "this always holds: `%s`", c.expr.Value).Hint = "leave it out, or compare with what was meant"
		return e.found
	case can.Verdict == cells.Unknown:
		e.add("X001", c.at(c.node), "it is not decided whether this can hold: %s", can.Reason)
	case fails.Verdict == cells.Unknown:
		e.add("X001", c.at(c.node), "it is not decided whether this can fail: %s", fails.Reason)
	}
	e.parts(c.node)
	return e.found
}

// An examination is of one condition.
type examination struct {
	*desk
	condition
	found []verdict
}

func (e *examination) add(code string, at diag.Span, format string, args ...any) *diag.Diagnostic {
	f := finding(code, at, e.condition.path, format, args...)
	e.found = append(e.found, verdict{Finding: f, rows: e.rows})
	return &e.found[len(e.found)-1].Diagnostic
}

// never says why a condition cannot hold: by itself, or by two of its parts
// that exclude each other, or where it is asked.
func (e *examination) never() {
	c := e.condition
	conjuncts := flatten(c.node, ir.OpAnd)
	last := func() { e.found[len(e.found)-1].never = true }
	for _, n := range conjuncts {
		if len(conjuncts) > 1 && e.can(n) == cells.Never {
			e.add("L201", c.at(n), "this never holds: %s", quoted(n)).Hint = e.pass.whyNot(e.desk, n)
			last()
			return
		}
	}
	for i, a := range conjuncts {
		for _, b := range conjuncts[i+1:] {
			if e.can(a, b) == cells.Never {
				d := e.add("L201", c.at(c.node), "this never holds: %s and %s exclude each other", quoted(a), quoted(b))
				d.Hint = "with `or` in place of `and` one of them is enough"
				last()
				return
			}
		}
	}
	d := e.add("L201", c.at(c.node), "this never holds: `%s`", c.expr.Value)
	last()
	if e.Find(e.goal(c.node, cells.True)).Verdict != cells.Never {
		d.Message = "this never holds where it is asked: `" + c.expr.Value + "`"
		d.Hint = "it holds for some facts, but not for those to which the rule comes"
		return
	}
	d.Hint = e.pass.whyNot(e.desk, c.node)
}

// can asks whether all conditions can hold together.
func (e *examination) can(conditions ...*ir.Node) cells.Verdict {
	return e.Find(e.hold(conditions...)...).Verdict
}

// flatten gives the parts of a chain of `and` or `or`.
func flatten(n *ir.Node, op ir.Op) []*ir.Node {
	if n.Op != op {
		return []*ir.Node{n}
	}
	return append(flatten(n.Args[0], op), flatten(n.Args[1], op)...)
}

// parts looks for what is superfluous in a chain of `and` or `or`, and in the
// chains inside it.
func (e *examination) parts(n *ir.Node) {
	switch n.Op {
	case ir.OpAnd:
		e.chain(flatten(n, ir.OpAnd), cells.True, cells.NotTrue)
	case ir.OpOr:
		e.chain(flatten(n, ir.OpOr), cells.NotTrue, cells.True)
	case ir.OpNot:
		e.parts(n.Args[0])
	default:
	}
}

// chain looks at each part of a chain: is it settled by itself, and does it
// add anything where the other parts come to rest? Of `and`, rest is True and
// counter its opposite; of `or` it is the other way round.
func (e *examination) chain(parts []*ir.Node, rest, counter cells.Outcomes) {
	left := slices.Clone(parts)
	for _, n := range parts {
		e.parts(n)
		if isGuard(n) {
			continue
		}
		if e.Find(e.goal(n, counter)).Verdict == cells.Never {
			word := "always"
			if counter == cells.True {
				word = "never"
			}
			e.add("L201", e.condition.at(n), "this %s holds: %s", word, quoted(n)).Hint = e.pass.whyNot(e.desk, n)
			left = slices.DeleteFunc(left, func(m *ir.Node) bool { return m == n })
			continue
		}
		if guardsDivision(n, left) {
			continue
		}
		goals := []cells.Goal{e.goal(n, counter)}
		for _, m := range left {
			if m != n {
				goals = append(goals, e.goal(m, rest))
			}
		}
		if len(goals) == 1 || e.Find(goals...).Verdict != cells.Never {
			continue
		}
		d := e.add("L202", e.condition.at(n), "%s adds nothing: %s already", quoted(n), e.implied(n, left, rest, counter))
		d.Hint = "leave it out"
		d.Fix = e.condition.without(n, map[cells.Outcomes]string{cells.True: "and", cells.NotTrue: "or"}[rest])
		left = slices.DeleteFunc(left, func(m *ir.Node) bool { return m == n })
	}
}

// implied names the part that implies n by itself, or else says that the rest
// does.
func (e *examination) implied(n *ir.Node, parts []*ir.Node, rest, counter cells.Outcomes) string {
	verb := " implies it"
	if rest == cells.NotTrue {
		verb = " is wider"
	}
	for _, m := range parts {
		if m != n && e.Find(e.goal(n, counter), e.goal(m, rest)).Verdict == cells.Never {
			return quoted(m) + verb
		}
	}
	return "the rest" + verb
}

// guardsDivision reports whether a part reads what another part divides by.
// Without it that part may divide by zero, and then nothing is decided.
func guardsDivision(n *ir.Node, parts []*ir.Node) bool {
	read := map[int]bool{}
	n.Walk(func(m *ir.Node) bool {
		if m.Op == ir.OpInput || m.Op == ir.OpPick {
			read[m.Input] = true
		}
		return true
	})
	found := false
	for _, part := range parts {
		if part == n {
			continue
		}
		part.Walk(func(m *ir.Node) bool {
			divisor := 1
			switch {
			case m.Op == ir.OpCompareQuo && m.Swapped:
				divisor = 2
			case m.Op != ir.OpCompareQuo && m.Op != ir.OpQuo && m.Op != ir.OpRoundQuo:
				return true
			}
			m.Args[divisor].Walk(func(d *ir.Node) bool {
				found = found || (d.Op == ir.OpInput || d.Op == ir.OpPick) && read[d.Input]
				return true
			})
			return true
		})
	}
	return found
}

// isGuard reports whether a part only tests that something is there. The
// language asks for such tests, even where a comparison beside it would do.
func isGuard(n *ir.Node) bool {
	for n.Op == ir.OpNot || n.Op == ir.OpNamed {
		n = n.Args[0]
	}
	return n.Op == ir.OpPresent || n.Op == ir.OpConst
}
