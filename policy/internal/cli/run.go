package cli

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/cli/closing"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/run"
)

// runOptions are the flags of run.
type runOptions struct {
	period   periodFlag
	asOf     dayFlag
	data     string
	ledger   string
	out      string
	format   choice
	jobs     int
	progress choice
	payee    refFlag
	every    bool
	dry      bool
}

func (c *command) runCommand() *cobra.Command {
	o := &runOptions{
		format:   choice{words: []string{"text", "json", "csv"}, value: "text"},
		progress: choice{words: []string{"auto", "never"}, value: "auto"},
	}
	cmd := &cobra.Command{
		Use:   "run FOLDER",
		Short: "Run a period of all policies of a folder over its data",
		Long: `Run a period: decide every rule of the policies in a folder, post what is missing
to a ledger, settle what is due, and print a statement for each payee.

The data are the files of --data, else of the folder data beside the policies,
else of the folder of the policies itself. A file is named after a kind of
subject or event: agents.csv, txn-2026-03.jsonl. It is CSV with a line of names,
or JSON Lines, in UTF-8 or GB18030. A file source.yaml there may state the
period and the day to run as of, the days that the events cover, and which
events never come twice:

  period: 2026-03
  as_of: 2026-04-15
  covers: {txn: {from: 2026-01-01, until: 2026-04-15}}
  unique: [txn]

Where neither --period nor source.yaml says it, the last month is run that the
data have whole.

With --ledger, an SQLite file, periods build on each other: the same run again
posts nothing, and late events post corrections. A run that is interrupted has
posted all or nothing; run it again.`,
		Example: `  fenrun run policies/ --period 2026-03
  fenrun run policies/ --period 2026-03 --as-of 2026-04-15 --data data/ --ledger 2026.db --out march/
  fenrun run policies/ --lang zh --payee agent/a1`,
		Args: exactly(1, "which folder of policies to run", "fenrun run policies/ --period 2026-03"),
		RunE: func(cmd *cobra.Command, args []string) error { return c.run(cmd.Context(), args[0], o) },
	}
	flags := cmd.Flags()
	flags.Var(&o.period, "period", "what to run: 2026-03, 2026-03-05, 2026-Q1 or 2026")
	flags.Var(&o.asOf, "as-of", "day of the run, by default the last of the period: later events are not counted yet")
	flags.StringVar(&o.data, "data", "", "folder of the data")
	flags.StringVar(&o.ledger, "ledger", "", "SQLite file of the ledger, in memory without one")
	flags.StringVar(&o.out, "out", "", "folder for lines, statements, balances, undecided and reconciliation, as .csv and .jsonl")
	c.choose(cmd, &o.format, "format", "form of the output; csv has the lines alone", false)
	flags.IntVar(&o.jobs, "jobs", 0, "goroutines, one a processor by default; changes no result")
	c.choose(cmd, &o.progress, "progress", "show on a terminal how far reading has come", false)
	flags.Var(&o.payee, "payee", "only the statement of this payee, such as agent/a1")
	flags.BoolVar(&o.every, "every-line", false, "a row for each line in text; without it the lines of a period are one row. csv and json have them all")
	flags.BoolVar(&o.dry, "dry-run", false, "post nothing, and print what would be posted")
	return cmd
}

func (c *command) run(ctx context.Context, dir string, o *runOptions) (err error) {
	if o.jobs < 0 {
		return usagef("", "--jobs cannot be %d: it is how many goroutines work", o.jobs)
	}
	w, err := c.workplace(dir, o.data)
	if err != nil {
		return c.orFail(err)
	}
	period, err := c.period(ctx, w, o)
	if err != nil {
		return err
	}
	if asOf := w.options(o).AsOf; !asOf.IsZero() && asOf < period.Until {
		return usagef("run the days that have ended, such as --period "+asOf.String(), "on %s the period %s is still open, to %s", asOf, period, period.Until)
	}
	ledger, closeLedger, err := c.ledger(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeLedger()) }()
	closed, err := lastRun(ctx, ledger, w.book.Platforms())
	if err != nil {
		return err
	}
	defer debug.SetGCPercent(debug.SetGCPercent(memoryOver))
	report, err := c.decide(ctx, w, ledger, period, o)
	if err != nil {
		return c.orFail(runError(err))
	}
	for _, name := range w.files.recoded() {
		fmt.Fprintln(c.err, diag.Visible(c.of(name+" is read as GB18030", name+" 按 GB18030 读取")))
	}
	c.early(report, period, closed)
	books, err := closeBooks(ctx, w, ledger, report, period, firstDay(period, closed), o)
	if err != nil {
		return err
	}
	if err := c.printBooks(books, o); err != nil {
		return err
	}
	return c.rowFindings(report, books)
}

// decide runs the period, and shows on a terminal how far it has come.
func (c *command) decide(ctx context.Context, w *workplace, ledger payout.Ledger, period engine.Period, o *runOptions) (*run.Report, error) {
	options := w.options(o)
	if o.progress.value != "never" && onTerminal(c.err) {
		bar := &rowBar{out: c.err}
		defer bar.finish()
		options.Progress = bar.show
	}
	return run.Period(ctx, w.book, w.folder, ledger, period.String(), options)
}

// memoryOver is how much memory a run may have beyond what it needs, in
// percent. Less of it takes a little more time.
const memoryOver = 50

// options gives the options of a run, with what source.yaml states.
func (w *workplace) options(o *runOptions) run.Options {
	asOf := o.asOf.day
	if asOf.IsZero() && o.period.text == "" {
		asOf = w.stated.asOf
	}
	return run.Options{AsOf: asOf, Jobs: o.jobs, Dry: o.dry}
}

// ledger opens the ledger. A dry run makes no file.
func (c *command) ledger(ctx context.Context, o *runOptions) (payout.Ledger, func() error, error) {
	if o.ledger == "" {
		return openLedger(ctx, "")
	}
	there, err := existing(o.ledger)
	switch {
	case err != nil:
		return nil, nil, err
	case !there && o.dry:
		return openLedger(ctx, "")
	default:
		return openLedger(ctx, o.ledger)
	}
}

// firstDay gives the first day of the statements: that of the period, or the
// day after the last run if days were left out between.
func firstDay(p engine.Period, closed payout.Date) payout.Date {
	if closed.IsZero() {
		return p.From
	}
	return min(p.From, closed.AddDays(1))
}

// lastRun gives the last day that has been run on all of the platforms that
// have been run; zero if none has.
func lastRun(ctx context.Context, ledger payout.Ledger, platforms []string) (payout.Date, error) {
	var last payout.Date
	for _, platform := range platforms {
		var closed payout.Date
		for e, err := range ledger.Read(ctx, payout.Query{Platform: platform, Open: true}) {
			if err != nil {
				return 0, err
			}
			if r, ok := e.(payout.Run); ok {
				closed = max(closed, r.Last)
			}
		}
		if !closed.IsZero() && (last.IsZero() || closed < last) {
			last = closed
		}
	}
	return last, nil
}

// early says that the first run of all is of a month in the middle of the data:
// what is paid once is paid where it is first seen to be earned.
func (c *command) early(report *run.Report, p engine.Period, closed payout.Date) {
	if !closed.IsZero() {
		return
	}
	begin := ""
	for _, b := range report.Batches {
		for _, v := range b.Run.Seen {
			_, month, _ := strings.Cut(v.Name, " ")
			if _, err := engine.ParsePeriod(month); err == nil && (begin == "" || month < begin) {
				begin = month
			}
		}
	}
	if begin == "" || begin >= p.From.String()[:7] {
		return
	}
	fmt.Fprintln(c.err, diag.Visible(c.of(
		"note: nothing was run before "+p.String()+", and the data begin in "+begin+": what is paid once and was earned earlier is paid now; with --ledger the months are run one after the other",
		"提示："+p.String()+" 之前没有运行过，而资料自 "+begin+" 起：此前达成的一次性款项会计入本期；用 --ledger 可按月依次运行")))
}

// runError words what ends a run, and what to do next. Nothing was posted then,
// but for platforms that were posted already.
func runError(err error) error {
	switch {
	case errors.Is(err, payout.ErrMoved):
		return &failure{"somebody else has posted to the ledger meanwhile; nothing of this run was posted", "run it again"}
	case errors.Is(err, run.ErrShort):
		what, _, _ := strings.Cut(err.Error(), ";")
		return &failure{what + "; nothing was posted", "put the rows back that are not there; those that were withdrawn are sent again with the reason in a column `void`"}
	default:
		return err
	}
}

// closeBooks gathers what the run left in the ledger, or would leave there.
func closeBooks(ctx context.Context, w *workplace, ledger payout.Ledger, report *run.Report, p engine.Period, first payout.Date, o *runOptions) (*closing.Books, error) {
	r := closing.Run{
		Period: p.String(), First: first, Last: report.AsOf, Also: report.Also, Dry: o.dry, Currency: w.book.Currency(),
	}
	for _, b := range report.Batches {
		r.Policies = append(r.Policies, b.Run.Policies...)
		r.Posted += b.CountLines()
	}
	entries := func(yield func(payout.Entry, error) bool) {
		for e, err := range ledger.Read(ctx, payout.Query{}) {
			if !yield(e, err) {
				return
			}
		}
		if !o.dry {
			return
		}
		for _, b := range report.Batches {
			for e := range b.Entries() {
				if !yield(e, nil) {
					return
				}
			}
		}
	}
	return closing.Close(r, report, w.book.Platforms(), entries)
}

// printBooks prints the books and writes their files. Books that do not
// balance are printed all the same, for whoever looks for the fault.
func (c *command) printBooks(b *closing.Books, o *runOptions) error {
	var err error
	switch o.format.value {
	case "json":
		err = closing.JSON{Payee: o.payee.ref}.Write(c.out, b)
	case "csv":
		err = closing.CSV{Lang: c.lang(), Payee: o.payee.ref}.Write(c.out, b)
	default:
		err = closing.Text{Lang: c.lang(), Color: c.colored(c.out), Payee: o.payee.ref, EveryLine: o.every}.Write(c.out, b)
	}
	if err == nil && o.out != "" {
		err = closing.WriteFolder(o.out, b, c.lang())
	}
	return errors.Join(err, b.Check())
}

// rowFindings prints what is wrong with rows of data.
func (c *command) rowFindings(report *run.Report, b *closing.Books) error {
	if len(report.Diags) > 0 {
		if err := c.printFindings(c.err, report.Diags, "text"); err != nil {
			return err
		}
		text := c.summary(report.Diags)
		if report.Unlisted > 0 {
			text += c.of(fmt.Sprintf(", and %d more that are not shown", report.Unlisted), fmt.Sprintf("，另有 %d 条未列出", report.Unlisted))
		}
		fmt.Fprintln(c.err, text)
	}
	rejected := 0
	for _, r := range b.Rows {
		rejected += r.Rejected.Rows
	}
	if rejected > 0 || report.Diags.Err() != nil {
		return errFindings
	}
	return nil
}
