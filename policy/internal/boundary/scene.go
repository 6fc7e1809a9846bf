package boundary

import (
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy/internal/cases"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A scene is facts and the runs over them. It is never changed: what changes a
// fact makes another one.
type scene struct {
	turns []turn
	text  string // what key gives, once it was asked
}

// A turn is one run, with the facts that are new to it.
type turn struct {
	run, asOf string
	rows      []row
	rest      []syntax.Entry // posted, covers
	without   *syntax.Node
}

// A row is the facts of one subject or event.
type row struct {
	kind  string
	facts *syntax.Node
}

// inFile gives what the cases of a file give, one scene for each run that can
// stand by itself.
func (g *maker) inFile(file *syntax.CaseFile) []*scene {
	var list []*scene
	for i := range file.Cases {
		c := &file.Cases[i]
		t := turn{run: c.Period.Value, asOf: c.AsOf.Value}
		if t.run == "" {
			t.run = t.asOf
		}
		t.take(g.schema, c.Given)
		list = append(list, &scene{turns: []turn{t}})
	}
	for i := range file.Timelines {
		list = append(list, g.timeline(&file.Timelines[i])...)
	}
	return list
}

// timeline gives a scene for each step: all that came before, and the step.
func (g *maker) timeline(t *syntax.Timeline) []*scene {
	var list []*scene
	var turns []turn
	for i := range t.Steps {
		s := &t.Steps[i]
		if len(s.Policy.List) > 0 {
			break // other policies from here on
		}
		runs := s.Run.List
		if len(runs) == 0 {
			runs = []syntax.Text{s.AsOf}
		}
		for j, r := range runs {
			next := turn{run: r.Value, asOf: s.AsOf.Value, without: s.Without}
			if i == 0 && j == 0 {
				next.take(g.schema, t.Given)
			}
			if j == 0 {
				next.take(g.schema, s.Given)
			}
			turns = append(turns, next)
			list = append(list, &scene{turns: slices.Clone(turns)})
		}
	}
	return list
}

// take reads a `given:`.
func (t *turn) take(schema *data.Schema, n *syntax.Node) {
	if n == nil || n.Kind != syntax.Map {
		return
	}
	for _, e := range n.Entries {
		if schema.Type(e.Key.Value) == nil {
			t.rest = append(t.rest, e)
			continue
		}
		items := []*syntax.Node{e.Value}
		if e.Value.Kind == syntax.List {
			items = e.Value.Items
		}
		for _, item := range items {
			if item.Kind == syntax.Map {
				t.rows = append(t.rows, row{kind: e.Key.Value, facts: item})
			}
		}
	}
}

// given writes a turn's facts as a `given:` has them.
func (t *turn) given() *syntax.Node {
	n := &syntax.Node{Kind: syntax.Map}
	at := map[string]*syntax.Node{}
	for _, r := range t.rows {
		list := at[r.kind]
		if list == nil {
			list = &syntax.Node{Kind: syntax.List, Style: syntax.Block}
			at[r.kind] = list
			n.Entries = append(n.Entries, syntax.Entry{Key: syntax.Text{Value: r.kind}, Value: list})
		}
		list.Items = append(list.Items, r.facts)
	}
	n.Entries = append(n.Entries, t.rest...)
	return n
}

// played gives the turns for a run; the watch looks on at the last.
func (s *scene) played(w engine.Watch) []cases.Turn {
	turns := make([]cases.Turn, len(s.turns))
	for i := range s.turns {
		t := &s.turns[i]
		turns[i] = cases.Turn{Run: t.run, AsOf: t.asOf, Given: t.given(), Without: t.without}
	}
	turns[len(turns)-1].Watch = w
	return turns
}

// key is a text that says all of a scene.
func (s *scene) key() string {
	if s.text == "" {
		var b strings.Builder
		for i := range s.turns {
			t := &s.turns[i]
			b.WriteString(t.run + "/" + t.asOf + "\n")
			write(&b, t.given())
			if t.without != nil {
				write(&b, t.without)
			}
		}
		s.text = b.String()
	}
	return s.text
}

func (s *scene) rows() int {
	n := 0
	for i := range s.turns {
		n += len(s.turns[i].rows)
	}
	return n
}

// withoutRow leaves out a row.
func (s *scene) withoutRow(turn, row int) *scene {
	c := &scene{turns: slices.Clone(s.turns)}
	c.turns[turn].rows = slices.Delete(slices.Clone(c.turns[turn].rows), row, row+1)
	return c
}

// withoutRest leaves out what was posted, or which days are covered.
func (s *scene) withoutRest(turn, entry int) *scene {
	c := &scene{turns: slices.Clone(s.turns)}
	c.turns[turn].rest = slices.Delete(slices.Clone(c.turns[turn].rest), entry, entry+1)
	return c
}

// withoutFact leaves out one fact of a row.
func (s *scene) withoutFact(turn, row, entry int) *scene {
	c := &scene{turns: slices.Clone(s.turns)}
	rows := slices.Clone(c.turns[turn].rows)
	facts := *rows[row].facts
	facts.Entries = slices.Delete(slices.Clone(facts.Entries), entry, entry+1)
	rows[row].facts = &facts
	c.turns[turn].rows = rows
	return c
}

// joined is the last run alone, with all facts from the beginning: what a
// later step says of a subject takes the place of what was said before.
func (s *scene) joined() *scene {
	last := s.turns[len(s.turns)-1]
	all := turn{run: last.run, asOf: last.asOf, without: last.without}
	at := map[string]int{}
	for _, t := range s.turns {
		for _, r := range t.rows {
			id := r.kind + "/" + idOf(r.facts)
			if i, known := at[id]; known {
				all.rows[i].facts = merged(all.rows[i].facts, r.facts)
				continue
			}
			at[id] = len(all.rows)
			all.rows = append(all.rows, r)
		}
		all.rest = append(all.rest, t.rest...)
	}
	return &scene{turns: []turn{all}}
}

func idOf(facts *syntax.Node) string {
	for _, e := range facts.Entries {
		if e.Key.Value == data.ID {
			return e.Value.Text.Value
		}
	}
	return ""
}

func merged(was, now *syntax.Node) *syntax.Node {
	both := *was
	both.Entries = slices.Clone(was.Entries)
	for _, e := range now.Entries {
		i := slices.IndexFunc(both.Entries, func(x syntax.Entry) bool { return x.Key.Value == e.Key.Value })
		if i >= 0 {
			both.Entries[i] = e
		} else {
			both.Entries = append(both.Entries, e)
		}
	}
	return &both
}
