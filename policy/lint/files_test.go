package lint_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/lint"
)

// doubtful is a policy with one finding of L202 on line 16, one of M406 on
// line 20 and one of T302 on line 11.
const doubtful = `fenrun: v1
policy: harbor
currency: CNY
timezone: Asia/Shanghai
rounding: {places: 2, mode: half-up}
facts:
  agent: {}
  merchant: {agent: agent, genuine: bool}
  txn: {at: time, merchant: merchant, amount: {type: money, min: 0}}
measures: {merchant.volume: {sum: txn.amount, per: month}}
ladders: {share: {by: merchant.volume, whole: {0: 8bp, 100万: 6bp}}}
rules:
  - id: bonus
    kind: reward
    for: merchant
    when: merchant.volume >= 5 and merchant.volume >= 3
    to: merchant.agent
    amount: merchant.volume * share
    why: "on {merchant.volume}"
  - id: back
    kind: clawback
    takes_back: bonus
    for: merchant
    when: not merchant.genuine
    why: "genuine: {merchant.genuine}"
`

// short writes findings as code and line.
func short(report *lint.Report) string {
	var list []string
	for _, d := range report.List() {
		list = append(list, fmt.Sprintf("%s@%d", d.Code, d.Span.Start.Line))
	}
	return strings.Join(list, " ")
}

func files(t *testing.T, o lint.Options, text string) *lint.Report {
	t.Helper()
	report, err := lint.Files(fstest.MapFS{"p.yaml": {Data: []byte(text)}}, o, "p.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestIgnores(t *testing.T) {
	const all = "T302@11 L202@16 M406@20"
	after := func(line, comment string) string { return strings.Replace(doubtful, line+"\n", line+comment+"\n", 1) }
	before := func(line, comment string) string { return strings.Replace(doubtful, line, comment+"\n"+line, 1) }
	when := "    when: merchant.volume >= 5 and merchant.volume >= 3"
	tests := []struct{ name, text, want string }{
		{"none", doubtful, all},
		{"behind the line", after(when, "  # fenrun:ignore L202 -- agreed so"), "T302@11 M406@20"},
		{"behind another line", after("    kind: reward", "  # fenrun:ignore L202 -- agreed so"), "T302@11 X002@14 L202@16 M406@20"},
		{"above the line", before(when, "    # fenrun:ignore L202 -- agreed so"), "T302@11 M406@21"},
		{"above the rule", before("  - id: bonus", "  # fenrun:ignore L202 -- agreed so"), "T302@11 M406@21"},
		{"above another rule", before("  - id: back", "  # fenrun:ignore L202 -- agreed so"), "T302@11 L202@16 X002@20 M406@21"},
		{"above all rules", before("rules:", "# fenrun:ignore L202, M406 -- agreed so"), "T302@11"},
		{"without a reason", after(when, "  # fenrun:ignore L202"), "T302@11 X002@16 M406@20"},
		{"without a code", after(when, "  # fenrun:ignore -- all of it"), "T302@11 L202@16 X002@16 M406@20"},
		{"of an unknown code", after(when, "  # fenrun:ignore L2O2 -- agreed so"), "T302@11 L202@16 X002@16 M406@20"},
		{"of what the policy has to say", after("ladders: {share: {by: merchant.volume, whole: {0: 8bp, 100万: 6bp}}}", "  # fenrun:ignore T302 -- agreed so"), "T302@11 X002@11 L202@16 M406@20"},
		{"another comment", after(when, "  # fenrun: ignore L202"), all},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, short(files(t, lint.Options{}, tt.text))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if n := files(t, lint.Options{}, after(when, "  # fenrun:ignore L202 -- agreed so")).Answered; n != 1 {
		t.Errorf("%d findings are answered, want 1", n)
	}
}

func TestConfig(t *testing.T) {
	read := func(text string) *lint.Config {
		t.Helper()
		c, diags := lint.ReadConfig(lint.ConfigFile, []byte("fenrun: v1\n"+text))
		if len(diags) > 0 {
			t.Fatalf("%s: %v", text, diags)
		}
		return c
	}
	tests := []struct {
		config, want string
		fails        bool
	}{
		{"", "T302@11 L202@16 M406@20", true},
		{"levels: {L202: off, T302: warning}", "T302@11 M406@20", false},
		{"levels: {L202: info, T302: info, M406: info}\nfail_on: info", "T302@11 L202@16 M406@20", true},
		{"levels: {T302: off}\nfail_on: warning", "L202@16 M406@20", true},
		{"charter: true\nlevels: {T302: off, L202: off}", "F808@20", true},
	}
	for _, tt := range tests {
		report := files(t, lint.Options{Config: read(tt.config)}, doubtful)
		if got := short(report); got != tt.want || report.Fails() != tt.fails {
			t.Errorf("%s: %s, fails %t; want %s, %t", tt.config, got, report.Fails(), tt.want, tt.fails)
		}
	}
}

func TestConfigIsStrict(t *testing.T) {
	tests := []struct{ text, code, words string }{
		{"fenrun: v1\nlevel: {L202: off}\n", "S003", `"levels"`},
		{"fenrun: v1\nlevels: {L2O2: off}\n", "N102", "L202"},
		{"fenrun: v1\nlevels: {L202: loud}\n", "N102", "error, warning, info or off"},
		{"fenrun: v1\nfail_on: never\n", "N102", "error, warning or info"},
		{"fenrun: v1\ncharter: yes\n", "S002", "true or false"},
		{"fenrun: v1\ncosts: {merchant.rate: 0.45}\n", "U501", "0.45%"},
		{"fenrun: v1\nfail_on: error\nfail_on: info\n", "S001", ""},
		{"fenrun: v2\n", "S012", ""},
		{"charter: true\n", "S007", "fenrun"},
	}
	for _, tt := range tests {
		_, diags := lint.ReadConfig(lint.ConfigFile, []byte(tt.text))
		if len(diags) != 1 || diags[0].Code != tt.code || !strings.Contains(diags[0].Message+diags[0].Hint, tt.words) {
			t.Errorf("%q: %v, want %s with %q", tt.text, diags, tt.code, tt.words)
		}
	}
}

func TestFindConfig(t *testing.T) {
	files := fstest.MapFS{"a/.fenrun.yaml": {Data: []byte("fenrun: v1\n")}, "a/b/c/p.yaml": {}, "d/p.yaml": {}}
	name, src, err := lint.FindConfig(files, "a/b/c")
	if name != "a/.fenrun.yaml" || len(src) == 0 || err != nil {
		t.Errorf("%q, %v", name, err)
	}
	if name, _, err = lint.FindConfig(files, "d"); name != "" || err != nil {
		t.Errorf("%q, %v, want none", name, err)
	}
}

func TestBaseline(t *testing.T) {
	first := files(t, lint.Options{}, doubtful)
	text := lint.NewBaseline(first.Findings).Text()
	known, diags := lint.ReadBaseline("known.yaml", []byte(text))
	if len(diags) > 0 {
		t.Fatalf("%v\n%s", diags, text)
	}
	again := files(t, lint.Options{Baseline: known}, doubtful)
	if got := short(again); got != "" || again.Known != 3 {
		t.Errorf("%s is found beside what is known, and %d are known", got, again.Known)
	}
	moved := files(t, lint.Options{Baseline: known}, "# a line more\n"+doubtful)
	if got := short(moved); got != "" {
		t.Errorf("%s is found after lines have moved", got)
	}
	worse := strings.Replace(doubtful, "volume >= 3", "volume >= 2", 1)
	if got := short(files(t, lint.Options{Baseline: known}, worse)); got != "L202@16" {
		t.Errorf("%q is new, want L202@16", got)
	}
	if again := lint.NewBaseline(first.Findings).Text(); again != text {
		t.Error("the same findings give two baselines")
	}
	_, diags = lint.ReadBaseline("known.yaml", []byte("fenrun: v1\nbaseline: [{file: p, kode: L202, message: m}]\n"))
	if len(diags) != 1 || diags[0].Code != "S003" {
		t.Errorf("%v", diags)
	}
}

func TestRequireProof(t *testing.T) {
	text := strings.Replace(doubtful, "merchant.volume >= 5 and merchant.volume >= 3", "merchant.volume * merchant.volume == 2", 1)
	text = strings.Replace(text, "agent: agent, genuine", "agent: agent, share_of: {type: rate, min: 0%, max: 1%}, genuine", 1)
	text = strings.Replace(text, "merchant.volume * merchant.volume == 2", "merchant.share_of * merchant.share_of == 0.0002%", 1)
	for _, o := range []lint.Options{{}, {RequireProof: true}} {
		for _, d := range files(t, o, text).List() {
			if d.Code == "X001" && (d.Severity == diag.Error) != o.RequireProof {
				t.Errorf("require proof %t: %s", o.RequireProof, d.Severity)
			}
		}
	}
}

// TestSameTwice runs the linter again and again: the findings are the same, to
// the letter.
func TestSameTwice(t *testing.T) {
	want := files(t, lint.Options{}, doubtful).List()
	for range 5 {
		if diff := cmp.Diff(want, files(t, lint.Options{}, doubtful).List()); diff != "" {
			t.Fatal(diff)
		}
	}
}
