package lint

import (
	"fmt"
	"math/big"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/cells"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// clauses compares what two versions of a rule say besides when and how much
// they pay: when it is decided, whom it pays, what it holds (V604).
func (b *bookPass) clauses(now *plan.Policy, old, r *plan.Rule) {
	said := func(what string) {
		f := b.report("V604", r.Place, r.Path, "version %q: %q %s", now.Version, r.ID, what)
		f.Diagnostic = f.WithRelated(old.Place, "the version before")
	}
	if old.Kind != r.Kind {
		said(fmt.Sprintf("is a %s, and was a %s", r.Kind, old.Kind))
		return
	}
	for _, c := range []struct{ what, was, now string }{
		{"is decided on another day", decideText(old), decideText(r)},
		{"is computed over another period", everyText(old), everyText(r)},
		{"is paid once under another key", onceText(old), onceText(r)},
		{"pays somebody else", meaning(old, old.To) + splitText(old), meaning(r, r.To) + splitText(r)},
		{"is held otherwise", holdText(old), holdText(r)},
		{"asks for something else", meaning(old, old.Must), meaning(r, r.Must)},
		{"is given back otherwise", meaning(old, old.Back), meaning(r, r.Back)},
		{"has another cap for each payee", meaning(old, old.CapPayee), meaning(r, r.CapPayee)},
		{"takes back other rules", fmt.Sprint(old.Takes), fmt.Sprint(r.Takes)},
		{"draws on other accounts", fmt.Sprint(old.From), fmt.Sprint(r.From)},
		{"has another price for each level", cascadeText(old), cascadeText(r)},
		{"nets losses otherwise", fmt.Sprint(old.NetLoss), fmt.Sprint(r.NetLoss)},
		{"collects another fee", old.Fee, r.Fee},
	} {
		if c.was != c.now {
			said(c.what)
		}
	}
}

func meaning(r *plan.Rule, n *ir.Node) string {
	if n == nil {
		return ""
	}
	return n.Meaning(r.Program)
}

func decideText(r *plan.Rule) string {
	if r.Decide == nil {
		return ""
	}
	return fmt.Sprint(r.Decide.Days, r.Decide.Months, meaning(r, r.Decide.On))
}

func everyText(r *plan.Rule) string {
	return fmt.Sprint(r.Every.Unit, r.Every.Months, r.Every.Days, r.Every.AtEnd, r.Post, meaning(r, r.Every.Since))
}

func onceText(r *plan.Rule) string {
	if r.Once == nil {
		return ""
	}
	return r.Once.Name + meaning(r, r.Once.Key) + meaning(r, r.Once.By)
}

func splitText(r *plan.Rule) string {
	text := ""
	for _, part := range r.Split {
		text += part.Label + meaning(r, part.Share)
	}
	return text + meaning(r, r.Rest)
}

func holdText(r *plan.Rule) string {
	if r.Hold == nil {
		return ""
	}
	return meaning(r, r.Hold.When)
}

func cascadeText(r *plan.Rule) string {
	c := r.Cascade
	if c == nil {
		return ""
	}
	text := meaning(r, c.From)
	for _, n := range []*ir.Node{c.Price, c.Share, c.Skip} {
		if n != nil {
			text += "|" + n.Meaning(c.Level)
		}
	}
	return text
}

// facts compares what two versions accept: a fact outside its domain is
// refused when the data are read.
func (b *bookPass) facts(was, now *plan.Policy) {
	for _, s := range now.Model.Subjects {
		old := was.Model.Subject(s.Name)
		if old == nil {
			continue
		}
		for _, f := range s.Fields {
			before := old.Field(f.Name)
			if before == nil || domainKey(before) == domainKey(f) {
				continue
			}
			d := b.report("V604", f.Place, diag.Key(diag.Key("facts", s.Name), f.Name), "version %q: `%s.%s` may have other values, or another default", now.Version, s.Name, f.Name)
			d.Diagnostic = d.WithRelated(before.Place, "the version before")
		}
	}
}

func domainKey(f *ir.Field) string {
	t := f.Type
	if t.Kind == ir.Map {
		t = *t.Elem
	}
	text := fmt.Sprint(t.Kind, t.Scale, f.Optional)
	for _, v := range append([]*big.Int{f.Min, f.Max, f.Default}, f.OneOf...) {
		text += fmt.Sprint("|", v)
	}
	if t.Enum != nil {
		text += fmt.Sprint(t.Enum.Symbols)
	}
	return text
}

// settlement compares when and how two versions pay.
func (b *bookPass) settlement(was, now *plan.Policy) {
	if was.Settle.Program == nil || now.Settle.Program == nil || settleText(was) == settleText(now) {
		return
	}
	at := now.Syntax.Policy.Span()
	if now.Syntax.Settlement != nil {
		at = now.Syntax.Settlement.Span
	}
	b.report("V604", at, "settlement", "version %q: balances are settled otherwise", now.Version)
}

func settleText(p *plan.Policy) string {
	s := p.Settle
	text := fmt.Sprint(s.Order)
	for _, unit := range []string{"day", "month", "quarter", "year", "once"} {
		if d := s.Due[unit]; d != nil {
			text += fmt.Sprint(unit, d.Kind, d.Days, d.Day, d.Months, d.On, d.With)
		}
	}
	nodes := []*ir.Node{s.AtMost, s.Leave, s.Minimum}
	if s.Withhold != nil {
		nodes = append(nodes, s.Withhold.Rate, s.Withhold.When)
	}
	for _, n := range nodes {
		text += "|"
		if n != nil {
			text += n.Meaning(s.Program)
		}
	}
	return text
}

// measures compares what two versions count and sum under one name.
func (b *bookPass) measures(was, now *plan.Policy) {
	for _, m := range now.Measures {
		for _, old := range was.Measures {
			if old.FullName() != m.FullName() || old.Meaning() == m.Meaning() {
				continue
			}
			f := b.report("V604", m.Place, diag.Key("measures", m.FullName()), "version %q: `%s` is measured otherwise%s", now.Version, m.FullName(), b.counted(was, now, old, m))
			f.Diagnostic = f.WithRelated(old.Place, "the version before")
		}
	}
}

// counted names an event that one version counts and the other does not.
func (b *bookPass) counted(was, now *plan.Policy, old, m *ir.Measure) string {
	if old.Where == nil || m.Where == nil || old.Source.Name != m.Source.Name {
		return ""
	}
	for _, side := range []struct {
		before, after cells.Outcomes
		word          string
	}{{cells.True, cells.NotTrue, "no longer counts"}, {cells.NotTrue, cells.True, "now counts"}} {
		space := cells.NewSpace(cells.NewKnown(), &cells.Budget{Cells: cells.DefaultBudget / 20})
		x, y := space.Join(was, old.Program, nil), space.Join(now, m.Program, nil)
		if space.Align(x, y) != "" {
			return ""
		}
		answer := space.Find(cells.Goal{Of: x, Node: old.Where, Want: side.before}, cells.Goal{Of: y, Node: m.Where, Want: side.after})
		if answer.Verdict == cells.Possible {
			d := &desk{Space: space, Member: y, pass: newPass(now, b.options)}
			return ": it " + side.word + " " + d.facts(answer.Point, m.Where)
		}
	}
	return ""
}

// sorted compares into which tiers two versions put the same subject.
func (b *bookPass) sorted(was, now *plan.Policy) {
	for _, t := range now.Tiers {
		for _, old := range was.Tiers {
			if old.Name != t.Name || fmt.Sprint(old.Tiers.Symbols) != fmt.Sprint(t.Tiers.Symbols) {
				continue
			}
			b.tiersOf(was, now, old, t)
		}
	}
}

func (b *bookPass) tiersOf(was, now *plan.Policy, old, t *plan.TierSet) {
	known := cells.NewKnown()
	for _, side := range []struct {
		want cells.Outcomes
		word string
	}{{cells.Positive, "lower"}, {cells.Negative, "higher"}} {
		space := cells.NewSpace(known, &cells.Budget{Cells: cells.DefaultBudget / 20})
		x, y := space.Join(was, old.Program, nil), space.Join(now, t.Program, nil)
		if space.Align(x, y) != "" {
			return
		}
		before, after := tierNode(old), tierNode(t)
		answer := space.Find(cells.Goal{Of: y, Node: after, Less: []cells.Term{{Of: x, Node: before}}, Want: side.want})
		if answer.Verdict != cells.Possible {
			continue
		}
		from, _ := answer.Point.Number(x, before)
		to, _ := answer.Point.Number(y, after)
		d := &desk{Space: space, Member: y, pass: newPass(now, b.options)}
		f := b.report("V604", t.Place, diag.Key("tiers", t.Name), "version %q: `%s` can be %s: %s, where it was %s%s", now.Version, t.Name, side.word,
			t.Tiers.Symbols[to.Num().Int64()], t.Tiers.Symbols[from.Num().Int64()], where(d.facts(answer.Point, after)))
		f.Diagnostic = f.WithRelated(old.Place, "the version before")
	}
}

// tierNode is the position of the tier that a subject's facts put it in.
func tierNode(t *plan.TierSet) *ir.Node {
	position := func(i int) *ir.Node { return constant(ir.Count, ir.NewNum(int64(i))) }
	n := position(len(t.When) - 1)
	for i := len(t.When) - 2; i >= 0; i-- {
		if t.When[i] == nil {
			n = position(i)
			continue
		}
		n = &ir.Node{Op: ir.OpCond, Type: n.Type, Args: []*ir.Node{t.When[i], position(i), n}}
	}
	if t.Fix != nil {
		n = &ir.Node{Op: ir.OpCond, Type: n.Type, Args: []*ir.Node{t.Fix.When, position(t.Fix.Tier), n}}
	}
	return n
}
