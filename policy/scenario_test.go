package policy_test

import (
	"strings"
	"testing"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
)

// A sheet is a policy of one rule for one shop, with what is special to a
// scenario.
type sheet struct {
	mode  string // of rounding; half-up if nothing is said
	facts string // of the shop
	more  string // ladders, lets, params
	rule  string // the clauses of the rule after its id and subject
}

func (s sheet) text() string {
	mode := s.mode
	if mode == "" {
		mode = "half-up"
	}
	return strings.ReplaceAll(head, "half-up", mode) +
		"facts:\n  agent: {}\n  shop:\n    agent: agent\n" + indent(4, s.facts) +
		s.more +
		"rules:\n  - id: r\n    for: shop\n    to: shop.agent\n    every: month\n" + indent(4, s.rule)
}

func indent(n int, text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(strings.Repeat(" ", n) + line)
	}
	return b.String() + "\n"
}

// gives evaluates the rule on the facts of a shop after what is posted.
func gives(t *testing.T, p *policy.Policy, facts map[string]any, posted ...payout.Line) policy.Decision {
	t.Helper()
	shop := map[string]any{"id": "s1", "agent": "a1"}
	for name, v := range facts {
		shop[name] = v
	}
	all := decide(t, p, policy.Case{Facts: map[string]any{"shop": shop}, Period: "2026-03", Posted: posted})
	if len(all) != 1 {
		t.Fatalf("%d decisions of one rule", len(all))
	}
	return all[0]
}

// The last place of an amount is made on its magnitude, in every mode, so that
// what is debited is the opposite of what is credited (N10).
func TestN10Magnitude(t *testing.T) {
	amounts := []string{"33.334", "33.335", "33.345", "33.3450001", "33.346", "-33.334", "-33.335", "-33.345", "-33.3450001", "-33.346"}
	for mode, want := range map[string]string{
		"half-up":   "33.33 33.34 33.35 33.35 33.35 -33.33 -33.34 -33.35 -33.35 -33.35",
		"half-even": "33.33 33.34 33.34 33.35 33.35 -33.33 -33.34 -33.34 -33.35 -33.35",
		"up":        "33.34 33.34 33.35 33.35 33.35 -33.34 -33.34 -33.35 -33.35 -33.35",
		"down":      "33.33 33.33 33.34 33.34 33.34 -33.33 -33.33 -33.34 -33.34 -33.34",
	} {
		p := load(t, sheet{mode: mode, facts: "sum: {type: number, places: 7}", rule: "kind: residual\nnegative: net\namount: shop.sum * 1 CNY"}.text())
		var got []string
		for _, amount := range amounts {
			got = append(got, verdict(gives(t, p, map[string]any{"sum": amount})))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s:\n got %s\nwant %s", mode, strings.Join(got, " "), want)
		}
	}
}

// 33.335 is posted as 33.34, and taken back as that: a difference is never
// rounded by itself (N10).
func TestN10Reversal(t *testing.T) {
	p := load(t, sheet{facts: "sales: {type: money, min: 0}", rule: "kind: reward\nwhen: shop.sales >= 6_000\namount: shop.sales * 0.5%"}.text())
	first := gives(t, p, map[string]any{"sales": "6_667"})
	if got := verdict(first); got != "33.34" { // 33.335
		t.Fatalf("first %s", got)
	}
	more := gives(t, p, map[string]any{"sales": "6_668.99"}, first.Lines...)
	if got := verdict(more); got != "none" { // 33.34495
		t.Errorf("then %s", got)
	}
	back := gives(t, p, map[string]any{"sales": "5_999.99"}, first.Lines...)
	if got := verdict(back); got != "-33.34" {
		t.Errorf("taken back %s", got)
	}
}

// An amount is rounded once, after its cap and its floor (N10, N28).
func TestN10OnceAtTheEnd(t *testing.T) {
	for _, test := range []struct{ rule, want string }{
		{"amount: shop.sales * 0.333%", "3.33"},                              // 3.3333
		{"amount: shop.sales * 0.333% + shop.sales * 0.333%", "6.67"},        // and not twice 3.33
		{"amount: shop.sales * 0.333%\ncap: 3.325", "3.33"},                  // the cap is rounded with it
		{"amount: shop.sales * 0.333%\nfloor: 3.334999", "3.33"},             // as is the floor
		{"amount: shop.sales * 0.333%\ncap: 3.334999\nfloor: 3.335", "3.34"}, // the floor stands last
		{"amount: round(shop.sales * 0.333%, 1) * 3", "9.90"},                // where the text rounds, it is rounded
		{"amount: shop.sales / 3", "333.67"},                                 // a division and its rounding are one
		{"amount: shop.sales / 3\ncap: 333.6649", "333.66"},
	} {
		p := load(t, sheet{facts: "sales: {type: money, min: 0}", rule: "kind: reward\n" + test.rule}.text())
		if got := verdict(gives(t, p, map[string]any{"sales": "1_001"})); got != test.want {
			t.Errorf("%q: %s, want %s", test.rule, got, test.want)
		}
	}
}

// A credit may not be negative, unless the rule says what a negative one means
// (N11).
func TestN11Sign(t *testing.T) {
	facts := "sales: money\nrate: {type: rate, min: 0%, max: 1%}"
	below := map[string]any{"sales": "10_000", "rate": "0.50%"} // under the buy rate of 0.525%
	for _, test := range []struct{ rule, want string }{
		{"kind: residual", "undecided: the amount is negative: say `floor: 0`, or for a residual `negative: net`"},
		{"kind: reward", "undecided: the amount is negative: say `floor: 0`, or for a residual `negative: net`"},
		{"kind: subsidy", "undecided: the amount is negative: say `floor: 0`, or for a residual `negative: net`"},
		{"kind: residual\nfloor: 0", "none"},
		{"kind: reward\nfloor: 0", "none"},
		{"kind: residual\nnegative: net", "-2.50"},
	} {
		p := load(t, sheet{facts: facts, rule: test.rule + "\namount: shop.sales * (shop.rate - 0.525%)"}.text())
		if got := verdict(gives(t, p, below)); got != test.want {
			t.Errorf("%q: %s, want %s", test.rule, got, test.want)
		}
		if got := verdict(gives(t, p, map[string]any{"sales": "10_000", "rate": "0.55%"})); got != "2.50" {
			t.Errorf("%q with a margin: %s", test.rule, got)
		}
	}
}

// A reward corrected from 100 to 80 is a reward of -20 that names what it
// corrects: no clawback and no charge (N11).
func TestN11Correction(t *testing.T) {
	p := load(t, sheet{facts: "sales: money", rule: "kind: reward\namount: shop.sales * 1%"}.text())
	first := gives(t, p, map[string]any{"sales": "10_000"})
	second := gives(t, p, map[string]any{"sales": "8_000"}, first.Lines...)
	if got := verdict(second); got != "-20.00" {
		t.Fatalf("the correction is %s", got)
	}
	l := second.Lines[0]
	if l.Kind != payout.Reward || len(l.Corrects) != 1 || l.Corrects[0] != first.Lines[0].ID || l.Class != 0 || l.Payee != first.Lines[0].Payee {
		t.Errorf("the correction is %+v", l)
	}
}

// A literal takes its unit from what it is added to and compared with, never
// from a factor (N30).
func TestN30Amounts(t *testing.T) {
	facts := "sales: money\nshare: {type: rate, min: 0%, max: 100%}\nheads: count"
	given := map[string]any{"sales": "1_000", "share": "30%", "heads": 4}
	for expr, want := range map[string]string{
		"shop.sales * (100% - shop.share)": "700.00",
		"shop.sales + 5":                   "1005.00",
		"5 + shop.sales * 2":               "2005.00",
		"max(shop.sales, 1_200.5)":         "1200.50",
		"min(shop.share, 5%) * shop.sales": "50.00",
		"clamp(shop.sales, 0, 900)":        "900.00",
		"shop.heads > 3 ? 12 : 0":          "12.00",
		"shop.heads * 3 CNY":               "12.00",
		"shop.sales * 0.3":                 "300.00",
		"(shop.share - 30% == 0 ? 1 : 2)":  "1.00",
	} {
		p := load(t, sheet{facts: facts, rule: "kind: reward\namount: \"" + expr + "\""}.text())
		if got := verdict(gives(t, p, given)); got != want {
			t.Errorf("%s: %s, want %s", expr, got, want)
		}
	}
	_, found := policy.Check("p.yaml", []byte(sheet{facts: facts, rule: "kind: reward\namount: shop.sales * (1 - shop.share)"}.text()))
	if len(found) != 1 || found[0].Code != "U501" || !strings.Contains(found[0].Hint, "1%") {
		t.Errorf("1 - share:\n%s", listing(found))
	}
}

// "0.55% and 3 yuan" is two facts; a fee with a cap is summed event by event,
// without rounding (N31).
func TestN31TwoPartPrice(t *testing.T) {
	p := load(t, head+`
facts:
  agent: {}
  merchant: {agent: agent, rate: rate, each: money}
  txn: {at: time, merchant: merchant, amount: {type: money, min: 0}, debit_rate: rate}
params: {buy: 0.50%, buy_each: 2.5 CNY}
measures:
  merchant.volume: {sum: txn.amount, per: month}
  merchant.txns: {count: txn, per: month}
  merchant.capped: {sum: "min(txn.amount * txn.debit_rate, 20)", per: month}
  merchant.rounded: {sum: "round(min(txn.amount * txn.debit_rate, 20), 2)", per: month}
rules:
  - {id: two, kind: residual, for: merchant, to: merchant.agent, every: month, amount: merchant.volume * (merchant.rate - buy) + merchant.txns * (merchant.each - buy_each)}
  - {id: capped, kind: residual, for: merchant, to: merchant.agent, every: month, amount: merchant.capped}
  - {id: rounded, kind: residual, for: merchant, to: merchant.agent, every: month, amount: merchant.rounded}
`)
	var txns []map[string]any
	for _, amount := range []string{"100.01", "100.01", "100.01", "5_000"} {
		txns = append(txns, map[string]any{
			"id": "t" + string(rune('1'+len(txns))), "at": "2026-03-05T10:00", "merchant": "m1", "amount": amount, "debit_rate": "0.533%",
		})
	}
	all := decide(t, p, policy.Case{Period: "2026-03", Facts: map[string]any{
		"merchant": map[string]any{"id": "m1", "agent": "a1", "rate": "0.55%", "each": "3"}, "txn": txns,
	}})
	for rule, want := range map[string]string{
		"two":     "4.65",  // 5,300.03 x 0.05% = 2.650015, and 4 x 0.50
		"capped":  "21.60", // 3 x 0.5330533 and 20
		"rounded": "21.59", // 3 x 0.53 and 20
	} {
		if got := outcome(t, all, rule); got != want {
			t.Errorf("%s: %s, want %s", rule, got, want)
		}
	}
}

// After a device is lent, the agent of its merchant and its own differ: the
// way of one step is meant (N32).
func TestN32LentDevice(t *testing.T) {
	const lent = head + `
facts:
  agent: {share: rate}
  merchant: {agent: agent}
  device: {agent: agent, merchant: merchant, sales: money}
  sale: {device: device, amount: money}
rules:
  - {id: near, kind: reward, for: device, to: agent, every: month, amount: device.sales * agent.share}
  - {id: far, kind: reward, for: device, to: merchant.agent, every: month, amount: device.sales * merchant.agent.share}
`
	all := decide(t, load(t, lent), policy.Case{Period: "2026-03", Facts: map[string]any{
		"agent":    []map[string]any{{"id": "owner", "share": "10%"}, {"id": "other", "share": "20%"}},
		"merchant": map[string]any{"id": "m1", "agent": "other"},
		"device":   map[string]any{"id": "d1", "agent": "owner", "merchant": "m1", "sales": "1_000"},
	}})
	for _, d := range all {
		want := map[string]string{"near": "agent/owner 100.00", "far": "agent/other 200.00"}[d.Rule]
		if got := d.Lines[0].Payee.String() + " " + verdict(d); got != want {
			t.Errorf("%s: %s, want %s", d.Rule, got, want)
		}
	}
	src := lent + "  - {id: sold, kind: reward, for: sale, to: sale.device.agent, every: month, amount: sale.amount * agent.share}\n"
	_, found := policy.Check("p.yaml", []byte(src))
	if len(found) != 1 || found[0].Code != "N108" {
		t.Errorf("an agent that two ways lead to:\n%s", listing(found))
	}
}

// `when` guards the rest of its rule; what is optional and not there leaves a
// rule unmet or takes the default that is written (N35).
func TestN35Optional(t *testing.T) {
	facts := "bonus: {type: money, optional: true}\npaid: money"
	guarded := load(t, sheet{facts: facts, rule: "kind: reward\nwhen: shop.bonus and shop.bonus > 5\namount: shop.bonus * 2\nwhy: \"twice {shop.bonus}\""}.text())
	for bonus, want := range map[any]string{nil: "none", "5": "none", "5.01": "10.02"} {
		if got := verdict(gives(t, guarded, map[string]any{"bonus": bonus, "paid": 1})); got != want {
			t.Errorf("a bonus of %v: %s, want %s", bonus, got, want)
		}
	}
	for rule, want := range map[string][2]string{ // without and with a bonus of 8
		"amount: shop.paid + (shop.bonus ?? 3)":                            {"4.00", "9.00"},
		"amount: \"shop.bonus ? shop.bonus : shop.paid\"":                  {"1.00", "8.00"},
		"amount:\n  - {when: shop.bonus, is: shop.bonus * 3}\n  - {is: 7}": {"7.00", "24.00"},
		"amount: 1\nwhen: not shop.bonus or shop.bonus > 10":               {"1.00", "none"},
	} {
		p := load(t, sheet{facts: facts, rule: "kind: reward\n" + rule}.text())
		for i, given := range []map[string]any{{"paid": 1}, {"paid": 1, "bonus": 8}} {
			if got := verdict(gives(t, p, given)); got != want[i] {
				t.Errorf("%q with %v: %s, want %s", rule, given, got, want[i])
			}
		}
	}
	for _, expr := range []string{"min(shop.bonus, 5)", "max(shop.paid, shop.bonus)", "shop.paid + shop.bonus", "shop.bonus > 3 ? 1 : 2"} {
		_, found := policy.Check("p.yaml", []byte(sheet{facts: facts, rule: "kind: reward\namount: \"" + expr + "\""}.text()))
		if len(found) != 1 || found[0].Code != "N105" {
			t.Errorf("%s:\n%s", expr, listing(found))
		}
	}
}

// The three uses of `/` in practice are an average, a ratio that is compared
// and a share that is paid; only what rounds in between is refused (N36).
func TestN36Division(t *testing.T) {
	facts := "total: money\nsold: count\nquota: count"
	given := map[string]any{"total": "100", "sold": 80, "quota": 100}
	for rule, want := range map[string]string{
		"amount: shop.total / 3":                                              "33.33",
		"amount: shop.total * 2 / 3":                                          "66.67",
		"amount: shop.total / shop.sold":                                      "1.25",
		"amount: shop.total / 8 * 3":                                          "37.50",
		"when: shop.sold / shop.quota >= 0.8\namount: 1":                      "1.00",
		"when: shop.sold / shop.quota > 0.8\namount: 1":                       "none",
		"when: shop.sold / shop.quota >= 80%\namount: 1":                      "1.00",
		"when: shop.total / 3 > 33.33\namount: 1":                             "1.00",
		"when: shop.total / 3 < 33.34\namount: 1":                             "1.00",
		"when: 0.8 <= shop.sold / shop.quota\namount: 1":                      "1.00",
		"amount: round(shop.total / 3, 2) * 3":                                "99.99",
		"amount: ceil(shop.total / 3, 1) * 3":                                 "100.20",
		"amount: floor(shop.total / 3) * 3":                                   "99.00",
		"amount: \"shop.sold > 5 ? shop.total / 3 : 0\"":                      "33.33",
		"amount:\n  - {when: shop.sold < 5, is: 1}\n  - {is: shop.total / 6}": "16.67",
	} {
		p := load(t, sheet{facts: facts, rule: "kind: reward\n" + rule}.text())
		if got := verdict(gives(t, p, given)); got != want {
			t.Errorf("%q: %s, want %s", rule, got, want)
		}
	}
	p := load(t, sheet{facts: facts, rule: "kind: reward\nwhen: shop.sold / shop.quota >= 0.8\namount: shop.total / shop.sold"}.text())
	for facts, want := range map[[2]int]string{{80, 100}: "1.25", {0, 100}: "none", {80, 0}: "undecided: a division by zero"} {
		if got := verdict(gives(t, p, map[string]any{"total": "100", "sold": facts[0], "quota": facts[1]})); got != want {
			t.Errorf("%d of %d: %s, want %s", facts[0], facts[1], got, want)
		}
	}
	_, found := policy.Check("p.yaml", []byte(sheet{facts: facts, rule: "kind: reward\namount: shop.total / 3 * 3"}.text()))
	if len(found) != 1 || found[0].Code != "M407" {
		t.Errorf("total / 3 * 3:\n%s", listing(found))
	}
}

// The slow form takes over where 64 bits end, and nobody can tell (N36).
func TestN36LargeNumbers(t *testing.T) {
	facts := "sales: money\nrate: rate\nshare: rate"
	p := load(t, sheet{facts: facts, rule: "kind: residual\namount: shop.sales * shop.rate * shop.share"}.text())
	for sales, want := range map[string]string{
		"2.1亿":                     "92400.00",
		"210_000_000.01":           "92400.00",
		"98_765_432_109_876.54":    "43456790128.35",
		"9_223_372_036_854_775.81": "4058283696216.10",
	} {
		if got := verdict(gives(t, p, map[string]any{"sales": sales, "rate": "0.055%", "share": "80%"})); got != want {
			t.Errorf("on %s: %s, want %s", sales, got, want)
		}
	}
}

// Below the first rung there is no price, unless the ladder says that the
// first is meant; a marginal ladder is an amount already (N37).
func TestN37Ladders(t *testing.T) {
	facts := "net: money"
	for more, want := range map[string]string{
		"ladders: {price: {by: shop.net, whole: {0: 10%, 1_000: 20%}}}\n":                  "undecided: below the first rung of price",
		"ladders: {price: {by: shop.net, below: first, whole: {0: 10%, 1_000: 20%}}}\n":    "-5.00",
		"ladders: {price: {by: shop.net, whole: {-100: 5%, 0: 10%, 1_000: 20%}}}\n":        "-2.50",
		"ladders: {price: {by: shop.net, marginal: {0: 10%, 1_000: 20%}}}\n":               "undecided: below the first rung of price",
		"ladders: {price: {by: shop.net, below: first, marginal: {0: 10%, 1_000: 20%}}}\n": "-5.00",
	} {
		amount := "shop.net * price"
		if strings.Contains(more, "marginal") {
			amount = "price"
		}
		p := load(t, sheet{facts: facts, more: more, rule: "kind: residual\nnegative: net\namount: " + amount}.text())
		if got := verdict(gives(t, p, map[string]any{"net": "-50"})); got != want {
			t.Errorf("%s: %s, want %s", more, got, want)
		}
	}
	whole := "ladders: {price: {by: shop.net, whole: {0: 10%, 1_000: 20%, above 2_000: 30%}}}\n"
	slices := "ladders: {price: {by: shop.net, marginal: {0: 10%, 1_000: 20%, above 2_000: 30%}}}\n"
	for net, want := range map[string][2]string{
		"0": {"none", "none"}, "999.99": {"100.00", "100.00"}, "1_000": {"200.00", "100.00"}, "1_000.01": {"200.00", "100.00"},
		"2_000": {"400.00", "300.00"}, "2_000.01": {"600.00", "300.00"}, "2_000.02": {"600.01", "300.01"}, "5_000": {"1500.00", "1200.00"},
	} {
		for i, test := range []struct{ more, amount string }{{whole, "shop.net * price"}, {slices, "price"}} {
			p := load(t, sheet{facts: facts, more: test.more, rule: "kind: residual\namount: " + test.amount}.text())
			if got := verdict(gives(t, p, map[string]any{"net": net})); got != want[i] {
				t.Errorf("%s of %s: %s, want %s", test.amount, net, got, want[i])
			}
		}
	}
	_, found := policy.Check("p.yaml", []byte(sheet{facts: facts, more: slices, rule: "kind: residual\namount: shop.net * price"}.text()))
	if len(found) != 1 || found[0].Code != "U503" || !strings.Contains(found[0].Message+found[0].Hint, "already an amount") {
		t.Errorf("a marginal ladder times its quantity:\n%s", listing(found))
	}
}
