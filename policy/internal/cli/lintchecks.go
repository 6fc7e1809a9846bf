package cli

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/fenrun/fenrun/docs/checks"
	"github.com/fenrun/fenrun/policy/diag"
)

// listChecks lists all codes: how much each weighs, how far it can be relied
// on, and what it finds.
func (c *command) listChecks() error {
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, one := range diag.Catalogue() {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s: %s\n", one.ID, one.Severity, one.Basis, one.Name, one.Title)
	}
	return w.Flush()
}

// explainCheck prints the page on a code, which may also be called by its name.
func (c *command) explainCheck(code string) error {
	var known []string
	for _, one := range diag.Catalogue() {
		known = append(known, one.ID, one.Name)
		if !strings.EqualFold(code, one.ID) && !strings.EqualFold(code, one.Name) {
			continue
		}
		page, ok := checks.Page(one.ID)
		if !ok {
			return fmt.Errorf("there is no page on %s", one.ID)
		}
		_, err := io.WriteString(c.out, page)
		return err
	}
	hint := ""
	if near := diag.Nearest(code, known); near != "" {
		hint = "is it " + near + "?"
	}
	return usagef(hint, "there is no check %q; --list gives all", code)
}
