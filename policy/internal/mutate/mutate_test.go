package mutate_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

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
	if tally.Killed != 7 || len(tally.Survivors) != 1 || tally.Survivors[0].Now != "999" || tally.Score() != 87 {
		t.Errorf("%+v, score %d", tally, tally.Score())
	}
}
