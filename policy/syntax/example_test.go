package syntax_test

import (
	"fmt"

	"github.com/fenrun/fenrun/policy/syntax"
)

// A value keeps the place of each of its characters, however it is written.
func ExampleText_Range() {
	doc, _ := syntax.Parse("gold.yaml", []byte("when: >\n  merchant.volume\n  >= 100万\n"))
	when := doc.Root.Entries[0].Value.Text
	fmt.Println(when.Value)
	fmt.Println(when.Range(19, 23))
	// Output:
	// merchant.volume >= 100万
	//
	// gold.yaml:3:6
}

// All problems are found at once, and what is sound can still be used.
func ExampleParse() {
	doc, found := syntax.Parse("gold.yaml", []byte(`when: volume > 3 ? bonus : base
cap: {of: min(bonus, 5000), per: payee}
from:
`))
	for _, d := range found.Sorted() {
		fmt.Printf("%s: %s [%s]\n", d.Span, d.Message, d.Code)
	}
	fmt.Println(doc.Root.Entries[1].Value.Entries[1].Value.Text.Value)
	// Output:
	// gold.yaml:1:7: a colon and a space end a key in YAML, so the : of this ? : breaks the expression [S011]
	// gold.yaml:2:11: inside { } and [ ] a comma ends a value, so YAML reads only "min(bonus" here [S011]
	// gold.yaml:3:1: a value is missing: nothing stands behind from [S002]
	// payee
}

func ExampleWrongForm() {
	doc, _ := syntax.Parse("gold.yaml", []byte("amount:\n  volume > 3 ? 100 : 50\n"))
	d := syntax.WrongForm(doc.Root.Entries[0].Value, "an amount")
	fmt.Println(d.Message)
	fmt.Println(d.Hint)
	// Output:
	// a colon and a space end a key in YAML, so the : of this ? : makes a map of what should be an amount
	// quote the whole: "volume > 3 ? 100 : 50", or write a list of cases: [{when: volume > 3, is: 100}, {is: 50}]
}

func ExampleWhole() {
	doc, _ := syntax.Parse("gold.yaml", []byte("first: 1_000\nsecond: 010\n"))
	for _, e := range doc.Root.Entries {
		n, found := syntax.Whole(e.Value.Text)
		fmt.Println(n, found.Err())
	}
	// Output:
	// 1000 <nil>
	// 0 gold.yaml:2:9: error: YAML reads 010 as 8, people read 10 [S002]
}
