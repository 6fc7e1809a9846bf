package bench

import (
	"context"
	"encoding/json"
	"math"
	"strconv"

	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/fenrun/fenrun/payout"
)

// The rules in Rego: an object of amounts by rule.
const regoText = `package bench

# The settlement ladder, from the highest rung down.
rungs := [
	{"from": 1000000000, "ordinary": 0.00485, "preferred": 0.00510},
	{"from": 500000000, "ordinary": 0.00490, "preferred": 0.00515},
	{"from": 100000000, "ordinary": 0.00495, "preferred": 0.00520},
	{"from": 0, "ordinary": 0.00500, "preferred": 0.00525},
]

reached := [rung | some rung in rungs; input.volume >= rung.from]

margin := input.rate - reached[0][input.kind]

lowest := {"ordinary": 0.0050, "preferred": 0.0053}
highest := {"ordinary": 0.0070, "preferred": 0.0080}

amount["0"] := input.cards * margin
amount["1"] := input.swipes * input.each
amount["2"] := input.qr * (input.qr_rate - 0.0028)
amount["3"] := input.quick * (input.quick_rate - 0.0030)
amount["4"] := input.cards * 0.00005 if {
	input.months >= 0
	input.months < 4
}
amount["5"] := bonus if margin > 0.000500000001
amount["6"] := min({(input.cards + input.quick) * margin * 0.1, 200}) if {
	input.kind == "preferred"
	input.cards + input.quick >= 100000
	margin > 0
}
amount["7"] := min({input.swipes * 0.5, 30}) if {
	input.swipes >= 30
	busy
}

busy if input.qr >= 10000
busy if input.exclusive

default bonus := 0
bonus := 20 + ((input.cards - 500000) * 0.0001) if input.cards > 500000
bonus := (input.cards - 100000) * 0.00005 if {
	input.cards > 100000
	input.cards <= 500000
}

default held := false
held if input.rate < lowest[input.kind]
held if input.rate > highest[input.kind]
`

// An OPA is the policy as a prepared query.
type OPA struct{ query rego.PreparedEvalQuery }

// NewOPA compiles the rules.
func NewOPA(ctx context.Context) (*OPA, error) {
	query, err := rego.New(rego.Query("amount := data.bench.amount; held := data.bench.held"), rego.Module("bench.rego", regoText)).PrepareForEval(ctx)
	return &OPA{query}, err
}

// months is how many months the period lies behind the agent's opening.
func months(opened payout.Date) int64 {
	return int64(12*(PeriodFrom.Year()-opened.Year()) + int(PeriodFrom.Month()) - int(opened.Month()))
}

// OPAFacts gives a merchant as OPA's input: numbers as text, so that their
// digits are kept.
func OPAFacts(m *Merchant) map[string]any {
	number := func(v int64, places int) json.Number {
		return json.Number(strconv.FormatFloat(float64(v)/math.Pow10(places), 'f', places, 64))
	}
	return map[string]any{
		"agent": m.Agent.ID, "kind": [2]string{"ordinary", "preferred"}[m.Kind], "exclusive": m.Agent.Exclusive, "months": number(months(m.Agent.Opened), 0),
		"volume": number(m.Agent.Volume, 2), "rate": number(m.Rate, 6), "each": number(m.Each, 2),
		"qr_rate": number(m.QRRate, 6), "quick_rate": number(m.QuickRate, 6),
		"cards": number(m.Cards, 2), "swipes": number(m.Swipes, 0), "qr": number(m.QR, 2), "quick": number(m.Quick, 2),
	}
}

// Decide evaluates the query.
func (o *OPA) Decide(ctx context.Context, facts map[string]any, out []FloatAmount) ([]FloatAmount, error) {
	results, err := o.query.Eval(ctx, rego.EvalInput(facts))
	if err != nil {
		return nil, err
	}
	found := results[0].Bindings
	amounts, held := found["amount"].(map[string]any), found["held"].(bool)
	for i := range Rules {
		v, ok := amounts[strconv.Itoa(i)]
		if !ok {
			continue
		}
		yuan, err := v.(json.Number).Float64()
		if err != nil {
			return nil, err
		}
		if yuan = math.Round(yuan*100) / 100; yuan != 0 {
			out = append(out, FloatAmount{i, facts["agent"].(string), yuan, held && i == 0})
		}
	}
	return out, nil
}
