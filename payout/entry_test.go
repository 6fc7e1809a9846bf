package payout_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/payout"
)

type unmarshaler[E any] interface {
	*E
	json.Unmarshaler
}

// roundTrip writes an entry, reads it back, and tries to read it with every
// key missing, doubled and renamed.
func roundTrip[E payout.Entry, P unmarshaler[E]](t *testing.T, e E, want string) {
	t.Helper()
	text, err := e.MarshalJSON()
	if err != nil || string(text) != want {
		t.Fatalf("%T is written\n%s, %v, want\n%s", e, text, err, want)
	}
	back := new(E)
	if err := P(back).UnmarshalJSON(text); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(e, *back, exactly()); diff != "" {
		t.Errorf("%T comes back as another:\n%s", e, diff)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		t.Fatal(err)
	}
	for key, value := range fields {
		pair := fmt.Sprintf(`"%s":%s`, key, value)
		for _, bad := range []string{
			strings.Replace(want, `"`+key+`"`, `"`+key+`s"`, 1),
			strings.Replace(want, pair, pair+","+pair, 1),
			strings.Replace(want, pair, fmt.Sprintf(`"%s":null`, key), 1),
			strings.Replace(want, pair, fmt.Sprintf(`"%s":[[]]`, key), 1),
		} {
			if err := P(back).UnmarshalJSON([]byte(bad)); err == nil {
				t.Errorf("%T is read from %s", e, bad)
			}
		}
	}
	if diff := cmp.Diff(e, *back, exactly()); diff != "" {
		t.Errorf("%T is changed by what cannot be read:\n%s", e, diff)
	}
	for _, bad := range []string{"", "null", "[]", "{}", want + want, want[1:], "\"\xff\""} {
		if err := P(back).UnmarshalJSON([]byte(bad)); err == nil {
			t.Errorf("%T is read from %s", e, bad)
		}
	}
}

func TestEntryJSON(t *testing.T) {
	roundTrip(t, payout.Run{
		Batch: "b1", Sequence: 1<<64 - 1, Platform: "harbor",
		Policies: []payout.Edition{{Policy: "a", Version: "1", Digest: "x"}, {Policy: "b", Version: "2", Digest: "y"}},
		First:    day(t, "2026-06-01"), Last: day(t, "2026-06-30"), AsOf: day(t, "2026-07-01"),
		Seen: payout.Values{{Name: "txn", Text: "3"}, {Name: "sum", Text: "9"}},
	}, `{"batch":"b1","sequence":18446744073709551615,"platform":"harbor",`+
		`"policies":[{"policy":"a","version":"1","digest":"x"},{"policy":"b","version":"2","digest":"y"}],`+
		`"first":"2026-06-01","last":"2026-06-30","as_of":"2026-07-01","seen":{"txn":"3","sum":"9"}}`)
	roundTrip(t, payout.Release{Line: "l1", Day: day(t, "2026-07-01"), Due: day(t, "2026-07-02"), Reason: "papers"},
		`{"line":"l1","day":"2026-07-01","due":"2026-07-02","reason":"papers"}`)
	roundTrip(t, payout.Assignment{
		Set: "customer", Subject: agent(1), Review: day(t, "2026-06-30"), Tier: "A", From: day(t, "2026-07-01"),
		Reason: "volume", Cause: payout.Values{{Name: "v", Text: "1"}},
	}, `{"set":"customer","subject":"agent/a1","review":"2026-06-30","tier":"A","from":"2026-07-01","reason":"volume","cause":{"v":"1"}}`)

	b := newBook(t)
	b.post("gain", payout.Residual, "100", "2026-06-30")
	b.post("fine", payout.Charge, "-30", "2026-06-30")
	s := b.settlement("2026-07-15", payout.Terms{})
	const totals = `"net":"100.00","withheld":"0.00","released":"0.00","offset":"30.00","from_deposit":"0.00",` +
		`"to_deposit":"0.00","returned":"0.00","paid":"70.00","carried_credits":"0.00","carried_debts":"0.00","receivable":"0.00",`
	roundTrip(t, s, `{"id":"harbor/agent/a1/CNY/2026-07-15","platform":"harbor","payee":"agent/a1","currency":"CNY",`+
		`"day":"2026-07-15",`+totals+`"moves":[{"move":"taken","amount":"30.00","line":"gain","with":"fine"},`+
		`{"move":"paid","amount":"70.00","line":"gain"}]}`)
	back, err := s.Reversal(day(t, "2026-07-16"))
	if err != nil {
		t.Fatal(err)
	}
	roundTrip(t, back, `{"id":"harbor/agent/a1/CNY/2026-07-15/returned","platform":"harbor","payee":"agent/a1","currency":"CNY",`+
		`"day":"2026-07-16","reverses":"harbor/agent/a1/CNY/2026-07-15",`+
		strings.NewReplacer("100.00", "0.00", "30.00", "0.00", "70.00", "-70.00").Replace(totals)+
		`"moves":[{"move":"paid","amount":"-70.00","line":"gain"}]}`)
}

func TestEntryJSONRefusesToWrite(t *testing.T) {
	for _, e := range []payout.Entry{
		payout.Run{Platform: "\xff"},
		payout.Run{Policies: []payout.Edition{{Digest: "\xff"}}},
		payout.Release{Reason: "\xff"},
		payout.Assignment{Cause: payout.Values{{Name: "a"}, {Name: "a"}}},
		payout.Settlement{Moves: []payout.Move{{}}},
		payout.Settlement{Totals: payout.Totals{Paid: money(t, "1 CNY")}},
	} {
		if text, err := e.MarshalJSON(); err == nil {
			t.Errorf("%T is written %s", e, text)
		}
	}
}

// The parts of a settlement's id cannot run into each other.
func TestSettlementIDs(t *testing.T) {
	ids := map[string]bool{}
	for _, a := range []payout.Account{
		{Platform: "p/q", Payee: payout.Ref{Type: "a", ID: "b"}}, {Platform: "p", Payee: payout.Ref{Type: "q", ID: "a/b"}},
		{Platform: "p%2Fq", Payee: payout.Ref{Type: "a", ID: "b"}}, {Platform: "", Payee: payout.Ref{Type: "p", ID: "q/a/b"}},
	} {
		a.Currency = currency(t, "CNY")
		s, err := payout.Settle(payout.Position{Account: a}, payout.Terms{}, day(t, "2026-07-15"))
		if err != nil || ids[s.ID] {
			t.Errorf("settlement of %v has the id %s, %v", a, s.ID, err)
		}
		ids[s.ID] = true
	}
}

func FuzzSettlementJSON(f *testing.F) {
	f.Add([]byte(`{"id":"a","platform":"","payee":"agent/a1","currency":"CNY","day":"2026-07-15","net":"1","withheld":"0",` +
		`"released":"0","offset":"0","from_deposit":"0","to_deposit":"0","returned":"0","paid":"1","carried_credits":"0",` +
		`"carried_debts":"0","receivable":"0","moves":[{"move":"paid","amount":"1","line":"a"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var s payout.Settlement
		if s.UnmarshalJSON(data) != nil {
			return
		}
		_ = s.Check() // whatever it says, it must not panic
		text, err := s.MarshalJSON()
		if err != nil {
			t.Fatalf("%s is read, and cannot be written: %v", data, err)
		}
		var back payout.Settlement
		if err := back.UnmarshalJSON(text); err != nil {
			t.Fatalf("%s is written, and cannot be read: %v", text, err)
		}
		if diff := cmp.Diff(s, back, exactly()); diff != "" {
			t.Fatalf("%s comes back as another settlement:\n%s", text, diff)
		}
	})
}
