package vocab

import (
	"strings"

	"github.com/fenrun/fenrun/payout"
)

// scalarOf gives what may stand behind a key, named by its form and itself.
func scalarOf(at string, expr bool) *Scalar {
	if list, ok := openWords[at]; ok {
		return &Scalar{Expr: expr, Words: list, Open: true}
	}
	return &Scalar{Expr: expr, Words: closedWords[at]}
}

// Kinds are the kinds of rules.
var Kinds = []Word{
	{"residual", Doc{"A share of the margin on processed volume. It is earned, so only a debt may reduce it.", "分润：交易量差价中的份额，已赚取，只有欠款可以扣减。"}},
	{"pass-through", Doc{"Fees collected for the payee: its own money, protected like a residual.", "代收：替对方收取的费用，同分润一样受保护。"}},
	{"reward", Doc{"A bonus for an event or a target.", "奖励：因事件或达标而付。"}},
	{"subsidy", Doc{"Support beyond the standard terms.", "补贴：标准条件之外的支持。"}},
	{"clawback", Doc{"Takes back what named rules paid for the same subject, never more than is outstanding.", "扣回：收回指定规则为同一主体已付的金额，不超过尚余部分。"}},
	{"charge", Doc{"A new debt: a make-up, a fee, a penalty.", "扣款：新的欠款，如补款、费用、罚扣。"}},
	{"deposit", Doc{"Money held for the payee; `back` gives back what is left of it.", "押金：代对方保管的钱，`back` 说明何时退还余额。"}},
	{"waiver", Doc{"A fee that the customer does not pay.", "费率减免：客户不用缴的费用。"}},
	{"benefit", Doc{"Not money: points, machines, service, allowed stock.", "权益：不是钱，如积分、机具、服务、额度。"}},
	{"duty", Doc{"An obligation without money, shown on the statement, never part of an amount.", "义务：不涉及钱，只在结算单上展示。"}},
	{payout.Manual.String(), Doc{"Posted by people, never by a rule.", "手工调整：由人入账，从不由规则产生。"}},
}

// A rule is of any kind but the one that people post by hand.
var ruleKinds = Kinds[:len(Kinds)-1]

var (
	day     = Word{"day", Doc{"A calendar day.", "自然日。"}}
	month   = Word{"month", Doc{"A calendar month.", "自然月。"}}
	quarter = Word{"quarter", Doc{"A calendar quarter.", "自然季度。"}}
	year    = Word{"year", Doc{"A calendar year.", "自然年。"}}
	units   = []Word{day, month, quarter, year}

	sameMonth = []Word{{"same-month", Doc{"Month 1 is the month of the date itself.", "第 1 月即当月。"}}}
	truths    = []Word{{"true", Doc{"Yes.", "是。"}}, {"false", Doc{"No.", "否。"}}}
	force     = []Word{
		{"at review", Doc{"At the next review.", "在下次评定时。"}},
		{"at once", Doc{"As soon as the condition is met or no longer met.", "条件一满足或不再满足即生效。"}},
	}
	types = []Word{
		{"money", Doc{"An amount in the policy's currency: 110, 110.50 CNY, 20万.", "金额，以政策币种计：110、110.50 CNY、20万。"}},
		{"rate", Doc{"A rate, with its unit: 0.55%, 5.5‰, 55bp, 万5.5.", "费率，须带单位：0.55%、5.5‰、55bp、万5.5。"}},
		{"count", Doc{"A whole number of things.", "个数，整数。"}},
		{"number", Doc{"A number without a unit.", "没有单位的数。"}},
		{"date", Doc{"A day: 2026-01-31.", "日期：2026-01-31。"}},
		{"time", Doc{"A moment: 2026-01-31T10:00; without an offset it is in the policy's zone.", "时刻：2026-01-31T10:00，不带偏移则按政策时区。"}},
		{"text", Doc{"Any text, such as an identity.", "任意文字，如身份标识。"}},
		{"bool", Doc{"true or false.", "true 或 false。"}},
	}
)

// closedWords are the words that alone may stand behind a key.
var closedWords = map[string][]Word{
	"Policy.fenrun": {{"v1", Doc{"Version 1 of the language.", "语言第 1 版。"}}},
	"Deal.fenrun":   {{"v1", Doc{"Version 1 of the language.", "语言第 1 版。"}}},

	"Policy.charter": truths,
	"Rounding.mode": {
		{payout.HalfUp.String(), Doc{"To the nearest; halves away from zero.", "四舍五入，远离零。"}},
		{payout.HalfEven.String(), Doc{"To the nearest; halves to the even neighbour.", "四舍六入五成双。"}},
		{payout.Up.String(), Doc{"Away from zero.", "远离零进位。"}},
		{payout.Down.String(), Doc{"Towards zero.", "向零舍去。"}},
	},
	"Offset.order": {Kinds[4], Kinds[5], Kinds[6]},

	"FactType.optional": truths,
	"FactType.role":     {{"duty", Doc{"The fact measures conduct.", "衡量行为的字段。"}}},
	"Measure.per":       units,
	"Measure.from":      sameMonth,
	"Ladder.below":      {{"first", Doc{"The first rung.", "按首档。"}}},
	"Ladder.cliff":      {{"intended", Doc{"A fall of the total at a rung is meant.", "升档时总额下降属有意为之。"}}},
	"Ladder.direction":  {{"rising", Doc{"Values rise with the quantity.", "随数量上升。"}}, {"falling", Doc{"Values fall with the quantity.", "随数量下降。"}}},
	"Introductory.from": sameMonth,
	"During.from":       sameMonth,
	"TierSet.review":    units,
	"TierSet.promote":   force,
	"TierSet.demote":    force,
	"Rule.kind":         ruleKinds,
	"Rule.post":         {day, month, quarter},
	"Defaults.post":     {day, month, quarter},
	"Rule.every":        units,
	"Defaults.every":    units,
	"Fee.every":         units,
	"Every.at":          {{"start", Doc{"At the start of a period.", "周期开始时。"}}, {"end", Doc{"At the end of a period.", "周期结束时。"}}},
	"Rule.negative":     {{"net", Doc{"Netted within the residual.", "在分润内轧抵。"}}},
	"Bound.per":         {{"payee", Doc{"Of all amounts of the rule to one payee in a period.", "按一个周期内付给同一收款方的合计。"}}},
	"Skip.to":           {{"below", Doc{"To the nearest level below that is not skipped.", "归下方最近的未跳过层级。"}}},
	"Due.with":          {day, month, quarter, year, {"once", Doc{"Rules that pay a single time.", "一次性规则。"}}},
}

// openWords are words that may stand behind a key among other texts.
var openWords = map[string][]Word{
	"FactType.type": types,
	"Measure.type":  types,
	"Policy.currency": {
		{"CNY", Doc{"Chinese yuan", "人民币"}}, {"USD", Doc{"US dollar", "美元"}}, {"EUR", Doc{"euro", "欧元"}}, {"HKD", Doc{"Hong Kong dollar", "港元"}}, {"SGD", Doc{"Singapore dollar", "新加坡元"}},
	},
	"Policy.timezone": {
		{"Asia/Shanghai", Doc{"China", "中国"}}, {"Asia/Hong_Kong", Doc{"Hong Kong", "香港"}}, {"Asia/Singapore", Doc{"Singapore", "新加坡"}},
		{"Europe/Berlin", Doc{"Central Europe", "中欧"}}, {"America/New_York", Doc{"US Eastern", "美国东部"}}, {"UTC", Doc{"Universal time", "世界时"}},
	},
	"Measure.every": {{"month", Doc{"Blocks of a calendar month.", "按自然月分段。"}}},
	"Rule.from":     accounts,
	"Defaults.from": accounts,
	"Rule.due":      dueDays, "Defaults.due": dueDays,
	"DueTable.day": dueDays, "DueTable.month": dueDays, "DueTable.quarter": dueDays, "DueTable.year": dueDays, "DueTable.once": dueDays,
}

var accounts = []Word{
	Kinds[6], Kinds[0], Kinds[2], Kinds[3], Kinds[1], Kinds[7],
	{"cash", Doc{"What remains is listed as receivable; without it, it is carried.", "余下部分列为应收；不写则结转。"}},
}

var dueDays = []Word{
	{"T", Doc{"On the day itself.", "当日。"}},
	{"T+1", Doc{"On the day after.", "次日。"}},
	{"day 15", Doc{"On the next 15th.", "下一个 15 日。"}},
}

// A Function is a function or a word of expressions.
type Function struct {
	Name string
	Form string // how it is called
	Doc  Doc
}

// Functions are the functions and words of expressions, by name.
var Functions = []Function{
	{"abs", "abs(x)", Doc{"The value without its sign.", "绝对值。"}},
	{"all", "all(list, it >= 5_000)", Doc{"Whether the condition holds for each element; `prev` is the element before.", "是否每个元素都满足；`prev` 为前一个元素。"}},
	{"and", "a and b", Doc{"Both hold. What the left tests, the right may read.", "两者都成立；左边判断过的，右边可以读取。"}},
	{"any", "any(list, it < 0.8 * prev)", Doc{"Whether the condition holds for some element. In a table's cell: whatever it is.", "是否有元素满足。在表格中表示任意值。"}},
	{"as_of", "as_of", Doc{"The day on which the decision is examined: the only clock.", "判定时所看的日期，唯一的时钟。"}},
	{"avg", "avg(list)", Doc{"The mean. It is a division, and so one side of a comparison.", "平均值；属于除法，只能作比较的一边。"}},
	{"ceil", "ceil(x, places)", Doc{"Rounded up to so many places.", "向上取到若干位。"}},
	{"clamp", "clamp(x, low, high)", Doc{"The value held between two bounds.", "限制在两个界限之间。"}},
	{"count", "count(list, it >= 5_000)", Doc{"How many elements meet the condition.", "满足条件的元素个数。"}},
	{"days", "days(a, b)", Doc{"The days from a to b.", "从 a 到 b 的天数。"}},
	{"earned", "earned(\"rule\")", Doc{"The sum of a rule's targets whose payee is this one, over the rule's period.", "某规则在本期付给此收款方的目标合计。"}},
	{"floor", "floor(x, places)", Doc{"Rounded down to so many places.", "向下取到若干位。"}},
	{"in", "x in [\"a\", \"b\"]", Doc{"One of a list, or between both ends of a range: x in 1..5.", "属于列表，或在区间内（两端都含）：x in 1..5。"}},
	{"it", "it", Doc{"The element in hand, in all, any, count and sum.", "当前元素，用于 all、any、count、sum。"}},
	{"last", "last(m)", Doc{"The final value of a measure in the period before.", "指标在上一周期的最终值。"}},
	{"max", "max(a, b)", Doc{"The greater.", "较大者。"}},
	{"min", "min(a, b)", Doc{"The lesser.", "较小者。"}},
	{"month", "month(d)", Doc{"The month of a date, 1 to 12.", "日期的月份，1 至 12。"}},
	{"months", "months(a, b)", Doc{"The whole months from a to b.", "从 a 到 b 的整月数。"}},
	{"not", "not a", Doc{"It does not hold. `not x` of an optional fact: it is absent.", "不成立。对可缺失字段，`not x` 表示缺失。"}},
	{"or", "a or b", Doc{"One of both holds.", "至少一个成立。"}},
	{"paid", "paid(\"rule\")", Doc{"The sum of a rule's targets for this subject that are decided by now, less clawbacks.", "某规则已为本主体判定的目标合计，减去扣回。"}},
	{"period.from", "period.from", Doc{"The first day of the period.", "本期第一天。"}},
	{"period.until", "period.until", Doc{"The last day of the period.", "本期最后一天。"}},
	{"prev", "prev", Doc{"The element before the one in hand; the first is not asked.", "前一个元素；第一个元素不判断。"}},
	{"round", "round(x, places)", Doc{"Rounded to so many places, by the policy's mode.", "按政策的方式取到若干位。"}},
	{"spread", "spread", Doc{"In a cascade: the level's difference.", "级差中本级的差额。"}},
	{"sum", "sum(list)", Doc{"The sum of the elements.", "元素之和。"}},
	{"term", "d in term", Doc{"In a deal: the days for which it applies.", "单独协议中：协议期限内的日期。"}},
	{"year", "year(d)", Doc{"The year of a date.", "日期的年份。"}},
}

// FunctionOf gives the function or word of that name, or nil.
func FunctionOf(name string) *Function {
	for i := range Functions {
		if Functions[i].Name == name {
			return &Functions[i]
		}
	}
	return nil
}

// Units are the signs that may touch a number, with what they mean.
var Units = []Word{
	{"%", Doc{"Hundredths: 0.55%.", "百分之：0.55%。"}},
	{"‰", Doc{"Thousandths: 5.5‰.", "千分之：5.5‰。"}},
	{"bp", Doc{"Ten-thousandths, a rate: 55bp is 0.55%.", "万分之，费率：55bp 即 0.55%。"}},
	{"万", Doc{"Ten thousand: 20万 is 200,000. Before digits, a rate in ten-thousandths: 万5.5 is 0.055%.", "万：20万即 200,000。写在数字前为万分之：万5.5 即 0.055%。"}},
	{"亿", Doc{"A hundred million: 1.5亿 is 150,000,000.", "亿：1.5亿即 150,000,000。"}},
	{"d", Doc{"Days: 90d.", "天：90d。"}},
	{"mo", Doc{"Months: 6mo. Months and days are different things.", "月：6mo。月与天不可混用。"}},
	{"y", Doc{"Years: 1y.", "年：1y。"}},
	{"h", Doc{"Hours: 1h.", "小时：1h。"}},
}

// Keyword reports whether a word of the language is written with letters alone
// and so may be mistaken for a name.
func Keyword(name string) bool { return FunctionOf(name) != nil && !strings.Contains(name, ".") }

// Types are the types of facts.
func Types() []Word { return types }
