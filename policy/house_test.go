package policy_test

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/fenrun/fenrun/"

// house says, for each package, which others of this module it may import; a
// package stands for those below it that are not named themselves. Every
// package of the module has a place here.
var house = map[string][]string{
	"payout": {"payout"},
	"tier":   {},

	"docs/checks": {},

	"policy/diag":             {},
	"policy/syntax":           {"policy/diag"},
	"policy/internal/zone":    {"policy/diag"},
	"policy/internal/layout":  {"policy/diag", "policy/syntax"},
	"policy/internal/starter": {"payout", "policy/internal/layout", "policy/internal/zone"},
	"policy/internal/vocab":   {"payout", "policy/diag", "policy/syntax"},
	"policy/internal/cells":   {"payout", "policy/diag", "policy/syntax", "policy/internal/ir", "policy/internal/plan"},
	"policy/internal/ir":      {"payout", "policy/diag", "policy/syntax"},
	"policy/internal/plan":    {"payout", "tier", "policy/diag", "policy/syntax", "policy/internal/ir", "policy/internal/zone"},
	"policy/internal/data":    {"payout", "policy/diag", "policy/internal/ir"},
	"policy/internal/missing": {"payout", "policy/internal/ir"},
	"policy/internal/engine": {
		"payout", "tier", "policy/diag", "policy/syntax", "policy/internal/ir", "policy/internal/plan", "policy/internal/data",
		"policy/internal/missing",
	},
	"policy": {
		"payout", "tier", "policy/diag", "policy/syntax",
		"policy/internal/ir", "policy/internal/plan", "policy/internal/data", "policy/internal/engine",
	},

	"policy/lint":               append([]string{"policy/lint", "policy/internal/cells"}, below...),
	"policy/run":                append([]string{"policy/run"}, below...),
	"policy/internal/notice":    append([]string{}, below...),
	"policy/internal/schema":    append([]string{"policy/internal/vocab"}, below...),
	"policy/internal/termsheet": append([]string{"policy/internal/cells", "policy/internal/compare", "policy/internal/notice"}, below...),
	"policy/internal/boundary":  append([]string{"policy/run", "policy/internal/cases", "policy/internal/layout", "policy/lint"}, below...),
	"policy/internal/mutate":    append([]string{"policy/run", "policy/lint", "policy/internal/boundary", "policy/internal/cases", "policy/internal/compare"}, below...),
	"policy/internal/cases":     append([]string{"policy/run"}, below...),
	"policy/internal/coverage":  append([]string{"policy/run", "policy/internal/cases"}, below...),
	"policy/internal/lsp":       append([]string{"policy/internal/cases", "policy/internal/layout", "policy/internal/vocab"}, below...),
	"policy/internal/compare":   append([]string{"policy/run"}, below...),
	"policy/policytest":         append([]string{"policy/run", "policy/internal/cases"}, below...),

	"policy/internal/cli": {everything},
	"policy/cmd":          {"policy/internal/cli"},
	"examples":            {"payout", "tier", "policy", "policy/diag", "policy/run", "policy/policytest"}, // what a host may use
	"examples/internal":   {"examples/internal", "payout", "payout/sqlledger", "tier", "policy", "policy/diag", "policy/run"},
}

// everything stands for all packages of policy and payout: the command is
// above them.
const everything = "*"

// below is what the packages above policy may use.
var below = []string{
	"payout", "tier", "policy", "policy/diag", "policy/syntax",
	"policy/internal/ir", "policy/internal/plan", "policy/internal/data", "policy/internal/missing", "policy/internal/engine",
}

// A listed is a package as `go list` gives it.
type listed struct {
	ImportPath                         string
	Standard                           bool
	Imports, TestImports, XTestImports []string
	Deps                               []string
	Module                             *struct{ Path string }
	Error                              *struct{ Err string }
}

// list runs `go list` for the whole module as another system would build it.
func list(t *testing.T, system string, flags ...string) []listed {
	t.Helper()
	command := exec.Command("go", slices.Concat([]string{"list", "-json=ImportPath,Standard,Imports,TestImports,XTestImports,Deps,Module,Error"}, flags, []string{"./..."})...)
	command.Dir = ".."
	command.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=0", "GOFLAGS=")
	var complaints strings.Builder
	command.Stderr = &complaints
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, complaints.String())
	}
	var all []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if p.Error != nil {
			t.Fatalf("%s: %s", p.ImportPath, p.Error.Err)
		}
		all = append(all, p)
	}
	if len(all) < 10 {
		t.Fatalf("go list gives %d packages", len(all))
	}
	return all
}

// room gives the entry of the house that a package of this module stands
// under.
func room(path string) (string, bool) {
	for path != "" {
		if _, ok := house[path]; ok {
			return path, true
		}
		path = path[:max(0, strings.LastIndex(path, "/"))]
	}
	return "", false
}

// Packages import in one direction: cmd, cli, then lint, run and cases, then
// policy, then the domain and the front end. payout and tier know nothing of
// the others, nor of each other.
func TestImportsGoOneWay(t *testing.T) {
	for _, p := range list(t, "linux") {
		path, own := strings.CutPrefix(p.ImportPath, module)
		if !own {
			t.Errorf("%s is not of this module", p.ImportPath)
			continue
		}
		from, ok := room(path)
		if !ok || path != "policy" && from == "policy" {
			t.Errorf("%s has no place in the house: say in this test what it may import", path)
			continue
		}
		for _, imported := range p.Imports {
			to, own := strings.CutPrefix(imported, module)
			if !own {
				continue
			}
			if slices.Contains(house[from], everything) && !strings.HasPrefix(to, "examples") {
				continue
			}
			if into, _ := room(to); !slices.Contains(house[from], into) && !slices.Contains(house[from], to) {
				t.Errorf("%s imports %s, which is against the direction", path, to)
			}
		}
	}
}

// yaml is read in one place, and so is the tree of expr.
func TestOnlyImporters(t *testing.T) {
	only := map[string]string{"gopkg.in/yaml.v3": "policy/syntax", "github.com/expr-lang/expr": "policy/internal/ir"}
	found := map[string]int{}
	for _, p := range list(t, "linux") {
		path := strings.TrimPrefix(p.ImportPath, module)
		for _, imported := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			for library, home := range only {
				if imported != library && !strings.HasPrefix(imported, library+"/") {
					continue
				}
				found[library]++
				if path != home {
					t.Errorf("%s imports %s, which is for %s alone", path, imported, home)
				}
			}
		}
	}
	for library := range only {
		if found[library] == 0 {
			t.Errorf("nothing imports %s any more: does this test know how it is called?", library)
		}
	}
}

// What a host links in is expr, decimal, yaml and the standard library, on
// every system.
func TestLibrariesReachLittle(t *testing.T) {
	allowed := map[string][]string{
		"payout": {"github.com/shopspring/decimal"},
		"tier":   {"github.com/shopspring/decimal"},
		"policy": {"github.com/shopspring/decimal", "github.com/expr-lang/expr", "gopkg.in/yaml.v3"},
	}
	for _, system := range []string{"linux", "darwin", "windows"} {
		of := map[string]string{} // the module of a package that is not of the standard library
		var own []listed
		for _, p := range list(t, system, "-deps") {
			switch {
			case p.Standard:
			case p.Module == nil:
				t.Errorf("%s is of no module", p.ImportPath)
			default:
				of[p.ImportPath] = p.Module.Path
				if strings.HasPrefix(p.ImportPath, module) {
					own = append(own, p)
				}
			}
		}
		checked := map[string]int{}
		for _, p := range own {
			path := strings.TrimPrefix(p.ImportPath, module)
			from, _ := room(path)
			top, _, _ := strings.Cut(path, "/")
			if from == "policy/internal/cli" || from == "policy/cmd" || top == "examples" {
				continue // the command and the stories are no library
			}
			checked[top]++
			for _, dep := range p.Deps {
				m := of[dep]
				if m != "" && m+"/" != module && !slices.Contains(allowed[top], m) {
					t.Errorf("%s: %s reaches %s of %s", system, path, dep, m)
				}
			}
		}
		for top := range allowed {
			if checked[top] == 0 {
				t.Errorf("%s: no package of %s was looked at", system, top)
			}
		}
	}
}
