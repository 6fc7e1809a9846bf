package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy/internal/starter"
)

func TestInit(t *testing.T) {
	for _, p := range starter.Programmes {
		for _, lang := range []string{"en", "zh"} {
			dir := filepath.Join(t.TempDir(), "new policies", "海港")
			out, _, code := call(t, "", "init", dir, "--kind", p.Name, "--lang", lang)
			want := filepath.Join(dir, "policy.yaml") + "\n" + filepath.Join(dir, "policy.test.yaml") + "\n"
			if out != want || code != Clean {
				t.Errorf("%s: it prints %q, the code is %d", p.Name, out, code)
			}
			for _, args := range [][]string{{"test", dir}, {"lint", "--strict", dir}, {"fmt", "--check", dir}} {
				if out, complaint, code := call(t, "", args...); code != Clean {
					t.Errorf("%s: %v says %s%s, the code is %d", p.Name, args, out, complaint, code)
				}
			}
			if _, complaint, code := call(t, "", "init", dir); code != WrongUsage || !strings.Contains(complaint, "there already") {
				t.Errorf("%s: a second time it says %q, the code is %d", p.Name, complaint, code)
			}
		}
	}
}

func TestInitAsks(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	answers := "a b\nharbor\nHarbor, agents\nRMB\nCNY\n\nactivation\n"
	_, asked, code := call(t, answers, "init", dir, "--ask")
	if code != Clean {
		t.Fatalf("the code is %d: %s", code, asked)
	}
	for _, says := range []string{"[x]", "is no name", "[harbor]", "[USD]", "is no currency", "[Asia/Shanghai]", "taken back if it falls idle"} {
		if !strings.Contains(asked, says) {
			t.Errorf("it does not say %q: %s", says, asked)
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "policy.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, has := range []string{"policy: harbor\n", "title: \"Harbor, agents\"\n", "currency: CNY\n", "timezone: Asia/Shanghai ", "id: pseudo-activation"} {
		if !strings.Contains(string(text), has) {
			t.Errorf("the policy has no %q:\n%s", has, text)
		}
	}
	if _, complaint, code := call(t, "harbor\n", "init", filepath.Join(dir, "y"), "--ask"); code != WrongUsage || !strings.Contains(complaint, "answers ended") {
		t.Errorf("without answers it says %q, the code is %d", complaint, code)
	}
	if _, asked, code := call(t, "\n\n", "init", filepath.Join(dir, "z"), "--ask", "--currency", "EUR", "--zone", "Europe/Berlin", "--kind", "referral"); code != Clean || strings.Contains(asked, "Currency") {
		t.Errorf("what the flags say is asked: %q, the code is %d", asked, code)
	}
}

func TestInitRefuses(t *testing.T) {
	for _, args := range [][]string{{}, {"a", "b"}, {"a", "--kind", "bonus"}, {"a", "--currency", "RMB"}, {"a", "--zone", "Peking"}, {"a", "--name", "a b"}, {"a", "--title", "a\u200bb"}} {
		dir := t.TempDir()
		for i := range args {
			if args[i] == "a" || args[i] == "b" {
				args[i] = filepath.Join(dir, args[i])
			}
		}
		if _, complaint, code := call(t, "", append([]string{"init"}, args...)...); code != WrongUsage || complaint == "" {
			t.Errorf("%v: it says %q, the code is %d", args, complaint, code)
		}
		if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
			t.Errorf("%v: it has written %v, %v", args, entries, err)
		}
	}
}
