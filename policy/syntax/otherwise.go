package syntax

import (
	"slices"
	"strings"
)

// otherwise gives the keys for words that other languages and people have for
// them; the first that a form has is meant.
var otherwise = map[string][]string{
	"if": {"when"}, "condition": {"when"}, "conditions": {"when"}, "then": {"amount"}, "pay": {"amount"}, "value": {"amount", "is"}, "payee": {"to"}, "pays": {"to"},
	"type": {"kind"}, "name": {"id", "policy"}, "reason": {"why"}, "explain": {"why"}, "description": {"why", "title"}, "note": {"why"},
	"max": {"cap"}, "limit": {"cap"}, "min": {"floor"}, "filter": {"where"}, "group_by": {"by"}, "subject": {"for"}, "to": {"until"}, "end": {"until"}, "start": {"from"},
	"tiers": {"whole"}, "rungs": {"whole"}, "steps": {"whole"}, "brackets": {"whole"}, "rates": {"whole"}, "levels": {"whole", "ladder"},
	"graduated": {"marginal"}, "slices": {"marginal"}, "progressive": {"marginal"}, "total": {"sum"}, "number": {"count"}, "window": {"days"}, "period": {"per", "every"},
	"frequency": {"every"}, "payable": {"due"}, "pay_on": {"due"}, "takes": {"takes_back"}, "reverses": {"takes_back"},
	"constants": {"params"}, "parameters": {"params"}, "variables": {"let"}, "tz": {"timezone"}, "zone": {"timezone"},
	"data": {"facts"}, "fields": {"facts"}, "entities": {"facts"}, "metrics": {"measures"},
	"当": {"when"}, "条件": {"when"}, "金额": {"amount"}, "种类": {"kind"}, "类型": {"kind", "type"}, "对象": {"for"}, "收款人": {"to"}, "周期": {"every", "per"}, "说明": {"why"},
	"封顶": {"cap"}, "保底": {"floor"}, "规则": {"rules"}, "事实": {"facts"}, "字段": {"facts"}, "参数": {"params"}, "指标": {"measures"}, "阶梯": {"ladders"}, "结算": {"settlement"},
	"policies": {"policy"}, "币种": {"currency"}, "时区": {"timezone"}, "版本": {"version"}, "名称": {"title", "id"}, "政策": {"policy"}, "扣回": {"takes_back"}, "默认": {"default", "defaults"}, "可选": {"optional"},
}

// otherwiseOf gives the one of names that a word has elsewhere, or "".
func otherwiseOf(word string, names []string) string {
	for _, meant := range otherwise[strings.ToLower(word)] {
		if slices.Contains(names, meant) {
			return meant
		}
	}
	return ""
}

// missingHints say how a key is written that must be there; of a form's own,
// after the form's name.
var missingHints = map[string]string{
	"fenrun": "begin the file with `fenrun: v1`", "policy": "name it, without a year: `policy: tea`", "currency": "as in `currency: CNY`",
	"timezone": "as in `timezone: Asia/Shanghai`", "rounding": "say how amounts end: `rounding: {places: 2, mode: half-up}`", "mode": "half-up, half-even, up or down",
	"CaseFile.policy": "name the files of the policies, and of deals: `policy: [policy.yaml, deal-zhang.yaml]`",
	"places":          "as in `places: 2`", "facts": "say what is known of whom: `facts: {agent: {}}`", "since": "from which date is it counted? `since: merchant.opened`",
}

// shapes say how a map is written where people write a single value or a list,
// by the names of the forms.
var shapes = map[string]string{
	"Rounding": "rounding: {places: 2, mode: half-up}", "Effective": "effective: {from: 2026-01-01, until: 2026-12-31}", "DueTable": "due: {month: day 15, once: T+1}",
	"Measure": "merchant.volume: {sum: txn.amount, per: month}", "Offset": "offset: {order: [clawback, charge], at_most: 50%}",
	"Withhold": "withhold: {rate: 6%, when: not agent.invoiced}", "Settlement": "settlement: {minimum: 100}", "During": "during: {months: 1..6, since: merchant.opened}",
	"Cascade": "cascade: {up: agent.up, share: agent.share}", "Hold": "hold: {when: not agent.invoiced, why: no invoice yet}",
	"Ladder": "{by: agent.volume, whole: {0: 0.50%, 1亿: 0.49%}}", "Skip": "skip: {when: agent.suspended, to: below}",
}
