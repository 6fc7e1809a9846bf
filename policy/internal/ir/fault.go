package ir

import (
	"fmt"
	"strings"
)

// A FaultKind says why a decision cannot be made.
type FaultKind uint8

const (
	MissingFact FaultKind = iota + 1 // Name is the fact
	BadFact                          // Name is the fact: it was given and is wrong
	NoRung                           // below the first rung of the ladder Name
	NoRow                            // no row of the table Name matches
	NoCase                           // no case holds
	DivideByZero
	TooLarge // a number outgrew its bound
	NotCovered
	NoWay // a tree with a cycle, or too deep
	Negative
	Incomplete // of the measure Name not all could be counted
)

// A Fault is why a decision is undecided: a fact is missing or wrong, or its
// arithmetic has no result. It is never counted as zero.
type Fault struct {
	Kind   FaultKind
	Name   string
	Detail string
}

// String says what is wrong, in English.
func (f *Fault) String() string {
	text := faults[f.Kind].english
	if strings.Contains(text, "%s") {
		text = fmt.Sprintf(text, f.Name)
	}
	if f.Detail != "" {
		text += ": " + f.Detail
	}
	return text
}

// Chinese says what is wrong, in Chinese.
func (f *Fault) Chinese() string { return ChineseFault(f.String()) }

// A phrase is a sentence in the languages of statements. Each %s stands for
// the same in all of them, in the same order.
type phrase struct{ english, chinese string }

// faults are what faults say, by kind; %s is the name.
var faults = [...]phrase{
	MissingFact:  {"%s is missing", "缺少 %s"},
	BadFact:      {"%s is wrong", "%s 有误"},
	NoRung:       {"below the first rung of %s", "低于 %s 的第一档"},
	NoRow:        {"no row of %s matches", "%s 没有匹配的行"},
	NoCase:       {"no case holds", "没有符合的情形"},
	DivideByZero: {"a division by zero", "除数为零"},
	TooLarge:     {"a number is too large", "数值过大"},
	NotCovered:   {"%s reads days that the data do not cover", "%s 所需日期的资料不全"},
	NoWay:        {"the tree above is broken", "上级关系有误"},
	Negative:     {"the amount is negative", "金额为负"},
	Incomplete:   {"%s is not complete", "%s 尚不完整"},
}

// details are what faults add. A detail that is not among them is the same in
// all languages.
var details = [...]phrase{
	{"events or members of it could not be counted, and what takes money waits for them", "有事件或成员无法计入，扣款类规则等其补齐"},
	{"this version of the policy does not know its symbol", "本版政策没有该选项"},
	{"it is outside what this version of the policy allows", "超出本版政策允许的范围"},
	{"say `floor: 0`, or for a residual `negative: net`", "请写 `floor: 0`，分润可写 `negative: net`"},
	{"the price below the first level is lower than its own", "第一级的价格高于其下价格"},
	{"no facts are given of %s %s", "没有 %s %s 的资料"},
	{"the data cover %s to %s, and it reads %s to %s", "资料为 %s 至 %s，需要 %s 至 %s"},
	{"more than %s levels, or a circle, above %s %s", "超过 %s 级，或成环，在 %s %s 以上"},
}

// ChineseFault says in Chinese what the String of a fault says in English.
// Other texts stay as they are.
func ChineseFault(english string) string {
	for _, p := range faults {
		if p.english == "" {
			continue
		}
		if said, rest, ok := p.translate(english, true); ok {
			if rest == "" {
				return said
			}
			for _, d := range details {
				if detail, _, ok := d.translate(rest, false); ok {
					rest = detail
					break
				}
			}
			return said + "（" + rest + "）"
		}
	}
	return english
}

// translate gives the Chinese of a text that is the phrase, or where more may
// follow, begins with it; rest is what follows a colon.
func (p phrase) translate(text string, more bool) (chinese, rest string, ok bool) {
	chinese = p.chinese
	parts := strings.Split(p.english, "%s")
	if text, ok = strings.CutPrefix(text, parts[0]); !ok {
		return "", "", false
	}
	for _, part := range parts[1:] {
		var name string
		switch {
		case part != "":
			if name, text, ok = strings.Cut(text, part); !ok {
				return "", "", false
			}
		case more:
			name, rest, _ = strings.Cut(text, ": ")
			text = ""
		default:
			name, text = text, ""
		}
		chinese = strings.Replace(chinese, "%s", name, 1)
	}
	if text != "" && more {
		if rest, ok = strings.CutPrefix(text, ": "); !ok {
			return "", "", false
		}
		text = ""
	}
	return chinese, rest, text == ""
}
