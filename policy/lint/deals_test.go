package lint_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/lint"
)

const dealt = `fenrun: v1
policy: harbor
currency: CNY
timezone: Asia/Shanghai
effective: {from: 2026-01-01, until: 2026-12-31}
rounding: {places: 2, mode: half-up}
facts:
  agent: {}
  merchant: {agent: agent, rate: {type: rate, min: 0.50%, max: 1%}}
  txn: {at: time, merchant: merchant, amount: {type: money, min: 0}}
measures: {merchant.volume: {sum: txn.amount, per: month}}
params: {price: 0.50%}
rules:
  - id: residual
    kind: residual
    for: merchant
    to: merchant.agent
    amount: merchant.volume * (merchant.rate - price)
    why: "on {merchant.volume}"
`

const theDeal = `fenrun: v1
deal: zhang
of: harbor
agent: zhang
effective: {from: 2026-01-01, until: 2026-06-30}
params: {price: 0.45%}
rules:
  - id: extra
    kind: subsidy
    for: merchant
    to: merchant.agent
    when: merchant.volume >= 0
    amount: merchant.volume * 0.5bp
    why: "0.5bp on {merchant.volume}"
`

// TestDeals checks a policy as a deal changes it: what only the deal brings
// about is said of the deal.
func TestDeals(t *testing.T) {
	lintBoth := func(deal string) diag.List {
		t.Helper()
		report, err := lint.Files(fstest.MapFS{"p.yaml": {Data: []byte(dealt)}, "zhang.yaml": {Data: []byte(deal)}}, lint.Options{}, "p.yaml", "zhang.yaml")
		if err != nil {
			t.Fatal(err)
		}
		return report.List()
	}
	worse := strings.Replace(theDeal, "0.45%", "0.55%", 1)
	tests := []struct {
		name, deal, code, file, words string
	}{
		{"a rule of the deal", theDeal, "L201", "zhang.yaml", "this always holds"},
		{"a price of the deal in a rule of the policy", worse, "M403", "zhang.yaml", "with this deal: the amount can be negative"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, d := range lintBoth(tt.deal) {
				if d.Code == tt.code {
					if d.Span.File != tt.file || !strings.Contains(d.Message, tt.words) {
						t.Errorf("%s: %s", d.Span, d.Message)
					}
					return
				}
			}
			t.Errorf("%s is not found", tt.code)
		})
	}
	for _, d := range lintBoth(strings.Replace(theDeal, "    when: merchant.volume >= 0\n", "", 1)) {
		t.Errorf("%s: %s [%s]", d.Span, d.Message, d.Code)
	}
}
