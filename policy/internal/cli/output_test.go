package cli_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/cli"
)

// The page about the command's output shows, for each form, the keys or the
// columns that the command prints, neither more nor less.
func TestOutputPage(t *testing.T) {
	page, err := os.ReadFile("../../../docs/output.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]string{}
	for _, b := range regexp.MustCompile("(?ms)^```(\\w+ \\w+)\n(.*?)^```$").FindAllStringSubmatch(string(page), -1) {
		shown[b[1]] = b[2]
	}
	printed := printedForms(t)
	for name, text := range shown {
		form, what, _ := strings.Cut(name, " ")
		outputs, known := printed[name]
		switch {
		case name == "json line":
			// held against every key that a line can have, below
		case !known:
			t.Errorf("nothing prints the block %q", name)
		case form == "csv":
			if want, _, _ := strings.Cut(outputs[0], "\n"); text != want+"\n" {
				t.Errorf("the columns of %s (-page +command):\n%s", what, cmp.Diff(text, want+"\n"))
			}
		default:
			compareKeys(t, what, text, outputs)
		}
	}
	for name := range printed {
		if shown[name] == "" {
			t.Errorf("the page does not show %q", name)
		}
	}
	lineKeys(t, string(page))
}

// lineKeys looks for each key that a line can have in the table of keys.
func lineKeys(t *testing.T, page string) {
	t.Helper()
	zero, one := payout.Money{}, payout.Ref{Type: "agent", ID: "a1"}
	day, err := payout.ParseDate("2026-03-31")
	if err != nil {
		t.Fatal(err)
	}
	quantity, err := payout.ParseQuantity("1")
	if err != nil {
		t.Fatal(err)
	}
	text, err := payout.Line{
		ID: "x", Rule: "x", Base: "x", Once: "x", Kind: payout.Charge, Class: payout.Clawback, Subject: one, Payee: one, Period: "x",
		Amount: zero, Quantity: quantity, Unit: "x", From: []string{"cash"}, Policy: "x", Version: "x", Digest: "x", Deal: "x", Platform: "x",
		Decided: day, Booked: day, Due: day, Held: "x", Cause: "x", Corrects: []string{"x"},
	}.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	_, page, found := strings.Cut(page, "\n## A line\n")
	section, _, _ := strings.Cut(page, "\n## ")
	var keys map[string]any
	if err := json.Unmarshal(text, &keys); err != nil || !found || len(keys) < 25 {
		t.Fatal("no section, or no line with all keys:", err, len(keys))
	}
	for key := range keys {
		if !regexp.MustCompile("(?m)^\\|[^|]*`" + key + "`").MatchString(section) {
			t.Errorf("the table of a line's keys lacks %q", key)
		}
	}
}

// printedForms gives what the command prints in each form, once or several
// times.
func printedForms(t *testing.T) map[string][]string {
	t.Helper()
	dir := t.TempDir()
	archive, err := txtar.ParseFile("testdata/output.txtar")
	if err != nil {
		t.Fatal(err)
	}
	put := func(name string, text []byte) {
		t.Helper()
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	files := map[string][]byte{}
	for _, f := range archive.Files {
		files[f.Name] = f.Data
		put(f.Name, f.Data)
	}
	at := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	called := func(args ...string) string {
		t.Helper()
		var out, complaints bytes.Buffer
		if code := cli.Run(args, strings.NewReader(""), &out, &complaints); code > cli.Findings {
			t.Fatalf("%q ends with %d:\n%s", args, code, complaints.String())
		}
		return out.String()
	}
	first := []string{"run", at("harbour"), "--period", "2026-03", "--as-of", "2026-04-15", "--ledger", at("l.db"), "--out", at("out")}
	forms := map[string][]string{
		"json lint":      {called("lint", at("twice"), "--format", "json"), called("lint", at("slip"), "--format", "json")},
		"json cases":     {called("test", at("harbour"), "--format", "json")},
		"json decisions": {called("eval", at("harbour/policy.yaml"), "--facts", at("facts.yaml"), "--as-of", "2026-06-30", "--trace", "--format", "json")},
		"json run":       {called(append(first, "--format", "json")...)},
		"csv lines":      {called("run", at("harbour"), "--period", "2026-03", "--format", "csv")},
	}
	forms["json explanation"] = []string{called("explain", at("harbour"), "bonus", "--ledger", at("l.db"), "--format", "json"),
		called("explain", at("harbour"), "--subject", "device/d1", "--rule", "unsold", "--ledger", at("l.db"), "--format", "json")}
	for _, name := range []string{"lines", "statements", "balances", "undecided", "uncounted", "reconciliation"} {
		text, err := os.ReadFile(at("out/" + name + ".csv"))
		if err != nil {
			t.Fatal(err)
		}
		forms["csv "+name] = append(forms["csv "+name], string(text))
	}
	put("harbour/data/txn-late.csv", files["late.csv"])
	put("harbour/data/merchants.csv", files["fewer.csv"])
	forms["json run"] = append(forms["json run"], called("run", at("harbour"), "--period", "2026-05", "--ledger", at("l.db"), "--format", "json"))
	return forms
}

// compareKeys holds the keys of a block against those of what is printed. What
// is {} or [] in the block is described elsewhere.
func compareKeys(t *testing.T, what, block string, printed []string) {
	t.Helper()
	want, elsewhere := map[string]bool{}, map[string]bool{}
	keys(t, block, want, elsewhere)
	got := map[string]bool{}
	for _, text := range printed {
		keys(t, text, got, map[string]bool{})
	}
	maps.DeleteFunc(got, func(key string, _ bool) bool {
		for path := range elsewhere {
			if strings.HasPrefix(key, path+".") || strings.HasPrefix(key, path+"[") {
				return true
			}
		}
		return false
	})
	if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))); diff != "" {
		t.Errorf("the keys of %s (-page +command):\n%s", what, diff)
	}
}

// keys collects the paths of all keys of a JSON text, and of its empty maps
// and lists. What a key of `values` and `why` is called is not the command's.
func keys(t *testing.T, text string, into, empty map[string]bool) {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		path = strings.ReplaceAll(path, ".steps[].steps", ".steps") // steps are made of steps
		switch v := v.(type) {
		case map[string]any:
			if len(v) == 0 {
				empty[path] = true
			}
			for key, inner := range v {
				into[path+"."+key] = true
				if key != "values" && key != "why" {
					walk(path+"."+key, inner)
				}
			}
		case []any:
			if len(v) == 0 {
				empty[path] = true
			}
			for _, inner := range v {
				walk(path+"[]", inner)
			}
		}
	}
	walk("", v)
}
