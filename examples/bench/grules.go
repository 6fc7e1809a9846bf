package bench

import (
	"math"

	"github.com/hyperjumptech/grule-rule-engine/ast"
	"github.com/hyperjumptech/grule-rule-engine/builder"
	"github.com/hyperjumptech/grule-rule-engine/engine"
	"github.com/hyperjumptech/grule-rule-engine/pkg"
)

// The rules in the language of grule, over floats. Each retracts itself, for
// grule asks all rules again after one has fired.
const gruleText = `
rule Cards { when F.Margin() != 0.0 then F.Pay(0, F.M.Cards * F.Margin(), F.M.Rate < F.Lowest() || F.M.Rate > F.Highest()); Retract("Cards"); }
rule PerSwipe { when F.M.Swipes > 0.0 then F.Pay(1, F.M.Swipes * F.M.Each, false); Retract("PerSwipe"); }
rule QR { when F.M.QR > 0.0 then F.Pay(2, F.M.QR * (F.M.QRRate - 0.0028), false); Retract("QR"); }
rule Quick { when F.M.Quick > 0.0 then F.Pay(3, F.M.Quick * (F.M.QuickRate - 0.0030), false); Retract("Quick"); }
rule Growth { when F.M.Months >= 0 && F.M.Months < 4 then F.Pay(4, F.M.Cards * 0.00005, false); Retract("Growth"); }
rule Bonus { when F.Margin() > 0.000500000001 then F.Pay(5, F.Bonus(), false); Retract("Bonus"); }
rule Preferred { when F.M.Kind == "preferred" && F.M.Cards + F.M.Quick >= 100000.0 then F.Pay(6, F.Limit((F.M.Cards + F.M.Quick) * F.Margin() * 0.1, 200.0), false); Retract("Preferred"); }
rule Active { when F.M.Swipes >= 30.0 && (F.M.QR >= 10000.0 || F.M.Exclusive) then F.Pay(7, F.Limit(F.M.Swipes * 0.5, 30.0), false); Retract("Active"); }
`

// GruleFacts is what the rules read and call.
type GruleFacts struct {
	M   *FloatMerchant
	Out []FloatAmount
}

// Pay notes an amount.
func (f *GruleFacts) Pay(rule int64, yuan float64, held bool) {
	if yuan = math.Round(yuan*100) / 100; yuan != 0 {
		f.Out = append(f.Out, FloatAmount{int(rule), f.M.Agent, yuan, held})
	}
}

// Limit is the lesser of two amounts, and not below nothing.
func (f *GruleFacts) Limit(v, limit float64) float64 { return max(min(v, limit), 0) }

// Margin is the rate less the price of the rung that the volume reaches: a
// ladder is a Go function here.
func (f *GruleFacts) Margin() float64 {
	prices := [2]float64{0.00500, 0.00525}
	switch volume := f.M.Volume; {
	case volume >= 1e9:
		prices = [2]float64{0.00485, 0.00510}
	case volume >= 5e8:
		prices = [2]float64{0.00490, 0.00515}
	case volume >= 1e8:
		prices = [2]float64{0.00495, 0.00520}
	}
	if f.M.Kind == "preferred" {
		return f.M.Rate - prices[1]
	}
	return f.M.Rate - prices[0]
}

// Bonus is the marginal ladder.
func (f *GruleFacts) Bonus() float64 {
	switch cards := f.M.Cards; {
	case cards > 500000:
		return 20 + (cards-500000)*0.0001
	case cards > 100000:
		return (cards - 100000) * 0.00005
	default:
		return 0
	}
}

// Lowest is the least rate of the merchant's kind.
func (f *GruleFacts) Lowest() float64 {
	if f.M.Kind == "preferred" {
		return 0.0053
	}
	return 0.0050
}

// Highest is the greatest rate of the merchant's kind.
func (f *GruleFacts) Highest() float64 {
	if f.M.Kind == "preferred" {
		return 0.0080
	}
	return 0.0070
}

// A Grule is the policy as a knowledge base of grule.
type Grule struct {
	base   *ast.KnowledgeBase
	engine *engine.GruleEngine
	facts  *GruleFacts
	data   ast.IDataContext
}

// NewGrule compiles the rules.
func NewGrule() (*Grule, error) {
	library := ast.NewKnowledgeLibrary()
	if err := builder.NewRuleBuilder(library).BuildRuleFromResource("bench", "1", pkg.NewBytesResource([]byte(gruleText))); err != nil {
		return nil, err
	}
	base, err := library.NewKnowledgeBaseInstance("bench", "1")
	if err != nil {
		return nil, err
	}
	g := &Grule{base: base, engine: engine.NewGruleEngine(), facts: &GruleFacts{}, data: ast.NewDataContext()}
	return g, g.data.Add("F", g.facts)
}

// Decide runs the rules.
func (g *Grule) Decide(m *FloatMerchant, out []FloatAmount) ([]FloatAmount, error) {
	g.facts.M, g.facts.Out = m, out
	g.base.Reset()
	err := g.engine.Execute(g.data, g.base)
	return g.facts.Out, err
}
