// Package cells decides questions about expressions over all facts that a
// policy declares: whether there are facts for which these conditions come out
// so and those amounts so.
//
// The space of facts is cut into cells along the constants that the
// expressions compare with, and only as far as a question needs it. In a cell
// every comparison comes out the same for all its facts, so that what the
// exact back end of package ir gives at one of its points holds for all of
// them. An answer that there are such facts therefore comes with facts that
// the exact back end was run on; an answer that there are none says that every
// cell was looked at.
//
// What has no formula, such as the month of a date, is held between bounds.
// Where neither settles a question within the budget of cells, the answer is
// that it is not known, and why.
package cells

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A Space is all values that the inputs of one or more programs can have. It
// serves one question after the other, and one goroutine at a time.
type Space struct {
	known   *Known
	members []*Member
	vars    []*fact
	byKey   map[string]int
	laws    []poly // affine; not negative whatever the facts are
	budget  *Budget
	misfit  string // why the programs do not share one space, if they do not
}

// A Budget is how many cells may be looked at. It is shared by the questions
// about one thing, so that none of them can take more than its part.
type Budget struct{ Cells int }

// DefaultBudget is what the questions about one decision of a policy may take.
const DefaultBudget = 200_000

// Known is what spaces have found out about measures, which they share. It
// serves one goroutine at a time.
type Known struct {
	terms  map[*ir.Measure]terms
	events map[string]bool // whether some event meets these conditions and not those
}

// NewKnown knows nothing yet.
func NewKnown() *Known {
	return &Known{terms: map[*ir.Measure]terms{}, events: map[string]bool{}}
}

// NewSpace makes a space in which nothing is asked yet.
func NewSpace(k *Known, b *Budget) *Space {
	return &Space{known: k, byKey: map[string]int{}, budget: b}
}

// A fact is one variable of the space: the value of an input, or of a part of
// one, or whether an optional thing is there (1) or not (0).
type fact struct {
	name    string // as messages show it
	domain  domain
	hull    span
	prefer  []*big.Int          // values that are sure to occur
	attains func(*big.Int) bool // which values are known to occur; nil: all of the domain
	date    bool
	kind    ir.Kind

	// Of a value without a formula, such as a rounded one: what it depends on,
	// and the span that it has in a cell. It is not the cell's to choose.
	depends []int
	spanIn  func(c *cell) span
}

// A Member is a program whose expressions are asked about. Two members may be
// of one program, to compare its values at two points.
type Member struct {
	space   *Space
	policy  *plan.Policy
	program *ir.Program
	rule    *plan.Rule // nil where the program is not a rule's
	fixed   map[int]poly
	inputs  []*input
	days    map[int]int // by input, a time: the variable of its day
	regions *regions
}

// An input is what the space knows of an input of a program: for each of its
// slots what it is of the variables, and what must be there for it to be.
type input struct {
	slots []poly
	needs []int
}

// Join adds a program to the space; rule is whose it is, or nil.
func (s *Space) Join(p *plan.Policy, program *ir.Program, rule *plan.Rule) *Member {
	m := &Member{space: s, policy: p, program: program, rule: rule, days: map[int]int{}}
	m.inputs = make([]*input, len(program.Inputs))
	s.members = append(s.members, m)
	return m
}

// Fix holds an input of a member at a value, instead of asking for all values
// that it can have. It comes before the first question.
func (m *Member) Fix(input int, v *big.Int) {
	if m.fixed == nil {
		m.fixed = map[int]poly{}
	}
	m.fixed[input] = constant(v)
}

// Rule is the rule that the program is of, or nil.
func (m *Member) Rule() *plan.Rule { return m.rule }

// Program is the program that the member's nodes are of.
func (m *Member) Program() *ir.Program { return m.program }

// variable gives the variable of a key, making it if there is none.
func (s *Space) variable(key string, make func() *fact) int {
	if i, ok := s.byKey[key]; ok {
		return i
	}
	f := make()
	f.hull = f.domain.hull()
	i := len(s.vars)
	s.vars = append(s.vars, f)
	s.byKey[key] = i
	return i
}

// input gives what the space knows of an input, when it is first asked for.
func (m *Member) input(i int) *input {
	if m.inputs[i] != nil {
		return m.inputs[i]
	}
	in := m.program.Inputs[i]
	known := &input{}
	m.inputs[i] = known
	for _, need := range in.Needs {
		known.needs = append(known.needs, m.space.variable("there:"+need, func() *fact {
			return &fact{name: need, domain: domain{between(0, 1)}}
		}))
	}
	if p, ok := m.fixed[i]; ok {
		for range in.Width() {
			known.slots = append(known.slots, p)
		}
		if in.Measure != nil {
			m.regionOf(i)
			m.includes(i)
		}
		return known
	}
	if p := m.regionOf(i); p != nil {
		known.slots = []poly{p}
		m.includes(i)
		return known
	}
	key := inputKey(m.program, in)
	for offset := range in.Width() {
		at := key
		if offset > 0 {
			at = fmt.Sprintf("%s[%d]", key, offset)
		}
		x := m.space.variable(at, func() *fact { return m.domainOf(in, offset) })
		known.slots = append(known.slots, variable(x))
	}
	if in.Measure != nil {
		m.includes(i)
	}
	return known
}

// all gives every variable that the member has asked for.
func (m *Member) all() []int {
	var vars []int
	for _, in := range m.inputs {
		if in == nil {
			continue
		}
		for _, p := range in.slots {
			vars = append(vars, p.variables()...)
		}
	}
	slices.Sort(vars)
	return slices.Compact(vars)
}

// dayOf gives the variable for the day of an input that is a time. It is kept
// apart from the time itself, and given the same value where facts are made.
func (m *Member) dayOf(i int) int {
	in := m.program.Inputs[i]
	x := m.space.variable("day:"+inputKey(m.program, in), func() *fact {
		return &fact{name: in.Name, domain: domain{between(firstDay, lastDay)}, date: true}
	})
	m.days[i] = x
	return x
}
