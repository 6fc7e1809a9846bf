package engine

import (
	"math/big"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/missing"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/tier"
)

// A Standing is why a subject is in its tier, and why in no better one.
type Standing struct {
	Tier   string // in force
	By     tier.Outcome
	Since  payout.Date       // from which it is in force; zero: it is what the subject began with
	Until  payout.Date       // KeptByTenure, Overridden: the last day of that; zero: open
	Row    int               // Waiting: so many reviews in a row have given a worse tier
	Needed int               // Waiting: of so many that it takes
	Why    []payout.Sentence // Overridden: the reason

	Review    payout.Date // the day that is looked at: the last one before the day of the question
	Given     string      // the tier that the conditions give on it; empty if that is not to be known
	Condition string      // the condition that gives it, as the policy has it; empty: no other holds
	Values    []missing.Value
	Fault     *ir.Fault // why it is not to be known
	Steps     []Step    // how the conditions came out, up to the one that holds
	Better    []Better  // than Given, the best first
}

// A Better is a better tier, and what the subject lacks for it.
type Better struct {
	Tier   string
	Answer missing.Answer
}

// Why tells of the tier in force on a day. What the conditions give is asked
// of the last day before on which they are looked at, with the facts of that
// day; it is false if no version was in force then.
func (l Look) Why(day payout.Date) (Standing, bool) {
	s := l.inForce(day)
	text, review := l.looked(day)
	if text == nil {
		return s, l.set.on(day.AddDays(-1)) != nil // not looked at yet
	}
	s.Review = review
	f := l.frame(text, review)
	given, fault := text.given(f)
	s.Steps = l.steps(text, f, given)
	if s.Fault = fault; fault != nil {
		return s, true
	}
	s.Given, s.Condition, s.Values = l.decided(text, f, given)
	for n := range given {
		s.Better = append(s.Better, Better{text.def.Tiers.Symbols[n], l.goal(text, n).Ask(&f.Frame)})
	}
	return s, true
}

// looked gives the last day before another on which the conditions were looked
// at, and the version of the set; nil if there is none.
func (l Look) looked(day payout.Date) (*tierText, payout.Date) {
	text := l.set.on(day.AddDays(-1))
	if text == nil {
		return nil, 0
	}
	review := text.lastLook(day)
	if review < text.policy.From || !l.There(review) {
		return nil, 0
	}
	return text, review
}

// By says what decided the tier in force on a day: what the last look before
// it said. A look that changes nothing is not kept.
func (l Look) By(day payout.Date) tier.Outcome {
	_, by := l.Tier(day)
	text, review := l.looked(day)
	if text == nil || by == tier.Overridden || by == tier.Opened {
		return by
	}
	r, err := l.worker.rule(l.set, text, l.at, review, l.set.before(l.at, review))
	if err != nil || r.outcome == overridden {
		return by
	}
	return r.outcome
}

// inForce gives what the reviews have made of the subject.
func (l Look) inForce(day payout.Date) Standing {
	s := Standing{}
	s.Tier, _ = l.Tier(day)
	s.By = l.By(day)
	r, text := l.set.before(l.at, day), l.set.at(day)
	if r == nil || text == nil {
		return s
	}
	s.Since = payout.Date(r.since)
	switch s.By {
	case tier.KeptByTenure:
		s.Until = text.def.Keep.After(s.Since).AddDays(-1)
	case tier.Waiting:
		s.Row, s.Needed = int(r.below), max(text.def.Patience, 1)
	case tier.Overridden:
		s.Until, s.Since = payout.Date(r.until), l.overriddenSince(day)
		f := l.frame(text, payout.Date(r.day))
		if text.def.Fix != nil {
			s.Why = l.engine.sentences(&rule{policy: text.policy}, f, text.def.Fix.Why)
		}
	}
	return s
}

// overriddenSince gives the first day of the override that is in force on a
// day.
func (l Look) overriddenSince(day payout.Date) payout.Date {
	var since payout.Date
	for _, r := range l.set.rulings[l.at] {
		switch {
		case r.day >= int32(day):
			return since
		case r.outcome != overridden:
			since = 0
		case since.IsZero():
			since = payout.Date(r.day).AddDays(1)
		}
	}
	return since
}

// lastLook gives the last day before another on which the conditions are
// looked at.
func (t *tierText) lastLook(day payout.Date) payout.Date {
	last := day.AddDays(-1)
	if t.reviews(last) {
		return last
	}
	return plan.UnitStart(t.def.Review, last).AddDays(-1)
}

// frame aims a frame at the subject as a review of a day sees it.
func (l Look) frame(text *tierText, day payout.Date) *frame {
	f := l.worker.frame(text.binding)
	text.start(f, l.at, day)
	return f
}

// decided says which condition gave a tier.
func (l Look) decided(text *tierText, f *frame, given int) (tier, condition string, values []missing.Value) {
	n := text.def.When[given]
	if n == nil {
		return text.def.Tiers.Symbols[given], "", nil
	}
	n = missing.Decisive(&f.Frame, n)
	return text.def.Tiers.Symbols[given], n.Text, missing.ValuesOf(&f.Frame, n)
}

func (l Look) steps(text *tierText, f *frame, given int) []Step {
	t := tracing{engine: l.engine, rule: &rule{policy: text.policy}, frame: f}
	for n, when := range text.def.When {
		if when != nil {
			t.clause(text.def.Tiers.Symbols[n], when)
		}
		if n == given {
			break
		}
	}
	f.ClearMemos()
	return t.steps
}

// Prepare makes what is asked of many subjects at once.
func (s *Sorting) Prepare() {
	for _, text := range s.set.texts {
		for n := range text.def.When {
			s.goal(text, n)
			s.fall(text, n)
		}
	}
}

func (s *Sorting) goal(text *tierText, n int) *missing.Goal {
	list := s.goals[text]
	if list == nil {
		list = make([]*missing.Goal, len(text.def.When))
		s.goals[text] = list
	}
	if list[n] == nil {
		list[n] = missing.First(text.def.Program, text.def.When, n)
	}
	return list[n]
}

func (s *Sorting) fall(text *tierText, n int) *missing.Goal {
	list := s.falls[text]
	if list == nil {
		list = make([]*missing.Goal, len(text.def.When))
		s.falls[text] = list
	}
	if list[n] == nil && text.def.When[n] != nil {
		list[n] = missing.Worse(text.def.Program, text.def.When[:n+1])
	}
	return list[n]
}

// A Border is a tier that a small change of one number would bring.
type Border struct {
	From, To string // what the conditions give now, and would give
	Better   bool
	Change   missing.Change
	distance *big.Rat
}

// Cmp orders borders by how near they are.
func (b *Border) Cmp(c *Border) int { return b.distance.Cmp(c.distance) }

// Distance is how far the border is, as a part of its value.
func (b *Border) Distance() *big.Rat { return b.distance }

// Borders gives the nearest better and the nearest worse tier that a change of
// one number by at most a part of the border's value would bring, by the
// conditions of the last look before a day.
// The fault says why the conditions could not be examined.
func (l Look) Borders(day payout.Date, most *big.Rat) ([]Border, *ir.Fault) {
	text, review := l.looked(day)
	if text == nil {
		return nil, nil
	}
	f := l.frame(text, review)
	given, fault := text.given(f)
	if fault != nil {
		return nil, fault
	}
	var list []Border
	for n := given - 1; n >= 0; n-- {
		if b := l.border(text, f, l.goal(text, n), given, most); b != nil {
			list = append(list, *b)
			break
		}
	}
	if fall := l.fall(text, given); fall != nil {
		if b := l.border(text, f, fall, given, most); b != nil {
			list = append(list, *b)
		}
	}
	return list, nil
}

// mostBoxes bounds the conditions that are asked of every subject.
const mostBoxes = 64

func (l Look) border(text *tierText, f *frame, g *missing.Goal, given int, most *big.Rat) *Border {
	if g.Size() > mostBoxes || !g.Near(&f.Frame, most) {
		return nil
	}
	var nearest *Border
	for _, w := range g.Ask(&f.Frame).Ways {
		if len(w.Fails) > 0 || len(w.Changes) != 1 {
			continue
		}
		c := w.Changes[0]
		if c.By == nil || c.To.Sign() == 0 || c.Type.Kind == ir.Date {
			continue
		}
		distance := new(big.Rat).SetFrac(c.By, new(big.Int).Abs(c.To))
		if distance.Cmp(most) > 0 || nearest != nil && distance.Cmp(nearest.distance) >= 0 {
			continue
		}
		to, ok := missing.Verdict(&f.Frame, text.def.When, w)
		if !ok {
			continue
		}
		symbols := text.def.Tiers.Symbols
		nearest = &Border{From: symbols[given], To: symbols[to], Better: to < given, Change: c, distance: distance}
	}
	return nearest
}

// A Reason is why a move was made.
type Reason struct {
	Condition string            // that a better tier was won by; empty: it has none
	Values    []missing.Value   // of the condition
	Lacks     []missing.Way     // to keep the tier that was lost
	Fix       []payout.Sentence // of the override
	Fault     *ir.Fault
}

// Reason tells why a move was made, with the facts of the day of its review.
func (l Look) Reason(m Move) Reason {
	text := l.set.on(m.Review)
	if text == nil || !l.There(m.Review) {
		return Reason{}
	}
	f := l.frame(text, m.Review)
	if m.By == tier.Overridden || m.Ended {
		r := Reason{}
		if text.def.Fix != nil {
			r.Fix = l.engine.sentences(&rule{policy: text.policy}, f, text.def.Fix.Why)
		}
		return r
	}
	given, fault := text.given(f)
	if fault != nil {
		return Reason{Fault: fault}
	}
	if was := text.def.Tiers.Index(m.From); m.By == tier.Demoted && was >= 0 && was < given {
		return Reason{Lacks: l.goal(text, was).Ask(&f.Frame).Ways}
	}
	_, condition, values := l.decided(text, f, given)
	return Reason{Condition: condition, Values: values}
}
