package ir

import (
	"math/big"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"github.com/fenrun/fenrun/policy/diag"
)

// A place is a subject that a name or path leads to.
type place struct {
	path    Path
	subject *Subject
	needs   []string // the optional references on the way
	text    string   // as the author wrote it
}

// words have a meaning of their own wherever names stand.
var words = []string{"as_of", "period", "term", "it", "prev", "spread", "true", "false", "window"}

// name types a bare name.
func (c *checker) name(at *ast.IdentifierNode) *Node {
	switch at.Value {
	case "it", "prev":
		return c.elementName(at)
	case "as_of":
		return c.context(InAsOf, "as_of")
	case "period", "term":
		return c.failHint("N107", at, "write `"+at.Value+".from`, `"+at.Value+".until` or `x in "+at.Value+"`", "`%s` is a stretch of days", at.Value)
	}
	if n, ok := c.Locals[at.Value]; ok {
		local := *n
		return &local
	}
	switch e := c.Model.Lookup(at.Value).(type) {
	case nil:
		return c.unknownName(at)
	case *Subject:
		p, bad := c.way(at, e)
		if bad != nil {
			return bad
		}
		return c.reference(p)
	case *Param:
		e.Used = true
		n := *e.Node
		return &n
	case *Let:
		return c.let(at, e)
	case *Ladder:
		return c.ladderBare(at, e)
	case *Table:
		return c.tableBare(at, e)
	case *Stream:
		return c.failHint("N109", at, "say over which days: `"+e.Name+"(1..30, device.activated)` or `"+e.Name+"(period)`", "`%s` is a stream, and has a value only over a window", e.Name)
	case *TierSet:
		p, bad := c.way(at, e.Subject)
		if bad != nil {
			return bad
		}
		return c.tier(p, e)
	default:
		return c.fail("N107", at, "%s has no value here", e.entity())
	}
}

// wordHints say where words have a meaning that have none everywhere.
var wordHints = map[string]string{
	"spread": "it is the difference of a level, in the amount of a rule with `cascade:`",
	"it":     "it is the element of a list, inside all, any and count",
	"prev":   "it is the element before `it`, inside all, any and count",
	"window": "it is a column of `each:` rows, where they have one",
}

func (c *checker) unknownName(at *ast.IdentifierNode) *Node {
	known := append(slices.Clone(c.Model.order), words...)
	for name := range c.Locals {
		known = append(known, name)
	}
	slices.Sort(known[len(c.Model.order):])
	hint := wordHints[at.Value]
	if owner := c.Model.symbolOwner(at.Value); owner != "" && hint == "" {
		hint = "a word of " + owner + " is written in quotes: \"" + at.Value + "\""
	}
	for _, part := range []string{"万分之", "千分之", "百分之"} {
		if strings.HasPrefix(at.Value, part) {
			hint = "a rate is written 万5, 0.05%, 5‰ or 5bp"
		}
	}
	switch {
	case hint != "":
		known = nil
	case at.Value == "now" || at.Value == "today":
		hint, known = "the only time is `as_of`", nil
	default:
		if member := c.nearestMember(at.Value); member != "" {
			hint = "did you mean `" + member + "`?"
		}
	}
	return c.failNear("N102", at, at.Value, known, hint, "unknown name %q", at.Value)
}

// symbolOwner names the fact that a word is a symbol of, or "".
func (m *Model) symbolOwner(word string) string {
	for _, s := range m.Subjects {
		for _, f := range s.Fields {
			if f.Type.Kind == Symbol && f.Type.Enum.Index(word) >= 0 {
				return s.Name + "." + f.Name
			}
		}
	}
	return ""
}

// nearestMember gives the fact or measure that a bare name was most likely
// meant to be, of the root before that of other subjects.
func (c *checker) nearestMember(name string) string {
	subjects := c.Model.Subjects
	if root := c.Program.Root; root != nil {
		subjects = append([]*Subject{root}, subjects...)
	}
	for _, s := range subjects {
		if s.Member(name) != nil {
			return s.Name + "." + name
		}
	}
	for _, s := range subjects {
		if near := diag.Nearest(name, s.order); near != "" {
			return s.Name + "." + near
		}
	}
	return ""
}

func displayKey(key string) string { return strings.TrimPrefix(key, "level:") }

// reference gives the node for a subject itself.
func (c *checker) reference(p place) *Node {
	key := p.path.key(c.base(p.path))
	in := &Input{Kind: InRef, Name: p.text, Path: p.path, Subject: p.subject, Type: Type{Kind: Ref, Subject: p.subject}, Needs: p.needs}
	return c.input("ref:"+key, in)
}

// input gives the node that reads an input.
func (c *checker) input(key string, in *Input) *Node {
	if len(in.Needs) > 0 && in.absent == never {
		in.absent = optional
	}
	i := c.Program.add(key, in)
	return &Node{Op: OpInput, Type: in.Type, Input: i, absent: in.absent, needs: in.Needs}
}

func (c *checker) context(kind InputKind, name string) *Node {
	return c.input(name, &Input{Kind: kind, Name: name, Type: dateType})
}

// special types period.from, period.until, term.from and term.until. The term
// of a deal is known when the deal is read, and so a constant of its file.
func (c *checker) special(at ast.Node, word, end string) *Node {
	if end != "from" && end != "until" {
		return c.failHint("N102", at, "it has `from` and `until`", "%s has no %q", word, end)
	}
	if word == "period" {
		kind := InPeriodFrom
		if end == "until" {
			kind = InPeriodUntil
		}
		return c.context(kind, word+"."+end)
	}
	term, ok := c.Model.Terms[c.src.Span().File]
	if !ok {
		return c.failHint("N102", at, "in a policy, say `period`", "`term` is the term of a deal")
	}
	day := term.From
	if end == "until" {
		if day = term.Until; day.IsZero() {
			return c.fail("N102", at, "this deal has no end")
		}
	}
	return &Node{Op: OpConst, Type: dateType, Const: big.NewInt(int64(day)), Shown: true}
}

// member types a.b and a[b].
func (c *checker) member(at *ast.MemberNode) *Node {
	if id, ok := at.Node.(*ast.IdentifierNode); ok && (id.Value == "period" || id.Value == "term") && c.dotted(at) {
		return c.special(at, id.Value, at.Property.(*ast.StringNode).Value)
	}
	if c.dotted(at) {
		name := at.Property.(*ast.StringNode)
		if bad := c.numberBehindPoint(name); bad != nil {
			return bad
		}
		if p, ok, bad := c.subjectAt(at.Node); bad != nil {
			return bad
		} else if ok {
			return c.memberOf(p, name)
		}
		if set, p, ok, bad := c.tierSetAt(at.Node); bad != nil {
			return bad
		} else if ok {
			return c.given(p, set, name)
		}
	}
	base := c.check(at.Node)
	if base.Type.Kind == Invalid {
		return base
	}
	if base.Type.Kind != Map {
		if c.dotted(at) {
			return c.fail("N107", at, "`%s` is %s, and has no members", base.Text, base.Type)
		}
		return c.fail("N107", at, "`%s` is %s, and takes no key in brackets", base.Text, base.Type)
	}
	return c.index(at, base)
}

// numberBehindPoint refuses what stands where a member's name should.
func (c *checker) numberBehindPoint(name *ast.StringNode) *Node {
	if !strings.HasPrefix(name.Value, string(placeholder)) {
		return nil
	}
	lit := c.scan.literals[name.Location().From]
	if lit.Kind == 0 {
		return c.invalid(name) // the scanner has refused it
	}
	return c.fail("N112", name, "a name is expected behind the point, and this is `%s`", lit.Text)
}

// subjectAt reports whether at leads to a subject. bad is set when it would,
// but for a mistake that has been reported.
func (c *checker) subjectAt(at ast.Node) (p place, ok bool, bad *Node) {
	switch at := at.(type) {
	case *ast.IdentifierNode:
		s, ok := c.Model.Lookup(at.Value).(*Subject)
		if _, local := c.Locals[at.Value]; !ok || local {
			return place{}, false, nil
		}
		p, bad := c.way(at, s)
		return p, bad == nil, bad
	case *ast.MemberNode:
		if !c.dotted(at) {
			return place{}, false, nil
		}
		p, ok, bad := c.subjectAt(at.Node)
		if !ok || bad != nil {
			return place{}, false, bad
		}
		f := p.subject.Field(at.Property.(*ast.StringNode).Value)
		if f == nil || f.Type.Kind != Ref {
			return place{}, false, nil
		}
		return c.step(p, f), true, nil
	default:
		return place{}, false, nil
	}
}

func (c *checker) step(p place, f *Field) place {
	path := Path{Level: p.path.Level, Hops: append(slices.Clone(p.path.Hops), f)}
	return place{path: path, subject: f.Type.Subject, needs: c.needsOf(path), text: p.text + "." + f.Name}
}

// tierSetAt reports whether at names a tier set, bare or as a member.
func (c *checker) tierSetAt(at ast.Node) (set *TierSet, p place, ok bool, bad *Node) {
	switch at := at.(type) {
	case *ast.IdentifierNode:
		if set, ok = c.Model.Lookup(at.Value).(*TierSet); ok {
			p, bad = c.way(at, set.Subject)
		}
	case *ast.MemberNode:
		if !c.dotted(at) {
			break
		}
		if p, ok, bad = c.subjectAt(at.Node); ok {
			set, ok = p.subject.Member(at.Property.(*ast.StringNode).Value).(*TierSet)
		}
	}
	return set, p, ok && bad == nil, bad
}

// memberOf types a fact, measure or tier of a subject.
func (c *checker) memberOf(p place, name *ast.StringNode) *Node {
	key := p.path.key(c.base(p.path)) + "." + name.Value
	switch m := p.subject.Member(name.Value).(type) {
	case *Field:
		if m.Type.Kind == Ref {
			return c.reference(c.step(p, m))
		}
		in := &Input{Kind: InFact, Name: p.text + "." + name.Value, Path: p.path, Subject: p.subject, Field: m, Type: m.Type, Needs: p.needs}
		if m.Optional {
			in.Needs = append(slices.Clone(p.needs), key)
		}
		return c.input(key, in)
	case *Measure:
		return c.measure(name, p, m, InMeasure)
	case *TierSet:
		return c.tier(p, m)
	default:
		if name.Value == "id" {
			return c.failHint("N107", name, "a subject is compared by its name: `a.agent == b.agent`", "an id has no meaning in a policy")
		}
		if set, ok := c.Model.Lookup(name.Value).(*TierSet); ok && set.Subject == nil {
			return c.invalid(name) // tiers of a subject that nobody knows, which has been reported
		}
		hint := ""
		if len(p.subject.order) > 0 {
			hint = "it has " + strings.Join(p.subject.order, ", ")
		}
		return c.failNear("N102", name, name.Value, p.subject.order, hint, "%s has no fact or measure %q", p.subject.article(), name.Value)
	}
}

func (c *checker) tier(p place, set *TierSet) *Node {
	key := p.path.key(c.base(p.path)) + "." + set.Name
	in := &Input{
		Kind: InTier, Name: p.text + "." + set.Name, Path: p.path, Subject: p.subject, Tiers: set,
		Type: Type{Kind: Symbol, Enum: set.Tiers}, Needs: p.needs,
	}
	return c.input(key, in)
}

func (c *checker) given(p place, set *TierSet, name *ast.StringNode) *Node {
	g, ok := set.Gives[name.Value]
	if !ok {
		return c.failNear("N102", name, name.Value, set.Order, "", "the tiers of %q give no %q", set.Name, name.Value)
	}
	tier := c.tier(p, set)
	return &Node{Op: OpIndex, Type: g.Type, Shown: true, Args: []*Node{tier}, Table: g.Values, absent: tier.absent}
}
