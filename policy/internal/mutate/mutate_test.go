package mutate_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/policy/internal/cases"
	"github.com/fenrun/fenrun/policy/internal/mutate"
)

const text = `fenrun: v1
policy: p
currency: CNY
timezone: Asia/Shanghai
rounding: {places: 2, mode: half-up}
facts:
  agent: {}
  merchant: {agent: agent, volume: money}
rules:
  - id: r2
    kind: reward
    for: merchant
    to: merchant.agent
    every: month
    when: merchant.volume >= 1_000
    amount: 20
    why: "of 30"
`

// Only what money depends on is changed, each thing in every way that makes
// sense of it.
func TestMutants(t *testing.T) {
	var got []string
	for _, m := range mutate.Mutants("p.yaml", []byte(text)) {
		got = append(got, m.Was+" "+m.Now)
		if !strings.Contains(string(m.Apply([]byte(text))), m.Now) {
			t.Errorf("%s is not in the text", m)
		}
	}
	want := []string{">= >", ">= <", "1_000 1001", "1_000 999", "1_000 10000", "20 21", "20 19", "20 200"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A case at the threshold notices all but what lies below it.
func TestRun(t *testing.T) {
	const suite = `policy: p.yaml
cases:
  - name: at the threshold
    period: 2026-03
    given: {agent: {id: a}, merchant: {id: m, agent: a, volume: 1_000}}
    want: {r2: 20}
`
	files := fstest.MapFS{"p.yaml": {Data: []byte(text)}, "p.test.yaml": {Data: []byte(suite)}}
	tally, err := mutate.Run(context.Background(), files, "p.yaml", []string{"p.yaml"}, []string{"p.test.yaml"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := tally.FindCases(t.Context(), files, []string{"p.yaml"}, []string{"p.test.yaml"}); err != nil {
		t.Fatal(err)
	}
	if tally.Killed != 7 || len(tally.Survivors) != 1 || tally.Survivors[0].Now != "999" || tally.Score() != 87 {
		t.Fatalf("%+v, score %d", tally, tally.Score())
	}
	// The case that is offered passes on the policy, and fails on the mutant.
	files["offered.test.yaml"] = &fstest.MapFile{Data: []byte(tally.Survivors[0].Case)}
	for _, c := range []struct {
		text []byte
		ok   bool
	}{{[]byte(text), true}, {tally.Survivors[0].Apply([]byte(text)), false}} {
		files["p.yaml"] = &fstest.MapFile{Data: c.text}
		report, err := cases.Run(t.Context(), files, "offered.test.yaml", nil)
		if err != nil || report.Diags.Err() != nil || len(report.Results) != 1 || report.OK() != c.ok {
			t.Errorf("want %v of\n%s\n%+v %v", c.ok, tally.Survivors[0].Case, report, err)
		}
	}
}

// A change that pays the same whatever the facts are is named as such: of what
// no rule reads, and of what is proved to come to the same.
func TestSame(t *testing.T) {
	const rest = `params:
  read_by_nobody: 5
rules:
  - {id: nothing-of-nothing, kind: residual, for: merchant, to: merchant.agent, every: month, when: merchant.volume > 0, amount: merchant.volume * 1%}
`
	policy := strings.Split(text, "rules:")[0]
	policy = strings.Replace(policy, "volume: money", "volume: {type: money, min: 0}", 1) + rest
	const suite = `policy: p.yaml
cases:
  - name: a hundredth
    period: 2026-03
    given: {agent: {id: a}, merchant: {id: m, agent: a, volume: 1_000_000.01}}
    want: {nothing-of-nothing: 10_000}
  - name: of little
    period: 2026-03
    given: {agent: {id: a}, merchant: {id: m, agent: a, volume: 0.50}}
    want: {nothing-of-nothing: 0.01}
`
	files := fstest.MapFS{"p.yaml": {Data: []byte(policy)}, "p.test.yaml": {Data: []byte(suite)}}
	tally, err := mutate.Run(t.Context(), files, "p.yaml", []string{"p.yaml"}, []string{"p.test.yaml"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var same []string
	for _, m := range tally.Same {
		same = append(same, m.Was+" "+m.Now)
	}
	if diff := cmp.Diff([]string{"5 6", "5 4", "5 50", "> >="}, same); diff != "" || len(tally.Survivors) > 0 {
		t.Errorf("survivors %v, same:\n%s", tally.Survivors, diff)
	}
}
