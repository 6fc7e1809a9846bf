package cli

import (
	"context"
	"errors"
	"io"
	"math/big"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/cli/portfolio"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/run"
)

// tierOptions are the flags of tiers.
type tierOptions struct {
	run    runOptions // of which it has some
	set    string
	why    string
	figure [3]string // volume, margin, cost
	near   shareFlag
	from   dayFlag
	out    string
	format choice
}

func (c *command) tiersCommand() *cobra.Command {
	o := &tierOptions{
		run:    runOptions{progress: choice{value: "never"}, dry: true},
		near:   shareFlag{text: "5%", share: big.NewRat(5, 100)},
		format: choice{words: []string{"text", "json", "csv", "html"}, value: "text"},
	}
	cmd := &cobra.Command{
		Use:   "tiers FOLDER",
		Short: "Report on the tiers of customers: who is where, who moved, and why",
		Long: `Sort the customers of a folder of policies into their tiers, over its data, and
report on them: customers, volume, margin and cost by tier, how much the largest
have, who moved in the period and why, and who is near a border. The tiers are
those in force on the day after the period.

Volume, margin and cost are the facts, measures or lets of these names (or 交易额,
毛利, 成本) that the policy has for what is sorted. --volume, --margin and --cost
take other names, or expressions. Each is read at the end of every month of the
period and added up.

With --why it tells of one customer: the tier, the condition that decided, and
what is missing for each better tier.

Reviews that the ledger of --ledger has are built on. What it lacks is reviewed
again from the data, from their first day on; nothing is posted.`,
		Example: `  fenrun tiers policies/ --period 2026-06
  fenrun tiers policies/ --period 2026-06 --why m1 --lang zh
  fenrun tiers policies/ --period 2026-Q2 --margin 'merchant.volume * 0.05%' --format html --out june.html`,
		Args: exactly(1, "which folder of policies to report on", "fenrun tiers policies/ --period 2026-06"),
		RunE: func(cmd *cobra.Command, args []string) error { return c.tiers(cmd.Context(), args[0], o) },
	}
	flags := cmd.Flags()
	flags.Var(&o.run.period, "period", "what to report on: 2026-03, 2026-Q1 or 2026")
	flags.StringVar(&o.set, "set", "", "which set of tiers, where there are several")
	flags.StringVar(&o.why, "why", "", "only why this customer is in its tier, and not in a better one")
	flags.StringVar(&o.figure[0], "volume", "", "what a customer's volume is, if not volume")
	flags.StringVar(&o.figure[1], "margin", "", "what a customer brings, if not margin")
	flags.StringVar(&o.figure[2], "cost", "", "what a customer costs, if not cost")
	flags.Var(&o.near, "near", "how near a border is near, as a part of it")
	flags.StringVar(&o.run.data, "data", "", "folder of the data")
	flags.StringVar(&o.run.ledger, "ledger", "", "SQLite file of the ledger, which is only read")
	flags.Var(&o.from, "from", "first day that is reviewed without a ledger, by default that of the data")
	flags.StringVar(&o.out, "out", "", "file to write to instead of the terminal")
	flags.IntVar(&o.run.jobs, "jobs", 0, "goroutines, one a processor by default; changes no result")
	c.choose(cmd, &o.format, "format", "form of the report; csv has a row for each customer, html is one page that needs nothing else", false)
	return cmd
}

func (c *command) tiers(ctx context.Context, dir string, o *tierOptions) (err error) {
	if o.run.jobs < 0 {
		return usagef("", "--jobs cannot be %d: it is how many goroutines work", o.run.jobs)
	}
	if o.why != "" && o.format.value != "text" && o.format.value != "json" {
		return usagef("", "--why is printed as text or json, not as %s", o.format.value)
	}
	w, err := c.workplace(dir, o.run.data)
	if err != nil {
		return c.orFail(err)
	}
	period, err := c.period(ctx, w, &o.run)
	if err != nil {
		return err
	}
	ledger, closeLedger, err := c.ledger(ctx, &o.run)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeLedger()) }()
	options := run.TierOptions{
		Set: o.set, Volume: o.figure[0], Margin: o.figure[1], Cost: o.figure[2],
		Near: o.near.share, From: o.from.day, Jobs: o.run.jobs,
	}
	if o.why != "" {
		return c.why(ctx, w, ledger, period.String(), o, options)
	}
	p, err := run.Tiers(ctx, w.book, w.folder, ledger, period.String(), options)
	if err != nil {
		return tierError(err)
	}
	return c.written(o.out, func(out io.Writer) error {
		switch o.format.value {
		case "json":
			return portfolio.JSON(out, p)
		case "csv":
			return portfolio.CSV(out, p)
		case "html":
			return portfolio.HTML(out, c.lang(), p)
		default:
			return portfolio.Text(out, c.lang(), p)
		}
	})
}

// why tells of one customer.
func (c *command) why(ctx context.Context, w *workplace, ledger payout.Ledger, period string, o *tierOptions, options run.TierOptions) error {
	id := o.why
	if ref, err := payout.ParseRef(id); err == nil {
		id = ref.ID
	}
	s, err := run.WhyTier(ctx, w.book, w.folder, ledger, period, id, options)
	if err != nil {
		return tierError(err)
	}
	return c.written(o.out, func(out io.Writer) error {
		if o.format.value == "json" {
			return printJSON(out, s)
		}
		return portfolio.Why(out, c.lang(), s)
	})
}

// tierError makes a wrong call of what was asked for and there is not.
func tierError(err error) error {
	var set *run.SetError
	var figure *run.FigureError
	switch {
	case errors.As(err, &set) && set.Name == "":
		return usagef("for example: --set "+set.Sets[0], "%s", set)
	case errors.As(err, &set), errors.As(err, &figure), errors.Is(err, run.ErrNoSubject):
		return usagef("", "%s", err)
	default:
		return err
	}
}

// written writes to a file, or to the terminal where none is named.
func (c *command) written(name string, write func(io.Writer) error) error {
	if name == "" {
		return write(c.out)
	}
	f, err := os.Create(filepath.FromSlash(name))
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

// A shareFlag is a flag that takes a rate, such as 5%. It implements
// pflag.Value.
type shareFlag struct {
	text  string
	share *big.Rat
}

func (s *shareFlag) String() string { return s.text }

// Type stands for the value in the help of a verb.
func (s *shareFlag) Type() string { return "rate" }

// Set reads a rate.
func (s *shareFlag) Set(text string) error {
	lit, err := ir.ParseLiteral(text)
	if err != nil || lit.Kind != ir.LitRate || lit.Num.Sign() < 0 {
		return errors.New("a rate is written 5%")
	}
	s.text, s.share = text, lit.Num.Rat()
	return nil
}
