package run

import (
	"cmp"
	"context"
	"math/big"
	"slices"
	"sync"

	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/tier"
)

// Tiers sorts the customers of a set of tiers and adds up what they bring in a
// period, such as 2026-03 or 2026-Q1. What the ledger holds of earlier reviews
// is built on, and what it lacks is reviewed again from the data; an empty
// ledger is enough. Nothing is posted.
//
// A *SetError says that the set is not named right, a *FigureError what is
// wrong with a figure.
func Tiers(ctx context.Context, book *policy.Book, source Source, ledger payout.Ledger, period string, o TierOptions) (*Portfolio, error) {
	c, err := classify(ctx, book, source, ledger, period, o)
	if err != nil {
		return nil, err
	}
	if o.Near == nil {
		o.Near = big.NewRat(5, 100)
	}
	p := &Portfolio{
		Policy: c.policy.Name, Version: c.policy.Version, Title: c.policy.Title, Set: c.def.Name, Kind: c.sorting.Kind(),
		Period: c.period.String(), First: c.period.From, Last: c.period.Until, Currency: book.Currency(), Figures: c.figures,
		sorting: c.sorting,
	}
	p.Indicators = c.sorting.Indicators(p.Last)
	for _, name := range c.tiers() {
		p.Tiers = append(p.Tiers, TierSum{Tier: name, Points: make([]Mean, len(p.Indicators))})
	}
	p.All.Points = make([]Mean, len(p.Indicators))
	g := &gathering{portfolio: p, near: o.Near, reasons: map[ir.Fault]int{}, tiers: map[string]int16{}, say: sayer{c.sorting}}
	for n := range p.Figures {
		g.days = append(g.days, c.sorting.FigureDays(n, c.period))
	}
	g.gather()
	p.sum(c)
	return p, p.concentrate()
}

// A gathering collects what is to be said of each customer, from several
// goroutines.
type gathering struct {
	portfolio *Portfolio
	near      *big.Rat
	days      [][]payout.Date // on which each figure is read
	say       sayer

	mu      sync.Mutex
	reasons map[ir.Fault]int
	moves   []placed[TierMove]
	borders []placed[Nearby]
	tiers   map[string]int16
}

// A placed is an item with the number of its subject, and what it is worth.
type placed[T any] struct {
	at     int
	volume int64
	item   T
}

func (g *gathering) gather() {
	p, s := g.portfolio, g.portfolio.sorting
	for i, t := range p.Tiers {
		g.tiers[t.Tier] = int16(i)
	}
	s.Prepare()
	rows := make([]customerRow, s.Len())
	s.Each(func(at int, l engine.Look) {
		rows[at].at = -1
		if l.There(p.Last) {
			rows[at] = g.customer(at, l)
		}
	})
	p.rows = slices.DeleteFunc(rows, func(r customerRow) bool { return r.at < 0 })
	p.Moves, p.Borders = ordered(s, g.moves), ordered(s, g.borders)
	for fault, n := range g.reasons {
		p.Undecided = append(p.Undecided, Unknown{fault.Name, fault.String(), n})
	}
	slices.SortFunc(p.Undecided, func(a, b Unknown) int {
		return cmp.Or(cmp.Compare(b.Customers, a.Customers), cmp.Compare(a.Reason, b.Reason))
	})
}

// customer collects what is to be said of one customer.
func (g *gathering) customer(at int, l engine.Look) customerRow {
	p := g.portfolio
	day := p.Last.AddDays(1)
	name, _ := l.Tier(day)
	row := customerRow{at: int32(at), tier: g.tiers[name]}
	for n := range p.Figures {
		row.amounts[n], row.known[n] = l.Figure(n, g.days[n])
	}
	g.points(row, l)
	moves := l.Moves(p.First, p.Last)
	borders, fault := l.Borders(day, g.near)
	if len(moves) == 0 && len(borders) == 0 && fault == nil {
		return row
	}
	subject := payout.Ref{Type: p.Kind, ID: l.ID()}
	said := make([]TierMove, len(moves))
	for i, m := range moves {
		said[i] = TierMove{Subject: subject, On: m.On, From: m.From, To: m.To, Up: g.tiers[m.To] < g.tiers[m.From], Why: g.say.moved(l, m)}
	}
	near := make([]Nearby, len(borders))
	for i, b := range borders {
		near[i] = Nearby{Subject: subject, From: b.From, To: b.To, Up: b.Better, What: g.say.change(day, b.Change), Distance: b.Distance()}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, m := range said {
		g.moves = append(g.moves, placed[TierMove]{at, row.amounts[0], m})
	}
	for _, b := range near {
		g.borders = append(g.borders, placed[Nearby]{at, row.amounts[0], b})
	}
	if fault != nil {
		g.reasons[*fault]++
	}
	return row
}

// points adds the points of a customer to those of its tier.
func (g *gathering) points(row customerRow, l engine.Look) {
	p := g.portfolio
	if len(p.Indicators) == 0 {
		return
	}
	score, _ := l.Score(p.Last.AddDays(1))
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, in := range score.Indicators {
		if in.Points == nil {
			continue
		}
		points := decimal.NewFromBigInt(in.Points, -int32(in.Type.Scale))
		for _, m := range []*Mean{&p.Tiers[row.tier].Points[i], &p.All.Points[i]} {
			m.Total, m.Customers = m.Total.Add(points), m.Customers+1
		}
	}
}

// ordered puts items in the order of what their subjects are worth, the most
// first, then of their ids.
func ordered[T any](s *engine.Sorting, list []placed[T]) []T {
	slices.SortStableFunc(list, func(a, b placed[T]) int {
		if c := cmp.Compare(b.volume, a.volume); c != 0 || a.at == b.at {
			return c
		}
		return cmp.Compare(s.At(a.at).ID(), s.At(b.at).ID())
	})
	items := make([]T, len(list))
	for i, p := range list {
		items[i] = p.item
	}
	return items
}

// tiers gives the tiers of the version of the last day, and behind them those
// of other versions, which customers may still be in.
func (c *classified) tiers() []string {
	names := slices.Clone(c.def.Tiers.Symbols)
	for _, name := range c.sorting.Tiers() {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// sum adds up the tiers.
func (p *Portfolio) sum(c *classified) {
	totals := make([][figures]big.Int, len(p.Tiers)+1)
	p.All.Sums = make([]Sum, len(p.Figures))
	for i := range p.Tiers {
		t := &p.Tiers[i]
		t.Sums = make([]Sum, len(p.Figures))
		if n := c.def.Tiers.Index(t.Tier); n >= 0 {
			t.Title = c.def.Titles[n]
		}
	}
	one := new(big.Int)
	for _, row := range p.rows {
		t := &p.Tiers[row.tier]
		t.Customers++
		p.All.Customers++
		for n := range p.Figures {
			if !row.known[n] {
				t.Sums[n].Unknown++
				p.All.Sums[n].Unknown++
				continue
			}
			one.SetInt64(row.amounts[n])
			totals[row.tier][n].Add(&totals[row.tier][n], one)
			last := &totals[len(p.Tiers)][n]
			last.Add(last, one)
		}
	}
	for n := range p.Figures {
		for i := range p.Tiers {
			p.Tiers[i].Sums[n].Total = p.decimal(n, &totals[i][n])
		}
		p.All.Sums[n].Total = p.decimal(n, &totals[len(p.Tiers)][n])
	}
}

// percents are where the concentration curve is read.
var percents = []int{0, 1, 2, 5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90, 100}

// concentrate reads the concentration of volume and margin.
func (p *Portfolio) concentrate() error {
	for n, f := range p.Figures {
		if f.Role == "cost" {
			continue
		}
		ranked, err := tier.NewPortfolio(func(yield func(string, int64) bool) {
			for _, row := range p.rows {
				if row.known[n] && !yield(p.id(row), row.amounts[n]) {
					return
				}
			}
		})
		if err != nil {
			return err
		}
		points, err := ranked.Curve(percents...)
		if err != nil {
			return err
		}
		curve := Curve{Role: f.Role}
		for _, at := range points {
			curve.Points = append(curve.Points, CurvePoint{at.Percent, at.Customers, p.decimal(n, at.Amount), at.Share})
		}
		p.Curves = append(p.Curves, curve)
	}
	return nil
}
