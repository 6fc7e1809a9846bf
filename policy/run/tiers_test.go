package run_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/run"
)

// A regime is a random set of tiers over a merchant's volume, with random
// terms.
type regime struct {
	keepMonths, keepDays, patience int
	atOnce                         bool // a promotion
	dropped                        bool // a demotion takes force at once
	review, never                  string
}

func randomRegime(r *rand.Rand) regime {
	g := regime{review: pick(r, "month", "month", "quarter"), never: pick(r, "", "", "B", "C")}
	switch r.IntN(3) {
	case 0:
		g.keepMonths = 1 + r.IntN(4)
	case 1:
		g.keepDays = 1 + r.IntN(100)
	}
	g.atOnce = r.IntN(3) == 0
	switch r.IntN(4) {
	case 0:
		g.dropped = true
	case 1:
		g.patience = 2 + r.IntN(2)
	}
	return g
}

// text writes the policy. With override a vip has A, up to a day.
func (g regime) text(override bool) string {
	var terms strings.Builder
	term := func(format string, args ...any) { fmt.Fprintf(&terms, "    "+format+"\n", args...) }
	term("review: %s", g.review)
	if g.keepMonths > 0 {
		term("keep: %dmo", g.keepMonths)
	}
	if g.keepDays > 0 {
		term("keep: %dd", g.keepDays)
	}
	if g.atOnce {
		term("promote: at once")
	}
	if g.dropped {
		term("demote: at once")
	}
	if g.patience > 0 {
		term("demote: {after: %d reviews}", g.patience)
	}
	if g.never != "" {
		term("never_below: %s", g.never)
	}
	if override {
		term("override: {when: m.vip, tier: A, until: m.until, why: a contract}")
	}
	return `fenrun: v1
policy: regime
currency: CNY
timezone: UTC
rounding: {places: 2, mode: half-up}
facts:
  m: {vip: {type: bool, default: false}, until: {type: date, optional: true}}
  sale: {at: time, m: m, amount: {type: money, min: 0}}
measures:
  m.volume: {sum: sale.amount, per: month}
tiers:
  t:
    for: m
` + terms.String() + `    ladder:
      - {tier: A, when: m.volume >= 1_000}
      - {tier: B, when: m.volume >= 100}
      - {tier: C, when: m.volume >= 10}
      - {tier: D}
rules: []
`
}

func (g regime) book(t *testing.T, override bool) *policy.Book {
	t.Helper()
	p, err := policy.Parse("regime.yaml", []byte(g.text(override)))
	if err != nil {
		t.Fatalf("%v\n%s", err, g.text(override))
	}
	b, err := policy.BookOf(p)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const inOneWorld = 20 // merchants, each a history

// tierWorlds is how many worlds make up the histories of a property.
func tierWorlds() int {
	if *full {
		return 10_000 / inOneWorld
	}
	return 15
}

// histories makes merchants whose sales of eight months swing around the
// borders.
func histories(r *rand.Rand) *world {
	w := &world{rows: run.Rows{}}
	n := 0
	for i := range inOneWorld {
		id := fmt.Sprintf("m%d", i)
		w.add("m", "id", id)
		amount := pick(r, "5", "50", "500", "1000")
		for month := range 8 {
			for range r.IntN(3) {
				if r.IntN(2) == 0 {
					amount = pick(r, "9.99", "10", "99.99", "100", "999.99", "1000", "450", "0")
				}
				w.add("sale", "id", fmt.Sprintf("s%d", n), "m", id, "amount", amount, "at", fmt.Sprintf("2026-%02d-%02dT12:00:00Z", month+1, 1+r.IntN(28)))
				n++
			}
		}
	}
	return w
}

var eightMonths = []string{"2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08"}

var firstDay, lastDay = day(rand.New(rand.NewPCG(0, 0)), "2026-01-01", 1), day(rand.New(rand.NewPCG(0, 0)), "2026-09-01", 1)

// tiersOf gives the tier of each merchant on each day from January to August,
// by what a ledger holds, as one letter a day.
func tiersOf(t *testing.T, ledger payout.Ledger) map[string]string {
	t.Helper()
	assigned := map[string][]payout.Assignment{}
	for e, err := range ledger.Read(context.Background(), payout.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		if a, ok := e.(payout.Assignment); ok {
			assigned[a.Subject.ID] = append(assigned[a.Subject.ID], a)
		}
	}
	tiers := map[string]string{}
	for i := range inOneWorld {
		id := fmt.Sprintf("m%d", i)
		var b strings.Builder
		for d := firstDay; d <= lastDay; d = d.AddDays(1) {
			tier, ok := engine.TierOn(assigned[id], d)
			if !ok {
				tier = "D"
			}
			b.WriteString(tier)
		}
		tiers[id] = b.String()
	}
	return tiers
}

func differing(t *testing.T, what string, got, want map[string]string) {
	t.Helper()
	for id, days := range want {
		for i := range days {
			if got[id][i] != days[i] {
				t.Fatalf("%s: %s is in %c on %s, not in %c\n got %s\nwant %s", what, id, got[id][i], firstDay.AddDays(i), days[i], got[id], days)
			}
		}
	}
}

// TestTiersReplayed: month by month, all at once, day by day, and with sales
// that come late, the tiers are the same; and the same run again changes
// nothing.
func TestTiersReplayed(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 8))
	for range tierWorlds() {
		g := randomRegime(r)
		book, w := g.book(t, false), histories(r)
		monthly := payout.NewMemory()
		runPeriods(t, book, w.rows, monthly, 1, eightMonths...)
		want := tiersOf(t, monthly)

		again := runPeriods(t, book, w.rows, monthly, 2, "2026-08", "2026-03")
		for _, b := range again.Batches {
			if len(b.Assignments) > 0 {
				t.Fatalf("%s\nthe same run again assigns %v", g.text(false), b.Assignments)
			}
		}
		atOnce := payout.NewMemory()
		runPeriods(t, book, w.rows, atOnce, 1, "2025-12-31", "2026-08")
		differing(t, g.text(false)+"at once", tiersOf(t, atOnce), want)

		late := payout.NewMemory()
		some := run.Rows{"m": w.rows["m"], "sale": nil}
		var held []run.Row
		for _, row := range w.rows["sale"] {
			if r.IntN(5) == 0 {
				held = append(held, row)
			} else {
				some["sale"] = append(some["sale"], row)
			}
		}
		cut := 3 + r.IntN(5)
		runPeriods(t, book, some, late, 1, eightMonths[:cut]...)
		some["sale"] = append(some["sale"], held...)
		runPeriods(t, book, some, late, 1, eightMonths[cut-1:]...)
		differing(t, g.text(false)+"with late sales", tiersOf(t, late), want)
	}
}

// TestTenureIsKept: whatever comes late, nobody loses a tier before its tenure
// is over, and nobody falls below what the set allows.
func TestTenureIsKept(t *testing.T) {
	r := rand.New(rand.NewPCG(22, 8))
	lost := 0
	for range tierWorlds() {
		g := randomRegime(r)
		if g.keepMonths == 0 && g.keepDays == 0 {
			g.keepMonths = 2
		}
		book, w := g.book(t, false), histories(r)
		ledger := payout.NewMemory()
		some := run.Rows{"m": w.rows["m"], "sale": w.rows["sale"][:len(w.rows["sale"])/2]}
		runPeriods(t, book, some, ledger, 1, eightMonths[:4]...)
		runPeriods(t, book, w.rows, ledger, 1, eightMonths[3:]...)
		for id, days := range tiersOf(t, ledger) {
			since := 0
			for i := 1; i < len(days); i++ {
				if days[i] == days[i-1] {
					continue
				}
				if days[i] > days[i-1] {
					lost++
					won := firstDay.AddDays(since)
					if over := won.AddMonths(g.keepMonths).AddDays(g.keepDays); since > 0 && firstDay.AddDays(i) < over {
						t.Fatalf("%s\n%s has %c since %s and loses it on %s", g.text(false), id, days[i-1], won, firstDay.AddDays(i))
					}
					if g.never != "" && days[i:i+1] > g.never {
						t.Fatalf("%s\n%s falls to %c", g.text(false), id, days[i])
					}
				}
				since = i
			}
		}
	}
	if lost < tierWorlds() {
		t.Errorf("only %d tiers were lost", lost)
	}
}

// TestOverrideEnds: a contract gives A from the day after it is known up to its
// last day; on every other day the tier is what it would be without.
func TestOverrideEnds(t *testing.T) {
	r := rand.New(rand.NewPCG(23, 8))
	for range tierWorlds() {
		g := randomRegime(r)
		w := histories(r)
		plain, forced := payout.NewMemory(), payout.NewMemory()
		runPeriods(t, g.book(t, false), w.rows, plain, 1, eightMonths...)
		want := map[string][]byte{}
		for id, days := range tiersOf(t, plain) {
			want[id] = []byte(days)
		}
		for i := range inOneWorld {
			from := day(r, "2026-01-02", 200)
			until := from.AddDays(r.IntN(80) - 3)
			fields := []string{"id", fmt.Sprintf("m%d", i), "valid_from", from.String(), "vip", "true"}
			last := lastDay
			if r.IntN(3) > 0 {
				fields, last = append(fields, "until", until.String()), until
			}
			if r.IntN(4) == 0 { // the contract is ended before its time
				end := from.AddDays(r.IntN(60))
				w.add("m", "id", fmt.Sprintf("m%d", i), "valid_from", end.AddDays(1).String(), "vip", "false")
				last = min(last, end.AddDays(1))
			}
			w.add("m", fields...)
			for d := from.AddDays(1); d <= min(last, lastDay); d = d.AddDays(1) {
				want[fmt.Sprintf("m%d", i)][int(d-firstDay)] = 'A'
			}
		}
		runPeriods(t, g.book(t, true), w.rows, forced, 1, eightMonths...)
		texts := map[string]string{}
		for id, days := range want {
			texts[id] = string(days)
		}
		differing(t, g.text(true), tiersOf(t, forced), texts)
	}
}

// TestMoreVolume: of two merchants with one history, the one that sells more in
// the last month is never in a worse tier after it.
func TestMoreVolume(t *testing.T) {
	r := rand.New(rand.NewPCG(24, 8))
	better := 0
	for range tierWorlds() {
		g := randomRegime(r)
		book, w := g.book(t, false), histories(r)
		months := 2 + r.IntN(6)
		end := fmt.Sprintf("2026-%02d", months)
		sales := slices.DeleteFunc(slices.Clone(w.rows["sale"]), func(row run.Row) bool { return row.Values[3] >= end+"-32" })
		less, more := payout.NewMemory(), payout.NewMemory()
		runPeriods(t, book, run.Rows{"m": w.rows["m"], "sale": sales}, less, 1, eightMonths[:months]...)
		for i := range inOneWorld {
			w.add("extra", "id", fmt.Sprintf("x%d", i), "m", fmt.Sprintf("m%d", i), "amount", pick(r, "0.01", "90", "400", "1000"), "at", fmt.Sprintf("%s-%02dT13:00:00Z", end, 1+r.IntN(28)))
		}
		runPeriods(t, book, run.Rows{"m": w.rows["m"], "sale": append(sales, w.rows["extra"]...)}, more, 1, eightMonths[:months]...)
		a, b := tiersOf(t, less), tiersOf(t, more)
		for id := range a {
			for i := range a[id] {
				if b[id][i] > a[id][i] {
					t.Fatalf("%s\n%s sells more in %s, and is in %c on %s, not in %c", g.text(false), id, end, b[id][i], firstDay.AddDays(i), a[id][i])
				}
			}
			if b[id] != a[id] {
				better++
			}
		}
	}
	if better < tierWorlds() {
		t.Errorf("only %d were better for it", better)
	}
}
