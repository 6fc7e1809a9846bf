package compare

import (
	"cmp"
	"context"
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/run"
)

// A Cost is what two books pay on the same facts, by rule and by payee.
type Cost struct {
	Rules, Payees []Paid
	Was, Now      payout.Money
	Undecided     [2]int // decisions that were not made, by the older and the newer book

	Refused  diag.List // what is wrong with rows that either run leaves out
	Unlisted int       // findings about rows beyond those, of the run that has more
}

// Paid is what one rule or payee has in all, by either book. Debits count as
// negative.
type Paid struct {
	Name     string
	Was, Now payout.Money
}

// Change is what is paid more; less is negative.
func (p Paid) Change() payout.Money {
	d, err := p.Now.Sub(p.Was)
	if err != nil {
		return payout.Money{}
	}
	return d
}

// Run runs both books over the same source and period, each into an empty
// ledger, and compares what they post. Nothing else is read or written.
func Run(ctx context.Context, was, now *policy.Book, source func(*policy.Book) run.Source, period string) (*Cost, error) {
	c := &Cost{}
	rules, payees := map[string]*Paid{}, map[string]*Paid{}
	for i, book := range []*policy.Book{was, now} {
		ledger := payout.NewMemory()
		report, err := run.Period(ctx, book, source(book), ledger, period, run.Options{})
		if err != nil {
			return nil, err
		}
		c.Undecided[i] = report.Decisions.Undecided
		c.Unlisted = max(c.Unlisted, report.Unlisted)
		for _, d := range report.Diags {
			if d.Severity == diag.Error && !slices.ContainsFunc(c.Refused, func(o diag.Diagnostic) bool { return o.Span == d.Span && o.Message == d.Message }) {
				c.Refused = append(c.Refused, d)
			}
		}
		for _, b := range report.Batches {
			for l := range b.AllLines() {
				if l.Kind == payout.Benefit || l.Kind == payout.Duty {
					continue
				}
				for _, at := range []*Paid{entry(rules, l.Rule), entry(payees, l.Payee.String())} {
					if err := at.add(i, l.Amount); err != nil {
						return nil, err
					}
				}
				total := &Paid{Was: c.Was, Now: c.Now}
				if err := total.add(i, l.Amount); err != nil {
					return nil, err
				}
				c.Was, c.Now = total.Was, total.Now
			}
		}
	}
	c.Rules, c.Payees = sorted(rules), sorted(payees)
	return c, nil
}

func entry(m map[string]*Paid, name string) *Paid {
	if m[name] == nil {
		m[name] = &Paid{Name: name}
	}
	return m[name]
}

func (p *Paid) add(which int, amount payout.Money) (err error) {
	if which == 0 {
		p.Was, err = p.Was.Add(amount)
		return err
	}
	p.Now, err = p.Now.Add(amount)
	return err
}

// sorted puts those first who lose most, then those who gain most.
func sorted(m map[string]*Paid) []Paid {
	var list []Paid
	for _, p := range m {
		list = append(list, *p)
	}
	slices.SortFunc(list, func(a, b Paid) int {
		x, y := a.Change(), b.Change()
		c, err := x.Cmp(y)
		if err != nil {
			c = cmp.Compare(x.Sign(), y.Sign())
		}
		return cmp.Or(c, cmp.Compare(a.Name, b.Name))
	})
	return list
}

// AsIf puts the policies of a book in force on the days of a period that they
// do not meet, and reports whether it did: what would have been paid then by
// a text that begins later. The book is changed and serves nothing else.
func AsIf(book *policy.Book, period engine.Period) bool {
	byName := map[string]int{}
	for _, p := range book.Plans() {
		byName[p.Name]++
	}
	changed := false
	for _, p := range book.Plans() {
		if byName[p.Name] > 1 || p.From <= period.From && (p.Until.IsZero() || p.Until >= period.Until) {
			continue
		}
		p.From, p.Until, changed = min(p.From, period.From), 0, true
	}
	return changed
}
