package bench

import (
	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
	"github.com/shopspring/decimal"
)

// An ExprRule is one rule as expr programs over decimals: a condition and an
// amount, and the margin that some of them read.
type ExprRule struct{ When, Amount, Held, Margin *vm.Program }

// ExprFacts is what the programs read: a merchant, and what a ladder and a
// rounding are in a language that has neither.
type ExprFacts struct {
	M            DecimalMerchant
	Margin       decimal.Decimal
	Zero, Ten    decimal.Decimal
	QRCost       decimal.Decimal
	QuickCost    decimal.Decimal
	GrowthRate   decimal.Decimal
	Thin         decimal.Decimal
	Tenth        decimal.Decimal
	Limit, Most  decimal.Decimal
	Half, Thirty decimal.Decimal
	TenThousand  decimal.Decimal
	Hundred      decimal.Decimal
	Lowest       map[string]decimal.Decimal
	Highest      map[string]decimal.Decimal
}

func (*ExprFacts) Add(a, b decimal.Decimal) decimal.Decimal    { return a.Add(b) }
func (*ExprFacts) Sub(a, b decimal.Decimal) decimal.Decimal    { return a.Sub(b) }
func (*ExprFacts) Mul(a, b decimal.Decimal) decimal.Decimal    { return a.Mul(b) }
func (*ExprFacts) Less(a, b decimal.Decimal) bool              { return a.LessThan(b) }
func (*ExprFacts) Greater(a, b decimal.Decimal) bool           { return a.GreaterThan(b) }
func (*ExprFacts) AtLeast(a, b decimal.Decimal) bool           { return a.GreaterThanOrEqual(b) }
func (*ExprFacts) Lesser(a, b decimal.Decimal) decimal.Decimal { return decimal.Min(a, b) }
func (*ExprFacts) Larger(a, b decimal.Decimal) decimal.Decimal { return decimal.Max(a, b) }
func (f *ExprFacts) Growing() bool                             { return InGrowth(f.M.Opened) }
func (f *ExprFacts) Price() decimal.Decimal                    { return BuyRate(f.M.Volume, f.M.Kind) }
func (f *ExprFacts) Bonus() decimal.Decimal                    { return GrowthBonus(f.M.Cards) }

var exprTexts = []struct{ when, amount, held string }{
	{"true", "M.Cards * Margin", "M.Rate < Lowest[M.Kind] or M.Rate > Highest[M.Kind]"},
	{"true", "M.Swipes * M.Each", ""},
	{"true", "M.QR * (M.QRRate - QRCost)", ""},
	{"true", "M.Quick * (M.QuickRate - QuickCost)", ""},
	{"Growing()", "M.Cards * GrowthRate", ""},
	{"Margin > Thin", "Bonus()", ""},
	{`M.Kind == "preferred" and M.Cards + M.Quick >= Hundred`, "Larger(Lesser((M.Cards + M.Quick) * Margin * Tenth, Limit), Zero)", ""},
	{"M.Swipes >= Thirty and (M.QR >= TenThousand or M.Exclusive)", "Lesser(M.Swipes * Half, Most)", ""},
}

// ExprRules compiles the rules.
func ExprRules() ([]ExprRule, error) {
	options := []expr.Option{
		expr.Env(&ExprFacts{}), expr.Operator("+", "Add"), expr.Operator("-", "Sub"), expr.Operator("*", "Mul"),
		expr.Operator("<", "Less"), expr.Operator(">", "Greater"), expr.Operator(">=", "AtLeast"),
	}
	compile := func(text string) (*vm.Program, error) {
		if text == "" {
			return nil, nil
		}
		return expr.Compile(text, options...)
	}
	var rules []ExprRule
	for _, text := range exprTexts {
		var r ExprRule
		var err [4]error
		r.When, err[0] = compile(text.when)
		r.Amount, err[1] = compile(text.amount)
		r.Held, err[2] = compile(text.held)
		r.Margin, err[3] = compile("M.Rate - Price()")
		for _, e := range err {
			if e != nil {
				return nil, e
			}
		}
		rules = append(rules, r)
	}
	return rules, nil
}

// NewExprFacts gives the constants of the policy.
func NewExprFacts() *ExprFacts {
	return &ExprFacts{
		QRCost: qrCost, QuickCost: quickCost, GrowthRate: growthRate, Thin: thin, Tenth: tenth, Limit: limit200, Most: limit30,
		Half: half, Thirty: thirty, TenThousand: tenThousand, Hundred: hundredThousand, Lowest: lowestRates, Highest: highestRates,
	}
}

// Expr is the policy as expr programs with decimal operators.
func Expr(machine *vm.VM, rules []ExprRule, f *ExprFacts, m *DecimalMerchant, out []DecimalAmount) ([]DecimalAmount, error) {
	f.M = *m
	margin, err := machine.Run(rules[0].Margin, f)
	if err != nil {
		return nil, err
	}
	f.Margin = margin.(decimal.Decimal)
	for i, r := range rules {
		met, err := machine.Run(r.When, f)
		if err != nil {
			return nil, err
		}
		if !met.(bool) {
			continue
		}
		v, err := machine.Run(r.Amount, f)
		if err != nil {
			return nil, err
		}
		yuan := v.(decimal.Decimal).Round(2)
		if yuan.IsZero() {
			continue
		}
		held := false
		if r.Held != nil {
			h, err := machine.Run(r.Held, f)
			if err != nil {
				return nil, err
			}
			held = h.(bool)
		}
		out = append(out, DecimalAmount{i, m.Agent, yuan, held})
	}
	return out, nil
}
