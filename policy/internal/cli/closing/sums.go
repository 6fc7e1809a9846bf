package closing

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/cli/sheet"
	"github.com/fenrun/fenrun/policy/internal/cli/words"
	"github.com/fenrun/fenrun/policy/run"
)

// maxListed is how many undecided decisions, or missing subjects, are printed
// one by one; --out lists all of them.
const maxListed = 50

// maxDays is how many of the next days of pending decisions are printed.
const maxDays = 3

// totals prints what the lines come to by rule and kind.
func (p *page) totals() {
	p.heading(p.of("Totals", "合计"))
	if len(p.books.Totals) == 0 {
		p.line(2, p.of("no lines", "无"))
		return
	}
	right := sheet.Column{Right: true}
	t := sheet.Table{Indent: 2, Columns: []sheet.Column{{}, {Most: 36}, right, right, right, right}}
	t.Add(p.of("kind", "类别"), p.of("rule", "规则"), p.of("lines", "笔数"), p.of("credits", "应付"), p.of("debits", "应扣"), p.of("net", "净额"))
	for _, total := range p.books.Totals {
		row := []string{p.Lang.Kind(total.Kind), p.rule(total.Policy, total.Rule), words.Number(total.Lines)}
		switch {
		case total.Unit != "":
			row = append(row, "", "", words.Grouped(total.Quantity.String())+" "+total.Unit)
		case total.Kind.Side() != payout.NoMoney:
			row = append(row, p.Lang.Amount(total.Credits), p.Lang.Amount(total.Debits), p.Lang.Amount(total.Net))
		}
		t.Add(row...)
	}
	p.out.WriteString(t.String())
}

// rule names a rule, with its policy where there are several.
func (p *page) rule(policy, rule string) string {
	for _, e := range p.books.Run.Policies {
		if e.Policy != p.books.Run.Policies[0].Policy {
			return policy + "/" + rule
		}
	}
	return rule
}

// undecided lists the decisions that could not be made, with the reason. Many
// that lack the same are one entry.
func (p *page) undecided() {
	list, _ := p.books.open()
	if len(list) == 0 {
		return
	}
	p.heading(p.of(
		fmt.Sprintf("Undecided: %s; nothing is paid until the facts are there", p.Lang.Count(len(list), "decision", "")),
		fmt.Sprintf("无法判定：%s 项，补齐资料后再计", words.Number(len(list)))))
	t := sheet.Table{Indent: 2, Columns: []sheet.Column{{Most: 28}, {Most: 24}, {}, {}}}
	groups := alike(list)
	for _, g := range groups[:min(len(groups), maxListed)] {
		subject := g.first.Subject.String()
		if g.count > 1 {
			more := words.Number(g.count - 1)
			subject += p.of(" and "+more+" more", " 等 "+words.Number(g.count)+" 项")
		}
		t.Add(p.rule(g.first.Policy, g.first.Rule), subject, g.first.Period, p.Lang.Reason(g.first.Reason))
	}
	p.out.WriteString(t.String())
	p.more(len(groups))
}

// uncounted lists what measures leave out for want of a fact.
func (p *page) uncounted() {
	list := p.books.Uncounted
	if len(list) == 0 {
		return
	}
	p.heading(p.of(
		"Not counted for want of a fact; what takes money by these figures waits",
		"因缺资料而未计入；据此扣款的项目暂缓"))
	p.out.WriteString(UncountedTable(list[:min(len(list), maxListed)], 2, p.Lang))
	p.more(len(list))
}

// UncountedTable lists what measures leave out.
func UncountedTable(list []run.Uncounted, indent int, lang words.Lang) string {
	t := sheet.Table{Indent: indent, Columns: []sheet.Column{{Most: 28}, {Most: 24}, {Right: true}, {}}}
	for _, u := range list {
		events, subject := "", ""
		if u.Events > 0 {
			events = lang.Of(lang.Count(u.Events, "event", ""), words.Number(u.Events)+" 笔")
		}
		if !u.Subject.IsZero() {
			subject = u.Subject.String()
		}
		t.Add(u.Measure, subject, events, lang.Reason(u.Reason))
	}
	return t.String()
}

// A group is decisions of one rule and period that are undecided for one
// reason.
type group struct {
	first run.Problem
	count int
}

// few is how many such decisions are still listed one by one.
const few = 3

func alike(list []run.Problem) []group {
	key := func(p run.Problem) run.Problem {
		p.Subject = payout.Ref{}
		return p
	}
	count := map[run.Problem]int{}
	for _, one := range list {
		count[key(one)]++
	}
	var groups []group
	seen := map[run.Problem]bool{}
	for _, one := range list {
		k := key(one)
		switch {
		case count[k] <= few:
			groups = append(groups, group{one, 1})
		case !seen[k]:
			seen[k] = true
			groups = append(groups, group{one, count[k]})
		}
	}
	return groups
}

func (p *page) more(n int) {
	if n > maxListed {
		p.line(2, p.of(
			fmt.Sprintf("and %s more; --out writes all of them", words.Number(n-maxListed)),
			fmt.Sprintf("另有 %s 项；用 --out 可导出全部", words.Number(n-maxListed))))
	}
}

// pending counts the decisions whose day has not come, by rule, with the next
// days.
func (p *page) pending() {
	_, list := p.books.open()
	if len(list) == 0 {
		return
	}
	p.heading(p.of(
		fmt.Sprintf("Pending: %s whose day has not come", p.Lang.Count(len(list), "decision", "")),
		fmt.Sprintf("待判定：%s 项，日期未到", words.Number(len(list)))))
	t := sheet.Table{Indent: 2, Columns: []sheet.Column{{Most: 36}, {Right: true}, {}}}
	for _, rule := range byRule(list) {
		t.Add(p.rule(rule.policy, rule.rule), words.Number(rule.count), p.next(rule.days))
	}
	p.out.WriteString(t.String())
}

// A waiting is the pending decisions of one rule.
type waiting struct {
	policy, rule string
	count        int
	days         []dayCount // in order
}

type dayCount struct {
	day   payout.Date
	count int
}

func byRule(list []run.Problem) []*waiting {
	var all []*waiting
	byName := map[[2]string]*waiting{}
	for _, one := range list {
		name := [2]string{one.Policy, one.Rule}
		w := byName[name]
		if w == nil {
			w = &waiting{policy: one.Policy, rule: one.Rule}
			byName[name] = w
			all = append(all, w)
		}
		w.count++
		i := slices.IndexFunc(w.days, func(d dayCount) bool { return d.day == one.Day })
		if i < 0 {
			w.days = append(w.days, dayCount{day: one.Day})
			i = len(w.days) - 1
		}
		w.days[i].count++
	}
	for _, w := range all {
		slices.SortFunc(w.days, func(a, b dayCount) int { return cmp.Compare(a.day, b.day) })
	}
	return all
}

func (p *page) next(days []dayCount) string {
	var parts []string
	for _, d := range days[:min(len(days), maxDays)] {
		parts = append(parts, fmt.Sprintf("%s (%s)", d.day, words.Number(d.count)))
	}
	text := p.of("next ", "最近 ") + strings.Join(parts, p.of(", ", "、"))
	if len(days) > maxDays {
		text += p.of(", last ", "，最晚 ") + days[len(days)-1].day.String()
	}
	return text
}

// missing lists the subjects that the data have lost.
func (p *page) missing() {
	list := p.books.Missing
	if len(list) == 0 {
		return
	}
	p.heading(p.of(
		"Posted for before, and no longer in the data; what was posted stays as it is",
		"曾有入账而资料中已不存在；原入账保持不变"))
	for _, ref := range list[:min(len(list), maxListed)] {
		p.line(2, ref.String())
	}
	p.more(len(list))
}

// proofs prints the equations of the reconciliation.
func (p *page) proofs() {
	p.heading(p.of("Reconciliation", "对账"))
	right := sheet.Column{Right: true}
	t := sheet.Table{Indent: 2, Columns: []sheet.Column{{Most: 24}, right, right, right, right, right, right}}
	t.Add(p.of("rows", "行数"), p.part("read"), p.part("used"), p.part("rejected"), p.part("repeated"), p.part("future"), p.part("voided"))
	for _, proof := range p.books.Proofs() {
		if proof.Of == "rows" {
			p.rows(&t, proof)
		}
	}
	p.out.WriteString(t.String())
	for _, proof := range p.books.Proofs() {
		switch proof.Of {
		case "decisions", "lines":
			p.line(2, p.counts(proof))
		case "balance":
			b := p.books.Balance
			p.balance(2, b.Opening, b.Credits, b.Debits, b.Paid, b.Held, b.Closing)
		}
	}
}

// rows adds the rows of one kind, and their sums if they have any.
func (p *page) rows(t *sheet.Table, proof Proof) {
	parts := append(slices.Clone(proof.In), proof.Out...)
	counts, sums := []string{proof.Kind}, []string{p.of("  sum", "  金额")}
	money := false
	for _, part := range parts {
		counts = append(counts, words.Number(part.Rows))
		sums = append(sums, words.Grouped(amountIn(part.Sum, p.books.Run.Currency)))
		money = money || !part.Sum.Currency().IsZero()
	}
	t.Add(counts...)
	if money {
		t.Add(sums...)
	}
}

// counts writes an equation of counts. Parts beside the first two that are
// nothing are left out.
func (p *page) counts(proof Proof) string {
	var parts []string
	for i, part := range proof.Out {
		if i > 1 && part.Rows == 0 && proof.Of == "lines" {
			continue
		}
		parts = append(parts, p.counted(part))
	}
	return p.all(proof.In[0]) + " = " + strings.Join(parts, " + ")
}

// all writes what an equation is of: 1 line, 2 lines.
func (p *page) all(part Part) string {
	if p.Lang != words.Chinese && part.Rows == 1 {
		part.Name = strings.TrimSuffix(part.Name, "s")
	}
	return p.counted(part)
}

func (p *page) counted(part Part) string {
	if p.Lang == words.Chinese {
		return p.part(part.Name) + " " + words.Number(part.Rows)
	}
	return words.Number(part.Rows) + " " + part.Name
}

// part names a part of a proof.
func (p *page) part(name string) string {
	if p.Lang != words.Chinese {
		return name
	}
	if chinese := partNames[name]; chinese != "" {
		return chinese
	}
	return name
}

var partNames = map[string]string{
	"read": "读入", "used": "采用", "rejected": "拒绝", "repeated": "重复", "future": "未到", "voided": "作废",
	"decisions": "判定", "none": "无", "lines": "入账", "pending": "待判定", "undecided": "无法判定",
	"payable": "可付", "held": "冻结", "without money": "不涉金额",
}
