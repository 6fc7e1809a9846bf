// Package celltest makes random policies over few facts, so that what is said
// about all facts can be compared with all of them.
package celltest

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// small is a policy whose facts have so few values that all can be tried.
const small = `fenrun: v1
policy: small
currency: CNY
timezone: Asia/Shanghai
rounding: {places: 2, mode: half-up}
facts:
  agent:
    n: {type: count, max: 5}
    m: {type: count, min: 1, max: 4}
    o: {type: count, max: 2, optional: true}
    pay: {type: money, min: 0, max: 0.04}
    few: {type: money, one_of: [0, 0.02, 0.05]}
    rate: {type: rate, min: -0.02%%, max: 0.02%%, places: 4}
    kind: [red, green, blue]
    size: [big, little]
    vip: bool
    known: {type: bool, optional: true}
    day: {type: date, min: 2026-01-30, max: 2026-02-02}
    by: {type: count, max: 2, by: [big, little]}
params:
  limit: {red: 1, green: 3, blue: 4}
  fee: 0.02 CNY
ladders:
%s
tables:
%s
let:
  even: %s
  total: %s
rules:
  - id: r
    kind: residual
    for: agent
    to: agent
    negative: net
    when: "%s"
    amount: "%s"
`

// A Maker writes random expressions.
type Maker struct{ *rand.Rand }

func (m Maker) pick(options ...string) string { return options[m.IntN(len(options))] }

func (m Maker) condition(depth int) string {
	if depth <= 0 {
		return m.atom()
	}
	a, b := m.condition(depth-1), m.condition(depth-1)
	switch m.IntN(9) {
	case 0, 1, 2:
		return fmt.Sprintf("(%s and %s)", a, b)
	case 3, 4:
		return fmt.Sprintf("(%s or %s)", a, b)
	case 5:
		return fmt.Sprintf("(not (%s))", a)
	case 6:
		return fmt.Sprintf("((%s) ? (%s) : (%s))", a, b, m.condition(depth-1))
	default:
		return a
	}
}

func (m Maker) compare() string { return m.pick("<", "<=", ">", ">=", "==", "!=") }

func (m Maker) atom() string {
	switch m.IntN(16) {
	case 0:
		return "agent.vip"
	case 1:
		return "agent.o"
	case 2:
		return fmt.Sprintf(`agent.kind %s "%s"`, m.pick("==", "!="), m.pick("red", "green", "blue"))
	case 3:
		return fmt.Sprintf(`agent.kind in ["%s", "%s"]`, m.pick("red", "green"), m.pick("green", "blue"))
	case 4:
		return fmt.Sprintf("agent.n in %d..%d", m.IntN(3), 2+m.IntN(4))
	case 5:
		return fmt.Sprintf("agent.n in [%d, %d, 7]", m.IntN(6), m.IntN(6))
	case 6:
		return "(agent.known ?? " + m.pick("true", "false") + ")"
	case 7:
		return fmt.Sprintf("agent.day %s 2026-0%d-0%d", m.compare(), 1+m.IntN(2), 1+m.IntN(3))
	case 8:
		return fmt.Sprintf("(agent.o and agent.o %s %d)", m.compare(), m.IntN(4))
	case 9:
		return fmt.Sprintf("agent.n / agent.m %s %s", m.compare(), m.pick("0.5", "1", "2", "1.25"))
	case 10:
		return fmt.Sprintf("month(agent.day) == %d", 1+m.IntN(3))
	case 11:
		return fmt.Sprintf("agent.day + %s %s 2026-03-0%d", m.pick("1mo", "30d"), m.compare(), 1+m.IntN(3))
	case 12:
		return fmt.Sprintf("%s %s %s", m.money(1), m.compare(), m.money(1))
	case 13:
		return "even"
	default:
		return fmt.Sprintf("%s %s %s", m.count(1), m.compare(), m.count(1))
	}
}

func (m Maker) count(depth int) string {
	if depth > 0 && m.IntN(2) == 0 {
		a, b := m.count(depth-1), m.count(depth-1)
		switch m.IntN(7) {
		case 0:
			return fmt.Sprintf("(%s + %s)", a, b)
		case 1:
			return fmt.Sprintf("(%s - %s)", a, b)
		case 2:
			return fmt.Sprintf("%s(%s, %s)", m.pick("min", "max"), a, b)
		case 3:
			return fmt.Sprintf("abs(%s)", a)
		case 4:
			return fmt.Sprintf("(%s * %s)", a, b)
		case 5:
			return fmt.Sprintf("round(%s * 0.3, 0)", a)
		default:
			return fmt.Sprintf("clamp(%s, %s, 3)", a, b)
		}
	}
	switch m.IntN(9) {
	case 0, 1, 2:
		return "agent.n"
	case 3, 4:
		return "agent.m"
	case 5:
		return "limit[agent.kind]"
	case 6:
		return "agent.by[agent.size]"
	case 7:
		return "(agent.o ?? 1)"
	default:
		return fmt.Sprint(m.IntN(6))
	}
}

func (m Maker) money(depth int) string {
	if depth > 0 && m.IntN(2) == 0 {
		a, b := m.money(depth-1), m.money(depth-1)
		switch m.IntN(7) {
		case 0:
			return fmt.Sprintf("(%s + %s)", a, b)
		case 1:
			return fmt.Sprintf("(%s - %s)", a, b)
		case 2:
			return fmt.Sprintf("%s(%s, %s)", m.pick("min", "max"), a, b)
		case 3:
			return fmt.Sprintf("((%s) ? %s : %s)", m.atom(), a, b)
		case 4:
			return fmt.Sprintf("(%s * agent.rate)", a)
		default:
			return fmt.Sprintf("(%s * %d)", a, m.IntN(3))
		}
	}
	switch m.IntN(8) {
	case 0, 1, 2:
		return "agent.pay"
	case 3:
		return "agent.few"
	case 4:
		return "fee"
	case 5:
		return "bonus"
	case 6:
		return m.pick("slice", "step", "by_kind[agent.kind]")
	default:
		return m.pick("0.01 CNY", "0.03 CNY", "0 CNY")
	}
}

// Policy gives the text of a random policy of one rule. Not every one loads.
func (m Maker) Policy() string {
	above := m.pick("", "above ")
	ladders := fmt.Sprintf("  step: {by: agent.n, whole: {%d: 0.01 CNY, %s%d: 0.0%d CNY}%s}\n", m.IntN(2), above, 2+m.IntN(3), m.IntN(4), m.pick("", ", below: first"))
	ladders += fmt.Sprintf("  by_kind: {by: agent.m, whole: {1: {red: 0.01 CNY, green: 0.02 CNY, blue: 0}, %d: {red: 0, green: 0.0%d CNY, blue: 0.03 CNY}}}\n", 2+m.IntN(2), m.IntN(4))
	ladders += fmt.Sprintf("  slice: {by: agent.pay, marginal: {0: %d%%, 0.0%d: %d%%, above 0.03: 50%%}}\n", m.IntN(2)*10, 1+m.IntN(2), m.IntN(3)*10)
	tables := "  bonus:\n    by: {k: agent.kind, n: agent.n}\n    rows:\n"
	for range 1 + m.IntN(3) {
		cell := m.pick("any", "..3", "2..", "1..4", "above 2", "4", "0..2")
		tables += fmt.Sprintf("      - [%s, %s, 0.0%d CNY]\n", m.pick("red", "green | blue", "any", "blue"), cell, m.IntN(4))
	}
	if m.IntN(2) == 0 {
		tables += "    otherwise: 0\n"
	}
	even := strings.ReplaceAll(m.condition(1), "even", "agent.vip")
	return fmt.Sprintf(small, ladders, tables, quoted(even), quoted(m.count(1)), strings.ReplaceAll(m.condition(2), `"`, `\"`), strings.ReplaceAll(m.money(2), `"`, `\"`))
}

func quoted(text string) string { return "'" + text + "'" }
