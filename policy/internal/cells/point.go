package cells

import (
	"math/big"
	"slices"
	"time"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A Point is facts at which goals are met: a value for every input of every
// member.
type Point struct {
	space  *Space
	cell   *cell
	at     []*big.Int
	forced []int // the variables that were not free
	frames map[*Member]*ir.Frame
}

// point gives a point of a cell; ok is false where none was found.
func (c *cell) point() (*Point, bool) {
	s := c.space
	for _, m := range s.members {
		for i := range m.program.Inputs {
			m.input(i)
		}
	}
	p := &Point{space: s, cell: c, at: make([]*big.Int, len(s.vars)), frames: map[*Member]*ir.Frame{}}
	all := c.relevant(c.conditions)
	if len(all) > 0 {
		pinned := c.pinned(all)
		solved, ok := whole(pinned.relevant(pinned.conditions), pinned.span)
		if !ok {
			return nil, false
		}
		for x, v := range solved {
			if !s.vars[x].domain.has(v) {
				return nil, false
			}
			p.at[x] = v
		}
	}
	for x := range s.vars {
		if p.at[x] == nil {
			p.at[x] = s.choose(x, c.span(x))
		}
	}
	for x := range c.box {
		p.forced = append(p.forced, x)
	}
	for _, q := range all {
		p.forced = append(p.forced, q.variables()...)
	}
	p.forced = append(p.forced, c.doubtful...)
	slices.Sort(p.forced)
	p.forced = slices.Compact(p.forced)
	return p, s.lawful(p.at)
}

// pinned narrows a cell to days and other values that are sure to occur, as far
// as its conditions allow, so that what is solved for the rest occurs too.
func (c *cell) pinned(conditions []poly) *cell {
	var vars []int
	for _, q := range conditions {
		vars = append(vars, q.variables()...)
	}
	slices.Sort(vars)
	vars = slices.Compact(vars)
	choosy := func(x int) int { // what occurs at some values only comes first
		if c.space.vars[x].attains != nil {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(vars, func(x, y int) int { return choosy(x) - choosy(y) })
	for _, x := range vars {
		f := c.space.vars[x]
		if f.attains == nil && !f.date && f.prefer == nil {
			continue
		}
		for _, v := range append([]*big.Int{c.space.choose(x, c.span(x))}, c.space.samples(x, c.span(x))...) {
			if f.attains != nil && !f.attains(v) {
				continue
			}
			if part := c.narrowed(x, only(v)); part != nil {
				c = part
				break
			}
		}
	}
	return c
}

// lawful reports whether a point keeps what holds between variables.
func (s *Space) lawful(at []*big.Int) bool {
	for _, law := range s.laws {
		if law.value(at).Sign() < 0 {
			return false
		}
	}
	return true
}

// occurs reports whether every value of the point is known to occur, and not
// only not excluded.
func (p *Point) occurs() bool {
	for x, v := range p.at {
		f := p.space.vars[x]
		if v == nil || !f.domain.has(v) {
			return false
		}
		if f.attains != nil && !f.attains(v) && slices.Contains(p.forced, x) {
			return false
		}
	}
	return p.space.lawful(p.at)
}

// frame gives the facts of the point to the exact back end.
func (p *Point) frame(m *Member) *ir.Frame {
	if f := p.frames[m]; f != nil {
		return f
	}
	f := ir.NewFrame(m.program)
	p.frames[m] = f
	for i, in := range m.program.Inputs {
		known := m.input(i)
		absent := slices.ContainsFunc(known.needs, func(x int) bool { return p.value(x).Sign() == 0 })
		for offset, slot := range known.slots {
			if absent {
				f.Slots[in.Slot+offset] = ir.Absent
				continue
			}
			v := p.valueOf(slot)
			if in.Type.Kind == ir.Time {
				v = p.instant(m, i, v)
			}
			f.Set(in.Slot+offset, v)
		}
	}
	return f
}

// value gives the value of a variable, also of one that came later.
func (p *Point) value(x int) *big.Int {
	for len(p.at) <= x {
		p.at = append(p.at, nil)
	}
	if p.at[x] == nil {
		p.at[x] = p.space.choose(x, p.cell.span(x))
	}
	return p.at[x]
}

func (p *Point) valueOf(q poly) *big.Int {
	for _, x := range q.variables() {
		p.value(x)
	}
	return q.value(p.at)
}

// instant gives a time on the day that was chosen for it, unless the time
// itself was asked for.
func (p *Point) instant(m *Member, i int, v *big.Int) *big.Int {
	x, ok := m.days[i]
	if !ok {
		return v
	}
	own, _ := m.inputs[i].slots[0].single()
	if _, asked := p.cell.box[own]; asked {
		return v
	}
	d := payout.Date(p.value(x).Int64())
	return big.NewInt(time.Date(d.Year(), d.Month(), d.Day(), 12, 0, 0, 0, m.policy.Model.Zone).UnixMicro())
}

// outcome evaluates a goal at the point with the exact back end.
func (p *Point) outcome(g Goal) Outcomes {
	v := p.Value(g.Of, g.Node)
	if len(g.More)+len(g.Less) == 0 {
		return outcomeOf(v, g.Node.Type.Kind == ir.Bool)
	}
	sum, out := new(big.Rat), Outcomes(0)
	add := func(m *Member, n *ir.Node, sign int64) {
		v := p.Value(m, n)
		switch {
		case out != 0:
		case v.Fault != nil:
			out = Fault
		case v.Num == nil:
			out = Absent
		default:
			sum.Add(sum, new(big.Rat).Mul(Rat(v, n.Type.Scale), big.NewRat(sign, 1)))
		}
	}
	add(g.Of, g.Node, 1)
	for _, t := range g.More {
		add(t.Of, t.Node, 1)
	}
	for _, t := range g.Less {
		add(t.Of, t.Node, -1)
	}
	if out != 0 {
		return out
	}
	return signOutcome(sum.Sign())
}

// Value evaluates a node of a member at the point with the exact back end.
func (p *Point) Value(m *Member, n *ir.Node) ir.Value { return p.frame(m).Exact(n) }

// Rat gives a number as it is, whatever its scale.
func Rat(v ir.Value, scale int) *big.Rat {
	den := pow10(scale)
	if v.Den != nil {
		den.Mul(den, v.Den)
	}
	return new(big.Rat).SetFrac(v.Num, den)
}

func outcomeOf(v ir.Value, condition bool) Outcomes {
	switch {
	case v.Fault != nil:
		return Fault
	case v.Num == nil:
		return Absent
	case condition && v.Num.Sign() != 0:
		return True
	case condition:
		return False
	case v.Den != nil:
		return signOutcome(v.Num.Sign() * v.Den.Sign())
	default:
		return signOutcome(v.Num.Sign())
	}
}

func signOutcome(sign int) Outcomes {
	switch {
	case sign < 0:
		return Negative
	case sign > 0:
		return Positive
	default:
		return Zero
	}
}
