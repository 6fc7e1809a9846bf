package lsp

import (
	"strings"

	"github.com/fenrun/fenrun/policy/internal/vocab"
	"github.com/fenrun/fenrun/policy/syntax"
)

// facts reads what a case gives and wants, whose keys are names of the policy.
func (x *index) facts(n *syntax.Node, at string) {
	for _, e := range n.Entries {
		switch {
		case at == "TestCase.want" || at == "Step.want":
			x.wanted(e)
		case e.Key.Value == "posted":
			for _, line := range listed(e.Value) {
				x.posted(line)
			}
		case x.scope.defs[target{subjectName, "", e.Key.Value}] != nil:
			x.mention(target{subjectName, "", e.Key.Value}, e.Key, false)
			for _, row := range listed(e.Value) {
				x.row(e.Key.Value, row)
			}
		}
	}
}

// listed gives the items of a list, or the node itself where there is one.
func listed(n *syntax.Node) []*syntax.Node {
	if n.Kind == syntax.List {
		return n.Items
	}
	return []*syntax.Node{n}
}

// row reads the facts of one subject.
func (x *index) row(subject string, n *syntax.Node) {
	for _, e := range n.Entries {
		d := x.scope.member(subject, e.Key.Value)
		if d == nil {
			continue
		}
		x.mention(d.target, e.Key, false)
		if d.kind == tierSetName && e.Value.Kind == syntax.Scalar && x.scope.defs[target{tierName, d.name, e.Value.Text.Value}] != nil {
			x.mention(target{tierName, d.name, e.Value.Text.Value}, e.Value.Text, false)
		}
	}
}

// posted reads a line that a case says was posted.
func (x *index) posted(n *syntax.Node) {
	for _, e := range n.Entries {
		switch {
		case e.Key.Value == "rule" && e.Value.Kind == syntax.Scalar:
			x.ruleMention(e.Value.Text)
		case e.Key.Value == "to" && e.Value.Kind == syntax.Scalar:
			x.payee(e.Value.Text)
		case x.scope.defs[target{subjectName, "", e.Key.Value}] != nil:
			x.mention(target{subjectName, "", e.Key.Value}, e.Key, false)
		}
	}
}

// wanted reads what is wanted of a rule, a tier set or the settlement.
func (x *index) wanted(e syntax.Entry) {
	if set := x.scope.defs[target{tierSetName, "", e.Key.Value}]; set != nil {
		x.mention(set.target, e.Key, false)
		for _, tier := range append([]*syntax.Node{e.Value}, values(e.Value)...) {
			if tier.Kind == syntax.Scalar && x.scope.defs[target{tierName, set.name, tier.Text.Value}] != nil {
				x.mention(target{tierName, set.name, tier.Text.Value}, tier.Text, false)
			}
		}
		return
	}
	if e.Key.Value != "settled" {
		x.ruleMention(e.Key)
	}
	for _, by := range e.Value.Entries {
		x.payee(by.Key)
	}
	for _, state := range append([]*syntax.Node{e.Value}, values(e.Value)...) {
		for _, s := range state.Entries {
			if s.Key.Value == "undecided" && s.Value.Kind == syntax.Scalar {
				x.lacked(s.Value.Text)
			}
		}
	}
}

// lacked reads the name of what an undecided decision lacks: a fact or a
// measure with its subject, or something that stands by itself.
func (x *index) lacked(t syntax.Text) {
	subject, member, ok := strings.Cut(t.Value, ".")
	if !ok {
		for _, k := range []kind{streamName, ladderName, tableName, letName} {
			if to := (target{k, "", t.Value}); x.scope.defs[to] != nil {
				x.mention(to, t, false)
				return
			}
		}
		return
	}
	from := target{subjectName, "", subject}
	if d := x.scope.member(subject, member); d != nil && x.scope.defs[from] != nil {
		n := len([]rune(subject))
		x.mention(from, t.Slice(0, n), false)
		x.mention(d.target, t.Slice(n+1, len([]rune(t.Value))), false)
	}
}

// payee reads a subject that is written with its type, such as agent/a1.
func (x *index) payee(t syntax.Text) {
	name, _, ok := strings.Cut(t.Value, "/")
	if to := (target{subjectName, "", name}); ok && x.scope.defs[to] != nil {
		x.mention(to, t.Slice(0, len([]rune(name))), false)
	}
}

// ruleMention reads the id of a rule, of one of its rows, of a rule of a deal,
// or of the waiver that a fee's relief makes.
func (x *index) ruleMention(t syntax.Text) {
	r := []rune(t.Value)
	if deal, rest, ok := strings.Cut(t.Value, "/"); ok && x.scope.deals[deal] {
		if to := (target{ruleName, "", rest}); x.scope.defs[to] != nil {
			x.mention(to, t.Slice(len([]rune(deal))+1, len(r)), false)
			return
		}
	}
	for i := len(r); i > 0; i-- {
		if i < len(r) && r[i] != '/' {
			continue
		}
		if to := (target{ruleName, "", string(r[:i])}); x.scope.defs[to] != nil {
			x.mention(to, t.Slice(0, i), false)
			return
		}
	}
	if fee, ok := strings.CutSuffix(t.Value, "-relief"); ok && x.scope.defs[target{feeName, "", fee}] != nil {
		x.mention(target{feeName, "", fee}, t.Slice(0, len([]rune(fee))), false)
	}
}

func values(n *syntax.Node) []*syntax.Node {
	var all []*syntax.Node
	for _, e := range n.Entries {
		all = append(all, e.Value)
	}
	return all
}

// formOf gives the form of a kind of file, or nil.
func formOf(k fileKind) *vocab.Form {
	switch k {
	case policyFile:
		return vocab.Policy()
	case dealFile:
		return vocab.Deal()
	case caseFile:
		return vocab.Cases()
	case sourceFile:
		return vocab.Source()
	case configFile:
		return vocab.Config()
	default:
		return nil
	}
}
