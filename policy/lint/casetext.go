package lint

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/cells"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
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

// A scene is the subjects and events of a point, as a case gives them.
type scene struct {
	pass     *pass
	member   *cells.Member
	point    *cells.Point
	rule     *plan.Rule
	frame    *ir.Frame
	subjects map[string]*actor // by path
	order    []*actor
	events   []*actor
	period   string
	last     payout.Date // of the windows that are read
}

// An actor is a subject or an event with its facts.
type actor struct {
	subject *ir.Subject
	id      string
	facts   []fact
}

type fact struct {
	name, text string
	symbols    []fact // of a map
}

// stage puts the facts of the point where they belong. It is false where one
// of them has no place in a case.
func (w *scene) stage() bool {
	program := w.member.Program()
	w.actor(program.Root, nil)
	for _, in := range program.Inputs {
		if in.Path.Level || !w.way(in.Path) {
			return false
		}
	}
	for i, in := range program.Inputs {
		if !w.input(i, in) {
			return false
		}
	}
	return w.streams() && w.when()
}

// way adds the subjects on a path, as far as its references are there.
func (w *scene) way(path ir.Path) bool {
	for i := range path.Hops {
		before := w.subjects[pathText(w.member.Program().Root, path.Hops[:i])]
		if before == nil {
			return true
		}
		hop := path.Hops[i]
		key := pathText(w.member.Program().Root, path.Hops[:i+1])
		if w.subjects[key] != nil {
			continue
		}
		if hop.Optional && w.isAbsent(path.Hops[:i+1]) {
			return true
		}
		next := w.actor(hop.Type.Subject, path.Hops[:i+1])
		before.facts = append(before.facts, fact{name: hop.Name, text: next.id})
	}
	return true
}

func pathText(root *ir.Subject, hops []*ir.Field) string {
	text := root.Name
	for _, h := range hops {
		text += "." + h.Name
	}
	return text
}

// isAbsent reports whether the point has no subject at the end of a path.
func (w *scene) isAbsent(hops []*ir.Field) bool {
	key := pathText(w.member.Program().Root, hops)
	for _, g := range w.point.Facts(w.member) {
		if g.Value != nil && len(g.Input.Path.Hops) >= len(hops) && pathText(w.member.Program().Root, g.Input.Path.Hops[:len(hops)]) == key {
			return false
		}
	}
	return true
}

func (w *scene) actor(s *ir.Subject, hops []*ir.Field) *actor {
	a := &actor{subject: s, id: fmt.Sprintf("%s%d", strings.ToLower(string([]rune(s.Name)[:1])), 1+w.count(s))}
	w.subjects[pathText(w.member.Program().Root, hops)] = a
	w.order = append(w.order, a)
	return a
}

func (w *scene) count(s *ir.Subject) int {
	n := 0
	for _, a := range w.order {
		if strings.EqualFold(string([]rune(a.subject.Name)[:1]), string([]rune(s.Name)[:1])) {
			n++
		}
	}
	return n
}

// input gives one input its place: facts and measures stand at their subject.
func (w *scene) input(i int, in *ir.Input) bool {
	at := w.subjects[pathText(w.member.Program().Root, in.Path.Hops)]
	switch in.Kind {
	case ir.InRef, ir.InAsOf, ir.InPeriodFrom, ir.InPeriodUntil, ir.InWindow:
		return true
	case ir.InFact:
		if at != nil {
			w.set(at, in, in.Field.Name)
		}
		return true
	case ir.InMeasure:
		if at == nil {
			return true
		}
		if in.Type.Kind == ir.List || in.Measure.Op == ir.ReachOf {
			return false
		}
		w.set(at, in, in.Measure.Name)
		return true
	case ir.InPaid, ir.InEarned:
		return w.frame.Slots[in.Slot] == 0 // nothing was posted
	default:
		return false
	}
}

// set gives an actor the value of an input.
func (w *scene) set(a *actor, in *ir.Input, name string) {
	f := fact{name: name}
	t := in.Type
	if t.Kind == ir.Map {
		t = *t.Elem
	}
	for offset := range in.Width() {
		slot := w.frame.Slots[in.Slot+offset]
		if slot == ir.Absent {
			return
		}
		v := big.NewInt(slot)
		if slot == ir.Wide {
			v = w.frame.Wide[in.Slot+offset]
		}
		text := w.pass.write(v, t)
		if in.Type.Kind == ir.Map {
			f.symbols = append(f.symbols, fact{name: in.Type.Enum.Symbols[offset], text: text})
		} else {
			f.text = text
		}
	}
	a.facts = append(a.facts, f)
}

// when finds a period in which the rule is decided with these facts.
func (w *scene) when() bool {
	day := cells.UsualDate(w.pass.Policy)
	for _, in := range w.member.Program().Inputs {
		switch in.Kind {
		case ir.InAsOf, ir.InPeriodFrom, ir.InPeriodUntil:
			day = payout.Date(w.frame.Slots[in.Slot])
		}
	}
	if d := w.rule.Decide; d != nil {
		v := w.frame.Exact(d.On)
		if v.Num == nil || !v.Num.IsInt64() {
			return false
		}
		day = payout.Date(v.Num.Int64()).AddMonths(d.Months).AddDays(d.Days)
	}
	if w.last > 0 && w.last.AddDays(1) > day {
		day = w.last.AddDays(1)
	}
	if day.IsZero() || day.Year() > 9000 {
		return false
	}
	w.period = day.String()[:7]
	return true
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
