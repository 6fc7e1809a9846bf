package syntax

import "testing"

func TestMangledByColon(t *testing.T) {
	runGuardTests(t, []guardTest{
		{"ternary", "when: «a > 1 ? b : c»\nx: 1\n",
			[]finding{{"S011", "the : of this ? : breaks the expression", `quote the whole: when: "a > 1 ? b : c", or write a list of cases: when: [{when: a > 1, is: b}, {is: c}]`}}, `{when: !, x: "1"}`},
		{"three at once", "a: «x ? 1 : 2»\nb: «y ? 1 : 2» # c\nc:\n  d: «z ? 1 : 2»\n",
			[]finding{{"S011", "", `a: "x ? 1 : 2"`}, {"S011", "", `b: "y ? 1 : 2"`}, {"S011", "", `d: "z ? 1 : 2"`}}, `{a: !, b: !, c: {d: !}}`},
		{"ternary over lines", "when: «a > 1\n  ? b\n  : c»\nx: 1\n",
			[]finding{{"S011", "this ? :", `when: "a > 1 ? b : c"`}}, `{when: !, x: "1"}`},
		{"ternary with quotes", "a: «x == \"y\" ? 1 : 2»\n",
			[]finding{{"S011", "this ? :", `a: 'x == "y" ? 1 : 2'`}}, `{a: !}`},
		{"ternary as an item", "a:\n  - {when: «x ? 1 : 2», is: 5}\n",
			[]finding{{"S011", "a ? begins a key, so YAML reads only \"x\"", `when: "x ? 1 : 2"`}}, `{a: [{when: !, is: "5"}]}`},
		{"sentence", "why: «Note: this is paid»\n",
			[]finding{{"S011", `this value breaks behind "Note"`, `quote the whole: why: "Note: this is paid"`}}, `{why: !}`},
		{"sentence in braces", "a: {why: «Note: this», is: 5}\n",
			[]finding{{"S011", `breaks behind "Note"`, `why: "Note: this"`}}, `{a: {why: !, is: "5"}}`},
		{"no mangling", "a: x ? b :c\nb: \"x ? y : z\"\nc: 10:30\n", nil, `{a: "x ? b :c", b: "x ? y : z", c: "10:30"}`},
	})
}

func TestMangledInBrackets(t *testing.T) {
	runGuardTests(t, []guardTest{
		{"comma", "a: {when: «min(a, b) > 3», is: 5}\n",
			[]finding{{"S011", `a comma ends a value, so YAML reads only "min(a"`, `quote the whole: when: "min(a, b) > 3"`}}, `{a: {when: !, is: "5"}}`},
		{"two commas", "a: {when: «clamp(a, b, c)», flag: true}\n",
			[]finding{{"S011", "comma", `when: "clamp(a, b, c)"`}}, `{a: {when: !, flag: "true"}}`},
		{"comma in a sentence", "a: {why: «Hello, dear friend», is: 5}\n",
			[]finding{{"S011", "comma", `why: "Hello, dear friend"`}}, `{a: {why: !, is: "5"}}`},
		{"comma in a list", "a: [«min(a, b)», 3]\n",
			[]finding{{"S011", `reads only "min(a"`, `quote the whole: "min(a, b)"`}}, `{a: [!, "3"]}`},
		{"comma over lines", "a: {when: «min(a,\n  b)»}\n",
			[]finding{{"S011", "comma", `when: "min(a, b)"`}}, `{a: {when: !}}`},
		{"index", "a: {is: «rate[x.y] * 2», z: 5}\n",
			[]finding{{"S011", `a [ begins a new value, so YAML reads only "rate"`, `is: "rate[x.y] * 2"`}}, `{a: {is: !, z: "5"}}`},
		{"index in a list", "a: [«rate[x]», 5]\n",
			[]finding{{"S011", "a [ begins", `"rate[x]"`}}, `{a: [!, "5"]}`},
		{"braces in a sentence", "a: {en: «on {x}»}\n",
			[]finding{{"S011", "a { begins", `en: "on {x}"`}}, `{a: {en: !}}`},
		{"question mark", "a: [«x ? 1 : 2»]\n",
			[]finding{{"S011", "a ? begins a key", `"x ? 1 : 2"`}}, `{a: [!]}`},
		{"a value alone in braces", "why: «{merchant.volume}»\n",
			[]finding{{"S011", "no key in this one has a value", `quote the whole: why: "{merchant.volume}"`}}, `{why: !}`},
		{"brackets that are meant", "a: [esign, big]\nb: {c: [1, 2], d: {}}\ne: {f: \"min(a, b)\"}\n", nil,
			`{a: ["esign", "big"], b: {c: ["1", "2"], d: {}}, e: {f: "min(a, b)"}}`},
	})
}

func TestMangledByComment(t *testing.T) {
	runGuardTests(t, []guardTest{
		{"in brackets of an expression", "a: min(x «#y, 3)»\n",
			[]finding{{"S011", `a # behind a space begins a comment, so YAML reads only "min(x"`, `quote the whole: a: "min(x #y, 3)"`}}, `{a: !}`},
		{"behind an open quote", "a: x == \"y «# z\"»\n",
			[]finding{{"S011", "comment", `a: 'x == "y # z"'`}}, `{a: !}`},
		{"number sign", "why: Rule «#5 of the sheet»\n",
			[]finding{{"S011", `YAML reads only "Rule"`, `if it belongs to the value, quote the whole: why: "Rule #5 of the sheet"; if it is a comment, put a space behind the #`}}, `{why: !}`},
		{"as the whole value", "id: «#5»\nb: 1\n",
			[]finding{{"S011", "so id has no value", `id: "#5"`}}, `{id: !, b: "1"}`},
		{"over a closing bracket", "a: {b: 1 «#5, c: 2}»\n",
			[]finding{{"S011", `reads only "1"`, ""}}, `{a: {b: !, c: "2"}}`},
		{"comments that are meant", "a: 1 # five\nb: \"x\" #y\nc: 2 ## z\nd: # e\n  f: it's 5 # g\n#h\n", nil,
			`{a: "1", b: "x", c: "2", d: {f: "it's 5"}}`},
	})
}

func TestMangledAtTheBeginning(t *testing.T) {
	runGuardTests(t, []guardTest{
		{"negation", "when: «!risky»\nb: 1\n",
			[]finding{{"S011", "! is a tag to YAML", "write not instead of !, as in: when: not risky"}}, `{when: !, b: "1"}`},
		{"negation with more", "when: «!device.activated» and x > 1\n",
			[]finding{{"S011", "!", "when: not device.activated and x > 1"}}, `{when: !}`},
		{"negation of brackets", "when: «!(a» or b)\n",
			[]finding{{"S011", "!", "when: not (a or b)"}}, `{when: !}`},
		{"greater", "when: «> 3»\n", []finding{{"S011", "> is a block of text", "as in: when: volume > 3"}}, `{when: !}`},
		{"greater or equal", "when: «>= 3»\n", []finding{{"S011", "> is a block of text", "as in: when: volume >= 3"}}, `{when: !}`},
		{"greater, close", "when: «>5»\nb: 1\n", []finding{{"S011", "here an empty one", "when: volume >5"}}, `{when: !, b: "1"}`},
		{"greater than 0.5", "when: «>0.5»\n", []finding{{"S011", "cannot be indented by 0", "when: volume >0.5"}}, `{when: !}`},
		{"or", "when: «|| x»\n", []finding{{"S011", "| is a block of text", "a or b"}}, `{when: !}`},
		{"bar", "when: «| x»\n", []finding{{"S011", "| is a block of text", `when: "| x"`}}, `{when: !}`},
		{"percent", "a: «%5»\n", []finding{{"S011", "no value begin with %", `a: "%5"`}}, `{a: !}`},
		{"at sign", "a: «@x»\n", []finding{{"S011", "no value begin with @", `a: "@x"`}}, `{a: !}`},
		{"backtick", "a: «`x` y»\n", []finding{{"S011", "no value begin with `", "a: \"`x` y\""}}, `{a: !}`},
		{"in brackets", "a: [«@x», 1]\nb: {c: «%d»}\n", []finding{{"S011", "@", `"@x"`}, {"S011", "%", `c: "%d"`}}, `{a: [!, "1"], b: {c: !}}`},
		{"and", "a: «&& x»\n", []finding{{"S011", "begins with &", `a: "&& x"`}}, `{a: !}`},
		{"times", "a: «* 0.5»\n", []finding{{"S011", "begins with *", `a: "* 0.5"`}}, `{a: !}`},
		{"braces with more", "why: «{x} was paid»\n", []finding{{"S011", "begins with { is a map or list to YAML", `why: "{x} was paid"`}}, `{why: !}`},
		{"brackets with more", "when: «[1, 2] contains x»\n", []finding{{"S011", "begins with [", `when: "[1, 2] contains x"`}}, `{when: !}`},
		{"dash", "a: «-» x\n", []finding{{"S011", "a dash and a space begin a list", "a: -x"}}, `{a: !}`},
		{"question mark", "a: «?» x\n", []finding{{"S011", "cannot begin with ? and a space", `a: "? x"`}}, `{a: !}`},
		{"quote that closes early", "when: «\"a\" == b»\n", []finding{{"S011", `it closes behind "a", and more follows`, `quote the whole: when: '"a" == b'`}}, `{when: !}`},
		{"quote that closes early in braces", "a: {when: «\"a\" == b», is: 1}\n", []finding{{"S011", `closes behind "a"`, `when: '"a" == b'`}}, `{a: {when: !, is: "1"}}`},
		{"single quotes", "when: «'a' == b»\n", []finding{{"S011", "closes behind 'a'", `when: "'a' == b"`}}, `{when: !}`},
		{"apostrophe", "why: «'it's here'»\n", []finding{{"S011", "closes behind 'it'", `or use double quotes: why: "it's here"`}}, `{why: !}`},
		{"what is meant", "a: -5\nb: \"!x\"\nc: |\n  > 3\nd: x > 3\ne: ?x\nf: '@'\n", nil,
			`{a: "-5", b: "!x", c: "> 3\n", d: "x > 3", e: "?x", f: "@"}`},
	})
}
