package examples_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTutorials does what the tutorials say, block by block: files are written,
// appended to and mended, commands are run, and what they print is what the
// next block shows.
func TestTutorials(t *testing.T) {
	binary := build(t)
	for _, name := range []string{"../docs/tutorial.md", "../docs/tutorial.zh.md"} {
		t.Run(filepath.Base(name), func(t *testing.T) {
			dir := t.TempDir()
			var printed []string // by commands, and not shown yet
			ran := 0
			for _, b := range blocks(t, name) {
				kind, target, _ := strings.Cut(b.info, " ")
				target, how, _ := strings.Cut(target, " ")
				switch kind {
				case "sh":
					if len(printed) > 0 {
						t.Fatalf("%s:%d: what a command before prints is not shown", name, b.line)
					}
					for line := range strings.Lines(b.text) {
						if out := call(t, dir, binary, line); out != "" {
							printed = append(printed, out)
						}
						ran++
					}
				case "text":
					if len(printed) == 0 || printed[0] != b.text {
						t.Fatalf("%s:%d: shown is\n%s\nprinted was\n%s", name, b.line, b.text, printed)
					}
					printed = printed[1:]
				default:
					change(t, filepath.Join(dir, target), how, b.text)
				}
			}
			if ran < 5 || len(printed) > 0 {
				t.Errorf("%d commands, and %d outputs that are not shown", ran, len(printed))
			}
		})
	}
}

// call runs a line of a tutorial in a folder, and gives what it prints.
func call(t *testing.T, dir, binary, line string) string {
	t.Helper()
	words := strings.Fields(line)
	if len(words) < 2 || words[0] != "fenrun" {
		t.Fatalf("%q is no call of fenrun", line)
	}
	cmd := exec.Command(binary, words[1:]...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(out)
}

// change writes a file, appends to it, or mends the last of its lines that
// have the same key.
func change(t *testing.T, name, how, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	switch how {
	case "append":
		text = read(t, name) + text
	case "mend":
		key, _, _ := strings.Cut(text, ":")
		was := read(t, name)
		at := strings.LastIndex(was, "\n"+key+":") + 1
		if at == 0 {
			t.Fatalf("%s has no %q", name, key)
		}
		end := at + strings.Index(was[at:], "\n") + 1
		text = was[:at] + text + was[end:]
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
