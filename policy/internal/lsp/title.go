package lsp

import (
	"strings"

	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/vocab"
)

// title says in a few words what a definition is, and of which type.
func (s *session) title(sc *scope, d *definition) (title string, facts []string) {
	switch d.kind {
	case subjectName:
		members := named(sc.all(d.name, memberName))
		kind := s.of("a subject", "主体")
		if sc.defs[target{memberName, d.name, "at"}] != nil {
			kind = s.of("an event", "事件")
		}
		if len(members) == 0 {
			return kind, nil
		}
		return kind, []string{"`" + strings.Join(members, "`, `") + "`"}
	case memberName:
		return s.memberTitle(sc, d)
	case streamName, paramName, ladderName, tableName, tierSetName, letName:
		return s.entityTitle(sc, d)
	case givenName:
		return s.of("what the tiers of ", "等级 ") + "`" + d.owner + "`" + s.of(" give", " 给予的内容"), nil
	case tierName:
		return s.of("a tier of ", "等级，属于 ") + "`" + d.owner + "`", nil
	case ruleName:
		return s.ruleTitle(d), nil
	case feeName:
		return s.of("a fee", "费用"), nil
	case policyName:
		return s.of("a policy", "政策"), nil
	case localName:
		return s.of("a column of the rows of ", "规则各行中的一列：") + "`" + d.owner + "`", nil
	default:
		return "", nil
	}
}

func (s *session) memberTitle(sc *scope, d *definition) (string, []string) {
	m, p := sc.lookupMember(d.owner, d.name)
	switch m := m.(type) {
	case *ir.Field:
		title := s.of("a fact of ", "字段，属于 ") + "`" + d.owner + "`" + s.of(": ", "：") + s.typeText(m.Type)
		var facts []string
		style := ir.Style{Human: true, Lang: s.lang}
		elem := m.Type
		if elem.Kind == ir.Map {
			elem = *elem.Elem
		}
		if m.Optional {
			facts = append(facts, s.of("may be absent", "可以缺失"))
		}
		if m.Min != nil {
			facts = append(facts, s.of("at least ", "最小 ")+p.Model.Format(m.Min, elem, nil, style))
		}
		if m.Max != nil {
			facts = append(facts, s.of("at most ", "最大 ")+p.Model.Format(m.Max, elem, nil, style))
		}
		if m.Default != nil {
			facts = append(facts, s.of("by default ", "默认 ")+p.Model.Format(m.Default, elem, nil, style))
		}
		if m.Duty {
			facts = append(facts, s.of("measures conduct: an earned share may not depend on it", "衡量行为：已赚取的分润不得取决于它"))
		}
		return title, facts
	case *ir.Measure:
		return s.of("a measure of ", "指标，属于 ") + "`" + d.owner + "`" + s.of(": ", "：") + s.typeText(m.Type), nil
	default:
		return s.of("of ", "属于 ") + "`" + d.owner + "`", nil
	}
}

func (s *session) entityTitle(sc *scope, d *definition) (string, []string) {
	e, p := sc.lookup(d.name)
	switch e := e.(type) {
	case *ir.Param:
		title := s.of("a param: ", "常量：") + s.typeText(e.Node.Type)
		if _, ok := e.Node.Constant(); ok {
			title += " = " + p.Model.Format(e.Node.Const, e.Node.Type, nil, ir.Style{Human: true, Lang: s.lang})
		}
		return title, nil
	case *ir.Stream:
		return s.of("a stream, called with a window: ", "流水，调用时给出时间窗：") + s.typeText(e.Measure.Type), nil
	case *ir.Ladder:
		kind := s.of("a ladder, the rung reached prices the whole", "阶梯，达到的档位适用于全部")
		if e.Marginal {
			kind = s.of("a ladder, each slice at its own rung", "阶梯，分段计算")
		}
		return kind + s.of(": ", "：") + s.typeText(e.Type), nil
	case *ir.Table:
		return s.of("a table", "表"), nil
	case *ir.TierSet:
		return s.of("the tier of ", "等级，属于 ") + "`" + e.Subject.Name + "`" + s.of(": ", "：") + s.typeText(ir.Type{Kind: ir.Symbol, Enum: e.Tiers}), nil
	case *ir.Let:
		return s.of("a named part", "命名部分"), nil
	}
	switch d.kind {
	case streamName:
		return s.of("a stream, called with a window", "流水，调用时给出时间窗"), nil
	case ladderName:
		return s.of("a ladder", "阶梯"), nil
	case paramName:
		return s.of("a param", "常量"), nil
	default:
		return s.of("a name", "名称"), nil
	}
}

func (s *session) ruleTitle(d *definition) string {
	title := s.of("a rule", "规则")
	if k := find(d.value, "kind"); k != nil {
		for _, w := range vocab.Kinds {
			if w.Text == k.Text.Value {
				title += s.of(" of kind `", "，种类 `") + w.Text + "`" + s.of(". ", "。") + w.Doc.In(s.lang)
			}
		}
	}
	return title
}

// typeText names a type.
func (s *session) typeText(t ir.Type) string {
	if s.lang != "zh" {
		return t.String()
	}
	switch t.Kind {
	case ir.Symbol:
		return strings.Join(t.Enum.Symbols, "、") + " 之一"
	case ir.Ref:
		return "引用 " + t.Subject.Name
	case ir.List, ir.Map:
		elem := s.typeText(*t.Elem)
		if t.Kind == ir.Map {
			return "按符号取值的" + elem
		}
		return elem + "列表"
	}
	return kindsZh[t.Kind]
}

var kindsZh = map[ir.Kind]string{
	ir.Invalid: "类型未知", ir.Bool: "是或否", ir.Bare: "数", ir.Number: "数", ir.Count: "个数", ir.Rate: "费率", ir.Money: "金额",
	ir.Date: "日期", ir.Time: "时刻", ir.Days: "天数", ir.Months: "月数", ir.Hours: "小时数", ir.Text: "文字", ir.Windowed: "时间窗",
}
