package policy_test

import (
	"encoding/json"
	"io/fs"
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/syntax"
)

// texts gives the policies of testdata and of the examples.
func texts(t testing.TB) [][]byte {
	t.Helper()
	var all [][]byte
	for _, root := range []string{"testdata", "../examples"} {
		fsys := os.DirFS(root)
		err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".yaml") || strings.HasSuffix(path, ".test.yaml") {
				return err
			}
			src, err := fs.ReadFile(fsys, path)
			all = append(all, src)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(all) < 10 {
		t.Fatalf("%d texts", len(all))
	}
	return all
}

// Whatever stands in a file, it is a policy or has a diagnostic, and each
// diagnostic has a place in the file. What is said is not much more than what
// was asked.
func FuzzLoad(f *testing.F) {
	for _, src := range texts(f) {
		f.Add(src)
	}
	for _, m := range mistakes {
		f.Add([]byte(head + "facts: {s: {x: money}}\nrules:\n  - {id: r, kind: reward, for: s, to: s, every: month, amount: s.x}\n" + m.new))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		p, found := policy.Check("p.yaml", src)
		if (p == nil) != (found.Err() != nil) {
			t.Fatalf("a policy: %t, and\n%s", p != nil, listing(found))
		}
		checkFound(t, src, found)
	})
}

func checkFound(t *testing.T, src []byte, found diag.List) {
	t.Helper()
	if len(found) > 101 { // a hundred, and one that says how many more there are
		t.Errorf("%d diagnostics", len(found))
	}
	size := 0
	for _, d := range found {
		checkSpan(t, src, d, d.Span)
		for _, r := range d.Related {
			checkSpan(t, src, d, r.Span)
		}
		size += len(d.Message) + len(d.Hint)
		if d.Message == "" || d.Code == "" {
			t.Errorf("it says nothing: %+v", d)
		}
	}
	if size > 100*len(src)+100_000 {
		t.Errorf("%d bytes are said of a file of %d", size, len(src))
	}
}

func checkSpan(t *testing.T, src []byte, d diag.Diagnostic, s diag.Span) {
	t.Helper()
	if d.Code == "S004" && s.Start.IsZero() {
		return // of a file in which nothing stands
	}
	lines := strings.Count(string(src), "\n") + strings.Count(string(src), "\r") + 1
	if s.Start.Offset < 0 || s.Start.Offset > s.End.Offset || s.End.Offset > len(src) ||
		s.Start.Line < 1 || s.Start.Line > s.End.Line || s.End.Line > lines || s.Start.Column < 1 || s.End.Column < 1 {
		t.Errorf("%s %s: the place %+v is none in a file of %d bytes and %d lines", d.Code, d.Message, s, len(src), lines)
	}
}

// Whatever facts are given, each decision is made or it is said why not, and
// what a line pays can be computed again from what it states.
func FuzzEvaluate(f *testing.F) {
	src := file(f, "harbor-esign.yaml")
	p := load(f, src)
	read, _ := syntax.Load("harbor-esign.yaml", []byte(src))
	f.Add([]byte(file(f, "harbor-facts.json")), uint8(0))
	f.Add([]byte(file(f, "harbor-facts.json")), uint8(7))
	for _, facts := range []string{
		`{"merchant": {"agent": {"volume": "5亿", "opened": "2024-01-01", "first_order": 200}, "kind": "qr", "volume": 1234567.89}}`,
		`{"device": [{"id": "d1", "agent": "a1", "stocked": "2026-01-05"}], "agent": {"id": "a1", "first_order": 1e3}}`,
		`{"merchant": {"rate": "万5.5"}}`, `{"merchant": {"rate": 0.0055}}`, `{"txn": {"at": "2026-02-30T25:00"}}`, `{"agent": {"id": "a", "up": {"id": "a"}}}`,
		`{"device": {"agent": {"agent": {}}}}`, `[]`, `{"merchant": null}`, `{"merchant": {"volume": -1, "rate": "1%"}}`,
	} {
		f.Add([]byte(facts), uint8(1))
	}
	periods := []string{"2026-01", "2026-02", "2026-03", "2026-05", "2026-07", "2026-12", "2026-Q1", "2026-03-03", "2027-01", "2026", ""}
	f.Fuzz(func(t *testing.T, facts []byte, n uint8) {
		if len(facts) > 20_000 {
			return
		}
		c := policy.Case{Facts: json.RawMessage(facts), Period: periods[int(n)%len(periods)], Trace: n > 127}
		if c.Period == "" {
			c.AsOf = 739_700
		}
		decisions, err := p.Evaluate(c)
		if err != nil {
			if err.Error() == "" {
				t.Error("an error says nothing")
			}
			return
		}
		again := &recount{files: map[string]*syntax.File{"harbor-esign 2026": read}, sums: map[string]*big.Rat{}, taken: map[string]*big.Rat{}}
		for _, d := range decisions {
			switch d.State {
			case policy.Lines:
				if len(d.Lines) == 0 {
					t.Errorf("%s of %s pays without a line", d.Rule, d.Subject)
				}
			case policy.Undecided, policy.NeedsOthers:
				if d.Reason == "" || len(d.Lines) > 0 {
					t.Errorf("%s of %s is %s for %q, with %d lines", d.Rule, d.Subject, d.State, d.Reason, len(d.Lines))
				}
			case policy.None, policy.Pending:
				if len(d.Lines) > 0 {
					t.Errorf("%s of %s is %s, with %d lines", d.Rule, d.Subject, d.State, len(d.Lines))
				}
			default:
				t.Errorf("%s of %s is %q", d.Rule, d.Subject, d.State)
			}
			for i := range d.Lines {
				again.line(t, &d.Lines[i])
			}
		}
		if _, err := json.Marshal(decisions); err != nil {
			t.Errorf("the decisions cannot be written: %v", err)
		}
	})
}
