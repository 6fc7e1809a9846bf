package payout_test

import (
	"fmt"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/payout"
)

func fold(t *testing.T, entries ...payout.Entry) *payout.Accounts {
	t.Helper()
	var a payout.Accounts
	for _, e := range entries {
		if err := a.Add(e); err != nil {
			t.Fatal(err)
		}
	}
	return &a
}

func TestPositions(t *testing.T) {
	b := newBook(t)
	b.post("z", payout.Residual, "100", "2026-06-30", held)
	b.post("b", payout.Residual, "100", "2026-06-30")
	b.post("a", payout.Charge, "-30", "2026-07-01", from("deposit", "cash"), corrects("x"), once("k"), subject("d1"), policy("p"))
	b.post("early", payout.Deposit, "-60", "2026-01-01", class(payout.Deposit))
	b.post("settled", payout.Reward, "0.01", "2026-01-01")
	b.add(payout.Line{ID: "duty", Kind: payout.Duty, Payee: agent(1), Platform: "harbor"})
	b.settle("2026-07-02", payout.Terms{Withhold: percent(10), Rounding: cents, AtMost: percent(50)})
	b.add(payout.Release{Line: "z", Day: day(t, "2026-07-05"), Reason: "papers came"})
	b.add(payout.Release{Line: "not added", Day: day(t, "2026-07-05")})

	got := slices.Collect(b.accounts.Positions())
	account := payout.Account{Platform: "harbor", Payee: agent(1), Currency: currency(t, "CNY")}
	want := []payout.Position{{
		Account: account,
		Deposit: money(t, "50.00 CNY"),
		Items: []payout.Item{{
			Line: "early", Rule: "early", Kind: payout.Deposit, Class: payout.Deposit,
			Booked: day(t, "2026-01-01"), Due: day(t, "2026-01-01"),
			Open: money(t, "-10 CNY"), Withheld: money(t, "0 CNY"),
		}, {
			Line: "b", Rule: "b", Kind: payout.Residual, Booked: day(t, "2026-06-30"), Due: day(t, "2026-06-30"),
			Open: money(t, "0 CNY"), Withheld: money(t, "10 CNY"), Assessed: true,
		}, {
			Line: "z", Rule: "z", Kind: payout.Residual, Booked: day(t, "2026-06-30"), Due: day(t, "2026-07-05"),
			Open: money(t, "100 CNY"), Withheld: money(t, "0 CNY"),
		}, {
			Line: "a", Policy: "p", Rule: "a", Once: "k", Kind: payout.Charge, Subject: payout.Ref{Type: "device", ID: "d1"},
			From: []string{"deposit", "cash"}, Corrects: []string{"x"}, Booked: day(t, "2026-07-01"), Due: day(t, "2026-07-01"),
			Open: money(t, "-30 CNY"), Withheld: money(t, "0 CNY"),
		}},
	}}
	if diff := cmp.Diff(want, got, exactly()); diff != "" {
		t.Errorf("positions differ:\n%s", diff)
	}
}

// Accounts, and what they hold of benefits, come in their order whatever that
// of the entries, each by itself.
func TestAccountsAreApart(t *testing.T) {
	var entries []payout.Entry
	for i, a := range []struct{ platform, amount, unit string }{
		{"quay", "1 CNY", "points"}, {"harbor", "1 USD", "hours"}, {"harbor", "1 CNY", "points"}, {"harbor", "2 CNY", "points"},
	} {
		for n := 2; n > 0; n-- {
			id := fmt.Sprint(i, n)
			entries = append(entries,
				payout.Line{ID: id, Kind: payout.Reward, Payee: agent(n), Platform: a.platform, Amount: money(t, a.amount)},
				payout.Line{ID: "u" + id, Kind: payout.Benefit, Payee: agent(n), Platform: a.platform, Unit: a.unit, Quantity: quantity(t, "1.5")})
		}
	}
	entries = append(entries, payout.Line{
		ID: "less", Kind: payout.Benefit, Payee: agent(2), Platform: "quay", Unit: "points", Quantity: quantity(t, "-1.5"),
	})
	a := fold(t, entries...)
	var got []string
	for p := range a.Positions() {
		got = append(got, fmt.Sprintf("%s %s %s %d", p.Platform, p.Payee.ID, p.Currency, len(p.Items)))
	}
	for h := range a.Holdings() {
		got = append(got, fmt.Sprintf("%s %s %s %s", h.Platform, h.Payee.ID, h.Quantity, h.Unit))
	}
	want := []string{
		"harbor a1 CNY 2", "harbor a1 USD 1", "harbor a2 CNY 2", "harbor a2 USD 1", "quay a1 CNY 1", "quay a2 CNY 1",
		"harbor a1 1.5 hours", "harbor a1 3 points", "harbor a2 1.5 hours", "harbor a2 3 points", "quay a1 1.5 points",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("accounts differ:\n%s", diff)
	}
	for range a.Positions() {
		break
	}
	for range a.Holdings() {
		break
	}
}

// Lines that are settled may be left out of what is added.
func TestAccountsWithoutSettledLines(t *testing.T) {
	b := newBook(t)
	b.post("paid", payout.Residual, "100", "2026-06-01")
	b.post("in", payout.Deposit, "-60", "2026-06-01")
	b.settle("2026-06-15", payout.Terms{})
	b.post("open", payout.Residual, "100", "2026-07-01")
	var open payout.Accounts
	for _, e := range b.entries {
		if l, ok := e.(payout.Line); ok && l.ID != "open" {
			continue
		}
		if err := open.Add(e); err != nil {
			t.Fatal(err)
		}
	}
	want, got := slices.Collect(b.accounts.Positions()), slices.Collect(open.Positions())
	if diff := cmp.Diff(want, got, exactly()); diff != "" {
		t.Errorf("positions differ:\n%s", diff)
	}
}

func TestAccountsRefuse(t *testing.T) {
	line := payout.Line{ID: "a", Kind: payout.Reward, Payee: agent(1), Amount: money(t, "1 CNY")}
	account := payout.Account{Payee: agent(1), Currency: currency(t, "CNY")}
	points := payout.Line{ID: "p", Kind: payout.Benefit, Payee: agent(1), Unit: "points", Quantity: quantity(t, "99999999999999999999999999999999999999")}
	more := points
	more.ID = "q"
	for name, entries := range map[string][]payout.Entry{
		"no id":           {payout.Line{}},
		"a line twice":    {line, line},
		"a benefit twice": {points, points},
		"too many points": {points, more},
		"no entry":        {nil},
		"more than the line has": {line, payout.Settlement{ID: "s", Account: account,
			Moves: []payout.Move{{Kind: payout.Paid, Line: "a", Amount: money(t, "2 CNY")}}}},
		"more than the deposit has": {line, payout.Settlement{ID: "s", Account: account,
			Totals: payout.Totals{FromDeposit: money(t, "2 CNY")}}},
	} {
		var a payout.Accounts
		var err error
		for _, e := range entries {
			if err == nil {
				err = a.Add(e)
			}
		}
		if err == nil {
			t.Errorf("%s is added", name)
		}
	}
}

// What a line takes beside its ids is bounded, so that millions can be folded.
func TestAccountsAreCompact(t *testing.T) {
	const n = 100_000
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("line-%07d", i)
	}
	amount, booked := money(t, "1 CNY"), day(t, "2026-06-30")
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	a := new(payout.Accounts)
	for i := range ids {
		err := a.Add(payout.Line{
			ID: ids[i], Rule: "residual", Kind: payout.Residual, Policy: "harbor", Version: "2026", Digest: "sha256:00",
			Subject: payout.Ref{Type: "merchant", ID: ids[i]}, Payee: agent(i % 100), Amount: amount, Booked: booked,
			Why: payout.Why{{Text: "because"}}, Values: payout.Values{{Name: "volume", Text: "1"}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	used := float64(heap()-before) / n
	runtime.KeepAlive(a)
	if used > 220 {
		t.Errorf("a line takes %.0f bytes", used)
	}
	t.Logf("a line takes %.0f bytes", used)
}
