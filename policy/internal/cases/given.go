package cases

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/run"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A world is what a case has given so far: facts that later steps change.
type world struct {
	rows  run.Rows
	order map[string][]string // the ids of each kind, as first given
}

func newWorld() *world {
	return &world{rows: run.Rows{}, order: map[string][]string{}}
}

// clone copies a world, so that cases do not see each other's facts.
func (w *world) clone() *world {
	c := newWorld()
	for kind, rows := range w.rows {
		c.rows[kind] = slices.Clone(rows)
	}
	for kind, ids := range w.order {
		c.order[kind] = slices.Clone(ids)
	}
	return c
}

// ids reports whether a kind has a subject of that id.
func (w *world) has(kind, id string) bool { return slices.Contains(w.order[kind], id) }

// give adds the facts of one `given:`.
func (r *runner) give(w *world, n *syntax.Node, path string) (posted []*syntax.Node) {
	if n == nil || n.Kind == syntax.Broken {
		return nil
	}
	if n.Kind != syntax.Map {
		r.broken(n.Span, path, "`given:` is a map of subjects")
		return nil
	}
	for _, e := range n.Entries {
		at := diag.Key(path, e.Key.Value)
		if e.Key.Value == "posted" {
			if e.Value.Kind != syntax.List {
				r.broken(e.Value.Span, at, "`posted:` is a list of lines")
				continue
			}
			posted = append(posted, e.Value.Items...)
			continue
		}
		t := r.book.Schema().Type(e.Key.Value)
		if t == nil {
			r.unknown(e.Key, at, "the policy has no subject %q", e.Key.Value, typeNames(r.book.Schema()))
			continue
		}
		items := []*syntax.Node{e.Value}
		if e.Value.Kind == syntax.List {
			items = e.Value.Items
		}
		for i, item := range items {
			r.giveOne(w, t, item, diag.Index(at, i))
		}
	}
	return posted
}

func typeNames(s *data.Schema) []string {
	names := make([]string, len(s.Types))
	for i, t := range s.Types {
		names[i] = t.Name
	}
	return append(names, "posted")
}

// giveOne adds the facts of one subject, or one event.
func (r *runner) giveOne(w *world, t *data.Type, n *syntax.Node, path string) {
	if n.Kind != syntax.Map {
		r.broken(n.Span, path, "a %s is a map of facts: `{id: x, ...}`", t.Name)
		return
	}
	row := run.Row{Header: &run.Header{}, File: n.Span.File, Line: n.Span.Start.Line}
	id, from := "", ""
	add := func(name, text string) {
		row.Header.Names, row.Values = append(row.Header.Names, name), append(row.Values, text)
	}
	for _, e := range n.Entries {
		at := diag.Key(path, e.Key.Value)
		switch {
		case e.Key.Value == data.ID && e.Value.Kind == syntax.Scalar:
			id = e.Value.Text.Value
		case e.Key.Value == data.ValidFrom && e.Value.Kind == syntax.Scalar:
			from = e.Value.Text.Value
		}
		switch e.Value.Kind {
		case syntax.Scalar:
			if !r.checkFact(t, e.Key, e.Key.Value, e.Value.Text, at) {
				continue
			}
			add(e.Key.Value, e.Value.Text.Value)
		case syntax.Map:
			for _, key := range e.Value.Entries {
				name := e.Key.Value + "." + key.Key.Value
				if key.Value.Kind != syntax.Scalar {
					r.broken(key.Value.Span, at, "a single value is expected here")
				} else if r.checkFact(t, key.Key, name, key.Value.Text, at) {
					add(name, key.Value.Text.Value)
				}
			}
		case syntax.List:
			r.broken(e.Value.Span, at, "a single value is expected here, and this is a list")
		case syntax.Broken:
		}
	}
	if id == "" {
		r.broken(n.Span, path, "the %s has no `id`", t.Name)
		return
	}
	if !w.has(t.Name, id) {
		w.order[t.Name] = append(w.order[t.Name], id)
	}
	w.put(t, id, from, row)
}

// put adds a row. What a later step says of a subject changes what was said
// before; an event that is given again is another event, unless it is voided.
func (w *world) put(t *data.Type, id, from string, row run.Row) {
	if !t.Event || from != "" {
		w.rows[t.Name] = append(w.rows[t.Name], row)
		return
	}
	rows := w.rows[t.Name]
	for i := range rows {
		if valueOf(&rows[i], data.ID) != id {
			continue
		}
		if valueOf(&row, data.Void) != "" { // the event as it was, withdrawn
			row = merged(rows[i], row)
		}
		rows[i] = row
		return
	}
	w.rows[t.Name] = append(rows, row)
}

func valueOf(row *run.Row, name string) string {
	if i := slices.Index(row.Header.Names, name); i >= 0 {
		return row.Values[i]
	}
	return ""
}

func merged(was, now run.Row) run.Row {
	names, values := slices.Clone(was.Header.Names), slices.Clone(was.Values)
	for i, name := range now.Header.Names {
		if at := slices.Index(names, name); at >= 0 {
			values[at] = now.Values[i]
			continue
		}
		names, values = append(names, name), append(values, now.Values[i])
	}
	now.Header, now.Values = &run.Header{Names: names}, values
	return now
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

func (r *runner) unknown(at syntax.Text, path, format, name string, known []string) {
	d := diag.Errorf("C902", at.Span(), format, name)
	if near := diag.Nearest(name, known); near != "" {
		d.Hint = "did you mean \"" + near + "\"?"
	} else {
		d.Hint = "there are " + strings.Join(known, ", ")
	}
	r.report(d, path)
}

func (r *runner) broken(at diag.Span, path, format string, args ...any) {
	r.report(diag.Errorf("C904", at, format, args...), path)
}

func (r *runner) report(d diag.Diagnostic, path string) {
	d.Path = path
	r.diags = append(r.diags, d)
}

// payeeRef reads agent/a1, or a1 where the kind of payee is known.
func payeeRef(text, kind string) (payout.Ref, error) {
	if strings.Contains(text, "/") {
		return payout.ParseRef(text)
	}
	if kind == "" {
		return payout.Ref{}, fmt.Errorf("write the kind of payee too, as in agent/%s", text)
	}
	return payout.Ref{Type: kind, ID: text}, nil
}
