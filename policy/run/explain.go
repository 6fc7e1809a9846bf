package run

import (
	"context"
	"fmt"
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// ErrOtherText is the error of explaining a line by another text than the one
// that made it.
var ErrOtherText = fmt.Errorf("no policy at hand is the text that made the line")

// Explain computes again, from the data at hand, what a posted line came from,
// and gives the steps. Nothing is posted. What the line itself says is what
// was paid; the steps differ from it where the data have been corrected since,
// and a correction is a difference to what they come to. It is ErrOtherText
// if no policy of the book has the digest of the line.
func Explain(ctx context.Context, book *policy.Book, source Source, ledger payout.Ledger, line payout.Line) ([]policy.Step, error) {
	rule := madeBy(book, &line)
	if rule == nil {
		return nil, ErrOtherText
	}
	period, err := engine.ReadPeriod(line.Period)
	if err != nil {
		return nil, fmt.Errorf("line %s: %w", line.ID, err)
	}
	r := &platformRun{ctx: ctx, book: book, source: source, ledger: ledger, platform: line.Platform, report: &Report{}}
	e, err := r.atHand(max(line.Booked, line.Decided))
	if err != nil {
		return nil, err
	}
	return policy.Steps(e.Trace(rule, line.Subject, line.Payee, period, line.Decided)), nil
}

// madeBy finds the rule of the text that made a line.
func madeBy(book *policy.Book, line *payout.Line) *plan.Rule {
	texts := book.Plans()
	for _, t := range book.Terms() {
		texts = append(slices.Clone(texts), t.Texts()...)
	}
	for _, p := range texts {
		if p.Name == line.Policy && p.Digest == line.Digest {
			return p.Rule(line.Rule)
		}
	}
	return nil
}

// atHand prepares an engine over the data and the ledger as they are, which
// decides nothing.
func (r *platformRun) atHand(day payout.Date) (*engine.Engine, error) {
	if err := r.read(); err != nil {
		return nil, err
	}
	asOf := max(day, r.settled)
	store := data.NewStore(r.book.Schema())
	in := &ingest{ctx: r.ctx, source: r.source, store: store}
	if err := r.subjects(in); err != nil {
		return nil, err
	}
	e := engine.New(r.texts(), store, engine.Options{Closed: r.closed, Settled: r.settled, AsOf: asOf, Jobs: 1, Terms: r.book.Terms()})
	for i := range r.lines {
		if err := e.Posted(&r.lines[i]); err != nil {
			return nil, err
		}
	}
	seen := seen{}
	for _, t := range store.Schema.Types {
		if t.Event {
			if err := in.events(e, t, asOf, seen); err != nil {
				return nil, err
			}
		}
	}
	e.Judge(r.closed, r.missed)
	return e, nil
}
