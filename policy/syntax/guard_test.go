package syntax

import (
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy/diag"
)

// A guardTest marks the places of its findings, and says what is left of the
// tree.
type guardTest struct {
	name    string
	source  string
	want    []finding
	outline string
}

func runGuardTests(t *testing.T, tests []guardTest) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc := expectFindings(t, test.source, test.want...)
			if got := outline(doc.Root); got != test.outline {
				t.Errorf("the tree is %s, want %s", got, test.outline)
			}
		})
	}
}

func TestReferences(t *testing.T) {
	runGuardTests(t, []guardTest{
		{"anchor", "a: «&x» 5\n", []finding{{"S001", "anchors are not allowed", "delete the anchor"}}, `{a: "5"}`},
		{"anchor of a map", "a: «&x»\n  b: 1\n", []finding{{"S001", "anchors", ""}}, `{a: {b: "1"}}`},
		{"anchor of a key", "«&x» a: 1\nb: 2\n", []finding{{"S001", "anchors", ""}}, `{a: "1", b: "2"}`},
		{"alias", "a: «&x» 5\nb: «*x»\n", []finding{{"S001", "anchors", ""}, {"S001", "aliases are not allowed", "write the value out"}}, `{a: "5", b: !}`},
		{"alias of nothing", "b: «*x»\n", []finding{{"S001", "aliases", ""}}, `{b: !}`},
		{"alias of itself", "a: «&x» [«*x»]\n", []finding{{"S001", "anchors", ""}, {"S001", "aliases", ""}}, `{a: [!]}`},
		{"alias as a key", "a: 1\n«*x» : 2\n", []finding{{"S001", "aliases", ""}}, `{a: "1"}`},
		{"merge key", "a: 1\n«<<»: {b: 2}\n", []finding{{"S001", "merge key", "write the entries out"}}, `{a: "1"}`},
		{"quoted merge key", "\"<<\": 1\n", nil, `{<<: "1"}`},
		{"tag", "a: «!!str» 5\n", []finding{{"S001", "!!str tells YAML", "delete the tag"}}, `{a: "5"}`},
		{"own tag", "a: «!money» 5\n", []finding{{"S001", "!money", ""}}, `{a: "5"}`},
		{"tag of a list", "a: «!x»\n- 1\n", []finding{{"S001", "tags", ""}}, `{a: ["1"]}`},
		{"tag and anchor", "a: «!!int» «&x» 5\n", []finding{{"S001", "tags", ""}, {"S001", "anchors", ""}}, `{a: "5"}`},
		{"tag of nothing", "«a»: «!!str»\nb: 1\n", []finding{{"S002", "nothing stands behind a", ""}, {"S001", "tags", ""}}, `{a: !, b: "1"}`},
	})
}

func TestKeys(t *testing.T) {
	runGuardTests(t, []guardTest{
		{"twice", "a: 1\nb: 2\n«a»: 3\n", []finding{{"S001", `the key "a" stands here a second time`, "keep one"}}, `{a: "1", b: "2"}`},
		{"twice in other quotes", "a: 1\n\"«\\u0061»\": 2\n'«a»': 3\n", []finding{{"S001", `"a"`, ""}, {"S001", `"a"`, ""}}, `{a: "1"}`},
		{"twice in braces", "x: {a: 1, «a»: 2}\n", []finding{{"S001", `"a"`, ""}}, `{x: {a: "1"}}`},
		{"once in each map", "x: {a: 1}\ny: {a: 1}\n", nil, `{x: {a: "1"}, y: {a: "1"}}`},
		{"a list as a key", "? «[x]»\n: 1\n", []finding{{"S008", "a list stands where a key should be", "quote"}}, `{}`},
		{"a map as a key", "«{a: 1}»: 2\nb: 3\n", []finding{{"S008", "a map stands where a key should be", ""}}, `{b: "3"}`},
		{"no key", "a: 1\n«:» 2\n", []finding{{"S002", "a key is missing", "write the key"}}, `{a: "1"}`},
		{"null as a key", "«null»: 2\n", []finding{{"S002", "YAML reads null as nothing", `"null"`}}, `{}`},
	})
	source, spans := marked(t, "«a»: 1\n«a»: 2\n")
	_, found := Parse("p.yaml", []byte(source))
	if len(found) != 1 || len(found[0].Related) != 1 || found[0].Related[0].Span != spans[0] {
		t.Errorf("a repeated key does not point to the first: %+v", found)
	}
}

func TestMissingValues(t *testing.T) {
	runGuardTests(t, []guardTest{
		{"nothing", "«a»:\nb: 1\n", []finding{{"S002", "a value is missing: nothing stands behind a", "leave the entry out"}}, `{a: !, b: "1"}`},
		{"nothing at the end", "b: 1\n«a»:", []finding{{"S002", "nothing stands behind a", ""}}, `{b: "1", a: !}`},
		{"only a comment", "«a»: # later\n", []finding{{"S002", "nothing stands behind a", ""}}, `{a: !}`},
		{"tilde", "a: «~»\n", []finding{{"S002", "YAML reads ~ as nothing", `"~"`}}, `{a: !}`},
		{"null", "a: «null»\n", []finding{{"S002", "YAML reads null as nothing", ""}}, `{a: !}`},
		{"Null", "a: «Null»\n", []finding{{"S002", "Null", ""}}, `{a: !}`},
		{"NULL in braces", "a: {b: «NULL»}\n", []finding{{"S002", "NULL", ""}}, `{a: {b: !}}`},
		{"quoted null", "a: 'null'\n", nil, `{a: "null"}`},
		{"empty text", "a: ''\n", nil, `{a: ""}`},
		{"nothing in braces", "a: {«b»: , c: 1}\n", []finding{{"S002", "nothing stands behind b", ""}}, `{a: {b: !, c: "1"}}`},
		{"a key alone in braces", "a: {c: 1, «until»}\n", []finding{{"S002", "nothing stands behind until", ""}}, `{a: {c: "1", until: !}}`},
		{"no space behind a colon in braces", "a: {«b:1», c: 2}\n", []finding{{"S010", "a space is missing", "b: 1"}}, `{a: {b: "1", c: "2"}}`},
		{"only such keys", "a: {«b:1», «c：2»}\n", []finding{{"S010", "a space is missing", "b: 1"}, {"S010", "full-width", "c: 2"}}, `{a: {b: "1", c: "2"}}`},
		{"an item", "a:\n  «-»\n  - 1\n", []finding{{"S002", "nothing stands behind the dash", ""}}, `{a: [!, "1"]}`},
		{"a null item", "a: [«null»]\n", []finding{{"S002", "null", ""}}, `{a: [!]}`},
		{"an empty block", "a: «|»\nb: 1\n", []finding{{"S002", "the block of text that | begins is empty", ""}}, `{a: !, b: "1"}`},
	})
	_, found := Parse("p.yaml", []byte("rules:\n  - id: x\n    when:\n"))
	if len(found) != 1 || found[0].Path != "rules[0].when" {
		t.Errorf("the path is not given: %+v", found)
	}
}

func TestDocuments(t *testing.T) {
	runGuardTests(t, []guardTest{
		{"empty", "", []finding{{"S004", "the file is empty", "fenrun: v1"}}, "nothing"},
		{"only comments", "# a\n\n# b\n", []finding{{"S004", "the file is empty", ""}}, "nothing"},
		{"only a marker", "---\n", []finding{{"S004", "the file is empty", ""}}, "!"},
		{"marker first", "--- # c\na: 1\n", nil, `{a: "1"}`},
		{"second document", "a: 1\n«---»\nb: [\n", []finding{{"S004", "a second document begins", "a file of its own"}}, `{a: "1"}`},
		{"end", "a: 1\n...\n# bye\n", nil, `{a: "1"}`},
		{"text behind the end", "a: 1\n...\n\n«b: 2»\n", []finding{{"S004", "behind the end of the document", "delete"}}, `{a: "1"}`},
		{"directive", "«%YAML 1.2»\n---\na: 1\n", []finding{{"S004", "directives", "delete the line"}}, `{a: "1"}`},
		{"directives", "«%TAG ! x:»\n«%FOO»  # c\n---\na: 1\n", []finding{{"S004", "", ""}, {"S004", "", ""}}, `{a: "1"}`},
		{"text behind a list", "[a]\n«b»: c\n", []finding{{"S010", "the document is complete before this", ""}}, "nothing"},
	})
}

func TestHiddenCharacters(t *testing.T) {
	runGuardTests(t, []guardTest{
		{"zero width space", "vol«\u200b»ume: 1\n", []finding{{"S005", "U+200B (zero width space)", "nobody sees it"}}, `{volume: "1"}`},
		{"in quotes", "a: \"gold«\u2060»\"\n", []finding{{"S005", "word joiner", ""}}, `{a: "gold"}`},
		{"in a comment", "a: 1 # «\u202e»x\n", []finding{{"S005", "right-to-left override", "another policy than the engine"}}, `{a: "1"}`},
		{"in a block", "a: |\n  x«\u00ad»y\n", []finding{{"S005", "soft hyphen", ""}}, `{a: "xy\n"}`},
		{"control", "a: x«\x07»y\n", []finding{{"S005", "U+0007 (a control character)", ""}}, `{a: "xy"}`},
		{"NUL", "a: x«\x00»y\n", []finding{{"S005", "NUL", ""}}, `{a: "xy"}`},
		{"next line", "a: x«\u0085»y\n", []finding{{"S005", "next line", "most editors do not"}}, `{a: "xy"}`},
		{"line and paragraph separators", "a: x«\u2028»y«\u2029»z\n", []finding{{"S005", "line separator", ""}, {"S005", "paragraph separator", ""}}, `{a: "xyz"}`},
		{"byte order mark inside", "a: «\uFEFF»y\n", []finding{{"S005", "byte order mark", ""}}, `{a: "y"}`},
		{"byte order mark first", "\uFEFFa: y\n", nil, `{a: "y"}`},
		{"two byte order marks", "\uFEFF«\uFEFF»a: y\n", []finding{{"S005", "byte order mark", ""}}, `{a: "y"}`},
		{"lone return", "a: 1«\r»b: 2\r\n", []finding{{"S005", "without a line feed", "end lines with"}}, `{a: "1", b: "2"}`},
		{"lone return and more", "a: 1«\r»«\u200b»b: 2\n", []finding{{"S005", "without a line feed", ""}, {"S005", "zero width", ""}}, `{a: "1", b: "2"}`},
		{"tag characters", "a: x«\U000E0041\U000E0042»\n", []finding{{"S005", "2 hidden characters in a row", ""}}, `{a: "x"}`},
		{"variation selector", "a: x«\uFE0F»\n", []finding{{"S005", "variation selector", ""}}, `{a: "x"}`},
		{"private use", "a: x«\uE000»\n", []finding{{"S005", "private use", ""}}, `{a: "x"}`},
		{"filler", "a: x«\u3164»\n", []finding{{"S005", "without a shape", ""}}, `{a: "x"}`},
		{"no character", "a: x«\U0001FFFE»\n", []finding{{"S005", "no character of Unicode", ""}}, `{a: "x"}`},
		{"an escape for one", "a: \"x«\\u200b»\\n\\ty\"\n", []finding{{"S005", "this escape stands for the hidden character U+200B", ""}}, `{a: "x\u200b\n\ty"}`},
		{"Chinese text", "a: 每月返现（达标）：100元，含税。\nb: “x” 、y\n", nil, `{a: "每月返现（达标）：100元，含税。", b: "“x” 、y"}`},
		{"emoji", "a: ok 👍\n", nil, `{a: "ok 👍"}`},
	})
}

func TestManyHiddenCharacters(t *testing.T) {
	_, found := Parse("p.yaml", []byte("a: "+strings.Repeat("\u200bx", 1000)+"\n"))
	if len(found) != diag.Limit || !strings.Contains(found[len(found)-1].Message, "901 more places") {
		t.Errorf("found %d, the last is %q", len(found), found[len(found)-1].Message)
	}
}

func TestSpacesAndLookalikes(t *testing.T) {
	runGuardTests(t, []guardTest{
		{"ideographic space behind a colon", "when:«\u3000»x > 1\n", []finding{{"S005", "U+3000 (ideographic space) looks like a space", "quote the text"}}, `{when: "x > 1"}`},
		{"no-break space in an expression", "a: x«\u00a0»> 1\n", []finding{{"S005", "no-break space", ""}}, `{a: "x > 1"}`},
		{"as indentation", "a:\n«\u3000\u3000»b: 1\n", []finding{{"S005", "ideographic space", ""}}, `{a: {b: "1"}}`},
		{"in quotes", "a: \"x\u3000y\"\nb: |\n  x\u00a0y\n", nil, `{a: "x\u3000y", b: "x\u00a0y\n"}`},
		{"in a comment", "a: 1 #\u3000y\n", nil, `{a: "1"}`},
		{"Cyrillic in a key", "v«о»lume: 1\n", []finding{{"S005", `"vоlume" mixes Latin letters with the Cyrillic letter о (U+043E)`, "the Latin letter o"}}, `{vоlume: "1"}`},
		{"Greek in a quoted key", "\"v«ο»lume\": 1\n", []finding{{"S005", "Greek letter ο (U+03BF)", "the Latin letter o"}}, `{vοlume: "1"}`},
		{"in an expression", "a: txn.amount > 5 and r«і»sky\n", []finding{{"S005", `"rіsky"`, "the Latin letter i"}}, `{a: "txn.amount > 5 and rіsky"}`},
		{"no look-alike", "a«ж»: 1\n", []finding{{"S005", "Cyrillic letter ж", "one alphabet"}}, `{aж: "1"}`},
		{"whole words", "a: объём and Δ 商户x\n", nil, `{a: "объём and Δ 商户x"}`},
		{"in quoted text", "a: \"vоl\"\n", nil, `{a: "vоl"}`},
	})
}

func TestEncodings(t *testing.T) {
	for _, test := range []struct {
		source, message, place string
	}{
		{"\xff\xfea\x00", "UTF-16", "the file"},
		{"\xfe\xff\x00a", "UTF-16", "the file"},
		{"a: 1\nb: \xd6\xd0\xce\xc4\n", "the byte D6", "2:4-2:5 (bytes 8-9)"},
		{"a: \x80\n", "the byte 80", "1:4-1:5 (bytes 3-4)"},
	} {
		doc, found := Parse("p.yaml", []byte(test.source))
		if doc.Root != nil || len(found) != 1 || found[0].Code != "S005" || !strings.Contains(found[0].Message, test.message) || between(found[0].Span) != test.place {
			t.Errorf("%q: %s", test.source, describe(found))
		}
	}
}
