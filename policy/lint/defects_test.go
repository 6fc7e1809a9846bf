package lint

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/compare"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/syntax"
)

var (
	fullDefects = flag.Bool("full", false, "inject every defect at every place, and compare with docs/defects.md")
	missedOut   = flag.String("missed", "", "a file to list the defects in that were not found")
)

const defectsPage = "../../docs/defects.md"

// A sound is a policy without findings, into which defects are put.
type sound struct {
	name, text string
	policy     *plan.Policy
	found      map[string]bool // codes and messages
}

// soundPolicies gives the policies of the examples, and the good ones of docs/checks.
func soundPolicies(t *testing.T) []sound {
	t.Helper()
	var list []sound
	add := func(name, text string) {
		p, diags := load(name, text)
		if p == nil || diags.Err() != nil {
			return
		}
		b := sound{name: name, text: text, policy: p, found: map[string]bool{}}
		for _, f := range alone(p) {
			b.found[f.Code+f.Message] = true
		}
		list = append(list, b)
	}
	walk := func(root, pattern string, each func(path, text string)) {
		names, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.Contains(name, ".test.") || strings.Contains(name, "/bench/") {
				continue
			}
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			each(name, string(src))
		}
	}
	walk("../../examples", "*/*.yaml", add)
	walk("../../docs/checks", "*.md", func(name, text string) {
		_, good, _ := strings.Cut(text, "## Good\n")
		parts := strings.Split(good, "```")
		if len(parts) == 3 && strings.HasPrefix(parts[1], "yaml\n") {
			add(filepath.Base(name), strings.TrimPrefix(parts[1], "yaml\n"))
		}
	})
	return list
}

func load(name, text string) (*plan.Policy, diag.List) {
	file, diags := syntax.Load(name, []byte(text))
	if file == nil || file.Policy == nil || diags.Err() != nil {
		return nil, diags
	}
	p, more := plan.Compile(plan.Source{Policy: file.Policy, Digest: plan.Digest([]byte(text))})
	return p, append(diags, more...)
}

func alone(p *plan.Policy) []Finding { return run([]*plan.Policy{p}, nil, &Options{}) }

// A fate is what became of a defect.
type fate int

const (
	refused    fate = iota // it does not load
	found                  // the linter finds it
	compared               // the linter finds it beside the version before
	equivalent             // it changes nothing: by meaning, or by what is paid
	missed
	fates
)

// fateOf tells what becomes of a text with a defect.
func (b *sound) fateOf(text string) (fate, string) {
	p, diags := load(b.name, text)
	if p == nil || diags.Err() != nil {
		return refused, ""
	}
	for _, f := range alone(p) {
		if f.Severity <= diag.Warning && !b.found[f.Code+f.Message] {
			return found, f.Code
		}
	}
	if len(compare.Policies(b.policy, p)) == 0 {
		return equivalent, ""
	}
	beside := &bookPass{options: &Options{}, policies: []*plan.Policy{b.policy, p}}
	beside.compare(b.policy, p)
	undecided := false
	for _, f := range beside.found {
		switch f.Code {
		case "V604", "F805", "F809", "V603":
			return compared, f.Code
		case "X001":
			undecided = true
		}
	}
	if !undecided && b.samePay(p) {
		return equivalent, ""
	}
	return missed, ""
}

// samePay reports whether only conditions and amounts differ, of which the
// comparison has shown that they pay the same for all facts.
func (b *sound) samePay(p *plan.Policy) bool {
	for _, c := range compare.Policies(b.policy, p) {
		switch c.Of {
		case "param", "ladder", "let", "table", "fact": // what they change is seen in the rules
		case "rule":
			switch c.Part {
			case "when", "amount", "cap", "floor":
			default:
				return false
			}
		default:
			return false
		}
	}
	return true
}

// TestDefects puts defects into policies that are sound, and counts which are
// found. docs/defects.md has the table.
func TestDefects(t *testing.T) {
	if len(operators) < 25 {
		t.Fatalf("%d operators", len(operators))
	}
	all := soundPolicies(t)
	if len(all) < 40 {
		t.Fatalf("only %d policies", len(all))
	}
	perPolicy, everyNth := 1, 13
	if *fullDefects {
		perPolicy, everyNth = 1<<20, 1
	}
	var table strings.Builder
	var missedList []string
	var total [fates]int
	for o, op := range operators {
		var count [fates]int
		for i := range all {
			if (i+o)%everyNth != 0 {
				continue
			}
			for n, text := range op.apply(all[i].text) {
				if n == perPolicy {
					break
				}
				f, _ := all[i].fateOf(text)
				count[f]++
				if f == missed {
					missedList = append(missedList, fmt.Sprintf("%s: %s\n%s", op.name, all[i].name, cmp.Diff(strings.Split(all[i].text, "\n"), strings.Split(text, "\n"))))
				}
			}
		}
		sum := 0
		for f, n := range count {
			total[f] += n
			sum += n
		}
		if sum == 0 && *fullDefects {
			t.Errorf("no policy has a place for the defect: %s", op.name)
		}
		fmt.Fprintf(&table, "| %s | %d | %d | %d | %d | %d | %d |\n", op.name, sum, count[refused], count[found], count[compared], count[equivalent], count[missed])
	}
	if *missedOut != "" {
		if err := os.WriteFile(*missedOut, []byte(strings.Join(missedList, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	real := total[refused] + total[found] + total[compared] + total[missed]
	share := 100 * (real - total[missed]) / real
	t.Logf("%d defects that change something: %d refused, %d found alone, %d beside the version before, %d missed; %d change nothing", real, total[refused], total[found], total[compared], total[missed], total[equivalent])
	if share < 95 {
		t.Errorf("only %d%% are found", share)
	}
	if *fullDefects {
		page := defectsText(table.String(), total, len(all))
		if *updateDefects() {
			if err := os.WriteFile(defectsPage, []byte(page), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		src, err := os.ReadFile(defectsPage)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(src), page); diff != "" {
			t.Errorf("docs/defects.md (-file +now); run with -full -update:\n%s", diff)
		}
	}
}

// updateDefects gives the flag that the tests of the pages declare.
func updateDefects() *bool {
	on := false
	if f := flag.Lookup("update"); f != nil {
		on = f.Value.String() == "true"
	}
	return &on
}

func defectsText(table string, total [fates]int, policies int) string {
	real := total[refused] + total[found] + total[compared] + total[missed]
	var b strings.Builder
	fmt.Fprintf(&b, `# Which defects are found

Defects that people put into policies, put into %d sound policies, the examples
and those of docs/checks, at every place that has room for them. What becomes
of each:

- *refused*: the text does not load;
- *found*: the linter finds an error or a warning in the text alone;
- *beside*: nothing is wrong with the text alone, for it means something else
  and no less; beside the version before, the linter says what is paid
  otherwise, and for which facts, or which clause says something else (V604);
- *same*: nothing is paid otherwise: the two mean the same, or the analysis
  has shown that they pay the same for all facts;
- *missed*: neither.

Of %d defects that change something, %d are refused and %d found in the text
alone, which is %s; with the %d that are found beside the version before it is
%s. Written by `+"`go test ./policy/lint -run Defects -full -update`"+`.

| defect | all | refused | found | beside | same | missed |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
%s`, policies, real, total[refused], total[found], percentText(total[refused]+total[found], real), total[compared], percentText(real-total[missed], real), table)
	return b.String()
}

func percentText(part, whole int) string {
	tenths := 1000 * part / whole
	return fmt.Sprintf("%d.%d%%", tenths/10, tenths%10)
}
