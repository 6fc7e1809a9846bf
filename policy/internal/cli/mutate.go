package cli

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy/internal/mutate"
	"github.com/fenrun/fenrun/policy/syntax"
)

// mutate changes the policies that cases test, and prints what no case
// notices.
func (c *command) mutate(ctx context.Context, suites []string, threshold int, format string) error {
	names, books, tests, err := tested(suites)
	if err != nil {
		return err
	}
	enough := true
	tallies := []jsonMutation{}
	for _, name := range names {
		t, err := mutate.Run(ctx, disk{}, name, books[name], tests[name], c.mutating(name))
		if err == nil {
			err = t.FindCases(ctx, disk{}, books[name], tests[name])
		}
		if err != nil {
			return err
		}
		enough = enough && t.Score() >= threshold
		tallies = append(tallies, jsonOf(t))
		if format == "text" {
			c.mutateText(t)
		}
	}
	if format == "json" {
		if err := printJSON(c.out, tallies); err != nil {
			return err
		}
	}
	if !enough {
		c.complain(c.of(fmt.Sprintf("the cases notice less than %d%% of the changes", threshold), fmt.Sprintf("用例发现的改动不足 %d%%", threshold)), "")
		return errFindings
	}
	return nil
}

// tested gives the policies that files of cases name; for each, those that it
// is read together with, and the files that name it.
func tested(suites []string) (names []string, books, tests map[string][]string, err error) {
	books, tests = map[string][]string{}, map[string][]string{}
	for _, suite := range suites {
		src, err := disk{}.ReadFile(suite)
		if err != nil {
			return nil, nil, nil, err
		}
		file, _ := syntax.LoadCases(suite, src)
		if file == nil {
			continue
		}
		var book []string
		for _, p := range file.Policy.List {
			book = append(book, path.Join(path.Dir(suite), p.Value))
		}
		for _, name := range book {
			books[name] = book
			if tests[name] == nil {
				names = append(names, name)
			}
			tests[name] = append(tests[name], suite)
		}
	}
	slices.Sort(names)
	return names, books, tests, nil
}

// mutating shows on a terminal how far it has come.
func (c *command) mutating(name string) func(done, all int) {
	if !onTerminal(c.err) {
		return nil
	}
	return func(done, all int) {
		fmt.Fprintf(c.err, "\r%s %d/%d", name, done, all)
		if done == all {
			fmt.Fprint(c.err, "\r\x1b[K")
		}
	}
}

func (c *command) mutateText(t *mutate.Tally) {
	fmt.Fprintf(c.out, "%3d%%  %s  %s\n", t.Score(), t.File, c.of(
		fmt.Sprintf("%d changes noticed, %d not, %d pay the same, %d are no policy", t.Killed, len(t.Survivors), len(t.Same), t.Invalid),
		fmt.Sprintf("发现 %d 处改动，未发现 %d 处，支付相同 %d 处，不成政策 %d 处", t.Killed, len(t.Survivors), len(t.Same), t.Invalid)))
	for _, m := range t.Same {
		fmt.Fprintf(c.out, "  %s: %s\n", m.Place, c.of(
			fmt.Sprintf("nothing is paid differently if %s becomes %s, in %s", m.Was, nothingIf(m.Now, c.of("(nothing)", "（删去）")), m.Path),
			fmt.Sprintf("%s 改成 %s 不影响任何支付（%s）", m.Was, nothingIf(m.Now, "（删去）"), m.Path)))
	}
	for _, m := range t.Survivors {
		now := nothingIf(m.Now, c.of("(nothing)", "（删去）"))
		fmt.Fprintf(c.out, "  %s: %s\n", m.Place, c.of(
			fmt.Sprintf("no case notices that %s became %s, in %s", m.Was, now, m.Path), fmt.Sprintf("没有用例发现 %s 改成 %s（%s）", m.Was, now, m.Path)))
		if m.Case == "" {
			fmt.Fprintf(c.out, "    %s\n", c.of("no facts were found that tell the two apart", "没有找到能区分两者的事实"))
			continue
		}
		fmt.Fprintf(c.out, "    %s\n", c.of("this one would:", "下面的用例可以发现："))
		_, entries, _ := strings.Cut(m.Case, "\n")
		for line := range strings.Lines(entries) {
			fmt.Fprint(c.out, "      "+line)
		}
	}
}

// nothingIf gives a word for nothing.
func nothingIf(text, word string) string {
	if text == "" {
		return word
	}
	return text
}

// A jsonMutation is the mutants of one policy, for programs.
type jsonMutation struct {
	File      string         `json:"file"`
	Score     int            `json:"score"`
	Killed    int            `json:"killed"`
	Same      int            `json:"equivalent"`
	Invalid   int            `json:"invalid"`
	Survivors []jsonSurvivor `json:"survivors"`
}

type jsonSurvivor struct {
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Path   string `json:"path"`
	Was    string `json:"was"`
	Now    string `json:"now"`
	Case   string `json:"case"` // a file of cases that would notice it; empty if none was found
}

func jsonOf(t *mutate.Tally) jsonMutation {
	out := jsonMutation{File: t.File, Score: t.Score(), Killed: t.Killed, Same: len(t.Same), Invalid: t.Invalid, Survivors: []jsonSurvivor{}}
	for _, m := range t.Survivors {
		out.Survivors = append(out.Survivors, jsonSurvivor{Line: m.Place.Start.Line, Column: m.Place.Start.Column, Path: m.Path, Was: m.Was, Now: m.Now, Case: m.Case})
	}
	return out
}
