package missing

import (
	"math/big"
	"strings"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A Writer writes answers for people, in English or Chinese, with amounts as
// the policy's own sentences have them.
type Writer struct {
	Model  *ir.Model
	Labels ir.Labels
	Lang   string // en or zh
}

func (w Writer) of(english, chinese string) string {
	if w.Lang == "zh" {
		return chinese
	}
	return english
}

// Ways writes the ways to a goal, each of which is enough. Beyond a number of
// them it says how many more there are.
func (w Writer) Ways(ways []Way, most int) string {
	var parts []string
	for _, one := range ways[:min(len(ways), most)] {
		parts = append(parts, w.Way(one))
	}
	text := strings.Join(parts, w.of(", or ", "；或 "))
	if more := len(ways) - most; more > 0 {
		n := w.number(big.NewInt(int64(more)))
		text += w.of(", or in "+n+" more ways", "；或另外 "+n+" 种方式")
	}
	return text
}

// Way writes what a way takes.
func (w Writer) Way(way Way) string {
	var parts []string
	for _, c := range way.Changes {
		parts = append(parts, w.Change(c))
	}
	for _, f := range way.Fails {
		parts = append(parts, w.fail(f))
	}
	return strings.Join(parts, w.of(" and ", "，且 "))
}

// Change writes what one fact lacks.
func (w Writer) Change(c Change) string {
	switch c.Step {
	case Is:
		var names []string
		for _, s := range c.Symbols {
			names = append(names, w.value(c.Type, big.NewInt(int64(s))))
		}
		return c.Name + w.of(" ", " 为 ") + strings.Join(names, w.of(" or ", " 或 "))
	case Given:
		return w.of(c.Name+" given", "提供 "+c.Name)
	case Gone:
		return w.of(c.Name+" not given", "不提供 "+c.Name)
	}
	to := w.value(c.Type, c.To)
	if c.From == nil {
		return w.of(c.Name+" given, "+to+w.of(" or ", "")+w.beyond(c), "提供 "+c.Name+"，"+to+" "+w.beyond(c))
	}
	if c.Type.Kind == ir.Date {
		return c.Name + " " + to + w.of(" or ", " ") + w.beyond(c)
	}
	by := w.value(c.Type, c.By)
	if c.Step == More {
		return w.of(c.Name+" "+by+" short of "+to, c.Name+" 还差 "+by+"（须达 "+to+"）")
	}
	return w.of(c.Name+" "+by+" above "+to, c.Name+" 超出 "+by+"（至多 "+to+"）")
}

// beyond says on which side of a value a fact is to lie.
func (w Writer) beyond(c Change) string {
	date := c.Type.Kind == ir.Date
	switch {
	case c.Step == More && date:
		return w.of("later", "或之后")
	case date:
		return w.of("earlier", "或之前")
	case c.Step == More:
		return w.of("more", "以上")
	default:
		return w.of("less", "以下")
	}
}

func (w Writer) fail(f Fail) string {
	values := w.Values(f.Values)
	if values != "" {
		values = w.of(" ("+values+")", "（"+values+"）")
	}
	if f.Must {
		return "`" + f.Text + "`" + w.of(" is not met", " 未满足") + values
	}
	return "`" + f.Text + "`" + w.of(" is met and should not be", " 已满足而不应满足") + values
}

// Values writes what parts of a condition are at present.
func (w Writer) Values(values []Value) string {
	var parts []string
	for _, v := range values {
		text := w.of("not given", "未提供")
		if v.Num != nil {
			text = w.value(v.Type, v.Num)
		}
		parts = append(parts, v.Text+w.of(" is ", " 为 ")+text)
	}
	return strings.Join(parts, w.of(", ", "，"))
}

func (w Writer) value(t ir.Type, v *big.Int) string {
	return w.Model.Format(v, t, w.Labels, ir.Style{Human: true, Lang: w.Lang})
}

func (w Writer) number(v *big.Int) string { return w.value(ir.Type{Kind: ir.Count}, v) }
