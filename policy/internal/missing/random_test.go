package missing_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/syntax"
)

var full = flag.Bool("full", false, "ask of 10,000 random policies")

func policies() int {
	if *full {
		return 10_000
	}
	return 600
}

// A small world: two counts, one that may be absent, a kind and a flag.
const header = `
fenrun: v1
policy: random
currency: CNY
timezone: UTC
rounding: {places: 2, mode: half-up}
facts:
  m:
    x: {type: count, min: 0, max: 6}
    y: {type: count, min: 0, max: 6}
    z: {type: count, min: 0, max: 4, optional: true}
    kind: [a, b, c]
    flag: bool
params:
  goal: {a: 2, b: 4, c: 5}
ladders:
  points: {by: m.x, whole: {0: 0, 2: 10, 5: 30}}
  steps: {whole: {0: 0, above 1: 10, 4: 20}}
  price: {by: m.y, whole: {0: {a: 1, b: 3, c: 2}, 3: {a: 4, b: 0, c: 6}}}
tables:
  grid:
    by: {kind: m.kind, x: m.x}
    rows:
      - [a | b, 2..5, 3]
      - [b, 5.., 6]
    otherwise: 1
let:
  score: points + steps(m.y)
  known: m.z ?? 3
  sort:
    - {when: m.x >= 4, is: 2}
    - {when: m.flag, is: 1}
    - {is: 0}
`

// A source makes random conditions.
type source struct{ *rand.Rand }

func (r source) of(list ...string) string { return list[r.IntN(len(list))] }

func (r source) cmp() string { return r.of(">=", ">=", ">", "<=", "<", "==", "!=") }

func (r source) atom() string {
	n := func(most int) string { return fmt.Sprint(r.IntN(most + 1)) }
	number := r.of("m.x", "m.y")
	switch r.IntN(19) {
	case 0, 1, 2, 3:
		return number + " " + r.cmp() + " " + n(6)
	case 4:
		return number + " in " + fmt.Sprintf("%d..%d", r.IntN(3), 3+r.IntN(4))
	case 5:
		return fmt.Sprintf("%s in [%d, %d]", number, r.IntN(7), r.IntN(7))
	case 6:
		return "m.kind " + r.of("==", "!=") + ` "` + r.of("a", "b", "c") + `"`
	case 7:
		return `m.kind in ["` + r.of("a", "b") + `", "c"]`
	case 8:
		return r.of("m.flag", "not m.flag")
	case 9:
		return r.of("m.z", "not m.z")
	case 10:
		return "(m.z and m.z " + r.cmp() + " " + n(4) + ")"
	case 11:
		return "(m.z ?? " + n(4) + ") " + r.cmp() + " " + n(4)
	case 12:
		return "m.x " + r.cmp() + " goal[m.kind]"
	case 13:
		return "score " + r.cmp() + " " + r.of("10", "20", "30", "40", "50")
	case 14:
		return "price[m.kind] " + r.cmp() + " " + n(6)
	case 15:
		return "grid " + r.cmp() + " " + r.of("1", "3", "6")
	case 16:
		return r.of("known", "sort") + " " + r.cmp() + " " + n(3)
	case 17:
		return r.of("min(m.x, 4)", "max(m.y, 2)", "2 * m.x - 1", "5 - m.y", "m.x + m.x", "m.x - (m.flag ? 2 : 0)") + " " + r.cmp() + " " + n(6)
	default:
		return "m.y / " + r.of("2", "3") + " " + r.cmp() + " " + n(2)
	}
}

func (r source) condition(depth int) string {
	if depth == 0 || r.IntN(3) == 0 {
		return r.atom()
	}
	switch r.IntN(7) {
	case 0:
		return "not (" + r.condition(depth-1) + ")"
	case 1, 2, 3:
		return "(" + r.condition(depth-1) + ") and (" + r.condition(depth-1) + ")"
	default:
		return "(" + r.condition(depth-1) + ") or (" + r.condition(depth-1) + ")"
	}
}

// tiers writes a set of random tiers.
func (r source) tiers(condition func() string) string {
	var b strings.Builder
	b.WriteString("tiers:\n  t:\n    for: m\n    review: month\n    ladder:\n")
	for i := range 1 + r.IntN(3) {
		fmt.Fprintf(&b, "      - {tier: t%d, when: '%s'}\n", i, condition())
	}
	b.WriteString("      - {tier: last}\n")
	return b.String()
}

// compile gives the tiers of a policy; nil where a random condition is refused,
// as one that never changes is.
func compile(t testing.TB, src string) *plan.Policy {
	t.Helper()
	file, diags := syntax.Load("random.yaml", []byte(src))
	if diags.Err() != nil {
		t.Fatalf("%v\n%s", diags.Err(), src)
	}
	p, diags := plan.Compile(plan.Source{Policy: file.Policy})
	if diags.Err() != nil {
		return nil
	}
	return p
}

// verdict gives the first tier whose condition holds; -1 if that is not to be
// known.
func verdict(f *ir.Frame, when []*ir.Node) int {
	for i, n := range when {
		if n == nil {
			return i
		}
		v := f.Exact(n)
		if v.Fault != nil {
			return -1
		}
		if v.Holds() {
			return i
		}
	}
	return len(when)
}
