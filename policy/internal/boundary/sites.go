package boundary

import (
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A site is where a node stands in a policy.
type site struct {
	owner   string // the rule, measure, tier set or let
	about   string // with the clause: when of residual
	rules   []string
	tiers   []string
	file    string
	order   int
	settled bool // it is about what is settled, or what a promise comes to
}

// roots are nodes that are looked at as a whole: the amount of a rule, and what
// bounds it.
type roots struct {
	amount, cap, floor map[*ir.Node]*plan.Rule
}

// sites are the places of all nodes of a book.
type sites struct {
	of    map[*ir.Node]*site
	texts map[string]*site // by about
	roots roots
	waits []*ir.Input // windows that are counted from a date
	n     int
}

func sitesOf(book *policy.Book) *sites {
	s := &sites{
		of: map[*ir.Node]*site{}, texts: map[string]*site{},
		roots: roots{map[*ir.Node]*plan.Rule{}, map[*ir.Node]*plan.Rule{}, map[*ir.Node]*plan.Rule{}},
	}
	for _, p := range book.Plans() {
		s.policy(p)
	}
	for _, t := range book.Terms() {
		for _, c := range t.Commitments() {
			s.clause(c.ID, "promise", c.Promise, site{file: c.Deal.Syntax.Deal.Span().File, settled: true})
		}
		for _, p := range t.Texts() {
			s.policy(p)
		}
	}
	return s
}

func (s *sites) policy(p *plan.Policy) {
	file := p.Syntax.Policy.Span().File
	for _, m := range p.Measures {
		at := site{file: file, rules: readers(p, m)}
		s.clause(m.FullName(), "where", m.Where, at)
		s.clause(m.FullName(), "", m.Term, at)
	}
	for _, t := range p.Tiers {
		for i, when := range t.When {
			s.clause(t.Name, t.Tiers.Symbols[i], when, site{file: file, tiers: []string{t.Name}})
		}
		if t.Fix != nil {
			s.clause(t.Name, "override", t.Fix.When, site{file: file, tiers: []string{t.Name}})
		}
	}
	for _, r := range p.Rules {
		s.rule(r, r.Place.File)
	}
	at := site{file: file, settled: true}
	s.clause("settlement", "minimum", p.Settle.Minimum, at)
	if w := p.Settle.Withhold; w != nil {
		s.clause("settlement", "withhold", w.When, at)
	}
}

func (s *sites) rule(r *plan.Rule, file string) {
	for _, in := range r.Program.Inputs {
		if in.Kind == ir.InWindow && !in.Window.Period || in.Kind == ir.InMeasure && in.Measure.Windowed() {
			s.waits = append(s.waits, in)
		}
	}
	at := site{file: file, rules: []string{r.ID}}
	s.clause(r.ID, "applies", r.Guard, at)
	s.clause(r.ID, "when", r.When, at)
	if r.Hold != nil {
		s.clause(r.ID, "hold", r.Hold.When, at)
	}
	s.clause(r.ID, "must", r.Must, at)
	s.clause(r.ID, "back", r.Back, at)
	s.clause(r.ID, "amount", r.Amount, at)
	s.clause(r.ID, "cap", r.Cap, at)
	s.clause(r.ID, "cap", r.CapPayee, at)
	s.clause(r.ID, "floor", r.Floor, at)
	s.clause(r.ID, "to", r.To, at)
	for _, p := range r.Split {
		s.clause(r.ID, "split", p.Share, at)
	}
	if c := r.Cascade; c != nil {
		s.clause(r.ID, "cascade", c.From, at)
		s.clause(r.ID, "cascade", c.Price, at)
		s.clause(r.ID, "cascade", c.Share, at)
		s.clause(r.ID, "cascade", c.Skip, at)
	}
	if r.Amount != nil {
		s.roots.amount[r.Amount] = r
	}
	if r.Cap != nil {
		s.roots.cap[r.Cap] = r
	}
	if r.Floor != nil {
		s.roots.floor[r.Floor] = r
	}
}

// readers gives the rules that read a measure.
func readers(p *plan.Policy, m *ir.Measure) []string {
	var list []string
	for _, r := range p.Rules {
		for _, in := range r.Program.Inputs {
			if in.Measure == m {
				list = append(list, r.ID)
				break
			}
		}
	}
	return list
}

// clause notes the place of all nodes of an expression. What a let is made of
// stands in the let.
func (s *sites) clause(owner, clause string, n *ir.Node, at site) {
	if n == nil {
		return
	}
	at.owner, at.about = owner, owner
	if clause != "" {
		at.about = clause + " of " + owner
	}
	s.walk(n, s.known(at))
}

func (s *sites) known(at site) *site {
	if was := s.texts[at.about]; was != nil {
		return was
	}
	s.n++
	at.order = s.n
	s.texts[at.about] = &at
	return &at
}

func (s *sites) walk(n *ir.Node, at *site) {
	if n == nil || s.of[n] != nil {
		return
	}
	s.of[n] = at
	inner := at
	if n.Op == ir.OpNamed {
		let := *at
		let.owner, let.about = n.Name, n.Name
		inner = s.known(let)
	}
	for _, a := range n.Args {
		s.walk(a, inner)
	}
	for i := range n.Rows {
		s.walk(n.Rows[i].Value, inner)
	}
}
