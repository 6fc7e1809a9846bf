// Package mutate tests the cases of a policy: it changes one constant,
// comparison, bound, unit or word of the policy at a time, and asks whether a
// case notices. A change that none notices is a clause that nobody tests.
package mutate

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A Mutant is a policy in which one thing is changed.
type Mutant struct {
	Place    diag.Span // what is changed
	Was, Now string
	From, To int // bytes of the file
	Path     string
}

// String says what is changed, and where.
func (m Mutant) String() string { return fmt.Sprintf("%s: %s → %s", m.Place, m.Was, m.Now) }

// Apply gives the text of the mutant.
func (m Mutant) Apply(src []byte) []byte {
	return slices.Concat(src[:m.From], []byte(m.Now), src[m.To:])
}

// places are the parts of a policy that money depends on. Sentences, titles,
// names and what is only announced are left alone.
var places = []string{"params", "ladders", "tables", "let", "measures", "tiers", "rules", "settlement", "applies", "defaults", "commitments"}

// silent are the keys below which nothing is computed.
var silent = []string{"why", "title", "id", "kind", "for", "fee", "unit", "takes_back", "once", "to", "by", "sum", "count", "first", "last", "cliff", "direction", "due", "from", "start", "review", "via", "up", "as"}

// Mutants gives all changes of a policy's text, in the order of the text.
func Mutants(name string, src []byte) []Mutant {
	doc, diags := syntax.Parse(name, src)
	if diags.Err() != nil || doc.Root == nil {
		return nil
	}
	var list []Mutant
	for _, e := range doc.Root.Entries {
		if slices.Contains(places, e.Key.Value) {
			collect(e.Value, e.Key.Value, &list, src)
		}
	}
	slices.SortStableFunc(list, func(a, b Mutant) int { return a.From - b.From })
	return list
}

func collect(n *syntax.Node, path string, list *[]Mutant, src []byte) {
	switch n.Kind {
	case syntax.Scalar:
		*list = append(*list, scalar(n.Text, path, src)...)
	case syntax.Map:
		for _, e := range n.Entries {
			at := diag.Key(path, e.Key.Value)
			if strings.HasSuffix(path, ".whole") || strings.HasSuffix(path, ".marginal") { // a rung begins at its key
				*list = append(*list, scalar(e.Key, at, src)...)
			}
			if !slices.Contains(silent, e.Key.Value) {
				collect(e.Value, at, list, src)
			}
		}
	case syntax.List:
		for i, item := range n.Items {
			collect(item, diag.Index(path, i), list, src)
		}
	case syntax.Broken:
	}
}

// scalar gives the changes of one text.
func scalar(t syntax.Text, path string, src []byte) []Mutant {
	var list []Mutant
	runes := []rune(t.Value)
	add := func(from, to int, now string) {
		at := t.Range(from, to)
		if at.Start.IsZero() || string(src[at.Start.Offset:at.End.Offset]) != string(runes[from:to]) {
			return // it is written in another way than it reads, such as an escape
		}
		list = append(list, Mutant{Place: at, Was: string(runes[from:to]), Now: now, From: at.Start.Offset, To: at.End.Offset, Path: path})
	}
	text := t.Value
	inQuotes := quoted(text)
	for _, m := range tokens.FindAllStringIndex(text, -1) {
		if inQuotes[m[0]] {
			continue
		}
		from, to := len([]rune(text[:m[0]])), len([]rune(text[:m[1]]))
		for _, now := range changes(text[m[0]:m[1]], text[:m[0]]) {
			add(from, to, now)
		}
	}
	return list
}

// quoted says which bytes lie inside quotes.
func quoted(text string) []bool {
	in := make([]bool, len(text)+1)
	open := byte(0)
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case open == 0 && (c == '"' || c == '\''):
			open = c
		case c == open:
			open = 0
		}
		in[i] = open != 0
	}
	return in
}

// tokens are what can be changed: dates, numbers with their units, comparisons
// and the words of conditions.
var tokens = regexp.MustCompile(`\d{4}-\d{2}-\d{2}|\d[\d_]*(?:\.\d+)?(?:%|‰|bp|万|亿|mo|[dyh])?|>=|<=|==|!=|>|<|\band\b|\bor\b|\bnot `)

var numeral = regexp.MustCompile(`^(\d[\d_]*)(\.\d+)?(%|‰|bp|万|亿|mo|[dyh])?$`)

// changes gives what a token becomes.
func changes(token, before string) []string {
	switch token {
	case ">=":
		return []string{">", "<"}
	case "<=":
		return []string{"<", ">"}
	case ">":
		return []string{">=", "<="}
	case "<":
		return []string{"<=", ">="}
	case "==":
		return []string{"!="}
	case "!=":
		return []string{"=="}
	case "and":
		return []string{"or"}
	case "or":
		return []string{"and"}
	case "not ":
		return []string{""}
	}
	m := numeral.FindStringSubmatch(token)
	if m == nil || endsInWord(before) {
		return nil
	}
	return numbers(m[1], m[2], m[3])
}

// endsInWord reports whether a text ends in a letter, so that digits behind it
// are part of a name such as d90.
func endsInWord(text string) bool {
	r := []rune(text)
	if len(r) == 0 {
		return false
	}
	last := r[len(r)-1]
	return last == '_' || last == '-' && len(r) > 1 && r[len(r)-2] != ' ' || last > 127 || last >= 'a' && last <= 'z' || last >= 'A' && last <= 'Z' || last == '.' && (len(r) < 2 || r[len(r)-2] != '.')
}

// numbers gives a number one unit of its last digit up and down, and tenfold.
func numbers(whole, fraction, unit string) []string {
	digits := strings.ReplaceAll(whole, "_", "")
	var list []string
	for _, by := range []int{1, -1} {
		if text, ok := step(digits, strings.TrimPrefix(fraction, "."), by); ok {
			list = append(list, text+unit)
		}
	}
	if strings.Trim(digits+fraction, "0.") != "" && fraction == "" {
		list = append(list, digits+"0"+unit)
	}
	return list
}

// step adds one to the last digit of a decimal, or takes one away.
func step(whole, fraction string, by int) (string, bool) {
	all := []byte(whole + fraction)
	if len(all) > 30 {
		return "", false
	}
	i := len(all) - 1
	for ; i >= 0; i-- {
		if by > 0 && all[i] < '9' {
			all[i]++
			break
		}
		if by < 0 && all[i] > '0' {
			all[i]--
			break
		}
		if by > 0 {
			all[i] = '0'
		} else {
			all[i] = '9'
		}
	}
	if i < 0 {
		if by < 0 {
			return "", false // below nothing
		}
		all = append([]byte{'1'}, all...)
	}
	n := len(all) - len(fraction)
	head := strings.TrimLeft(string(all[:n]), "0")
	if head == "" {
		head = "0"
	}
	if fraction == "" {
		return head, true
	}
	return head + "." + string(all[n:]), true
}
