package examples_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fenrun/fenrun/policy/policytest"
)

const sentences = 42

var (
	stated = regexp.MustCompile(`(?m)^\*\*N(\d+) [^*]+\.\*\*`)
	aTest  = regexp.MustCompile(`Test\w+`)
	shown  = regexp.MustCompile("(?s)`Test\\w+`[^(]*?`([\\w/]+_test\\.go)`")
	cited  = regexp.MustCompile(`\bN(\d{1,2})\b(?: to N(\d{1,2}))?`)
)

// TestSemanticsPage looks that the page states each sentence once and in order,
// with what would go wrong and with what shows it, and runs its cases.
func TestSemanticsPage(t *testing.T) {
	page := read(t, "../docs/semantics.md")
	at := stated.FindAllStringSubmatchIndex(page, -1)
	if len(at) != sentences {
		t.Fatalf("%d sentences are stated, and there are %d", len(at), sentences)
	}
	for i, m := range at {
		end := len(page)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		text := page[m[0]:end]
		if number := page[m[2]:m[3]]; number != strconv.Itoa(i+1) {
			t.Errorf("N%s stands where N%d should", number, i+1)
		}
		for _, part := range []string{"\n- Without it: ", "\n- Shown by "} {
			if strings.Count(text, part) != 1 {
				t.Errorf("N%d has %d lines that begin %q", i+1, strings.Count(text, part), part)
			}
		}
	}
	tests := 0
	for _, m := range shown.FindAllStringSubmatch(page, -1) {
		src := read(t, filepath.Join("..", m[1]))
		for _, name := range aTest.FindAllString(m[0], -1) {
			tests++
			if !strings.Contains(src, "func "+name+"(t *testing.T)") {
				t.Errorf("%s has no test %s", m[1], name)
			}
		}
	}
	if tests < 20 {
		t.Errorf("only %d tests are named", tests)
	}
	files := fstest.MapFS{}
	for _, b := range blocks(t, "../docs/semantics.md") {
		_, name, _ := strings.Cut(b.info, " ")
		files[name] = &fstest.MapFile{Data: []byte(b.text)}
	}
	policytest.Run(t, files)
}

// TestCitedSentencesAreStated looks up each sentence that a comment of the code
// cites on the page that states them.
func TestCitedSentencesAreStated(t *testing.T) {
	page := read(t, "../docs/semantics.md")
	var numbers []int
	for _, m := range stated.FindAllStringSubmatch(page, -1) {
		n, _ := strconv.Atoi(m[1])
		numbers = append(numbers, n)
	}
	found := map[int]bool{}
	for _, root := range []string{"../policy", "../payout", "../tier"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
				return err
			}
			src, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for line := range strings.Lines(string(src)) {
				_, comment, ok := strings.Cut(line, "//")
				if !ok {
					continue
				}
				for _, m := range cited.FindAllStringSubmatch(comment, -1) {
					first, _ := strconv.Atoi(m[1])
					last, err := strconv.Atoi(m[2])
					if err != nil {
						last = first
					}
					for n := first; n <= last; n++ {
						found[n] = true
						if !slices.Contains(numbers, n) {
							t.Errorf("%s cites N%d, which docs/semantics.md does not state", path, n)
						}
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(found) < 30 {
		t.Errorf("only %d sentences are cited", len(found))
	}
}
