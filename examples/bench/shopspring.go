package bench

import (
	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/payout"
)

// A DecimalMerchant is a Merchant whose numbers are decimals.
type DecimalMerchant struct {
	ID, Agent                     string
	Opened                        payout.Date
	Exclusive                     bool
	Kind                          string
	Volume                        decimal.Decimal
	Rate, Each, QRRate, QuickRate decimal.Decimal
	Cards, Swipes, QR, Quick      decimal.Decimal
}

// Decimals gives merchants as decimals.
func Decimals(list []Merchant) []DecimalMerchant {
	money := func(v int64) decimal.Decimal { return decimal.New(v, -2) }
	rate := func(v int64) decimal.Decimal { return decimal.New(v, -6) }
	out := make([]DecimalMerchant, len(list))
	for i, m := range list {
		out[i] = DecimalMerchant{
			ID: m.ID, Agent: m.Agent.ID, Opened: m.Agent.Opened, Exclusive: m.Agent.Exclusive, Kind: [2]string{"ordinary", "preferred"}[m.Kind],
			Volume: money(m.Agent.Volume), Rate: rate(m.Rate), Each: money(m.Each), QRRate: rate(m.QRRate), QuickRate: rate(m.QuickRate),
			Cards: money(m.Cards), Swipes: decimal.NewFromInt(m.Swipes), QR: money(m.QR), Quick: money(m.Quick),
		}
	}
	return out
}

// A DecimalAmount is an Amount in yuan.
type DecimalAmount struct {
	Rule  int
	Payee string
	Yuan  decimal.Decimal
	Held  bool
}

var dec = decimal.RequireFromString

var (
	qrCost, quickCost            = dec("0.0028"), dec("0.0030")
	growthRate, thin             = dec("0.00005"), dec("0.0005")
	tenth, limit200, limit30     = dec("0.1"), dec("200"), dec("30")
	half, thirty, tenThousand    = dec("0.50"), dec("30"), dec("10000")
	hundredThousand, halfMillion = dec("100000"), dec("500000")
	slice1, slice2, firstSlice   = dec("0.00005"), dec("0.0001"), dec("20")
	lowestRates                  = map[string]decimal.Decimal{"ordinary": dec("0.0050"), "preferred": dec("0.0053")}
	highestRates                 = map[string]decimal.Decimal{"ordinary": dec("0.0070"), "preferred": dec("0.0080")}
	buyRates                     = []rung{
		{dec("1000000000"), map[string]decimal.Decimal{"ordinary": dec("0.00485"), "preferred": dec("0.00510")}},
		{dec("500000000"), map[string]decimal.Decimal{"ordinary": dec("0.00490"), "preferred": dec("0.00515")}},
		{dec("100000000"), map[string]decimal.Decimal{"ordinary": dec("0.00495"), "preferred": dec("0.00520")}},
		{dec("0"), map[string]decimal.Decimal{"ordinary": dec("0.00500"), "preferred": dec("0.00525")}},
	}
)

type rung struct {
	from   decimal.Decimal
	prices map[string]decimal.Decimal
}

// Shopspring is the policy written by hand on decimals.
func Shopspring(m *DecimalMerchant, out []DecimalAmount) []DecimalAmount {
	pay := func(rule int, yuan decimal.Decimal, held bool) {
		if yuan = yuan.Round(2); !yuan.IsZero() {
			out = append(out, DecimalAmount{rule, m.Agent, yuan, held})
		}
	}
	margin := m.Rate.Sub(BuyRate(m.Volume, m.Kind))
	pay(0, m.Cards.Mul(margin), m.Rate.LessThan(lowestRates[m.Kind]) || m.Rate.GreaterThan(highestRates[m.Kind]))
	pay(1, m.Swipes.Mul(m.Each), false)
	pay(2, m.QR.Mul(m.QRRate.Sub(qrCost)), false)
	pay(3, m.Quick.Mul(m.QuickRate.Sub(quickCost)), false)
	if InGrowth(m.Opened) {
		pay(4, m.Cards.Mul(growthRate), false)
	}
	if margin.GreaterThan(thin) {
		pay(5, GrowthBonus(m.Cards), false)
	}
	if both := m.Cards.Add(m.Quick); m.Kind == "preferred" && both.GreaterThanOrEqual(hundredThousand) {
		pay(6, decimal.Max(decimal.Min(both.Mul(margin).Mul(tenth), limit200), decimal.Zero), false)
	}
	if m.Swipes.GreaterThanOrEqual(thirty) && (m.QR.GreaterThanOrEqual(tenThousand) || m.Exclusive) {
		pay(7, decimal.Min(m.Swipes.Mul(half), limit30), false)
	}
	return out
}

// BuyRate is the price of the rung that a volume reaches.
func BuyRate(volume decimal.Decimal, kind string) decimal.Decimal {
	for _, r := range buyRates {
		if volume.GreaterThanOrEqual(r.from) {
			return r.prices[kind]
		}
	}
	return decimal.Zero
}

// GrowthBonus is 0.5bp on what lies between 10万 and 50万, and 1bp above.
func GrowthBonus(cards decimal.Decimal) decimal.Decimal {
	switch {
	case cards.GreaterThan(halfMillion):
		return firstSlice.Add(cards.Sub(halfMillion).Mul(slice2))
	case cards.GreaterThan(hundredThousand):
		return cards.Sub(hundredThousand).Mul(slice1)
	default:
		return decimal.Zero
	}
}

// InGrowth reports whether the period is one of the agent's first four months.
func InGrowth(opened payout.Date) bool {
	from := opened.MonthStart()
	return PeriodFrom >= from && PeriodFrom <= from.AddMonths(3).MonthEnd()
}
