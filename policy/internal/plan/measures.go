package plan

import (
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

// measures declares all measures; what they sum is typed when they are first
// read, for they may read each other in any order.
func (c *compiler) measures() {
	c.prepared = map[*ir.Measure]bool{}
	for i := range c.syntax.Measures.Pairs {
		pair := &c.syntax.Measures.Pairs[i]
		path := diag.Key("measures", pair.Key.Value)
		m := &ir.Measure{Index: len(c.policy.Measures), Place: pair.Key.Span()}
		if !c.measureName(m, pair.Key, path) {
			continue
		}
		c.policy.Measures = append(c.policy.Measures, m)
		source, busy := &pair.Value, false
		m.Prepare = func() bool {
			if c.prepared[m] {
				return true
			}
			if busy {
				return false
			}
			busy = true
			c.measure(m, source, path)
			busy, c.prepared[m] = false, true
			return true
		}
	}
}

func (c *compiler) prepareMeasures() {
	for _, m := range c.policy.Measures {
		m.Prepare()
	}
	for _, m := range c.policy.Measures {
		m.Prepare = nil // all are typed, and the policy does not change any more
	}
}

func (c *compiler) measureName(m *ir.Measure, name syntax.Text, path string) bool {
	subject, member, dotted := strings.Cut(name.Value, ".")
	if !dotted {
		m.Name = name.Value
		return c.declare(name, path, &ir.Stream{Name: name.Value, Measure: m, Place: name.Span()})
	}
	m.Name = member
	m.Subject = c.model.Subject(subject)
	if m.Subject == nil {
		d := c.errorf("N102", name.Span(), path, "a measure belongs to a subject, and there is no subject %q", subject)
		d.Suggest(name.Slice(0, len([]rune(subject))).Span(), subject, c.subjectNames())
		return false
	}
	if !nameShape.MatchString(member) {
		c.errorf("S008", name.Span(), path, "%q cannot be used as a name in expressions", member)
		return false
	}
	if was := m.Subject.AddMember(member, m); was != nil {
		c.errorf("N103", name.Span(), path, "%s has %s %q already", subject, ir.DescribeMember(was), member)
		return false
	}
	return true
}

func (c *compiler) subjectNames() []string {
	names := make([]string, len(c.model.Subjects))
	for i, s := range c.model.Subjects {
		names[i] = s.Name
	}
	return names
}

// measure types one measure.
func (c *compiler) measure(m *ir.Measure, s *syntax.Measure, path string) {
	m.Way.Hops = nil
	op, term, ok := c.measureOp(m, s, path)
	if !ok {
		return
	}
	if op == ir.Supplied {
		c.suppliedMeasure(m, s, path)
		return
	}
	m.Op = op
	if !c.measureSource(m, s, term, path) {
		return
	}
	site := c.site(m.Source)
	m.Program = site.Program
	if s.Where != nil {
		m.Where = c.where(site, s.Where)
		site = site.With(m.Where)
	}
	if !c.measureTerm(m, s, site, term, path) {
		return
	}
	c.measureWindow(m, s, path)
	c.measureShape(m, s, path)
	m.Rising = (op == ir.SumOf && m.Program.NotNegative(m.Term)) || op == ir.CountOf || op == ir.ReachOf && m.Program.NotNegative(m.Term)
}

// measureOp finds which of sum, count, min, max, first, last and type was
// written. reach goes with sum.
func (c *compiler) measureOp(m *ir.Measure, s *syntax.Measure, path string) (ir.MeasureOp, *syntax.Expr, bool) {
	ops := []struct {
		name string
		expr *syntax.Expr
		op   ir.MeasureOp
	}{
		{"sum", &s.Sum, ir.SumOf}, {"min", &s.Min, ir.MinOf}, {"max", &s.Max, ir.MaxOf},
		{"first", &s.First, ir.FirstOf}, {"last", &s.Last, ir.LastOf},
	}
	var found []string
	op, term := ir.Supplied, (*syntax.Expr)(nil)
	for _, o := range ops {
		if o.expr.Value != "" {
			found, op, term = append(found, o.name), o.op, o.expr
		}
	}
	if s.Count.Value != "" {
		found, op = append(found, "count"), ir.CountOf
	}
	if s.Type.Value != "" {
		found = append(found, "type")
	}
	switch {
	case len(found) == 0:
		c.errorf("S007", s.Span, path, "it is not said what is measured").Hint = "`sum:`, `count:`, `min:`, `max:`, `first:` or `last:` of events, or the `type:` of what the host supplies"
		return op, nil, false
	case len(found) > 1:
		c.errorf("S003", s.Span, path, "a measure is one of %s, not several", strings.Join(found, " and "))
		return op, nil, false
	}
	if s.Reach.Value != "" {
		if op != ir.SumOf {
			c.errorf("S003", s.Reach.Span(), diag.Key(path, "reach"), "`reach:` goes with `sum:`")
			return op, nil, false
		}
		op = ir.ReachOf
	}
	return op, term, true
}

// measureSource finds what is summed or counted, and the way from there to
// the measure's subject.
func (c *compiler) measureSource(m *ir.Measure, s *syntax.Measure, term *syntax.Expr, path string) bool {
	if m.Op == ir.CountOf {
		m.Source = c.model.Subject(s.Count.Value)
		if m.Source == nil {
			d := c.errorf("N102", s.Count.Span(), diag.Key(path, "count"), "there is no subject %q to count", s.Count.Value)
			d.Suggest(d.Span, s.Count.Value, c.subjectNames())
			return false
		}
	} else {
		mentioned := c.model.Mentioned(term.Value)
		for _, subject := range mentioned {
			if subject.Event || m.Source == nil {
				m.Source = subject
			}
			if subject.Event {
				break
			}
		}
		if m.Source == nil {
			site := c.site(nil)
			if site.Any(*term).Op != ir.OpInvalid { // else its mistakes have been reported
				c.errorf("N107", term.Span(), term.Path, "this names nothing that can be summed").Hint = "name a fact of an event, as in `txn.amount`"
			}
			return false
		}
	}
	return c.measureWay(m, s, path)
}

func (c *compiler) measureWay(m *ir.Measure, s *syntax.Measure, path string) bool {
	if s.Via.Value != "" {
		via := diag.Key(path, "via")
		way, end, ok := c.site(m.Source).PathTo(syntax.Expr{Text: s.Via, Path: via})
		if !ok {
			return false
		}
		if m.Subject != nil && end != m.Subject {
			c.errorf("N108", s.Via.Span(), via, "this way leads to %s, and the measure is %s's", end.Name, m.Subject.Name)
			return false
		}
		m.Way, m.Via = way, true
		return true
	}
	if m.Subject == nil || m.Subject == m.Source {
		return true
	}
	ways := ir.Ways(m.Source, m.Subject)
	switch len(ways) {
	case 1:
		m.Way.Hops = ways[0]
		return true
	case 0:
		c.errorf("N102", m.Place, path, "no reference leads from %s to %s", m.Source.Name, m.Subject.Name)
	default:
		c.errorf("N108", m.Place, path, "%d ways lead from %s to %s", len(ways), m.Source.Name, m.Subject.Name).Hint = "write the way you mean: " + ir.WayTexts(m.Source, ways, "via: ")
	}
	return false
}

func (c *compiler) where(site *ir.Site, w *syntax.Where) *ir.Node {
	if w.Expr != nil {
		return site.Condition(*w.Expr)
	}
	var all *ir.Node
	for _, pair := range w.Fields.Pairs {
		field := syntax.Expr{Text: pair.Key, Path: "where"}
		all = ir.And(all, site.FieldIs(field, pair.Value))
	}
	return all
}

func (c *compiler) measureTerm(m *ir.Measure, s *syntax.Measure, site *ir.Site, term *syntax.Expr, path string) bool {
	switch m.Op {
	case ir.CountOf:
		m.Type = ir.Type{Kind: ir.Count}
		return true
	case ir.FirstOf, ir.LastOf:
		if !m.Source.Event {
			c.errorf("N107", term.Span(), term.Path, "first and last are by time, and %s has none", m.Source.Name)
			return false
		}
	}
	want := ir.AnyValue
	m.Term = site.Value(ir.ValueSource{Expr: term}, want)
	m.Term = site.Required(*term, m.Term)
	if m.Term.Op == ir.OpInvalid || m.Term.Type.Kind == ir.Invalid {
		return false
	}
	k := m.Term.Type.Kind
	switch m.Op {
	case ir.SumOf, ir.ReachOf:
		if !ordered(k) || k == ir.Date || k == ir.Time {
			c.errorf("N107", term.Span(), term.Path, "a %s cannot be summed", m.Term.Type)
			return false
		}
	case ir.MinOf, ir.MaxOf:
		if !ordered(k) {
			c.errorf("N107", term.Span(), term.Path, "a %s has no order", m.Term.Type)
			return false
		}
	}
	m.Type = m.Term.Type
	if k == ir.Bare {
		m.Type.Kind = ir.Number
	}
	if m.Op != ir.ReachOf {
		return true
	}
	lit, ok := c.literal(s.Reach, diag.Key(path, "reach"))
	if !ok {
		return false
	}
	v, problem := lit.As(m.Type, c.model)
	if problem != "" {
		c.errorf("U503", s.Reach.Span(), diag.Key(path, "reach"), "%s", problem)
		return false
	}
	m.Reach = ir.Num{Int: v, Scale: m.Type.Scale}
	m.Type = ir.Type{Kind: ir.Date}
	m.Absent = true
	return true
}

// suppliedMeasure is a figure that the host has ready-made.
func (c *compiler) suppliedMeasure(m *ir.Measure, s *syntax.Measure, path string) {
	if m.Subject == nil {
		c.errorf("N107", m.Place, path, "a figure that the host supplies belongs to a subject: `merchant.%s`", m.Name)
		return
	}
	kind, ok := scalarKinds[s.Type.Value]
	if !ok || !ordered(kind) {
		c.errorf("N102", s.Type.Span(), diag.Key(path, "type"), "a figure is money, a rate, a count, a number or a date, not %q", s.Type.Value)
		return
	}
	m.Type = ir.Type{Kind: kind}
	switch kind {
	case ir.Money:
		m.Type.Scale = c.model.Places
	case ir.Rate, ir.Number:
		m.Type.Scale = ratePlaces
	}
	c.measurePer(m, s, path)
	for key, t := range map[string]syntax.Text{"via": s.Via, "pool": s.Pool, "tree": s.Tree, "reach": s.Reach, "days": s.Days} {
		if t.Value != "" {
			c.errorf("S003", t.Span(), diag.Key(path, key), "`%s:` says how events are summed, and this figure is supplied", key)
		}
	}
}

func (c *compiler) measurePer(m *ir.Measure, s *syntax.Measure, path string) {
	if s.Per.Value == "" {
		return
	}
	if unit, ok := c.oneOf(s.Per, diag.Key(path, "per"), "day", "month", "quarter", "year"); ok {
		m.Per, _ = ir.ParseUnit(unit)
	} else if isWeek(s.Per.Value) {
		c.lastHint("a week is counted from a date: a stream, read as `spent(period)` in a rule with `every: {length: 7d, since: 2026-01-05}`")
	}
}

// measureWindow reads over which days a measure runs.
func (c *compiler) measureWindow(m *ir.Measure, s *syntax.Measure, path string) {
	c.measurePer(m, s, path)
	windowed := s.Days.Value != "" || s.Month.Value != "" || s.Every.Value != "" || s.Times.Value != ""
	if s.Since.Value == "" {
		if windowed {
			c.errorf("S007", s.Span, path, "`since:` is missing here: from which date are the days counted?")
		}
		if m.Subject == nil && m.Per != ir.NoUnit {
			c.errorf("S003", s.Per.Span(), diag.Key(path, "per"), "a stream has no period of its own: it is called with one").Hint = "give the measure a subject, as in `merchant." + m.Name + "`"
		}
		return
	}
	if m.Subject == nil {
		c.errorf("S003", s.Since.Span(), s.Since.Path, "a stream has no window of its own: it is called with one").Hint = "give the measure a subject, as in `device." + m.Name + "`"
		return
	}
	if m.Per != ir.NoUnit {
		c.errorf("S003", s.Per.Span(), diag.Key(path, "per"), "a measure is over calendar periods, by `per:`, or over days counted from a date, by `since:`, not both")
		return
	}
	w, ok := c.window(s, path)
	if !ok {
		return
	}
	site := c.site(m.Subject)
	m.Anchor, m.Since = site.Program, site.Date(s.Since)
	if m.Since.Op == ir.OpInvalid {
		m.Since = nil
		return
	}
	m.Window = &w
	m.Absent = m.Absent || m.Since.MayBeAbsent()
	if w.Times > 0 {
		elem := m.Type
		m.Type = ir.Type{Kind: ir.List, Elem: &elem, Len: w.Times}
	}
}

func (c *compiler) window(s *syntax.Measure, path string) (ir.Window, bool) {
	switch {
	case s.Every.Value != "":
		return c.blocks(s, path)
	case s.Month.Value != "":
		return c.monthWindow(s.Month, s.From, path)
	case s.Days.Value != "":
		w, err := ir.ParseWindow(s.Days.Value)
		if err != nil || w.Times > 0 || w.Period || w.Months {
			c.errorf("S008", s.Days.Span(), diag.Key(path, "days"), "%q is no range of days", s.Days.Value).Hint = "day 1 is the day itself: `1..30`, `31..60`, `1..`, `-30..-1`"
			return w, false
		}
		return w, true
	default:
		return ir.Window{Lo: 1, Open: true}, true
	}
}

// blocks reads `every: 30d, times: 6` and `every: month, times: 12`.
func (c *compiler) blocks(s *syntax.Measure, path string) (ir.Window, bool) {
	times, ok := c.whole(s.Times, diag.Key(path, "times"))
	if s.Times.Value == "" {
		c.errorf("S007", s.Span, path, "`times:` is missing here: how many windows?")
	}
	if !ok || times < 1 || times > 120 {
		if ok {
			c.errorf("S009", s.Times.Span(), diag.Key(path, "times"), "a list has 1 to 120 windows")
		}
		return ir.Window{}, false
	}
	w := ir.Window{Times: times, Each: 1, Months: true}
	if s.Every.Value != "month" {
		span := c.span(s.Every, diag.Key(path, "every"))
		if span.IsZero() {
			return w, false
		}
		w.Each, w.Months = max(span.Days, span.Months), span.Months > 0
	}
	w.Same = c.word1(s.From, diag.Key(path, "from"), "same-month")
	return w, true
}

// measureShape reads pools and trees, and settles what may be absent.
func (c *compiler) measureShape(m *ir.Measure, s *syntax.Measure, path string) {
	switch m.Op {
	case ir.MinOf, ir.MaxOf, ir.FirstOf, ir.LastOf:
		m.Absent = true
	}
	if s.Pool.Value != "" {
		m.Pool = c.edge(m, s.Pool, diag.Key(path, "pool"))
		if m.Pool != nil && m.Pool.Type.Kind == ir.Map {
			c.errorf("N107", s.Pool.Span(), diag.Key(path, "pool"), "`pool:` names a fact that several subjects share, not a map")
			m.Pool = nil
		}
	}
	if s.Tree.Value != "" {
		m.Tree = c.edge(m, s.Tree, diag.Key(path, "tree"))
		if m.Tree != nil && (m.Tree.Type.Kind != ir.Ref || m.Tree.Type.Subject != m.Subject) {
			c.errorf("N107", s.Tree.Span(), diag.Key(path, "tree"), "`tree:` names the reference to the %s above, as in agent.up", m.Subject.Name)
			m.Tree = nil
		}
		if m.Tree != nil && m.Op != ir.SumOf && m.Op != ir.CountOf {
			c.errorf("S003", s.Tree.Span(), diag.Key(path, "tree"), "only sums and counts add up along a tree")
			m.Tree = nil
		}
	}
}

// edge reads a fact of the measure's own subject, written merchant.identity.
func (c *compiler) edge(m *ir.Measure, t syntax.Text, path string) *ir.Field {
	subject, name, _ := strings.Cut(t.Value, ".")
	if m.Subject == nil {
		c.errorf("S003", t.Span(), path, "a stream is summed by its rule's subject, and has no pool or tree")
		return nil
	}
	if f := m.Subject.Field(name); subject == m.Subject.Name && f != nil {
		return f
	}
	d := c.errorf("N102", t.Span(), path, "%q is no fact of %s", t.Value, m.Subject.Name)
	var names []string
	for _, f := range m.Subject.Fields {
		names = append(names, m.Subject.Name+"."+f.Name)
	}
	d.Suggest(d.Span, t.Value, names)
	return nil
}
