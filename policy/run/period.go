// Package run decides whole periods: it reads facts and events from a source,
// decides every rule of a book in the stages of N26, posts the lines that are
// missing to a ledger, and settles what is due.
//
// A run is a function of the book, the source and the ledger. It reads no
// clock: the only day it knows is the one it is told. The same run again posts
// nothing; a month run in one piece posts the lines that its days post one by
// one; the number of goroutines and the order of rows change nothing.
package run

import (
	"context"
	"errors"
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

// Options are how a period is run. The zero Options are good.
type Options struct {
	// AsOf is the day of the run: events after it are not counted yet, what is
	// late is booked on it, and settlements are made up to it. By default it
	// is the last day of the period, or of the last run if that is later.
	AsOf payout.Date

	// Jobs is how many goroutines work; 0 is one a processor. It changes no
	// result.
	Jobs int

	// Strict ends the run at the first row that cannot be read. Otherwise the
	// run goes on and what reads that row is undecided.
	Strict bool

	// Dry posts nothing: the report says what a run would post.
	Dry bool

	// Packed leaves the lines of a batch in its Packed, and none in its Lines: for
	// periods of millions of lines, of which each would take a kilobyte.
	Packed bool

	// Scratch is where the run looks for events that come twice; by default
	// temporary files where the system keeps them. Only kinds of events whose
	// ids the source does not know to be unique need it.
	Scratch Scratch

	// Progress, if set, is called again and again with the kind that is being
	// read and how many of its rows have been: some hundred times for a million
	// rows, from one goroutine at a time.
	Progress func(kind string, rows int)
}

// A Report says what a run did. Nothing is lost between the source and the
// ledger: rows read are used or rejected, decisions are none, lines, pending
// or undecided.
type Report struct {
	First, Last payout.Date // the days whose decisions were made
	AsOf        payout.Date
	Also        []string // months before the period that were decided again or for the first time, and why
	Rows        []Count
	Diags       diag.List // about rows
	Unlisted    int       // diagnostics about rows beyond those listed
	Decisions   Decisions
	Problems    []Problem
	Uncounted   []Uncounted
	Missing     []payout.Ref   // subjects posted for before, of which the source has no facts any more; they are left as they are
	Batches     []payout.Batch // one a platform, as posted
	Fallbacks   int            // values that outgrew 64 bits and were computed over big integers: as exact, and slower
}

// Decisions counts what became of the decisions of a run.
type Decisions struct {
	None, Lines, Pending, Undecided int
}

// All is how many there were.
func (d Decisions) All() int { return d.None + d.Lines + d.Pending + d.Undecided }

// A Problem is a decision that was not made.
type Problem struct {
	Policy  string
	Rule    string
	Subject payout.Ref
	Period  string
	Pending bool        // its day has not come; else it is undecided
	Day     payout.Date // Pending: when it is decided
	Missing string      // undecided: the fact
	Reason  string
}

// ErrShort is the error of a source that has fewer events of a month than the
// run before saw, without saying that they are void (N3).
var ErrShort = errors.New("the source has fewer events than at the last run")

// Period decides a period, such as 2026-03, 2026-03-05 or 2026-Q1, and posts
// the batch of each platform to the ledger. Months that lie between the last
// run and this one, and earlier ones whose events have changed since they were
// run, are decided with it (N9).
//
// If what was posted has a rule that the policies do not have any more, and do
// not list as retired, the error is a diag.List (N4).
//
// An error leaves the ledger as it was, but for platforms that were posted
// already; running again makes up the rest. errors.Is(err, payout.ErrMoved)
// says that somebody else posted meanwhile: run again.
func Period(ctx context.Context, book *policy.Book, source Source, ledger payout.Ledger, period string, o Options) (*Report, error) {
	p, err := engine.ParsePeriod(period)
	if err != nil {
		return nil, err
	}
	report := &Report{First: p.From, Last: p.Until}
	for _, platform := range book.Platforms() {
		r := &platformRun{ctx: ctx, book: book, source: source, ledger: ledger, platform: platform, options: o, report: report}
		if err := r.run(p); err != nil {
			return nil, err
		}
	}
	return report, nil
}

// A platformRun is the part of a run that belongs to one platform.
type platformRun struct {
	ctx      context.Context
	book     *policy.Book
	source   Source
	ledger   payout.Ledger
	platform string
	options  Options
	report   *Report

	head     uint64
	closed   payout.Date       // the last day decided before
	settled  payout.Date       // the last day settled before
	seen     seen              // at the last run of each month
	missed   map[string]string // promises, at the last run, by what they were missed
	editions []payout.Edition  // of the last run
	accounts payout.Accounts
	held     map[string]payout.Line
	lines    payout.Packed
	drawn    []payout.Settlement // that drew on a deposit
	assigned []payout.Assignment
	released []string
}

func (r *platformRun) run(p engine.Period) error {
	if err := r.read(); err != nil {
		return err
	}
	if err := r.retired(); err != nil {
		return err
	}
	asOf := max(r.options.AsOf, p.Until, r.settled)
	texts := r.texts()
	store := data.NewStore(r.book.Schema())
	in := &ingest{ctx: r.ctx, source: r.source, store: store, scratch: r.options.Scratch, progress: r.options.Progress, stop: r.options.Strict}
	if err := r.subjects(in); err != nil {
		return err
	}
	e := engine.New(texts, store, engine.Options{Closed: r.closed, Settled: r.settled, AsOf: asOf, Jobs: r.options.Jobs, Terms: r.book.Terms(), Watch: engine.Watching(r.ctx)})
	for l := range r.lines.All() {
		if err := e.Posted(&l); err != nil {
			return err
		}
	}
	for _, id := range r.released {
		e.Released(id)
	}
	for _, s := range r.drawn {
		e.Drawn(s.Payee, s.FromDeposit)
	}
	now := seen{}
	for _, t := range store.Schema.Types {
		if t.Event {
			if err := in.events(e, t, asOf, now); err != nil {
				return err
			}
		}
	}
	in.cover(e, asOf)
	in.strangers()
	in.partners(r.book.Terms(), p.From, p.Until)
	in.unread()
	if err := r.short(now, in); err != nil {
		return err
	}
	first, last := r.range_(p, now)
	r.changedTexts(first)
	if changed := e.Judge(last, r.missed); !changed.IsZero() && changed <= r.closed && changed < first {
		r.report.Also = append(r.report.Also, fmt.Sprintf("%s and later, because a promise is missed, by another figure than before, or is kept after all", changed))
		first = changed
	}
	e.Range(first, last)
	for _, a := range r.assigned {
		e.Assigned(a)
	}
	if err := e.Decide(); err != nil {
		return err
	}
	r.report.Fallbacks += e.Fallbacks()
	return r.post(e, in, now, first, last, asOf)
}

// texts gives the policies of the platform.
func (r *platformRun) texts() []*plan.Policy {
	var list []*plan.Policy
	for _, p := range r.book.Plans() {
		if p.Platform == r.platform {
			list = append(list, p)
		}
	}
	return list
}

func (r *platformRun) subjects(in *ingest) error {
	for _, t := range in.store.Schema.Types {
		if t.Event {
			continue
		}
		if err := in.subjects(t); err != nil {
			return err
		}
	}
	in.sort()
	return nil
}

// range_ gives the days to decide: those of the period, and those before it
// that were never decided or whose events have changed; up to the last day
// that was ever decided, for later months build on earlier ones.
func (r *platformRun) range_(p engine.Period, now seen) (first, last payout.Date) {
	first, last = p.From, p.Until
	if r.closed.IsZero() {
		return first, last
	}
	if next := r.closed.AddDays(1); next < first {
		r.report.Also = append(r.report.Also, fmt.Sprintf("%s to %s, which had not been run", next, first.AddDays(-1)))
		first = next
	}
	if changed := now.changed(r.seen, r.closed); !changed.IsZero() && changed < first {
		r.report.Also = append(r.report.Also, fmt.Sprintf("%s and later, whose events have changed since", changed.String()[:7]))
		first = changed
	}
	return first, max(last, r.closed)
}

// changedTexts notes which texts are not as they were at the last run. What
// they decided before stays until its months are run again.
func (r *platformRun) changedTexts(first payout.Date) {
	for _, p := range r.texts() {
		for _, was := range r.editions {
			if was.Policy == p.Name && was.Version == p.Version && was.Digest != p.Digest && p.From < first {
				r.report.Also = append(r.report.Also, fmt.Sprintf("nothing before %s, although the text of %s has changed since: run those months again to apply it", first, strings.TrimSpace(p.Name+" "+p.Version)))
			}
		}
	}
}

// short stops a run whose source has lost events (N3).
func (r *platformRun) short(now seen, in *ingest) error {
	voided := 0
	for _, c := range in.counts {
		voided += c.Voided.Rows
	}
	for key, was := range r.seen {
		missing := was.rows - now[key].rows
		if missing <= 0 {
			continue
		}
		if voided -= missing; voided < 0 {
			return fmt.Errorf("%w: %d of %s, where there were %d; send those that were withdrawn with `void`", ErrShort, now[key].rows, key, was.rows)
		}
	}
	return nil
}

// read takes in what the ledger holds of the platform.
func (r *platformRun) read() error {
	head, err := r.ledger.Head(r.ctx)
	if err != nil {
		return err
	}
	r.head, r.seen, r.held, r.missed = head, seen{}, map[string]payout.Line{}, map[string]string{}
	for entry, err := range r.ledger.Read(r.ctx, payout.Query{Platform: r.platform}) {
		if err != nil {
			return err
		}
		if err := r.accounts.Add(entry); err != nil {
			return err
		}
		switch entry := entry.(type) {
		case payout.Run:
			r.closed, r.settled = max(r.closed, entry.Last), max(r.settled, entry.AsOf)
			for key, m := range readSeen(entry.Seen) {
				r.seen[key] = m
			}
			r.missed = readMissed(entry.Seen)
			r.editions = entry.Policies
		case payout.Line:
			r.lines.Add(entry)
			if entry.Held != "" {
				r.held[entry.ID] = entry
			}
		case payout.Release:
			delete(r.held, entry.Line)
			r.released = append(r.released, entry.Line)
		case payout.Settlement:
			if !entry.FromDeposit.IsZero() {
				r.drawn = append(r.drawn, entry)
			}
		case payout.Assignment:
			r.assigned = append(r.assigned, entry)
		}
	}
	return nil
}

// heldLines gives the lines that are held, in the order of their ids.
func (r *platformRun) heldLines() []payout.Line {
	list := make([]payout.Line, 0, len(r.held))
	for _, l := range r.held {
		list = append(list, l)
	}
	slices.SortFunc(list, func(a, b payout.Line) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return list
}
