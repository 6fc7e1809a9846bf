package lint

import (
	"regexp"
	"slices"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/syntax"
)

// unused finds facts, measures, params, ladders, tables and lets that nothing
// reads (N101), neither the policy nor a deal beside it.
func unused(p *pass) {
	if p.term != nil {
		return
	}
	u := usage{}
	for _, text := range append([]*plan.Policy{p.Policy}, p.deals...) {
		u.policy(text)
	}
	declared := func(kind string, at diag.Span, path, name string) {
		if !u[kind+" "+name] {
			p.report("N101", at, path, "nothing reads the %s `%s`", kind, name).Hint = "leave it out, or use it where it was meant"
		}
	}
	for _, s := range p.Model.Subjects {
		for _, f := range s.Fields {
			if f.Type.Kind == ir.Ref || s.Event && f.Name == "at" {
				continue // what leads to other facts, and when an event happened, is read without being named
			}
			declared("fact", f.Place, diag.Key(diag.Key("facts", s.Name), f.Name), s.Name+"."+f.Name)
		}
	}
	for _, m := range p.Measures {
		if m.Subject != nil && slices.Contains(reported, m.Name) && slices.ContainsFunc(p.Tiers, func(t *plan.TierSet) bool { return t.Subject == m.Subject }) {
			continue
		}
		declared("measure", m.Place, diag.Key("measures", m.FullName()), m.FullName())
	}
	for _, kind := range namedKinds {
		for _, name := range kind.names(p.Policy) {
			if kind.word == "let" && len(p.Tiers) > 0 && slices.Contains(reported, name) {
				continue
			}
			if e := p.Model.Lookup(name); e != nil {
				declared(kind.word, ir.PlaceOf(e), diag.Key(kind.key, name), name)
			}
		}
	}
}

// namedKinds are what a policy gives names to, besides facts and measures.
var namedKinds = []struct {
	word, key string
	names     func(*plan.Policy) []string
}{
	{"param", "params", func(p *plan.Policy) []string { return keys(p.Syntax.Params.Pairs) }},
	{"ladder", "ladders", func(p *plan.Policy) []string { return keys(p.Syntax.Ladders.Pairs) }},
	{"table", "tables", func(p *plan.Policy) []string { return keys(p.Syntax.Tables.Pairs) }},
	{"let", "let", func(p *plan.Policy) []string { return keys(p.Syntax.Let.Pairs) }},
}

// reported are lets, and measures of what is sorted, that `fenrun tiers` reads
// where a policy sorts customers.
var reported = []string{"volume", "margin", "cost", "交易额", "毛利", "成本"}

// A usage is what some expression reads: the kind and the name of it.
type usage map[string]bool

func (u usage) policy(p *plan.Policy) {
	for _, r := range p.Rules {
		u.program(r.Program)
		if r.Cascade != nil {
			u.program(r.Cascade.Level)
		}
	}
	for _, t := range p.Tiers {
		u.program(t.Program)
	}
	for _, c := range p.Cohorts {
		u.program(c.Program)
	}
	u.program(p.Settle.Program)
	for _, m := range p.Measures {
		for _, f := range []*ir.Field{m.Pool, m.Tree} {
			if f != nil {
				u["fact "+m.Subject.Name+"."+f.Name] = true
			}
		}
		u.program(m.Program)
		u.program(m.Anchor)
	}
	for _, pair := range p.Syntax.Params.Pairs {
		if e, ok := p.Model.Lookup(pair.Key.Value).(*ir.Param); ok && e.Used {
			u["param "+e.Name] = true
		}
	}
	for _, pair := range p.Syntax.Ladders.Pairs {
		if e, ok := p.Model.Lookup(pair.Key.Value).(*ir.Ladder); ok && e.Used {
			u["ladder "+e.Name] = true
		}
	}
	for _, pair := range p.Syntax.Tables.Pairs {
		if e, ok := p.Model.Lookup(pair.Key.Value).(*ir.Table); ok && e.Used {
			u["table "+e.Name] = true
		}
	}
	for _, pair := range p.Syntax.Let.Pairs {
		if e, ok := p.Model.Lookup(pair.Key.Value).(*ir.Let); ok && e.Used {
			u["let "+e.Name] = true
		}
		u.text(&pair.Value)
	}
}

// text notes what a let reads, which may be read by no rule itself.
func (u usage) text(v *syntax.Value) {
	note := func(e syntax.Expr) {
		for _, name := range dotted.FindAllString(e.Value, -1) {
			u["fact "+name], u["measure "+name] = true, true
		}
	}
	if v.Expr != nil {
		note(*v.Expr)
	}
	for _, c := range v.Cases {
		note(c.When)
		note(c.Is)
	}
}

var dotted = regexp.MustCompile(`[\p{L}_][\p{L}\p{Nd}_]*\.[\p{L}_][\p{L}\p{Nd}_]*`)

func (u usage) program(p *ir.Program) {
	if p == nil {
		return
	}
	for _, in := range p.Inputs {
		if in.Field != nil {
			u["fact "+in.Subject.Name+"."+in.Field.Name] = true
		}
		if in.Measure != nil {
			u["measure "+in.Measure.FullName()] = true
		}
	}
}
