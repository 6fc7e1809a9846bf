package lsp

import (
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A kind is what a name names.
type kind uint8

const (
	noName kind = iota
	subjectName
	memberName // a fact or a measure of a subject
	streamName
	paramName
	letName
	ladderName
	tableName
	tierSetName
	givenName // what the tiers of a set give
	tierName
	ruleName
	feeName
	policyName
	localName // a column of a rule's rows, or a name of a commitment
)

// A target is what a name means, wherever it stands.
type target struct {
	kind  kind
	owner string // the subject of a member, the set of a tier, the rule of a local name
	name  string
}

// A definition is where a target is declared.
type definition struct {
	target
	text  syntax.Text // the name
	value *syntax.Node
	leads string   // the subject that a reference leads to
	words []string // the symbols of an enumeration
	of    string   // what a measure is: sum, count, ...
}

// A scope is the names that a policy, with what stands beside it, declares.
type scope struct {
	defs  map[target]*definition
	order []*definition
	deals map[string]bool // by name
	plans []*plan.Policy  // compiled, as far as they could be
}

func newScope() *scope { return &scope{defs: map[target]*definition{}, deals: map[string]bool{}} }

// declare adds a definition; the first of a name counts.
func (s *scope) declare(d *definition) {
	if s.defs[d.target] == nil && d.name != "" {
		s.defs[d.target] = d
		s.order = append(s.order, d)
	}
}

// entity gives what a bare name means in expressions.
func (s *scope) entity(name string) *definition {
	for _, k := range []kind{subjectName, paramName, streamName, ladderName, tableName, letName, tierSetName} {
		if d := s.defs[target{k, "", name}]; d != nil {
			return d
		}
	}
	return nil
}

// member gives what a name means behind that of a subject.
func (s *scope) member(subject, name string) *definition {
	if d := s.defs[target{memberName, subject, name}]; d != nil {
		return d
	}
	if d := s.defs[target{tierSetName, "", name}]; d != nil && d.leads == subject {
		return d
	}
	return nil
}

// all gives the definitions of some kinds that an owner has, in their order.
func (s *scope) all(owner string, kinds ...kind) []*definition {
	var found []*definition
	for _, d := range s.order {
		if d.owner == owner && slices.Contains(kinds, d.kind) {
			found = append(found, d)
		}
	}
	return found
}

// named gives the names of definitions.
func named(defs []*definition) []string {
	names := make([]string, len(defs))
	for i, d := range defs {
		names[i] = d.name
	}
	return names
}

// declareTree declares what the text of a policy or deal declares.
func (s *scope) declareTree(root *syntax.Node) {
	if root == nil {
		return
	}
	sections := map[string]kind{"params": paramName, "ladders": ladderName, "tables": tableName, "let": letName}
	for _, e := range root.Entries {
		switch e.Key.Value {
		case "policy":
			if e.Value.Kind == syntax.Scalar {
				s.declare(&definition{target: target{policyName, "", e.Value.Text.Value}, text: e.Value.Text, value: e.Value})
			}
		case "deal":
			s.deals[e.Value.Text.Value] = true
		case "facts":
			s.facts(e.Value)
		case "measures":
			s.measures(e.Value)
		case "tiers":
			s.tierSets(e.Value)
		case "rules":
			s.ids(e.Value, ruleName)
		case "fees":
			s.ids(e.Value, feeName)
		default:
			if k, ok := sections[e.Key.Value]; ok {
				for _, named := range e.Value.Entries {
					s.declare(&definition{target: target{k, "", named.Key.Value}, text: named.Key, value: named.Value})
				}
			}
		}
	}
}

func (s *scope) facts(n *syntax.Node) {
	for _, subject := range n.Entries {
		s.declare(&definition{target: target{subjectName, "", subject.Key.Value}, text: subject.Key, value: subject.Value})
		for _, fact := range subject.Value.Entries {
			d := &definition{target: target{memberName, subject.Key.Value, fact.Key.Value}, text: fact.Key, value: fact.Value}
			kind := fact.Value
			if kind.Kind == syntax.Map {
				if kind = find(kind, "type"); kind == nil {
					kind = fact.Value
				}
			}
			switch kind.Kind {
			case syntax.Scalar:
				d.leads = kind.Text.Value // if it is a subject
			case syntax.List:
				d.words = words(kind)
			}
			s.declare(d)
		}
	}
}

func (s *scope) measures(n *syntax.Node) {
	for _, e := range n.Entries {
		d := &definition{target: target{streamName, "", e.Key.Value}, text: e.Key, value: e.Value}
		if subject, name, ok := strings.Cut(e.Key.Value, "."); ok {
			d.target = target{memberName, subject, name}
			d.text = behindPoint(e.Key)
		}
		d.of = "measure"
		s.declare(d)
	}
}

// behindPoint gives the part of merchant.volume that names the measure.
func behindPoint(t syntax.Text) syntax.Text {
	r := []rune(t.Value)
	return t.Slice(slices.Index(r, '.')+1, len(r))
}

func (s *scope) tierSets(n *syntax.Node) {
	for _, set := range n.Entries {
		d := &definition{target: target{tierSetName, "", set.Key.Value}, text: set.Key, value: set.Value}
		if f := find(set.Value, "for"); f != nil {
			d.leads = f.Text.Value
		}
		if ladder := find(set.Value, "ladder"); ladder != nil {
			for _, tier := range ladder.Items {
				if name := find(tier, "tier"); name != nil {
					d.words = append(d.words, name.Text.Value)
					s.declare(&definition{target: target{tierName, set.Key.Value, name.Text.Value}, text: name.Text, value: tier})
				}
				if gives := find(tier, "gives"); gives != nil {
					for _, given := range gives.Entries {
						s.declare(&definition{target: target{givenName, set.Key.Value, given.Key.Value}, text: given.Key, value: given.Value})
					}
				}
			}
		}
		s.declare(d)
	}
}

// ids declares what a list declares by its ids.
func (s *scope) ids(n *syntax.Node, k kind) {
	for _, item := range n.Items {
		if id := find(item, "id"); id != nil && id.Kind == syntax.Scalar {
			s.declare(&definition{target: target{k, "", id.Text.Value}, text: id.Text, value: item})
			if each := find(item, "each"); k == ruleName && each != nil {
				for _, row := range each.Items {
					for _, e := range row.Entries {
						if e.Key.Value != "id" {
							s.declare(&definition{target: target{localName, id.Text.Value, e.Key.Value}, text: e.Key, value: e.Value})
						}
					}
				}
			}
		}
	}
}

// find gives the value of a key of a map, or nil.
func find(n *syntax.Node, key string) *syntax.Node {
	for _, e := range n.Entries {
		if e.Key.Value == key {
			return e.Value
		}
	}
	return nil
}

// words gives the single values of a list.
func words(n *syntax.Node) []string {
	var all []string
	for _, item := range n.Items {
		if item.Kind == syntax.Scalar {
			all = append(all, item.Text.Value)
		}
	}
	return all
}

// lookup gives the compiled meaning of a bare name, and the policy that has it.
func (s *scope) lookup(name string) (ir.Entity, *plan.Policy) {
	for _, p := range s.plans {
		if e := p.Model.Lookup(name); e != nil {
			return e, p
		}
	}
	return nil, nil
}

// lookupMember is lookup for a fact or measure of a subject.
func (s *scope) lookupMember(subject, name string) (ir.Member, *plan.Policy) {
	for _, p := range s.plans {
		if sub := p.Model.Subject(subject); sub != nil {
			if m := sub.Member(name); m != nil {
				return m, p
			}
		}
	}
	return nil, nil
}

// places gives where a name is declared, as far as that is known.
func (d *definition) place() diag.Span { return d.text.Span() }
