package vocab

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/syntax"
)

// walk calls f for each form, once.
func walk(f func(*Form)) {
	seen := map[string]bool{}
	var form func(*Form)
	var shape func(*Shape)
	shape = func(s *Shape) {
		if s == nil {
			return
		}
		shape(s.List)
		shape(s.Named)
		if s.Form != nil {
			form(s.Form)
		}
	}
	form = func(x *Form) {
		if seen[x.Name] {
			return
		}
		seen[x.Name] = true
		f(x)
		for _, k := range x.Keys {
			shape(k.Shape)
		}
	}
	for _, root := range []*Form{Policy(), Deal(), Cases(), Source(), Config()} {
		form(root)
	}
}

func TestEveryKeyIsDocumented(t *testing.T) {
	used := map[string]bool{}
	walk(func(f *Form) {
		for _, k := range f.Keys {
			at := f.Name + "." + k.Name
			used[at] = true
			if f.Name != "Levels" { // the titles of codes are no sentences
				checkDoc(t, at, k.Doc)
			}
			if k.Shape == nil {
				t.Errorf("%s has no shape", at)
			}
		}
	})
	for _, table := range []map[string]Doc{fileDocs, formDocs, ruleDocs} {
		for at := range table {
			if !used[at] {
				t.Errorf("%s is documented, and no form has it", at)
			}
		}
	}
	for _, table := range []map[string][]Word{closedWords, openWords} {
		for at, words := range table {
			if !used[at] {
				t.Errorf("%s has words, and no form has it", at)
			}
			for _, w := range words {
				if w.Doc.En == "" || w.Doc.Zh == "" {
					t.Errorf("%s: %q is not documented in both languages", at, w.Text)
				}
			}
		}
	}
}

func checkDoc(t *testing.T, at string, d Doc) {
	t.Helper()
	if d.En == "" || d.Zh == "" {
		t.Errorf("%s is not documented in both languages", at)
		return
	}
	if !strings.HasSuffix(d.En, ".") || !strings.HasSuffix(d.Zh, "。") && !strings.HasSuffix(d.Zh, "。）") {
		t.Errorf("%s: a doc is made of sentences", at)
	}
}

func TestWordsOfTheDomain(t *testing.T) {
	var kinds []string
	for _, k := range payout.Kinds() {
		kinds = append(kinds, k.String())
	}
	if got := texts(Kinds); !slices.Equal(got, kinds) {
		t.Errorf("the kinds are %v, and payout has %v", got, kinds)
	}
	if !slices.IsSortedFunc(Functions, func(a, b Function) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("functions are sorted by name")
	}
	for _, f := range Functions {
		checkDoc(t, f.Name, f.Doc)
	}
}

func texts(words []Word) []string {
	var all []string
	for _, w := range words {
		all = append(all, w.Text)
	}
	return all
}

// The words that the tables list behind a key are those that the compiler
// names when another stands there.
func TestClosedWordsAreTheCompilers(t *testing.T) {
	head := "fenrun: v1\npolicy: p\ncurrency: CNY\ntimezone: Asia/Shanghai\nrounding: {places: 2, mode: half-up}\nfacts: {agent: {up: {type: agent, optional: true}, rate: rate, day: date}, txn: {at: time, agent: agent, amount: money}}\n"
	for at, text := range map[string]string{
		"Policy.charter":    "charter: WORD\n",
		"FactType.optional": "FACTS{x: {type: date, optional: WORD}}\n",
		"FactType.role":     "FACTS{x: {type: date, role: WORD}}\n",
		"Measure.per":       "measures: {agent.v: {sum: txn.amount, per: WORD}}\n",
		"Measure.from":      "measures: {agent.v: {sum: txn.amount, since: agent.day, months: 1..2, from: WORD}}\n",
		"Ladder.below":      "ladders: {l: {by: agent.rate, whole: {0: 1%}, below: WORD}}\n",
		"Ladder.cliff":      "ladders: {l: {by: agent.rate, whole: {0: 1%}, cliff: WORD}}\n",
		"Ladder.direction":  "ladders: {l: {by: agent.rate, whole: {0: 1%}, direction: WORD}}\n",
		"Introductory.from": "ladders: {l: {by: agent.rate, whole: {0: 1%}, first: {months: 1..2, from: WORD, since: agent.day, is: 1%}}}\n",
		"TierSet.review":    "tiers: {t: {for: agent, review: WORD, ladder: [{tier: a}]}}\n",
		"TierSet.promote":   "tiers: {t: {for: agent, review: month, promote: WORD, ladder: [{tier: a}]}}\n",
		"TierSet.demote":    "tiers: {t: {for: agent, review: month, demote: WORD, ladder: [{tier: a}]}}\n",
		"Rule.kind":         "rules: [{id: r, kind: WORD, for: agent, to: agent, amount: 1}]\n",
		"Rule.post":         "rules: [{id: r, kind: reward, for: agent, to: agent, every: year, post: WORD, amount: 1}]\n",
		"Rule.every":        "rules: [{id: r, kind: reward, for: agent, to: agent, every: WORD, amount: 1}]\n",
		"Every.at":          "rules: [{id: r, kind: reward, for: agent, to: agent, every: {length: 1y, since: agent.day, at: WORD}, amount: 1}]\n",
		"Rule.negative":     "rules: [{id: r, kind: residual, for: agent, to: agent, negative: WORD, amount: 1}]\n",
		"Bound.per":         "rules: [{id: r, kind: reward, for: agent, to: agent, cap: {of: 1, per: WORD}, amount: 1}]\n",
		"Due.with":          "rules: [{id: r, kind: reward, for: agent, to: agent, due: {with: WORD, after: agent.day}, amount: 1}]\n",
		"During.from":       "rules: [{id: r, kind: reward, for: agent, to: agent, every: month, during: {months: 1..2, from: WORD, since: agent.day}, amount: 1}]\n",
		"Offset.order":      "settlement: {offset: {order: [WORD]}}\n",
		"Rounding.mode":     "ROUNDING",
		"Skip.to":           "rules: [{id: r, kind: residual, for: agent, cascade: {up: agent.up, share: agent.rate, skip: {when: agent.day, to: WORD}}, amount: 1}]\n",
	} {
		src := head + text
		if rest, ok := strings.CutPrefix(text, "FACTS"); ok {
			src = strings.Replace(head, "facts: {", "facts: {other: "+strings.TrimSuffix(rest, "\n")+", ", 1)
		}
		if text == "ROUNDING" {
			src = strings.Replace(head, "half-up", "WORD", 1)
		}
		if !strings.Contains(src, "rules:") {
			src += "rules: []\n"
		}
		const odd = "qqqqqqqqqq"
		found := messages(strings.Replace(src, "WORD", odd, 1))
		if !strings.Contains(found, odd) && !strings.Contains(found, "true or false") {
			t.Errorf("%s: the compiler does not complain of %q: %s", at, odd, found)
			continue
		}
		for _, w := range closedWords[at] {
			if !strings.Contains(found, w.Text) {
				t.Errorf("%s: the compiler does not name %q: %s", at, w.Text, found)
			}
			if more := messages(strings.Replace(src, "WORD", w.Text, 1)); strings.Contains(more, "\""+w.Text+"\" has no meaning") {
				t.Errorf("%s: the compiler does not know %q: %s", at, w.Text, more)
			}
		}
		if _, list, ok := strings.Cut(found, "hint: it is "); ok {
			list, _, _ = strings.Cut(list, "\n")
			if named := strings.Split(list, ", "); len(named) != len(closedWords[at]) {
				t.Errorf("%s: the compiler names %v, the table %v", at, named, texts(closedWords[at]))
			}
		}
	}
}

// messages gives what is found in a policy.
func messages(src string) string {
	file, diags := syntax.Load("p.yaml", []byte(src))
	if file != nil && file.Policy != nil {
		_, more := plan.Compile(plan.Source{Policy: file.Policy, Digest: "x"})
		diags = append(diags, more...)
	}
	var b strings.Builder
	for _, d := range diags {
		fmt.Fprintf(&b, "%s [%s]\nhint: %s\n", d.Message, d.Code, d.Hint)
	}
	return b.String()
}

// The shapes say what the decoder says: at every key of every form, a single
// value, a list and a map are refused for their form exactly if the shape does
// not have them; so are an unknown key and the lack of a required one.
func TestShapesAreTheDecoders(t *testing.T) {
	for name, root := range map[string]*Form{"policy": Policy(), "deal": Deal(), "cases": Cases()} {
		p := &prober{t: t, load: loadPolicy, seen: map[string]bool{}}
		if name == "cases" {
			p.load = loadCases
		}
		p.form(root, func(inner string) string { return inner }, "")
		if p.count < 100 && name != "cases" {
			t.Errorf("only %d places of a %s were looked at", p.count, name)
		}
	}
}

func loadPolicy(src string) diag.List {
	_, diags := syntax.Load("x.yaml", []byte(src))
	return diags
}

func loadCases(src string) diag.List {
	_, diags := syntax.LoadCases("x.yaml", []byte(src))
	return diags
}

type prober struct {
	t     *testing.T
	load  func(string) diag.List
	seen  map[string]bool
	count int
}

// form looks at each key of a form; around puts a map in flow style, of which
// the least is given, into a file.
func (p *prober) form(f *Form, around func(string) string, at string) {
	if p.seen[f.Name] {
		return
	}
	p.seen[f.Name] = true
	if !p.hasUnknown(around(p.least(f, "zzzzz", "x"))) {
		p.t.Errorf("%s: the decoder takes an unknown key", f.Name)
	}
	for _, k := range f.Keys {
		full := p.least(f, "", "")
		if missing := p.missing(around(full), k.Name); missing {
			p.t.Errorf("%s.%s: the decoder finds the key missing in %s", f.Name, k.Name, full)
		}
		if without := p.missing(around(p.without(f, k.Name)), k.Name); without != k.Required && f.Name+"."+k.Name != "Deal.deal" { // without it the file is no deal
			p.t.Errorf("%s.%s: required is %v, and the decoder says %v", f.Name, k.Name, k.Required, without)
		}
		p.shape(k.Shape, func(inner string) string { return around(p.least(f, k.Name, inner)) }, f.Name+"."+k.Name)
	}
}

// shape tries all kinds of values at a place.
func (p *prober) shape(s *Shape, around func(string) string, at string) {
	if s.Any {
		return
	}
	p.count++
	for _, try := range []struct {
		text string
		ok   bool
	}{
		{"x", s.Scalar != nil},
		{"[]", s.List != nil}, {"[[[]]]", s.List != nil && s.List.List != nil && s.List.List.List != nil},
		{"{}", s.Named != nil || s.Form != nil},
	} {
		if try.text == "[]" && s.List != nil && s.List.Form != nil && s.Scalar != nil {
			continue // an empty list in brackets is an expression to the decoder
		}
		if refused := p.wrongForm(around(try.text)); refused == try.ok {
			p.t.Errorf("%s: %s is refused: %v, and the shape allows it: %v\n%s", at, try.text, refused, try.ok, around(try.text))
		}
	}
	if s.List != nil && (s.List.Form == nil || s.Scalar == nil) && s.List.List == nil {
		p.shape(s.List, func(inner string) string { return around("[" + inner + "]") }, at+"[]")
	}
	if s.Named != nil {
		p.shape(s.Named, func(inner string) string { return around("{n: " + inner + "}") }, at+".n")
	}
	if s.Form != nil {
		p.form(s.Form, around, at)
	}
	if s.List != nil && s.List.Form != nil {
		p.form(s.List.Form, func(inner string) string { return around("[" + inner + "]") }, at+"[]")
	}
}

// least writes a map with the required keys of a form and one more.
func (p *prober) least(f *Form, key, value string) string {
	var parts []string
	for _, k := range f.Keys {
		switch {
		case k.Name == key:
		case k.Required && k.Name == "fenrun":
			parts = append(parts, "fenrun: v1")
		case k.Required:
			parts = append(parts, k.Name+": "+p.value(k.Shape))
		}
	}
	if key != "" {
		parts = append(parts, key+": "+value)
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func (p *prober) without(f *Form, key string) string {
	g := &Form{Name: f.Name}
	for _, k := range f.Keys {
		if k.Name != key {
			g.Keys = append(g.Keys, k)
		}
	}
	return p.least(g, "", "")
}

// value writes the least value of a shape.
func (p *prober) value(s *Shape) string {
	switch {
	case s.Scalar != nil:
		return "x"
	case s.List != nil:
		return "[]"
	case s.Form != nil:
		return p.least(s.Form, "", "")
	default:
		return "{}"
	}
}

func (p *prober) wrongForm(src string) bool {
	return slices.ContainsFunc(p.load(src), func(d diag.Diagnostic) bool { return d.Code == "S008" || d.Code == "S011" })
}

func (p *prober) hasUnknown(src string) bool {
	return slices.ContainsFunc(p.load(src), func(d diag.Diagnostic) bool { return d.Code == "S003" && strings.Contains(d.Message, "zzzzz") })
}

func (p *prober) missing(src, key string) bool {
	return slices.ContainsFunc(p.load(src), func(d diag.Diagnostic) bool {
		return d.Code == "S007" && strings.Contains(d.Message, "`"+key+":`")
	})
}
