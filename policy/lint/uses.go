package lint

import (
	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A valueSite is a value that a policy computes, with what holds where it is
// computed.
type valueSite struct {
	node    *ir.Node
	source  *syntax.Value
	key     string // amount, cap, to, ...
	program *ir.Program
	rule    *plan.Rule
	path    string
	under   []*ir.Node
}

// ruleValues gives the values that a rule computes where it is met.
func (p *pass) ruleValues(r *plan.Rule) []valueSite {
	s := r.Syntax
	var list []valueSite
	add := func(key string, n *ir.Node, v *syntax.Value) {
		if n == nil || v == nil || v.IsZero() {
			return
		}
		list = append(list, valueSite{node: n, source: v, key: key, program: r.Program, rule: r, path: diag.Key(r.Path, key), under: met(r)})
	}
	add("amount", r.Amount, &s.Amount)
	if s.Cap != nil {
		add("cap", r.Cap, &s.Cap.Value)
		add("cap", r.CapPayee, &s.Cap.Of)
	}
	if s.Floor != nil {
		add("floor", r.Floor, &s.Floor.Value)
	}
	if r.Kind != payout.Clawback && len(r.Split) == 0 && r.Cascade == nil {
		add("to", r.To, &s.To)
	}
	for i := range s.Split.Pairs {
		for _, part := range r.Split {
			if pair := &s.Split.Pairs[i]; part.Label == pair.Key.Value {
				add("split", part.Share, &syntax.Value{Expr: &pair.Value})
			}
		}
	}
	return list
}

// met gives what holds where a rule pays.
func met(r *plan.Rule) []*ir.Node {
	var under []*ir.Node
	for _, n := range []*ir.Node{r.Guard, r.When} {
		if n != nil {
			under = append(under, n)
		}
	}
	return under
}

// A tally counts how often a place was looked at, and how often it showed a
// fault: a part that several rules share is at fault only if it is so for all
// of them.
type tally struct {
	uses, hits int
	finding    Finding
}

// tallies keep the order in which places were first looked at.
type tallies struct {
	by    map[tallyKey]*tally
	order []*tally
}

type tallyKey struct {
	code string
	at   diag.Span
}

// count notes that a place was looked at; fault is nil where all was well.
func (t *tallies) count(code string, at diag.Span, fault *Finding) {
	if t.by == nil {
		t.by = map[tallyKey]*tally{}
	}
	one := t.by[tallyKey{code, at}]
	if one == nil {
		one = &tally{}
		t.by[tallyKey{code, at}] = one
		t.order = append(t.order, one)
	}
	one.uses++
	if fault != nil {
		if one.hits == 0 {
			one.finding = *fault
		}
		one.hits++
	}
}

// always gives the findings that every use shows.
func (t *tallies) always() []Finding {
	var list []Finding
	for _, one := range t.order {
		if one.hits > 0 && one.hits == one.uses {
			list = append(list, one.finding)
		}
	}
	return list
}
