package lint

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fenrun/fenrun/policy/diag"
)

const singular = `fenrun: v1
policy: harbor
currency: CNY
timezone: Asia/Shanghai
rounding: {places: 2, mode: half-up}
facts:
  agent: {}
  merchant: {agent: agent, volume: {type: money, min: 0, max: 1亿}}
params: {bonus: 12 CNY}
tiers:
  grade:
    for: merchant
    review: month
    keep: 1mo
    start: B
    ladder:
      - tier: A
        when: merchant.volume >= 1万
        gives: {extra: 0.02%}
      - tier: B
        gives: {extra: 0%}
defaults:
  merchant: {to: merchant.agent, every: month}
rules:
  - id: r
    kind: residual
    for: merchant
    amount: merchant.volume * merchant.grade.extra
    why: "on {merchant.volume} at {merchant.grade}"
  - id: s
    kind: reward
    for: merchant
    when: grade == "A"
    amount: bonus
    cap: 50 CNY
    why: "bonus"
`

// TestOneMistakeOneFinding puts one mistake into a policy that has none: what
// the mistake alone keeps from being understood is not found too.
func TestOneMistakeOneFinding(t *testing.T) {
	for _, tt := range []struct{ right, wrong, code string }{
		{"", "", ""},
		{"for: merchant\n    review", "for: merchnt\n    review", "N102"},
		{"for: merchant\n    review", "for: customer\n    review", "N102"},
		{"  merchant: {to:", "  merchnt: {to:", "N102"},
		{"  merchant: {to:", "  customer: {to:", "N102"},
		{"for: merchant\n    amount", "for: merchnt\n    amount", "N102"},
		{"currency: CNY", "currency: cny", "S008"},
		{"currency: CNY", "currency: RMB", "S008"},
		{"currency: CNY", "currency: yuans", "S008"},
		{"amount: merchant.volume * merchant.grade.extra", "amount: [merchant.volume] * 2%", "S011"},
		{"amount: merchant.volume * merchant.grade.extra", "amount: @volume * 2%", "S011"},
		{"amount: merchant.volume * merchant.grade.extra", "amount: #volume", "S011"},
		{"amount: bonus", "amount: bonuss", "N102"},
		{"volume: {type: money, min", "volume: {type: mony, min", "N102"},
		{"kind: reward", "kind: rewrd", "N102"},
	} {
		text := strings.Replace(singular, tt.right, tt.wrong, 1)
		report, err := Files(fstest.MapFS{"p.yaml": {Data: []byte(text)}}, Options{}, "p.yaml")
		if err != nil {
			t.Fatal(err)
		}
		var found diag.List
		for _, d := range report.List() {
			if d.Severity <= diag.Warning {
				found = append(found, d)
			}
		}
		if tt.code == "" && len(found) > 0 || tt.code != "" && (len(found) != 1 || found[0].Code != tt.code) {
			t.Errorf("%q: want one %s", tt.wrong, tt.code)
			for _, d := range found {
				t.Logf("%s: %s [%s]", d.Span, d.Message, d.Code)
			}
		}
	}
}
