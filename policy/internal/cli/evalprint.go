package cli

import (
	"io"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/cli/sheet"
)

// printDecisions prints each decision with what it pays and why, or why it
// pays nothing.
func (c *command) printDecisions(p *policy.Policy, o *evalOptions, decisions []policy.Decision) error {
	var out strings.Builder
	at := c.of(", as of ", "，截至 ") + o.asOf.String()
	if o.period.text != "" {
		at = c.of(", period ", "，期间 ") + o.period.text
	}
	sheet.Paragraph(&out, 0, p.String()+at)
	if len(decisions) == 0 {
		sheet.Paragraph(&out, 2, c.of("no decision: the facts have no subject that a rule is for, or nothing is decided in these days",
			"没有判定：资料中没有规则适用的对象，或该期间无需判定"))
	}
	for i := range decisions {
		c.printDecision(&out, &decisions[i])
	}
	_, err := io.WriteString(c.out, out.String())
	return err
}

func (c *command) printDecision(out *strings.Builder, d *policy.Decision) {
	title := c.ruleOf(d.Rule, d.Kind, d.Subject)
	if d.Period != "" {
		title += c.of(", ", "，") + d.Period
	}
	out.WriteString("\n")
	sheet.Paragraph(out, 0, title+c.of(": ", "：")+c.state(d))
	for i := range d.Lines {
		c.printLine(out, &d.Lines[i])
	}
	c.printSteps(out, 2, d.Steps)
}

// ruleOf names a rule with its kind, and what it was applied to.
func (c *command) ruleOf(rule string, kind payout.Kind, subject payout.Ref) string {
	if name := c.lang().Kind(kind); name != rule {
		rule += c.of(" ("+name+")", "（"+name+"）")
	}
	if subject.IsZero() {
		return rule
	}
	return rule + c.of(" of ", "，") + subject.String()
}

// state says what became of a decision.
func (c *command) state(d *policy.Decision) string {
	switch d.State {
	case policy.None:
		return c.of("nothing to pay", "无")
	case policy.Lines:
		return c.lang().Count(len(d.Lines), "line", "笔")
	case policy.Pending:
		return c.of("pending, decided on "+d.Decides.String(), "待判定，"+d.Decides.String()+" 判定")
	case policy.Undecided:
		return c.of("undecided: ", "无法判定：") + c.lang().Reason(d.Reason)
	case policy.NeedsOthers:
		return c.of("needs others: ", "需要其他资料：") + d.Reason
	default:
		return string(d.State)
	}
}

// printLine prints one line of a decision with its sentence and values.
func (c *command) printLine(out *strings.Builder, l *payout.Line) {
	text := c.amount(l)
	if l.Kind == payout.Duty {
		text = l.Held
	} else if l.Held != "" {
		text += c.of(", held: ", "，冻结：") + l.Held
	} else if !l.Due.IsZero() {
		text += c.of(", due on "+l.Due.String(), "，"+l.Due.String()+" 到期")
	}
	sheet.Paragraph(out, 2, text+c.of(", to ", "，收款人 ")+l.Payee.String())
	if why := c.lang().Sentence(l.Why); why != "" {
		sheet.Paragraph(out, 4, why)
	}
	if len(l.Values) > 0 {
		parts := make([]string, len(l.Values))
		for i, v := range l.Values {
			parts[i] = v.Name + " = " + v.Text
		}
		sheet.Paragraph(out, 4, strings.Join(parts, "; "))
	}
}
