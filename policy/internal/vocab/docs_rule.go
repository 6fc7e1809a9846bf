package vocab

// ruleDocs documents the keys of rules.
var ruleDocs = map[string]Doc{
	"Rule.id":         {"The id of the rule: on every line, and in earned(\"id\") and paid(\"id\").", "规则编号：写在每条明细上，也用于 earned(\"id\")、paid(\"id\")。"},
	"Rule.kind":       {"What the rule does to whom it concerns.", "规则的种类。"},
	"Rule.for":        {"The subject for each of which the rule is decided.", "按哪个主体逐个判定。"},
	"Rule.each":       {"One rule a row; what a row binds is a name in the rule's expressions.", "每行一条规则；行中的名称可在表达式里使用。"},
	"Rule.to":         {"Who is paid; without it the default of the subject, never a guess.", "付给谁；不写则取该主体的默认，不会猜测。"},
	"Rule.every":      {"The period over which the amount is computed.", "金额的计算周期。"},
	"Rule.post":       {"How often the open period is posted; without it, when the period ends.", "未结束的周期多久入账一次；不写则期末入账。"},
	"Rule.once":       {"The key under which the amount is paid a single time, over all periods and policies of a platform.", "只付一次所依据的键，跨全部周期、跨同一平台的政策。"},
	"Rule.during":     {"The first day of the period being paid lies in one of these months.", "所付周期的首日须落在这些月份内。"},
	"Rule.decide":     {"The day on which the rule is decided. Without it, as soon as no later event can change it.", "判定日。不写则在后续事件无法再改变结果时判定。"},
	"Rule.when":       {"Whether there is an amount at all.", "是否产生金额的条件。"},
	"Rule.hold":       {"The line is posted but may not be paid while this holds.", "条件成立期间入账但暂不支付。"},
	"Rule.takes_back": {"The rules whose payments a clawback takes back, never more than is outstanding.", "扣回哪些规则已付的金额，不超过尚余部分。"},
	"Rule.amount":     {"The amount, as a positive number: the kind gives its sign.", "金额，写正数；正负由种类决定。"},
	"Rule.cap":        {"The most: of one amount, or {of: ..., per: payee}.", "封顶：单笔，或 {of: ..., per: payee}。"},
	"Rule.floor":      {"The least of one amount.", "单笔保底。"},
	"Rule.negative":   {"net: a negative residual is netted within the residual. Without it the decision is undecided.", "net：负分润在分润内轧抵。不写则无法判定。"},
	"Rule.split":      {"Shares by payee, as paths; they sum to the total, to the last cent. `rest` names who has what is left.", "按收款方路径分成，合计分毫不差；`rest` 为余额归属。"},
	"Rule.cascade":    {"Pays each level of a tree its difference.", "按层级给各级支付差额（级差）。"},
	"Rule.back":       {"When what is left of a deposit is given back.", "押金余额何时退还。"},
	"Rule.due":        {"When a line may be paid.", "何时可以支付。"},
	"Rule.from":       {"The accounts that a debit draws on, in order: deposit, residual, reward, subsidy, a rule, cash.", "扣款依次从哪些账户扣：deposit、residual、reward、subsidy、某规则、cash。"},
	"Rule.unit":       {"What a benefit is counted in, such as points.", "权益的计量单位，如积分。"},
	"Rule.must":       {"What a duty asks for. It is shown and never part of an amount.", "义务的要求，只展示，不影响金额。"},
	"Rule.fee":        {"The fee of `fees:` that a charge collects or a waiver forgives.", "charge 收取或 waiver 免除的是 `fees:` 中的哪一项。"},
	"Rule.why":        {"The sentence on the statement, with {values} filled in, in one language or in several.", "结算单上的说明，可含 {值}，可用一种或多种语言。"},

	"Every.length": {"The length of each period, such as 1y.", "每个周期的长度，如 1y。"},
	"Every.since":  {"The date from which periods are counted.", "周期的起算日。"},
	"Every.at":     {"Whether the amount falls at the start or at the end of a period.", "在周期开始还是结束时产生。"},

	"Once.per": {"The key, such as device.identity.", "键，如 device.identity。"},
	"Once.by":  {"Of several subjects with one key, the smallest of this wins.", "多个主体同键时，此值最小者得。"},
	"Once.as":  {"A name for the key that several rules share.", "多条规则共用的键名。"},

	"During.months": {"Which months, such as 1..5.", "哪几个月，如 1..5。"},
	"During.from":   {"same-month: month 1 is the month of the date itself.", "same-month：第 1 月即当月。"},
	"During.since":  {"The date from which the months are counted.", "起算日。"},

	"Decide.after": {"How long after the date, such as 180d.", "在日期之后多久，如 180d。"},
	"Decide.since": {"The date.", "日期。"},

	"Hold.when": {"While this holds.", "条件成立期间。"},
	"Hold.why":  {"The reason, for the statement.", "原因，写在结算单上。"},

	"Bound.of":  {"The bound.", "界限。"},
	"Bound.per": {"payee: the bound is of all amounts of the rule to one payee in a period.", "payee：按一个周期内付给同一收款方的合计。"},

	"Cascade.up":    {"The reference to the level above, such as agent.up.", "指向上级的引用，如 agent.up。"},
	"Cascade.price": {"What each level buys at; it falls towards the top.", "各级的成本价，越往上越低。"},
	"Cascade.share": {"The share that each level has; it rises towards the top.", "各级的比例，越往上越高。"},
	"Cascade.from":  {"What the lowest level sells at.", "最下级的售价。"},
	"Cascade.skip":  {"Which levels are bypassed, and who has their difference.", "跳过哪些层级，其差额归谁。"},

	"Skip.when": {"Who is skipped.", "跳过谁。"},
	"Skip.to":   {"below: the difference goes to the nearest level below that is not skipped.", "below：差额归下方最近的未跳过层级。"},

	"Back.when": {"When the rest of the deposit is given back.", "押金余额何时退还。"},

	"Due.months": {"How many months after the date.", "在日期之后几个月。"},
	"Due.day":    {"The day of that month.", "该月的哪一天。"},
	"Due.since":  {"The date.", "日期。"},
	"Due.with":   {"Together with the lines of this cadence.", "与哪一类明细同日支付。"},
	"Due.after":  {"But not before this date.", "但不早于此日期。"},
}
