package engine_test

import (
	"flag"
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/missing"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/syntax"
)

var full = flag.Bool("full", false, "run every property over 10,000 random policies")

// A shop with amounts, rates, dates, an agent and a measure.
const shops = `
fenrun: v1
policy: shops
currency: CNY
timezone: Asia/Shanghai
rounding: {places: 2, mode: half-up}
facts:
  agent: {level: {type: count, min: 0, max: 9}, city: [north, south]}
  m:
    agent: agent
    sold: {type: money, min: 0}
    owed: {type: money, optional: true}
    rate: {type: rate, min: 0.3%, max: 1%}
    plan: {type: rate, one_of: [0.38%, 0.5%, 0.55%, 0.6%]}
    staff: {type: count, min: 0}
    opened: date
    kind: [shop, chain, company]
    abroad: bool
    prices: {type: money, min: 0, by: [shop, chain, company]}
  sale: {at: time, m: m, amount: {type: money, min: 0}}
params:
  goal: {shop: 1万, chain: 5万, company: 20万}
measures:
  m.volume: {sum: sale.amount, per: month}
  m.sales: {count: sale, per: month}
ladders:
  points: {by: m.volume, whole: {0: 0, 1万: 20, 10万: 50}}
  more:   {by: m.staff, whole: {0: 0, 3: 10, above 10: 40}}
  cut:    {by: m.sold, whole: {0: {shop: 0.1%, chain: 0.2%, company: 0%}, 5万: {shop: 0.3%, chain: 0.2%, company: 0.4%}}}
let:
  score: points + more + 2 * m.agent.level
  margin: m.volume * (m.rate - 0.3%)
  own: m.sold * m.rate
`

func cmps(r *rand.Rand) string { return pick(r, ">=", ">=", ">", "<=", "<", "==", "!=") }

func pick(r *rand.Rand, list ...string) string { return list[r.IntN(len(list))] }

func money(r *rand.Rand) string {
	return pick(r, "0", "100", "9_999.99", "1万", "50_000", "3万", "10万", "100_000.01", fmt.Sprintf("%d.%02d", r.IntN(200_000), r.IntN(100)))
}

func condition(r *rand.Rand, depth int) string {
	if depth > 0 && r.IntN(4) > 0 {
		switch r.IntN(6) {
		case 0:
			return "not (" + condition(r, depth-1) + ")"
		case 1, 2:
			return "(" + condition(r, depth-1) + ") and (" + condition(r, depth-1) + ")"
		default:
			return "(" + condition(r, depth-1) + ") or (" + condition(r, depth-1) + ")"
		}
	}
	op := cmps(r)
	switch r.IntN(20) {
	case 0, 1, 2:
		return pick(r, "m.volume", "m.sold") + " " + op + " " + money(r)
	case 3:
		return "m.rate " + op + " " + pick(r, "0.38%", "0.55%", "0.600001%")
	case 4:
		return "m.plan " + op + " " + pick(r, "0.38%", "0.5%", "0.6%")
	case 5:
		return "m.staff " + op + " " + fmt.Sprint(r.IntN(12))
	case 6:
		return "m.opened " + pick(r, ">=", "<", ">") + " " + pick(r, "2025-01-01", "2026-02-28")
	case 7:
		return "m.kind " + pick(r, "==", "!=") + ` "` + pick(r, "shop", "chain", "company") + `"`
	case 8:
		return pick(r, "m.abroad", "not m.abroad", "m.owed", "not m.owed")
	case 9:
		return "(m.owed and m.owed " + op + " " + money(r) + ")"
	case 10:
		return "(m.owed ?? 0) " + op + " " + money(r)
	case 11:
		return "m.agent.level " + op + " " + fmt.Sprint(r.IntN(10))
	case 12:
		return `m.agent.city == "` + pick(r, "north", "south") + `"`
	case 13:
		return "m.volume " + op + " goal[m.kind]"
	case 14:
		return "score " + op + " " + pick(r, "30", "60", "72")
	case 15:
		return pick(r, "own", "margin", "m.sold - m.volume", "m.prices[m.kind]") + " " + op + " " + money(r)
	case 16:
		return pick(r, "m.volume / m.sales", "m.sold / 3", "m.sold / m.staff") + " " + op + " " + money(r)
	case 17:
		return pick(r, "cut[m.kind]", "m.rate - 0.1%", "2 * m.rate") + " " + op + " " + pick(r, "0.1%", "0.3%", "0.45%")
	case 18:
		return "m.sold in " + pick(r, "0..1万", "5000..3万")
	default:
		return "m.sales " + op + " " + fmt.Sprint(r.IntN(30))
	}
}

func policyText(r *rand.Rand) string {
	var b strings.Builder
	b.WriteString(shops + "tiers:\n  t:\n    for: m\n    review: month\n    ladder:\n")
	for i := range 1 + r.IntN(3) {
		fmt.Fprintf(&b, "      - {tier: t%d, when: '%s'}\n", i, condition(r, 2))
	}
	b.WriteString("      - {tier: last}\nrules: []\n")
	return b.String()
}

func compiled(t *testing.T, src string) *plan.Policy {
	t.Helper()
	file, diags := syntax.Load("shops.yaml", []byte(src))
	if diags.Err() != nil {
		t.Fatal(diags.Err())
	}
	p, diags := plan.Compile(plan.Source{Policy: file.Policy})
	if diags.Err() != nil {
		return nil // such as a condition that never changes
	}
	return p
}

// A shop is the facts of m and its agent, as texts.
type shop map[string]string

func randomShop(r *rand.Rand) shop {
	s := shop{
		"sold": plain(money(r)), "rate": pick(r, "0.38%", "0.55%", "0.6%", "0.5999%"), "plan": pick(r, "0.38%", "0.5%", "0.55%", "0.6%"),
		"staff": fmt.Sprint(r.IntN(13)), "opened": pick(r, "2024-12-31", "2025-01-01", "2026-03-01"), "kind": pick(r, "shop", "chain", "company"),
		"abroad": pick(r, "true", "false"), "volume": plain(money(r)), "sales": fmt.Sprint(r.IntN(30)),
		"prices.shop": plain(money(r)), "prices.chain": plain(money(r)), "prices.company": plain(money(r)),
		"agent.level": fmt.Sprint(r.IntN(10)), "agent.city": pick(r, "north", "south"),
	}
	if r.IntN(2) == 0 {
		s["owed"] = plain(money(r))
	}
	return s
}

// plain writes an amount of the policy as data have it.
func plain(amount string) string {
	lit, err := ir.ParseLiteral(amount)
	if err != nil {
		panic(err)
	}
	return lit.Num.Plain()
}

// look gives a view of the shop through an engine of its own.
func (s shop) look(t *testing.T, p *plan.Policy) engine.Look {
	t.Helper()
	schema, err := data.NewSchema([]*ir.Model{p.Model}, p.Measures, []*ir.TierSet{p.Tiers[0].TierSet})
	if err != nil {
		t.Fatal(err)
	}
	store := data.NewStore(schema)
	m, a := data.NewRecord(schema.Type("m")), data.NewRecord(schema.Type("agent"))
	m.ID, a.ID = "m1", "a1"
	m.Set(store, "agent", "a1")
	for name, text := range s {
		if fact, ok := strings.CutPrefix(name, "agent."); ok {
			a.Set(store, fact, text)
		} else if !m.Set(store, name, text) {
			t.Fatalf("there is no %s", name)
		}
	}
	if len(m.Bad)+len(a.Bad) > 0 {
		t.Fatalf("%v: %v %v", s, m.Bad, a.Bad)
	}
	store.Put(m)
	store.Put(a)
	e := engine.New([]*plan.Policy{p}, store, engine.Options{Jobs: 1})
	e.Seal()
	l, ok := e.Sorting("t").Look("m1")
	if !ok {
		t.Fatal("there is no m1")
	}
	return l
}

var april, _ = payout.ParseDate("2026-04-01")

// given gives the tier that the conditions give.
func (s shop) given(t *testing.T, p *plan.Policy) string {
	t.Helper()
	why, ok := s.look(t, p).Why(april)
	if !ok {
		t.Fatal("no version is in force")
	}
	return why.Given
}

// with gives the shop with the changes of a way, one of them one grain short;
// -1 leaves all as they are.
func (s shop) with(p *plan.Policy, w missing.Way, short int) shop {
	changed := maps.Clone(s)
	for i, c := range w.Changes {
		to := c.Target()
		if i == short {
			to = c.Short()
		}
		name := strings.TrimPrefix(c.Name, "m.")
		if to == nil {
			delete(changed, name)
			continue
		}
		text := p.Model.Format(to, c.Type, nil, ir.Style{})
		changed[name] = strings.TrimSuffix(text, " CNY")
	}
	return changed
}

// TestMissing applies every answer: with its changes the shop is in that tier,
// and with one grain less of any of them it is not.
func TestMissing(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	policies := 400
	if *full {
		policies = 10_000
	}
	asked, applied, failing := 0, 0, 0
	for range policies {
		src := policyText(r)
		p := compiled(t, src)
		if p == nil {
			continue
		}
		for range 3 {
			s := randomShop(r)
			why, ok := s.look(t, p).Why(april)
			if !ok || why.Fault != nil && why.Fault.Kind != ir.DivideByZero {
				t.Fatalf("%s\n%v: %v", src, s, why.Fault)
			}
			for _, b := range why.Better {
				asked++
				for _, w := range b.Answer.Ways {
					if len(w.Fails) > 0 {
						failing++
						continue
					}
					applied++
					if got := s.with(p, w, -1).given(t, p); got != b.Tier {
						t.Fatalf("%s\n%v\nwith %+v it is in %s, not in %s", src, s, w.Changes, got, b.Tier)
					}
					for i, c := range w.Changes {
						if short := c.Short(); outside(&c, short) {
							continue // it cannot be less
						}
						if got := s.with(p, w, i).given(t, p); got == b.Tier {
							t.Fatalf("%s\n%v\nwith a grain less of change %d of %+v it is in %s too", src, s, i, w.Changes, got)
						}
					}
				}
			}
		}
	}
	t.Logf("%d questions, %d ways applied, %d say what is in the way", asked, applied, failing)
	if applied < asked/2 || asked < policies {
		t.Errorf("only %d ways were applied of %d questions", applied, asked)
	}
}

// outside reports whether a fact cannot have a value that is one grain short.
func outside(c *missing.Change, v *big.Int) bool {
	return v != nil && (c.Type.Kind == ir.Count || c.Type.Kind == ir.Money) && v.Sign() < 0
}
