package lsp

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/vocab"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A mention is a place at which a name stands.
type mention struct {
	target
	at       diag.Span
	declared bool // it is where the name is declared
}

// An expression is a text that may name things, with what surrounds it.
type expression struct {
	text     syntax.Text
	from, to int    // the stretch of its characters that is one, as in a sentence
	rule     string // the rule that it stands in, whose rows' columns it may read
}

// A spot is a key or value of the language, for what editors ask of it.
type spot struct {
	at    diag.Span
	form  *vocab.Form
	key   *vocab.Key
	word  *vocab.Word  // a value that is one of the language's words
	text  *syntax.Text // a value
	shape *vocab.Shape // of a value
}

// An index is what stands where in a text.
type index struct {
	scope    *scope
	mentions []mention
	exprs    []expression
	spots    []spot

	rule, set string // that is being read
}

// indexed reads the tree of a file whose form is known.
func indexed(root *syntax.Node, form *vocab.Form, s *scope) *index {
	x := &index{scope: s}
	if root != nil && root.Kind == syntax.Map && form != nil {
		x.form(root, form, false)
	}
	slices.SortFunc(x.mentions, func(a, b mention) int { return cmp.Compare(a.at.Start.Offset, b.at.Start.Offset) })
	return x
}

// form reads a map with keys of the language.
func (x *index) form(n *syntax.Node, f *vocab.Form, sentence bool) {
	if id := find(n, "id"); f.Name == "Rule" && id != nil {
		x.rule = id.Text.Value
		defer func() { x.rule = "" }()
	}
	for _, e := range n.Entries {
		k := f.Key(e.Key.Value)
		if k == nil {
			continue
		}
		x.spots = append(x.spots, spot{at: e.Key.Span(), form: f, key: k})
		at := f.Name + "." + k.Name
		if k.Shape.Any {
			x.facts(e.Value, at)
			continue
		}
		x.value(e.Value, k.Shape, place{at: at, key: k, form: f, sentence: sentence || strings.HasSuffix(at, ".why")})
	}
}

// A place is where a value stands: behind which key, and under which names of
// the author's.
type place struct {
	at       string // the form and the key
	form     *vocab.Form
	key      *vocab.Key
	names    []string
	sentence bool
	field    target // whose symbols stand here
	symbols  bool   // symbols stand here, and no names
}

func (x *index) value(n *syntax.Node, s *vocab.Shape, p place) {
	switch {
	case n.Kind == syntax.Scalar && s.Scalar != nil:
		x.scalar(n.Text, s, p)
	case n.Kind == syntax.List && s.List != nil:
		for i, item := range n.Items {
			inner := p
			switch p.at {
			case "Table.rows":
				inner.symbols = s.List.Scalar != nil && i < len(n.Items)-1 // or ranges
			case "Policy.facts", "FactType.type", "FactType.one_of", "FactType.by":
				inner.symbols = true
			}
			x.value(item, s.List, inner)
		}
	case n.Kind == syntax.Map && s.Named != nil:
		for _, e := range n.Entries {
			inner := p
			inner.names = append(slices.Clone(p.names), e.Key.Value)
			inner.field = x.name(e.Key, p)
			if p.at == "Policy.tiers" {
				x.set = e.Key.Value
			}
			x.value(e.Value, s.Named, inner)
		}
		if p.at == "Policy.tiers" {
			x.set = ""
		}
	case n.Kind == syntax.Map && s.Form != nil:
		x.form(n, s.Form, p.sentence)
	}
}

// scalar reads a single value.
func (x *index) scalar(t syntax.Text, s *vocab.Shape, p place) {
	sp := spot{at: t.Span(), form: p.form, key: p.key, text: &t, shape: s}
	for i, w := range s.Scalar.Words {
		if w.Text == t.Value {
			sp.word = &s.Scalar.Words[i]
		}
	}
	x.spots = append(x.spots, sp)
	switch {
	case p.symbols:
	case p.field.kind == tierSetName && x.scope.defs[target{tierName, p.field.name, t.Value}] != nil:
		x.mention(target{tierName, p.field.name, t.Value}, t, false)
	case p.sentence:
		for _, in := range pieces([]rune(t.Value)) {
			x.expression(t, in.from, in.to)
		}
	case x.reference(t, p):
	case s.Scalar.Expr, p.at == "Measure.via", p.at == "Measure.pool", p.at == "Measure.tree", p.at == "Table.by" && len(p.names) == 0:
		x.expression(t, 0, len([]rune(t.Value)))
	}
}

// name reads a key of the author's own. It gives the fact whose symbols may
// stand behind it.
func (x *index) name(t syntax.Text, p place) target {
	depth := len(p.names)
	top := map[string]kind{
		"params": paramName, "ladders": ladderName, "tables": tableName, "let": letName, "tiers": tierSetName,
	}
	section, _ := strings.CutPrefix(strings.TrimPrefix(p.at, "Deal."), "Policy.")
	switch {
	case section == "facts" && depth == 0, section == "defaults", section == "applies", p.at == "Effective.cohort":
		x.mention(target{subjectName, "", t.Value}, t, section == "facts")
	case section == "facts" && depth == 1:
		x.mention(target{memberName, p.names[0], t.Value}, t, true)
	case section == "measures":
		subject, name, ok := strings.Cut(t.Value, ".")
		if !ok {
			x.mention(target{streamName, "", t.Value}, t, true)
			break
		}
		x.mention(target{subjectName, "", subject}, t.Slice(0, len([]rune(subject))), false)
		x.mention(target{memberName, subject, name}, behindPoint(t), true)
	case top[section] != noName && depth == 0:
		x.mention(target{top[section], "", t.Value}, t, true)
	case p.at == "Tier.gives" && x.set != "":
		given := target{givenName, x.set, t.Value}
		d := x.scope.defs[given]
		x.mention(given, t, d != nil && d.place() == t.Span())
	case p.at == "Measure.where":
		x.expression(t, 0, len([]rune(t.Value)))
		if d := x.lastOf(t.Value); d != nil {
			return d.target
		}
		return target{kind: localName}
	case p.at == "Rule.each" && t.Value != "id" && x.rule != "":
		local := target{localName, x.rule, t.Value}
		d := x.scope.defs[local]
		x.mention(local, t, d != nil && d.place() == t.Span())
	case p.at == "Rule.split" && t.Value != "rest":
		x.expression(t, 0, len([]rune(t.Value)))
	case p.at == "Commitment.advance" || p.at == "Commitment.missed":
		if d := x.scope.entity(t.Value); d != nil && depth == 0 {
			x.mention(d.target, t, false)
		}
	}
	return target{}
}

// reference reads a single value that names something by itself, and reports
// whether there can be nothing else in it.
func (x *index) reference(t syntax.Text, p place) bool {
	var to target
	declared := false
	switch p.at {
	case "Policy.policy":
		to, declared = target{policyName, "", t.Value}, true
	case "Deal.agent":
		x.payee(t)
		return true
	case "Deal.of":
		to = target{policyName, "", t.Value}
	case "Rule.for", "TierSet.for", "Fee.for", "Measure.count", "FactType.type", "Policy.facts":
		to = target{subjectName, "", t.Value}
	case "Rule.id":
		to, declared = target{ruleName, "", t.Value}, true
	case "Fee.id":
		to, declared = target{feeName, "", t.Value}, true
	case "Rule.from", "Defaults.from":
		if isAccount(t.Value) {
			return true
		}
		to = target{ruleName, "", t.Value}
	case "Rule.takes_back":
		to = target{ruleName, "", t.Value}
	case "Policy.retired": // another version has the rule
		x.mention(target{ruleName, "", t.Value}, t, false)
		return true
	case "Rule.fee":
		to = target{feeName, "", t.Value}
	case "Tier.tier":
		to, declared = target{tierName, x.set, t.Value}, true
	case "TierSet.start", "TierSet.never_below", "TierFix.tier":
		to = target{tierName, x.set, t.Value}
	default:
		return false
	}
	if declared || x.scope.defs[to] != nil {
		x.mention(to, t, declared)
	}
	return true
}

// isAccount reports whether a debit draws on an account by that name; a rule of
// the same name does not matter to it.
func isAccount(name string) bool {
	from := vocab.Policy().Key("rules").Shape.List.Form.Key("from")
	return slices.ContainsFunc(from.Shape.Scalar.Words, func(w vocab.Word) bool { return w.Text == name })
}

func (x *index) mention(to target, t syntax.Text, declared bool) {
	x.mentions = append(x.mentions, mention{target: to, at: t.Span(), declared: declared})
}

// expression reads the names of an expression.
func (x *index) expression(t syntax.Text, from, to int) {
	x.exprs = append(x.exprs, expression{text: t, from: from, to: to, rule: x.rule})
	all := tokens([]rune(t.Value)[from:to])
	for _, chain := range chains(all) {
		for i, d := range x.scope.resolve(chain, x.rule) {
			if d != nil {
				x.mention(d.target, t.Slice(from+chain[i].from, from+chain[i].to), false)
			}
		}
	}
	for i, tok := range all {
		if tok.kind != textToken {
			continue
		}
		part := t.Slice(from+tok.from, from+tok.to)
		switch {
		case i > 0 && (all[i-1].text == "earned" || all[i-1].text == "paid"):
			if d := x.scope.defs[target{ruleName, "", tok.text}]; d != nil {
				x.mention(d.target, part, false)
			}
		default:
			if set := x.scope.tierSetBefore(all[:i], x.rule); set != nil && x.scope.defs[target{tierName, set.name, tok.text}] != nil {
				x.mention(target{tierName, set.name, tok.text}, part, false)
			}
		}
	}
}
