package lint

import (
	"fmt"
	"strings"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/cells"
)

// caseFor writes the facts of a point as a case, with what the policy makes of
// them today. It gives nil where the facts cannot be written as one.
func (d *desk) caseFor(p *cells.Point, name string) *Case { return d.caseAt(p, d.Member, name) }

func (d *desk) caseAt(p *cells.Point, m *cells.Member, name string) *Case {
	w := &scene{pass: d.pass, member: m, point: p, rule: m.Rule(), frame: p.Frame(m), subjects: map[string]*actor{}}
	if w.rule == nil || m.Program().Root == nil {
		return nil
	}
	if !w.stage() {
		return nil
	}
	want, ok := w.want()
	if !ok {
		return nil
	}
	return &Case{Name: name, Rule: w.rule.ID, Text: w.text(name, want)}
}

// want evaluates the policy for the facts, and writes what it posts today.
func (w *scene) want() (string, bool) {
	p, err := policy.OfPlan(w.pass.Policy)
	if err != nil {
		return "", false
	}
	given := map[string]any{}
	for _, a := range append(append([]*actor(nil), w.order...), w.events...) {
		list, _ := given[a.subject.Name].([]any)
		given[a.subject.Name] = append(list, a.values())
	}
	decisions, err := p.Evaluate(policy.Case{Facts: given, Period: w.period})
	if err != nil {
		return "", false
	}
	var wants []string
	for _, d := range decisions {
		if text := wanted(d, d.Rule == w.rule.ID); text != "" {
			wants = append(wants, quoteKey(d.Rule)+": "+text)
		}
	}
	if len(wants) == 0 {
		return "none", true
	}
	return "{" + strings.Join(wants, ", ") + "}", true
}

// wanted writes one decision as a case wants it; asked is whether it is worth
// saying that nothing came of it.
func wanted(d policy.Decision, asked bool) string {
	switch d.State {
	case policy.Lines:
		if len(d.Lines) != 1 || d.Lines[0].Amount.IsZero() {
			return ""
		}
		text := strings.Fields(d.Lines[0].Amount.String())[0]
		if d.Lines[0].Held != "" {
			return "{held: " + text + "}"
		}
		return text
	case policy.Undecided:
		if asked {
			return "undecided"
		}
	case policy.None:
		if asked {
			return "none"
		}
	case policy.Pending:
		if asked {
			return "pending"
		}
	case policy.NeedsOthers:
	}
	return ""
}

func (a *actor) values() map[string]any {
	m := map[string]any{"id": a.id}
	for _, f := range a.facts {
		if f.symbols == nil {
			m[f.name] = plainText(f.text)
			continue
		}
		by := map[string]any{}
		for _, s := range f.symbols {
			by[s.name] = plainText(s.text)
		}
		m[f.name] = by
	}
	return m
}

// plainText takes a text out of its quotes.
func plainText(text string) string { return strings.Trim(text, `"`) }

// text writes the case.
func (w *scene) text(name, want string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "  - name: %s\n    period: %s\n    given:\n", quoteText(name), w.period)
	done := map[string]bool{}
	all := append(append([]*actor(nil), w.order...), w.events...)
	for _, a := range all {
		kind := a.subject.Name
		if done[kind] {
			continue
		}
		done[kind] = true
		var same []string
		for _, other := range all {
			if other.subject.Name == kind {
				same = append(same, other.line())
			}
		}
		if len(same) == 1 {
			fmt.Fprintf(&b, "      %s: %s\n", kind, same[0])
			continue
		}
		fmt.Fprintf(&b, "      %s:\n", kind)
		for _, line := range same {
			fmt.Fprintf(&b, "        - %s\n", line)
		}
	}
	fmt.Fprintf(&b, "    want: %s\n", want)
	return b.String()
}

func (a *actor) line() string {
	parts := []string{"id: " + a.id}
	for _, f := range a.facts {
		if f.symbols == nil {
			parts = append(parts, f.name+": "+f.text)
			continue
		}
		var inner []string
		for _, s := range f.symbols {
			inner = append(inner, s.name+": "+s.text)
		}
		parts = append(parts, f.name+": {"+strings.Join(inner, ", ")+"}")
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func quoteText(text string) string {
	if strings.ContainsAny(text, `:#"'{}[],&*!|>%@`+"`") {
		return quote(text)
	}
	return text
}

func quoteKey(text string) string {
	if strings.ContainsAny(text, `:#"'{}[], `) {
		return quote(text)
	}
	return text
}
