package lint

import (
	"strings"
	"testing"
)

// TestFactors has numbers without a unit that multiply amounts: of volume they
// are doubted, of what is stated they are not.
func TestFactors(t *testing.T) {
	const text = `fenrun: v1
policy: harbor
currency: CNY
timezone: Asia/Shanghai
rounding: {places: 2, mode: half-up}
facts:
  agent: {level: {type: count, max: 3}}
  merchant: {agent: agent, rent: {type: money, min: 0, max: 100}}
  txn: {at: time, merchant: merchant, amount: {type: money, min: 0, max: 1亿}}
measures:
  merchant.volume: {sum: txn.amount, per: month}
params: {share: 12, bonus: 5 CNY, twelve: 12, half: 0.5}
rules:
  - id: residual
    kind: residual
    for: merchant
    to: merchant.agent
    amount: AMOUNT
    cap: 50 CNY
`
	for _, tt := range []struct{ amount, hint, at string }{
		{"merchant.volume * share", "if a share of it is meant, write the unit: 12%", "share: 12"},
		{"share * merchant.volume", "if a share of it is meant, write the unit: 12%", "share: 12"},
		{"merchant.volume * 12", "if a share of it is meant, write the unit: 12%", "volume * 12"},
		{"min(merchant.volume * share, 80)", "if a share of it is meant, write the unit: 12%", "share: 12"},
		{"merchant.volume * half", "", ""},
		{"merchant.volume * 2 / 300", "", ""},
		{"merchant.volume * 12%", "", ""},
		{"bonus * twelve", "", ""},
		{"merchant.rent * twelve", "", ""},
		{"bonus * merchant.agent.level", "", ""},
	} {
		src := strings.Replace(text, "AMOUNT", tt.amount, 1)
		p, diags := load("p.yaml", src)
		if p == nil || diags.Err() != nil {
			t.Fatalf("%s: %v", tt.amount, diags)
		}
		hint := ""
		for _, f := range alone(p) {
			if f.Code != "U502" {
				continue
			}
			hint = f.Hint
			if !strings.HasSuffix(src[:f.Span.End.Offset], tt.at) {
				t.Errorf("%s: it stands at %s", tt.amount, f.Span)
			}
			if !f.Fix.Fits("p.yaml", []byte(src)) || f.Fix.Safe {
				t.Errorf("%s: the fix is %+v", tt.amount, f.Fix)
			}
		}
		if hint != tt.hint {
			t.Errorf("%s: the hint is %q, want %q", tt.amount, hint, tt.hint)
		}
	}
}
