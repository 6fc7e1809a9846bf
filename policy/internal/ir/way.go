package ir

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// way leads from the root to a subject (N32).
func (c *checker) way(at ast.Node, to *Subject) (place, *Node) {
	if to == nil { // the tiers are of a subject that nobody knows, which has been reported
		return place{}, c.invalid(at)
	}
	p := place{subject: to, text: to.Name}
	root := c.Program.Root
	switch {
	case c.Program.Level == to:
		p.path.Level = true
		return p, nil
	case root == to:
		return p, nil
	case root == nil:
		return p, c.fail("N102", at, "%q has no meaning here: this belongs to no subject", to.Name)
	}
	ways := Ways(root, to)
	switch len(ways) {
	case 1:
		p.path.Hops = ways[0]
		p.needs = c.needsOf(p.path)
		return p, nil
	case 0:
		hint := "a rule reads the facts of its subject and of those it refers to"
		if to.Event {
			hint = "events are read through a measure: `measures: {" + root.Name + ".total: {sum: " + to.Name + ".amount, per: month}}`"
		}
		return p, c.failHint("N102", at, hint, "no reference leads from %s to %s", root.article(), to.article())
	default:
		var texts []string
		for _, w := range ways {
			texts = append(texts, "`"+wayText(root, w)+"`")
		}
		return p, c.failHint("N108", at, "write the way you mean: "+strings.Join(texts, " or "), "%d ways lead from %s to %s", len(ways), root.article(), to.article())
	}
}

func wayText(root *Subject, hops []*Field) string {
	text := root.Name
	for _, h := range hops {
		text += "." + h.Name
	}
	return text
}

// Ways gives the ways of references from one subject to another: the one of
// one step if there is one (the reference named like the subject, if there
// are several), else the longer ones that pass no subject twice (N32), the
// first eight of them.
func Ways(from, to *Subject) [][]*Field {
	var direct [][]*Field
	for _, f := range from.Fields {
		if f.Type.Kind == Ref && f.Type.Subject == to {
			if f.Name == to.Name {
				return [][]*Field{{f}}
			}
			direct = append(direct, []*Field{f})
		}
	}
	if len(direct) > 0 {
		return direct
	}
	search := waySearch{to: to, seen: map[*Subject]bool{}, into: map[*Subject][]*Subject{}}
	search.learn(from)
	search.visit(from, nil)
	return search.found
}

// maxWays is how many ways are told apart; an author writes one of them.
const maxWays = 8

type waySearch struct {
	to    *Subject
	found [][]*Field
	seen  map[*Subject]bool       // on the way at hand
	into  map[*Subject][]*Subject // by subject, those that refer to it
}

// learn notes the references of all subjects that can be reached.
func (w *waySearch) learn(from *Subject) {
	queue := []*Subject{from}
	known := map[*Subject]bool{from: true}
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		for _, f := range s.Fields {
			if f.Type.Kind != Ref {
				continue
			}
			next := f.Type.Subject
			w.into[next] = append(w.into[next], s)
			if !known[next] {
				known[next] = true
				queue = append(queue, next)
			}
		}
	}
}

func (w *waySearch) visit(s *Subject, hops []*Field) {
	if s == w.to {
		w.found = append(w.found, slices.Clone(hops))
		return
	}
	w.seen[s] = true
	defer delete(w.seen, s)
	var next []*Field
	for _, f := range s.Fields {
		if f.Type.Kind == Ref && !w.seen[f.Type.Subject] {
			next = append(next, f)
		}
	}
	if len(next) > 1 {
		// Where ways part, a look ahead leaves the dead ends out: there may be
		// more of them than can be tried.
		open := w.leading()
		next = slices.DeleteFunc(next, func(f *Field) bool { return !open[f.Type.Subject] })
	}
	for _, f := range next {
		if len(w.found) < maxWays {
			w.visit(f.Type.Subject, append(hops, f))
		}
	}
}

// leading gives the subjects from which references lead to the end without
// passing one that is on the way already.
func (w *waySearch) leading() map[*Subject]bool {
	open := map[*Subject]bool{w.to: true}
	queue := []*Subject{w.to}
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		for _, before := range w.into[s] {
			if !open[before] && !w.seen[before] {
				open[before] = true
				queue = append(queue, before)
			}
		}
	}
	return open
}

// needsOf gives the keys of the optional references on a path.
func (c *checker) needsOf(p Path) []string {
	var needs []string
	for i, hop := range p.Hops {
		if hop.Optional {
			needs = append(needs, Path{Level: p.Level, Hops: p.Hops[:i+1]}.key(c.base(p)))
		}
	}
	return needs
}

func (c *checker) base(p Path) *Subject {
	if p.Level {
		return c.Program.Level
	}
	return c.Program.Root
}
