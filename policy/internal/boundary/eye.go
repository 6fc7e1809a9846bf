package boundary

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/fenrun/fenrun/policy/internal/cases"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A result is what one scene came to, and what was seen on the way.
type result struct {
	came []cases.Played
	gaps map[string][]*big.Int // by border: how far above it, at each time it was met
	seen map[string]*site      // which side of every question was taken
	last string                // what the last run came to, as a text
}

// An eye looks on while the engine decides. It is an engine.Watch for one run
// in one goroutine.
type eye struct {
	g      *maker
	r      *result
	amount map[string]amount // of each rule, the last one seen
}

type amount struct {
	num, den *big.Int
	scale    int
}

// Texts is told which texts there are, which the maker knows.
func (e *eye) Texts([]*plan.Policy) {}

// Decided is told what became of decisions, which their lines tell as well.
func (e *eye) Decided(*plan.Rule, engine.State) {}

// Saw looks at an evaluation.
func (e *eye) Saw(s *ir.Step) {
	e.bounded(s)
	e.step(s)
}

// bounded sets the cap and the floor of a rule against its amount.
func (e *eye) bounded(s *ir.Step) {
	n, v := s.Node, s.Value
	if v.Num == nil {
		return
	}
	den := v.Den
	if den == nil {
		den = big.NewInt(1)
	}
	if r := e.g.sites.roots.amount[n]; r != nil {
		e.amount[r.ID] = amount{v.Num, den, n.Type.Scale}
		return
	}
	for part, at := range map[string]map[*ir.Node]*plan.Rule{"cap": e.g.sites.roots.cap, "floor": e.g.sites.roots.floor} {
		r := at[n]
		if r == nil {
			continue
		}
		if a, ok := e.amount[r.ID]; ok {
			gap := new(big.Int).Sub(scaled(new(big.Int).Mul(a.num, den), n.Type.Scale), scaled(new(big.Int).Mul(v.Num, a.den), a.scale))
			e.gap(s, border{what: "amount", at: textOf(n), kind: ir.Money, scale: -1}, part, gap)
		}
	}
}

// scaled multiplies by ten to the power of n.
func scaled(v *big.Int, n int) *big.Int {
	return new(big.Int).Mul(v, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil))
}

// gap notes how far a value is above a border.
func (e *eye) gap(s *ir.Step, b border, part string, gap *big.Int) {
	at := e.g.sites.of[s.Node]
	if at == nil {
		return
	}
	b.site = at
	owner := at.about
	if l := s.Node.Ladder; l != nil { // a ladder is one thing, whoever reads it
		owner = "ladder " + l.Ladder.Name
	}
	key := owner + "|" + s.Node.Text + "|" + part + "|" + b.at
	if e.g.borders[key] == nil {
		b.from = s.Node.From
		e.g.borders[key] = &b
		b.key = key
	}
	e.r.gaps[key] = append(e.r.gaps[key], gap)
}

// side notes which side of a question was taken.
func (e *eye) side(s *ir.Step, side string) {
	if at := e.g.sites.of[s.Node]; at != nil {
		e.r.seen[at.about+"|"+s.Node.Text+"|"+side] = at
	}
}

func (e *eye) step(s *ir.Step) {
	n := s.Node
	switch n.Op {
	case ir.OpCompare, ir.OpCompareQuo:
		e.truth(s)
		if args, ok := valuesOf(s, len(n.Args)); ok {
			e.compare(s, args)
		}
	case ir.OpIn, ir.OpPresent, ir.OpAll, ir.OpAny:
		e.truth(s)
	case ir.OpBetween:
		e.truth(s)
		if args, ok := valuesOf(s, 3); ok {
			for i := 1; i < 3; i++ {
				e.gap(s, border{what: textOf(n.Args[0]), at: textOf(n.Args[i]), kind: n.Args[0].Type.Kind, scale: n.Args[0].Type.Scale}, "", sub(args[0], args[i]))
			}
		}
	case ir.OpWithin:
		e.truth(s)
		if args, ok := valuesOf(s, 2); ok {
			e.within(s, args)
		}
	case ir.OpMin, ir.OpMax, ir.OpClamp:
		if args, ok := valuesOf(s, len(n.Args)); ok {
			for i := 1; i < len(args); i++ {
				e.gap(s, border{what: textOf(n.Args[0]), at: textOf(n.Args[i]), kind: n.Args[0].Type.Kind, scale: n.Args[0].Type.Scale}, "", sub(args[0], args[i]))
			}
		}
	case ir.OpRung, ir.OpMarginal:
		e.rung(s)
	case ir.OpRow:
		e.row(s)
	case ir.OpCond:
		if len(s.Steps) > 0 {
			e.side(s, fmt.Sprintf("case %v", s.Steps[0].Value.Holds()))
		}
	case ir.OpIndex, ir.OpPick:
		if len(s.Steps) > 0 && s.Steps[0].Value.Num != nil {
			e.side(s, "symbol "+s.Steps[0].Value.Num.String())
		}
	case ir.OpInput:
		e.input(s)
	}
	for _, inner := range s.Steps {
		e.step(inner)
	}
}

func (e *eye) truth(s *ir.Step) {
	if s.Value.Num != nil {
		e.side(s, fmt.Sprint(s.Value.Holds()))
	} else if s.Value.Fault == nil {
		e.side(s, "absent")
	}
}

// valuesOf gives the values of the first n steps, if all have one.
func valuesOf(s *ir.Step, n int) ([]*big.Int, bool) {
	if len(s.Steps) < n {
		return nil, false
	}
	list := make([]*big.Int, n)
	for i, inner := range s.Steps[:n] {
		if inner.Value.Num == nil || inner.Value.Den != nil {
			return nil, false
		}
		list[i] = inner.Value.Num
	}
	return list, true
}

func sub(a, b *big.Int) *big.Int { return new(big.Int).Sub(a, b) }

// ordered reports whether values of a kind are more or less than others.
func ordered(k ir.Kind) bool {
	switch k {
	case ir.Bare, ir.Number, ir.Count, ir.Rate, ir.Money, ir.Date, ir.Time, ir.Days, ir.Months, ir.Hours:
		return true
	default:
		return false
	}
}

// compare notes how far the left side of a comparison is above the right one.
func (e *eye) compare(s *ir.Step, args []*big.Int) {
	n := s.Node
	kind := n.Args[0].Type.Kind
	if !ordered(kind) {
		return
	}
	if n.Op == ir.OpCompareQuo {
		over, under, against := args[0], args[1], args[2]
		what, at := n.Args[0].Text+" / "+n.Args[1].Text, n.Args[2]
		if n.Swapped {
			over, under, against = args[1], args[2], args[0]
			what, at = n.Args[1].Text+" / "+n.Args[2].Text, n.Args[0]
		}
		gap := sub(over, new(big.Int).Mul(under, against))
		if under.Sign() < 0 {
			gap.Neg(gap)
		}
		e.gap(s, border{what: what, at: textOf(at), kind: ir.Number, scale: -1}, "", gap)
		return
	}
	a, b := n.Args[0], n.Args[1]
	gap := sub(args[0], args[1])
	if isConst(a) && !isConst(b) {
		a, b = b, a
		gap.Neg(gap)
	}
	e.gap(s, border{what: textOf(a), at: textOf(b), kind: kind, scale: a.Type.Scale}, "", gap)
}

func isConst(n *ir.Node) bool {
	for n.Op == ir.OpShift {
		n = n.Args[0]
	}
	return n.Op == ir.OpConst
}

// textOf gives the text of a node without what the checker put around it.
func textOf(n *ir.Node) string {
	for n.Op == ir.OpShift && n.Text == "" {
		n = n.Args[0]
	}
	return strings.Join(strings.Fields(n.Text), " ")
}

// within notes how many days a date is behind the first day of a window, and
// behind its last.
func (e *eye) within(s *ir.Step, args []*big.Int) {
	n := s.Node
	if !args[1].IsInt64() {
		return
	}
	first, last, closed := n.Window.Days(dateOf(args[1]))
	what := textOf(n.Args[1])
	e.gap(s, border{what: what, at: n.Window.String(), first: true, kind: ir.Date}, "first", sub(args[0], big.NewInt(int64(first))))
	if closed {
		e.gap(s, border{what: what, at: n.Window.String(), last: true, kind: ir.Date}, "last", sub(args[0], big.NewInt(int64(last))))
	}
}

// rung notes how far a quantity is above the rungs of a ladder.
func (e *eye) rung(s *ir.Step) {
	n := s.Node
	if len(s.Steps) == 0 || s.Steps[0].Value.Num == nil {
		return
	}
	q := s.Steps[0].Value.Num
	symbol := ""
	if len(s.Steps) > 1 && s.Steps[1].Value.Num != nil {
		symbol = " symbol " + s.Steps[1].Value.Num.String()
	}
	l := n.Ladder
	if at := e.g.sites.of[n]; at != nil {
		e.r.seen[fmt.Sprintf("ladder %s|rung %d%s", l.Ladder.Name, l.Rung(q), symbol)] = at
	}
	what := textOf(n.Args[0])
	for i, r := range l.Ladder.Rungs {
		if i == 0 && !l.Ladder.Below {
			continue // nothing lies below it
		}
		at := r.Label
		if r.Above {
			at = strings.TrimSpace(strings.TrimPrefix(at, "above"))
		}
		e.gap(s, border{what: what, at: at, above: r.Above, kind: n.Args[0].Type.Kind, scale: n.Args[0].Type.Scale}, "", sub(q, l.Starts[i]))
	}
}

// row notes how far the keys of a table are above the bounds of its cells.
func (e *eye) row(s *ir.Step) {
	n := s.Node
	e.side(s, fmt.Sprintf("row %d", s.Rung))
	for column, arg := range n.Args {
		if column >= len(s.Steps) || s.Steps[column].Value.Num == nil || !ordered(arg.Type.Kind) {
			continue
		}
		key := s.Steps[column].Value.Num
		done := map[string]bool{}
		for _, r := range n.Rows {
			if column >= len(r.Cells) || !othersMatch(s, r, column) {
				continue
			}
			for _, b := range []*big.Int{r.Cells[column].Lo, r.Cells[column].Hi} {
				if b == nil || done[b.String()] {
					continue
				}
				done[b.String()] = true
				at := ir.Num{Int: b, Scale: arg.Type.Scale}.Plain()
				if arg.Type.Kind == ir.Rate {
					at = ir.Num{Int: new(big.Int).Mul(b, big.NewInt(100)), Scale: arg.Type.Scale}.Plain() + "%"
				}
				e.gap(s, border{what: textOf(arg), at: digits(at), row: r.Label, kind: arg.Type.Kind, scale: arg.Type.Scale}, "row "+r.Label, sub(key, b))
			}
		}
	}
}

// othersMatch reports whether the other cells of a row match, so that this one
// decides.
func othersMatch(s *ir.Step, r ir.Row, column int) bool {
	for i, c := range r.Cells {
		if i == column {
			continue
		}
		if i >= len(s.Steps) || s.Steps[i].Value.Num == nil || !c.Matches(s.Steps[i].Value.Num) {
			return false
		}
	}
	return true
}

// input notes what a window holds, and which way a yes or no goes.
func (e *eye) input(s *ir.Step) {
	n := s.Node
	if n.Type.Kind == ir.Bool {
		e.truth(s)
	}
}
