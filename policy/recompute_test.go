package policy_test

import (
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/run"
	"github.com/fenrun/fenrun/policy/syntax"
)

// Whoever has a line and the text of its policy can compute the amount again:
// every line of the examples, month by month over all their data, follows from
// the values that it states and from the lines before it under its key.
func TestEveryLineCanBeRecomputed(t *testing.T) {
	total := 0
	for name, months := range map[string][]string{
		"hello":             {"2026-03"},
		"jindabao-2019":     {"2019-07", "2019-08", "2019-09", "2019-10", "2019-11", "2019-12"},
		"helibao-2021":      {"2021-01", "2021-02", "2021-03", "2021-04", "2021-05", "2021-06", "2021-07", "2021-08", "2021-09", "2021-10", "2021-11", "2021-12"},
		"partner-programme": {"2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11", "2026-12"},
	} {
		fsys := os.DirFS("../examples/" + name)
		book, err := policy.LoadBook(fsys, ".")
		if err != nil {
			t.Fatal(err)
		}
		ledger := payout.NewMemory()
		for _, month := range months {
			if _, err := run.Period(t.Context(), book, &run.Folder{FS: fsys, Dir: "data"}, ledger, month, run.Options{}); err != nil {
				t.Fatalf("%s of %s: %v", name, month, err)
			}
		}
		again := newRecount(t, fsys)
		n := 0
		for entry, err := range ledger.Read(t.Context(), payout.Query{}) {
			if err != nil {
				t.Fatal(err)
			}
			if line, ok := entry.(payout.Line); ok {
				n++
				again.line(t, &line)
			}
		}
		if n == 0 {
			t.Errorf("%s has no lines", name)
		}
		t.Logf("%s: %d lines", name, n)
		total += n
	}
	if total < 500 {
		t.Errorf("%d lines in all prove little", total)
	}
}

// A recount has the texts of the policies of a folder, and what was posted.
type recount struct {
	files map[string]*syntax.File // by policy and version
	sums  map[string]*big.Rat     // by the key of a decision
	taken map[string]*big.Rat     // by rule and subject
}

func newRecount(t *testing.T, fsys fs.FS) *recount {
	t.Helper()
	c := &recount{files: map[string]*syntax.File{}, sums: map[string]*big.Rat{}, taken: map[string]*big.Rat{}}
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			t.Fatal(err)
		}
		if read, _ := syntax.Load(name, src); read != nil && read.Policy != nil {
			c.files[read.Policy.Policy.Value+" "+read.Policy.Version.Value] = read
		}
	}
	return c
}

// line computes one line again.
func (c *recount) line(t *testing.T, l *payout.Line) {
	t.Helper()
	read := c.files[l.Policy+" "+l.Version]
	if read == nil {
		t.Fatalf("%s is of no policy that there is", l.ID)
	}
	base := l.Rule
	if l.Base != "" {
		base = l.Base
	}
	var rule *syntax.Rule
	for i := range read.Policy.Rules {
		if read.Policy.Rules[i].ID.Value == base {
			rule = &read.Policy.Rules[i]
		}
	}
	if rule == nil {
		t.Fatalf("%s is of no rule", l.ID)
	}
	amount := l.Amount.Decimal().Rat()
	if l.Kind == payout.Benefit {
		amount = l.Quantity.Decimal().Rat()
	}
	key, _, _ := strings.Cut(l.ID, "#")
	sum := at(c.sums, key)
	sum.Add(sum, amount)
	want, err := c.target(read.Policy, rule, l)
	if err != nil {
		t.Errorf("%s: %v\n from %v", l.ID, err, l.Values)
		return
	}
	if sum.Cmp(want) != 0 {
		t.Errorf("%s brings the sum to %s, and its values give %s\n from %v", l.ID, sum.FloatString(6), want.FloatString(6), l.Values)
	}
	outstanding := at(c.taken, base+" "+l.Subject.String())
	outstanding.Add(outstanding, amount)
}

func at(m map[string]*big.Rat, key string) *big.Rat {
	if m[key] == nil {
		m[key] = new(big.Rat)
	}
	return m[key]
}

// target is what a rule gives on the values of a line: the amount, its bounds,
// the rounding and the sign of its kind.
func (c *recount) target(p *syntax.Policy, rule *syntax.Rule, l *payout.Line) (*big.Rat, error) {
	values := map[string]string{}
	for _, v := range l.Values {
		values[v.Name] = v.Text
	}
	row := map[string]string{}
	if l.Base != "" && len(rule.Each) > 0 {
		for i := range rule.Each {
			id := fmt.Sprint(i + 1)
			if named := rule.Each[i].Find("id"); named != nil {
				id = named.Value
			}
			if l.Rule == l.Base+"/"+id {
				for _, pair := range rule.Each[i].Pairs {
					row[pair.Key.Value] = pair.Value.Value
				}
			}
		}
	}
	var lets func(name string) (*datum, error)
	value := func(v *syntax.Value) (*datum, error) {
		for _, one := range v.Cases {
			if one.When.Value != "" {
				met, err := compute(one.When.Value, values, lets)
				if err != nil || !met.truth() {
					if err != nil {
						return nil, err
					}
					continue
				}
			}
			return compute(one.Is.Value, values, lets)
		}
		if v.Expr == nil {
			return nil, fmt.Errorf("no case holds")
		}
		return compute(v.Expr.Value, values, lets)
	}
	lets = func(name string) (*datum, error) {
		if text, ok := row[name]; ok {
			return compute(text, values, lets)
		}
		if let := p.Let.Find(name); let != nil {
			return value(let)
		}
		return nil, nil
	}
	var limit *big.Rat // of a clawback: what stands posted
	if l.Kind == payout.Clawback {
		limit = new(big.Rat)
		for _, id := range rule.TakesBack.List {
			limit.Add(limit, at(c.taken, id.Value+" "+l.Subject.String()))
		}
		if rule.Amount.IsZero() {
			return limit.Neg(limit), nil
		}
	}
	d, err := value(&rule.Amount)
	if err != nil {
		return nil, err
	}
	if d == nil || d.num == nil {
		return nil, fmt.Errorf("the amount has no value")
	}
	amount := d.num
	for _, bound := range []struct {
		of    *syntax.Bound
		above int
	}{{rule.Cap, 1}, {rule.Floor, -1}} {
		if bound.of == nil || bound.of.Per.Value != "" {
			continue
		}
		b, err := value(&bound.of.Value)
		if err != nil {
			return nil, err
		}
		if amount.Cmp(b.num) == bound.above {
			amount = b.num
		}
	}
	if l.Kind != payout.Benefit {
		places := 0
		fmt.Sscan(p.Rounding.Places.Value, &places)
		amount = roundTo(p.Rounding.Mode.Value, amount, places)
	}
	if limit != nil && limit.Cmp(amount) < 0 {
		amount = limit
	}
	switch l.Kind {
	case payout.Clawback, payout.Charge, payout.Deposit:
		amount = new(big.Rat).Neg(amount)
	default:
	}
	return amount, nil
}
