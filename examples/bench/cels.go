package bench

import (
	"math"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// A CELRule is one rule as CEL programs over floats, for CEL has no decimals:
// its amounts are close, and not exact.
type CELRule struct{ When, Amount, Held cel.Program }

var celTexts = []struct{ when, amount, held string }{
	{"true", "cards * margin", "rate < lowest[kind] || rate > highest[kind]"},
	{"true", "swipes * each", ""},
	{"true", "qr * (qr_rate - 0.0028)", ""},
	{"true", "quick * (quick_rate - 0.0030)", ""},
	{"months >= 0 && months < 4", "cards * 0.00005", ""},
	{"margin > 0.0005 + 1e-12", "cards > 500000.0 ? 20.0 + (cards - 500000.0) * 0.0001 : cards > 100000.0 ? (cards - 100000.0) * 0.00005 : 0.0", ""},
	{`kind == "preferred" && cards + quick >= 100000.0 && margin > 0.0`, "(cards + quick) * margin * 0.1 > 200.0 ? 200.0 : (cards + quick) * margin * 0.1", ""},
	{"swipes >= 30.0 && (qr >= 10000.0 || exclusive)", "swipes * 0.5 < 30.0 ? swipes * 0.5 : 30.0", ""},
}

// The margin is a program of its own, for CEL has no names for parts.
const celMargin = `rate - (volume >= 1000000000.0 ? (kind == "ordinary" ? 0.00485 : 0.00510) :
	volume >= 500000000.0 ? (kind == "ordinary" ? 0.00490 : 0.00515) :
	volume >= 100000000.0 ? (kind == "ordinary" ? 0.00495 : 0.00520) : (kind == "ordinary" ? 0.00500 : 0.00525))`

// CELRules are the rules, and the margin that some of them read.
type CELRules struct {
	rules  []CELRule
	margin cel.Program
}

// NewCEL compiles the rules.
func NewCEL() (*CELRules, error) {
	env, err := cel.NewEnv(
		cel.Variable("kind", cel.StringType), cel.Variable("exclusive", cel.BoolType), cel.Variable("months", cel.IntType), cel.Variable("volume", cel.DoubleType),
		cel.Variable("margin", cel.DoubleType), cel.Variable("rate", cel.DoubleType), cel.Variable("each", cel.DoubleType),
		cel.Variable("qr_rate", cel.DoubleType), cel.Variable("quick_rate", cel.DoubleType), cel.Variable("cards", cel.DoubleType),
		cel.Variable("swipes", cel.DoubleType), cel.Variable("qr", cel.DoubleType), cel.Variable("quick", cel.DoubleType),
		cel.Variable("lowest", cel.MapType(cel.StringType, cel.DoubleType)), cel.Variable("highest", cel.MapType(cel.StringType, cel.DoubleType)),
	)
	if err != nil {
		return nil, err
	}
	compile := func(text string) (cel.Program, error) {
		if text == "" {
			return nil, nil
		}
		ast, issues := env.Compile(text)
		if issues.Err() != nil {
			return nil, issues.Err()
		}
		return env.Program(ast, cel.EvalOptions(cel.OptOptimize))
	}
	var rules []CELRule
	for _, text := range celTexts {
		var r CELRule
		for into, text := range map[*cel.Program]string{&r.When: text.when, &r.Amount: text.amount, &r.Held: text.held} {
			if *into, err = compile(text); err != nil {
				return nil, err
			}
		}
		rules = append(rules, r)
	}
	margin, err := compile(celMargin)
	return &CELRules{rules, margin}, err
}

// A FloatMerchant is a Merchant whose numbers are floats. Months is how many
// months the period lies behind the agent's opening.
type FloatMerchant struct {
	Agent, Kind                           string
	Exclusive                             bool
	Months                                int64
	Volume, Rate, Each, QRRate, QuickRate float64
	Cards, Swipes, QR, Quick              float64
}

// Floats gives merchants as floats.
func Floats(list []Merchant) []FloatMerchant {
	money := func(v int64) float64 { return float64(v) / 100 }
	rate := func(v int64) float64 { return float64(v) / 1e6 }
	out := make([]FloatMerchant, len(list))
	for i, m := range list {
		out[i] = FloatMerchant{
			Agent: m.Agent.ID, Kind: [2]string{"ordinary", "preferred"}[m.Kind], Exclusive: m.Agent.Exclusive, Months: months(m.Agent.Opened),
			Volume: money(m.Agent.Volume), Rate: rate(m.Rate), Each: money(m.Each), QRRate: rate(m.QRRate), QuickRate: rate(m.QuickRate),
			Cards: money(m.Cards), Swipes: float64(m.Swipes), QR: money(m.QR), Quick: money(m.Quick),
		}
	}
	return out
}

// A CELFacts is a merchant as the variables of CEL, filled again for each.
type CELFacts struct {
	values map[string]any
}

// NewCELFacts gives the constants of the policy.
func NewCELFacts() *CELFacts {
	return &CELFacts{map[string]any{
		"lowest":  map[string]float64{"ordinary": 0.0050, "preferred": 0.0053},
		"highest": map[string]float64{"ordinary": 0.0070, "preferred": 0.0080},
	}}
}

func (f *CELFacts) fill(m *FloatMerchant) map[string]any {
	v := f.values
	v["kind"], v["exclusive"], v["months"] = m.Kind, m.Exclusive, m.Months
	v["volume"], v["rate"], v["each"], v["qr_rate"], v["quick_rate"] = m.Volume, m.Rate, m.Each, m.QRRate, m.QuickRate
	v["cards"], v["swipes"], v["qr"], v["quick"] = m.Cards, m.Swipes, m.QR, m.Quick
	return v
}

// A FloatAmount is an Amount in yuan, rounded as floats can be.
type FloatAmount struct {
	Rule  int
	Payee string
	Yuan  float64
	Held  bool
}

// Decide evaluates the programs.
func (c *CELRules) Decide(f *CELFacts, m *FloatMerchant, out []FloatAmount) ([]FloatAmount, error) {
	facts := f.fill(m)
	margin, _, err := c.margin.Eval(facts)
	if err != nil {
		return nil, err
	}
	facts["margin"] = margin
	for i, r := range c.rules {
		met, _, err := r.When.Eval(facts)
		if err != nil {
			return nil, err
		}
		if met != ref.Val(types.True) {
			continue
		}
		v, _, err := r.Amount.Eval(facts)
		if err != nil {
			return nil, err
		}
		yuan := math.Round(float64(v.(types.Double))*100) / 100
		if yuan == 0 {
			continue
		}
		held := false
		if r.Held != nil {
			h, _, err := r.Held.Eval(facts)
			if err != nil {
				return nil, err
			}
			held = h == ref.Val(types.True)
		}
		out = append(out, FloatAmount{i, m.Agent, yuan, held})
	}
	return out, nil
}
