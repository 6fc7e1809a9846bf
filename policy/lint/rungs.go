package lint

import (
	"math/big"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy/internal/cells"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// rungs finds quantities below the first rung of a ladder (L204) and rungs
// that no quantity reaches (T304), wherever a ladder is read.
func rungs(p *pass) {
	var t tallies
	below := map[*ir.Ladder]bool{}
	undecided := map[*ir.Ladder]bool{}
	for _, r := range p.Rules {
		p.eachNode(r, func(d *desk, at text, under []*ir.Node) {
			n := at.node
			if n.Op != ir.OpRung && n.Op != ir.OpMarginal {
				return
			}
			context := d.hold(under...)
			l := n.Ladder.Ladder
			if !l.Below && !below[l] {
				answer := d.Find(append(context[:len(context):len(context)], d.goal(against(n.Args[0], ir.Less, n.Ladder.Cuts[0]), cells.True))...)
				switch {
				case answer.Verdict == cells.Possible:
					below[l] = true
					d.belowFirst(n, answer.Point)
				case answer.Verdict == cells.Unknown && !undecided[l]:
					undecided[l] = true
					p.undecided(l.Rungs[0].Place, "ladders."+l.Name, "whether a quantity can lie below the first rung", answer.Reason)
				}
			}
			for i, rung := range l.Rungs {
				if i == 0 {
					continue
				}
				var fault *Finding
				if d.Find(append(context[:len(context):len(context)], d.goal(against(n.Args[0], ir.GreaterEqual, n.Ladder.Cuts[i]), cells.True))...).Verdict == cells.Never {
					f := finding("T304", rung.Place, "ladders."+l.Name, "no quantity reaches the rung %s", rung.Label)
					f.Hint = p.whyNot(d, n.Args[0])
					fault = &f
				}
				t.count("T304", rung.Place, fault)
			}
		})
	}
	p.found = append(p.found, t.always()...)
}

// against compares a number with a constant of its own scale.
func against(n *ir.Node, cmp ir.Comparison, v *big.Int) *ir.Node {
	limit := &ir.Node{Op: ir.OpConst, Type: n.Type, Const: v}
	return &ir.Node{Op: ir.OpCompare, Type: ir.Type{Kind: ir.Bool}, Cmp: cmp, Args: []*ir.Node{n, limit}, Text: n.Text}
}

func (d *desk) belowFirst(n *ir.Node, point *cells.Point) {
	l := n.Ladder.Ladder
	first := l.Rungs[0]
	f := d.pass.report("L204", first.Place, "ladders."+l.Name, "below the first rung of `%s` there is no value: %s", l.Name, d.witness(point, n.Args[0]))
	f.Hint = "say `below: first`, or begin with a lower rung"
	if strings.Trim(first.Label, "0_.") == "" {
		f.Hint = "say `below: first`, or `min: 0` of the amounts that are summed"
	}
	f.Case = d.caseFor(point, "a quantity below the first rung of "+l.Name)
}

// directions finds rungs that go against the direction that their ladder
// states (T303), and neighbours that are worth the same (L207).
func directions(p *pass) {
	for _, l := range p.ladders() {
		for i := 1; i < len(l.Rungs); i++ {
			rung, last := l.Rungs[i], l.Rungs[i-1]
			equal, against := true, -1
			for column, v := range rung.Values {
				order := v.Cmp(last.Values[column])
				equal = equal && order == 0
				if order < 0 && l.Direction == "rising" || order > 0 && l.Direction == "falling" {
					against = column
				}
			}
			at := "ladders." + l.Name
			switch {
			case equal:
				f := p.report("L207", rung.Place, at, "the rung %s is worth the same as the one before it, %s", rung.Label, last.Label)
				f.Hint = "leave it out, or correct its value"
			case against >= 0:
				was, now := p.write(last.Values[against], l.Type), p.write(rung.Values[against], l.Type)
				f := p.report("T303", rung.Place, at, "the ladder is %s, and from %s on it goes from %s to %s", l.Direction, rung.Label, was, now)
				f.Diagnostic = f.WithRelated(last.Place, "the rung before it")
			}
		}
	}
}

// mergeable notes neighbouring rows of a table, and neighbouring cases, that
// are worth the same (L207).
func mergeable(p *pass) {
	seen := map[*ir.Table]bool{}
	for _, r := range p.Rules {
		p.eachNode(r, func(_ *desk, t text, _ []*ir.Node) {
			table := tableOf(p.Policy, t.node)
			if t.node.Op != ir.OpRow || table == nil || seen[table] {
				return
			}
			seen[table] = true
			for i := 1; i < len(table.Rows); i++ {
				a, b := t.node.Rows[i-1], t.node.Rows[i]
				if differing(a, b) <= 1 && a.Value.Meaning(r.Program) == b.Value.Meaning(r.Program) {
					f := p.report("L207", table.Rows[i].Place, "tables."+table.Name, "this row is worth the same as the one before it, and differs in one cell")
					f.Hint = "make one row of the two, or correct its value"
					f.Diagnostic = f.WithRelated(table.Rows[i-1].Place, "the row before it")
				}
			}
		})
		for _, v := range p.ruleValues(r) {
			w := walker{policy: p.Policy, choice: func(c choice, _ []*ir.Node) {
				for i := 1; c.listed && i < len(c.values); i++ {
					if c.values[i].node.Meaning(r.Program) != c.values[i-1].node.Meaning(r.Program) {
						continue
					}
					f := p.report("L207", c.values[i].expr.Span(), c.values[i].expr.Path, "this case is worth the same as the one before it")
					f.Hint = "make one case of the two, or correct its value"
				}
			}}
			w.value(v.node, v.source, nil)
		}
	}
}

// differing counts the columns in which two rows differ.
func differing(a, b ir.Row) int {
	n := 0
	for i := range a.Cells {
		x, y := a.Cells[i], b.Cells[i]
		same := x.Any == y.Any && slices.Equal(x.Symbols, y.Symbols) && sameCell(x, y)
		if !same {
			n++
		}
	}
	return n
}

// ladders gives the ladders of a policy in the order of its text.
func (p *pass) ladders() []*ir.Ladder {
	var list []*ir.Ladder
	for _, pair := range p.Syntax.Ladders.Pairs {
		if l, ok := p.Model.Lookup(pair.Key.Value).(*ir.Ladder); ok {
			list = append(list, l)
		}
	}
	return list
}
