package portfolio

import (
	"fmt"
	"html/template"
	"math/big"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/policy/internal/cli/words"
	"github.com/fenrun/fenrun/policy/run"
)

// colours gives a shade for each tier, from full to faint: the order of the
// tiers is seen without reading it.
func colours(n int) (light, dark template.CSS) {
	var l, d strings.Builder
	for i := range n {
		part := 0
		if n > 1 {
			part = 100 * i / (n - 1)
		}
		fmt.Fprintf(&l, " --t%d: hsl(%d %d%% %d%%);", i, 212-part*20/100, 62-part*30/100, 30+part*50/100)
		fmt.Fprintf(&d, " --t%d: hsl(%d %d%% %d%%);", i, 208-part*16/100, 70-part*45/100, 66-part*38/100)
	}
	return template.CSS(l.String()), template.CSS(d.String()) //nolint:gosec // numbers only
}

func colour(i int) template.CSS { return template.CSS(fmt.Sprintf("var(--t%d)", i)) }

// A bar shows what part each tier has of something.
type bar struct {
	Name, Total, Label string
	Parts              []part
}

type part struct {
	X, Width string // of a thousand
	Percent  template.CSS
	Share    string // what stands below; empty where there is no room
	Colour   template.CSS
}

func (b *builder) bars() []bar {
	p := b.p
	counts := make([]decimal.Decimal, len(p.Tiers))
	for i, t := range p.Tiers {
		counts[i] = decimal.NewFromInt(int64(t.Customers))
	}
	list := []bar{b.bar(b.of("customers", "客户数"), words.Number(p.All.Customers), counts)}
	for n, f := range p.Figures {
		sums := make([]decimal.Decimal, len(p.Tiers))
		for i, t := range p.Tiers {
			sums[i] = t.Sums[n].Total
		}
		list = append(list, b.bar(b.role(f.Role), amount(p, f, p.All.Sums[n].Total), sums))
	}
	return list
}

// bar draws parts one after the other. One that is negative, such as the
// margin of tiers that cost more than they bring, has no width.
func (b *builder) bar(name, total string, parts []decimal.Decimal) bar {
	whole := decimal.Zero
	for _, v := range parts {
		if v.IsPositive() {
			whole = whole.Add(v)
		}
	}
	out := bar{Name: name, Total: total}
	x := new(big.Rat)
	said := []string{}
	for i, v := range parts {
		share := ratio(v, whole)
		said = append(said, b.p.Tiers[i].Tier+" "+percent(share))
		if share == nil || !v.IsPositive() {
			continue
		}
		one := part{X: thousandths(x), Width: thousandths(share), Percent: template.CSS(percent(share)), Colour: colour(i)}
		if share.Cmp(big.NewRat(15, 100)) >= 0 {
			one.Share = percent(share)
		}
		out.Parts = append(out.Parts, one)
		x.Add(x, share)
	}
	out.Label = name + ": " + strings.Join(said, ", ")
	return out
}

func thousandths(share *big.Rat) string {
	return new(big.Rat).Mul(share, big.NewRat(1000, 1)).FloatString(2)
}

// A curve is a concentration curve.
type curve struct {
	Caption, Label, Axis string
	Lines                []segment
	Ticks                []tick
	Path, Area, Even     string
	Mark                 *mark
}

type segment struct{ X1, Y1, X2, Y2 string }

type tick struct{ X, Y, Anchor, Text string }

type mark struct{ Path, X, Y, TextX, TextY, Text string }

// The field of a curve within its drawing.
const (
	left, right = 44, 346
	top, bottom = 12, 226
)

func across(part *big.Rat) string {
	width := new(big.Rat).Mul(part, big.NewRat(right-left, 1))
	return width.Add(width, big.NewRat(left, 1)).FloatString(1)
}

// customers gives where a point of the curve stands: not at its percent, for
// one customer may be more than that.
func customers(c run.Curve, at run.CurvePoint) *big.Rat {
	all := max(c.Points[len(c.Points)-1].Customers, 1)
	return big.NewRat(int64(at.Customers), int64(all))
}

// upward gives the height of a share. More than all, or less than nothing, is
// at the edge.
func upward(share *big.Rat) string {
	one := big.NewRat(1, 1)
	if share.Cmp(one) > 0 {
		share = one
	}
	if share.Sign() < 0 {
		share = new(big.Rat)
	}
	height := new(big.Rat).Mul(share, big.NewRat(bottom-top, 1))
	return new(big.Rat).Sub(big.NewRat(bottom, 1), height).FloatString(1)
}

func (b *builder) curve(c run.Curve) curve {
	name := b.role(c.Role)
	out := curve{Axis: b.of("of the customers, the largest first", "客户累计占比（由大到小）")}
	for percent := 0; percent <= 100; percent += 20 {
		part := big.NewRat(int64(percent), 100)
		x, y := across(part), upward(part)
		text := fmt.Sprintf("%d%%", percent)
		out.Lines = append(out.Lines,
			segment{x, fmt.Sprint(top), x, fmt.Sprint(bottom)}, segment{fmt.Sprint(left), y, fmt.Sprint(right), y})
		out.Ticks = append(out.Ticks, tick{x, fmt.Sprint(bottom + 16), "middle", text})
		out.Ticks = append(out.Ticks, tick{fmt.Sprint(left - 6), fmt.Sprint(atoi(y) + 4), "end", text})
	}
	var points []string
	for _, at := range c.Points {
		if at.Share != nil {
			points = append(points, across(customers(c, at))+" "+upward(at.Share))
		}
	}
	if len(points) > 0 {
		out.Path = "M" + strings.Join(points, " L")
		out.Area = out.Path + fmt.Sprintf(" L%d %d L%d %d Z", right, bottom, left, bottom)
		out.Even = fmt.Sprintf("M%d %d L%d %d", left, bottom, right, top)
	}
	out.Caption = name
	out.Label = name
	if at := fifth(c); at != nil && at.Share != nil {
		both := largest(c, at)
		said := b.of(both[0], both[1])
		out.Caption = name + b.of(": ", "：") + said
		out.Label = out.Caption
		x, y := across(customers(c, *at)), upward(at.Share)
		out.Mark = &mark{
			Path: fmt.Sprintf("M%s %d L%s %s L%d %s", x, bottom, x, y, left, y), X: x, Y: y,
			TextX: fmt.Sprint(atoi(x) + 10), TextY: fmt.Sprint(atoi(y) + 16), Text: percent(at.Share),
		}
	}
	return out
}

// atoi gives the whole part of a coordinate.
func atoi(text string) int {
	n := 0
	for _, r := range text {
		if r < '0' || r > '9' {
			break
		}
		n = 10*n + int(r-'0')
	}
	return n
}
