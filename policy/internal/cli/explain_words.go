package cli

import (
	"strings"

	"github.com/fenrun/fenrun/payout"
)

// part names a part of a rule, as the engine's steps have it.
func (c *command) part(part string) string {
	if c.of("en", "zh") == "en" {
		return part
	}
	whole := map[string]string{
		"applies": "适用", "when": "条件", "amount": "金额", "cap": "封顶", "floor": "保底", "to": "收款人", "rest": "其余归", "hold": "冻结",
		"must": "要求", "from": "起点价", "skip": "跳过", "back": "退还条件", "cap per payee": "每个收款人封顶", "rounded": "取整",
		"outstanding": "尚可扣回", "taken before": "此前已扣回",
	}
	if text, ok := whole[part]; ok {
		return text
	}
	for _, begin := range []struct{ english, chinese string }{{"share of ", "份额 "}, {"level ", "层级 "}, {"for ", "归 "}, {"slice from ", "起点 "}} {
		if rest, ok := strings.CutPrefix(part, begin.english); ok {
			return begin.chinese + rest
		}
	}
	return part
}

// note says in the language of the call what the engine notes at a step.
func (c *command) note(note string) string {
	if c.of("en", "zh") == "en" || note == "" {
		return note
	}
	switch note {
	case "absent":
		return "无"
	case "given":
		return "有"
	case "not given":
		return "未提供"
	case "first months":
		return "首期"
	case "skipped":
		return "跳过"
	}
	if rung, ok := strings.CutPrefix(note, "rung "); ok {
		return "档位 " + rung
	}
	if row, ok := strings.CutPrefix(note, "row "); ok {
		return "第 " + row + " 行"
	}
	if name, ok := strings.CutSuffix(note, " is missing"); ok {
		return "缺少 " + name
	}
	return note
}

// rounding says how an amount is rounded.
func (c *command) rounding(text string) string {
	mode, places, found := strings.Cut(text, ", ")
	if !found || c.of("en", "zh") == "en" {
		return text
	}
	names := map[string]string{"half-up": "四舍五入", "half-even": "四舍六入五取偶", "up": "进一", "down": "舍去"}
	return names[mode] + "，" + strings.TrimSuffix(places, " places") + " 位小数"
}

// move says what a settlement did.
func (c *command) move(k payout.MoveKind) string {
	switch k {
	case payout.Netted:
		return c.of("netted", "轧差")
	case payout.Withheld:
		return c.of("withheld", "暂扣")
	case payout.Taken:
		return c.of("taken", "抵扣")
	case payout.Deposited:
		return c.of("deposited", "转入押金")
	case payout.Drawn:
		return c.of("drawn", "押金抵扣")
	case payout.Returned:
		return c.of("returned", "退还押金")
	case payout.Released:
		return c.of("released", "解除暂扣")
	case payout.Paid:
		return c.of("paid", "付款")
	default:
		return k.String()
	}
}
