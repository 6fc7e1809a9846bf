package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/run"
)

// explainOptions are the flags of explain.
type explainOptions struct {
	run     runOptions // of which it has some
	subject refFlag
	rule    string
	format  choice
}

func (c *command) explainCommand() *cobra.Command {
	o := &explainOptions{format: choice{words: []string{"text", "json"}, value: "text"}, run: runOptions{progress: choice{value: "never"}}}
	o.subject.as = "a subject is written with its kind, as in device/d1"
	cmd := &cobra.Command{
		Use:   "explain FOLDER (LINE | --subject SUBJECT --rule RULE)",
		Short: "Tell how a line came about, or why a rule did not pay",
		Long: `Tell how a line came about: the facts that were read, each step with its value,
the rung that was reached, the rounding, and what had been posted before. LINE is
its id, or a part of one that no other line has.

With --subject and --rule it tells the same of what that rule has posted for that
subject, and where there is nothing, why: which condition does not hold and with
which values, what is missing, on which day it is decided, or which fact keeps it
undecided.

The steps are those of the evaluation, made again with the data at hand. Where these
were corrected since, they come to what the next run would post.

With --ledger the lines are those of the ledger. Without it, everything is run in
memory from the first month of the data up to the period, and nothing is kept.`,
		Example: `  fenrun explain policies/ --ledger 2026.db harbor/harbor-esign/residual/merchant/m1/2026-03/agent/a1#1
  fenrun explain policies/ --subject device/d1 --rule activation-bonus
  fenrun explain policies/ --subject device/d1 --rule activation-bonus --period 2026-03 --lang zh`,
		Args: func(_ *cobra.Command, args []string) error { return o.check(args) },
		RunE: func(cmd *cobra.Command, args []string) error { return c.explain(cmd.Context(), args, o) },
	}
	flags := cmd.Flags()
	flags.Var(&o.subject, "subject", "what the rule was applied to, such as device/d1")
	flags.StringVar(&o.rule, "rule", "", "the rule, or all rows of it")
	flags.Var(&o.run.period, "period", "what was decided in this period: 2026-03, 2026-03-05, 2026-Q1 or 2026")
	flags.Var(&o.run.asOf, "as-of", "without a ledger: day of the run, by default the last of the period")
	flags.StringVar(&o.run.data, "data", "", "folder of the data")
	flags.StringVar(&o.run.ledger, "ledger", "", "SQLite file of the ledger, which is only read")
	c.choose(cmd, &o.format, "format", "form of the output", false)
	return cmd
}

// check looks at what is asked for.
func (o *explainOptions) check(args []string) error {
	const line, rule = "fenrun explain policies/ --ledger 2026.db LINE", "fenrun explain policies/ --subject device/d1 --rule activation-bonus"
	asked := !o.subject.ref.IsZero() || o.rule != ""
	switch {
	case len(args) == 0:
		return usagef("for example: "+rule, "say which folder of policies to explain from")
	case len(args) > 2:
		return usagef("for example: "+line, "one line is explained at a time, and %d are named", len(args)-1)
	case len(args) == 2 && asked:
		return usagef("either the line, or --subject and --rule", "a line says by itself what it is of")
	case len(args) == 2:
		return nil
	case o.subject.ref.IsZero() || o.rule == "":
		return usagef("for example: "+rule+", or: "+line, "say what to explain: the id of a line, or --subject and --rule")
	default:
		return nil
	}
}

func (c *command) explain(ctx context.Context, args []string, o *explainOptions) (err error) {
	w, err := c.workplace(args[0], o.run.data)
	if err != nil {
		return c.orFail(err)
	}
	if o.rule != "" {
		if err := knownRuleOf(w, o.rule); err != nil {
			return err
		}
	}
	ledger, closeLedger, err := c.explained(ctx, w, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeLedger()) }()
	explainer := run.NewExplainer(ctx, w.book, w.folder, ledger)
	var list []*run.Explanation
	if len(args) == 2 {
		line, err := findLine(ctx, ledger, args[1])
		if err != nil {
			return err
		}
		x, err := explainer.Line(line)
		if err != nil && !errors.Is(err, run.ErrOtherText) {
			return err
		}
		list = append(list, x)
	} else if list, err = explainer.Ask(run.Question{Subject: o.subject.ref, Rule: o.rule, Period: o.run.period.text}); err != nil {
		return err
	}
	told := make([]told, len(list))
	for i, x := range list {
		told[i].Explanation = x
		if told[i].Moves, err = movesOf(ctx, ledger, x.Line); err != nil {
			return err
		}
	}
	if o.format.value == "json" {
		return printJSON(c.out, struct {
			Explanations any `json:"explanations"`
		}{told})
	}
	return c.printExplanations(told)
}

// A told is an explanation, and what became of its line.
type told struct {
	*run.Explanation
	Moves []settledMove `json:"moves"`
}

// A settledMove is what a settlement did with a line.
type settledMove struct {
	Day    payout.Date     `json:"day"`
	Move   payout.MoveKind `json:"move"`
	Amount string          `json:"amount"`
	With   string          `json:"with"`
}

// explained gives the ledger whose lines are explained. Without one, all that
// the data have is run in memory, up to the period.
func (c *command) explained(ctx context.Context, w *workplace, o *explainOptions) (payout.Ledger, func() error, error) {
	if o.run.ledger != "" {
		there, err := existing(o.run.ledger)
		if err == nil && !there {
			err = &failure{"there is no ledger " + o.run.ledger, "run the period first: what is explained must have been posted"}
		}
		if err != nil {
			return nil, nil, err
		}
		return openLedger(ctx, o.run.ledger)
	}
	period, err := c.period(ctx, w, &o.run)
	if err != nil {
		return nil, nil, err
	}
	ledger, closeLedger, err := openLedger(ctx, "")
	if err != nil {
		return nil, nil, err
	}
	first, _ := w.covered()
	if first.IsZero() {
		if first, _, err = w.eventDays(ctx); err != nil {
			return nil, nil, err
		}
	}
	if first = first.MonthStart(); !first.IsZero() && first < period.From {
		before := w.options(&o.run)
		before.AsOf = 0
		if _, err := run.Period(ctx, w.book, w.folder, ledger, first.String()[:7], before); err != nil {
			return nil, nil, c.orFail(runError(err))
		}
	}
	if _, err := run.Period(ctx, w.book, w.folder, ledger, period.String(), w.options(&o.run)); err != nil {
		return nil, nil, c.orFail(runError(err))
	}
	return ledger, closeLedger, nil
}

// knownRuleOf makes sure that a policy of the workplace, or a deal, has a rule
// of that name.
func knownRuleOf(w *workplace, name string) error {
	var ids []string
	texts := w.book.Plans()
	for _, t := range w.book.Terms() {
		texts = slices.Concat(texts, t.Texts())
	}
	for _, p := range texts {
		for _, r := range p.Rules {
			if r.ID == name || r.Base == name {
				return nil
			}
			ids = append(ids, r.ID, r.Base)
		}
	}
	hint := ""
	if near := diag.Nearest(name, ids); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	return usagef(hint, "the policies have no rule %q", name)
}

// maxCandidates is how many lines are offered where an id is not one of them.
const maxCandidates = 10

// findLine finds the line of an id, or the one line whose id has the text as a
// part.
func findLine(ctx context.Context, ledger payout.Ledger, text string) (payout.Line, error) {
	var matches []payout.Line
	for entry, err := range ledger.Read(ctx, payout.Query{}) {
		if err != nil {
			return payout.Line{}, err
		}
		if l, ok := entry.(payout.Line); ok && strings.Contains(l.ID, text) {
			matches = append(matches, l)
		}
	}
	i := slices.IndexFunc(matches, func(l payout.Line) bool { return l.ID == text })
	switch {
	case i >= 0:
		return matches[i], nil
	case len(matches) == 1:
		return matches[0], nil
	case len(matches) == 0:
		return payout.Line{}, usagef("`fenrun run --format csv` prints the ids of all lines", "no line has the id %q, nor an id with this in it", text)
	}
	slices.SortFunc(matches, func(a, b payout.Line) int { return cmp.Compare(a.ID, b.ID) })
	message := fmt.Sprintf("%d lines have %q in their ids:", len(matches), text)
	for _, l := range matches[:min(len(matches), maxCandidates)] {
		message += "\n" + l.ID
	}
	if len(matches) > maxCandidates {
		message += "\n..."
	}
	return payout.Line{}, usagef("", "%s", message)
}

// movesOf gives what settlements did with a line.
func movesOf(ctx context.Context, ledger payout.Ledger, line *payout.Line) ([]settledMove, error) {
	moves := []settledMove{}
	if line == nil {
		return moves, nil
	}
	for entry, err := range ledger.Read(ctx, payout.Query{}) {
		if err != nil {
			return nil, err
		}
		s, ok := entry.(payout.Settlement)
		if !ok {
			continue
		}
		for _, m := range s.Moves {
			if m.Line == line.ID {
				moves = append(moves, settledMove{s.Day, m.Kind, m.Amount.Amount(), m.With})
			} else if m.With == line.ID {
				moves = append(moves, settledMove{s.Day, m.Kind, m.Amount.Amount(), m.Line})
			}
		}
	}
	return moves, nil
}
