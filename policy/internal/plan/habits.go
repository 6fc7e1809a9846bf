package plan

import (
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
)

// kindWords are the words of the trade for the kinds of rules.
var kindWords = map[string]payout.Kind{
	"commission": payout.Residual, "royalty": payout.Residual, "revenue-share": payout.Residual, "share": payout.Residual, "分润": payout.Residual, "佣金": payout.Residual,
	"bonus": payout.Reward, "incentive": payout.Reward, "spiff": payout.Reward, "spif": payout.Reward, "rebate": payout.Reward, "cashback": payout.Reward,
	"奖励": payout.Reward, "返现": payout.Reward, "返佣": payout.Reward, "补贴": payout.Subsidy, "support": payout.Subsidy, "allowance": payout.Subsidy,
	"chargeback": payout.Clawback, "recovery": payout.Clawback, "扣回": payout.Clawback, "fee": payout.Charge, "penalty": payout.Charge,
	"deduction": payout.Charge, "debit": payout.Charge, "罚款": payout.Charge, "扣款": payout.Charge, "补款": payout.Charge,
	"押金": payout.Deposit, "保证金": payout.Deposit, "discount": payout.Waiver, "减免": payout.Waiver, "points": payout.Benefit, "积分": payout.Benefit,
	"权益": payout.Benefit, "义务": payout.Duty, "obligation": payout.Duty, "代收": payout.PassThrough,
}

// typeWords are what other languages, and people, call the types of facts.
var typeWords = map[string]string{
	"string": "text", "str": "text", "文本": "text", "datetime": "time", "timestamp": "time", "时间": "time", "日期": "date", "day": "date",
	"percent": "rate", "percentage": "rate", "费率": "rate", "比例": "rate", "int": "count", "integer": "count", "笔数": "count", "数量": "count",
	"decimal": "number", "float": "number", "double": "number", "amount": "money", "currency": "money", "price": "money", "金额": "money",
	"boolean": "bool", "flag": "bool", "是否": "bool",
}

var currencyWords = map[string]string{
	"RMB": "CNY", "YUAN": "CNY", "人民币": "CNY", "元": "CNY", "￥": "CNY", "¥": "CNY", "$": "USD", "US$": "USD", "DOLLAR": "USD", "DOLLARS": "USD",
	"€": "EUR", "EURO": "EUR", "£": "GBP",
}

// meantCurrency gives the currency that a word or sign was meant to be, so that
// the amounts of the policy are not in another one, and names it.
func (c *compiler) meantCurrency(text string) (payout.Currency, int) {
	code := strings.ToUpper(text)
	if meant := currencyWords[code]; meant != "" {
		code = meant
	}
	currency, err := payout.ParseCurrency(code)
	if err != nil {
		return payout.Currency{}, 2
	}
	c.lastMeant(text, code)
	return currency, currency.Places()
}

const weekHint = "a week is counted from a Monday: `{length: 7d, since: 2026-01-05}`"

func isWeek(text string) bool {
	return text == "week" || text == "weekly" || text == "周" || text == "每周"
}

// apart reports whether a sign parts the words of a list.
func apart(r rune) bool { return strings.ContainsRune(",|/、， ", r) }

// lastHint puts a better hint on what was reported last.
func (c *compiler) lastHint(hint string) {
	d := &c.diags[len(c.diags)-1]
	d.Hint, d.Fix = hint, nil
}

// lastMeant says which word was meant by what was reported last.
func (c *compiler) lastMeant(was, word string) {
	d := &c.diags[len(c.diags)-1]
	d.Hint, d.Fix = "did you mean \""+word+"\"?", diag.Changing(d.Span, was, word, false)
}
