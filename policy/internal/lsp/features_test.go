package lsp

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/lint"
)

// marked puts the cursor into a text: behind the first stretch of a larger one.
func marked(t *testing.T, text, in, at string) string {
	t.Helper()
	i := strings.Index(text, in)
	k := strings.Index(in, at)
	if i < 0 || k < 0 {
		t.Fatalf("%q does not stand in %q", at, in)
	}
	return text[:i+k+len(at)] + "‸" + text[i+k+len(at):]
}

func TestHover(t *testing.T) {
	for _, test := range []struct {
		in, at string
		says   []string
	}{
		{"amount: merchant.volume *", "vol", []string{"merchant.volume", "a measure of `merchant`: money", "sum: txn.amount"}},
		{"merchant.kind !=", "kin", []string{"a fact of `merchant`: one of ordinary, preferred", "what was signed"}},
		{"(merchant.rate -", "rat", []string{"a rate", "at most 1%", "by default 0.55%"}},
		{"to: merchant.agent", "merch", []string{"a subject", "`agent`, `kind`, `rate`"}},
		{"sum: txn.amount", "tx", []string{"an event"}},
		{">= target", "targ", []string{"a param", "150,000,000"}},
		{"bonus[merchant.kind]", "bon", []string{"a map of"}},
		{"- buy_rate -", "buy", []string{"a ladder, the rung reached prices the whole: a rate", "1亿: 0.495%"}},
		{"merchant.grade ==", "gra", []string{"the tier of `merchant`", "A, B"}},
		{"grade.cut)", "cu", []string{"tiers of `grade`"}},
		{"merchant.grade == \"A\"", "\"A", []string{"a tier of `grade`"}},
		{"takes_back: bonus-a", "bonus", []string{"a rule of kind `reward`", "A bonus for an event"}},
		{"paid(\"bonus-a\")", "bonus", []string{"a rule of kind `reward`"}},
		{"paid(\"bonus-a\")", "pai", []string{"paid(\"rule\")"}},
		{">= 100万", "100", []string{"1,000,000"}},
		{"whole: {0", "who", []string{"The rung reached prices"}},
		{"kind: clawback", "claw", []string{"Takes back what named rules paid"}},
		{"  - id: back\n    kind: clawback", "kin", []string{"The kind of a rule", "clawback"}},
		{"\"on {merchant.volume}\"", "volum", []string{"a measure of"}},
		{"1.5亿", "1.5", []string{"150,000,000"}},
	} {
		c, uri, at := open(t, map[string]string{"harbor.yaml": marked(t, harbor, test.in, test.at)}, "harbor.yaml")
		var h hover
		c.ask("textDocument/hover", where(uri, at), &h)
		for _, says := range test.says {
			if says == "The kind of a rule" {
				says = "What the rule does"
			}
			if !strings.Contains(h.Contents.Value, says) {
				t.Errorf("%q at %q does not say %q: %s", test.in, test.at, says, h.Contents.Value)
			}
		}
	}
}

func TestHoverInChinese(t *testing.T) {
	c := start(t, &Server{Lang: "zh"})
	c.initialize(`{}`)
	before, after, _ := strings.Cut(marked(t, harbor, "amount: merchant.volume *", "vol"), "‸")
	c.open("untitled:a", before+after)
	var h hover
	c.ask("textDocument/hover", where("untitled:a", newLineText(before+after, false).position(len(before))), &h)
	if !strings.Contains(h.Contents.Value, "指标，属于 `merchant`：金额") {
		t.Errorf("it says %q", h.Contents.Value)
	}
}

func TestDefinition(t *testing.T) {
	for _, test := range []struct{ file, in, at, to string }{
		{"harbor.yaml", "amount: merchant.volume *", "vol", "volume: {sum"},
		{"harbor.yaml", "to: merchant.agent", "age", "agent: agent\n"},
		{"harbor.yaml", "merchant.grade ==", "gra", "grade:\n"},
		{"harbor.yaml", "grade.cut)", "cu", "cut: 0.02%"},
		{"harbor.yaml", "paid(\"bonus-a\")", "bonus", "bonus-a\n    kind"},
		{"harbor.yaml", "{txn.card: credit}", "car", "card: [credit"},
		{"harbor.test.yaml", "card: credit", "car", "card: [credit"},
		{"harbor.test.yaml", "back: -10", "bac", "back\n    kind"},
		{"harbor.test.yaml", "rule: bonus-a", "bonus", "bonus-a\n    kind"},
		{"harbor.test.yaml", "policy: harbor.yaml", "harb", "fenrun: v1"},
	} {
		files := map[string]string{"harbor.yaml": harbor, "harbor.test.yaml": harborTest}
		files[test.file] = marked(t, files[test.file], test.in, test.at)
		c, uri, at := open(t, files, test.file)
		var l *location
		c.ask("textDocument/definition", where(uri, at), &l)
		want := newLineText(harbor, false).position(strings.Index(harbor, test.to))
		if l == nil || !strings.HasSuffix(l.URI, "/harbor.yaml") || l.Range.Start != want {
			t.Errorf("%q at %q leads to %+v, not %v", test.in, test.at, l, want)
		}
	}
}

func TestReferences(t *testing.T) {
	c, uri, at := open(t, map[string]string{"harbor.yaml": marked(t, harbor, "card: [credit", "car"), "harbor.test.yaml": harborTest}, "harbor.yaml")
	var found []location
	c.ask("textDocument/references", where(uri, at), &found)
	if len(found) != 3 {
		t.Errorf("the places are %+v", found)
	}
}

func TestCompletion(t *testing.T) {
	for name, test := range map[string]struct {
		text    string
		want    []string
		without []string
		test    bool // in a file of cases
		name    string
	}{
		"keys at the top":        {text: harbor + "sett‸", want: []string{"settlement", "fees"}, without: []string{"rules", "facts", "kind"}},
		"keys of a rule":         {text: harbor + "    am‸", want: []string{"amount", "cap", "why"}, without: []string{"takes_back", "kind", "settlement"}},
		"keys of a new rule":     {text: harbor + "  - ‸", want: []string{"id", "kind", "amount"}},
		"keys in braces":         {text: harbor + "    due: {mon‸}", want: []string{"months", "day", "since"}},
		"keys behind others":     {text: harbor + "    due: {months: 1, ‸}", want: []string{"day", "since"}, without: []string{"months"}},
		"keys above others":      {text: strings.Replace(harbor, "    kind: residual", "    ‸\n    kind: residual", 1), want: []string{"cap"}, without: []string{"kind", "amount", "id"}},
		"a kind":                 {text: harbor + "  - id: x\n    kind: cl‸", want: []string{"clawback", "charge"}, without: []string{"manual"}},
		"a subject":              {text: harbor + "  - id: x\n    for: ‸", want: []string{"agent", "merchant", "txn"}, without: []string{"bonus"}},
		"a rule":                 {text: harbor + "  - id: x\n    takes_back: [resi‸]", want: []string{"residual", "bonus-a"}},
		"names":                  {text: harbor + "  - id: x\n    amount: mer‸", want: []string{"merchant", "target", "buy_rate", "min", "grade"}, without: []string{"volume"}},
		"members":                {text: harbor + "  - id: x\n    amount: 2 * merchant.‸", want: []string{"volume", "rate", "agent", "grade"}, without: []string{"merchant"}},
		"members of members":     {text: harbor + "  - id: x\n    amount: merchant.agent.vol‸", want: []string{"opened", "volume"}, without: []string{"rate"}},
		"what tiers give":        {text: harbor + "  - id: x\n    amount: merchant.grade.‸", want: []string{"cut"}, without: []string{"rate"}},
		"symbols":                {text: harbor + "  - id: x\n    when: merchant.kind == \"‸", want: []string{"ordinary", "preferred"}, without: []string{"merchant"}},
		"symbols of a list":      {text: harbor + "  - id: x\n    when: 'merchant.kind in [\"ordinary\", \"‸", want: []string{"ordinary", "preferred"}},
		"tiers":                  {text: harbor + "  - id: x\n    when: merchant.grade == \"‸\"", want: []string{"A", "B"}},
		"rules in an expression": {text: harbor + "  - id: x\n    when: earned(\"‸", want: []string{"residual", "bonus-a"}},
		"units":                  {text: harbor + "  - id: x\n    amount: 20‸", want: []string{"万", "%", "bp", "d"}, without: []string{"merchant"}},
		"names in a sentence":    {text: harbor + "  - id: x\n    why: \"on {merchant.‸", want: []string{"volume"}},
		"nothing in a sentence":  {text: harbor + "  - id: x\n    why: \"on merchant.‸", without: []string{"volume", "merchant"}},
		"a case of an amount":    {text: harbor + "  - id: x\n    amount:\n      - {wh‸}", want: []string{"when", "is"}},
		"types":                  {text: strings.Replace(harbor, "rate: {type: rate,", "rate: {type: ‸,", 1), want: []string{"money", "merchant"}},
		"a fact":                 {text: strings.Replace(harbor, "facts:\n", "facts:\n  device:\n    agent: ‸\n", 1), want: []string{"agent", "date"}},
		"values of a fact":       {text: strings.Replace(harbor, "{txn.card: credit}", "{txn.card: ‸}", 1), want: []string{"credit", "debit"}},
		"fields of a condition":  {text: strings.Replace(harbor, "{txn.card: credit}", "{txn.‸}", 1), want: []string{"card", "amount"}},
		"defaults":               {text: harbor + "defaults:\n  ‸", want: []string{"merchant", "agent"}, without: []string{"to"}},
		"keys of defaults":       {text: harbor + "defaults:\n  merchant: {‸", want: []string{"to", "every", "once"}, without: []string{"agent"}},
		"nothing in a comment":   {text: harbor + "# mer‸", without: []string{"merchant", "settlement"}},
		"facts of a case":        {text: harborTest + "  - name: x\n    given:\n      ‸", want: []string{"merchant", "txn", "posted"}, without: []string{"rate"}, test: true},
		"fields of a case":       {text: harborTest + "  - name: x\n    given:\n      merchant: {id: m1, ‸}", want: []string{"rate", "volume"}, test: true},
		"values of a case":       {text: harborTest + "  - name: x\n    given:\n      txn:\n        - {card: ‸}", want: []string{"credit", "debit"}, test: true},
		"rules of a case":        {text: harborTest + "  - name: x\n    want: {‸}", want: []string{"residual", "back", "settled"}, test: true},
		"states of a case":       {text: harborTest + "  - name: x\n    want:\n      residual: ‸", want: []string{"none", "pending"}, test: true},
		"keys of a case":         {text: harborTest + "  - name: x\n    ‸", want: []string{"period", "given", "want"}, without: []string{"name"}, test: true},
	} {
		t.Run(name, func(t *testing.T) {
			files, file := map[string]string{"harbor.yaml": test.text}, "harbor.yaml"
			if test.test {
				files, file = map[string]string{"harbor.yaml": harbor, "harbor.test.yaml": test.text}, "harbor.test.yaml"
			}
			if test.name != "" {
				files, file = map[string]string{test.name: test.text}, test.name
			}
			c, uri, at := open(t, files, file)
			var items []completionItem
			c.ask("textDocument/completion", where(uri, at), &items)
			var labels []string
			for _, item := range items {
				labels = append(labels, item.Label)
			}
			for _, want := range test.want {
				if !slices.Contains(labels, want) {
					t.Errorf("%q is not offered: %q", want, labels)
				}
			}
			for _, without := range test.without {
				if slices.Contains(labels, without) {
					t.Errorf("%q is offered: %q", without, labels)
				}
			}
		})
	}
}

// What is offered stands in place of what is typed.
func TestCompletionEdits(t *testing.T) {
	for _, test := range []struct{ text, label, want string }{
		{harbor + "  - id: x\n    amount: 2 * merchant.vo‸", "volume", "    amount: 2 * merchant.volume"},
		{harbor + "  - id: x\n    am‸", "amount", "    amount: "},
		{harbor + "  - id: x\n    a‸m: 5", "amount", "    amountm: 5"},
		{harbor + "  - id: x\n    when: merchant.kind == \"or‸\"", "ordinary", "    when: merchant.kind == \"ordinary\""},
		{harbor + "  - id: x\n    amount: 2 * 20‸", "万", "    amount: 2 * 20万"},
		{harbor + "  - id: x\n    due: {mo‸}", "months", "    due: {months: }"},
	} {
		c, uri, at := open(t, map[string]string{"harbor.yaml": test.text}, "harbor.yaml")
		var items []completionItem
		c.ask("textDocument/completion", where(uri, at), &items)
		i := slices.IndexFunc(items, func(item completionItem) bool { return item.Label == test.label })
		if i < 0 {
			t.Errorf("%q is not offered", test.label)
			continue
		}
		got := apply(strings.Replace(test.text, "‸", "", 1), []textEdit{*items[i].TextEdit})
		if !strings.HasSuffix(got, test.want) {
			t.Errorf("the text ends with %q, not %q", got[len(got)-40:], test.want)
		}
	}
}

// apply makes edits that do not overlap.
func apply(text string, edits []textEdit) string {
	l := newLineText(text, false)
	slices.SortFunc(edits, func(a, b textEdit) int { return l.offset(b.Range.Start) - l.offset(a.Range.Start) })
	for _, e := range edits {
		text = text[:l.offset(e.Range.Start)] + e.NewText + text[l.offset(e.Range.End):]
	}
	return text
}

func TestFormatting(t *testing.T) {
	c, uri, _ := open(t, map[string]string{"harbor.yaml": "policy:   harbor\nfenrun: v1\n"}, "harbor.yaml")
	var edits []textEdit
	c.ask("textDocument/formatting", where(uri, position{}), &edits)
	if got := apply("policy:   harbor\nfenrun: v1\n", edits); got != "fenrun: v1\npolicy: harbor\n" {
		t.Errorf("the text is %q", got)
	}
	c.tell("textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": uri, "version": 2}, "contentChanges": []map[string]any{{"text": "fenrun: v1\n"}},
	})
	c.ask("textDocument/formatting", where(uri, position{}), &edits)
	if len(edits) != 0 {
		t.Errorf("of a text in its layout the edits are %+v", edits)
	}
	c.tell("textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": uri, "version": 3}, "contentChanges": []map[string]any{{"text": "fenrun: [\n"}},
	})
	if f := c.try("textDocument/formatting", where(uri, position{}), nil); f == nil || !strings.Contains(f.Message, "never closed") {
		t.Errorf("of a broken text it is %+v", f)
	}
}

func TestCodeActions(t *testing.T) {
	for _, test := range []struct{ wrong, right string }{
		{"merchant.volum *", "merchant.volume *"}, {"kind: clawbak", "kind: clawback"}, {"for: merchnt\n    to", "for: merchant\n    to"},
		{"!= \"ordinry\"", "!= \"ordinary\""}, {"amuont: bonus", "amount: bonus"}, {"takes_back: bonus-b", "takes_back: bonus-a"},
	} {
		text := strings.Replace(harbor, test.right, test.wrong, 1)
		if text == harbor {
			t.Fatalf("%q does not stand in the policy", test.right)
		}
		c, uri, _ := open(t, map[string]string{"harbor.yaml": text}, "harbor.yaml")
		var actions []codeAction
		c.ask("textDocument/codeAction", map[string]any{"textDocument": map[string]any{"uri": uri}, "range": newLineText(text, false).whole(), "context": map[string]any{}}, &actions)
		if len(actions) != 1 || actions[0].Kind != "quickfix" || len(actions[0].Diagnostics) != 1 {
			t.Errorf("%s: the actions are %+v", test.wrong, actions)
			continue
		}
		if got := apply(text, actions[0].Edit.Changes[uri]); got != harbor {
			t.Errorf("%s: it is not mended: %s", test.wrong, actions[0].Title)
		}
	}
}

// The row that a table lacks is added with the facts that the linter names,
// behind what else stands on the line of the last one.
func TestMissingRow(t *testing.T) {
	const text = `fenrun: v1
policy: harbor
currency: CNY
timezone: Asia/Shanghai
rounding: {places: 2, mode: half-up}
facts: {agent: {kind: [ordinary, preferred]}}
tables:
  award:
    by: {kind: agent.kind}
    rows:
      - [ordinary, 5 CNY]  # 暂定
rules:
  - {id: award, kind: reward, for: agent, to: agent, every: month, amount: award}
`
	server := &Server{Check: func(files fs.FS, name string) (diag.List, error) {
		report, err := lint.Files(files, lint.Options{}, name)
		if err != nil {
			return nil, err
		}
		return report.List(), nil
	}}
	c := start(t, server)
	c.initialize(`{}`)
	c.open("untitled:x", text)
	var actions []codeAction
	c.ask("textDocument/codeAction", map[string]any{"textDocument": map[string]any{"uri": "untitled:x"}, "range": newLineText(text, false).whole(), "context": map[string]any{}}, &actions)
	if len(actions) != 1 {
		t.Fatalf("the actions are %+v", actions)
	}
	if got := apply(text, actions[0].Edit.Changes["untitled:x"]); !strings.Contains(got, "      - [ordinary, 5 CNY]  # 暂定\n      - [preferred, ...]\nrules:") {
		t.Errorf("the text is %s", got)
	}
}

func TestSymbols(t *testing.T) {
	c, uri, _ := open(t, map[string]string{"harbor.yaml": harbor}, "harbor.yaml")
	var all []documentSymbol
	c.ask("textDocument/documentSymbol", where(uri, position{}), &all)
	i := slices.IndexFunc(all, func(s documentSymbol) bool { return s.Name == "rules" })
	if i < 0 || len(all[i].Children) != 3 || all[i].Children[1].Name != "bonus-a" || all[i].Children[1].Detail != "reward" {
		t.Errorf("the symbols are %+v", all)
	}
}
