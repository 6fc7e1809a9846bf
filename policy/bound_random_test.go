package policy_test

import (
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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
