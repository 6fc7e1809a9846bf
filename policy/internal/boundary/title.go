package boundary

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// of writes a sentence in the language of the policy.
func (g *maker) of(en, zh string, args ...any) string {
	if g.chinese {
		return fmt.Sprintf(zh, args...)
	}
	return fmt.Sprintf(en, args...)
}

// title names a border.
func (b *border) title() string {
	switch {
	case b.what == "" || b.at == "":
		return b.what + b.at
	default:
		return b.what + " … " + b.at
	}
}

// text is what stands in the policy.
func (b *border) text() string {
	switch {
	case b.row != "":
		return b.row
	case b.above:
		return b.what + ", above " + b.at
	default:
		return b.what + ", " + b.at
	}
}

// named says where a case stands: below, at or above a border, and how far.
func (b *border) named(g *maker, gap *big.Int) string {
	title := b.stands(g, gap)
	if slices.Contains(b.site.rules, b.site.owner) || slices.Contains(b.site.tiers, b.site.owner) {
		return title + g.of(" (%s)", "（%s）", b.site.owner)
	}
	return title
}

func (b *border) stands(g *maker, gap *big.Int) string {
	subject, at, sign := b.what, b.at, gap.Sign()
	if b.first || b.last {
		return b.ofWindow(g, subject, sign)
	}
	if sign == 0 {
		if b.kind == ir.Date || b.kind == ir.Time {
			return g.of("%s on %s", "%s 在 %s 当天", subject, at)
		}
		return g.of("%s at %s", "%s 正好 %s", subject, at)
	}
	one := b.scale >= 0 && gap.CmpAbs(bigOne) == 0
	below := sign < 0
	switch {
	case b.kind == ir.Date && one && below:
		return g.of("%s the day before %s", "%s 在 %s 的前一天", subject, at)
	case b.kind == ir.Date && one:
		return g.of("%s the day after %s", "%s 在 %s 的后一天", subject, at)
	case b.kind == ir.Money && one && b.scale == g.book.Currency().Places() && b.scale == 2:
		return g.side(subject, at, below, "one cent", "一分")
	case b.kind == ir.Count && one && b.scale == 0:
		return g.side(subject, at, below, "one", "一个")
	case (b.kind == ir.Days || b.kind == ir.Months) && one:
		return g.side(subject, at, below, "one", "一")
	case below:
		return g.of("%s just below %s", "%s 略低于 %s", subject, at)
	default:
		return g.of("%s just above %s", "%s 略高于 %s", subject, at)
	}
}

func (g *maker) side(subject, at string, below bool, en, zh string) string {
	if below {
		return g.of("%[1]s %[3]s below %[2]s", "%[1]s 比 %[2]s 少%[3]s", subject, at, g.word(en, zh))
	}
	return g.of("%[1]s %[3]s above %[2]s", "%[1]s 比 %[2]s 多%[3]s", subject, at, g.word(en, zh))
}

func (g *maker) word(en, zh string) string {
	if g.chinese {
		return zh
	}
	return en
}

// ofWindow names the days around the first and the last one of a window.
func (b *border) ofWindow(g *maker, subject string, sign int) string {
	switch {
	case b.first && sign < 0:
		return g.of("the day before the first of %[2]s from %[1]s", "%s 起 %s 的第一天之前", subject, b.at)
	case b.first && sign == 0:
		return g.of("the first day of %[2]s from %[1]s", "%s 起 %s 的第一天", subject, b.at)
	case b.first:
		return g.of("the second day of %[2]s from %[1]s", "%s 起 %s 的第二天", subject, b.at)
	case sign < 0:
		return g.of("the day before the last of %[2]s from %[1]s", "%s 起 %s 最后一天的前一天", subject, b.at)
	case sign == 0:
		return g.of("the last day of %[2]s from %[1]s", "%s 起 %s 的最后一天", subject, b.at)
	default:
		return g.of("the day after the last of %[2]s from %[1]s", "%s 起 %s 最后一天的后一天", subject, b.at)
	}
}
