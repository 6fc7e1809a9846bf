package policy_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/diag"
)

// load gives the policy of a text in which nothing is wrong.
func load(t testing.TB, src string) *policy.Policy {
	t.Helper()
	p, found := policy.Check("policy.yaml", []byte(src))
	if p == nil || len(found) > 0 {
		t.Fatalf("the policy is not clean:\n%s", listing(found))
	}
	return p
}

// head begins the small policies of these tests.
const head = `
fenrun: v1
policy: small
currency: CNY
timezone: Asia/Shanghai
rounding: {places: 2, mode: half-up}
`

// file reads a file of testdata.
func file(t testing.TB, name string) string {
	t.Helper()
	src, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(src)
}

// listing writes diagnostics one a line.
func listing(found diag.List) string {
	var b strings.Builder
	for _, d := range found {
		fmt.Fprintf(&b, "%d:%d-%d:%d %s %s (%s)\n", d.Span.Start.Line, d.Span.Start.Column, d.Span.End.Line, d.Span.End.Column, d.Code, d.Message, d.Hint)
	}
	return b.String()
}

// decide evaluates facts that can be read.
func decide(t testing.TB, p *policy.Policy, c policy.Case) []policy.Decision {
	t.Helper()
	all, err := p.Evaluate(c)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// outcome says what became of a rule: its amounts, its state, or what is
// missing, as cases write it.
func outcome(t testing.TB, all []policy.Decision, rule string) string {
	t.Helper()
	var said []string
	for _, d := range all {
		if d.Rule == rule {
			said = append(said, verdict(d))
		}
	}
	if said == nil {
		t.Fatalf("there is no decision of %s", rule)
	}
	return strings.Join(said, ", ")
}

func verdict(d policy.Decision) string {
	switch d.State {
	case policy.Lines:
		var amounts []string
		for _, l := range d.Lines {
			text := l.Amount.Amount()
			if l.Held != "" {
				text += " held"
			}
			amounts = append(amounts, text)
		}
		return strings.Join(amounts, " ")
	case policy.Undecided:
		return "undecided: " + d.Reason
	case policy.None, policy.Pending, policy.NeedsOthers:
		return string(d.State)
	}
	return "?"
}
