package cases

import (
	"errors"
	"fmt"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/run"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A step is one run, or several that are each to post the same.
type step struct {
	*stage
	name string // in a timeline; empty: the period that is run
	runs []syntax.Text
	asOf syntax.Text
	want wants
	path string
}

// step runs the periods of a step and compares what each posted with what is
// wanted.
func (r *runner) step(s *step) {
	o := run.Options{Jobs: 1}
	if s.asOf.Value != "" {
		day, err := payout.ParseDate(s.asOf.Value)
		if err != nil {
			r.broken(s.asOf.Span(), s.path, "%q is no day, which is written 2026-03-31", s.asOf.Value)
		}
		o.AsOf = day
	}
	for _, text := range s.runs {
		if _, err := engine.ParsePeriod(text.Value); err != nil {
			r.broken(text.Span(), s.path, "%s", err)
		}
	}
	for _, text := range s.runs {
		if r.sound(s.stage) && !r.idle {
			r.period(s, text, o)
		}
	}
}

// period runs one period of a step.
func (r *runner) period(s *step, text syntax.Text, o run.Options) {
	report, err := run.Period(r.ctx, r.book, s.world, s.ledger, text.Value, o)
	c := &comparison{runner: r, step: s, text: text}
	if err != nil || s.want.stopped {
		c.stopped(report, err)
		return
	}
	for _, d := range report.Diags {
		if d.Severity == diag.Error {
			r.diags = append(r.diags, d)
		}
	}
	if follow, ok := r.ctx.Value(followerKey{}).(Follower); ok {
		follow(r.book, s.world, s.ledger, report)
	}
	if !s.want.stated {
		return // a step that states nothing lets pass what comes
	}
	c.got = newOutcome(report, text.Value)
	c.rules()
	c.tiers()
	c.settled()
}

// stopped compares a run that was refused, or should have been: because its
// source is short (N3), or its policies lack a rule that has paid (N4).
func (c *comparison) stopped(report *run.Report, err error) {
	const stopped = "stopped"
	var lacking diag.List
	at := c.step.want.place
	switch {
	case !c.step.want.stopped:
		c.fail(c.text.Span(), "the run", "lines", stopped, err.Error())
	case err == nil:
		c.fail(at, "the run", stopped, newOutcome(report, c.text.Value).count(), "the source has all that was seen before, and the policies every rule that has paid")
	case !errors.Is(err, run.ErrShort) && !errors.As(err, &lacking):
		c.fail(at, "the run", stopped, "an error", err.Error())
	}
}

// An outcome is what a run posted, and what it left open.
type outcome struct {
	lines       []payout.Line
	settled     []payout.Settlement
	problems    []run.Problem
	first, asOf payout.Date
	until       payout.Date     // the last day of the period
	claimed     map[string]bool // lines that are wanted, by id
}

func newOutcome(report *run.Report, period string) *outcome {
	o := &outcome{problems: report.Problems, first: report.First, asOf: report.AsOf, claimed: map[string]bool{}}
	for _, b := range report.Batches {
		o.lines = append(o.lines, b.Lines...)
		o.settled = append(o.settled, b.Settlements...)
	}
	if p, err := engine.ParsePeriod(period); err == nil {
		o.until = p.Until
	}
	return o
}

// count says how much was posted.
func (o *outcome) count() string {
	if len(o.lines) == 1 {
		return "1 line"
	}
	return fmt.Sprintf("%d lines", len(o.lines))
}
