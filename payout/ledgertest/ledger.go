package ledgertest

import (
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/payout"
)

// ledger is the ledger under test, with what the tests do with it.
type ledger struct {
	payout.Ledger
	t    *testing.T
	open func(*testing.T) payout.Ledger
}

// post posts what must be accepted.
func (l *ledger) post(b payout.Batch) {
	l.t.Helper()
	if err := l.Post(l.t.Context(), b); err != nil {
		l.t.Fatalf("batch %s: %v", b.ID, err)
	}
}

// refuse posts what must be refused with a certain error, nil for one that is
// neither of the two, and must leave nothing behind.
func (l *ledger) refuse(what string, b payout.Batch, want error) {
	l.t.Helper()
	before := l.contents(payout.Query{})
	err := l.Post(l.t.Context(), b)
	if err == nil || outcome(err) != outcome(cause(want)) {
		l.t.Errorf("%s: %s, want %s", what, describe(err), describe(want))
	}
	if after := l.contents(payout.Query{}); after != before {
		l.t.Errorf("%s: refused and yet the ledger holds\n%s\nand held\n%s", what, after, before)
	}
}

func cause(want error) error {
	if want == nil {
		return errors.New("another error")
	}
	return want
}

func describe(err error) string {
	if err == nil {
		return "another error, or none"
	}
	return err.Error()
}

// outcome is what the contract says about an error.
func outcome(err error) string {
	switch {
	case err == nil:
		return "posted"
	case errors.Is(err, payout.ErrMoved) && errors.Is(err, payout.ErrConflict):
		return "both moved and in conflict"
	case errors.Is(err, payout.ErrMoved):
		return "moved"
	case errors.Is(err, payout.ErrConflict):
		return "conflict"
	default:
		return "refused"
	}
}

func (l *ledger) head() uint64 {
	l.t.Helper()
	head, err := l.Head(l.t.Context())
	if err != nil {
		l.t.Fatal(err)
	}
	return head
}

func (l *ledger) wantHead(want uint64) {
	l.t.Helper()
	if head := l.head(); head != want {
		l.t.Errorf("head is %d, want %d", head, want)
	}
}

// contents returns what q reads, an entry a line.
func (l *ledger) contents(q payout.Query) string {
	l.t.Helper()
	text, err := contents(l.Read(l.t.Context(), q))
	if err != nil {
		l.t.Fatal(err)
	}
	return text
}

func contents(entries iter.Seq2[payout.Entry, error]) (string, error) {
	var all strings.Builder
	for e, err := range entries {
		if err != nil {
			return "", err
		}
		text, err := e.MarshalJSON()
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&all, "%T %s\n", e, text)
	}
	return all.String(), nil
}

// names returns the ids of the lines that q reads and the other entries by
// their types, in order.
func (l *ledger) names(q payout.Query) string {
	l.t.Helper()
	var names []string
	for e, err := range l.Read(l.t.Context(), q) {
		if err != nil {
			l.t.Fatal(err)
		}
		switch e := e.(type) {
		case payout.Line:
			names = append(names, e.ID)
		case payout.Run:
			names = append(names, fmt.Sprintf("%s@%d", e.Batch, e.Sequence))
		case payout.Release:
			names = append(names, "release:"+e.Line)
		case payout.Assignment:
			names = append(names, "tier:"+e.Tier)
		case payout.Settlement:
			names = append(names, "settlement:"+e.Payee.ID)
		}
	}
	return strings.Join(names, " ")
}

func (l *ledger) wantNames(q payout.Query, want string) {
	l.t.Helper()
	if got := l.names(q); got != want {
		l.t.Errorf("%+v reads\n%s\nwant\n%s", q, got, want)
	}
}

// settle posts a batch that settles every account on a day by the terms.
func (l *ledger) settle(id string, on payout.Date, terms payout.Terms) payout.Batch {
	l.t.Helper()
	b := payout.Batch{ID: id, After: l.head(), Run: payout.Run{Platform: harbor, First: on, Last: on, AsOf: on}}
	b.Settlements = l.settlements(on, terms)
	l.post(b)
	return b
}

func (l *ledger) settlements(on payout.Date, terms payout.Terms) []payout.Settlement {
	l.t.Helper()
	var accounts payout.Accounts
	if err := accounts.AddAll(l.Read(l.t.Context(), payout.Query{Platform: harbor, Open: true})); err != nil {
		l.t.Fatal(err)
	}
	var all []payout.Settlement
	for p := range accounts.Positions() {
		s, err := payout.Settle(p, terms, on)
		if err != nil {
			l.t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}
