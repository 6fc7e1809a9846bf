package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/internal/termsheet"
)

// docOptions are the flags of doc.
type docOptions struct {
	agent  string
	at     dayFlag
	format choice
}

func (c *command) docCommand() *cobra.Command {
	o := &docOptions{format: choice{words: []string{"html", "md"}, value: "html"}}
	cmd := &cobra.Command{
		Use:   "doc PATH",
		Short: "Write the sheet of a policy that agents are sent",
		Long: `Write the terms of a policy for those who are paid by it: who is paid what, when and
under which conditions, in plain sentences; ladders and tiers as tables; worked
figures with a chart; deadlines; what is taken back or charged; how it is settled.
The sentences are built from the compiled rules, and the figures are what the rules
come to when they are evaluated.

The HTML is one page that needs nothing else: it can be sent, printed, and read on a
phone. PATH is a file or a folder; --at picks the versions that are in force on a
day, and --agent writes the sheet of one agent, as his deals have it.`,
		Example: `  fenrun doc harbor.yaml > harbor.html
  fenrun doc harbor.yaml --lang zh --format md
  fenrun doc policies/ --agent zhang --at 2026-03-01 --lang zh > zhang.html`,
		Args: exactly(1, "the sheet of which policy", "fenrun doc harbor.yaml > harbor.html"),
		RunE: func(_ *cobra.Command, args []string) error { return c.doc(args[0], o) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.agent, "agent", "", "whose deals to apply, such as zhang or agent/zhang")
	flags.Var(&o.at, "at", "the day on which the policy is in force")
	c.choose(cmd, &o.format, "format", "form of the sheet", false)
	return cmd
}

func (c *command) doc(name string, o *docOptions) error {
	if o.agent != "" && o.at.day.IsZero() {
		return usagef("fenrun doc policies/ --agent zhang --at 2026-03-01", "--at says for which day")
	}
	book, err := c.book(name)
	if err != nil {
		return c.orFail(err)
	}
	var sheets []*termsheet.Sheet
	found := false
	for _, p := range book.Plans() {
		if day := o.at.day; !day.IsZero() && (day < p.From || !p.Until.IsZero() && day > p.Until) {
			continue
		}
		term := termOf(book, p, o)
		found = found || term != nil
		s, err := termsheet.New(p, termsheet.Options{Lang: c.langFlag.value, Term: term})
		if err != nil {
			return err
		}
		sheets = append(sheets, s)
	}
	if len(sheets) == 0 {
		return fmt.Errorf("no policy in %s is in force on %s", name, o.at.day)
	}
	if o.agent != "" && !found {
		return usagef("without --agent the sheet is everybody's", "no deal of %s is in force on %s", o.agent, o.at.day)
	}
	if o.format.value == "md" {
		var out strings.Builder
		for i, s := range sheets {
			if i > 0 {
				out.WriteString("\n---\n\n")
			}
			if err := s.Markdown(&out); err != nil {
				return err
			}
		}
		_, err := io.WriteString(c.out, out.String())
		return err
	}
	return termsheet.HTML(c.out, sheets)
}

// termOf gives the deals of the agent beside a policy, or nil.
func termOf(book *policy.Book, p *plan.Policy, o *docOptions) *plan.Term {
	for _, t := range book.Terms() {
		if o.agent != "" && t.Base == p && t.Holds(o.at.day) && isAgent(t.Agent, o.agent) {
			return t
		}
	}
	return nil
}
