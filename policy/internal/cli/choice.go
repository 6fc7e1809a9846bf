package cli

import (
	"cmp"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/engine"
)

// A choice is a flag that takes one of a few words. It implements pflag.Value.
type choice struct {
	words []string
	value string
}

func (c *choice) String() string { return c.value }

// Type stands for the value in the help of a verb.
func (c *choice) Type() string { return strings.Join(c.words, "|") }

// Set takes a word, or says which one was likely meant.
func (c *choice) Set(word string) error {
	for _, known := range c.words {
		if word == known {
			c.value = word
			return nil
		}
	}
	text := "it is one of " + strings.Join(c.words, ", ")
	if near := diag.Nearest(word, c.words); near != "" {
		text += "; did you mean " + near + "?"
	}
	return errors.New(text)
}

// choose adds a choice to a verb, with its words for completion by a shell.
func (c *command) choose(cmd *cobra.Command, value *choice, name, usage string, persistent bool) {
	flags := cmd.Flags()
	if persistent {
		flags = cmd.PersistentFlags()
	}
	flags.Var(value, name, usage)
	complete := func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return value.words, cobra.ShellCompDirectiveNoFileComp
	}
	if err := cmd.RegisterFlagCompletionFunc(name, complete); err != nil {
		panic(err) // the flag was added just above
	}
}

// A dayFlag is a flag that takes a day. It implements pflag.Value.
type dayFlag struct{ day payout.Date }

func (d *dayFlag) String() string {
	if d.day.IsZero() {
		return ""
	}
	return d.day.String()
}

// Type stands for the value in the help of a verb.
func (d *dayFlag) Type() string { return "day" }

// Set reads a day.
func (d *dayFlag) Set(text string) error {
	day, err := payout.ParseDate(text)
	if err != nil {
		return errors.New("a day is written 2026-03-31")
	}
	d.day = day
	return nil
}

// A periodFlag is a flag that takes a period. It implements pflag.Value.
type periodFlag struct{ text string }

func (p *periodFlag) String() string { return p.text }

// Type stands for the value in the help of a verb.
func (p *periodFlag) Type() string { return "period" }

// Set reads a period.
func (p *periodFlag) Set(text string) error {
	if _, err := engine.ParsePeriod(text); err != nil {
		return errors.New("a period is written 2026-03, 2026-03-05, 2026-Q1 or 2026")
	}
	p.text = text
	return nil
}

// A refFlag is a flag that takes a subject or payee. It implements
// pflag.Value.
type refFlag struct {
	ref payout.Ref
	as  string // how one is written; empty: as a payee
}

func (r *refFlag) String() string { return r.ref.String() }

// Type stands for the value in the help of a verb.
func (r *refFlag) Type() string { return "type/id" }

// Set reads a reference.
func (r *refFlag) Set(text string) error {
	ref, err := payout.ParseRef(text)
	if err != nil {
		return errors.New(cmp.Or(r.as, "a payee is written with its kind, as in agent/a1"))
	}
	r.ref = ref
	return nil
}

// onTerminal reports whether somebody reads along on a terminal.
func onTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
