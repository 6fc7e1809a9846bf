package ir_test

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/syntax"
)

// model gives what the names of testdata/model.yaml mean.
var model = sync.OnceValue(func() *ir.Model {
	source, err := os.ReadFile("testdata/model.yaml")
	if err != nil {
		panic(err)
	}
	return compile(string(source))
})

// compile gives the model of a policy without mistakes.
func compile(source string) *ir.Model {
	model, found := compiled(source)
	if found.Err() != nil {
		panic(found)
	}
	return model
}

// compiled gives the model of a policy, and what is found in it.
func compiled(source string) (*ir.Model, diag.List) {
	file, found := syntax.Load("model.yaml", []byte(source))
	if file == nil || found.Err() != nil {
		return nil, found
	}
	policy, found := plan.Compile(plan.Source{Policy: file.Policy})
	if found.Err() != nil {
		return nil, found
	}
	return policy.Model, found
}

// A use is the place in which an expression of a test stands.
type use uint8

const (
	condition use = iota
	amount
	value
	date
	anything
)

// A desk types expressions one by one, as a rule for root would.
type desk struct {
	model  *ir.Model
	root   string
	guard  string // a condition that is known to hold
	locals map[string]*ir.Node
	found  diag.List
}

type rules []string

func (r rules) HasRule(id string) bool {
	return strings.Contains(" "+strings.Join(r, " ")+" ", " "+id+" ")
}
func (r rules) RuleIDs() []string { return r }

func (d *desk) site() *ir.Site {
	s := ir.NewSite(d.model, d.model.Subject(d.root), func(one diag.Diagnostic) { d.found = append(d.found, one) })
	s.Rules = rules{"residual", "first-day"}
	if d.locals != nil {
		s = s.WithLocals(d.locals)
	}
	if d.guard != "" {
		s = s.With(s.Condition(unplaced(d.guard)))
	}
	return s
}

// unplaced is an expression without a place.
func unplaced(text string) syntax.Expr { return syntax.Expr{Text: syntax.Text{Value: text}} }

// typed types an expression for its use; all that was found is in d.found.
func typed(s *ir.Site, e syntax.Expr, u use) *ir.Node {
	switch u {
	case condition:
		return s.Condition(e)
	case amount:
		return s.Value(ir.ValueSource{Expr: &e}, ir.AnAmount)
	case value:
		return s.Value(ir.ValueSource{Expr: &e}, ir.AnyValue)
	case date:
		return s.Date(e)
	default:
		return s.Any(e)
	}
}

// written gives an expression the place it has as a block of a YAML file: from
// the second line on, indented by two.
func written(t testing.TB, text string) syntax.Expr {
	t.Helper()
	source := "e: |-\n  " + strings.ReplaceAll(text, "\n", "\n  ") + "\n"
	doc, found := syntax.Parse("p.yaml", []byte(source))
	if len(found) > 0 || doc.Root == nil {
		t.Fatalf("%q cannot be written as a block: %v", text, found)
	}
	return syntax.Expr{Text: doc.Root.Entries[0].Value.Text, Path: "e"}
}

// marked takes the «...» out of an expression and gives the places between
// them in the block of written.
func marked(t testing.TB, text string) (string, []string) {
	t.Helper()
	var plain strings.Builder
	var places []string
	var open []int
	line, column := 2, 3
	for _, r := range text {
		switch r {
		case '«':
			open = append(open, len(places))
			places = append(places, fmt.Sprintf("%d:%d", line, column))
			continue
		case '»':
			last := open[len(open)-1]
			open = open[:len(open)-1]
			places[last] += fmt.Sprintf("-%d:%d", line, column)
			continue
		case '\n':
			line, column = line+1, 3
		default:
			column++
		}
		plain.WriteRune(r)
	}
	if len(open) > 0 {
		t.Fatalf("an « without its » in %q", text)
	}
	return plain.String(), places
}

// place writes a place with its end.
func place(s diag.Span) string {
	return fmt.Sprintf("%d:%d-%d:%d", s.Start.Line, s.Start.Column, s.End.Line, s.End.Column)
}

// A finding is what a test expects of one diagnostic: its code, and a part of
// its message or hint.
type finding struct{ code, words string }

// expect types a marked expression and compares what is found with the marks
// and with want, one each.
func (d *desk) expect(t *testing.T, text string, u use, want ...finding) *ir.Node {
	t.Helper()
	plain, places := marked(t, text)
	d.found = nil
	site := d.site()
	if len(d.found) > 0 {
		t.Fatalf("the guard %q is wrong: %v", d.guard, d.found)
	}
	n := typed(site, written(t, plain), u)
	found := d.found.Sorted()
	var got []string
	for _, one := range found {
		got = append(got, place(one.Span))
	}
	if diff := cmp.Diff(places, got); diff != "" {
		t.Errorf("%s: places (-want +got):\n%s%s", text, diff, listed(found))
		return n
	}
	if len(found) != len(want) {
		t.Errorf("%s: %d findings, want %d\n%s", text, len(found), len(want), listed(found))
		return n
	}
	for i, one := range found {
		if one.Code != want[i].code || !strings.Contains(one.Message+"\n"+one.Hint, want[i].words) {
			t.Errorf("%s:\n got %swant %s %q", text, listed(found[i:i+1]), want[i].code, want[i].words)
		}
	}
	return n
}

// passes types an expression in which nothing is wrong.
func (d *desk) passes(t *testing.T, text string, u use) *ir.Node {
	t.Helper()
	return d.expect(t, text, u)
}

func listed(l diag.List) string {
	var b strings.Builder
	for _, d := range l {
		fmt.Fprintf(&b, "%s %s %s\n     hint: %s\n", place(d.Span), d.Code, d.Message, d.Hint)
	}
	return b.String()
}

func at(root string) *desk { return &desk{model: model(), root: root} }

// compileBroken gives the model of a policy whatever is wrong with it.
func compileBroken(source string) *ir.Model {
	file, found := syntax.Load("model.yaml", []byte(source))
	if file == nil || found.Err() != nil {
		panic(found)
	}
	policy, _ := plan.Compile(plan.Source{Policy: file.Policy})
	return policy.Model
}
