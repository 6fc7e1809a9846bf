package policytest_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fenrun/fenrun/policy/policytest"
)

const harbour = `fenrun: v1
policy: harbour
currency: CNY
timezone: Asia/Shanghai
rounding: {places: 2, mode: half-up}
facts:
  agent: {}
  merchant: {agent: agent, volume: money}
rules:
  - {id: residual, kind: residual, for: merchant, to: merchant.agent, every: month, amount: merchant.volume * 0.1%}
`

const passing = `policy: harbour.yaml
cases:
  - name: a thousandth
    period: 2026-03
    given: {agent: {id: a1}, merchant: {id: m1, agent: a1, volume: 2_000}}
    want: {residual: 2}
`

// suites are the folders that the tests below run, in this process or, where
// they are meant to fail, in one of their own.
var suites = map[string]fstest.MapFS{
	"passing": {
		"harbour.yaml":           {Data: []byte(harbour)},
		"harbour.test.yaml":      {Data: []byte(passing)},
		"north/harbour.yaml":     {Data: []byte(harbour)},
		"north/again.test.yml":   {Data: []byte(passing)},
		".drafts/wrong.test.yml": {Data: []byte("not read")},
		".wrong.test.yml":        {Data: []byte("not read")},
	},
	"failing": {
		"harbour.yaml":      {Data: []byte(harbour)},
		"harbour.test.yaml": {Data: []byte(strings.ReplaceAll(passing, "residual: 2", "residual: {m1: 2.50}"))},
	},
	"empty": {"harbour.yaml": {Data: []byte(harbour)}},
	"caseless": {
		"harbour.yaml":      {Data: []byte(harbour)},
		"harbour.test.yaml": {Data: []byte("policy: harbour.yaml\n")},
	},
	"unknown rule": {
		"harbour.yaml":      {Data: []byte(harbour)},
		"harbour.test.yaml": {Data: []byte(strings.ReplaceAll(passing, "residual: 2", "residuals: 2"))},
	},
	"wanting nothing": {
		"harbour.yaml":      {Data: []byte(harbour)},
		"harbour.test.yaml": {Data: []byte(strings.ReplaceAll(passing, "want: {residual: 2}", "want: {}"))},
	},
	"broken policy": {
		"harbour.yaml":      {Data: []byte(strings.ReplaceAll(harbour, "0.1%", "0.001x"))},
		"harbour.test.yaml": {Data: []byte(passing)},
	},
}

func TestRun(t *testing.T) { policytest.Run(t, suites["passing"]) }

// chosen names the suite that a process of its own runs.
const chosen = "POLICYTEST_SUITE"

// TestChosen is what such a process runs.
func TestChosen(t *testing.T) {
	suite, ok := suites[os.Getenv(chosen)]
	if !ok {
		t.Skip("run by TestOutcomes")
	}
	policytest.Run(t, suite)
}

func TestOutcomes(t *testing.T) {
	for _, test := range []struct {
		suite string
		fails bool
		says  []string
	}{
		{"passing", false, []string{
			"--- PASS: TestChosen/harbour.test.yaml/a_thousandth",
			"--- PASS: TestChosen/north/again.test.yml/a_thousandth",
		}},
		{"failing", true, []string{
			"--- FAIL: TestChosen/harbour.test.yaml/a_thousandth",
			"harbour.test.yaml:6:27: residual of m1\n", "- want 2.50\n", "+ got  2.00\n",
		}},
		{"empty", true, []string{"there are no cases"}},
		{"caseless", true, []string{"harbour.test.yaml:1:1: error: the file has no cases [C901]"}},
		{"unknown rule", true, []string{"harbour.test.yaml:6:12: error: there is no rule \"residuals\" [C902]\n", "did you mean \"residual\"?"}},
		{"wanting nothing", true, []string{"harbour.test.yaml:3:11: error: the case \"a thousandth\" wants nothing, and so cannot fail [C903]"}},
		{"broken policy", true, []string{"harbour.yaml:10:", "^"}},
	} {
		t.Run(test.suite, func(t *testing.T) {
			cmd := exec.Command(os.Args[0], "-test.run=^TestChosen$", "-test.v")
			cmd.Env = append(os.Environ(), chosen+"="+test.suite)
			out, err := cmd.CombinedOutput()
			if (err != nil) != test.fails {
				t.Errorf("failed: %v, want %v", err != nil, test.fails)
			}
			for _, text := range test.says {
				if !strings.Contains(string(out), text) {
					t.Errorf("it does not say %q", text)
				}
			}
			if t.Failed() {
				t.Logf("it says:\n%s", out)
			}
		})
	}
}
