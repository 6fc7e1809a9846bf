package examples_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestCommands runs the calls of fenrun that stand in the sh blocks of pages
// which do not show what they print; other tests know the other pages. Each is
// run by bash, in a folder that has the examples, and ends well.
func TestCommands(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash")
	}
	binary := build(t)
	for _, page := range []string{"../README.md", "../docs/README.zh.md", "../docs/editors.md", "../docs/shells.md"} {
		t.Run(filepath.Base(page), func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(filepath.Join(dir, "examples"), os.DirFS(".")); err != nil {
				t.Fatal(err)
			}
			ran := 0
			for _, b := range blocks(t, page) {
				if b.info != "sh" || strings.HasPrefix(b.text, "go run") {
					continue // .ci/run does these
				}
				script := "set -e\n"
				for line := range strings.Lines(b.text) {
					if strings.HasPrefix(line, "go install ") {
						continue // it is on the path already
					}
					script += line
					ran++
				}
				cmd := exec.Command(bash, "-c", script)
				cmd.Dir = dir
				cmd.Env = append(os.Environ(), "HOME="+dir, "PATH="+filepath.Dir(binary)+string(os.PathListSeparator)+os.Getenv("PATH"))
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Errorf("%s:%d: %v\n%s", page, b.line, err, out)
				}
			}
			if ran < 3 {
				t.Errorf("%s has only %d commands", page, ran)
			}
		})
	}
}
