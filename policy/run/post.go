package run

import (
	"fmt"
	"maps"
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/engine"
)

// post settles what is due, makes the batch and posts it, unless nothing has
// happened that the ledger does not know.
func (r *platformRun) post(e *engine.Engine, in *ingest, now seen, first, last, asOf payout.Date) error {
	for l := range e.Lines.All() {
		if l.Held != "" {
			r.held[l.ID] = l
		} else if l.Due > asOf || l.Amount.IsZero() {
			continue // takes no part in what is settled now
		}
		if err := r.accounts.Add(l); err != nil {
			return err
		}
	}
	releases := e.Release(r.heldLines())
	for _, release := range releases {
		if err := r.accounts.Add(release); err != nil {
			return err
		}
	}
	settlements, err := e.Settle(&r.accounts)
	if err != nil {
		return err
	}
	b := payout.Batch{
		ID:     fmt.Sprintf("%s/%d/%s..%s/%s", r.platform, r.head+1, first, last, asOf),
		After:  r.head,
		Run:    payout.Run{Platform: r.platform, First: first, Last: last, AsOf: asOf, Seen: withMissed(now.values(), e.Missed())},
		Packed: e.Lines, Releases: releases, Assignments: e.Assignments(), Settlements: settlements,
	}
	if !r.options.Packed {
		b.Lines, b.Packed = slices.Collect(e.Lines.All()), nil
	}
	for _, p := range r.texts() {
		b.Run.Policies = append(b.Run.Policies, payout.Edition{Policy: p.Name, Version: p.Version, Digest: p.Digest})
	}
	r.describe(e, in, b, first, last, asOf)
	if r.options.Dry || r.idle(b, now) && maps.Equal(e.Missed(), r.missed) {
		return nil
	}
	return r.ledger.Post(r.ctx, b)
}

// idle reports whether a batch says nothing that the ledger does not know.
func (r *platformRun) idle(b payout.Batch, now seen) bool {
	if b.CountLines()+len(b.Releases)+len(b.Settlements)+len(b.Assignments) > 0 || b.Run.Last > r.closed || b.Run.AsOf > r.settled {
		return false
	}
	for key, m := range now {
		if r.seen[key] != m {
			return false
		}
	}
	return true
}

// describe adds what happened to the report.
func (r *platformRun) describe(e *engine.Engine, in *ingest, b payout.Batch, first, last, asOf payout.Date) {
	report := r.report
	report.First, report.Last, report.AsOf = first, last, max(report.AsOf, asOf)
	if len(report.Rows) == 0 { // each platform reads the same rows
		report.Rows = in.counts
		report.Diags, report.Unlisted = in.diags.Sorted(), in.lost
	}
	report.Decisions.None += e.Counts.None
	report.Decisions.Lines += e.Counts.Decided
	report.Decisions.Pending += e.Counts.Pending
	report.Decisions.Undecided += e.Counts.Undecided
	report.Problems = slices.Grow(report.Problems, len(e.Problems))
	for _, p := range e.Problems {
		problem := Problem{Policy: p.Policy, Rule: p.Rule, Subject: p.Subject, Period: p.Period}
		if p.State == engine.Pending {
			problem.Pending, problem.Day = true, p.Day
		} else if p.Fault != nil {
			problem.Missing, problem.Reason = p.Fault.Name, p.Fault.String()
		}
		report.Problems = append(report.Problems, problem)
	}
	e.Problems = nil
	report.uncounted(e.Lacks())
	report.Missing = append(report.Missing, e.Missing()...)
	report.Batches = append(report.Batches, b)
}
