package lint

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fenrun/fenrun/policy/internal/cells/celltest"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

const toMend = `fenrun: v1
policy: harbor
currency: CNY
timezone: Asia/Shanghai
rounding: {places: 2, mode: half-up}
facts:
  agent: {}
  merchant: {agent: agent, kind: [ordinary, preferred], 等级: [金牌, 银牌], volume: {type: money, min: 0}}
rules:
  - id: award
    kind: reward
    for: merchant
    to: merchant.agent
    every: month
    when: merchant.kind == "preferred" and merchant.volume >= 500 # from the sheet
    amount: merchant.volume * 0.5%
    cap: 50
    why: "on {merchant.volume}"
`

// mended lints a text and makes the safe fixes until there is none.
func mended(t *testing.T, text string) (string, *Report) {
	t.Helper()
	for range 10 {
		report, err := Files(fstest.MapFS{"p.yaml": {Data: []byte(text)}}, Options{}, "p.yaml")
		if err != nil {
			t.Fatal(err)
		}
		now, made := report.List().Apply("p.yaml", []byte(text))
		if made == 0 {
			return text, report
		}
		text = string(now)
	}
	t.Fatalf("there is no end to mending\n%s", text)
	return "", nil
}

// TestMended puts one mistake into a policy. A fix gives back the very text
// that it was, comments included, and the finding is gone; what is not certain
// is left to the author.
func TestMended(t *testing.T) {
	for _, tt := range []struct{ right, wrong, code string }{
		{"for: merchant\n", "for: merchnt\n", "N102"},
		{`"preferred"`, `"prefered"`, "N102"},
		{`"preferred"`, `'preferrde'`, "N102"},
		{"merchant.volume >=", "merchant.volum >=", "N102"},
		{"    cap: 50", "    capp: 50", "S003"},
		{"kind: reward", "kind: rewrad", "N102"},
		{">= 500 ", ">= ５００ ", "N111"},
		{">= 500 ", ">= 500. ", "N111"},
		{"0.5%", ".5%", "N111"},
		{"why:", "whу:", "S005"}, // a Cyrillic у
		{">= 500 ", ">= 500 and merchant.volume > 20 ", "L202"},
		{">= 500 ", ">= 500 and (merchant.volume > 20) ", "L202"},
		{"merchant.kind ==", "(merchant.volume > 20) and merchant.kind ==", "L202"},
		{"merchant.kind ==", `(merchant.kind == "ordinary" or merchant.kind == "preferred" and merchant.volume > 1) and merchant.kind ==`, ""},
		{"merchant.volume >= 500", `(merchant.volume >= 500 or merchant.volume > 700)`, ""}, // brackets stay
		{">= 500 ", ">= 499.995 ", "L208"},
	} {
		t.Run(tt.wrong, func(t *testing.T) {
			broken := strings.Replace(toMend, tt.right, tt.wrong, 1)
			report, err := Files(fstest.MapFS{"p.yaml": {Data: []byte(broken)}}, Options{}, "p.yaml")
			if err != nil {
				t.Fatal(err)
			}
			isCode := func(f Finding) bool { return f.Code == tt.code }
			if tt.code != "" && !slices.ContainsFunc(report.Findings, isCode) {
				t.Fatalf("%s is not found: %v", tt.code, report.List())
			}
			got, after := mended(t, broken)
			if slices.ContainsFunc(after.Findings, isCode) {
				t.Errorf("%s is still found: %v", tt.code, after.List())
			}
			if tt.code != "" && strings.ReplaceAll(got, "'", `"`) != toMend {
				t.Errorf("the text is now\n%s", got)
			}
			if p, diags := load("p.yaml", got); p == nil || diags.Err() != nil {
				t.Errorf("it does not load: %v\n%s", diags, got)
			}
		})
	}
}

// TestNotMended has mistakes of which it is not certain what was meant.
func TestNotMended(t *testing.T) {
	for _, tt := range []struct{ right, wrong string }{
		{"cap: 50", "limit: 50"},        // what other languages call it
		{"kind: reward", "kind: bonus"}, // near to nothing
		{`"preferred"`, `"platinum"`},   // near to nothing
		{"cap: 50", "cap: 010"},         // eight or ten
		{"0.5%", "0.5"},                 // the unit is missing
		{">= 500 ", ">= least "},        // a parameter between two values
	} {
		broken := strings.Replace(strings.Replace(toMend, tt.right, tt.wrong, 1), "rules:\n", "params: {least: 499.995 CNY}\nrules:\n", 1)
		if got, _ := mended(t, broken); got != broken {
			t.Errorf("%s was changed:\n%s", tt.wrong, got)
		}
	}
}

// TestMendedPaysTheSame mends random policies, of which all load, and tries all
// facts: none is decided otherwise than before.
func TestMendedPaysTheSame(t *testing.T) {
	policies := 25
	if *fullDefects {
		policies = 3000
	}
	m := celltest.Maker{Rand: rand.New(rand.NewPCG(8, 1))}
	for made := 0; made < policies; {
		text := m.Policy()
		was, diags := load("p.yaml", text)
		if was == nil || diags.Err() != nil || celltest.Size(was.Rules[0].Program) > 20_000 {
			continue
		}
		now, _ := mended(t, text)
		if now == text {
			continue
		}
		made++
		is, diags := load("p.yaml", now)
		if is == nil || diags.Err() != nil {
			t.Fatalf("it does not load any more: %v\n%s\n%s", diags, text, now)
		}
		if again, _ := mended(t, now); again != now {
			t.Fatalf("it is mended twice\n%s\n%s", now, again)
		}
		sameForAll(t, was.Rules[0].Program, is.Rules[0].Program, func(a, b *ir.Frame) {
			x, y := outcome(a, was.Rules[0].When, was.Rules[0].Amount), outcome(b, is.Rules[0].When, is.Rules[0].Amount)
			if x != y {
				t.Fatalf("it was %s and is %s\n%s\n%s", x, y, text, now)
			}
		})
	}
}

func outcome(f *ir.Frame, when, amount *ir.Node) string {
	if v := f.Exact(when); v.Fault != nil || !v.Holds() {
		return "not met"
	}
	v := f.Exact(amount)
	return fmt.Sprint(v.Fault != nil, v.Num, v.Den)
}

// sameForAll gives two programs the same facts, all that the first can have.
// The second reads no others.
func sameForAll(t *testing.T, was, is *ir.Program, visit func(a, b *ir.Frame)) {
	t.Helper()
	from := make([]*ir.Input, len(is.Inputs))
	for i, in := range is.Inputs {
		at := slices.IndexFunc(was.Inputs, func(w *ir.Input) bool { return w.Name == in.Name && w.Kind == in.Kind })
		if at < 0 {
			t.Fatalf("%s is read now, and was not", in.Name)
		}
		from[i] = was.Inputs[at]
	}
	b := ir.NewFrame(is)
	celltest.Each(was, func(a *ir.Frame) {
		for i, in := range is.Inputs {
			copy(b.Slots[in.Slot:in.Slot+in.Width()], a.Slots[from[i].Slot:])
		}
		b.ClearMemos()
		visit(a, b)
	})
}

// TestEveryFixFits finds fixes that are not of the text they were found in.
func TestEveryFixFits(t *testing.T) {
	texts := []string{toMend}
	for _, b := range soundPolicies(t) {
		for _, op := range operators {
			for n, text := range op.apply(b.text) {
				if n < 2 && len(texts) < 150 {
					texts = append(texts, text)
				}
			}
		}
	}
	fixes := 0
	for _, text := range texts {
		report, err := Files(fstest.MapFS{"p.yaml": {Data: []byte(text)}}, Options{}, "p.yaml")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range report.Findings {
			if f.Fix == nil {
				continue
			}
			fixes++
			if !f.Fix.Fits("p.yaml", []byte(text)) {
				t.Errorf("%s: the fix %+v is of another text\n%s", f.Message, f.Fix, text)
			}
		}
	}
	if fixes < 20 {
		t.Errorf("only %d fixes", fixes)
	}
}
