package policy_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
)

const boundPolicy = head + `
facts:
  agent:
    up: {type: agent, optional: true}
    gold: bool
    city: text
  merchant:
    agent: agent
    sponsor: {type: agent, optional: true}
    kind: [ordinary, preferred]
    rate: {type: rate, min: 0.50%, max: 1%}
    opened: {type: date, optional: true}
    fee: {type: money, default: 2}
    buy: {type: rate, by: [card, qr], default: 0.28%}
measures:
  merchant.volume: {type: money}
defaults: {merchant: {to: merchant.agent, every: month}}
rules:
  - {id: margin, kind: residual, for: merchant, negative: net, amount: "merchant.volume * (merchant.rate - merchant.buy[\"card\"])"}
  - {id: fee, kind: pass-through, for: merchant, amount: merchant.fee}
  - {id: sponsored, kind: reward, for: merchant, to: merchant.sponsor, when: merchant.sponsor and merchant.kind == "preferred", amount: 10}
  - {id: young, kind: reward, for: merchant, when: "merchant.opened and days(merchant.opened, as_of) <= 30", amount: 5, hold: {when: merchant.agent.gold, why: gold}}
  - {id: local, kind: reward, for: merchant, when: merchant.agent.city == "北京", amount: 1}
  - {id: shared, kind: reward, for: merchant, amount: 0.05, split: {merchant.agent: 50%, merchant.sponsor: 30%, rest: merchant.agent}}
`

type boundAgent struct {
	ID   string      `fenrun:"id"`
	Up   *boundAgent `fenrun:"up"`
	Gold bool        `fenrun:"gold"`
	City string      `fenrun:"city"`
}

type boundMerchant struct {
	ID      string          `fenrun:"id"`
	Agent   boundAgent      `fenrun:"agent"`
	Sponsor *boundAgent     `fenrun:"sponsor"`
	Kind    int8            `fenrun:"kind,symbols=preferred|ordinary"`
	Rate    decimal.Decimal `fenrun:"rate"`
	Opened  payout.Date     `fenrun:"opened"`
	Fee     *payout.Money   `fenrun:"fee"`
	Buy     struct {
		Card uint32 `fenrun:"card,scale=5"`
	} `fenrun:"buy"`
	Volume int64 `fenrun:"volume,scale=2"`
	Note   string
}

var boundDay, _ = payout.ParseDate("2026-03-31")

func boundRow() boundMerchant {
	m := boundMerchant{ID: "m1", Agent: boundAgent{ID: "a1", City: "北京"}, Kind: 0, Rate: decimal.RequireFromString("0.006"), Volume: 1_234_567_89}
	m.Buy.Card = 500
	return m
}

func written(targets []policy.Target) []string {
	var list []string
	for _, t := range targets {
		text := fmt.Sprintf("%s: %s %s", t.Rule(), t.Payee(), t.Amount())
		if t.State() != policy.Lines {
			text = fmt.Sprintf("%s: %s, %s", t.Rule(), t.State(), t.Reason())
		}
		if t.Held() {
			text += " held"
		}
		list = append(list, text)
	}
	return list
}

func TestBindStruct(t *testing.T) {
	p := load(t, boundPolicy)
	b, err := policy.Bind[boundMerchant](p, "merchant")
	if err != nil {
		t.Fatal(err)
	}
	e := b.Evaluator(boundDay)
	sponsor, fee := boundAgent{ID: "a9"}, money(t, "3.50 CNY")
	for _, c := range []struct {
		name   string
		change func(m *boundMerchant)
		want   []string
	}{
		{"as it stands", func(*boundMerchant) {}, []string{
			"margin: agent/a1 1234.57 CNY", "fee: agent/a1 2.00 CNY", "local: agent/a1 1.00 CNY", "shared: agent/a1 0.05 CNY",
		}},
		{"a pointer that is given", func(m *boundMerchant) { m.Sponsor, m.Fee, m.Agent.City = &sponsor, &fee, "" }, []string{
			"margin: agent/a1 1234.57 CNY", "fee: agent/a1 3.50 CNY", "sponsored: agent/a9 10.00 CNY",
			"local: undecided, merchant.agent.city is missing", "shared: agent/a1 0.04 CNY", "shared: agent/a9 0.01 CNY",
		}},
		{"a date, and a hold", func(m *boundMerchant) { m.Opened, m.Agent.Gold, m.Agent.City = boundDay.AddDays(-30), true, "x" }, []string{
			"margin: agent/a1 1234.57 CNY", "fee: agent/a1 2.00 CNY", "young: agent/a1 5.00 CNY held", "shared: agent/a1 0.05 CNY",
		}},
		{"a fact that is not allowed", func(m *boundMerchant) { m.Rate, m.Kind = decimal.RequireFromString("0.02"), 2 }, []string{
			"margin: undecided, merchant.rate is wrong: it is outside what the policy allows", "fee: agent/a1 2.00 CNY",
			"local: agent/a1 1.00 CNY", "shared: agent/a1 0.05 CNY",
		}},
		{"nobody to pay", func(m *boundMerchant) { m.Agent.ID = "" }, []string{
			"margin: undecided, merchant.agent is missing", "fee: undecided, merchant.agent is missing",
			"local: undecided, merchant.agent is missing", "shared: undecided, merchant.agent is missing",
		}},
		{"a loss beyond 64 bits", func(m *boundMerchant) { m.Buy.Card, m.Volume = 99_000, 9e18 }, []string{
			"margin: agent/a1 -88560000000000000.00 CNY", "fee: agent/a1 2.00 CNY", "local: agent/a1 1.00 CNY", "shared: agent/a1 0.05 CNY",
		}},
	} {
		m := boundRow()
		c.change(&m)
		if diff := cmp.Diff(c.want, written(e.Decide(&m, nil))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	if n := e.Fallbacks(); n != 1 {
		t.Errorf("%d fallbacks, want 1", n)
	}
}

// The struct that was bound is a Case's too, whatever its tags say.
func TestBoundStructIsACase(t *testing.T) {
	p := load(t, boundPolicy)
	b, err := policy.Bind[boundMerchant](p, "merchant", "margin", "sponsored", "local")
	if err != nil {
		t.Fatal(err)
	}
	m := boundRow()
	m.Sponsor = &boundAgent{ID: "a9"}
	want := []string{}
	for _, d := range decide(t, p, policy.Case{Facts: map[string]any{"merchant": m}, AsOf: boundDay}) {
		for _, l := range d.Lines {
			if d.Rule != "fee" && d.Rule != "shared" {
				want = append(want, fmt.Sprintf("%s: %s %s", d.Rule, l.Payee, l.Amount))
			}
		}
	}
	if diff := cmp.Diff(want, written(b.Evaluator(boundDay).Decide(&m, nil))); diff != "" || len(want) != 3 {
		t.Errorf("(-case +bound):\n%s", diff)
	}
}

// A decision that pays allocates nothing, whatever the kind of its fields.
func TestBoundAllocatesNothing(t *testing.T) {
	p := load(t, boundPolicy)
	b, err := policy.Bind[boundMerchant](p, "merchant", "margin", "fee", "sponsored", "young", "local")
	if err != nil {
		t.Fatal(err)
	}
	e := b.Evaluator(boundDay)
	m := boundRow()
	m.Sponsor, m.Opened = &boundAgent{ID: "a9"}, boundDay
	targets := e.Decide(&m, nil)
	if len(targets) != 5 {
		t.Fatalf("%q", written(targets))
	}
	sum := int64(0)
	if n := testing.AllocsPerRun(100, func() {
		targets = e.Decide(&m, targets[:0])
		for i := range targets {
			fen, _ := targets[i].Minor()
			sum += fen
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if sum != 101*(1_234_57+2_00+10_00+5_00+1_00) {
		t.Errorf("in all %d fen", sum)
	}
}

// Evaluators of one Bound do not meet.
func TestBoundIsConcurrent(t *testing.T) {
	b, err := policy.Bind[boundMerchant](load(t, boundPolicy), "merchant")
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]boundMerchant, 400)
	for i := range rows {
		rows[i] = boundRow()
		rows[i].Volume *= int64(i)
		rows[i].Agent.City = fmt.Sprint(i % 3)
	}
	decided := make([][]string, 8)
	var wait sync.WaitGroup
	for i := range decided {
		wait.Go(func() {
			b.Evaluator(boundDay).Each(rows, func(row int, target policy.Target) {
				decided[i] = append(decided[i], fmt.Sprint(row, written([]policy.Target{target})))
			})
		})
	}
	wait.Wait()
	for _, one := range decided[1:] {
		if diff := cmp.Diff(decided[0], one); diff != "" {
			t.Fatal(diff)
		}
	}
	if len(decided[0]) < 3*len(rows)-3 {
		t.Errorf("%d targets", len(decided[0]))
	}
}

// What cannot be bound is refused with its name.
func TestBindRefuses(t *testing.T) {
	p := load(t, boundPolicy)
	refused := func(name, want string, bind func() error) {
		t.Helper()
		if err := bind(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
	refused("a float", "merchant.rate: a float has lost its digits already", func() error {
		_, err := policy.Bind[struct {
			Rate float64 `fenrun:"rate"`
		}](p, "merchant", "margin")
		return err
	})
	refused("a fact that is not there", "margin cannot be bound: it reads merchant.volume, and no field gives that", func() error {
		_, err := policy.Bind[struct {
			Rate  string `fenrun:"rate"`
			Agent string `fenrun:"agent"`
		}](p, "merchant", "margin")
		return err
	})
	refused("a fact of which only the id is given", "local cannot be bound: it reads merchant.agent.city, and no field gives that", func() error {
		_, err := policy.Bind[struct {
			Agent string `fenrun:"agent"`
		}](p, "merchant", "local")
		return err
	})
	refused("a name that is none", `merchant.volum: the policy declares no such fact; did you mean "volume"?`, func() error {
		_, err := policy.Bind[struct {
			Volume int64 `fenrun:"volum"`
		}](p, "merchant")
		return err
	})
	refused("a rate without its places", "merchant.rate: say how many decimal places the rate has", func() error {
		_, err := policy.Bind[struct {
			Rate int64 `fenrun:"rate"`
		}](p, "merchant", "margin")
		return err
	})
	refused("more places than the policy reads", "merchant.volume: it has 3 decimal places, and the policy reads 2", func() error {
		_, err := policy.Bind[struct {
			Rate   string `fenrun:"rate"`
			Volume int64  `fenrun:"volume,scale=3"`
			Agent  string `fenrun:"agent"`
		}](p, "merchant", "margin")
		return err
	})
	refused("a symbol that is none", `merchant.kind: "prefered" is not one of ordinary, preferred`, func() error {
		_, err := policy.Bind[struct {
			Agent   string `fenrun:"agent"`
			Sponsor string `fenrun:"sponsor"`
			Kind    int    `fenrun:"kind,symbols=ordinary|prefered"`
		}](p, "merchant", "sponsored")
		return err
	})
	refused("a rule that is none", `the policy has no rule "margins" for merchant`, func() error {
		_, err := policy.Bind[boundMerchant](p, "merchant", "margins")
		return err
	})
	refused("a subject that is none", `the policy has no subject "shop"`, func() error {
		_, err := policy.Bind[boundMerchant](p, "shop")
		return err
	})
	refused("columns of unequal length", "rate has 1 values, and volume has 2", func() error {
		b, err := policy.BindColumns(p, "merchant", []policy.Column{
			{Name: "volume", Values: []int64{}, Scale: 2}, {Name: "rate", Values: []string{}}, {Name: "agent", Values: []string{}},
		}, "margin")
		if err != nil {
			return err
		}
		_, err = b.Evaluator(boundDay, []int64{1, 2}, []string{"1%"}, []string{"a", "b"})
		return err
	})
}

func money(t *testing.T, text string) payout.Money {
	t.Helper()
	var m payout.Money
	if err := m.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return m
}
