package ledgertest

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/fenrun/fenrun/payout"
)

// randomHistories compares the ledger with the one in memory, step by step.
func randomHistories(t *testing.T, l *ledger) {
	const histories, steps = 12, 24
	for seed := range uint64(histories) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			h := history{
				random: rand.New(rand.NewPCG(seed, 5)),
				tested: &ledger{Ledger: l.open(t), t: t},
				model:  &ledger{Ledger: payout.NewMemory(), t: t},
				t:      t,
			}
			for range steps {
				h.step()
			}
		})
	}
}

type history struct {
	random        *rand.Rand
	tested, model *ledger
	t             *testing.T
	posted        []payout.Batch
	lines         int
	day           payout.Date // of the last step
}

// step posts one batch, good or bad, to both ledgers, and compares what they
// say and what they hold.
func (h *history) step() {
	h.t.Helper()
	b := h.next()
	want := outcome(h.model.Post(h.t.Context(), b))
	err := h.tested.Post(h.t.Context(), b)
	if outcome(err) != want {
		h.t.Fatalf("batch %s after %d: %v, want it %s", b.ID, b.After, err, want)
	}
	if want == "posted" {
		h.posted = append(h.posted, b)
	}
	h.tested.wantHead(h.model.head())
	for _, q := range []payout.Query{{}, {Open: true}, h.query(), h.query()} {
		if got, want := h.tested.contents(q), h.model.contents(q); got != want {
			h.t.Fatalf("after batch %s, %+v reads\n%s\nwant\n%s", b.ID, q, got, want)
		}
	}
}

func (h *history) oneIn(n int) bool { return h.random.IntN(n) == 0 }

// next makes a batch that is mostly good.
func (h *history) next() payout.Batch {
	h.day += payout.Date(1 + h.random.IntN(3))
	if len(h.posted) > 0 && h.oneIn(6) {
		b := h.posted[h.random.IntN(len(h.posted))]
		if h.oneIn(2) {
			b.Run.AsOf++ // the same id, other content
		}
		return b
	}
	b := batch(fmt.Sprint("b", h.day), h.model.head())
	if h.oneIn(5) {
		b.Run.Platform = "quay"
	}
	if h.oneIn(8) {
		b.After = uint64(h.random.IntN(4))
	}
	for range h.random.IntN(5) {
		b.Lines = append(b.Lines, h.line(b.Run.Platform))
	}
	for range h.random.IntN(2) {
		b.Assignments = append(b.Assignments, payout.Assignment{
			Set: "customer", Subject: agent(h.random.IntN(3)), Review: july(h.random.IntN(3) + 1), Tier: "A", From: h.today(),
		})
	}
	if h.lines > 0 && h.oneIn(3) {
		b.Releases = []payout.Release{{Line: h.anyLine(), Day: h.today(), Due: h.today() + 1, Reason: "papers came"}}
	}
	if h.oneIn(2) {
		b.Settlements = h.settlements(b)
	}
	return b
}

func (h *history) today() payout.Date { return july(1) + h.day }

func (h *history) anyLine() string { return fmt.Sprint("l", h.random.IntN(h.lines)) }

func (h *history) line(platform string) payout.Line {
	kinds := []payout.Kind{
		payout.Residual, payout.Reward, payout.PassThrough, payout.Clawback, payout.Charge, payout.Deposit, payout.Manual,
	}
	kind := kinds[h.random.IntN(len(kinds))]
	amount := fmt.Sprintf("%d.%02d %s", h.random.IntN(200), h.random.IntN(100), []string{"CNY", "USD"}[h.random.IntN(8)/7])
	if h.oneIn(40) {
		amount = "99999999999999999999999999999999.99 CNY"
	}
	if (kind.Side() == payout.Debit) != h.oneIn(5) {
		amount = "-" + amount
	}
	l := line(h.t, fmt.Sprint("l", h.lines), kind, amount, to(h.random.IntN(3)), booked(h.today()))
	l.Platform = platform
	l.Decided = h.today() - payout.Date(h.random.IntN(20))
	l.Subject = agent(h.random.IntN(2))
	l.Rule = fmt.Sprint("rule/", h.random.IntN(4))
	if h.oneIn(2) {
		l.Base = "rule"
	}
	if h.oneIn(4) {
		l.From = []string{"deposit", "cash", "residual", "rule:rule/1"}
	}
	if h.oneIn(6) {
		l.Held = "papers are missing"
	}
	if h.oneIn(20) && h.lines > 0 {
		l.ID = h.anyLine() // which exists
	}
	h.lines++
	return l
}

// settlements settles what the model holds together with a batch; sometimes it
// reverses a payment, or forgets what came last, so that the batch is bad.
func (h *history) settlements(b payout.Batch) []payout.Settlement {
	if h.oneIn(4) {
		for _, p := range h.posted {
			for _, s := range p.Settlements {
				if back, err := s.Reversal(h.today()); err == nil && s.Platform == b.Run.Platform && h.oneIn(2) {
					return []payout.Settlement{back}
				}
			}
		}
	}
	var accounts payout.Accounts
	forget := h.oneIn(6)
	for e, err := range h.model.Read(h.t.Context(), payout.Query{Platform: b.Run.Platform}) {
		if s, ok := e.(payout.Settlement); ok && forget && s.Day > h.today()-6 {
			continue
		}
		if err == nil {
			err = accounts.Add(e)
		}
		if err != nil && !forget {
			h.t.Fatal(err)
		}
	}
	for e := range b.Entries() {
		if accounts.Add(e) != nil {
			return nil // the batch has a line that exists
		}
	}
	terms := payout.Terms{
		Order: []payout.Kind{payout.Clawback, payout.Charge}, AtMost: percent(int64(h.random.IntN(3) * 50)),
		Withhold: percent(int64(h.random.IntN(2) * 6)), Rounding: cents, Leaving: h.oneIn(10),
	}
	var all []payout.Settlement
	for p := range accounts.Positions() {
		if s, err := payout.Settle(p, terms, h.today()); err == nil && len(s.Moves) > 0 {
			all = append(all, s)
		}
	}
	return all
}

func (h *history) query() payout.Query {
	q := payout.Query{Open: h.oneIn(3)}
	if h.oneIn(2) {
		q.Platform = harbor
	}
	if h.oneIn(3) {
		q.Payee = agent(h.random.IntN(3))
	}
	if h.oneIn(2) {
		q.Since = h.today() - payout.Date(h.random.IntN(30))
	}
	for range h.random.IntN(3) {
		q.Rules = append(q.Rules, []string{"rule", "rule/0", "rule/2", "none"}[h.random.IntN(4)])
	}
	return q
}
