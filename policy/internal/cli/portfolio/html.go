package portfolio

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/policy/internal/cli/words"
	"github.com/fenrun/fenrun/policy/run"
)

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// mostOnPage bounds the lists of a page.
const mostOnPage = 50

// HTML prints a report as one page that asks for nothing from anywhere: its
// charts are drawn in it. It is to be read on a telephone, on paper, in light
// and in the dark. The error is the writer's.
func HTML(w io.Writer, lang words.Lang, p *run.Portfolio) error {
	b := &builder{page: page{lang: lang, p: p}}
	return pageTemplate.Execute(w, b.view())
}

// A builder makes what the page shows.
type builder struct {
	page
}

type view struct {
	Lang, Title, Subtitle string
	Light, Dark           template.CSS
	Words                 struct{ Shares, Tiers, Customers, Concentration string }
	Cards                 []card
	Tiers                 []legend
	Bars                  []bar
	Heads                 []string
	Rows                  []tableRow
	Notes                 []string
	Curves                []curve
	Means                 []pointsTable
	Moves, Borders        list
	Undecided             *section
	Footer                []string
}

type card struct{ Name, Value, Note string }

type legend struct {
	Name, Title string
	Colour      template.CSS
}

type tableRow struct {
	All         bool
	Name, Title string
	Colour      template.CSS
	Cells       []cell
}

type cell struct{ Head, Value, Share string }

type pointsTable struct {
	Title string
	Heads []string
	Rows  []tableRow
}

type list struct {
	Title, Counts, More string
	Heads               []string
	Items               []item
}

type item struct{ Subject, On, Class, Way, Why string }

type section struct {
	Title string
	Items []string
}

func (b *builder) view() *view {
	p := b.p
	v := &view{Lang: b.of("en", "zh-CN"), Title: b.title(), Subtitle: b.subtitle()}
	if title := b.lang.Sentence(p.Title); title != "" {
		v.Title, v.Subtitle = title+b.of(", ", "，")+p.Period, b.title()+b.of(", ", "，")+b.subtitle()
	}
	v.Light, v.Dark = colours(len(p.Tiers))
	v.Words.Shares = b.of("What each tier has", "各等级占比")
	v.Words.Tiers = b.of("By tier", "按等级")
	v.Words.Customers = b.of("customers", "客户数")
	v.Words.Concentration = b.of("Concentration", "集中度")
	for i, t := range p.Tiers {
		v.Tiers = append(v.Tiers, legend{t.Tier, b.lang.Sentence(t.Title), colour(i)})
	}
	v.Cards = b.cards()
	v.Bars = b.bars()
	for _, f := range p.Figures {
		v.Heads = append(v.Heads, b.role(f.Role))
	}
	v.Rows = b.rows()
	v.Notes = b.notes()
	for _, c := range p.Curves {
		v.Curves = append(v.Curves, b.curve(c))
	}
	v.Means = append(b.averages(), b.points()...)
	v.Moves, v.Borders = b.moveList(), b.borderList()
	if len(p.Undecided) > 0 {
		v.Undecided = &section{Title: b.of("Not examined, and left in their tiers", "无法判定，维持原等级")}
		for _, u := range p.Undecided {
			v.Undecided.Items = append(v.Undecided.Items, b.count(u.Customers)+b.of(": ", "：")+b.lang.Reason(u.Reason))
		}
	}
	v.Footer = b.footer()
	return v
}

func (b *builder) role(name string) string { return role(b.lang, name) }

// count writes how many subjects there are.
func (t *page) count(n int) string { return t.lang.Count(n, t.p.Kind, "个 "+t.p.Kind) }

func (t *page) title() string {
	return strings.TrimSpace(t.p.Policy+" "+t.p.Version) + t.of(": tiers "+t.p.Set+", ", "：等级 "+t.p.Set+"，") + t.p.Period
}

func (t *page) subtitle() string {
	day := t.p.Last.AddDays(1).String()
	return t.of("in force on "+day+", "+t.count(t.p.All.Customers), day+" 生效的等级，"+t.count(t.p.All.Customers))
}

// cards are the figures as a whole, and what the largest fifth has.
func (b *builder) cards() []card {
	p := b.p
	list := []card{{Name: b.of("customers", "客户数"), Value: words.Number(p.All.Customers)}}
	for i, f := range p.Figures {
		c := card{Name: b.role(f.Role), Value: amount(p, f, p.All.Sums[i].Total)}
		if f.Money {
			c.Note = p.Currency.String()
		}
		list = append(list, c)
	}
	for _, c := range p.Curves {
		if at := fifth(c); at != nil && at.Share != nil {
			list = append(list, card{
				Name:  b.of("largest 20% by "+b.role(c.Role), "前 20% 客户的"+b.role(c.Role)+"占比"),
				Value: percent(at.Share), Note: b.count(at.Customers),
			})
		}
	}
	return list
}

// fifth gives the point of a curve at a fifth of the customers.
func fifth(c run.Curve) *run.CurvePoint {
	for i := range c.Points {
		if c.Points[i].Percent == 20 {
			return &c.Points[i]
		}
	}
	return nil
}

func (b *builder) rows() []tableRow {
	var rows []tableRow
	add := func(t run.TierSum, all bool, fill template.CSS) {
		r := tableRow{All: all, Name: t.Tier, Title: b.lang.Sentence(t.Title), Colour: fill}
		r.Cells = append(r.Cells, cell{b.of("customers", "客户数"), words.Number(t.Customers), percent(ratio(decimal.NewFromInt(int64(t.Customers)), decimal.NewFromInt(int64(b.p.All.Customers))))})
		for i, f := range b.p.Figures {
			r.Cells = append(r.Cells, cell{b.role(f.Role), amount(b.p, f, t.Sums[i].Total), percent(ratio(t.Sums[i].Total, b.p.All.Sums[i].Total))})
		}
		rows = append(rows, r)
	}
	for i, t := range b.p.Tiers {
		add(t, false, colour(i))
	}
	all := b.p.All
	all.Tier = b.of("all", "合计")
	add(all, true, "")
	return rows
}

// notes says what is not in the sums, and why there is none of some.
func (t *page) notes() []string {
	var list []string
	for i, f := range t.p.Figures {
		if n := t.p.All.Sums[i].Unknown; n > 0 {
			list = append(list, t.of("the "+role(t.lang, f.Role)+" of "+t.count(n)+" is not known and not in the sums",
				t.count(n)+" 的"+role(t.lang, f.Role)+"缺资料，未计入合计"))
		}
	}
	for _, name := range missingRoles(t.p) {
		list = append(list, t.of("no "+role(t.lang, name)+": the policy has none of that name; --"+name+" says what it is",
			"未列"+role(t.lang, name)+"：政策没有此项，可用 --"+name+" 指定"))
	}
	return list
}

// averages are what one customer of each tier brings.
func (b *builder) averages() []pointsTable {
	if len(b.p.Figures) == 0 {
		return nil
	}
	t := pointsTable{Title: b.of("A customer on average", "户均")}
	for _, f := range b.p.Figures {
		t.Heads = append(t.Heads, b.role(f.Role))
	}
	all := b.p.All
	all.Tier = b.of("all", "合计")
	for i, tier := range append(slices.Clone(b.p.Tiers), all) {
		r := tableRow{Name: tier.Tier, All: i == len(b.p.Tiers)}
		if !r.All {
			r.Colour = colour(i)
		}
		for n, text := range b.average(tier) {
			r.Cells = append(r.Cells, cell{Head: t.Heads[n], Value: text})
		}
		t.Rows = append(t.Rows, r)
	}
	return []pointsTable{t}
}

// points are the mean points of a scorecard.
func (b *builder) points() []pointsTable {
	if len(b.p.Indicators) == 0 {
		return nil
	}
	t := pointsTable{Title: b.of("Points on average", "平均得分")}
	for _, tier := range b.p.Tiers {
		t.Heads = append(t.Heads, tier.Tier)
	}
	t.Heads = append(t.Heads, b.of("all", "全部"))
	for i, name := range b.p.Indicators {
		r := tableRow{Name: name}
		for _, tier := range b.p.Tiers {
			r.Cells = append(r.Cells, cell{Head: tier.Tier, Value: mean(tier.Points[i])})
		}
		r.Cells = append(r.Cells, cell{Head: b.of("all", "全部"), Value: mean(b.p.All.Points[i])})
		t.Rows = append(t.Rows, r)
	}
	return []pointsTable{t}
}

func (b *builder) moveList() list {
	up, down := moved(b.p)
	l := list{
		Title: b.of("Who moved", "等级变动"),
		Heads: []string{b.p.Kind, b.of("from", "生效日"), b.of("tier", "等级"), b.of("why", "原因")},
		Counts: b.of(fmt.Sprintf("%s up, %s down in %s", words.Number(up), words.Number(down), b.p.Period),
			fmt.Sprintf("%s 升 %s，降 %s", b.p.Period, words.Number(up), words.Number(down))),
		More: b.rest(len(b.p.Moves)),
	}
	for _, m := range b.p.Moves[:min(len(b.p.Moves), mostOnPage)] {
		l.Items = append(l.Items, item{m.Subject.ID, m.On.String(), class(m.Up), arrow(m.Up) + " " + m.From + " → " + m.To, b.lang.Sentence(m.Why)})
	}
	return l
}

func (b *builder) borderList() list {
	up, down := near(b.p)
	l := list{
		Title: b.of(fmt.Sprintf("Near a border: %s to a better tier, %s to a worse one", words.Number(up), words.Number(down)),
			fmt.Sprintf("临界客户：近升级 %s，近降级 %s", words.Number(up), words.Number(down))),
		Heads: []string{b.p.Kind, b.of("distance", "距离"), b.of("tier", "等级"), b.of("what it takes", "所差")},
		More:  b.rest(len(b.p.Borders)),
	}
	for _, n := range b.p.Borders[:min(len(b.p.Borders), mostOnPage)] {
		l.Items = append(l.Items, item{n.Subject.ID, percent(n.Distance), class(n.Up), arrow(n.Up) + " " + n.From + " → " + n.To, b.lang.Sentence(n.What)})
	}
	return l
}

func (b *builder) rest(n int) string {
	if n <= mostOnPage {
		return ""
	}
	more := words.Number(n - mostOnPage)
	return b.of("and "+more+" more; --format json has all of them", "另有 "+more+" 项，--format json 可列全部")
}

func class(up bool) string {
	if up {
		return "up"
	}
	return "down"
}

func arrow(up bool) string {
	if up {
		return "▲"
	}
	return "▼"
}

func (b *builder) footer() []string {
	text := b.of(
		"Tiers are those in force on the day after the period. A figure is read at the end of each month of the period, one that is measured by the quarter or year at the end of that, and added up.",
		"等级以期末次日生效者为准；各项数字按期内每月月末（按季、按年计量的按季末、年末）读取后相加。")
	var figures []string
	for _, f := range b.p.Figures {
		if f.Text != f.Role {
			figures = append(figures, b.role(f.Role)+" = "+f.Text)
		}
	}
	if figures == nil {
		return []string{text}
	}
	return []string{text, strings.Join(figures, b.of("; ", "；"))}
}
