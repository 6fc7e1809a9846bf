package lsp

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// definition gives where the name at a position is declared.
func (s *session) definition(p *positionParams) (any, error) {
	d, err := s.document(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	m := d.mentionAt(d.text.offset(p.Position))
	if m == nil {
		return s.fileAt(d, d.text.offset(p.Position)), nil
	}
	def := d.index.scope.defs[m.target]
	if def == nil {
		return nil, nil
	}
	return s.location(def.place()), nil
}

// fileAt gives the policy that a file of cases names at an offset.
func (s *session) fileAt(d *document, offset int) any {
	sp := d.spotAt(offset)
	if sp == nil || sp.text == nil || d.kind != caseFile || sp.key.Name != "policy" {
		return nil
	}
	for _, name := range testedBy(d) {
		if strings.HasSuffix(name, "/"+sp.text.Value) {
			return location{URI: s.uri(name)}
		}
	}
	return nil
}

// location gives a place as editors want it.
func (s *session) location(at diag.Span) any {
	src, err := s.files().ReadFile(at.File)
	if err != nil {
		return nil
	}
	return location{URI: s.uri(at.File), Range: newLineText(string(src), s.bytes).span(at)}
}

// references gives all places at which the name at a position stands.
func (s *session) references(p *positionParams) (any, error) {
	d, err := s.document(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	found := []location{}
	m := d.mentionAt(d.text.offset(p.Position))
	if m == nil {
		return found, nil
	}
	for _, other := range s.family(d) {
		for _, o := range other.index.mentions {
			if o.target == m.target && (p.Context.IncludeDeclaration || !o.declared) {
				found = append(found, location{s.uri(other.name), other.text.span(o.at)})
			}
		}
	}
	return found, nil
}

// family gives the documents that share names with d, d among them: policies
// and deals beside it and the cases that test them. Two policies that nothing
// joins have names of their own.
func (s *session) family(d *document) []*document {
	all := map[string]*document{d.name: d}
	for _, name := range s.files().beside(d.name) {
		if other := s.read(name); other != nil && other.kind != otherFile && all[name] == nil {
			all[name] = other
		}
	}
	member := map[string]bool{d.name: true}
	for grown := true; grown; {
		grown = false
		for _, a := range all {
			for _, b := range s.tied(a, all) {
				if member[a.name] != member[b] {
					member[a.name], member[b], grown = true, true, true
				}
			}
		}
	}
	var found []*document
	for name := range member {
		if all[name] != nil {
			found = append(found, all[name])
		}
	}
	slices.SortFunc(found, func(a, b *document) int { return cmp.Compare(a.name, b.name) })
	return found
}

// tied gives the documents whose names a document uses, or shares as a version
// of the same policy.
func (s *session) tied(d *document, all map[string]*document) []string {
	switch d.kind {
	case caseFile:
		return testedBy(d)
	case policyFile, dealFile:
		policy := valueOf(d.tree.Root, "policy")
		if d.kind == dealFile {
			policy = valueOf(d.tree.Root, "of")
		}
		var names []string
		for name, other := range all {
			if other.kind == policyFile && policy != "" && valueOf(other.tree.Root, "policy") == policy {
				names = append(names, name)
			}
		}
		return names
	default:
		return nil
	}
}

var (
	wordShape = regexp.MustCompile(`^[\p{L}_][\p{L}\p{Nd}_]*$`)
	idShape   = regexp.MustCompile(`^[\p{L}\p{Nd}_][\p{L}\p{Nd}_.-]*$`)
)

// fixedFacts are facts that the engine knows by their names: the id, when an
// event happened, when an agent left (N41), from when a row is valid, and why
// it is withdrawn.
var fixedFacts = []string{data.ID, "at", "left", data.ValidFrom, data.Void}

// prepareRename says whether what stands at a position can be renamed.
func (s *session) prepareRename(p *positionParams) (any, error) {
	d, m, err := s.renamed(p)
	if err != nil {
		return nil, err
	}
	return d.text.span(m.at), nil
}

func (s *session) renamed(p *positionParams) (*document, *mention, error) {
	d, err := s.document(p.TextDocument.URI)
	if err != nil {
		return nil, nil, err
	}
	m := d.mentionAt(d.text.offset(p.Position))
	if m == nil || d.index.scope.defs[m.target] == nil {
		return nil, nil, refusef("%s", s.of("no name that can be changed stands here", "此处没有可以改名的名称"))
	}
	switch {
	case m.kind == policyName:
		return nil, nil, refusef("%s", s.of("the name of a policy is part of the key of every amount, and is not changed", "政策名称是每笔金额的键的一部分，不可更改"))
	case m.kind == ruleName && s.announced(d):
		return nil, nil, refusef("%s", s.of("the policy has been announced, and the id of a rule stands on every line that it posted; add a rule and list this one under `retired:`", "政策已公告，规则编号写在已入账的每条明细上；请新增规则并将此规则列入 `retired:`"))
	case m.kind == memberName && slices.Contains(fixedFacts, m.name):
		return nil, nil, refusef(s.of("`%s` has a meaning of its own: facts of that name are read by the engine", "`%s` 有固定含义，由引擎读取"), m.name)
	}
	return d, m, nil
}

// announced reports whether a policy that the document is of was announced.
func (s *session) announced(d *document) bool {
	return slices.ContainsFunc(d.index.scope.plans, func(p *plan.Policy) bool { return !p.Announced.IsZero() })
}

// rename writes another name wherever one stands, in all files beside.
func (s *session) rename(p *positionParams) (any, error) {
	d, m, err := s.renamed(p)
	if err != nil {
		return nil, err
	}
	if err := s.takes(d, m.target, p.NewName); err != nil {
		return nil, err
	}
	edit := workspaceEdit{Changes: map[string][]textEdit{}}
	for _, other := range s.family(d) {
		if err := s.takes(other, m.target, p.NewName); err != nil && other.index.scope.defs[m.target] != nil {
			return nil, err
		}
		for _, o := range other.index.mentions {
			if o.target == m.target {
				uri := s.uri(other.name)
				edit.Changes[uri] = append(edit.Changes[uri], textEdit{Range: other.text.span(o.at), NewText: p.NewName})
			}
		}
	}
	return edit, nil
}

// takes reports why a name cannot be given to a target, if it cannot.
func (s *session) takes(d *document, to target, name string) error {
	sc := d.index.scope
	var taken *definition
	switch to.kind {
	case ruleName, feeName, tierName:
		if !idShape.MatchString(name) {
			return refusef(s.of("%q is no name: letters, digits, - _ and . make one", "%q 不能作名称：可用字母、数字、- _ 和 ."), name)
		}
		taken = sc.defs[target{to.kind, to.owner, name}]
	default:
		if !wordShape.MatchString(name) {
			return refusef(s.of("%q cannot be used in expressions: a name is letters, digits and _, and begins with a letter", "%q 不能用于表达式：名称由字母、数字和 _ 组成，以字母开头"), name)
		}
		if plan.Reserved(name) && to.kind != memberName && to.kind != givenName {
			return refusef(s.of("%q is a word of the language", "%q 是语言的保留字"), name)
		}
		switch {
		case to.kind == memberName:
			taken = sc.member(to.owner, name)
			if slices.Contains(fixedFacts, name) {
				return refusef(s.of("%q has a meaning for every subject", "%q 对每个主体都有固定含义"), name)
			}
		case to.kind == givenName || to.kind == localName:
			taken = sc.defs[target{to.kind, to.owner, name}]
		default:
			taken = sc.entity(name)
		}
	}
	if taken != nil && taken.target != to {
		return refusef(s.of("%q has a meaning already", "%q 已有含义"), name)
	}
	return nil
}
