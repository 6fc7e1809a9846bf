package ir_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

// Each document marks the mistakes of the expression at the key e: what stands
// behind literals, in Chinese text, over several lines, in quotes.
var placeTests = []string{
	"e: agent.heads >= 1_000 and agent.heads < «voluum»\n",
	"e: agent.heads >= 20万 and agent.heads < «voluum»\n",
	"e: agent.share >= 万5.5 and «voluum» > 1.5亿 and «volumm» > 2\n",
	"e: device.stocked >= 2026-01-31 and «voluum» > 5\n",
	"e: device.sold_at >= 2026-01-31T10:00+08:00 and «voluum» > 5\n",
	"e: agent.price >= 110.50 CNY and «voluum» > 5\n",
	"e: sum(spent(6 x 30d, device.stocked)) > «voluum»\n",
	"e: spent(1..12mo, device.«stockd») > 5\n",
	"e: «商户».交易额 > 1亿 and «交易» > 5万\n",
	"e: |-\n  agent.heads >= 1_000\n  and agent.heads < «voluum»\n  and «volumm» > 20万\n",
	"e: |\n  agent.heads >= 1_000 and\n    agent.share > «5»\n",
	"e: >-\n  agent.heads >= 1_000\n  and agent.heads < «voluum»\n  and agent.share > «5»\n",
	"e: agent.heads >= 1_000\n  and agent.heads < «voluum»\n",
	"e: 'agent.heads >= 1_000 and agent.town == ''x'' and agent.heads < «voluum»'\n",
	"e: \"agent.heads >= 1_000 and agent.town == \\\"x\\\" and agent.heads < «voluum»\"\n",
	"e: \"agent.heads \\u003e= 20\\u4e07 and agent.heads < «voluum»\"\n",
	"e: \"agent.heads >= 5 and\n  agent.heads < «voluum»\"\n",
	"x: {e: 'agent.heads in [1, 2] and «voluum» > 5'}\n",
	"x: [{e: \"agent.heads in [1, 2] and «voluum» > 5\"}]\n",
	"e: agent.heads >= 1_000 and agent.heads < «010»\n",
	"e: \"agent.heads >= 20\\u4e07 and agent.heads < «0\\u0031»\"\n",
	"e: agent.heads >= 20万 and device.stocked > «2026-02-30»\n",
	"e: |-\n  agent.heads >= 20万\n  and «agent.heads\n  >= 5%»\n",
	"e: |-\n  agent.heads >= 20万\n  and (agent.heads\n  «>»\n",
	"e: agent.town == \"商户\" and «voluum» > 5\n",
	"e: agent.town == \"𠀋\" and agent.heads > 5万 and «voluum» > 5\n",
	"e: min(«voluum», 5万, «volumm») > 5\n",
	"e: (1万 + «voluum») * (5 - «volumm») > 3\n",
	"e: not («agent.heads + device.stocked» > 5)\n",
	"e: (agent.heads + 1) * («agent.heads + device.stocked» ) > 5\n",
	"e: «(agent.heads + 1) + device.stocked» > 5\n",
	"e: «(agent.heads + 1) * (device.stocked)» > 5\n",
	"e: device.free and («merchant.sales») > 5\n",
}

func TestPlaces(t *testing.T) {
	for _, test := range placeTests {
		source, want := spans(t, test)
		doc, found := syntax.Parse("p.yaml", []byte(source))
		if len(found) > 0 {
			t.Fatalf("%q: %v", source, found)
		}
		d := at("device")
		typed(d.site(), syntax.Expr{Text: keyed(doc.Root, "e").Text}, condition)
		var got []string
		for _, one := range d.found.Sorted() {
			got = append(got, place(one.Span))
			if text := source[one.Span.Start.Offset:one.Span.End.Offset]; !strings.Contains(test, "«"+text+"»") {
				t.Errorf("%q: %q is marked", test, text)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: places (-want +got):\n%s%s", test, diff, listed(d.found))
		}
	}
}

// spans takes the «...» out of a document and gives the places between.
func spans(t *testing.T, marked string) (string, []string) {
	t.Helper()
	var text strings.Builder
	var all []string
	line, column := 1, 1
	from := ""
	for _, r := range marked {
		here := fmt.Sprintf("%d:%d", line, column)
		switch r {
		case '«':
			from = here
			continue
		case '»':
			all = append(all, from+"-"+here)
			continue
		case '\n':
			line, column = line+1, 1
		default:
			column++
		}
		text.WriteRune(r)
	}
	return text.String(), all
}

// keyed finds the value of a key anywhere in a document.
func keyed(n *syntax.Node, key string) *syntax.Node {
	for _, e := range n.Entries {
		if e.Key.Value == key {
			return e.Value
		}
		if found := keyed(e.Value, key); found != nil {
			return found
		}
	}
	for _, item := range n.Items {
		if found := keyed(item, key); found != nil {
			return found
		}
	}
	return nil
}

// The text of a node has both brackets of each pair, for sentences show it.
func TestTexts(t *testing.T) {
	d := at("merchant")
	for text, want := range map[string]string{
		"(merchant.sales + 5) * 5%":             "(merchant.sales + 5) * 5%",
		"( merchant.sales + 5 ) * ( 5% )":       "( merchant.sales + 5 ) * ( 5% )",
		"((merchant.sales))":                    "merchant.sales",
		"-(merchant.sales + 1)":                 "-(merchant.sales + 1)",
		"(agent.suspended) ? (5) : (6)":         "(agent.suspended) ? (5) : (6)",
		"min(merchant.sales, (5))":              "min(merchant.sales, (5))",
		"(price_of)[merchant.kind]":             "(price_of)[merchant.kind]",
		"rate_of(merchant.sales + (1))":         "rate_of(merchant.sales + (1))",
		"merchant.sales\n  +\n  5":              "merchant.sales + 5",
		"round((merchant.sales) / (3), 2)":      "round((merchant.sales) / (3), 2)",
		"grown(agent.heads not in [1] ? 5 : 6)": "grown(agent.heads not in [1] ? 5 : 6)",
		"merchant.sales * ((5%))":               "merchant.sales * ((5%))",
	} {
		e := unplaced(text)
		d.found = nil
		if n := d.site().Value(ir.ValueSource{Expr: &e}, ir.AnyValue); n.Text != want || len(d.found) > 0 {
			t.Errorf("%q has the text %q, want %q\n%s", text, n.Text, want, listed(d.found))
		}
	}
}
