package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	loose = "policy: p\nfenrun:   v1\ncurrency: CNY # yuan\n"
	laid  = "fenrun: v1\npolicy: p\ncurrency: CNY                         # yuan\n"
)

// call runs the command and gives what it printed and its exit code.
func call(t *testing.T, stdin string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, complaints bytes.Buffer
	code = Run(args, strings.NewReader(stdin), &out, &complaints)
	return out.String(), complaints.String(), code
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
}

func TestFmt(t *testing.T) {
	dir := t.TempDir()
	bad, good := filepath.Join(dir, "bad.yaml"), filepath.Join(dir, "good.yaml")
	write(t, bad, loose)
	write(t, good, laid)
	write(t, filepath.Join(dir, "other.yaml"), "a:   no policy\n")

	if out, _, code := call(t, "", "fmt", bad); out != laid || code != Clean {
		t.Errorf("the text is %q, the code %d", out, code)
	}
	if out, _, code := call(t, loose, "fmt", "-"); out != laid || code != Clean {
		t.Errorf("of standard input the text is %q, the code %d", out, code)
	}
	if out, _, code := call(t, "", "fmt", "--check", dir); out != bad+"\n" || code != Findings {
		t.Errorf("--check prints %q, the code is %d", out, code)
	}
	out, _, code := call(t, "", "fmt", "--diff", dir)
	if !strings.Contains(out, "\n-fenrun:   v1\n") || !strings.Contains(out, "\n+fenrun: v1\n") || code != Findings {
		t.Errorf("--diff prints %q, the code is %d", out, code)
	}
	if out, _, code := call(t, "", "fmt", "-w", dir); out != bad+"\n" || code != Clean {
		t.Errorf("-w prints %q, the code is %d", out, code)
	}
	if text, err := os.ReadFile(bad); string(text) != laid || err != nil {
		t.Errorf("-w has written %q, %v", text, err)
	}
	if info, err := os.Stat(bad); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("-w has changed who may read the file: %v, %v", info.Mode(), err)
	}
	if out, _, code := call(t, "", "fmt", "--check", dir); out != "" || code != Clean {
		t.Errorf("then --check prints %q, the code is %d", out, code)
	}
	deal := filepath.Join(dir, "deal.yaml")
	write(t, deal, "fenrun: v1\ndeal: d\nof: p\n")
	if out, _, code := call(t, "", "fmt", deal); out != "fenrun: v1\ndeal: d\nof: p\n" || code != Clean {
		t.Errorf("a deal alone prints %q, the code is %d", out, code)
	}
	os.Remove(deal)
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 3 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

func TestFmtRefuses(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.yaml"), laid)
	write(t, filepath.Join(dir, "b.yaml"), "policy: [\n")
	for _, test := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"fmt"}, WrongUsage, "which file"},
		{[]string{"fmt", dir}, WrongUsage, "2 files"},
		{[]string{"fmt", "-w", "--check", dir}, WrongUsage, "one of them"},
		{[]string{"fmt", "-w", "-"}, WrongUsage, "standard input"},
		{[]string{"fmt", "--check", filepath.Join(dir, "c.yaml")}, CouldNotRun, "no file"},
		{[]string{"fmt", "--check", dir}, Findings, "never closed"},
		{[]string{"fmt", "--check", t.TempDir()}, CouldNotRun, "no policy"},
	} {
		if _, complaint, code := call(t, "", test.args...); code != test.code || !strings.Contains(complaint, test.says) {
			t.Errorf("%v: the code is %d, it says %q", test.args, code, complaint)
		}
	}
}
