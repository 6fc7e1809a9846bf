package termsheet

import (
	"fmt"
	"math/big"
	"strings"
)

// A Chart shows what is paid over a quantity: a line for each column of the
// figures, whose breaks are the rungs. It is drawn from evaluations alone.
type Chart struct {
	Label string // what it shows, for those who do not see it
	X     string // the quantity
	lines []line
	marks []mark
	wide  [2]*big.Rat // the quantities from left to right
	high  [2]*big.Rat // the amounts from the lowest to the highest
}

// A line is the stretches of one column.
type line struct {
	name      string
	stretches [][]dot
}

type dot struct{ x, y *big.Rat }

// A mark is a quantity that is named below the chart.
type mark struct {
	x    *big.Rat
	text string
}

const mostLines = 3

// chart draws the figures; nil where two rows say as much.
func (f *figuring) chart() *Chart {
	if f.driver == nil {
		return nil
	}
	w := f.writer
	c := &Chart{X: w.heading(f.driver)}
	unit := f.scale()
	starts := []*big.Int{new(big.Int)}
	starts = append(starts, f.cuts...)
	end := f.points[len(f.points)-1]
	if min := f.driver.in.Field; min != nil && min.Min != nil && min.Min.Sign() > 0 {
		starts[0] = min.Min
	}
	distinct := map[string]bool{}
	columns := max(len(f.symbols), 1)
	for column := range min(columns, mostLines) {
		l := line{}
		if f.symbol != nil {
			l.name = f.symbol.in.Type.Enum.Symbols[f.symbols[column]]
		}
		for i, from := range starts {
			to := end
			if i+1 < len(starts) {
				to = new(big.Int).Sub(starts[i+1], big.NewInt(1))
			}
			if to.Cmp(from) < 0 {
				continue
			}
			dots, ok := f.stretch(from, to, column, unit, 0)
			if !ok {
				return nil
			}
			for _, d := range dots {
				distinct[d.y.RatString()] = true
				c.include(d)
			}
			l.stretches = append(l.stretches, dots)
		}
		c.lines = append(c.lines, l)
	}
	if len(distinct) < 3 {
		return nil
	}
	for _, cut := range f.cuts {
		c.marks = append(c.marks, mark{new(big.Rat).SetFrac(cut, unit), w.of1(cut, f.driver).String()})
	}
	c.marks = append(c.marks, mark{new(big.Rat).SetFrac(end, unit), w.of1(end, f.driver).String()})
	c.Label = w.of("What is paid, over ", "金额随数量的变化：") + c.X
	return c
}

func (c *Chart) include(d dot) {
	for i, p := range []struct {
		v    *big.Rat
		side *[2]*big.Rat
	}{{d.x, &c.wide}, {d.y, &c.high}} {
		_ = i
		if p.side[0] == nil || p.v.Cmp(p.side[0]) < 0 {
			p.side[0] = p.v
		}
		if p.side[1] == nil || p.v.Cmp(p.side[1]) > 0 {
			p.side[1] = p.v
		}
	}
}

const deepest = 4

// stretch evaluates a stretch at both ends, and between as often as it is no
// straight line.
func (f *figuring) stretch(from, to *big.Int, column int, unit *big.Int, depth int) ([]dot, bool) {
	a, ok1 := f.dot(from, column, unit)
	b, ok2 := f.dot(to, column, unit)
	if !ok1 || !ok2 {
		return nil, false
	}
	middle := new(big.Int).Rsh(new(big.Int).Add(from, to), 1)
	if depth == deepest || middle.Cmp(from) == 0 {
		return []dot{a, b}, true
	}
	m, ok := f.dot(middle, column, unit)
	if !ok {
		return nil, false
	}
	half := new(big.Rat).Add(a.y, b.y)
	half.Mul(half, big.NewRat(1, 2)).Sub(half, m.y)
	if half.Abs(half).Cmp(big.NewRat(2, 100)) <= 0 {
		return []dot{a, b}, true
	}
	left, ok1 := f.stretch(from, middle, column, unit, depth+1)
	right, ok2 := f.stretch(middle, to, column, unit, depth+1)
	return append(left, right...), ok1 && ok2
}

func (f *figuring) dot(at *big.Int, column int, unit *big.Int) (dot, bool) {
	got, ok := f.scene.work(f.instead(at, column))
	if !ok {
		return dot{}, false
	}
	y := got.amount.Decimal().Rat()
	if !got.units.IsZero() {
		y = got.units.Decimal().Rat()
	}
	return dot{new(big.Rat).SetFrac(at, unit), y}, true
}

// The sizes of a chart, in its own units.
const (
	chartWidth  = 320
	chartHeight = 196
	chartLeft   = 6
	chartRight  = 312
	chartTop    = 28
	chartBottom = 156
	perLetter   = 7 // about so wide is a digit
)

// SVG draws the chart. It takes its colours from the page.
func (c *Chart) SVG() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="chart" viewBox="0 0 %d %d" role="img" aria-label="%s">`, chartWidth, chartHeight, attribute(c.Label))
	zero := c.y(new(big.Rat))
	fmt.Fprintf(&b, `<line class="axis" x1="%d" y1="%s" x2="%d" y2="%s"/>`, chartLeft, zero, chartRight, zero)
	for _, m := range c.marks {
		x := c.x(m.x)
		fmt.Fprintf(&b, `<line class="grid" x1="%s" y1="%d" x2="%s" y2="%d"/>`, x, chartTop, x, chartBottom)
	}
	for i, l := range c.lines {
		c.draw(&b, i, l)
	}
	c.label(&b)
	b.WriteString("</svg>")
	return b.String()
}

// draw draws one line: its stretches, and where it jumps; down is a cliff.
func (c *Chart) draw(b *strings.Builder, i int, l line) {
	for n, dots := range l.stretches {
		var points []string
		for _, d := range dots {
			points = append(points, c.x(d.x)+","+c.y(d.y))
		}
		fmt.Fprintf(b, `<polyline class="pay line%d" points="%s"/>`, i, strings.Join(points, " "))
		if n+1 == len(l.stretches) {
			break
		}
		last, next := dots[len(dots)-1], l.stretches[n+1][0]
		if last.y.Cmp(next.y) == 0 {
			continue
		}
		class := "jump"
		if next.y.Cmp(last.y) < 0 {
			class = "cliff"
		}
		fmt.Fprintf(b, `<line class="%s line%d" x1="%s" y1="%s" x2="%s" y2="%s"/>`, class, i, c.x(last.x), c.y(last.y), c.x(next.x), c.y(next.y))
	}
}

// label names the amounts at the ends and the quantities of the marks, as far
// as there is room for them.
func (c *Chart) label(b *strings.Builder) {
	fmt.Fprintf(b, `<text class="y" x="%d" y="%d">%s</text>`, chartLeft, chartTop-10, short(c.high[1]))
	if c.high[0].Sign() < 0 {
		fmt.Fprintf(b, `<text class="y" x="%d" y="%s">%s</text>`, chartLeft, c.y(c.high[0]), short(c.high[0]))
	}
	ends := [2]float64{-1, -1} // of the texts in two rows
	for _, m := range c.marks {
		at, _ := c.position(m.x).Float64()
		width := float64(len([]rune(m.text)) * perLetter)
		left := max(0, min(at-width/2, chartWidth-width))
		row := 0
		if left < ends[0]+6 {
			if row = 1; left < ends[1]+6 {
				continue // no room
			}
		}
		ends[row] = left + width
		fmt.Fprintf(b, `<text class="x" x="%.1f" y="%d" text-anchor="middle">%s</text>`, left+width/2, chartBottom+16+16*row, escapeXML(m.text))
	}
	x := chartRight
	for i := len(c.lines) - 1; i >= 0 && len(c.lines) > 1; i-- {
		name := c.lines[i].name
		x -= perLetter*len([]rune(name)) + 24
		fmt.Fprintf(b, `<line class="pay line%d" x1="%d" y1="12" x2="%d" y2="12"/><text class="key" x="%d" y="16">%s</text>`, i, x, x+14, x+18, escapeXML(name))
	}
}

// position places a quantity from left to right.
func (c *Chart) position(v *big.Rat) *big.Rat {
	return place(v, c.wide, chartLeft, chartRight)
}

func place(v *big.Rat, span [2]*big.Rat, from, to int64) *big.Rat {
	width := new(big.Rat).Sub(span[1], span[0])
	if width.Sign() == 0 {
		return big.NewRat(from, 1)
	}
	p := new(big.Rat).Sub(v, span[0])
	p.Quo(p, width).Mul(p, big.NewRat(to-from, 1))
	return p.Add(p, big.NewRat(from, 1))
}

func (c *Chart) x(v *big.Rat) string { return c.position(v).FloatString(1) }

func (c *Chart) y(v *big.Rat) string {
	span := [2]*big.Rat{new(big.Rat), new(big.Rat)}
	if c.high[0].Sign() < 0 {
		span[0] = c.high[0]
	}
	if c.high[1].Sign() > 0 {
		span[1] = c.high[1]
	}
	return place(v, span, chartBottom, chartTop).FloatString(1)
}

// short writes an amount for an axis.
func short(v *big.Rat) string {
	digits := v.FloatString(2)
	whole, fraction, _ := strings.Cut(digits, ".")
	if fraction == "00" {
		return grouped(whole)
	}
	return grouped(whole) + "." + fraction
}

func attribute(s string) string { return strings.ReplaceAll(escapeXML(s), `"`, "&quot;") }

var xml = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func escapeXML(s string) string { return xml.Replace(s) }
