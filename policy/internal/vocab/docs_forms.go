package vocab

// formDocs documents the keys of facts, measures, ladders, tables, tiers and of
// the files that test a policy.
var formDocs = map[string]Doc{
	"Case.when": {"The case holds if this does; the last case has none.", "条件成立时取本例；最后一例不写。"},
	"Case.is":   {"The value in this case.", "此时的值。"},

	"Sentence.en": {"The sentence in English.", "英文说明。"},
	"Sentence.zh": {"The sentence in Chinese.", "中文说明。"},

	"FactType.type":     {"What the fact is: money, rate, count, number, date, time, text, bool, a subject, or a list of symbols.", "字段类型：money、rate、count、number、date、time、text、bool、某个主体，或一组符号。"},
	"FactType.optional": {"true: the fact may be absent, and is tested or given a default before use.", "true：可以缺失，使用前须先判断或给默认值。"},
	"FactType.role":     {"duty: the fact measures conduct. An earned share may not depend on it.", "duty：衡量行为的字段，已赚取的分润不得取决于它。"},
	"FactType.default":  {"What it is where the host says nothing.", "业务系统未给出时的值。"},
	"FactType.min":      {"The least it may be. A fact outside is refused.", "最小值；超出范围即拒绝。"},
	"FactType.max":      {"The most it may be. A fact outside is refused.", "最大值；超出范围即拒绝。"},
	"FactType.one_of":   {"The values it may have.", "允许的取值。"},
	"FactType.by":       {"Symbols, for a fact that is a map: one value each.", "映射字段的符号，每个符号一个值。"},
	"FactType.places":   {"Decimal places, where they are not those of the currency or of a rate.", "小数位数，与币种或费率的默认不同时写。"},

	"Measure.sum":    {"The sum of an expression over events.", "对事件求和的表达式。"},
	"Measure.count":  {"How many events or subjects there are.", "事件或主体的个数。"},
	"Measure.min":    {"The least of an expression over events.", "事件中的最小值。"},
	"Measure.max":    {"The most of an expression over events.", "事件中的最大值。"},
	"Measure.first":  {"Of the first event by time; absent if there is none.", "按时间第一笔的值；没有则缺失。"},
	"Measure.last":   {"Of the last event by time; absent if there is none.", "按时间最后一笔的值；没有则缺失。"},
	"Measure.type":   {"The type of a measure that the host supplies ready-made.", "由业务系统直接提供的指标的类型。"},
	"Measure.reach":  {"With `sum`: the date on which the running sum got there.", "与 `sum` 合用：累计达到此数的日期。"},
	"Measure.where":  {"Which events count: a condition, or a map of what their facts are.", "计入哪些事件：条件，或字段取值的映射。"},
	"Measure.via":    {"The way of references from the event to the subject, where there is more than one.", "从事件到主体的引用路径，有多条时写明。"},
	"Measure.per":    {"The calendar period being run.", "按运行中的日历周期。"},
	"Measure.since":  {"The date that a window is counted from.", "时间窗的起算日。"},
	"Measure.days":   {"Days of the window; day 1 is the day itself: 1..30, 31..60, 1.., -30..-1.", "按天的时间窗，第 1 天即当天：1..30、31..60、1..、-30..-1。"},
	"Measure.months": {"Months of the window; month 1 is the month after, unless `from: same-month`.", "按月的时间窗，第 1 月为次月，写 `from: same-month` 则为当月。"},
	"Measure.from":   {"same-month: month 1 is the month of the date itself.", "same-month：第 1 月即当月。"},
	"Measure.every":  {"The length of each block of a list: 30d, or month.", "列表中每段的长度：30d 或 month。"},
	"Measure.times":  {"How many blocks the list has.", "列表有几段。"},
	"Measure.pool":   {"Sums over all subjects that share this key, such as one identity.", "按同一键（如同一身份）合并计算。"},
	"Measure.tree":   {"Adds the down-line along this reference.", "沿此引用计入下级。"},

	"Ladder.by":        {"The quantity. A ladder without it is called with one.", "数量。不写则调用时给出。"},
	"Ladder.whole":     {"The rung reached prices the whole quantity. A key is inclusive from below unless it says `above`.", "达到的档位适用于全部数量。档位含本数，写 `above` 则不含。"},
	"Ladder.marginal":  {"Each slice at its own rung; of rates over money the value is money already.", "分段计算，各段按各自档位；费率对金额的结果已是金额。"},
	"Ladder.first":     {"Terms of the first months.", "最初几个月的条件。"},
	"Ladder.below":     {"first: below the first rung, the first rung. Without it the decision is undecided.", "first：低于首档按首档。不写则无法判定。"},
	"Ladder.cliff":     {"intended: at a rung the total may fall. It is declared, so that the other party can read it.", "intended：升档时总额可能下降，属有意为之，对方可以看到。"},
	"Ladder.direction": {"Whether values rise or fall with the quantity.", "数值随数量上升还是下降。"},

	"Introductory.months": {"Which months, such as 1..6.", "哪几个月，如 1..6。"},
	"Introductory.from":   {"same-month: month 1 is the month of the date itself.", "same-month：第 1 月即当月。"},
	"Introductory.since":  {"The date from which the months are counted.", "起算日。"},
	"Introductory.rung":   {"The rung that applies, by its key as written.", "适用的档位，照其写法。"},
	"Introductory.is":     {"The value that applies.", "适用的值。"},

	"Table.by":        {"The columns: facts, or names with an expression each.", "各列：字段，或名称加表达式。"},
	"Table.rows":      {"One cell a column, then the value: a symbol, a | b, any, lo..hi (up to but not including hi), lo.., ..hi, above lo..hi. No two rows may overlap.", "每列一格，最后是值：符号、a | b、any、lo..hi（不含 hi）、lo..、..hi、above lo..hi。行与行不得重叠。"},
	"Table.otherwise": {"The value that no row gives.", "没有任何一行符合时的值。"},

	"TierSet.for":         {"The subject that is sorted.", "被评级的主体。"},
	"TierSet.review":      {"How often it is reviewed; what a review finds is in force from the next period on.", "多久评定一次，结果自下一周期生效。"},
	"TierSet.keep":        {"No demotion in this time after a tier was reached.", "升级后多久之内不降级。"},
	"TierSet.start":       {"The tier before the first review; without it the last.", "首次评定前的等级；不写则为最末级。"},
	"TierSet.promote":     {"When a promotion takes force.", "升级何时生效。"},
	"TierSet.demote":      {"When a demotion takes force.", "降级何时生效。"},
	"TierSet.never_below": {"The tier below which nobody falls who has reached it.", "达到后不再低于此级。"},
	"TierSet.override":    {"A tier whatever the facts say, with the reason.", "不论条件直接指定的等级，须写原因。"},
	"TierSet.ladder":      {"The tiers, best first: the first whose condition holds; the last has none.", "各级，由高到低：取第一个条件成立的；最末级不写条件。"},

	"TierFix.when":  {"For whom.", "适用于谁。"},
	"TierFix.tier":  {"The tier.", "等级。"},
	"TierFix.until": {"The last day.", "最后一天。"},
	"TierFix.why":   {"The reason, for the statement.", "原因，写在结算单上。"},

	"Tier.tier":  {"The name of the tier.", "等级名称。"},
	"Tier.when":  {"What a subject of the tier meets.", "达到该级的条件。"},
	"Tier.gives": {"What the tier gives: read as subject.set's names, such as merchant.rate_cut.", "该级给予的内容。"},
	"Tier.title": {"What the tier is called.", "等级的显示名称。"},

	"Demote.after": {"How many reviews in a row must fail, such as 2 reviews.", "连续几次评定未达标，如 2 reviews。"},

	"CaseFile.policy":    {"The policy or policies that the cases test, beside this file.", "被测试的政策文件，与本文件同一目录。"},
	"CaseFile.cases":     {"Runs against an empty ledger, or against what is posted.", "测试用例：对空账本或已入账内容运行一次。"},
	"CaseFile.timelines": {"Rows of runs against one ledger.", "时间线：对同一账本依次运行。"},

	"TestCase.name":   {"What the case shows, in a sentence.", "用一句话说明本例。"},
	"TestCase.period": {"The period that is run: 2026-03, 2026-03-05, 2026-Q1 or 2026.", "运行的周期：2026-03、2026-03-05、2026-Q1 或 2026。"},
	"TestCase.as_of":  {"The day on which the run is made.", "运行日。"},
	"TestCase.given":  {"The facts and events by subject, and what is `posted` already.", "按主体给出的字段和事件，以及已入账的 `posted`。"},
	"TestCase.want":   {"The signed lines that are posted, by rule and by subject or payee; none, pending, undecided, or {held: 100}.", "应入账的明细（带正负号），按规则、再按主体或收款方；或 none、pending、undecided、{held: 100}。"},

	"Timeline.name":  {"What the timeline shows, in a sentence.", "用一句话说明本时间线。"},
	"Timeline.given": {"The facts and events before the first step.", "第一步之前的字段和事件。"},
	"Timeline.steps": {"The runs, one after the other.", "依次进行的运行。"},

	"Step.name":    {"What happens in the step.", "本步发生了什么。"},
	"Step.policy":  {"The policies that replace those of the file from this step on.", "从本步起替换本文件政策的政策文件。"},
	"Step.run":     {"The period or periods that are run; days, quarters and years that end in it too.", "运行的周期；其中结束的日、季、年也一并运行。"},
	"Step.as_of":   {"The day on which the run is made.", "运行日。"},
	"Step.given":   {"What changes before the step.", "本步之前的变动。"},
	"Step.without": {"Rows, by kind, that the source of this step alone does not have.", "仅本步数据中缺少的行，按种类列出。"},
	"Step.want":    {"The lines that the step posts.", "本步应入账的明细。"},

	"Source.period": {"The period to run if the call names none.", "未指定时运行的周期。"},
	"Source.as_of":  {"The day on which the data were taken.", "数据截止日。"},
	"Source.covers": {"By kind of event, the days of which all events are there.", "按事件种类：数据完整覆盖的日期。"},
	"Source.unique": {"The kinds of events of which none comes twice.", "不会重复出现的事件种类。"},

	"Days.from":  {"The first day.", "第一天。"},
	"Days.until": {"The last day.", "最后一天。"},
}
