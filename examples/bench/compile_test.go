package bench

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/expr-lang/expr/parser"
	"gopkg.in/yaml.v3"

	"github.com/fenrun/fenrun/policy"
)

// twenty is the policy with its rules over and over, up to twenty.
func twenty(b *testing.B) []byte {
	b.Helper()
	head, rules, ok := strings.Cut(string(source), "\nrules:\n")
	if !ok {
		b.Fatal("the policy has no rules")
	}
	var text strings.Builder
	text.WriteString(head + "\nrules:\n")
	ids := regexp.MustCompile(`(?m)^(  - (?:\{)?id: )([a-z-]+)`)
	list := ids.FindAllStringIndex(rules, -1)
	for i := range 20 {
		from := list[i%len(list)][0]
		to := len(rules)
		if at := i%len(list) + 1; at < len(list) {
			to = list[at][0]
		}
		text.WriteString(ids.ReplaceAllString(rules[from:to], fmt.Sprintf("${1}${2}-%d", i)))
	}
	return []byte(text.String())
}

func BenchmarkCompile(b *testing.B) {
	text := twenty(b)
	p, err := policy.Parse("twenty.yaml", text)
	if err != nil {
		b.Fatal(err)
	}
	if n := len(p.Rules()); n != 20 {
		b.Fatalf("%d rules", n)
	}
	b.Run("Fenrun", func(b *testing.B) {
		b.ReportAllocs()
		cpu(b, func() {
			for b.Loop() {
				if _, err := policy.Parse("twenty.yaml", text); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
	b.Run("Bind", func(b *testing.B) {
		b.ReportAllocs()
		cpu(b, func() {
			for b.Loop() {
				if _, err := policy.Bind[Merchant](p, "merchant"); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
	b.Run("YAMLAndExpr", func(b *testing.B) {
		b.ReportAllocs()
		cpu(b, func() {
			for b.Loop() {
				if err := onlyParse(text); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
}

// onlyParse reads the YAML of a policy and parses its expressions with expr,
// whose literals have no units.
func onlyParse(text []byte) error {
	var doc yaml.Node
	if err := yaml.NewDecoder(bytes.NewReader(text)).Decode(&doc); err != nil {
		return err
	}
	return parseExpressions(&doc, false)
}

func parseExpressions(n *yaml.Node, expression bool) error {
	if n.Kind == yaml.ScalarNode && expression {
		_, err := parser.Parse(units.Replace(n.Value))
		return err
	}
	for i, child := range n.Content {
		is := false
		if n.Kind == yaml.MappingNode && i%2 == 1 {
			switch n.Content[i-1].Value {
			case "amount", "when", "cap", "floor", "by", "to", "since", "margin":
				is = true
			case "why":
				for _, piece := range pieces.FindAllStringSubmatch(child.Value, -1) {
					if _, err := parser.Parse(piece[1]); err != nil {
						return err
					}
				}
			}
		}
		if err := parseExpressions(child, is); err != nil {
			return err
		}
	}
	return nil
}

// The values in a sentence are expressions too.
var pieces = regexp.MustCompile(`\{([^}]*)\}`)

var units = strings.NewReplacer("%", "", "bp", "", "万", "0000", " CNY", "")
