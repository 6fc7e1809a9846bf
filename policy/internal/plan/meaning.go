package plan

import (
	"fmt"
	"strings"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// meaning writes what a rule does, so that two texts of it can be compared
// whatever their layout and names.
func (r *Rule) meaning() string {
	var b strings.Builder
	node := func(key string, n *ir.Node) {
		if n != nil {
			fmt.Fprintf(&b, "%s=%s\n", key, n.Meaning(r.Program))
		}
	}
	fmt.Fprintf(&b, "%s for %s every %v/%d/%d/%v post %s net %v takes %v unit %q fee %q from %v\n",
		r.Kind, r.Root.Name, r.Every.Unit, r.Every.Months, r.Every.Days, r.Every.AtEnd, r.Post, r.NetLoss, r.Takes, r.Unit, r.Fee, r.From)
	node("guard", r.Guard)
	node("when", r.When)
	node("amount", r.Amount)
	node("to", r.To)
	node("rest", r.Rest)
	node("cap", r.Cap)
	node("cap per payee", r.CapPayee)
	node("floor", r.Floor)
	node("back", r.Back)
	node("must", r.Must)
	node("since", r.Every.Since)
	if r.Hold != nil {
		node("hold", r.Hold.When)
	}
	if r.Once != nil {
		fmt.Fprintf(&b, "once %s\n", r.Once.Name)
		node("key", r.Once.Key)
		node("by", r.Once.By)
	}
	if r.Decide != nil {
		fmt.Fprintf(&b, "decide %d %d\n", r.Decide.Days, r.Decide.Months)
		node("on", r.Decide.On)
	}
	for _, part := range r.Split {
		node("share "+part.Label, part.Share)
	}
	if c := r.Cascade; c != nil {
		fmt.Fprintf(&b, "cascade %s.%s\n", c.Agent.Name, c.Up.Name)
		node("from", c.From)
		level := func(key string, n *ir.Node) {
			if n != nil {
				fmt.Fprintf(&b, "%s=%s\n", key, n.Meaning(c.Level))
			}
		}
		level("price", c.Price)
		level("level share", c.Share)
		level("skip", c.Skip)
	}
	if r.Due != nil {
		fmt.Fprintf(&b, "due %d %d %d %d %s %s\n", r.Due.Kind, r.Due.Days, r.Due.Day, r.Due.Months, r.Due.On, r.Due.With)
		node("due since", r.Due.Since)
	}
	return b.String()
}
