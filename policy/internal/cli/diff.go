package cli

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/cli/sheet"
	"github.com/fenrun/fenrun/policy/internal/compare"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/run"
)

// diffOptions are the flags of diff.
type diffOptions struct {
	data     string
	period   periodFlag
	format   choice
	most     int
	costMost amountFlag
	lossMost amountFlag
}

func (c *command) diffCommand() *cobra.Command {
	o := &diffOptions{format: choice{words: []string{"text", "json"}, value: "text"}, most: 20}
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Say what changes in meaning between two texts, and who earns more or less",
		Long: `Compare two policies, or two folders of policies and deals, by what they mean:
layout, order and comments make no difference. OLD and NEW are files or folders.

With --data and --period both are run over the same facts, from an empty ledger,
and what they pay is set side by side, by rule and by payee. A single text that is
not in force in the period is run as if it were.

--max-cost and --max-loss declare bounds, so that diff can guard a change: if the
new text costs more than that in all, or takes more than that from one payee, it
exits with 1.`,
		Example: `  fenrun diff harbor-2026.yaml harbor-2027.yaml
  fenrun diff policies/ proposed/ --data data/ --period 2026-03
  fenrun diff policies/ proposed/ --data data/ --period 2026-03 --max-cost 50000 --max-loss 0`,
		Args: exactly(2, "which two files or folders to compare", "fenrun diff harbor-2026.yaml harbor-2027.yaml"),
		RunE: func(cmd *cobra.Command, args []string) error { return c.diff(cmd.Context(), args[0], args[1], o) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.data, "data", "", "folder of the data, to compare what both pay")
	flags.Var(&o.period, "period", "with --data: what to run, 2026-03, 2026-Q1 or 2026")
	flags.IntVar(&o.most, "most", o.most, "payees to list in the text")
	flags.Var(&o.costMost, "max-cost", "the most that the new text may cost more in all")
	flags.Var(&o.lossMost, "max-loss", "the most that one payee may lose")
	c.choose(cmd, &o.format, "format", "form of the output", false)
	return cmd
}

func (c *command) diff(ctx context.Context, was, now string, o *diffOptions) error {
	if (o.data == "") != (o.period.text == "") {
		return usagef("fenrun diff OLD NEW --data data/ --period 2026-03", "--data and --period go together")
	}
	if o.data == "" && (o.costMost.set || o.lossMost.set) {
		return usagef("fenrun diff OLD NEW --data data/ --period 2026-03", "bounds need facts: give --data and --period")
	}
	a, err := c.book(was)
	if err != nil {
		return c.orFail(err)
	}
	b, err := c.book(now)
	if err != nil {
		return c.orFail(err)
	}
	d := differing{differences: compare.Books(a, b)}
	if o.data != "" {
		if err := d.run(ctx, a, b, o); err != nil {
			return err
		}
	}
	if o.format.value == "json" {
		err = printJSON(c.out, d.json())
	} else {
		_, err = fmt.Fprint(c.out, d.text(c, o.most))
	}
	if err == nil && len(d.broken) > 0 {
		err = errFindings
	}
	return err
}

// book reads the policies of a file, or of a folder.
func (c *command) book(name string) (*policy.Book, error) {
	found, err := find([]string{name})
	if err != nil {
		return nil, err
	}
	names := slices.Concat(found.books...)
	if len(names) == 0 {
		return nil, fmt.Errorf("there is no policy in %s", name)
	}
	book, diags, err := policy.CheckFiles(disk{}, names...)
	if err != nil {
		return nil, err
	}
	if book == nil {
		return nil, diags
	}
	return book, nil
}

// A differing is what diff has found.
type differing struct {
	differences []compare.Difference
	cost        *compare.Cost
	period      string
	asIf        bool
	broken      []string // bounds
}

// run compares what both books pay.
func (d *differing) run(ctx context.Context, a, b *policy.Book, o *diffOptions) error {
	p, err := engine.ParsePeriod(o.period.text)
	if err != nil {
		return err
	}
	d.period = o.period.text
	before, after := compare.AsIf(a, p), compare.AsIf(b, p)
	d.asIf = before || after
	dir := path.Clean(filepath.ToSlash(o.data))
	source := func(book *policy.Book) run.Source {
		stated, err := readStated(dir, book)
		if err != nil {
			stated = &stated0
		}
		return &run.Folder{FS: newDecoded(disk{}), Dir: dir, Cover: stated.cover, Unique: stated.unique}
	}
	if d.cost, err = compare.Run(ctx, a, b, source, o.period.text); err != nil {
		return runError(err)
	}
	d.bounds(o)
	return nil
}

// stated0 states nothing of the data.
var stated0 = stated{}

// bounds notes which of the declared bounds are broken.
func (d *differing) bounds(o *diffOptions) {
	if o.costMost.set {
		more := compare.Paid{Was: d.cost.Was, Now: d.cost.Now}.Change()
		if exceeds(more, o.costMost) {
			d.broken = append(d.broken, fmt.Sprintf("the new text costs %s more, and --max-cost is %s", more.Amount(), o.costMost.text))
		}
	}
	if o.lossMost.set {
		for _, p := range d.cost.Payees {
			if loss := p.Change().Neg(); exceeds(loss, o.lossMost) {
				d.broken = append(d.broken, fmt.Sprintf("%s loses %s, and --max-loss is %s", p.Name, loss.Amount(), o.lossMost.text))
			}
		}
	}
}

func exceeds(m payout.Money, limit amountFlag) bool {
	return m.Sign() > 0 && m.Decimal().GreaterThan(limit.value)
}

// text writes what was found for people.
func (d *differing) text(c *command, most int) string {
	var b strings.Builder
	changed := false
	for _, one := range d.differences {
		if !one.Appeared && !one.Gone && len(one.Changes) == 0 {
			continue
		}
		changed = true
		b.WriteString(c.differenceTitle(one) + "\n")
		for _, ch := range one.Changes {
			b.WriteString("  " + c.changeText(ch) + "\n")
		}
	}
	if !changed {
		b.WriteString(c.of("no change in meaning\n", "含义没有变化\n"))
	}
	if d.cost != nil {
		d.costText(c, &b, most)
	}
	for _, line := range d.broken {
		fmt.Fprintf(&b, "\n%s\n", painted(line, red, c.colored(c.out)))
	}
	return b.String()
}

// changeText writes one change on a line.
func (c *command) changeText(ch compare.Change) string {
	text := ch.Of + " " + ch.Name
	if ch.Part != "" {
		text += ", " + ch.Part
	}
	if ch.Was == ch.Now { // written alike, and its names mean something else
		return text + c.of(": by the names that it uses", "：所用名称的含义有变化")
	}
	return text + ": " + orNone(ch.Was) + " → " + orNone(ch.Now)
}

func orNone(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

func (c *command) differenceTitle(d compare.Difference) string {
	title := d.Policy
	switch {
	case d.Deal != "":
		title += c.of(", deal ", "，协议 ") + d.Deal + c.of(" of ", "，代理 ") + d.Agent
		if d.Appeared {
			title += c.of(" (new)", "（新）")
		}
		if d.Gone {
			title += c.of(" (gone)", "（取消）")
		}
	case d.Appeared:
		title += " " + d.Now + c.of(" is new", " 为新增")
	case d.Gone:
		title += " " + d.Was + c.of(" is gone", " 已取消")
	case d.Was == d.Now:
		title += " " + d.Now
	default:
		title += " " + d.Was + " → " + d.Now
	}
	return title
}

// costText writes what both texts pay.
func (d *differing) costText(c *command, b *strings.Builder, most int) {
	fmt.Fprintf(b, "\n%s %s", c.of("What both pay in", "两者在下列期间的支付："), d.period)
	if d.asIf {
		b.WriteString(c.of(", as if in force", "（假定已生效）"))
	}
	b.WriteString("\n")
	right := sheet.Column{Right: true}
	t := sheet.Table{Columns: []sheet.Column{{}, right, right, right}, Indent: 2}
	t.Add("", c.of("before", "原"), c.of("after", "新"), c.of("change", "变化"))
	add := func(p compare.Paid) {
		t.Add(p.Name, c.lang().Amount(p.Was), c.lang().Amount(p.Now), c.lang().Amount(p.Change()))
	}
	for _, p := range d.cost.Rules {
		add(p)
	}
	add(compare.Paid{Name: c.of("total", "合计"), Was: d.cost.Was, Now: d.cost.Now})
	b.WriteString(t.String())
	var moved []compare.Paid
	for _, p := range d.cost.Payees {
		if !p.Change().IsZero() {
			moved = append(moved, p)
		}
	}
	less := slices.IndexFunc(moved, func(p compare.Paid) bool { return p.Change().Sign() > 0 })
	if less < 0 {
		less = len(moved)
	}
	fmt.Fprintf(b, "\n%s\n", c.of(
		fmt.Sprintf("payees: %d earn less, %d more, %d the same", less, len(moved)-less, len(d.cost.Payees)-len(moved)),
		fmt.Sprintf("%d 个收款方减少，%d 个增加，%d 个不变", less, len(moved)-less, len(d.cost.Payees)-len(moved))))
	t = sheet.Table{Columns: []sheet.Column{{}, right, right, right}, Indent: 2}
	for i, p := range moved {
		switch {
		case len(moved) <= most || i < most/2 || i >= len(moved)-(most+1)/2:
			t.Add(p.Name, c.lang().Amount(p.Was), c.lang().Amount(p.Now), c.lang().Amount(p.Change()))
		case i == most/2:
			t.Add("...")
		}
	}
	b.WriteString(t.String())
	d.leftOut(c, b)
}

// leftOut says what neither text was paid on: decisions that could not be
// made, and rows that are wrong.
func (d *differing) leftOut(c *command, b *strings.Builder) {
	if u := d.cost.Undecided; u[0]+u[1] > 0 {
		fmt.Fprintf(b, "\n%s\n", c.of(fmt.Sprintf("decisions that could not be made: %d before, %d after", u[0], u[1]), fmt.Sprintf("无法判定：原 %d 项，新 %d 项", u[0], u[1])))
	}
	n := len(d.cost.Refused)
	if n == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", c.of("rows that are wrong, and that both leave out", "有误而两者均未计入的数据行"))
	for _, one := range d.cost.Refused[:min(n, mostRefused)] {
		sheet.Paragraph(b, 2, fmt.Sprintf("%s:%d  %s [%s]", one.Span.File, one.Span.Start.Line, one.Message, one.Code))
	}
	if more := n - min(n, mostRefused) + d.cost.Unlisted; more > 0 {
		sheet.Paragraph(b, 2, c.of(fmt.Sprintf("and %d more; `fenrun run` lists them", more), fmt.Sprintf("另有 %d 条，见 `fenrun run`", more)))
	}
}

// A refusedRow is a finding about a row that no figure has.
type refusedRow struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// json writes what was found for programs.
func (d *differing) json() any {
	type paid struct {
		Name   string       `json:"name"`
		Was    payout.Money `json:"was"`
		Now    payout.Money `json:"now"`
		Change payout.Money `json:"change"`
	}
	list := func(all []compare.Paid) []paid {
		out := []paid{}
		for _, p := range all {
			out = append(out, paid{p.Name, p.Was, p.Now, p.Change()})
		}
		return out
	}
	out := struct {
		Differences []compare.Difference `json:"differences"`
		Period      string               `json:"period,omitempty"`
		AsIf        bool                 `json:"as_if,omitempty"`
		Rules       []paid               `json:"rules,omitempty"`
		Payees      []paid               `json:"payees,omitempty"`
		Total       *paid                `json:"total,omitempty"`
		Broken      []string             `json:"broken,omitempty"`
		Undecided   *[2]int              `json:"undecided,omitempty"` // decisions, before and after
		Refused     []refusedRow         `json:"refused,omitempty"`
		Unlisted    int                  `json:"unlisted,omitempty"`
	}{Differences: d.differences, Period: d.period, AsIf: d.asIf, Broken: d.broken}
	if out.Differences == nil {
		out.Differences = []compare.Difference{}
	}
	if d.cost != nil {
		out.Undecided, out.Unlisted = &d.cost.Undecided, d.cost.Unlisted
		for _, one := range d.cost.Refused {
			out.Refused = append(out.Refused, refusedRow{one.Span.File, one.Span.Start.Line, one.Code, one.Message})
		}
		out.Rules, out.Payees = list(d.cost.Rules), list(d.cost.Payees)
		out.Total = &list([]compare.Paid{{Name: "total", Was: d.cost.Was, Now: d.cost.Now}})[0]
	}
	return out
}
