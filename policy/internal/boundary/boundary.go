// Package boundary makes cases at the borders of a policy: at each threshold,
// just below and just above it, on the last day of a window and the day after.
//
// It has no reading of its own of what a policy says. It runs the facts of
// cases that there are, or facts that the linter has found, looks on while the
// engine compares (engine.Watch), and moves one fact at a time until a
// comparison stands at its border. So a case is about the threshold that it
// names because the engine was seen to meet it there, and its answer is the
// engine's.
package boundary

import (
	"context"
	"io/fs"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/cases"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A Candidate is one case: what it gives, and what the engine makes of it.
type Candidate struct {
	Title   string // what it is: agent.volume one cent below 1亿
	About   string // the place in the policy: when of residual
	Text    string // as written there
	order   int    // of that place in the policy
	side    int
	rules   []string // whose answer is asked for, also where it is none
	tiers   []string // sets likewise
	settled bool     // what was settled is asked for
	scene   *scene
	came    []cases.Played
}

// A Made is the cases of a policy.
type Made struct {
	Policies []string    // as the file of cases names them
	Cases    []Candidate // in the order of the policy
	Pool     []Candidate // the cases, and behind them all that were found on the way
	Unmet    []string    // thresholds at which no facts were found, in the order of the policy
	Chinese  bool        // the titles are
	places   int32
	book     *policy.Book
}

// Options are what cases are made from.
type Options struct {
	Book    []string // the files of the policies, read together
	Suites  []string // files of cases whose facts are begun with; may be none
	Facts   []string // texts of cases, as the linter writes them, likewise
	Chinese bool
	Skip    func(file string) bool // places in which thresholds are not looked for; nil: none
}

// Make makes the cases of policies that load without mistakes. A list of
// diagnostics is what is wrong with them.
func Make(ctx context.Context, fsys fs.FS, o Options) (*Made, diag.List, error) {
	book, diags, err := policy.CheckFiles(fsys, o.Book...)
	if err != nil || diags.Err() != nil {
		return nil, diags, err
	}
	g := &maker{
		ctx: ctx, book: book, schema: book.Schema(), sites: sitesOf(book), skip: o.Skip, chinese: o.Chinese,
		results: map[string]*result{}, covered: map[string]bool{}, pooled: map[string]bool{}, borders: map[string]*border{},
	}
	seeds, err := g.read(fsys, o)
	if err != nil {
		return nil, nil, err
	}
	for _, s := range seeds {
		g.plant(s)
	}
	g.search()
	return g.made(), nil, nil
}

// read gives the facts of the files of cases.
func (g *maker) read(fsys fs.FS, o Options) ([]*scene, error) {
	var seeds []*scene
	for _, name := range o.Suites {
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		if file, _ := syntax.LoadCases(name, src); file != nil {
			seeds = append(seeds, g.inFile(file)...)
		}
	}
	if len(o.Facts) > 0 {
		text := "policy: x.yaml\ncases:\n" + strings.Join(o.Facts, "")
		if file, _ := syntax.LoadCases("facts.test.yaml", []byte(text)); file != nil {
			seeds = append(seeds, g.inFile(file)...)
		}
	}
	return seeds, nil
}

// made puts together what was found.
func (g *maker) made() *Made {
	m := &Made{Chinese: g.chinese, places: int32(g.book.Currency().Places()), book: g.book}
	given := map[string]bool{}
	for _, b := range g.ordered() {
		if b.best == nil && !b.reached {
			continue
		}
		if b.best == nil {
			m.Unmet = append(m.Unmet, b.site.about+": "+b.title())
			continue
		}
		for _, c := range b.best.cases {
			if key := c.scene.key(); !given[key] {
				given[key] = true
				m.Cases = append(m.Cases, c)
			}
		}
	}
	for _, c := range g.flips {
		if key := c.scene.key(); !given[key] {
			given[key] = true
			m.Cases = append(m.Cases, c)
		}
	}
	slices.SortStableFunc(m.Cases, func(a, b Candidate) int { return a.order - b.order })
	m.Pool = slices.Clone(m.Cases)
	for _, c := range g.pool {
		if !given[c.scene.key()] {
			m.Pool = append(m.Pool, c)
		}
	}
	return m
}
