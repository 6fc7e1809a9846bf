package termsheet

import (
	"maps"
	"math/big"
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/cells"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// atStake works out what hangs on a promise: what each rule that it changes
// pays meanwhile, and what of it goes back, at the promised number and below.
// Both are what the policy comes to when it is evaluated on the same facts.
func (w *writer) atStake(term *plan.Term, c *plan.Commitment, missed *writer) []*Figures {
	var list []*Figures
	for _, r := range w.policy.Rules {
		other := missed.policy.Rule(r.ID)
		if r.Kind == payout.Duty || r.Kind == payout.Benefit || other == nil || sameClauses(r, other) || len(list) == mostStakes {
			continue
		}
		if s := w.newStake(term, c, missed, r); s != nil {
			if f := s.figures(); f != nil {
				list = append(list, f)
			}
		}
	}
	return list
}

const mostStakes = 3

func sameClauses(a, b *plan.Rule) bool {
	return slices.EqualFunc(a.Clauses(), b.Clauses(), func(x, y plan.Clause) bool { return x.Key == y.Key && x.Meaning == y.Meaning })
}

// A stake is a promise and a rule that hangs on it, with facts for which it
// pays.
type stake struct {
	writer, missed *writer
	term           *plan.Term
	commitment     *plan.Commitment
	rule           *plan.Rule
	figuring       *figuring
	facts          map[string]any
	payee          map[string]any // among the facts
	asOf           payout.Date
	promised       *ir.Input // what the promise compares
	bound          *big.Int  // with this, at the input's scale
}

// newStake finds facts for which the agent has something by a rule. It is nil
// where there are none that can be given.
func (w *writer) newStake(term *plan.Term, c *plan.Commitment, missed *writer, r *plan.Rule) *stake {
	s := &stake{writer: w.in(r.Program), missed: missed, term: term, commitment: c, rule: r}
	if !s.compares() {
		return nil
	}
	sc := w.stage(r)
	if sc == nil {
		return nil
	}
	s.figuring = &figuring{scene: sc, writer: s.writer}
	s.figuring.drive()
	s.figuring.cut()
	if n := len(s.figuring.points); s.figuring.driver != nil && n > 0 {
		for reading, v := range s.figuring.instead(s.figuring.points[n-1], 0) {
			reading.values[0] = v
		}
	}
	for _, rates := range append([]*big.Int{nil}, sc.rates()...) {
		sc.rate(rates)
		facts, asOf, ok := sc.given(nil)
		if !ok {
			continue
		}
		s.facts, s.asOf = facts, max(min(asOf, c.Deal.Until), plan.UnitEnd(unitOf(r), c.Deal.From))
		if !s.find() {
			return nil
		}
		if kept, gone, ok := s.both(s.bound); ok && kept.Sign() > 0 && kept.String() == gone.String() {
			if kept, gone, ok = s.both(new(big.Int)); ok && gone.Sign() > 0 && kept.String() != gone.String() {
				return s
			}
		} else if ok && kept.Sign() > 0 && gone.Sign() > 0 {
			return s
		}
	}
	return nil
}

func unitOf(r *plan.Rule) ir.Unit {
	if r.Every.Unit == ir.NoUnit {
		return ir.Day
	}
	return r.Every.Unit
}

// compares reads a promise of the form number >= so many.
func (s *stake) compares() bool {
	n := s.commitment.Promise
	if n.Op != ir.OpCompare || n.Cmp != ir.GreaterEqual && n.Cmp != ir.Greater {
		return false
	}
	i, places, ok := unwrap(n.Args[0])
	bound, constant := constant(n.Args[1])
	if !ok || !constant || bound.Const == nil || s.commitment.Program.Inputs[i].Kind != ir.InMeasure || len(s.commitment.Program.Inputs[i].Path.Hops) > 0 {
		return false
	}
	s.promised = s.commitment.Program.Inputs[i]
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(places, 0))), nil)
	s.bound = new(big.Int).Quo(bound.Const, unit)
	if n.Cmp == ir.Greater {
		s.bound.Add(s.bound, big.NewInt(1))
	}
	return true
}

// stage is a scene of a rule, and of one that pays the levels of a tree.
func (w *writer) stage(r *plan.Rule) *scene {
	if r.Cascade == nil {
		return w.newScene(r)
	}
	s := &scene{writer: w, rule: r, known: cells.NewKnown(), byKey: map[string]*reading{}}
	space := cells.NewSpace(s.known, &cells.Budget{Cells: cells.DefaultBudget / 4})
	members := []*cells.Member{space.Join(w.policy, r.Program, r), space.Join(w.policy, r.Cascade.Level, nil)}
	answer := space.Find(append(met(members[0], r), cells.Goal{Of: members[0], Node: r.Amount, Want: cells.Positive})...)
	if answer.Verdict != cells.Possible {
		return nil
	}
	for _, m := range members {
		f := answer.Point.Frame(m)
		for i, in := range m.Program().Inputs {
			if in.Kind == ir.InSpread || in.Path.Level || len(in.Path.Hops) > 0 && in.Kind != ir.InFact {
				continue // given by the tree; an agent of it is as the tree has him
			}
			if in.Kind != ir.InFact && in.Kind != ir.InMeasure && in.Kind != ir.InRef {
				return nil
			}
			one := &reading{program: m.Program(), in: in, index: i}
			for offset := range in.Width() {
				one.values = append(one.values, slotOf(f, in.Slot+offset))
			}
			if s.byKey[one.key()] == nil {
				s.byKey[one.key()] = one
				s.readings = append(s.readings, one)
			}
		}
	}
	return s
}

// rates gives rates that a reader expects, for the facts of the scene.
func (s *scene) rates() []*big.Int {
	var list []*big.Int
	for _, points := range []int64{60, 80, 100, 150, 300} { // 0.6%, 0.8%, ... at four places more
		list = append(list, big.NewInt(points))
	}
	return list
}

// rate sets the rates among the facts, where they may be so high.
func (s *scene) rate(points *big.Int) {
	for _, r := range s.readings {
		if points == nil || r.in.Kind != ir.InFact || r.in.Type.Kind != ir.Rate || len(r.values) != 1 || r.in.Type.Scale < 4 {
			continue
		}
		unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(r.in.Type.Scale-4)), nil)
		if v := new(big.Int).Mul(points, unit); r.in.Field.Allows(v) {
			r.values[0] = v
		}
	}
}

// find finds the agent among the facts, and gives him his name.
func (s *stake) find() bool {
	hops := []*ir.Field(nil)
	switch r := s.rule; {
	case r.Cascade != nil:
		hops = r.Cascade.Start.Hops
	case r.To != nil:
		if r.To.Op != ir.OpInput || r.Program.Inputs[r.To.Input].Kind != ir.InRef {
			return false
		}
		hops = r.Program.Inputs[r.To.Input].Path.Hops
	}
	at, _ := s.facts[s.rule.Root.Name].(map[string]any)
	for _, h := range hops {
		if at == nil {
			return false
		}
		next, _ := at[h.Name].(map[string]any)
		if next == nil {
			next = map[string]any{}
			at[h.Name] = next
		}
		at = next
	}
	if at == nil {
		return false
	}
	at["id"] = s.term.Agent.ID
	s.payee = at
	return true
}

// both gives what the agent has of the rule in one period, meanwhile and as
// the test has it.
func (s *stake) both(number *big.Int) (meanwhile, due payout.Money, ok bool) {
	s.payee[s.promised.Measure.Name] = s.figuring.scene.literal(number, s.promised.Type)
	meanwhile, ok = s.pays(s.writer)
	if !ok || number.Cmp(s.bound) >= 0 {
		return meanwhile, meanwhile, ok
	}
	due, ok = s.pays(s.missed)
	return meanwhile, due, ok
}

func (s *stake) pays(w *writer) (payout.Money, bool) {
	p, err := w.evaluator()
	if err != nil {
		return payout.Money{}, false
	}
	decisions, err := p.Evaluate(policy.Case{Facts: maps.Clone(s.facts), AsOf: s.asOf})
	if err != nil {
		return payout.Money{}, false
	}
	var sum payout.Money
	for _, d := range decisions {
		if d.Rule != s.rule.ID {
			continue
		}
		if d.State != policy.Lines && d.State != policy.None {
			return payout.Money{}, false
		}
		for _, l := range d.Lines {
			if l.Payee == s.term.Agent {
				if sum, err = sum.Add(l.Amount); err != nil {
					return payout.Money{}, false
				}
			}
		}
	}
	return sum, true
}
