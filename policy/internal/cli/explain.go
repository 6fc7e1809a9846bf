package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/cli/sheet"
	"github.com/fenrun/fenrun/policy/internal/cli/words"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/run"
)

// An explanation is how a posted line came about.
type explanation struct {
	Line  payout.Line   `json:"line"`
	Moves []settledMove `json:"moves"`
	Steps []policy.Step `json:"steps"`

	sameText bool // the steps are those of the text that made the line
}

// A settledMove is what a settlement did with a line.
type settledMove struct {
	Day    payout.Date     `json:"day"`
	Move   payout.MoveKind `json:"move"`
	Amount string          `json:"amount"`
	With   string          `json:"with"`
}

// explain prints how a line came about. A ledger in memory is filled by a run
// first.
func (c *command) explain(ctx context.Context, w *workplace, ledger payout.Ledger, period engine.Period, o *runOptions) error {
	if o.ledger == "" {
		if _, err := run.Period(ctx, w.book, w.folder, ledger, period.String(), w.options(o)); err != nil {
			return runError(err)
		}
	}
	e, err := findLine(ctx, ledger, o.explain)
	if err != nil {
		return err
	}
	e.Steps, err = run.Explain(ctx, w.book, w.folder, ledger, e.Line)
	e.sameText = err == nil
	if err != nil && !errors.Is(err, run.ErrOtherText) {
		return err
	}
	if e.Steps == nil {
		e.Steps = []policy.Step{}
	}
	if o.format.value == "json" {
		return printJSON(c.out, e)
	}
	return c.printExplanation(e)
}

// maxCandidates is how many lines are offered where an id is not one of them.
const maxCandidates = 10

// findLine finds the line of an id, or the one line whose id has the text as a
// part, and what became of it.
func findLine(ctx context.Context, ledger payout.Ledger, text string) (*explanation, error) {
	var matches []payout.Line
	var settlements []payout.Settlement
	for entry, err := range ledger.Read(ctx, payout.Query{}) {
		if err != nil {
			return nil, err
		}
		switch entry := entry.(type) {
		case payout.Line:
			if strings.Contains(entry.ID, text) {
				matches = append(matches, entry)
			}
		case payout.Settlement:
			settlements = append(settlements, entry)
		case payout.Run, payout.Release, payout.Assignment:
		}
	}
	i := slices.IndexFunc(matches, func(l payout.Line) bool { return l.ID == text })
	switch {
	case i >= 0:
	case len(matches) == 1:
		i = 0
	case len(matches) == 0:
		return nil, usagef("--format csv prints the ids of all lines", "no line has the id %q, nor an id with this in it", text)
	default:
		slices.SortFunc(matches, func(a, b payout.Line) int { return cmp.Compare(a.ID, b.ID) })
		message := fmt.Sprintf("%d lines have %q in their ids:", len(matches), text)
		for _, l := range matches[:min(len(matches), maxCandidates)] {
			message += "\n" + l.ID
		}
		if len(matches) > maxCandidates {
			message += "\n..."
		}
		return nil, usagef("", "%s", message)
	}
	e := &explanation{Line: matches[i], Moves: []settledMove{}}
	for _, s := range settlements {
		for _, m := range s.Moves {
			if m.Line == e.Line.ID {
				e.Moves = append(e.Moves, settledMove{s.Day, m.Kind, m.Amount.Amount(), m.With})
			} else if m.With == e.Line.ID {
				e.Moves = append(e.Moves, settledMove{s.Day, m.Kind, m.Amount.Amount(), m.Line})
			}
		}
	}
	return e, nil
}

func (c *command) printExplanation(e *explanation) error {
	var out strings.Builder
	l := &e.Line
	sheet.Paragraph(&out, 0, l.ID)
	sheet.Paragraph(&out, 2, c.ruleOf(l.Rule, l.Kind, l.Subject)+c.of(", to ", "，收款人 ")+l.Payee.String()+c.of(": ", "：")+c.amount(l))
	if why := c.lang().Sentence(l.Why); why != "" {
		sheet.Paragraph(&out, 2, why)
	}
	out.WriteString("\n")
	out.WriteString(c.circumstances(l))
	c.printValues(&out, l.Values)
	c.printMoves(&out, e)
	c.printExplained(&out, e)
	_, err := io.WriteString(c.out, out.String())
	return err
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
	add("held", "冻结", l.Held)
	add("cause", "缘由", l.Cause)
	add("corrects", "更正", strings.Join(l.Corrects, ", "))
	add("draws on", "抵扣来源", strings.Join(l.From, ", "))
	return t.String()
}

func (c *command) printValues(out *strings.Builder, values payout.Values) {
	if len(values) == 0 {
		return
	}
	sheet.Paragraph(out, 0, c.of("\ncomputed from", "\n计算依据"))
	t := sheet.Table{Indent: 2, Columns: []sheet.Column{{Most: 60}, {}}}
	for _, v := range values {
		t.Add(v.Name, v.Text)
	}
	out.WriteString(t.String())
}

func (c *command) printMoves(out *strings.Builder, e *explanation) {
	if len(e.Moves) == 0 {
		return
	}
	sheet.Paragraph(out, 0, c.of("\nwhat became of it", "\n结算情况"))
	t := sheet.Table{Indent: 2, Columns: []sheet.Column{{}, {}, {Right: true}, {}}}
	for _, m := range e.Moves {
		t.Add(m.Day.String(), m.Move.String(), words.Grouped(m.Amount), m.With)
	}
	out.WriteString(t.String())
}

// printExplained prints the steps, or why there are none.
func (c *command) printExplained(out *strings.Builder, e *explanation) {
	switch {
	case !e.sameText:
		sheet.Paragraph(out, 0, c.of("\nThe policies at hand do not have the text that made this line, so its steps are not shown.",
			"\n当前政策文本与生成该笔的文本不同，故不列出计算步骤。"))
	case len(e.Steps) == 0:
		sheet.Paragraph(out, 0, c.of("\nThe data at hand have no "+e.Line.Subject.String()+", so its steps are not shown.",
			"\n当前资料中没有 "+e.Line.Subject.String()+"，故不列出计算步骤。"))
	default:
		sheet.Paragraph(out, 0, c.of("\nsteps, computed again from the data at hand", "\n计算步骤（按当前资料重新计算）"))
		printSteps(out, 2, e.Steps)
	}
}
