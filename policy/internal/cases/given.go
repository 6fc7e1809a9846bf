package cases

import (
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/run"
	"github.com/fenrun/fenrun/policy/syntax"
)

// What `given:` may hold beside the subjects and events of the policies.
const (
	givenPosted = "posted"
	givenCovers = "covers"
)

// given adds the facts of one `given:`, and posts what it says was posted.
func (r *runner) given(st *stage, n *syntax.Node, path string) {
	path = diag.Key(path, "given")
	if n == nil || n.Kind == syntax.Broken {
		return
	}
	if n.Kind != syntax.Map {
		r.broken(n.Span, path, "`given:` is a map of subjects")
		return
	}
	var posted []*syntax.Node
	for _, e := range n.Entries {
		at := diag.Key(path, e.Key.Value)
		t := r.book.Schema().Type(e.Key.Value)
		switch {
		case t != nil:
			items, one := listed(e.Value)
			for i, item := range items {
				if one {
					r.subject(st.world, t, item, at)
				} else {
					r.subject(st.world, t, item, diag.Index(at, i))
				}
			}
		case e.Key.Value == givenPosted:
			posted, _ = listed(e.Value)
		case e.Key.Value == givenCovers:
			r.covers(st.world, e.Value, at)
		default:
			r.unknown(e.Key, at, "the policy has no subject %q", e.Key.Value, append(r.typeNames(), givenPosted, givenCovers))
		}
	}
	r.posted(st, posted, diag.Key(path, givenPosted))
}

// listed gives the items of a list, or the node itself where there is one.
func listed(n *syntax.Node) (items []*syntax.Node, one bool) {
	if n.Kind == syntax.List {
		return n.Items, false
	}
	return []*syntax.Node{n}, true
}

func (r *runner) typeNames() []string {
	var names []string
	for _, t := range r.book.Schema().Types {
		names = append(names, t.Name)
	}
	return names
}

// subject adds the facts of one subject, or one event.
func (r *runner) subject(w *world, t *data.Type, n *syntax.Node, path string) {
	if n.Kind == syntax.Broken {
		return
	}
	if n.Kind != syntax.Map {
		r.broken(n.Span, path, "the facts of %s are a map: `{id: x, ...}`", t.Name)
		return
	}
	row := run.Row{Header: &run.Header{}, File: n.Span.File, Line: n.Span.Start.Line}
	for _, e := range n.Entries {
		r.fact(&row, t, e, diag.Key(path, e.Key.Value))
	}
	id := valueOf(&row, data.ID)
	if id == "" {
		r.broken(n.Span, path, "the %s has no `id`", t.Name)
		return
	}
	w.put(t, id, row)
}

// fact adds one fact, or a map of facts by symbol, to a row.
func (r *runner) fact(row *run.Row, t *data.Type, e syntax.Entry, path string) {
	add := func(key syntax.Text, name string, value syntax.Text) {
		if r.checkFact(t, key, name, value, path) {
			row.Header.Names, row.Values = append(row.Header.Names, name), append(row.Values, value.Value)
		}
	}
	switch e.Value.Kind {
	case syntax.Scalar:
		add(e.Key, e.Key.Value, e.Value.Text)
	case syntax.Map:
		for _, inner := range e.Value.Entries {
			switch inner.Value.Kind {
			case syntax.Scalar:
				add(inner.Key, e.Key.Value+"."+inner.Key.Value, inner.Value.Text)
			case syntax.Map, syntax.List:
				r.broken(inner.Value.Span, path, "a single value is expected here, and this is %s", inner.Value.Kind)
			case syntax.Broken:
			}
		}
	case syntax.List:
		r.broken(e.Value.Span, path, "a single value is expected here, and this is a list")
	case syntax.Broken:
	}
}

// checkFact reads a fact once, so that a mistake is reported at its place.
func (r *runner) checkFact(t *data.Type, key syntax.Text, name string, value syntax.Text, path string) bool {
	rec := data.NewRecord(t)
	if !rec.Set(r.scratch, name, value.Value) {
		r.unknown(key, path, "the policy has no fact %q of "+t.Name, name, t.Names())
		return false
	}
	for _, bad := range rec.Bad {
		r.report(diag.Errorf("C904", value.Span(), "%s: %s", name, bad.Err), path)
	}
	return len(rec.Bad) == 0
}

// covers reads of which days the events of a kind are all there (N34):
//
//	covers: {txn: {from: 2026-06-01, until: 2026-06-30}}
func (r *runner) covers(w *world, n *syntax.Node, path string) {
	const form = "`covers:` is a map by event: `{txn: {from: 2026-06-01, until: 2026-06-30}}`"
	if n.Kind != syntax.Map {
		r.broken(n.Span, path, form)
		return
	}
	for _, e := range n.Entries {
		at := diag.Key(path, e.Key.Value)
		t := r.book.Schema().Type(e.Key.Value)
		switch {
		case t == nil || !t.Event:
			r.unknown(e.Key, at, "the policy has no event %q", e.Key.Value, r.eventNames())
		case e.Value.Kind != syntax.Map || len(e.Value.Entries) != 2:
			r.broken(e.Value.Span, at, form)
		default:
			if days, ok := r.days(e.Value, at); ok {
				w.covered[t.Name] = days
			}
		}
	}
}

func (r *runner) eventNames() []string {
	var names []string
	for _, t := range r.book.Schema().Types {
		if t.Event {
			names = append(names, t.Name)
		}
	}
	return names
}

// days reads {from: day, until: day}.
func (r *runner) days(n *syntax.Node, path string) (days [2]payout.Date, ok bool) {
	for _, e := range n.Entries {
		i := slices.Index([]string{"from", "until"}, e.Key.Value)
		if i < 0 {
			r.unknown(e.Key, path, "there is no key %q here", e.Key.Value, []string{"from", "until"})
			return days, false
		}
		day, err := payout.ParseDate(e.Value.Text.Value)
		if err != nil {
			r.broken(e.Value.Span, path, "this is no day, which is written 2026-06-30")
			return days, false
		}
		days[i] = day
	}
	return days, true
}

// without reads which rows the source of a step does not have, by kind:
//
//	without: {txn: [t1, t2], merchant: m1}
func (r *runner) without(w *world, n *syntax.Node, path string) map[string][]string {
	if n == nil || n.Kind == syntax.Broken {
		return nil
	}
	if n.Kind != syntax.Map {
		r.broken(n.Span, path, "`without:` is a map of ids by kind: `{txn: [t1, t2]}`")
		return nil
	}
	ids := map[string][]string{}
	for _, e := range n.Entries {
		at := diag.Key(path, e.Key.Value)
		if r.book.Schema().Type(e.Key.Value) == nil {
			r.unknown(e.Key, at, "the policy has no subject %q", e.Key.Value, r.typeNames())
			continue
		}
		items, _ := listed(e.Value)
		for _, item := range items {
			switch {
			case item.Kind != syntax.Scalar:
				r.broken(item.Span, at, "an id is expected here, and this is %s", item.Kind)
			case !w.has(e.Key.Value, item.Text.Value):
				r.unknown(item.Text, at, "there is no "+e.Key.Value+" %q", item.Text.Value, w.order[e.Key.Value])
			default:
				ids[e.Key.Value] = append(ids[e.Key.Value], item.Text.Value)
			}
		}
	}
	return ids
}
