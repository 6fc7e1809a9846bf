package cells

import (
	"fmt"
	"math/big"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A Goal is what a node is to come to. With More and Less it is the sign of a
// sum: Node, and More, less Less.
type Goal struct {
	Of   *Member
	Node *ir.Node
	More []Term
	Less []Term
	Want Outcomes
}

// A Term is a number of a member that is added or taken away.
type Term struct {
	Of   *Member
	Node *ir.Node
}

// A Verdict is the answer to a question.
type Verdict uint8

const (
	// Unknown: neither was found out.
	Unknown Verdict = iota
	// Never: no facts of the declared domains meet the goals.
	Never
	// Possible: there are such facts, and the Point has some.
	Possible
)

// An Answer is what became of a question. Reason says why it is Unknown, as
// part of a sentence.
type Answer struct {
	Verdict Verdict
	Point   *Point
	Reason  string
}

// Find looks for facts at which all goals are met.
func (s *Space) Find(goals ...Goal) Answer {
	if s.misfit != "" {
		return Answer{Reason: s.misfit}
	}
	f := &search{space: s, goals: goals}
	f.visit(&cell{space: s})
	switch {
	case f.point != nil:
		return Answer{Verdict: Possible, Point: f.point}
	case f.reason != "":
		return Answer{Reason: f.reason}
	default:
		return Answer{Verdict: Never}
	}
}

// A search visits cells, depth first and always in the same order, until it
// has a point.
type search struct {
	space  *Space
	goals  []Goal
	point  *Point
	reason string // of the first cell that could not be decided
	depth  int
}

const (
	maxDepth      = 400
	maxBisections = 48 // of cells that are not settled by one cut
	maxProducts   = 6  // of cells cut by a product, or by several dates
)

func (f *search) visit(c *cell) {
	if c == nil || f.point != nil {
		return
	}
	if f.space.budget.Cells <= 0 {
		f.fail(fmt.Sprintf("it would take more than %d cells to decide", DefaultBudget))
		return
	}
	f.space.budget.Cells--
	met, next, ok := f.judge(c)
	switch {
	case !ok:
		return
	case met:
		f.settle(c, nil)
		return
	case next == nil || f.depth > maxDepth:
		f.settle(c, next)
		return
	}
	f.depth++
	defer func() { f.depth-- }()
	switch next.rank {
	case cutLinear:
		f.visit(c.where(next.p))
		f.visit(c.where(next.p.neg().plus(-1)))
	case assume:
		f.visit(c.assuming(next, True))
		f.visit(c.assuming(next, False))
	case halveOne:
		f.halved(c, next, maxBisections)
	case cutProduct, halveMany:
		if f.sample(c, next) {
			return
		}
		f.halved(c, next, maxProducts)
	}
}

// judge evaluates the goals in a cell. ok is false where one of them cannot be
// met; met is true where all are, whatever the facts.
func (f *search) judge(c *cell) (met bool, next *split, ok bool) {
	evaluations := map[*Member]*evaluation{}
	defer func() {
		for _, e := range evaluations {
			ok = ok && !e.contradiction
		}
	}()
	at := func(m *Member) *evaluation {
		if evaluations[m] == nil {
			evaluations[m] = c.evaluate(m)
		}
		return evaluations[m]
	}
	met = true
	for _, g := range f.goals {
		var out Outcomes
		var cut *split
		if len(g.More)+len(g.Less) == 0 {
			out, cut = at(g.Of).outcomes(g.Node)
		} else {
			out, cut = c.total(g, at)
		}
		if out&g.Want == 0 {
			return false, nil, false
		}
		if out&^g.Want != 0 {
			met = false
			next = better(next, cut)
		}
	}
	return met, next, true
}

// settle ends with a cell that is cut no further: a point of it shows that the
// goals can be met.
func (f *search) settle(c *cell, next *split) {
	if p, ok := c.point(); ok && f.take(p) {
		return
	}
	if next == nil && len(c.assumed) > 0 {
		next = &split{rank: halveMany, vars: c.doubtful}
	}
	if next != nil && f.sample(c, next) {
		return
	}
	f.fail(f.why(c, next))
}

// take evaluates the goals at a point with the exact back end, and keeps the
// point where they are met.
func (f *search) take(p *Point) bool {
	if p.meets(f.goals) {
		f.point = p.simplified(f.goals)
	}
	return f.point != nil
}

func (f *search) fail(reason string) {
	if f.reason == "" {
		f.reason = reason
	}
}

// why says what kept a cell from being decided.
func (f *search) why(c *cell, next *split) string {
	if next == nil {
		return "no facts were found that are sure to occur, and none could be excluded"
	}
	vars := next.vars
	if vars == nil {
		vars = next.p.variables()
	}
	names := f.space.names(vars)
	switch {
	case len(names) == 0:
		return "it is not linear"
	case next.rank == cutProduct:
		return "it depends on a product of " + listed(names)
	case len(names) == 1:
		return "it is no linear question about " + names[0]
	default:
		return "it depends on " + listed(names) + " together"
	}
}

// halved cuts a cell in the middle of the widest of some spans.
func (f *search) halved(c *cell, next *split, limit int) {
	if c.bisections >= limit {
		f.settle(c, next)
		return
	}
	widest, size := -1, new(big.Int)
	for _, x := range next.vars {
		s := c.span(x)
		if s.point() {
			continue
		}
		if s.lo == nil || s.hi == nil {
			widest = x
			break
		}
		if d := new(big.Int).Sub(s.hi, s.lo); widest < 0 || d.Cmp(size) > 0 {
			widest, size = x, d
		}
	}
	if widest < 0 {
		f.settle(c, next)
		return
	}
	s := c.span(widest)
	at := halfway(s)
	for _, half := range []span{{hi: new(big.Int).Sub(at, bigOne)}, {lo: at}} {
		if part := c.narrowed(widest, half); part != nil {
			part.bisections++
			f.visit(part)
		}
	}
}

// halfway gives where a span is cut; an open one at a distance that doubles.
func halfway(s span) *big.Int {
	switch {
	case s.lo != nil && s.hi != nil:
		return middle(s)
	case s.lo != nil:
		return new(big.Int).Add(s.lo, reach(s.lo))
	case s.hi != nil:
		return new(big.Int).Sub(s.hi, reach(s.hi))
	default:
		return new(big.Int)
	}
}

func reach(v *big.Int) *big.Int {
	far := new(big.Int).Abs(v)
	return far.Mul(far, big.NewInt(16)).Add(far, big.NewInt(1024))
}

func listed(names []string) string {
	text := names[0]
	for i, n := range names[1:] {
		if i == len(names)-2 {
			text += " and " + n
		} else {
			text += ", " + n
		}
	}
	return text
}

// names gives the names of variables, each once.
func (s *Space) names(vars []int) []string {
	var names []string
	seen := map[string]bool{}
	for _, x := range vars {
		if n := s.vars[x].name; !seen[n] {
			seen[n] = true
			names = append(names, n)
		}
	}
	return names
}
