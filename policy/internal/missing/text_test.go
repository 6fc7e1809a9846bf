package missing_test

import (
	"math/big"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/missing"
)

const shop = `
fenrun: v1
policy: shop
currency: CNY
timezone: Asia/Shanghai
rounding: {places: 2, mode: half-up}
facts:
  shop:
    volume: {type: money, min: 0}
    cost: {type: money, min: 0}
    rate: {type: rate, one_of: [0.53%, 0.55%, 0.6%]}
    complaints: {type: count, max: 100}
    opened: date
    kind: [chain, preferred, ordinary]
    cross_border: bool
    licence: {type: date, optional: true}
    staff: {type: count, optional: true}
    district: text
let:
  ratio: shop.volume - 2 * shop.cost
tiers:
  t:
    for: shop
    review: month
    ladder:
      - {tier: A, when: 'CONDITION'}
      - {tier: B}
rules: []
`

// TestSentences: a shop with 887,600 of volume, 400,000 of cost, 0.55%, seven
// complaints, opened on 2025-03-01, ordinary, in one country, in Harbin.
func TestSentences(t *testing.T) {
	for _, test := range []struct{ when, english, chinese string }{
		{
			`shop.volume >= 100万 or shop.cross_border`,
			"shop.volume 112,400.00 CNY short of 1,000,000.00 CNY, or shop.cross_border yes",
			"shop.volume 还差 112,400.00元（须达 1,000,000.00元）；或 shop.cross_border 为 是",
		},
		{
			`shop.volume > 100万 and shop.complaints < 5`,
			"shop.volume 112,400.01 CNY short of 1,000,000.01 CNY and shop.complaints 3 above 4",
			"shop.volume 还差 112,400.01元（须达 1,000,000.01元），且 shop.complaints 超出 3（至多 4）",
		},
		{
			`shop.kind in ["chain", "preferred"]`,
			"shop.kind chain or preferred",
			"shop.kind 为 chain 或 preferred",
		},
		{
			`shop.rate >= 0.56%`,
			"shop.rate 0.05% short of 0.6%",
			"shop.rate 还差 0.05%（须达 0.6%）",
		},
		{
			`shop.opened < 2025-01-01 or shop.opened > 2025-12-31`,
			"shop.opened 2024-12-31 or earlier, or shop.opened 2026-01-01 or later",
			"shop.opened 2024-12-31 或之前；或 shop.opened 2026-01-01 或之后",
		},
		{
			`shop.licence`,
			"shop.licence given",
			"提供 shop.licence",
		},
		{
			`shop.staff and shop.staff >= 5`,
			"shop.staff given, 5 or more",
			"提供 shop.staff，5 以上",
		},
		{
			`ratio >= 20万`,
			"`ratio >= 20万` is not met (ratio is 87,600.00 CNY)",
			"`ratio >= 20万` 未满足（ratio 为 87,600.00元）",
		},
		{
			`shop.volume / shop.cost >= 3 and shop.cross_border`,
			"shop.cross_border yes and `shop.volume / shop.cost >= 3` is not met (shop.volume is 887,600.00 CNY, shop.cost is 400,000.00 CNY)",
			"shop.cross_border 为 是，且 `shop.volume / shop.cost >= 3` 未满足（shop.volume 为 887,600.00元，shop.cost 为 400,000.00元）",
		},
		{
			`not (shop.district == "Harbin")`,
			"`shop.district == \"Harbin\"` is met and should not be (shop.district is Harbin)",
			"`shop.district == \"Harbin\"` 已满足而不应满足（shop.district 为 Harbin）",
		},
		{ // what would be answered changes what is not: it is tried out
			`shop.volume >= 90万 and shop.volume > 2 * shop.cost`,
			"shop.volume 12,400.00 CNY short of 900,000.00 CNY",
			"shop.volume 还差 12,400.00元（须达 900,000.00元）",
		},
		{
			`shop.volume >= 90万 and shop.volume < 2.22 * shop.cost`,
			"`shop.volume >= 90万 and shop.volume < 2.22 * shop.cost` is not met (shop.volume is 887,600.00 CNY, shop.cost is 400,000.00 CNY)",
			"`shop.volume >= 90万 and shop.volume < 2.22 * shop.cost` 未满足（shop.volume 为 887,600.00元，shop.cost 为 400,000.00元）",
		},
	} {
		p := compile(t, strings.Replace(shop, "CONDITION", test.when, 1))
		if p == nil {
			t.Fatalf("%s is refused", test.when)
		}
		set := p.Tiers[0]
		f := ir.NewFrame(set.Program)
		for _, in := range set.Program.Inputs {
			f.Slots[in.Slot] = map[string]int64{
				"volume": 88_760_000, "cost": 40_000_000, "rate": 5_500, "complaints": 7, "opened": dateNumber(t, p.Model, "2025-03-01"),
				"kind": 2, "cross_border": 0, "licence": ir.Absent, "staff": ir.Absent, "district": p.Model.Texts.ID("Harbin"),
			}[in.Field.Name]
		}
		answer := missing.First(set.Program, set.When, 0).Ask(f)
		for lang, want := range map[string]string{"en": test.english, "zh": test.chinese} {
			if got := (missing.Writer{Model: p.Model, Lang: lang}).Ways(answer.Ways, 5); got != want {
				t.Errorf("%s\n got %s\nwant %s", test.when, got, want)
			}
		}
	}
}

func dateNumber(t *testing.T, m *ir.Model, text string) int64 {
	t.Helper()
	lit, err := ir.ParseLiteral(text)
	if err != nil {
		t.Fatal(err)
	}
	v, problem := lit.As(ir.Type{Kind: ir.Date}, m)
	if problem != "" {
		t.Fatal(problem)
	}
	return v.Int64()
}

func TestManyWays(t *testing.T) {
	p := compile(t, strings.Replace(shop, "CONDITION", `shop.volume >= 100万 or shop.cross_border or shop.complaints < 5 or shop.rate > 0.55%`, 1))
	f := ir.NewFrame(p.Tiers[0].Program)
	for _, in := range p.Tiers[0].Program.Inputs {
		f.Set(in.Slot, big.NewInt(map[string]int64{"volume": 0, "cross_border": 0, "complaints": 9, "rate": 5_300}[in.Field.Name]))
	}
	answer := missing.First(p.Tiers[0].Program, p.Tiers[0].When, 0).Ask(f)
	want := "shop.volume 1,000,000.00 CNY short of 1,000,000.00 CNY, or shop.cross_border yes, or in 2 more ways"
	if got := (missing.Writer{Model: p.Model}).Ways(answer.Ways, 2); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
