package run

import (
	"fmt"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// The roles of figures, and the names under which they are looked for.
var roles = [figures]struct {
	name  string
	names []string
}{
	{"volume", []string{"volume", "交易额"}},
	{"margin", []string{"margin", "毛利"}},
	{"cost", []string{"cost", "成本"}},
}

// figures adds the figures that are asked for, or that the policy has.
func (v *versions) figures(s *engine.Sorting, o TierOptions) ([]Figure, error) {
	var list []Figure
	for n, text := range [figures]string{o.Volume, o.Margin, o.Cost} {
		role := roles[n]
		asked := text != ""
		if !asked {
			text = v.conventional(role.names)
		}
		if text == "" {
			continue
		}
		typed, err := v.figure(role.name, text)
		if err != nil {
			if asked {
				return nil, err
			}
			continue // something else has the name
		}
		_, money := s.Places(s.Figure(typed))
		list = append(list, Figure{Role: role.name, Text: text, Money: money})
	}
	return list, nil
}

// figure types a figure in all versions.
func (v *versions) figure(role, text string) (map[*plan.Policy]*plan.Figure, error) {
	typed := map[*plan.Policy]*plan.Figure{}
	for i, p := range v.policies {
		f, diags := p.Figure(v.sets[i].Subject, text)
		if diags.Err() != nil {
			return nil, &FigureError{Role: role, Text: text, Diags: diags}
		}
		typed[p] = f
	}
	return typed, nil
}

// A FigureError says what is wrong with a figure that was asked for.
type FigureError struct {
	Role, Text string
	Diags      diag.List
}

func (e *FigureError) Error() string {
	text := fmt.Sprintf("the %s cannot be %q: %s", e.Role, e.Text, e.Diags[0].Message)
	if hint := e.Diags[0].Hint; hint != "" {
		text += "; " + hint
	}
	return text
}

// conventional gives the first of some names that the last version has as a
// fact or measure of the subject, or as a let.
func (v *versions) conventional(names []string) string {
	last := len(v.policies) - 1
	for _, name := range names {
		if v.sets[last].Subject.Member(name) != nil {
			return name
		}
		if _, ok := v.policies[last].Model.Lookup(name).(*ir.Let); ok {
			return name
		}
	}
	return ""
}
