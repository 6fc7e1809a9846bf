package examples_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A block is a fenced part of a document.
type block struct {
	info, text string
	line       int // where it begins
}

// blocks gives the fenced parts of a document.
func blocks(t *testing.T, name string) []block {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var list []block
	var open *block
	for i, line := range strings.SplitAfter(string(src), "\n") {
		switch info, fence := strings.CutPrefix(line, "```"); {
		case fence && open == nil:
			open = &block{info: strings.TrimSpace(info), line: i + 1}
		case fence:
			list = append(list, *open)
			open = nil
		case open != nil:
			open.text += line
		}
	}
	if open != nil {
		t.Fatalf("%s:%d: a block that does not end", name, open.line)
	}
	return list
}

// build makes the command and gives the name of its file.
func build(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "fenrun")
	if out, err := exec.Command("go", "build", "-o", binary, "../policy/cmd/fenrun").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return binary
}

// output gives what a command prints on its standard output when it is called
// at the root of the module, however it ends.
func output(t *testing.T, binary string, args ...string) string {
	t.Helper()
	cmd := exec.Command(binary, args...)
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(out)
}

func read(t *testing.T, name string) string {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(src)
}

// TestReadme holds every block of the README against what it shows, in both
// languages.
func TestReadme(t *testing.T) {
	binary := build(t)
	for name, lang := range map[string]string{"../README.md": "en", "../docs/README.zh.md": "zh"} {
		t.Run(filepath.Base(name), func(t *testing.T) { readme(t, binary, name, lang) })
	}
}

func readme(t *testing.T, binary, name, lang string) {
	policy, program := read(t, "hello/policy.yaml"), dedent(read(t, "host_test.go"))
	ran, linted := output(t, binary, "run", "examples/hello", "--lang", lang), mistaken(t, binary, "--lang", lang)
	seen := map[string]int{}
	for _, b := range blocks(t, name) {
		seen[b.info]++
		var whole string
		switch {
		case b.info == "yaml":
			whole = policy
		case b.info == "go":
			whole = program
		case b.info == "text" && strings.Contains(b.text, "error:"):
			whole = linted
		case b.info == "text":
			whole = ran
		case b.info == "sh":
			commands(t, b)
			continue
		default:
			t.Errorf("%s:%d: what is a block of %q?", name, b.line, b.info)
			continue
		}
		if !strings.Contains(whole, b.text) {
			t.Errorf("%s:%d: the block is not what it shows, which is:\n%s", name, b.line, whole)
		}
	}
	for _, info := range []string{"yaml", "go", "text", "sh"} {
		if seen[info] == 0 {
			t.Errorf("%s has no block of %s", name, info)
		}
	}
}

// mistaken gives what lint finds in the smallest example with a slip in it.
func mistaken(t *testing.T, binary string, flags ...string) string {
	t.Helper()
	slip := strings.Replace(read(t, "hello/policy.yaml"), "amount: merchant.volume ", "amount: merchant.volum ", 1)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "policy.yaml"), []byte(slip), 0o600); err != nil {
		t.Fatal(err)
	}
	found := output(t, binary, append([]string{"lint", dir}, flags...)...)
	return strings.ReplaceAll(found, filepath.ToSlash(dir)+"/", "")
}

// TestOutput holds the page about the command's output to what it prints.
func TestOutput(t *testing.T) {
	binary := build(t)
	ran := output(t, binary, "run", "examples/hello", "--format", "json")
	ran = strings.ReplaceAll(ran, "\n    ", "\n") // as one line stands in the list of them
	linted := mistaken(t, binary, "--format", "json")
	shown := 0
	for _, b := range blocks(t, "../docs/output.md") {
		whole, known := map[string]string{"json lint": linted, "json line": ran}[b.info]
		if !known {
			continue // the command's own tests know the other blocks
		}
		if !strings.Contains(whole, strings.TrimSuffix(b.text, "\n")) {
			t.Errorf("output.md:%d: the block is not what it shows, which is:\n%s", b.line, whole)
		}
		shown++
	}
	if shown != 2 {
		t.Errorf("output.md shows %d blocks, and this test knows two", shown)
	}
}

// commands looks for the folders that the commands of a block name.
func commands(t *testing.T, b block) {
	for _, path := range regexp.MustCompile(`(\./policy/|examples)[\w./-]*`).FindAllString(b.text, -1) {
		path = strings.TrimSuffix(path, "...")
		if _, err := os.Stat(filepath.Join("..", path)); err != nil {
			t.Errorf("README.md:%d: %v", b.line, err)
		}
	}
}

// dedent takes the first tab off every line, as the body of a function stands
// in a document.
func dedent(src string) string {
	lines := strings.Split(src, "\n")
	for i := range lines {
		lines[i] = strings.TrimPrefix(lines[i], "\t")
	}
	return strings.Join(lines, "\n")
}
