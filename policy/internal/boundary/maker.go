package boundary

import (
	"cmp"
	"context"
	"math/big"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/cases"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// Limits on the search. What lies beyond them is not looked at, and a
// threshold that was not met for it is said not to be.
const (
	maxScenes  = 48 // that facts are moved in
	maxRuns    = 4_000
	maxPool    = 1500
	maxTargets = 4 // of one rule in one scene
)

// A maker looks for cases.
type maker struct {
	ctx     context.Context
	book    *policy.Book
	schema  *data.Schema
	sites   *sites
	skip    func(file string) bool
	chinese bool
	runs    int
	results map[string]*result // by scene
	tries   map[string]int     // by border, in the scene in hand
	scenes  []*scene
	covered map[string]bool // sides that scenes take
	borders map[string]*border
	flips   []Candidate
	pool    []Candidate
	pooled  map[string]bool // scenes of it
}

// A border is a value at which a policy changes.
type border struct {
	key         string
	site        *site
	from        int
	what        string // what is compared
	at          string // with what, as written
	row         string // of a table
	above       bool   // a rung that begins above it
	first, last bool   // of a window
	kind        ir.Kind
	scale       int // of the gap; -1: it has no unit
	tries       int
	best        *found
	reached     bool
}

// ordered gives the borders in the order of the policy.
func (g *maker) ordered() []*border {
	var list []*border
	for _, b := range g.borders {
		list = append(list, b)
	}
	slices.SortFunc(list, func(a, b *border) int {
		return cmp.Or(cmp.Compare(a.site.order, b.site.order), cmp.Compare(a.from, b.from), compareText(a.at, b.at), cmp.Compare(a.key, b.key))
	})
	return list
}

// compareText puts shorter numbers first.
func compareText(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }

// try runs a scene; nil where its facts are refused.
func (g *maker) try(s *scene) *result {
	key := s.key()
	if r, known := g.results[key]; known {
		return r
	}
	if g.runs >= maxRuns || g.ctx.Err() != nil {
		return nil
	}
	g.runs++
	r := &result{gaps: map[string][]*big.Int{}, seen: map[string]*site{}}
	e := &eye{g: g, r: r, amount: map[string]amount{}}
	came, diags := cases.Play(g.ctx, g.book, s.played(e))
	if len(diags) > 0 {
		r = nil
	} else {
		r.came = came
		r.last = came[len(came)-1].Key()
	}
	g.results[key] = r
	return r
}

// A target is what a scene is kept for: the lines of a rule for a subject, or
// the tier of one.
type target struct {
	rule, tier string
	subject    payout.Ref
}

// of gives what came of a target, as a text.
func (t target) of(p *cases.Played) string {
	if t.tier != "" {
		return p.Tiers[t.tier]
	}
	text := ""
	for _, l := range p.Lines {
		if l.Rule == t.rule && l.Subject == t.subject {
			text += l.Payee.String() + " " + l.Amount.String() + " " + l.Quantity.String() + " " + l.Held + "\n"
		}
	}
	return text
}

// plant takes from a case what each rule needs of it: a scene as small as can
// be, for each subject that something came of. What sees nothing new is not
// kept.
func (g *maker) plant(s *scene) {
	r := g.try(s)
	if r == nil || r.came[len(r.came)-1].Stopped {
		return
	}
	played := &r.came[len(r.came)-1]
	var targets []target
	count := map[string]int{}
	add := func(t target) {
		if name := t.rule + t.tier; count[name] < maxTargets && !slices.Contains(targets, t) {
			targets = append(targets, t)
			count[name]++
		}
	}
	amounts := map[string]bool{}
	for _, l := range played.Lines {
		if text := l.Rule + l.Amount.String() + l.Quantity.String() + l.Held; !amounts[text] {
			amounts[text] = true
			add(target{rule: l.Rule, subject: l.Subject})
		}
	}
	var names []string
	for name := range played.Tiers {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		set, _, _ := strings.Cut(name, "/")
		if t := (target{tier: name}); count[set] < maxTargets*2 {
			count[set]++
			targets = append(targets, t)
		}
	}
	for _, t := range targets {
		g.keep(g.shrunk(s, t))
	}
	if len(s.turns) > 1 || slices.ContainsFunc(played.Totals, func(t cases.Totals) bool { return t.Settled }) {
		g.keep(g.trimmed(s, func(r *result) string { return r.last })) // what is settled needs all of it
	}
}

// keep adds a scene that shows something new.
func (g *maker) keep(s *scene) {
	r := g.try(s)
	if r == nil || len(g.scenes) >= maxScenes || slices.ContainsFunc(g.scenes, func(x *scene) bool { return x.key() == s.key() }) {
		return
	}
	fresh := len(g.scenes) == 0
	for side := range r.seen {
		if !g.covered[side] {
			g.covered[side], fresh = true, true
		}
	}
	for key := range r.gaps {
		if side := "gap " + key; !g.covered[side] {
			g.covered[side], fresh = true, true
		}
	}
	for _, l := range r.came[len(r.came)-1].Lines {
		if side := "line " + l.Rule; !g.covered[side] {
			g.covered[side], fresh = true, true
		}
	}
	for _, t := range r.came[len(r.came)-1].Totals {
		for name, m := range t.By {
			if side := "total " + name; t.Settled && !m.IsZero() && !g.covered[side] {
				g.covered[side], fresh = true, true
			}
		}
	}
	if fresh {
		g.scenes = append(g.scenes, s)
		g.remember(Candidate{Title: g.paid(r), scene: s, came: r.came})
	}
}

// paid names a scene by what is paid in its last run.
func (g *maker) paid(r *result) string {
	lines := r.came[len(r.came)-1].Lines
	if len(lines) == 0 {
		return g.of("nothing is posted", "没有入账")
	}
	var rules []string
	for _, l := range lines {
		if !slices.Contains(rules, l.Rule) {
			rules = append(rules, l.Rule)
		}
	}
	return g.of("%s is posted", "%s 入账", strings.Join(rules, g.of(" and ", "、")))
}

// shrunk leaves out what a target does not need.
func (g *maker) shrunk(s *scene, t target) *scene {
	of := func(r *result) string { return t.of(&r.came[len(r.came)-1]) }
	want := of(g.try(s))
	if len(s.turns) > 1 {
		if r := g.try(s.joined()); r != nil && of(r) == want {
			s = s.joined()
		}
	}
	return g.trimmed(s, of)
}

// trimmed leaves out turns, rows and facts for as long as what came stays.
func (g *maker) trimmed(s *scene, of func(*result) string) *scene {
	r := g.try(s)
	if r == nil {
		return s
	}
	want := of(r)
	smaller := func(c *scene) bool {
		r := g.try(c)
		if r != nil && of(r) == want {
			s = c
			return true
		}
		return false
	}
	for i := 0; i < len(s.turns); i++ {
		for j := len(s.turns[i].rows) - 1; j >= 0; j-- {
			smaller(s.withoutRow(i, j))
		}
		for j := len(s.turns[i].rest) - 1; j >= 0; j-- {
			smaller(s.withoutRest(i, j))
		}
	}
	for i := 0; len(s.turns) > 1 && i < len(s.turns)-1; {
		if len(s.turns[i].rows) > 0 || len(s.turns[i].rest) > 0 || !smaller(&scene{turns: slices.Delete(slices.Clone(s.turns), i, i+1)}) {
			i++
		}
	}
	return s
}

// remember adds to the pool.
func (g *maker) remember(c Candidate) {
	if key := c.scene.key(); len(g.pool) < maxPool && !g.pooled[key] {
		g.pooled[key] = true
		g.pool = append(g.pool, c)
	}
}

func dateOf(v *big.Int) payout.Date { return payout.Date(v.Int64()) }
