package run

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A classified is the customers of a set of tiers as they stand after the
// reviews of a period.
type classified struct {
	period  engine.Period
	sorting *engine.Sorting
	policy  *plan.Policy
	def     *plan.TierSet
	figures []Figure
}

// classify reads the source and makes the reviews that are missing in the
// ledger, up to the end of a period. Nothing is posted.
func classify(ctx context.Context, book *policy.Book, source Source, ledger payout.Ledger, period string, o TierOptions) (*classified, error) {
	p, err := engine.ParsePeriod(period)
	if err != nil {
		return nil, err
	}
	of, err := setOf(book, o.Set)
	if err != nil {
		return nil, err
	}
	r := &platformRun{ctx: ctx, book: book, source: source, ledger: ledger, platform: of.platform, options: Options{Jobs: o.Jobs}, report: &Report{}}
	if err := r.read(); err != nil {
		return nil, err
	}
	store := data.NewStore(book.Schema())
	in := &ingest{ctx: ctx, source: source, store: store}
	if err := r.subjects(in); err != nil {
		return nil, err
	}
	asOf := max(p.Until, r.settled)
	e := engine.New(r.texts(), store, engine.Options{Closed: r.closed, Settled: r.settled, AsOf: asOf, Jobs: o.Jobs, Terms: book.Terms()})
	c := &classified{period: p, sorting: e.Sorting(of.name)}
	if c.figures, err = of.figures(c.sorting, o); err != nil {
		return nil, err
	}
	now := seen{}
	for _, t := range store.Schema.Types {
		if t.Event {
			if err := in.events(e, t, asOf, now); err != nil {
				return nil, err
			}
		}
	}
	in.cover(e, asOf)
	first, _ := r.range_(p, now)
	if r.closed.IsZero() {
		first = beginning(o.From, e, now, p)
	}
	e.Range(first, p.Until)
	for _, a := range r.assigned {
		e.Assigned(a)
	}
	if err := e.ReviewTiers(first, p.Until); err != nil {
		return nil, err
	}
	if c.policy, c.def = c.sorting.Text(p.Until); c.def == nil {
		return nil, fmt.Errorf("no version of %q is in force on %s", of.name, p.Until)
	}
	return c, nil
}

// beginning gives the first day whose reviews are made where nothing was run
// before.
func beginning(stated payout.Date, e *engine.Engine, now seen, p engine.Period) payout.Date {
	first := p.From
	if !stated.IsZero() {
		return min(first, stated)
	}
	if row := e.FirstRow(); !row.IsZero() {
		first = min(first, row)
	}
	for key := range now {
		_, month, _ := strings.Cut(key, " ")
		if day, err := payout.ParseDate(month + "-01"); err == nil {
			first = min(first, day)
		}
	}
	return first
}

// A versions is a set of tiers in all versions of its policy.
type versions struct {
	platform, name string
	policies       []*plan.Policy
	sets           []*plan.TierSet
}

// setOf finds the set of a name, or the only one. Where two platforms have a
// set of one name, it is called by both: harbor/customer.
func setOf(book *policy.Book, name string) (*versions, error) {
	var found []*versions
	shared := map[string]int{}
	for _, p := range book.Plans() {
		for _, t := range p.Tiers {
			i := slices.IndexFunc(found, func(v *versions) bool { return v.platform == p.Platform && v.name == t.Name })
			if i < 0 {
				i = len(found)
				found = append(found, &versions{platform: p.Platform, name: t.Name})
				shared[t.Name]++
			}
			found[i].policies, found[i].sets = append(found[i].policies, p), append(found[i].sets, t)
		}
	}
	names := make([]string, len(found))
	for i, v := range found {
		if names[i] = v.name; shared[v.name] > 1 {
			names[i] = v.platform + "/" + v.name
		}
	}
	i := slices.Index(names, name)
	switch {
	case len(found) == 0:
		return nil, fmt.Errorf("the policies have no tiers")
	case name == "" && len(found) == 1:
		return found[0], nil
	case i < 0:
		return nil, &SetError{Name: name, Sets: names}
	default:
		return found[i], nil
	}
}

// A SetError says that no set of tiers was named where there are several, or
// one that there is not.
type SetError struct {
	Name string // that was asked for; may be empty
	Sets []string
}

func (e *SetError) Error() string {
	if e.Name == "" {
		return "there are several sets of tiers: " + strings.Join(e.Sets, ", ")
	}
	text := fmt.Sprintf("there is no set of tiers %q", e.Name)
	if near := diag.Nearest(e.Name, e.Sets); near != "" {
		return text + "; did you mean " + near + "?"
	}
	return text + "; there are " + strings.Join(e.Sets, ", ")
}
