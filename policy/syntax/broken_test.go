package syntax

import (
	"errors"
	"testing"
)

func TestBrokenLines(t *testing.T) {
	runGuardTests(t, []guardTest{
		{"no space behind the colon", "«amount:79»\nb: 1\n", []finding{{"S010", "a space is missing behind the colon", "amount: 79"}}, `{amount: "79", b: "1"}`},
		{"full-width colon", "a: 1\n«数量：79»\n", []finding{{"S010", "full-width colon", "数量: 79"}}, `{a: "1", 数量: "79"}`},
		{"both, above a key", "«a:1»\n«b：2»\nc: 3\n", []finding{{"S010", "space", ""}, {"S010", "full-width", ""}}, `{a: "1", b: "2", c: "3"}`},
		{"no colon", "a: 1\n«amount»\n", []finding{{"S010", "a key and a colon are missing", ""}}, "nothing"},
		{"no colon above a key", "«amount»\nb: 1\n", []finding{{"S010", "a colon is missing", "amount: 100"}}, "nothing"},
		{"no dash", "a:\n  - 1\n  «b»\n", []finding{{"S010", "would begin with a dash", "- b"}}, "nothing"},
		{"a key among items", "a:\n  - 1\n  «b»: 2\n", []finding{{"S010", "a key stands among the items", "dash"}}, "nothing"},
		{"a dash among keys", "a: 1\n«-» b\n", []finding{{"S010", "a dash begins an item", ""}}, "nothing"},
		{"no key", "a: 1\n«:» 2\n", []finding{{"S002", "a key is missing", ""}}, `{a: "1"}`},
		{"comma", "a: 1\n«,» b\n", []finding{{"S010", "a comma separates values only inside", ""}}, "nothing"},
		{"closing bracket", "a: «]»\nb: 1\n", []finding{{"S010", "nothing is open here that ] could close", ""}}, "nothing"},
	})
}

func TestBrokenLayout(t *testing.T) {
	runGuardTests(t, []guardTest{
		{"deeper below a plain value", "amount: 79\n  «from»: x\n", []finding{{"S010", "deeper than the key above it, whose value YAML therefore reads on", "indent it like that key"}}, "nothing"},
		{"deeper below a quoted value", "amount: '79'\n  «from»: x\n", []finding{{"S010", "deeper than the one it follows", "indent it by nothing"}}, "nothing"},
		{"no deeper than its key", "a:\n«{b: 1}»\nc: 2\n", []finding{{"S010", "no deeper than its key", "behind the colon"}}, "nothing"},
		{"between two levels", "a:\n    b: 1\n  «c»: 2\nd: 3\n", []finding{{"S010", "indented by 2 spaces, which matches no line above", "by nothing or by 4 spaces"}}, "nothing"},
		{"one mistake, one report", "a:\n   b: 1\n  «c»: 2\n   d: 3\n  e: 4\n", []finding{{"S010", "indented by 2 spaces", ""}}, "nothing"},
		{"two places", "a:\n   b: 1\n  «c»: 2\nd:\n   e: 1\n  «f»: 2\n", []finding{{"S010", "", ""}, {"S010", "", ""}}, "nothing"},
		{"tab", "a:\n«\t»b: 1\n", []finding{{"S010", "a tab stands in the indentation", "two for each level"}}, "nothing"},
		{"tab behind a dash", "-«\t»a: 1\n", []finding{{"S010", "a tab", ""}}, "nothing"},
		{"tab in a block", "a: |\n«\t»x\n", []finding{{"S010", "a tab", ""}}, "nothing"},
	})
}

func TestBrokenBracketsAndQuotes(t *testing.T) {
	runGuardTests(t, []guardTest{
		{"open bracket", "a: «[»1, 2\nb: 3\n", []finding{{"S010", "this [ is never closed", "close it with ]"}}, `{a: ["1", "2"], b: "3"}`},
		{"open braces", "a: «{»b: 1\nc:\n  d: 3\n", []finding{{"S010", "this { is never closed", "close it with }"}}, `{a: {b: "1"}, c: {d: "3"}}`},
		{"open braces at the end", "a: «{»b: 1\n", []finding{{"S010", "this { is never closed", ""}}, "nothing"},
		{"two open brackets", "a: «[»1\nb: «{»c: d\ne: f\n", []finding{{"S010", "[", ""}, {"S010", "{", ""}}, `{a: ["1"], b: {c: "d"}, e: "f"}`},
		{"wrong bracket", "a: [1, 2«}»\nb: 1\n", []finding{{"S010", "} cannot close [", "write ]"}}, "nothing"},
		{"two commas", "a: [1,«,» 2]\n", []finding{{"S010", "nothing stands before this comma", ""}}, "nothing"},
		{"dash in brackets", "a: [«-» 1]\n", []finding{{"S010", "a dash begins no item", ""}}, "nothing"},
		{"key over two lines", "a: {«b\n  c:» 1}\n", []finding{{"S010", "a key must stand on one line", "join"}}, "nothing"},
		{"open quote", "a: «\"»x\nb: 3\n", []finding{{"S010", "this quote is never closed", ""}}, `{a: !, b: "3"}`},
		{"quote closed by the next", "a: «'»x\nb: 'y'\nc: 1\n", []finding{{"S010", "not closed on its line", "where the text ends"}}, `{a: !, b: "y", c: "1"}`},
		{"unknown escape", "a: \"«\\d»\"\nb: 1\n", []finding{{"S010", `\d means nothing`, `\\`}}, `{a: !, b: "1"}`},
		{"two unknown escapes", "a: \"«\\d»x«\\q»\"\nb: 1\n", []finding{{"S010", `\d`, ""}, {"S010", `\q`, ""}}, `{a: !, b: "1"}`},
		{"escape of half a character", "a: \"«\\u»d800\"\n", []finding{{"S010", `\u means nothing`, ""}}, `{a: !}`},
	})
}

// Everything of one file is found in one run, in spite of what is broken.
func TestAllAtOnce(t *testing.T) {
	doc := expectFindings(t, "fenrun: v1\n"+
		"a: «x ? 1 : 2»\n"+
		"b«\u200b»: «&y» 1\n"+
		"«a»: 3\n"+
		"c: {when: «min(p, q)», is: «~»}\n"+
		"d: «[»1, 2\n"+
		"e: «> 5»\n"+
		"f: Rule «#5»\n",
		finding{code: "S011"}, finding{code: "S005"}, finding{code: "S001"}, finding{code: "S001"},
		finding{code: "S011"}, finding{code: "S002"}, finding{code: "S010"}, finding{code: "S011"}, finding{code: "S011"})
	want := `{fenrun: "v1", a: !, b: "1", c: {when: !, is: !}, d: ["1", "2"], e: !, f: !}`
	if got := outline(doc.Root); got != want {
		t.Errorf("the tree is %s, want %s", got, want)
	}
}

func TestUnexplained(t *testing.T) {
	s := newSource("p.yaml", []byte("a: 1\n  b\nc\n"))
	for _, test := range []struct {
		message, place, problem string
	}{
		{"yaml: line 2: could not find expected ':'", "2:3-2:4 (bytes 7-8)", "could not find expected ':'"},
		{"yaml: line 2: did not find expected key", "3:1-3:2 (bytes 9-10)", "did not find expected key"},
		{"yaml: did not find expected node content", "1:1-1:5 (bytes 0-4)", "did not find expected node content"},
		{"yaml: line 99: lost", "4:1-4:1 (bytes 11-11)", "lost"},
	} {
		d := unexplained(s, errors.New(test.message))
		if d.Code != "S010" || between(d.Span) != test.place || d.Message != "YAML cannot read on from about here: "+test.problem {
			t.Errorf("%s: %s %s", test.message, between(d.Span), d.Message)
		}
	}
}
