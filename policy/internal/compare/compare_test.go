package compare_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/compare"
	"github.com/fenrun/fenrun/policy/run"
)

const jindabao = "../../../examples/jindabao-2019"

func text(t *testing.T) string {
	t.Helper()
	src, err := os.ReadFile(jindabao + "/policy.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(src)
}

func book(t *testing.T, src string) *policy.Book {
	t.Helper()
	b, err := policy.LoadBook(fstest.MapFS{"policy.yaml": {Data: []byte(src)}}, ".")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func changes(t *testing.T, was, now string) []compare.Change {
	t.Helper()
	list := compare.Books(book(t, was), book(t, now))
	if len(list) != 1 {
		t.Fatalf("%d differences, want one policy", len(list))
	}
	return list[0].Changes
}

// Layout, comments and the ways of writing a number mean nothing.
func TestLayoutIsNoChange(t *testing.T) {
	was := text(t)
	for name, now := range map[string]string{
		"comments": "# another head\n" + strings.ReplaceAll(was, "\nrules:", "\n\n# the clauses\nrules:"),
		"spaces":   strings.ReplaceAll(was, " * ", "  *  "),
	} {
		if now == was {
			t.Fatalf("%s: nothing was changed", name)
		}
		if got := changes(t, was, now); len(got) > 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// One rung is one change of the ladder, with the quantities for which pay
// differs, and the rules that read it.
func TestRung(t *testing.T) {
	was := text(t)
	now := strings.Replace(was, "{ordinary: 0.495%", "{ordinary: 0.490%", 1)
	if now == was {
		t.Fatal("the rung is not there")
	}
	got := changes(t, was, now)
	want := compare.Change{Of: "ladder", Name: "buy_rate", Part: "from 1亿 to below 5亿, ordinary", Was: "0.495%", Now: "0.49%"}
	if len(got) == 0 {
		t.Fatal("no change was found")
	}
	if diff := cmp.Diff(want, got[0]); diff != "" {
		t.Error(diff)
	}
	for _, c := range got[1:] {
		if c.Of != "rule" || c.Name != "residual" {
			t.Errorf("also %v", c)
		}
	}
}

// What both texts pay is what two full runs pay.
func TestCostIsTwoRuns(t *testing.T) {
	was := text(t)
	now := strings.Replace(was, "- 0.28%", "- 0.29%", 1)
	if now == was {
		t.Fatal("the price is not there")
	}
	source := func(*policy.Book) run.Source { return &run.Folder{FS: os.DirFS(jindabao), Dir: "data"} }
	cost, err := compare.Run(context.Background(), book(t, was), book(t, now), source, "2019-08")
	if err != nil {
		t.Fatal(err)
	}
	alone, err := compare.Run(context.Background(), book(t, now), book(t, now), source, "2019-08")
	if err != nil {
		t.Fatal(err)
	}
	if cost.Now != alone.Was || alone.Was != alone.Now {
		t.Errorf("the newer text pays %s beside the older, %s and %s alone", cost.Now, alone.Was, alone.Now)
	}
	if cost.Was == cost.Now {
		t.Error("a higher price costs nothing")
	}
	for _, p := range cost.Payees {
		if p.Change().Sign() > 0 {
			t.Errorf("%s earns more by a higher price: %s", p.Name, p.Change())
		}
	}
}
