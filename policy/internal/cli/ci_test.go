package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy/syntax"
)

const root = "../../../"

// tree reads a YAML file of other tools.
func tree(t *testing.T, name, text string) *syntax.Node {
	t.Helper()
	doc, diags := syntax.Parse(name, []byte(text))
	if diags.Err() != nil || doc.Root == nil {
		t.Fatal(diags)
	}
	return doc.Root
}

// under gives what stands under keys, or nil.
func under(n *syntax.Node, keys ...string) *syntax.Node {
	for _, key := range keys {
		var next *syntax.Node
		for _, e := range n.Entries {
			if e.Key.Value == key {
				next = e.Value
			}
		}
		if next == nil {
			return nil
		}
		n = next
	}
	return n
}

func text(t *testing.T, n *syntax.Node, keys ...string) string {
	t.Helper()
	at := under(n, keys...)
	if at == nil || at.Kind != syntax.Scalar {
		t.Fatalf("there is no %s", strings.Join(keys, "."))
	}
	return at.Text.Value
}

func readRoot(t *testing.T, name string) string {
	t.Helper()
	src, err := os.ReadFile(root + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(src)
}

// workspace makes a folder with a policy and its case; a broken one has a
// mistyped name.
func workspace(t *testing.T, broken bool) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"policy.yaml", "policy.test.yaml"} {
		src := readRoot(t, "examples/hello/"+name)
		if broken {
			src = strings.Replace(src, "amount: merchant.volume", "amount: merchant.volum", 1)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(src), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// binary builds the command into a folder of its own.
func binary(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", filepath.Join(dir, "fenrun"), "github.com/fenrun/fenrun/policy/cmd/fenrun").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir
}

// TestHooks runs the hooks as pre-commit does, which installs the commands of
// the module and runs the entry with its args.
func TestHooks(t *testing.T) {
	bin := binary(t)
	for _, hook := range tree(t, "hooks.yaml", readRoot(t, ".pre-commit-hooks.yaml")).Items {
		id := text(t, hook, "id")
		if text(t, hook, "language") != "golang" || text(t, hook, "pass_filenames") != "false" || text(t, hook, "name") == "" {
			t.Errorf("%s: it is not run as it should be", id)
		}
		words := strings.Fields(text(t, hook, "entry"))
		for _, arg := range under(hook, "args").Items {
			words = append(words, arg.Text.Value)
		}
		for _, broken := range []bool{false, true} {
			cmd := exec.Command(filepath.Join(bin, words[0]), words[1:]...)
			cmd.Dir = workspace(t, broken)
			out, err := cmd.CombinedOutput()
			if fails := broken && id != "fenrun-fmt"; fails != (cmd.ProcessState.ExitCode() == 1) || !fails && err != nil {
				t.Errorf("%s: broken %t: %v\n%s", id, broken, err, out)
			}
		}
	}
}

var input = regexp.MustCompile(`^\$\{\{ inputs\.(\w+) \}\}$`)

// TestAction runs the steps of the action that are commands, with the inputs
// that it has if nobody says anything.
func TestAction(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash")
	}
	module, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	action := tree(t, "action.yml", readRoot(t, "action.yml"))
	if text(t, action, "runs", "using") != "composite" {
		t.Fatal("it is no composite action")
	}
	temp := t.TempDir()
	for _, broken := range []bool{false, true} {
		dir := workspace(t, broken)
		for _, step := range under(action, "runs", "steps").Items {
			if under(step, "uses") != nil {
				continue
			}
			if text(t, step, "shell") != "bash" {
				t.Errorf("%s: a composite step says its shell", text(t, step, "name"))
			}
			cmd := exec.Command(bash, "-eo", "pipefail", "-c", text(t, step, "run"))
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "GITHUB_ACTION_PATH="+module, "RUNNER_TEMP="+temp)
			if env := under(step, "env"); env != nil {
				for _, e := range env.Entries {
					name := input.FindStringSubmatch(e.Value.Text.Value)
					if name == nil {
						t.Fatalf("%s is no input", e.Value.Text.Value)
					}
					cmd.Env = append(cmd.Env, e.Key.Value+"="+text(t, action, "inputs", name[1], "default"))
				}
			}
			out, err := cmd.CombinedOutput()
			fails := broken && !strings.HasPrefix(text(t, step, "name"), "Build")
			if fails != (err != nil) {
				t.Errorf("broken %t: %s: %v\n%s", broken, text(t, step, "name"), err, out)
			}
			if fails && strings.HasPrefix(text(t, step, "name"), "Check") && !strings.Contains(string(out), "::error file=policy.yaml,line=") {
				t.Errorf("nothing stands beside the line: %s", out)
			}
		}
	}
}

// TestCIPage holds docs/ci.md to the two files: the hooks and inputs that it
// names are there, and all inputs are in its table.
func TestCIPage(t *testing.T) {
	page := readRoot(t, "docs/ci.md")
	block := func(info string) *syntax.Node {
		_, after, found := strings.Cut(page, "```yaml "+info+"\n")
		if !found {
			t.Fatalf("docs/ci.md has no block %q", info)
		}
		body, _, _ := strings.Cut(after, "```")
		return tree(t, info, body)
	}
	known := map[string]bool{}
	for _, hook := range tree(t, "hooks.yaml", readRoot(t, ".pre-commit-hooks.yaml")).Items {
		known[text(t, hook, "id")] = true
	}
	for _, hook := range under(under(block("pre-commit"), "repos").Items[0], "hooks").Items {
		if id := text(t, hook, "id"); !known[id] {
			t.Errorf("there is no hook %s", id)
		}
	}
	inputs := under(tree(t, "action.yml", readRoot(t, "action.yml")), "inputs")
	for _, e := range inputs.Entries {
		if !strings.Contains(page, "| `"+e.Key.Value+"` |") {
			t.Errorf("the page does not say what %s is", e.Key.Value)
		}
	}
	for _, step := range under(block("workflow"), "jobs", "policies", "steps").Items {
		if with := under(step, "with"); with != nil {
			for _, e := range with.Entries {
				if under(inputs, e.Key.Value) == nil {
					t.Errorf("the action has no input %s", e.Key.Value)
				}
			}
		}
	}
}
