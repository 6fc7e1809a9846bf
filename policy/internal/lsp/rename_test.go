package lsp

import (
	"context"
	"flag"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy/internal/cases"
)

var full = flag.Bool("full", false, "rename every name of every example")

func newSession() *session {
	return &session{server: &Server{Check: check}, out: io.Discard, open: map[string]*openText{}, plans: map[string]compiledPlan{}, ready: true}
}

// folders gives the folders of the examples with their YAML files.
func folders(t *testing.T) map[string]map[string]string {
	t.Helper()
	names, err := filepath.Glob("../../../examples/*/*.yaml")
	if err != nil || len(names) < 40 {
		t.Fatalf("there are %d examples, %v", len(names), err)
	}
	found := map[string]map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		dir := filepath.Base(filepath.Dir(name))
		if found[dir] == nil {
			found[dir] = map[string]string{}
		}
		found[dir][filepath.Base(name)] = string(text)
	}
	return found
}

// Whatever is renamed, in a policy with its versions, deals and cases, the
// cases pass as before: all places at which the name stood have been found,
// and no other was touched.
func TestRenamedExamplesPass(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	tried := map[kind]int{}
	for dir, files := range folders(t) {
		s := newSession()
		for name, text := range files {
			s.open["/x/"+name] = &openText{uri: "file:///x/" + name, text: text}
		}
		var all []mention
		for name := range files {
			d := s.read("/x/" + name)
			for _, m := range d.index.mentions {
				if m.declared && m.kind != policyName && !slices.Contains(fixedFacts, m.name) {
					all = append(all, m)
				}
			}
		}
		if len(all) == 0 {
			t.Errorf("%s: no name is declared", dir)
			continue
		}
		r.Shuffle(len(all), func(i, k int) { all[i], all[k] = all[k], all[i] })
		if !*full {
			all = all[:min(len(all), 2)]
		}
		before := tested(t, s.files(), files)
		for _, m := range all {
			tried[m.kind]++
			renameAndTest(t, dir, files, s, m, before)
		}
	}
	for _, k := range []kind{subjectName, memberName, ruleName} {
		if tried[k] == 0 {
			t.Errorf("no name of kind %d was tried", k)
		}
	}
}

func renameAndTest(t *testing.T, dir string, files map[string]string, s *session, m mention, before map[string]*cases.Report) {
	name := "改名_x"
	result, err := s.rename(&positionParams{
		TextDocument: textDocument{URI: s.uri(m.at.File)}, NewName: name,
		Position: newLineText(s.open[m.at.File].text, false).position(m.at.Start.Offset),
	})
	if err != nil {
		if strings.Contains(err.Error(), "announced") && m.kind == ruleName {
			return
		}
		t.Errorf("%s: %s cannot be renamed: %v", dir, m.name, err)
		return
	}
	changed := overlay{open: map[string]string{}}
	for file, text := range files {
		changed.open["/x/"+file] = text
	}
	for uri, edits := range result.(workspaceEdit).Changes {
		changed.open[nameOf(uri)] = apply(changed.open[nameOf(uri)], edits)
	}
	for file, after := range tested(t, changed, files) {
		before := before[file]
		if before.Failed() != after.Failed() || len(before.Results) != len(after.Results) || after.Diags.Err() != nil && before.Diags.Err() == nil {
			t.Errorf("%s: after %q of kind %d (of %q) is %q, %d cases of %s fail, and %d did before: %v", dir, m.name, m.kind, m.owner, name, after.Failed(), file, before.Failed(), after.Diags)
		}
	}
}

// tested runs the cases of a folder.
func tested(t *testing.T, from fs.FS, files map[string]string) map[string]*cases.Report {
	t.Helper()
	reports := map[string]*cases.Report{}
	for file := range files {
		if !cases.IsCaseFile(file) {
			continue
		}
		report, err := cases.Run(context.Background(), from, "/x/"+file, nil)
		if err != nil {
			t.Fatal(err)
		}
		reports[file] = report
	}
	return reports
}

func TestRenameRefuses(t *testing.T) {
	for _, test := range []struct{ in, at, name, says string }{
		{"amount: merchant.volume *", "vol", "kind", "meaning already"},
		{"amount: merchant.volume *", "vol", "a b", "cannot be used"},
		{"amount: merchant.volume *", "vol", "id", "every subject"},
		{"bonus[merchant.kind]", "bon", "target", "meaning already"},
		{"bonus[merchant.kind]", "bon", "min", "word of the language"},
		{"takes_back: bonus-a", "bonus", "residual", "meaning already"},
		{"takes_back: bonus-a", "bonus", "a/b", "is no name"},
		{"policy: harbor", "harb", "x", "part of the key"},
		{"txn: {at: time", "{at", "x", "read by the engine"},
		{"kind: clawback", "claw", "x", "no name"},
	} {
		c, uri, at := open(t, map[string]string{"harbor.yaml": marked(t, harbor, test.in, test.at)}, "harbor.yaml")
		params := where(uri, at)
		params["newName"] = test.name
		if f := c.try("textDocument/rename", params, nil); f == nil || f.Code != requestFailed || !strings.Contains(f.Message, test.says) {
			t.Errorf("%q to %q: %+v", test.in, test.name, f)
		}
	}
	c, uri, at := open(t, map[string]string{"harbor.yaml": marked(t, "announced: 2025-12-01\n"+harbor, "takes_back: bonus-a", "bonus")}, "harbor.yaml")
	if f := c.try("textDocument/prepareRename", where(uri, at), nil); f == nil || !strings.Contains(f.Message, "retired") {
		t.Errorf("a rule of an announced policy: %+v", f)
	}
}

func TestPrepareRename(t *testing.T) {
	c, uri, at := open(t, map[string]string{"harbor.yaml": marked(t, harbor, "amount: merchant.volume *", "vol")}, "harbor.yaml")
	var got textRange
	c.ask("textDocument/prepareRename", where(uri, at), &got)
	if got.End.Character-got.Start.Character != len("volume") {
		t.Errorf("the range is %+v", got)
	}
}

// However much of a text is typed, and wherever the cursor stands, no request
// fails by a fault of the server.
func TestUnfinishedTexts(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	rounds := 60
	if *full {
		rounds = 1_500
	}
	all := folders(t)
	var dirs []string
	for dir := range all {
		dirs = append(dirs, dir)
	}
	slices.Sort(dirs)
	for range rounds {
		dir := dirs[r.IntN(len(dirs))]
		s := newSession()
		var names []string
		for name, text := range all[dir] {
			names = append(names, name)
			s.open["/x/"+name] = &openText{uri: "file:///x/" + name, text: text}
		}
		slices.Sort(names)
		name := path.Join("/x", names[r.IntN(len(names))])
		text := []rune(s.open[name].text)
		cut := r.IntN(len(text) + 1)
		end := min(len(text), cut+r.IntN(3)*r.IntN(200))
		s.open[name].text = string(text[:cut]) + string(text[end:])
		at := newLineText(s.open[name].text, false).position(len(string(text[:cut])))
		p := &positionParams{TextDocument: textDocument{URI: s.open[name].uri}, Position: at, NewName: "z"}
		for what, do := range map[string]func(*positionParams) (any, error){
			"hover": s.hover, "definition": s.definition, "references": s.references, "completion": s.completion,
			"rename": s.rename, "formatting": s.formatting, "symbols": s.symbols,
		} {
			func() {
				defer func() {
					if fault := recover(); fault != nil {
						t.Errorf("%s at %v of %s, cut from %d to %d: %v", what, at, name, cut, end, fault)
					}
				}()
				if _, err := do(p); err != nil {
					if _, ok := err.(*failure); !ok {
						t.Errorf("%s at %v of %s: %v", what, at, name, err)
					}
				}
			}()
		}
		s.check(name)
	}
}

var _ fs.FS = overlay{}
