// Package portfolio prints reports on the tiers of customers.
package portfolio

import (
	"io"
	"math/big"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/policy/internal/cli/sheet"
	"github.com/fenrun/fenrun/policy/internal/cli/words"
	"github.com/fenrun/fenrun/policy/run"
)

// most bounds the lists that people read; programs have all of them.
const most = 20

// Text prints a report for people. The error is the writer's.
func Text(w io.Writer, lang words.Lang, p *run.Portfolio) error {
	t := &page{lang: lang, p: p}
	t.header()
	t.tiers()
	t.averages()
	t.indicators()
	t.curves()
	t.moves()
	t.borders()
	t.undecided()
	_, err := io.WriteString(w, t.out.String())
	return err
}

// A page is a report in print.
type page struct {
	lang words.Lang
	p    *run.Portfolio
	out  strings.Builder
}

func (t *page) of(english, chinese string) string { return t.lang.Of(english, chinese) }

func (t *page) line(indent int, text string) { sheet.Paragraph(&t.out, indent, text) }

func (t *page) heading(english, chinese string) {
	t.out.WriteByte('\n')
	t.line(0, t.of(english, chinese))
}

// role names a figure.
func role(lang words.Lang, name string) string {
	switch name {
	case "volume":
		return lang.Of("volume", "交易额")
	case "margin":
		return lang.Of("margin", "毛利")
	default:
		return lang.Of("cost", "服务成本")
	}
}

func (t *page) header() {
	t.line(0, t.title())
	t.line(2, t.subtitle())
	for _, f := range t.p.Figures {
		if f.Role != f.Text {
			t.line(2, role(t.lang, f.Role)+t.of(": ", "：")+f.Text)
		}
	}
}

func missingRoles(p *run.Portfolio) []string {
	var names []string
	for _, name := range []string{"volume", "margin", "cost"} {
		if figureOf(p, name) < 0 {
			names = append(names, name)
		}
	}
	return names
}

func figureOf(p *run.Portfolio, role string) int {
	for i, f := range p.Figures {
		if f.Role == role {
			return i
		}
	}
	return -1
}

// tiers prints a row for each tier, with the share of each figure.
func (t *page) tiers() {
	t.heading("by tier", "按等级")
	table := sheet.Table{Indent: 2, Columns: []sheet.Column{{Most: 24}, {Right: true}, {Right: true}}}
	head := []string{"", t.of("customers", "客户数"), ""}
	for _, f := range t.p.Figures {
		table.Columns = append(table.Columns, sheet.Column{Right: true}, sheet.Column{Right: true})
		head = append(head, role(t.lang, f.Role), "")
	}
	table.Add(head...)
	for _, tier := range t.p.Tiers {
		table.Add(t.tierRow(tier)...)
	}
	all := t.p.All
	all.Tier = t.of("all", "合计")
	table.Add(t.tierRow(all)...)
	t.out.WriteString(table.String())
	for _, note := range t.notes() {
		t.line(2, note)
	}
}

func (t *page) tierRow(tier run.TierSum) []string {
	name := tier.Tier
	if title := t.lang.Sentence(tier.Title); title != "" {
		name += t.of(" ", " ") + title
	}
	cells := []string{name, words.Number(tier.Customers), percent(ratio(decimal.NewFromInt(int64(tier.Customers)), decimal.NewFromInt(int64(t.p.All.Customers))))}
	for i, f := range t.p.Figures {
		cells = append(cells, amount(t.p, f, tier.Sums[i].Total), percent(ratio(tier.Sums[i].Total, t.p.All.Sums[i].Total)))
	}
	return cells
}

// averages prints what one customer of each tier brings.
func (t *page) averages() {
	if len(t.p.Figures) == 0 {
		return
	}
	t.heading("a customer on average", "户均")
	table := sheet.Table{Indent: 2, Columns: []sheet.Column{{Most: 24}}}
	head := []string{""}
	for _, f := range t.p.Figures {
		table.Columns = append(table.Columns, sheet.Column{Right: true})
		head = append(head, role(t.lang, f.Role))
	}
	table.Add(head...)
	for _, tier := range t.p.Tiers {
		table.Add(append([]string{tier.Tier}, t.average(tier)...)...)
	}
	table.Add(append([]string{t.of("all", "合计")}, t.average(t.p.All)...)...)
	t.out.WriteString(table.String())
}

// average gives each figure by customer, of those of whom it is known.
func (t *page) average(tier run.TierSum) []string {
	var cells []string
	for i, f := range t.p.Figures {
		n := tier.Customers - tier.Sums[i].Unknown
		if n == 0 {
			cells = append(cells, "-")
			continue
		}
		places := int32(1)
		if f.Money {
			places = int32(t.p.Currency.Places())
		}
		cells = append(cells, words.Grouped(tier.Sums[i].Total.DivRound(decimal.NewFromInt(int64(n)), places).StringFixed(places)))
	}
	return cells
}

// indicators prints the mean points of a scorecard.
func (t *page) indicators() {
	if len(t.p.Indicators) == 0 {
		return
	}
	t.heading("points on average", "平均得分")
	table := sheet.Table{Indent: 2, Columns: []sheet.Column{{Most: 40}}}
	head := []string{""}
	for _, tier := range t.p.Tiers {
		table.Columns = append(table.Columns, sheet.Column{Right: true})
		head = append(head, tier.Tier)
	}
	table.Columns = append(table.Columns, sheet.Column{Right: true})
	table.Add(append(head, t.of("all", "全部"))...)
	for i, name := range t.p.Indicators {
		cells := []string{name}
		for _, tier := range t.p.Tiers {
			cells = append(cells, mean(tier.Points[i]))
		}
		table.Add(append(cells, mean(t.p.All.Points[i]))...)
	}
	t.out.WriteString(table.String())
}

// mean writes a mean with one decimal place.
func mean(m run.Mean) string {
	if m.Customers == 0 {
		return "-"
	}
	return m.Total.DivRound(decimal.NewFromInt(int64(m.Customers)), 1).StringFixed(1)
}

// largest says what the largest fifth of the customers have, and how many that
// is: a part of a customer counts as one.
func largest(c run.Curve, at *run.CurvePoint) [2]string {
	count := c.Points[len(c.Points)-1].Customers // of all
	n, all := words.Number(at.Customers), words.Number(count)
	rounded := at.Customers*100 != at.Percent*count
	english, chinese := "the largest 20%, "+n+" of "+all, "前 20% 客户（"+all+" 户中的 "+n+" 户"
	if rounded {
		english, chinese = english+" (rounded up)", chinese+"，向上取整"
	}
	return [2]string{english + ", have " + percent(at.Share), chinese + "）占 " + percent(at.Share)}
}

// curves says what the largest customers have.
func (t *page) curves() {
	for _, c := range t.p.Curves {
		f := t.p.Figures[figureOf(t.p, c.Role)]
		name := role(t.lang, c.Role)
		if at := fifth(c); at != nil && at.Share != nil {
			said := largest(c, at)
			t.heading("concentration of "+name+": "+said[0], name+"集中度："+said[1])
		} else {
			t.heading("concentration of "+name, name+"集中度")
		}
		table := sheet.Table{Indent: 2, Columns: []sheet.Column{{Right: true}, {Right: true}, {Right: true}, {Right: true}}}
		table.Add(t.of("of the customers", "客户占比"), t.of("customers", "客户数"), name, t.of("share", "占比"))
		for _, at := range c.Points {
			if shown[at.Percent] {
				table.Add(words.Number(at.Percent)+"%", words.Number(at.Customers), amount(t.p, f, at.Total), percent(at.Share))
			}
		}
		t.out.WriteString(table.String())
	}
}

// shown are the points of a curve that stand in a table.
var shown = map[int]bool{1: true, 5: true, 10: true, 20: true, 50: true, 100: true}

func (t *page) moves() {
	up, down := moved(t.p)
	t.heading("moved in "+t.p.Period+": "+words.Number(up)+" up, "+words.Number(down)+" down",
		t.p.Period+" 等级变动：升 "+words.Number(up)+"，降 "+words.Number(down))
	table := sheet.Table{Indent: 2, Columns: []sheet.Column{{Most: 24}, {}, {}, {}, {}}}
	for _, m := range t.p.Moves[:min(len(t.p.Moves), most)] {
		table.Add(m.Subject.ID, m.On.String(), t.way(m.Up), m.From+" → "+m.To, t.lang.Sentence(m.Why))
	}
	t.out.WriteString(table.String())
	t.more(len(t.p.Moves))
}

func (t *page) way(up bool) string {
	if up {
		return t.of("up", "升")
	}
	return t.of("down", "降")
}

func moved(p *run.Portfolio) (up, down int) {
	for _, m := range p.Moves {
		if m.Up {
			up++
		} else {
			down++
		}
	}
	return up, down
}

// more says that a list has more than is printed.
func (t *page) more(n int) {
	if n > most {
		t.line(2, t.of("and "+words.Number(n-most)+" more; --format json has all of them", "另有 "+words.Number(n-most)+" 项，--format json 可列全部"))
	}
}

func (t *page) borders() {
	up, down := near(t.p)
	t.heading("near a border: "+words.Number(up)+" to a better tier, "+words.Number(down)+" to a worse one",
		"临界客户：近升级 "+words.Number(up)+"，近降级 "+words.Number(down))
	table := sheet.Table{Indent: 2, Columns: []sheet.Column{{Most: 24}, {}, {}, {Right: true}, {}}}
	for _, b := range t.p.Borders[:min(len(t.p.Borders), most)] {
		table.Add(b.Subject.ID, t.way(b.Up), b.From+" → "+b.To, percent(b.Distance), t.lang.Sentence(b.What))
	}
	t.out.WriteString(table.String())
	t.more(len(t.p.Borders))
}

func near(p *run.Portfolio) (up, down int) {
	for _, b := range p.Borders {
		if b.Up {
			up++
		} else {
			down++
		}
	}
	return up, down
}

func (t *page) undecided() {
	if len(t.p.Undecided) == 0 {
		return
	}
	t.heading("not examined, and left in their tiers", "无法判定，维持原等级")
	for _, u := range t.p.Undecided {
		t.line(2, t.count(u.Customers)+t.of(": ", "：")+t.lang.Reason(u.Reason))
	}
}

// amount writes a figure with grouped digits.
func amount(p *run.Portfolio, f run.Figure, v decimal.Decimal) string {
	if f.Money {
		return words.Grouped(v.StringFixed(int32(p.Currency.Places())))
	}
	return words.Grouped(v.String())
}

// ratio gives a part of a whole; nil where there is none to speak of.
func ratio(part, whole decimal.Decimal) *big.Rat {
	if !whole.IsPositive() {
		return nil
	}
	return new(big.Rat).Quo(part.Rat(), whole.Rat())
}

// percent writes a share with one decimal place.
func percent(share *big.Rat) string {
	if share == nil {
		return "-"
	}
	return new(big.Rat).Mul(share, big.NewRat(100, 1)).FloatString(1) + "%"
}
