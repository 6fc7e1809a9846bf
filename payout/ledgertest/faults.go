package ledgertest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/fenrun/fenrun/payout"
)

// twoPosters read the same head; one is told that the ledger has moved.
func twoPosters(t *testing.T, l *ledger) {
	for round := range uint64(10) {
		outcomes := make(chan error, 2)
		for poster := range 2 {
			b := batch(fmt.Sprint("b", round, poster), round, line(t, fmt.Sprint("l", round, poster), payout.Reward, "1 CNY"))
			go func() { outcomes <- l.Post(t.Context(), b) }()
		}
		first, second := <-outcomes, <-outcomes
		if first != nil {
			first, second = second, first
		}
		if first != nil || !errors.Is(second, payout.ErrMoved) {
			t.Fatalf("round %d: %v and %v, want one posted and one moved", round, first, second)
		}
		l.wantHead(round + 1)
	}
}

// manyPosters post the same few batches again and again until each is in, as
// one does who is not told the outcome, while others read.
func manyPosters(t *testing.T, l *ledger) {
	const posters, rounds = 4, 6
	var wait sync.WaitGroup
	for poster := range posters {
		wait.Go(func() {
			for round := range rounds {
				b := batch(fmt.Sprint("b", round), 0, line(t, fmt.Sprint("l", round), payout.Reward, "1 CNY"))
				if err := postInTurn(t, l, b); err != nil {
					t.Errorf("poster %d: %v", poster, err)
					return
				}
			}
		})
		wait.Go(func() {
			for range rounds {
				if _, err := contents(l.Read(t.Context(), payout.Query{})); err != nil {
					t.Errorf("reader %d: %v", poster, err)
				}
			}
		})
	}
	wait.Wait()
	l.wantHead(rounds)
}

func postInTurn(t *testing.T, l *ledger, b payout.Batch) error {
	for {
		head, err := l.Head(t.Context())
		if err != nil {
			return err
		}
		b.After = head
		if err := l.Post(t.Context(), b); !errors.Is(err, payout.ErrMoved) {
			return err
		}
	}
}

// A Post that breaks off anywhere has posted all or nothing, and posting again
// makes it all, once.
func crashes(t *testing.T, l *ledger) {
	if _, ok := l.Ledger.(Breaker); !ok {
		t.Skip("the ledger is no Breaker, so it cannot be broken between its statements")
	}
	whole := &ledger{Ledger: l.open(t), t: t}
	before := batch("before", 0, line(t, "share", payout.Residual, "100 CNY"), line(t, "fine", payout.Charge, "-70 CNY"))
	b := rich(t)
	b.After = 1
	whole.post(before)
	b.Settlements = append(b.Settlements[1:], whole.settlements(july(20), payout.Terms{})...)
	none := whole.contents(payout.Query{})
	whole.post(b)
	all := whole.contents(payout.Query{})

	const most = 1000
	for n := range most {
		broken := &ledger{Ledger: l.open(t), t: t}
		broken.post(before)
		broken.Ledger.(Breaker).BreakAfter(n)
		err := broken.Post(t.Context(), b)
		switch got := broken.contents(payout.Query{}); {
		case got != none && got != all:
			t.Fatalf("after %d statements, %v; the ledger holds a part:\n%s", n, err, got)
		case err == nil && got != all:
			t.Fatalf("after %d statements nothing is said to have failed, and yet nothing is posted", n)
		}
		broken.post(b)
		if got := broken.contents(payout.Query{}); got != all {
			t.Fatalf("after %d statements, posted again, the ledger holds\n%s\nwant\n%s", n, got, all)
		}
		broken.wantHead(2)
		if err == nil {
			return
		}
	}
	t.Errorf("posting fails even if it may do %d statements", most)
}

// Batches that are delivered often and in any order leave the same ledger.
func deliveries(t *testing.T, l *ledger) {
	const batches = 6
	var all []payout.Batch
	straight := &ledger{Ledger: l.open(t), t: t}
	for n := range uint64(batches) {
		var b payout.Batch
		if n%3 == 2 {
			b = straight.settle(fmt.Sprint("b", n), july(10+int(n)), payout.Terms{AtMost: percent(50)})
		} else {
			b = batch(fmt.Sprint("b", n), n,
				line(t, fmt.Sprint("c", n), payout.Reward, "100 CNY", to(int(n%2)), booked(july(int(n)+1))),
				line(t, fmt.Sprint("d", n), payout.Charge, "-70 CNY", booked(july(int(n)+1))))
			straight.post(b)
		}
		all = append(all, b)
	}
	want := straight.contents(payout.Query{})
	r := rand.New(rand.NewPCG(3, 4))
	for l.head() < batches {
		b := all[r.IntN(len(all))]
		if err := l.Post(t.Context(), b); err != nil && !errors.Is(err, payout.ErrMoved) {
			t.Fatalf("batch %s: %v", b.ID, err)
		}
	}
	for _, i := range r.Perm(batches) {
		l.post(all[i])
	}
	if got := l.contents(payout.Query{}); got != want {
		t.Errorf("delivered in disorder, the ledger holds\n%s\nwant\n%s", got, want)
	}
}
