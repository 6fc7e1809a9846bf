package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/cli/closing"
	"github.com/fenrun/fenrun/policy/internal/cli/sheet"
	"github.com/fenrun/fenrun/policy/internal/cli/words"
	"github.com/fenrun/fenrun/policy/internal/engine"
)

func (c *command) printExplanations(list []told) error {
	var out strings.Builder
	for i := range list {
		if i > 0 {
			out.WriteString("\n\n")
		}
		c.printExplanation(&out, &list[i])
	}
	_, err := io.WriteString(c.out, out.String())
	return err
}

func (c *command) printExplanation(out *strings.Builder, x *told) {
	if l := x.Line; l != nil {
		sheet.Paragraph(out, 0, l.ID)
		sheet.Paragraph(out, 2, c.ruleOf(l.Rule, l.Kind, l.Subject)+c.of(", to ", "，收款人 ")+l.Payee.String()+c.of(": ", "：")+c.worth(l))
		if why := c.lang().Sentence(l.Why); why != "" {
			sheet.Paragraph(out, 2, why)
		}
		out.WriteString("\n")
		out.WriteString(c.circumstances(l))
	} else {
		c.printUnpaid(out, x)
	}
	c.printFacts(out, x)
	if len(x.Uncounted) > 0 {
		out.WriteString("\n" + c.of("not counted in these, for want of a fact", "因缺资料而未计入其中") + "\n")
		out.WriteString(closing.UncountedTable(x.Uncounted, 2, c.lang()))
	}
	c.printRefused(out, x)
	c.printHow(out, x)
	c.printPosted(out, x)
	c.printMoves(out, x.Moves)
}

// worth gives the amount of a line, or how a duty stands.
func (c *command) worth(l *payout.Line) string {
	if l.Kind == payout.Duty {
		return l.Held
	}
	return c.amount(l)
}

// printUnpaid says why there is no line, and what would do.
func (c *command) printUnpaid(out *strings.Builder, x *told) {
	state := map[string]string{
		"none":      c.of("nothing to pay", "无"),
		"pending":   c.of("pending", "待判定"),
		"undecided": c.of("undecided", "无法判定"),
		"due":       c.of("to be posted", "待入账"),
	}[x.State]
	title := c.ruleOf(x.Rule, x.Kind, x.Subject)
	if x.Period != "" && x.State != "pending" {
		title += c.of(", ", "，") + x.Period
	}
	if x.AtHand != "" {
		state += " " + words.Grouped(x.AtHand)
	}
	sheet.Paragraph(out, 0, title+c.of(": ", "：")+state)
	if why := c.lang().Sentence(x.Reason); why != "" {
		sheet.Paragraph(out, 2, why)
	}
	for i, m := range x.Missing {
		if i == 0 && len(x.Missing) > 1 {
			sheet.Paragraph(out, 2, c.of("missing, one of", "缺少下列之一"))
		} else if i == 0 {
			sheet.Paragraph(out, 2, c.of("missing", "缺少"))
		}
		sheet.Paragraph(out, 4, c.lang().Sentence(m))
	}
	out.WriteString("\n")
	t := sheet.Table{Indent: 2, Columns: []sheet.Column{{}, {}}}
	add := func(english, chinese, text string) {
		if text != "" {
			t.Add(c.of(english, chinese), text)
		}
	}
	add("policy", "政策", strings.TrimSpace(x.Policy+" "+x.Version))
	add("digest", "文本摘要", x.Digest)
	add("deal", "协议", x.Deal)
	if !x.Decided.IsZero() {
		add("decided", "判定日", x.Decided.String())
	}
	out.WriteString(t.String())
}

// circumstances prints by which text a line was made, and when.
func (c *command) circumstances(l *payout.Line) string {
	t := sheet.Table{Indent: 2, Columns: []sheet.Column{{}, {}}}
	add := func(english, chinese, text string) {
		if text != "" {
			t.Add(c.of(english, chinese), text)
		}
	}
	day := func(d payout.Date) string {
		if d.IsZero() {
			return ""
		}
		return d.String()
	}
	add("policy", "政策", strings.TrimSpace(l.Policy+" "+l.Version))
	add("digest", "文本摘要", l.Digest)
	add("deal", "协议", l.Deal)
	add("period", "期间", l.Period)
	add("paid once for", "一次性标识", l.Once)
	add("decided", "判定日", day(l.Decided))
	add("booked", "入账日", day(l.Booked))
	add("due", "到期日", day(l.Due))
	if l.Kind != payout.Duty {
		add("held", "冻结", l.Held)
	}
	add("cause", "缘由", l.Cause)
	add("corrects", "更正", strings.Join(l.Corrects, ", "))
	add("draws on", "抵扣来源", strings.Join(l.From, ", "))
	return t.String()
}

// printFacts prints what was read. Where no steps can be had it is what the
// line itself states.
func (c *command) printFacts(out *strings.Builder, x *told) {
	facts := x.Facts
	if len(facts) == 0 && x.Line != nil {
		if len(x.Line.Values) == 0 {
			return
		}
		sheet.Paragraph(out, 0, c.of("\nfacts, as the line states them", "\n计算依据（该笔所记）"))
		t := sheet.Table{Indent: 2, Columns: []sheet.Column{{Most: 60}, {}}}
		for _, v := range x.Line.Values {
			t.Add(v.Name, v.Text)
		}
		out.WriteString(t.String())
		return
	}
	if len(facts) == 0 {
		return
	}
	sheet.Paragraph(out, 0, c.of("\nfacts that were read", "\n读取的资料"))
	t := sheet.Table{Indent: 2, Columns: []sheet.Column{{Most: 48}, {Most: 32}, {}}}
	for _, f := range facts {
		value, note := c.value(f.Value, f.Unit), c.note(f.Note)
		if f.Note == "given" {
			note = ""
		}
		if value == "" {
			value, note = note, ""
		}
		t.Add(oneLine(f.Name), value, strings.TrimSpace(note+" "+c.days(f.From, f.Until)))
	}
	out.WriteString(t.String())
}

// mostRefused is how many rows that were refused are listed.
const mostRefused = 10

// printRefused lists the rows that may be missing from what was read.
func (c *command) printRefused(out *strings.Builder, x *told) {
	n := len(x.Refused)
	if n == 0 {
		return
	}
	byKind, kinds := map[string][]string{}, []string{}
	for _, r := range x.Refused {
		if byKind[r.Kind] == nil {
			kinds = append(kinds, r.Kind)
		}
		byKind[r.Kind] = append(byKind[r.Kind], fmt.Sprintf("%s:%d", r.File, r.Line))
	}
	out.WriteString("\n" + c.of("refused rows, which are in none of these figures", "被拒收的数据行，未计入以上任何数字") + "\n")
	for _, kind := range kinds {
		places := byKind[kind]
		list := strings.Join(places[:min(len(places), mostRefused)], ", ")
		if len(places) > mostRefused {
			list += ", ..."
		}
		count := fmt.Sprintf("%d rows of %s were refused: ", len(places), kind)
		if len(places) == 1 {
			count = "1 row of " + kind + " was refused: "
		}
		sheet.Paragraph(out, 2, c.of(count, fmt.Sprintf("%s 有 %d 行被拒收：", kind, len(places)))+list)
	}
	for _, r := range x.Refused[:min(n, mostRefused)] {
		sheet.Paragraph(out, 4, fmt.Sprintf("%s:%d  %s", r.File, r.Line, r.Message))
	}
	if x.Unlisted > 0 {
		sheet.Paragraph(out, 2, c.of(fmt.Sprintf("%d more findings about rows are not looked at here.", x.Unlisted), fmt.Sprintf("另有 %d 条数据问题未在此检查。", x.Unlisted)))
	}
}

// days says over which days a measure runs.
func (c *command) days(from, until payout.Date) string {
	switch {
	case until.IsZero():
		return ""
	case from.IsZero():
		return c.of("up to "+until.String(), "截至 "+until.String())
	case from == until:
		return c.of("of ", "") + until.String()
	default:
		return c.of(from.String()+" to "+until.String(), from.String()+" 至 "+until.String())
	}
}

// printHow prints the steps, or why there are none.
func (c *command) printHow(out *strings.Builder, x *told) {
	switch {
	case len(x.Steps) > 0:
		sheet.Paragraph(out, 0, c.of("\nsteps, computed again from the data at hand", "\n计算步骤（按当前资料重新计算）"))
		c.printSteps(out, 2, x.Steps)
	case x.Line == nil:
	case x.Line.Digest == "":
		sheet.Paragraph(out, 0, c.of("\nIt was posted by hand, and no rule computed it.", "\n该笔为手工入账，不由规则计算。"))
	case strings.HasPrefix(x.Line.Cause, "void: "):
		sheet.Paragraph(out, 0, c.of("\nIts subject was withdrawn: what stood posted was taken back.", "\n对象已撤回，原入账金额全部冲回。"))
	case x.AtHand == "":
		sheet.Paragraph(out, 0, c.of("\nThe policies at hand do not have the text that made this line, or the data not its subject, so its steps are not shown.",
			"\n当前政策文本与生成该笔的文本不同，或资料中已无此对象，故不列出计算步骤。"))
	}
}

// printPosted prints what stood posted before and what with the line.
func (c *command) printPosted(out *strings.Builder, x *told) {
	l := x.Line
	if l == nil || l.Kind == payout.Duty {
		return
	}
	sheet.Paragraph(out, 0, c.of("\nposted under its key", "\n同一标识的入账"))
	t := sheet.Table{Indent: 2, Columns: []sheet.Column{{}, {Right: true}}}
	own := l.Amount.Amount()
	if l.Kind == payout.Benefit {
		own = l.Quantity.String()
	}
	t.Add(c.of("before", "此前"), words.Grouped(x.Before))
	t.Add(c.of("this line", "本笔"), words.Grouped(own))
	t.Add(c.of("in all", "合计"), words.Grouped(x.Target))
	later := strings.Trim(x.Later, "-0.") != ""
	if later {
		t.Add(c.of("later", "此后"), words.Grouped(x.Later))
	}
	out.WriteString(t.String())
	if x.AtHand != "" && x.AtHand != x.Target && !later && l.Cause == "" {
		sheet.Paragraph(out, 2, c.of(
			"The data at hand come to "+words.Grouped(x.AtHand)+": they have changed since, and the next run posts the difference.",
			"按当前资料应为 "+words.Grouped(x.AtHand)+"：资料已有变动，下次运行时入账差额。"))
	}
}

func (c *command) printMoves(out *strings.Builder, moves []settledMove) {
	if len(moves) == 0 {
		return
	}
	sheet.Paragraph(out, 0, c.of("\nwhat became of it", "\n结算情况"))
	t := sheet.Table{Indent: 2, Columns: []sheet.Column{{}, {}, {Right: true}, {}}}
	for _, m := range moves {
		t.Add(m.Day.String(), c.move(m.Move), words.Grouped(m.Amount), m.With)
	}
	out.WriteString(t.String())
}

// printSteps prints how a value came about, each step below what it is a part
// of.
func (c *command) printSteps(out *strings.Builder, indent int, steps []policy.Step) {
	for _, s := range steps {
		text := oneLine(s.Text)
		if s.Part == "rounded" || strings.HasPrefix(s.Part, "for ") {
			text = c.rounding(text)
		}
		if strings.HasPrefix(s.Part, engine.SlicePart) {
			quantity, price, _ := strings.Cut(text, " * ")
			text = c.value(quantity, "money") + " × " + c.value(price, "money")
		}
		if s.Part != "" {
			text = c.part(s.Part) + c.of(": ", "：") + text
		}
		var notes []string
		for _, n := range []string{c.note(s.Note), c.days(s.From, s.Until)} {
			if n != "" {
				notes = append(notes, n)
			}
		}
		note := strings.Join(notes, c.of(", ", "，"))
		switch {
		case s.Value != "" && note != "":
			text += " = " + c.value(s.Value, s.Unit) + c.of(" (", "（") + note + c.of(")", "）")
		case s.Value != "":
			text += " = " + c.value(s.Value, s.Unit)
		case note != "":
			text += c.of(": ", "：") + note
		}
		sheet.Paragraph(out, indent, strings.TrimSpace(text))
		c.printSteps(out, min(indent+2, sheet.Width/2), s.Steps)
	}
}

// value writes a value for people: conditions in words, numbers with their
// digits grouped.
func (c *command) value(text, unit string) string {
	switch {
	case unit == "yes or no" && text == "true":
		return c.of("true", "成立")
	case unit == "yes or no" && text == "false":
		return c.of("false", "不成立")
	case unit == "money" || unit == "count" || unit == "number" || unit == "quantity":
		number, rest, spaced := strings.Cut(text, " ")
		if spaced {
			return words.Grouped(number) + " " + rest
		}
		return words.Grouped(number)
	default:
		return text
	}
}
