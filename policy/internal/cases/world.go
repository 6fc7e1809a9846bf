package cases

import (
	"context"
	"iter"
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/run"
)

// A world is what a case has given so far: facts that later steps change. It
// is the source of the runs.
type world struct {
	rows    run.Rows
	order   map[string][]string       // the ids of each kind, as first given
	covered map[string][2]payout.Date // where it is stated; else all days are
	without map[string][]string       // ids of each kind that the source of this step does not have
	payees  []string                  // of what was posted before, by id
}

func newWorld() *world {
	return &world{rows: run.Rows{}, order: map[string][]string{}, covered: map[string][2]payout.Date{}}
}

// Rows gives the rows of a kind but for those that this step is without.
func (w *world) Rows(ctx context.Context, kind string) iter.Seq2[run.Row, error] {
	return func(yield func(run.Row, error) bool) {
		for row, err := range w.rows.Rows(ctx, kind) {
			if slices.Contains(w.without[kind], valueOf(&row, data.ID)) {
				continue
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// Covers gives the days that the case states, or all.
func (w *world) Covers(kind string) (first, last payout.Date, known bool) {
	if days, stated := w.covered[kind]; stated {
		return days[0], days[1], true
	}
	return w.rows.Covers(kind)
}

// has reports whether a kind has a subject or event of that id.
func (w *world) has(kind, id string) bool { return slices.Contains(w.order[kind], id) }

// kindsOf gives the types of subjects that have an id: those that give it
// facts, and those that a fact refers to by it.
func (w *world) kindsOf(s *data.Schema, id string) []string {
	var kinds []string
	for _, t := range s.Types {
		if !t.Event && (w.has(t.Name, id) || w.refers(s, t, id)) {
			kinds = append(kinds, t.Name)
		}
	}
	return kinds
}

func (w *world) refers(s *data.Schema, to *data.Type, id string) bool {
	for _, t := range s.Types {
		for _, c := range t.Columns {
			if c.Kind != ir.Ref || c.Target != to {
				continue
			}
			for i := range w.rows[t.Name] {
				if valueOf(&w.rows[t.Name][i], c.Name) == id {
					return true
				}
			}
		}
	}
	return false
}

// put adds a row. What a later step says of a subject changes what was said
// before; an event that is given again is another event, unless it is voided.
func (w *world) put(t *data.Type, id string, row run.Row) {
	if !w.has(t.Name, id) {
		w.order[t.Name] = append(w.order[t.Name], id)
	}
	rows := w.rows[t.Name]
	for i := range rows {
		if valueOf(&rows[i], data.ID) != id || valueOf(&rows[i], data.ValidFrom) != valueOf(&row, data.ValidFrom) {
			continue
		}
		if !t.Event || valueOf(&row, data.Void) != "" { // the event as it was, withdrawn
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
		if now.Values[i] == "" {
			continue // not mentioned
		}
		if at := slices.Index(names, name); at >= 0 {
			values[at] = now.Values[i]
			continue
		}
		names, values = append(names, name), append(values, now.Values[i])
	}
	now.Header, now.Values = &run.Header{Names: names}, values
	return now
}
