package policy_test

import (
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy"
)

const shares = `fenrun: v1
policy: plan
currency: USD
timezone: America/New_York
rounding: {places: 2, mode: half-up}
facts:
  rep: {quota: {type: money, min: 0.01}, heads: count, spare: {type: money, optional: true}}
  deal: {at: date, rep: rep, amount: {type: money, min: 0}}
measures:
  rep.booked: {sum: deal.amount, per: year}
ladders:
  rate:
    by: rep.booked
    of: rep.quota
    marginal: {0%: 8%, 100%: 12%}
rules:
  - {id: commission, kind: residual, for: rep, to: rep, every: year, when: rep.heads > 0 or rep.spare, amount: rate}
`

// What is not a share is told so where it stands.
func TestShares(t *testing.T) {
	for old, test := range map[string]struct{ new, code, words string }{
		"100%: 12%":    {"above 100%: 12%", "T301", "this is above 100%"},
		"{0%: 8%, 100": {"{0: 8%, 1.25: 9%, 200", "U503", "two units"},
		"{0%: 8%, ":    {"{50%: 8%, ", "T301", "begins at 0%"},
		"of: rep.quota\n    marginal: {0%: 8%, 100%: 12%}": {"of: rep.heads\n    marginal: {0%: 8%, 100%: 12%}", "U503", "what it is a share of is a count"},
		"of: rep.quota\n":           {"of: rep.spare\n", "N105", "optional"},
		"of: rep.quota\n    marg":   {"of: rate\n    marg", "N104", "needs itself"},
		"{0%: 8%, 100%: 12%}":       {"{0%: {a: 8%}, 100%: {a: 12%}}", "U503", "no amount"},
		"by: rep.booked\n    of: r": {"by: deal.at\n    of: r", "N102", ""},
		"    marginal":              {"    below: first\n    marginal", "T301", "begins at 0%"},
	} {
		src := strings.Replace(shares, old, test.new, 1)
		_, found := policy.Check("policy.yaml", []byte(src))
		if len(found) != 1 || found[0].Code != test.code || !strings.Contains(found[0].Message, test.words) {
			t.Errorf("%q: want %s %q\n%s", test.new, test.code, test.words, listing(found))
		}
	}
	if _, found := policy.Check("policy.yaml", []byte(shares)); len(found) != 0 {
		t.Error(listing(found))
	}
}
