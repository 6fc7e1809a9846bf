package cli

import (
	"bytes"
	"fmt"
	"maps"
	"path"
	"slices"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/cli/words"
	"github.com/fenrun/fenrun/policy/lint"
)

// edited is the files of the machine, read whole, some of them with another
// text than they have.
type edited struct {
	disk
	texts map[string][]byte
}

func (e edited) ReadFile(name string) ([]byte, error) {
	if text, ok := e.texts[path.Clean(name)]; ok {
		return text, nil
	}
	return e.disk.ReadFile(name)
}

// mostRounds is how often findings are mended and looked for anew: what one
// mistake hid is found once it is mended.
const mostRounds = 20

// fix makes the safe fixes of what is found in the named files, until there is
// none. What is found then is the result.
func (c *command) fix(paths []string, found finding, o *lintOptions) (findings []lint.Finding, fails bool, err error) {
	now := edited{texts: map[string][]byte{}}
	made := map[string]int{}
	left := map[string]bool{} // files with fixes that do more harm than good
	for round := 0; ; round++ {
		findings, fails, err = c.check(now, found, o)
		if err != nil {
			return nil, false, err
		}
		if round == mostRounds {
			break
		}
		list := lint.List(findings)
		next := edited{texts: maps.Clone(now.texts)}
		count := map[string]int{}
		for _, name := range slices.Concat(append(found.books, found.cases)...) {
			if !isNamed(name, paths) || left[name] {
				continue
			}
			src, err := now.ReadFile(name)
			if err != nil {
				return nil, false, err
			}
			if text, n := list.Apply(name, src); n > 0 {
				next.texts[name], count[name] = text, n
			}
		}
		if len(count) == 0 {
			break
		}
		after, _, err := c.check(next, found, o)
		if err != nil {
			return nil, false, err
		}
		for name, n := range count {
			if loads(findings, name) && !loads(after, name) {
				left[name] = true
				continue
			}
			now.texts[name] = next.texts[name]
			made[name] += n
		}
	}
	return findings, fails, c.keep(now, made, o)
}

// loads reports whether nothing was found that keeps a file from loading.
func loads(findings []lint.Finding, name string) bool {
	return !slices.ContainsFunc(findings, func(f lint.Finding) bool {
		return f.Span.File == name && f.Severity == diag.Error && bytes.ContainsAny([]byte(f.Code[:1]), "SNRDC")
	})
}

// keep writes the texts that were mended, or shows how they differ.
func (c *command) keep(now edited, made map[string]int, o *lintOptions) error {
	for _, name := range slices.Sorted(maps.Keys(made)) {
		if o.dryRun {
			src, err := disk{}.ReadFile(name)
			if err != nil {
				return err
			}
			if _, err := c.out.Write(diff.Diff(name, src, name+" (mended)", now.texts[name])); err != nil {
				return err
			}
			continue
		}
		if err := rewrite(name, now.texts[name]); err != nil {
			return err
		}
		fmt.Fprintln(c.err, diag.Visible(name)+c.of(": ", "：")+c.mended(made[name]))
	}
	return nil
}

func (c *command) mended(n int) string {
	if c.lang() == words.Chinese {
		return fmt.Sprintf("已改正 %d 处", n)
	}
	return fmt.Sprintf("%d mended", n)
}
