package plan

import (
	"slices"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/syntax"
)

// merge changes a policy's text as a deal says: its params, ladders, tables
// and lets in place of those of the same name, its measures and rules added,
// and what its commitments grant or, where their bit is set, what should have
// applied.
func (c *dealCompiler) merge(m *syntax.Policy, d *Deal, missed int) {
	s := d.Syntax
	m.Params = replaced(m.Params, s.Params)
	m.Ladders = replaced(m.Ladders, s.Ladders)
	m.Tables = replaced(m.Tables, s.Tables)
	m.Let = replaced(m.Let, s.Let)
	m.Measures = c.added(m.Measures, s.Measures)
	c.misspelt(m.Rules, s.Rules)
	m.Rules = mergeRules(s.Deal.Value, m.Rules, s.Rules)
	for i := range s.Commitments {
		terms, path := &s.Commitments[i].Advance, diag.Key(diag.Index("commitments", i), "advance")
		if missed>>i&1 == 1 {
			terms, path = &s.Commitments[i].Missed, diag.Key(diag.Index("commitments", i), "missed")
		}
		for _, o := range terms.Pairs {
			c.override(m, o, diag.Key(path, o.Key.Value))
		}
	}
}

// disjoint checks that no two deals of one agent change the same thing on the
// same day (N21).
func (c *dealCompiler) disjoint(t *Term) {
	by := map[string]*Deal{}
	for _, d := range t.Deals {
		for _, name := range changedNames(d.Syntax) {
			if other := by[name]; other != nil && other != d {
				e := c.errorf("N110", d.Syntax.Deal.Span(), "deal", "the deals %q and %q both change %q from %s on", other.Name, d.Name, name, t.From)
				e.Related = []diag.Related{{Span: other.Syntax.Deal.Span(), Message: "the other deal"}}
				return
			}
			by[name] = d
		}
	}
}

func changedNames(s *syntax.Deal) []string {
	names := slices.Concat(keysOf(s.Params), keysOf(s.Ladders), keysOf(s.Tables), keysOf(s.Let), keysOf(s.Measures))
	for _, r := range s.Rules {
		names = append(names, "rule "+r.ID.Value)
	}
	for _, m := range s.Commitments {
		for _, o := range slices.Concat(m.Advance.Pairs, m.Missed.Pairs) {
			if !slices.Contains(names, o.Key.Value) {
				names = append(names, o.Key.Value)
			}
		}
	}
	return names
}

// replaced puts the entries of one map in place of those of the same name.
func replaced[T any](was, now syntax.Keyed[T]) syntax.Keyed[T] {
	pairs := slices.Clone(was.Pairs)
	for _, p := range now.Pairs {
		if i := slices.IndexFunc(pairs, func(o syntax.Pair[T]) bool { return o.Key.Value == p.Key.Value }); i >= 0 {
			pairs[i] = p
			continue
		}
		pairs = append(pairs, p)
	}
	was.Pairs = pairs
	return was
}

// added adds measures; one that the policy has may not be changed, for other
// agents' ladders read it too.
func (c *dealCompiler) added(was, now syntax.Keyed[syntax.Measure]) syntax.Keyed[syntax.Measure] {
	for _, p := range now.Pairs {
		if was.Find(p.Key.Value) != nil {
			c.errorf("N110", p.Key.Span(), "measures", "the policy has a measure %q already; a deal adds measures under other names", p.Key.Value)
		}
	}
	return replaced(was, now)
}

// misspelt reports rules of a deal that say so little that they can only be
// meant to change one of the policy, which has none of that id but a near one.
func (c *dealCompiler) misspelt(was, now []syntax.Rule) {
	var ids []string
	for _, r := range was {
		ids = append(ids, r.ID.Value)
	}
	for i, r := range now {
		if r.Kind.Value != "" || slices.Contains(ids, r.ID.Value) || diag.Nearest(r.ID.Value, ids) == "" {
			continue
		}
		d := c.errorf("N102", r.ID.Span(), diag.Key(diag.Index("rules", i), "id"), "the policy has no rule %q, and one that a deal adds needs its kind", r.ID.Value)
		d.Suggest(d.Span, r.ID.Value, ids)
	}
}

// mergeRules replaces rules by their id, and adds others under deal/id.
func mergeRules(deal string, was, now []syntax.Rule) []syntax.Rule {
	list := slices.Clone(was)
	for _, r := range now {
		if i := slices.IndexFunc(list, func(o syntax.Rule) bool { return o.ID.Value == r.ID.Value }); i >= 0 {
			list[i] = inherit(r, list[i])
			continue
		}
		r.ID.Value = deal + "/" + r.ID.Value
		list = append(list, r)
	}
	return list
}

// inherit gives a rule that replaces another what it does not say itself, so
// that `when: false` is enough to end one.
func inherit(r, was syntax.Rule) syntax.Rule {
	merged := was
	merged.ID, merged.Span = r.ID, r.Span
	text := func(to *syntax.Text, from syntax.Text) {
		if from.Value != "" {
			*to = from
		}
	}
	expr := func(to *syntax.Expr, from syntax.Expr) {
		if from.Value != "" {
			*to = from
		}
	}
	text(&merged.Kind, r.Kind)
	text(&merged.For, r.For)
	text(&merged.Post, r.Post)
	text(&merged.Negative, r.Negative)
	text(&merged.Unit, r.Unit)
	text(&merged.Fee, r.Fee)
	expr(&merged.When, r.When)
	expr(&merged.Must, r.Must)
	if len(r.Each) > 0 {
		merged.Each = r.Each
	}
	if !r.To.IsZero() {
		merged.To = r.To
	}
	if !r.Amount.IsZero() {
		merged.Amount = r.Amount
	}
	if !r.Why.IsZero() {
		merged.Why = r.Why
	}
	if len(r.TakesBack.List) > 0 {
		merged.TakesBack = r.TakesBack
	}
	if len(r.From.List) > 0 {
		merged.From = r.From
	}
	if r.Split.Pairs != nil {
		merged.Split = r.Split
	}
	for _, set := range []struct {
		written bool
		apply   func()
	}{
		{r.Every != nil, func() { merged.Every = r.Every }}, {r.Once != nil, func() { merged.Once = r.Once }},
		{r.During != nil, func() { merged.During = r.During }}, {r.Decide != nil, func() { merged.Decide = r.Decide }},
		{r.Hold != nil, func() { merged.Hold = r.Hold }}, {r.Cap != nil, func() { merged.Cap = r.Cap }},
		{r.Floor != nil, func() { merged.Floor = r.Floor }}, {r.Cascade != nil, func() { merged.Cascade = r.Cascade }},
		{r.Back != nil, func() { merged.Back = r.Back }}, {r.Due != nil, func() { merged.Due = r.Due }},
	} {
		if set.written {
			set.apply()
		}
	}
	return merged
}

// override puts what a commitment grants, or what should have applied, in
// place of a param, ladder, table or let of the policy. It has the shape of
// what it overrides (N21).
func (c *dealCompiler) override(m *syntax.Policy, o syntax.Pair[syntax.Override], path string) {
	name := o.Key.Value
	shape, known := c.shape(m, name)
	if !known {
		d := c.errorf("N102", o.Key.Span(), path, "the policy has no param, ladder, table or let %q", name)
		d.Suggest(d.Span, name, overridable(m))
		return
	}
	m.Params, m.Ladders = without(m.Params, name), without(m.Ladders, name)
	m.Tables, m.Let = without(m.Tables, name), without(m.Let, name)
	if o.Value.By.Pairs != nil {
		if shape == nil {
			c.errorf("U503", o.Value.Span, path, "%q is a single value, and this is a map by symbol", name)
			return
		}
		c.overrideMap(m, o, shape, path)
		return
	}
	if shape != nil && !c.namesMap(m, o.Value.Expr) {
		d := c.errorf("U503", o.Value.Span, path, "%q is a map by symbol, and this is a single value", name)
		d.Hint = "an override has the shape of what it overrides: {" + symbolsText(shape) + "}"
		return
	}
	expr := o.Value.Expr
	m.Let.Pairs = append(slices.Clone(m.Let.Pairs), syntax.Pair[syntax.Value]{Key: o.Key, Value: syntax.Value{Expr: &expr, Span: o.Value.Span}})
}

func (c *dealCompiler) overrideMap(m *syntax.Policy, o syntax.Pair[syntax.Override], shape []string, path string) {
	p := syntax.Param{Span: o.Value.Span}
	var have []string
	for _, pair := range o.Value.By.Pairs {
		have = append(have, pair.Key.Value)
		p.By.Pairs = append(p.By.Pairs, syntax.Pair[syntax.Text]{Key: pair.Key, Value: pair.Value.Text})
	}
	for _, symbol := range shape {
		if !slices.Contains(have, symbol) {
			c.errorf("N102", o.Value.Span, path, "%q has a value for %s, and this has none", o.Key.Value, symbol)
			return
		}
	}
	m.Params.Pairs = append(slices.Clone(m.Params.Pairs), syntax.Pair[syntax.Param]{Key: o.Key, Value: p})
}

func symbolsText(shape []string) string {
	text := ""
	for i, s := range shape {
		if i > 0 {
			text += ", "
		}
		text += s + ": ..."
	}
	return text
}

// shape gives the symbols of a map by symbol, or nil for a single value.
func (c *dealCompiler) shape(m *syntax.Policy, name string) (symbols []string, known bool) {
	if p := m.Params.Find(name); p != nil {
		return keysOf(p.By), true
	}
	if l := m.Ladders.Find(name); l != nil {
		rungs := l.Whole
		if rungs.Pairs == nil {
			rungs = l.Marginal
		}
		if len(rungs.Pairs) > 0 {
			return keysOf(rungs.Pairs[0].Value.By), true
		}
		return nil, true
	}
	if v := m.Let.Find(name); v != nil {
		if v.Expr != nil && v.Expr.Value != name {
			if inner, ok := c.shape(m, v.Expr.Value); ok {
				return inner, true
			}
		}
		return nil, true
	}
	return nil, m.Tables.Find(name) != nil
}

// namesMap reports whether an expression is the name of a map by symbol.
func (c *dealCompiler) namesMap(m *syntax.Policy, e syntax.Expr) bool {
	symbols, known := c.shape(m, e.Value)
	return known && symbols != nil
}

func keysOf[T any](m syntax.Keyed[T]) []string {
	var keys []string
	for _, p := range m.Pairs {
		keys = append(keys, p.Key.Value)
	}
	return keys
}

func overridable(m *syntax.Policy) []string {
	return slices.Concat(keysOf(m.Params), keysOf(m.Ladders), keysOf(m.Tables), keysOf(m.Let))
}

func without[T any](m syntax.Keyed[T], name string) syntax.Keyed[T] {
	m.Pairs = slices.DeleteFunc(slices.Clone(m.Pairs), func(p syntax.Pair[T]) bool { return p.Key.Value == name })
	return m
}
