package cli

import (
	"fmt"
	"math/big"

	"github.com/spf13/cobra"

	"github.com/fenrun/fenrun/policy/internal/notice"
)

func (c *command) feesCommand() *cobra.Command {
	format := choice{words: []string{"md", "html", "json"}, value: "md"}
	base := amountFlag{}
	cmd := &cobra.Command{
		Use:   "fees PATH",
		Short: "Write the notice of fees: before and after, why, and what others take",
		Long: `Write what merchants are told of the fees of a policy: what was paid and what will
be, from when, announced when and why, beside what others take, and what softens
a raise. --on gives a customer's volume of last month, and adds what the change
costs that customer.`,
		Example: `  fenrun fees harbor.yaml
  fenrun fees harbor.yaml --lang zh --format html --on 12万 > notice.html`,
		Args: exactly(1, "the fees of which policy", "fenrun fees harbor.yaml"),
		RunE: func(_ *cobra.Command, args []string) error { return c.fees(args[0], format.value, base) },
	}
	cmd.Flags().Var(&base, "on", "the customer's volume, to compute what the change costs")
	c.choose(cmd, &format, "format", "form of the output", false)
	return cmd
}

func (c *command) fees(name, format string, base amountFlag) error {
	book, err := c.book(name)
	if err != nil {
		return c.orFail(err)
	}
	var on *big.Rat
	if base.set {
		on = base.value.Rat()
	}
	written := 0
	for _, p := range book.Plans() {
		if len(p.Fees) == 0 {
			continue
		}
		n, err := notice.New(p, c.langFlag.value, on)
		if err != nil {
			return err
		}
		switch format {
		case "html":
			err = n.HTML(c.out)
		case "json":
			err = printJSON(c.out, n)
		default:
			err = n.Markdown(c.out)
		}
		if err != nil {
			return err
		}
		written++
	}
	if written == 0 {
		return fmt.Errorf("no policy in %s has `fees:`", name)
	}
	return nil
}
