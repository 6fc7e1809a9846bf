package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/starter"
)

func (c *command) initCommand() *cobra.Command {
	start := starter.Start{}
	ask := false
	var kinds []string
	for _, p := range starter.Programmes {
		kinds = append(kinds, p.Name)
	}
	kind := choice{words: kinds, value: kinds[0]}
	cmd := &cobra.Command{
		Use:   "init DIR",
		Short: "Begin a policy: a small one of a common kind, with cases that pass",
		Long: `Begin a policy in a folder: a small one of a common kind, with cases that pass,
to be changed clause by clause. On a terminal what the flags do not say is asked.
Files that are there already are never written over.

` + kindsText(),
		Example: `  fenrun init policies/harbor
  fenrun init harbor --currency CNY --zone Asia/Shanghai --kind activation
  fenrun init harbor --lang zh        names and comments in Chinese`,
		Args: exactly(1, "which folder to begin in", "fenrun init harbor"),
		RunE: func(cmd *cobra.Command, args []string) error {
			start.Programme, start.Lang = kind.value, string(c.lang())
			return c.init(cmd, args[0], start, ask)
		},
	}
	cmd.Flags().StringVar(&start.Name, "name", "", "name of the policy, without a year; the folder's if nothing is said")
	cmd.Flags().StringVar(&start.Title, "title", "", "what it is called on statements; the name if nothing is said")
	cmd.Flags().StringVar(&start.Currency, "currency", "", "currency of all amounts, such as CNY")
	cmd.Flags().StringVar(&start.Zone, "zone", "", "time zone, such as Asia/Shanghai")
	c.choose(cmd, &kind, "kind", "kind of programme", false)
	cmd.Flags().BoolVar(&ask, "ask", false, "ask even if the input is no terminal")
	return cmd
}

// kindsText lists the kinds of programmes for the help of the verb.
func kindsText() string {
	var b strings.Builder
	b.WriteString("Kinds of programme:\n")
	for _, p := range starter.Programmes {
		fmt.Fprintf(&b, "  %-12s%s\n", p.Name, p.En)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func (c *command) init(cmd *cobra.Command, dir string, start starter.Start, ask bool) error {
	c.presume(&start, dir)
	if ask || isTerminal(c.in) {
		if err := c.askStart(cmd, &start); err != nil {
			return err
		}
	}
	files, err := start.Files()
	var diags diag.List
	if errors.As(err, &diags) {
		return usagef("", "the title cannot be used: %s", diags[0].Message)
	}
	if err != nil {
		return usagef("", "%s", err)
	}
	if err := os.MkdirAll(filepath.FromSlash(dir), 0o777); err != nil {
		return err
	}
	for _, f := range files {
		name := path.Join(filepath.ToSlash(dir), f.Name)
		if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			return usagef("name another folder, or write it by hand", "%s is there already, and is not written over", name)
		}
	}
	for _, f := range files {
		name := path.Join(filepath.ToSlash(dir), f.Name)
		if err := create(name, f.Text); err != nil {
			return err
		}
		fmt.Fprintln(c.out, diag.Visible(name))
	}
	fmt.Fprintln(c.err, diag.Visible(fmt.Sprintf(c.of("try: fenrun test %s", "试一试：fenrun test %s"), dir)))
	return nil
}

// presume fills in what the flags do not say, as far as it can be presumed.
func (c *command) presume(s *starter.Start, dir string) {
	if s.Name == "" {
		if abs, err := filepath.Abs(dir); err == nil {
			s.Name = strings.ReplaceAll(filepath.Base(abs), " ", "-")
		}
	}
	if s.Currency == "" {
		s.Currency = c.of("USD", "CNY")
	}
	if s.Zone == "" {
		s.Zone = "UTC"
		if s.Currency == "CNY" {
			s.Zone = "Asia/Shanghai"
		}
	}
}

// askStart asks what the flags do not say; an empty answer takes what is
// presumed, and a wrong one is asked again.
func (c *command) askStart(cmd *cobra.Command, s *starter.Start) error {
	in := bufio.NewScanner(c.in)
	put := func(flag, question string, into *string, check func(string) error) error {
		if cmd.Flags().Changed(flag) {
			return nil
		}
		for {
			fmt.Fprintf(c.err, "%s [%s]: ", question, diag.Visible(*into))
			if !in.Scan() {
				fmt.Fprintln(c.err)
				return errors.Join(in.Err(), usagef("flags say it too: fenrun init --help", "the answers ended before the questions"))
			}
			answer := strings.TrimSpace(in.Text())
			if answer == "" {
				answer = *into
			}
			err := check(answer)
			if err == nil {
				*into = answer
				return nil
			}
			fmt.Fprintln(c.err, "  "+diag.Visible(err.Error()))
		}
	}
	any := func(string) error { return nil }
	if err := put("name", c.of("Name of the policy, without a year", "政策名称，不带年份"), &s.Name, starter.CheckName); err != nil {
		return err
	}
	if s.Title == "" {
		s.Title = s.Name
	}
	if err := put("title", c.of("Title on statements", "结算单上的标题"), &s.Title, any); err != nil {
		return err
	}
	if err := put("currency", c.of("Currency", "币种"), &s.Currency, starter.CheckCurrency); err != nil {
		return err
	}
	if !cmd.Flags().Changed("zone") {
		s.Zone = ""
		c.presume(s, "")
	}
	if err := put("zone", c.of("Time zone", "时区"), &s.Zone, starter.CheckZone); err != nil {
		return err
	}
	if !cmd.Flags().Changed("kind") {
		for _, p := range starter.Programmes {
			fmt.Fprintf(c.err, "  %-12s%s\n", p.Name, c.of(p.En, p.Zh))
		}
	}
	return put("kind", c.of("Kind of programme", "政策种类"), &s.Programme, starter.CheckProgramme)
}

// isTerminal reports whether somebody types what is read.
func isTerminal(r io.Reader) bool {
	f, ok := r.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// create writes a file that must not be there yet.
func create(name, text string) error {
	f, err := os.OpenFile(filepath.FromSlash(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}
