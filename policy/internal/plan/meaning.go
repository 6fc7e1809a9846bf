package plan

import (
	"fmt"
	"strings"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A Clause is one part of a rule: what it means, whatever its layout and the
// names it uses, and how it is written.
type Clause struct {
	Key     string
	Meaning string
	Text    string
}

// meaning writes what a rule does, so that two texts of it can be compared.
func (r *Rule) meaning() string {
	var b strings.Builder
	for _, c := range r.Clauses() {
		fmt.Fprintf(&b, "%s=%s\n", c.Key, c.Meaning)
	}
	return b.String()
}

// Clauses gives the parts of a rule that say what it does.
func (r *Rule) Clauses() []Clause {
	var list []Clause
	plain := func(key string, v any) {
		text := fmt.Sprint(v)
		list = append(list, Clause{key, text, text})
	}
	in := func(program *ir.Program, key string, n *ir.Node) {
		if n != nil {
			list = append(list, Clause{key, n.Meaning(program), n.Text})
		}
	}
	node := func(key string, n *ir.Node) { in(r.Program, key, n) }
	plain("kind", r.Kind)
	plain("for", r.Root.Name)
	plain("every", r.Every.text())
	plain("post", r.Post)
	if r.NetLoss {
		plain("negative", "net")
	}
	if len(r.Takes) > 0 {
		plain("takes_back", strings.Join(r.Takes, ", "))
	}
	if r.Unit != "" {
		plain("unit", r.Unit)
	}
	if r.Fee != "" {
		plain("fee", r.Fee)
	}
	if len(r.From) > 0 {
		plain("from", r.From)
	}
	node("applies", r.Guard)
	node("when", r.When)
	node("amount", r.Amount)
	node("to", r.To)
	node("rest", r.Rest)
	node("cap", r.Cap)
	node("cap per payee", r.CapPayee)
	node("floor", r.Floor)
	node("back", r.Back)
	node("must", r.Must)
	node("every since", r.Every.Since)
	if r.Hold != nil {
		node("hold", r.Hold.When)
	}
	if r.Once != nil {
		plain("once", r.Once.Name)
		node("once per", r.Once.Key)
		node("once by", r.Once.By)
	}
	if r.Decide != nil {
		plain("decide after", Span{Days: r.Decide.Days, Months: r.Decide.Months}.String())
		node("decide", r.Decide.On)
	}
	for _, part := range r.Split {
		node("share "+part.Label, part.Share)
	}
	if c := r.Cascade; c != nil {
		plain("cascade up", c.Agent.Name+"."+c.Up.Name)
		node("cascade from", c.From)
		in(c.Level, "cascade price", c.Price)
		in(c.Level, "cascade share", c.Share)
		in(c.Level, "cascade skip", c.Skip)
	}
	if r.Due != nil {
		plain("due", fmt.Sprint(r.Due.Kind, r.Due.Days, r.Due.Day, r.Due.Months, r.Due.On, r.Due.With))
		node("due since", r.Due.Since)
	}
	return list
}

// Clauses gives the parts of a tier set that say who is in which tier and
// what it gives.
func (t *TierSet) Clauses() []Clause {
	var list []Clause
	plain := func(key string, v any) {
		text := fmt.Sprint(v)
		list = append(list, Clause{key, text, text})
	}
	node := func(key string, n *ir.Node) {
		if n != nil {
			list = append(list, Clause{key, n.Meaning(t.Program), n.Text})
		}
	}
	plain("for", t.Subject.Name)
	plain("review", t.Review)
	plain("keep", t.Keep)
	plain("start", t.Tiers.Symbols[t.Start])
	plain("promote", fmt.Sprint(t.Promote))
	plain("demote", fmt.Sprint(t.Demote, t.Patience))
	plain("never below", t.Never)
	plain("order", strings.Join(t.Tiers.Symbols, ", "))
	for i, when := range t.When {
		node(t.Tiers.Symbols[i]+" when", when)
	}
	for _, name := range t.Order {
		for i, v := range t.Gives[name].Values {
			plain(t.Tiers.Symbols[i]+" gives "+name, v)
		}
	}
	if f := t.Fix; f != nil {
		plain("override tier", f.Tier)
		node("override when", f.When)
		node("override until", f.Until)
	}
	return list
}

// text writes a period as it is written in a policy.
func (e Every) text() string {
	if !e.Own() {
		return e.Unit.String()
	}
	text := Span{Days: e.Days, Months: e.Months}.String()
	if !e.AtEnd {
		text += " at start"
	}
	return text
}

// String writes a length as a literal.
func (s Span) String() string {
	if s.Months > 0 {
		return fmt.Sprintf("%dmo", s.Months)
	}
	return fmt.Sprintf("%dd", s.Days)
}
