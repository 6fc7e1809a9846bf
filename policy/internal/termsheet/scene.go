package termsheet

import (
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/cells"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A scene is the facts on which a rule is worked out: a value for everything
// that the rule reads, and that the rule reads whose payments it takes back.
type scene struct {
	writer   *writer
	rule     *plan.Rule
	known    *cells.Known
	readings []*reading
	byKey    map[string]*reading
}

// A reading is what one input of a rule is, a value for each of its slots; nil
// is absent.
type reading struct {
	program *ir.Program
	in      *ir.Input
	index   int
	values  []*big.Int
}

// key tells whether two programs read the same.
func (r *reading) key() string {
	key := pathOf(r.program, r.in.Path) + "\x00" + r.in.Name
	switch {
	case r.in.Field != nil:
		key = pathOf(r.program, r.in.Path) + "." + r.in.Field.Name
	case r.in.Kind == ir.InMeasure:
		key = pathOf(r.program, r.in.Path) + "." + r.in.Measure.Name
	}
	return key
}

func pathOf(p *ir.Program, path ir.Path) string {
	text := ""
	if p.Root != nil {
		text = p.Root.Name
	}
	for _, h := range path.Hops {
		text += "." + h.Name
	}
	return text
}

// newScene finds facts for which a rule pays, and what it takes back was paid.
// It is nil where none are found, or the rule reads what facts cannot say.
func (w *writer) newScene(r *plan.Rule) *scene {
	if r.Amount == nil && r.Kind != payout.Clawback || r.Cascade != nil || len(r.Split) > 0 || r.Program.Root == nil {
		return nil
	}
	s := &scene{writer: w, rule: r, known: cells.NewKnown(), byKey: map[string]*reading{}}
	space := cells.NewSpace(s.known, &cells.Budget{Cells: cells.DefaultBudget / 4})
	members := []*cells.Member{space.Join(w.policy, r.Program, r)}
	goals := met(members[0], r)
	if r.Amount != nil {
		goals = append(goals, cells.Goal{Of: members[0], Node: r.Amount, Want: cells.Positive})
	}
	if r.Kind == payout.Clawback && len(r.Takes) > 0 {
		taken := w.policy.Rule(r.Takes[0])
		m := space.Join(w.policy, taken.Program, taken)
		members = append(members, m)
		goals = append(goals, met(m, taken)...)
	}
	answer := space.Find(goals...)
	if answer.Verdict != cells.Possible {
		return nil
	}
	for _, m := range members {
		if !s.read(m, answer.Point) {
			return nil
		}
	}
	s.usual(members[0], goals)
	s.settle(members[0], goals)
	s.release(members[0], goals)
	return s
}

// met gives the conditions of a rule as goals.
func met(m *cells.Member, r *plan.Rule) []cells.Goal {
	var goals []cells.Goal
	for _, n := range []*ir.Node{r.Guard, r.When} {
		if n != nil {
			goals = append(goals, cells.Goal{Of: m, Node: n, Want: cells.True})
		}
	}
	return goals
}

// read takes in what a point says of the inputs of a member. It is false where
// an input is no fact that can be given.
func (s *scene) read(m *cells.Member, p *cells.Point) bool {
	f := p.Frame(m)
	for i, in := range m.Program().Inputs {
		switch in.Kind {
		case ir.InEarned, ir.InPaid, ir.InSpread, ir.InLast:
			return false
		}
		if in.Path.Level {
			return false
		}
		r := &reading{program: m.Program(), in: in, index: i}
		for offset := range in.Width() {
			r.values = append(r.values, slotOf(f, in.Slot+offset))
		}
		if s.byKey[r.key()] == nil {
			s.byKey[r.key()] = r
			s.readings = append(s.readings, r)
		}
	}
	return true
}

func slotOf(f *ir.Frame, slot int) *big.Int {
	switch v := f.Slots[slot]; v {
	case ir.Absent:
		return nil
	case ir.Wide:
		return f.Wide[slot]
	default:
		return big.NewInt(v)
	}
}

// usual puts values that a reader expects in the place of those that were
// found, as far as the rule still pays: defaults, and the middle of a range.
func (s *scene) usual(m *cells.Member, goals []cells.Goal) {
	for _, r := range s.readings {
		if r.in.Kind != ir.InFact || len(r.values) != 1 || r.values[0] == nil {
			continue
		}
		for _, v := range expected(r.in.Field) {
			if r.in.Field.Allows(v) && s.change(r, v, m, goals) {
				break
			}
		}
	}
}

// expected gives values of a fact that nobody wonders at.
func expected(f *ir.Field) []*big.Int {
	var list []*big.Int
	if f.Default != nil {
		list = append(list, f.Default)
	}
	list = append(list, f.OneOf...)
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(f.Type.Scale)), nil)
	switch {
	case len(f.OneOf) > 0:
	case f.Type.Kind == ir.Rate && f.Min != nil && f.Max != nil:
		list = append(list, new(big.Int).Rsh(new(big.Int).Add(f.Min, f.Max), 1))
	case f.Type.Kind == ir.Rate:
		for _, points := range []int64{60, 100, 1000} { // 0.6%, 1%, 10%
			list = append(list, new(big.Int).Quo(new(big.Int).Mul(unit, big.NewInt(points)), big.NewInt(10_000)))
		}
	case f.Type.Kind == ir.Money:
		for _, n := range []int64{100, 1000, 10} {
			list = append(list, new(big.Int).Mul(unit, big.NewInt(n)))
		}
	}
	return list
}

// settle lets the first months of ladders be over, as far as the rule still
// pays: it is what comes after them that a ladder is about.
func (s *scene) settle(m *cells.Member, goals []cells.Goal) {
	s.rule.Amount.Walk(func(n *ir.Node) bool {
		if n.Op != ir.OpCond || !n.Shown || n.Args[0].Op != ir.OpWithin {
			return true
		}
		within := cells.Goal{Of: m, Node: n.Args[0], Want: cells.False}
		if i, _, ok := unwrap(n.Args[0].Args[1]); ok {
			in := m.Program().Inputs[i]
			r := s.byKey[(&reading{program: m.Program(), in: in, index: i}).key()]
			if r != nil && in.Type.Kind == ir.Date {
				long := cells.UsualDate(s.writer.policy).AddMonths(-60)
				s.change(r, big.NewInt(int64(long)), m, append(slices.Clip(goals), within))
			}
		}
		return true
	})
}

// release lets nothing be held, as far as a fact of yes or no decides it.
func (s *scene) release(m *cells.Member, goals []cells.Goal) {
	if s.rule.Hold == nil {
		return
	}
	free := append(slices.Clip(goals), cells.Goal{Of: m, Node: s.rule.Hold.When, Want: cells.False})
	for _, r := range s.readings {
		if r.in.Kind == ir.InFact && r.in.Type.Kind == ir.Bool && len(r.values) == 1 && r.values[0] != nil {
			if s.change(r, big.NewInt(1), m, free) || s.change(r, new(big.Int), m, free) {
				return
			}
		}
	}
}

// change gives a reading another value, if the goals are still met then, and
// reports whether they are.
func (s *scene) change(r *reading, v *big.Int, m *cells.Member, goals []cells.Goal) bool {
	was := r.values[0]
	r.values[0] = v
	frame := s.frame(m.Program(), nil)
	for _, g := range goals {
		if g.Of != m {
			continue
		}
		got := frame.Exact(g.Node)
		met := got.Num != nil && got.Num.Sign() > 0
		switch g.Want {
		case cells.True:
			met = got.Holds()
		case cells.False:
			met = got.Fault == nil && !got.Holds()
		}
		if !met {
			r.values[0] = was
			return false
		}
	}
	return true
}

// frame gives the values to a program, some of them replaced.
func (s *scene) frame(p *ir.Program, instead values) *ir.Frame {
	f := ir.NewFrame(p)
	for i, in := range p.Inputs {
		r := s.byKey[(&reading{program: p, in: in, index: i}).key()]
		for offset := range in.Width() {
			v := (*big.Int)(nil)
			if r != nil {
				v = instead.of(r, offset)
			}
			if v == nil {
				f.Slots[in.Slot+offset] = ir.Absent
			} else {
				f.Set(in.Slot+offset, v)
			}
		}
	}
	return f
}

// values are those that stand in the place of a scene's own.
type values map[*reading]*big.Int

func (v values) of(r *reading, offset int) *big.Int {
	if one, ok := v[r]; ok {
		return one
	}
	return r.values[offset]
}

// subjects are the facts of a scene as they are given, by path.
type subjects struct {
	scene   *scene
	instead values
	byPath  map[string]map[string]any
	events  map[string][]any
	last    payout.Date // of the windows that are read
	ids     map[string]int
}

// given writes the facts as an evaluation takes them, and the day that it is
// made as of. It is false where they cannot be given.
func (s *scene) given(instead values) (facts map[string]any, asOf payout.Date, ok bool) {
	g := &subjects{scene: s, instead: instead, byPath: map[string]map[string]any{}, events: map[string][]any{}, ids: map[string]int{}}
	root := s.rule.Root
	g.at(s.rule.Program, nil)
	asOf = s.day(instead)
	for _, r := range s.readings {
		g.put(r)
	}
	if !g.streams() {
		return nil, 0, false
	}
	for _, c := range s.writer.policy.Cohorts {
		if c.Subject == root {
			g.cohort(c)
		}
	}
	facts = map[string]any{root.Name: g.byPath[root.Name]}
	for kind, list := range g.events {
		facts[kind] = list
	}
	if d := s.rule.Decide; d != nil {
		v := s.frame(s.rule.Program, instead).Exact(d.On)
		if v.Num == nil || !v.Num.IsInt64() {
			return nil, 0, false
		}
		asOf = payout.Date(v.Num.Int64()).AddMonths(d.Months).AddDays(d.Days)
	}
	if next := g.last.AddDays(1); g.last > 0 && next > asOf {
		asOf = next
	}
	return facts, asOf, asOf.Year() < 3000 && !asOf.IsZero()
}

// day gives the day of an evaluation as far as the rule itself says it.
func (s *scene) day(instead values) payout.Date {
	day := cells.UsualDate(s.writer.policy)
	for _, r := range s.readings {
		switch r.in.Kind {
		case ir.InAsOf, ir.InPeriodFrom, ir.InPeriodUntil:
			if v := instead.of(r, 0); v != nil {
				day = payout.Date(v.Int64())
			}
		}
	}
	unit := s.rule.Every.Unit
	if unit == ir.NoUnit {
		unit = ir.Day
	}
	return plan.UnitEnd(unit, day)
}

// at gives the facts of the subject at the end of a path, which is made if it
// is not there.
func (g *subjects) at(p *ir.Program, hops []*ir.Field) map[string]any {
	key := pathOf(p, ir.Path{Hops: hops})
	if m := g.byPath[key]; m != nil {
		return m
	}
	subject := p.Root
	if n := len(hops); n > 0 {
		subject = hops[n-1].Type.Subject
	}
	m := map[string]any{"id": g.id(subject)}
	g.byPath[key] = m
	if n := len(hops); n > 0 {
		g.at(p, hops[:n-1])[hops[n-1].Name] = m
	}
	return m
}

func (g *subjects) id(s *ir.Subject) string {
	letter := strings.ToLower(string([]rune(s.Name)[:1]))
	g.ids[letter]++
	return letter + plain(g.ids[letter])
}

// put gives one reading its place: facts and measures stand at their subject.
func (g *subjects) put(r *reading) {
	in := r.in
	there := false
	for offset := range r.values {
		there = there || g.instead.of(r, offset) != nil
	}
	if !there {
		return
	}
	switch in.Kind {
	case ir.InRef:
		g.at(r.program, in.Path.Hops)
	case ir.InFact:
		g.set(g.at(r.program, in.Path.Hops), r, in.Field.Name)
	case ir.InMeasure:
		g.set(g.at(r.program, in.Path.Hops), r, in.Measure.Name)
	case ir.InTier:
		g.set(g.at(r.program, in.Path.Hops), r, in.Tiers.Name)
	}
}

func (g *subjects) set(at map[string]any, r *reading, name string) {
	if r.in.Type.Kind == ir.Map {
		by := map[string]any{}
		for offset, symbol := range r.in.Type.Enum.Symbols {
			if v := g.instead.of(r, offset); v != nil {
				by[symbol] = g.scene.literal(v, *r.in.Type.Elem)
			}
		}
		at[name] = by
		return
	}
	if v := g.instead.of(r, 0); v != nil {
		at[name] = g.scene.literal(v, r.in.Type)
	}
}

// literal writes a value as facts are given.
func (s *scene) literal(v *big.Int, t ir.Type) string {
	switch t.Kind {
	case ir.Money, ir.Count, ir.Number, ir.Bare:
		return ir.Num{Int: v, Scale: t.Scale}.Plain()
	default:
		return s.writer.policy.Model.Format(v, t, nil, ir.Style{})
	}
}

// cohort gives the day that keeps the subject under the policy.
func (g *subjects) cohort(c plan.Cohort) {
	day := cells.UsualDate(g.scene.writer.policy)
	for _, in := range c.Program.Inputs {
		if in.Kind != ir.InFact || in.Type.Kind != ir.Date {
			continue
		}
		at := g.at(c.Program, in.Path.Hops)
		if at[in.Field.Name] == nil {
			at[in.Field.Name] = day.String()
		}
	}
}

// An outcome is what a rule comes to on some facts.
type outcome struct {
	facts  map[string]any
	asOf   payout.Date
	state  policy.State
	amount payout.Money
	units  payout.Quantity
	held   bool
}

// work evaluates the policy on the facts of a scene.
func (s *scene) work(instead values) (outcome, bool) {
	facts, asOf, ok := s.given(instead)
	if !ok {
		return outcome{}, false
	}
	p, err := s.writer.evaluator()
	if err != nil {
		return outcome{}, false
	}
	decisions, err := p.Evaluate(policy.Case{Facts: maps.Clone(facts), AsOf: asOf})
	if err != nil {
		return outcome{}, false
	}
	out := outcome{facts: facts, asOf: asOf, state: policy.None}
	for _, d := range decisions {
		if d.Rule != s.rule.ID || d.Subject.Type != s.rule.Root.Name {
			continue
		}
		out.state = d.State
		for _, l := range d.Lines {
			if out.amount, err = out.amount.Add(l.Amount); err != nil {
				return outcome{}, false
			}
			out.units, _ = out.units.Add(l.Quantity)
			out.held = out.held || l.Held != ""
		}
	}
	return out, out.state == policy.None || out.state == policy.Lines || out.state == policy.Pending
}

// evaluator gives the policy as a host evaluates it.
func (w *writer) evaluator() (*policy.Policy, error) {
	if w.evaluated.policy == nil && w.evaluated.err == nil {
		w.evaluated.policy, w.evaluated.err = policy.OfPlan(w.policy)
	}
	return w.evaluated.policy, w.evaluated.err
}
