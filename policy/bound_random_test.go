package policy_test

import (
	"fmt"
	"io/fs"
	"maps"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// The policies of the examples, bound rule by rule to columns of random types
// and facts, decide what Evaluate decides on the same facts.
func TestBoundDecidesAsEvaluate(t *testing.T) {
	rows := 40
	if testing.Short() {
		rows = 8
	}
	bound, refused, seen := 0, map[string]string{}, map[policy.State]int{}
	policies := examples(t)
	for _, name := range slices.Sorted(maps.Keys(policies)) {
		p := policies[name]
		for _, subject := range p.Plan().Model.Subjects {
			for _, rule := range rulesOf(p, subject.Name) {
				w := &boundWorld{random: rand.New(rand.NewPCG(uint64(len(name)), uint64(bound))), policy: p, subject: subject, rule: rule, seen: seen}
				for range 4 {
					if why := w.compare(t, rows); why != "" {
						refused[name+" "+rule] = why
						break
					}
					bound++
				}
				if t.Failed() {
					t.Fatalf("%s, %s", name, rule)
				}
			}
		}
	}
	for rule, why := range refused {
		t.Logf("%s: %s", rule, why)
	}
	t.Logf("%d bindings, %v", bound, seen)
	if bound < 60 || seen[policy.Lines] < 100 || seen[policy.None] < 100 || seen[policy.Undecided] < 100 || seen[policy.Pending] < 10 {
		t.Errorf("%d bindings and decisions %v prove too little", bound, seen)
	}
}

// Facts at the edges of 64 and of 128 bits are decided alike too; those beyond
// 64 bits by big integers, which the evaluator counts.
func TestBoundExtremes(t *testing.T) {
	p := load(t, file(t, "extreme.yaml"))
	var fallbacks uint64
	seen := map[policy.State]int{}
	rows := 105 // of eight rules, as of three days, in eight forms: 20,160 decisions
	if testing.Short() {
		rows = 10
	}
	for seed := range uint64(8) {
		for _, rule := range rulesOf(p, "merchant") {
			w := &boundWorld{random: rand.New(rand.NewPCG(seed, 9)), policy: p, subject: p.Plan().Model.Subject("merchant"), rule: rule, seen: seen, extreme: true}
			if why := w.compare(t, rows); why != "" || t.Failed() {
				t.Fatal(why)
			}
			fallbacks += w.fallbacks
		}
	}
	t.Logf("%v, %d fallbacks", seen, fallbacks)
	if fallbacks == 0 || seen[policy.Lines] < 4*rows {
		t.Errorf("%d fallbacks, decisions %v", fallbacks, seen)
	}
}

// examples gives the policies of the examples by the name of their file.
func examples(t *testing.T) map[string]*policy.Policy {
	t.Helper()
	found := map[string]*policy.Policy{}
	err := filepath.WalkDir("../examples", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".yaml" || strings.HasSuffix(name, ".test.yaml") {
			return err
		}
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if p, _ := policy.Check(name, src); p != nil {
			found[name] = p
		}
		return nil
	})
	if err != nil || len(found) < 15 {
		t.Fatalf("%d policies, %v", len(found), err)
	}
	return found
}

func rulesOf(p *policy.Policy, subject string) []string {
	var ids []string
	for _, r := range p.Plan().Rules {
		if r.Root.Name == subject {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// A boundWorld makes up facts of one subject, as columns and as Cases.
type boundWorld struct {
	random  *rand.Rand
	policy  *policy.Policy
	subject *ir.Subject
	rule    string
	columns []policy.Column
	values  []func() any // by column: another value of its type, and nil for none
	cells   []reflect.Value
	facts   []map[string]any // by row
	seen    map[policy.State]int

	extreme   bool // amounts lie at the edges of 64 and 128 bits
	fallbacks uint64
}

func (w *boundWorld) compare(t *testing.T, rows int) string {
	t.Helper()
	w.columns, w.values, w.cells = nil, nil, nil
	w.declare("", w.subject, 0)
	for i := range w.columns {
		w.columns[i].Values = w.cells[i].Interface()
	}
	b, err := policy.BindColumns(w.policy, w.subject.Name, w.columns, w.rule)
	if err != nil {
		return err.Error()
	}
	w.fill(rows)
	values := make([]any, len(w.cells))
	for i, c := range w.cells {
		values[i] = c.Interface()
	}
	e, err := b.Evaluator(w.day(), values...)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		day := w.day()
		e.AsOf(day)
		for i := range rows {
			got := w.summary(e, e.Decide(i, nil))
			want, err := w.evaluated(w.facts[i], day)
			if err != nil {
				t.Errorf("%s of %v: %v", w.rule, w.facts[i], err)
				return ""
			}
			if slices.Equal(want, []string{"needs-others "}) {
				continue // a measure of many subjects that is not given
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s as of %s of %v (-evaluated +bound):\n%s", w.rule, day, w.facts[i], diff)
				return ""
			}
		}
	}
	w.fallbacks = e.Fallbacks()
	return ""
}

// day is a day in or near the time of the policy.
func (w *boundWorld) day() payout.Date {
	first := w.policy.Plan().From
	if first.IsZero() {
		first, _ = payout.NewDate(2022, time.January, 1)
	}
	return first.AddDays(w.random.IntN(500) - 30)
}

// summary writes targets so that they compare.
func (w *boundWorld) summary(e *policy.ColumnEvaluator, targets []policy.Target) []string {
	var list []string
	for _, t := range targets {
		switch t.State() {
		case policy.Lines:
			text := fmt.Sprintf("%s %s held=%t", t.Payee(), t.Amount(), t.Held())
			for _, v := range e.Values(&t, nil) {
				text += fmt.Sprintf(", %s is %s", v.Name(), v.Text())
			}
			list = append(list, text)
		case policy.Undecided:
			list = append(list, "undecided "+t.Missing()+": "+t.Reason())
		default:
			list = append(list, fmt.Sprintf("%s %s", t.State(), t.Decides()))
		}
	}
	slices.Sort(list)
	return list
}

// evaluated gives what Evaluate says, in the words of summary.
func (w *boundWorld) evaluated(facts map[string]any, day payout.Date) ([]string, error) {
	decisions, err := w.policy.Evaluate(policy.Case{Facts: map[string]any{w.subject.Name: facts}, AsOf: day})
	var list []string
	for _, d := range decisions {
		if d.Rule != w.rule {
			continue
		}
		w.seen[d.State]++
		switch d.State {
		case policy.None:
		case policy.Lines:
			for _, l := range d.Lines {
				text := fmt.Sprintf("%s %s held=%t", l.Payee, l.Amount, l.Held != "")
				for _, v := range l.Values {
					text += fmt.Sprintf(", %s is %s", v.Name, v.Text)
				}
				list = append(list, text)
			}
		case policy.Undecided:
			list = append(list, "undecided "+d.Missing+": "+d.Reason)
		default:
			list = append(list, fmt.Sprintf("%s %s", d.State, d.Decides))
		}
	}
	slices.Sort(list)
	return list, err
}

// declare adds a column for each fact of a subject, for its measures, and for
// the facts of those it refers to.
func (w *boundWorld) declare(prefix string, s *ir.Subject, depth int) {
	add := func(name string, t ir.Type, f *ir.Field) {
		c := policy.Column{Name: prefix + name}
		value := w.valuesOf(t, f, &c)
		if value == nil {
			return
		}
		typ := reflect.TypeOf(value())
		if name != "id" && name != "at" && w.random.IntN(6) == 0 {
			typ = reflect.PointerTo(typ)
		}
		w.columns = append(w.columns, c)
		w.values = append(w.values, value)
		w.cells = append(w.cells, reflect.MakeSlice(reflect.SliceOf(typ), 0, 0))
	}
	add("id", ir.Type{Kind: ir.Text}, nil)
	for _, f := range s.Fields {
		switch f.Type.Kind {
		case ir.Ref:
			if depth < 3 {
				w.declare(prefix+f.Name+".", f.Type.Subject, depth+1)
			}
		case ir.Map:
			for _, key := range f.Type.Enum.Symbols {
				add(f.Name+"."+key, *f.Type.Elem, f)
			}
		default:
			add(f.Name, f.Type, f)
		}
	}
	for _, m := range w.policy.Plan().Measures {
		if m.Subject == s && m.Type.Kind != ir.List {
			add(m.Name, m.Type, nil)
		}
	}
	for _, t := range w.policy.Plan().Tiers {
		if t.Subject == s {
			add(t.Name, ir.Type{Kind: ir.Symbol, Enum: t.Tiers}, nil)
		}
	}
}

// valuesOf makes up values of a fact, all of one Go type.
func (w *boundWorld) valuesOf(t ir.Type, f *ir.Field, c *policy.Column) func() any {
	r := w.random
	number := func() int64 {
		v := r.Int64N([]int64{3, 1000, 1_000_000, 100_000_000_00}[r.IntN(4)])
		if f == nil {
			return v
		}
		if len(f.OneOf) > 0 {
			return f.OneOf[r.IntN(len(f.OneOf))].Int64()
		}
		if f.Max != nil && f.Max.IsInt64() {
			v = min(v, f.Max.Int64())
		}
		if f.Min != nil && f.Min.IsInt64() {
			v = max(v, f.Min.Int64())
			if f.Max == nil && r.IntN(2) == 0 {
				v = f.Min.Int64() + v%1000
			}
		}
		return v
	}
	if w.extreme && (t.Kind == ir.Money || t.Kind == ir.Count) {
		return w.edges(t, c)
	}
	switch t.Kind {
	case ir.Money, ir.Rate, ir.Count, ir.Number, ir.Bare:
		switch kind := r.IntN(4); {
		case kind == 0:
			c.Scale = t.Scale
			if t.Scale == 0 && t.Kind == ir.Rate {
				return nil
			}
			return func() any { return number() }
		case kind == 1 && t.Kind == ir.Money && t.Scale == 2:
			return func() any {
				m, err := payout.NewMoney(number(), w.policy.Currency())
				if err != nil {
					panic(err)
				}
				return m
			}
		case kind == 2 && t.Kind != ir.Rate:
			return func() any { return ir.Num{Int: big.NewInt(number()), Scale: t.Scale}.Plain() }
		default:
			return func() any { return decimal.New(number(), -int32(t.Scale)) }
		}
	case ir.Date:
		return func() any { return w.day() }
	case ir.Time:
		return func() any { return time.Date(2019+r.IntN(5), 6, 1, 0, r.IntN(600_000), 0, 0, time.UTC) }
	case ir.Bool:
		return func() any { return r.IntN(2) == 0 }
	case ir.Symbol:
		if r.IntN(2) == 0 {
			return func() any { return t.Enum.Symbols[r.IntN(len(t.Enum.Symbols))] }
		}
		c.Symbols = slices.Clone(t.Enum.Symbols)
		r.Shuffle(len(c.Symbols), func(i, j int) { c.Symbols[i], c.Symbols[j] = c.Symbols[j], c.Symbols[i] })
		return func() any { return uint8(r.IntN(len(c.Symbols))) }
	case ir.Text:
		return func() any {
			if f == nil && strings.Contains(c.Name, ".") && r.IntN(12) == 0 {
				return "" // a reference that leads nowhere
			}
			return fmt.Sprintf("%s-%d", c.Name, r.IntN(50))
		}
	default:
		return nil
	}
}

// edges makes up amounts and counts at the edges of what integers hold.
func (w *boundWorld) edges(t ir.Type, c *policy.Column) func() any {
	r := w.random
	number := func(bits ...uint) *big.Int {
		v := new(big.Int).Lsh(big.NewInt(1), bits[r.IntN(len(bits))])
		v.Add(v, big.NewInt(r.Int64N(5)-2))
		if r.IntN(3) == 0 {
			v.Neg(v)
		}
		return v
	}
	switch kind := r.IntN(4); {
	case kind == 0:
		c.Scale = t.Scale
		return func() any { return int64(number(3, 31, 40, 55, 62, 63).Uint64()) } // of 63 the smallest ones too
	case kind == 1 && t.Kind == ir.Money:
		return func() any {
			m, err := payout.MoneyFromBig(number(3, 31, 55, 62, 63, 64, 100, 112), w.policy.Currency())
			if err != nil {
				panic(err)
			}
			return m
		}
	case kind == 2:
		return func() any { return ir.Num{Int: number(3, 31, 55, 62, 63, 64, 100, 112), Scale: t.Scale}.Plain() }
	default:
		return func() any {
			return decimal.NewFromBigInt(number(3, 31, 55, 62, 63, 64, 100, 112), -int32(t.Scale))
		}
	}
}

// fill makes up rows. Some values are not given, as a nil pointer of a column
// of pointers would say; and some references lead nowhere.
func (w *boundWorld) fill(rows int) {
	w.facts = make([]map[string]any, rows)
	for i := range rows {
		w.facts[i] = map[string]any{}
	}
	for k, c := range w.columns {
		column := w.cells[k]
		for i := range rows {
			v := w.values[k]()
			cell := reflect.ValueOf(v)
			if element := column.Type().Elem(); element.Kind() == reflect.Pointer {
				cell = reflect.Zero(element)
				if w.random.IntN(3) > 0 {
					cell = reflect.New(element.Elem())
					cell.Elem().Set(reflect.ValueOf(v))
				} else {
					v = nil
				}
			}
			column = reflect.Append(column, cell)
			w.give(w.facts[i], c, v)
		}
		w.cells[k] = column
	}
}

// give puts a value into the facts of a Case.
func (w *boundWorld) give(facts map[string]any, c policy.Column, v any) {
	s, name := w.subject, c.Name
	for {
		first, rest, dotted := strings.Cut(name, ".")
		f := s.Field(first)
		if !dotted || f == nil || f.Type.Kind != ir.Ref {
			break
		}
		if facts[first] == nil {
			facts[first] = map[string]any{}
		}
		facts, s, name = facts[first].(map[string]any), f.Type.Subject, rest
	}
	switch n := v.(type) {
	case int64:
		v = decimal.New(n, -int32(c.Scale))
	case uint8:
		v = c.Symbols[n]
	}
	if v != nil {
		facts[name] = v
	}
}
