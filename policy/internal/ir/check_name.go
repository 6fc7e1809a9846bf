package ir

import (
	"math/big"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"github.com/fenrun/fenrun/policy/diag"
)

// a place is a subject that a name or path leads to.
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

func (c *checker) unknownName(at *ast.IdentifierNode) *Node {
	known := append(slices.Clone(c.Model.order), words...)
	for name := range c.Locals {
		known = append(known, name)
	}
	slices.Sort(known[len(c.Model.order):])
	hint := ""
	if near := diag.Nearest(at.Value, known); near != "" {
		hint = "did you mean \"" + near + "\"?"
	} else if at.Value == "now" {
		hint = "the only time is `as_of`"
	} else if s := c.ownerOf(at.Value); s != "" {
		hint = "did you mean `" + s + "." + at.Value + "`?"
	}
	return c.failHint("N102", at, hint, "unknown name %q", at.Value)
}

// ownerOf gives the first subject that has a member of that name.
func (c *checker) ownerOf(member string) string {
	if root := c.Program.Root; root != nil && root.Member(member) != nil {
		return root.Name
	}
	for _, s := range c.Model.Subjects {
		if s.Member(member) != nil {
			return s.Name
		}
	}
	return ""
}

// way leads from the root to a subject (N32).
func (c *checker) way(at ast.Node, to *Subject) (place, *Node) {
	p := place{subject: to, text: to.Name}
	root := c.Program.Root
	switch {
	case c.Program.Level == to:
		p.path.Level = true
		return p, nil
	case root == to:
		return p, nil
	case root == nil:
		return p, c.fail("N102", at, "%q has no meaning here: this belongs to no subject", to.Name)
	}
	ways := Ways(root, to)
	switch len(ways) {
	case 1:
		p.path.Hops = ways[0]
		p.needs = c.needsOf(p.path)
		return p, nil
	case 0:
		hint := "a rule reads the facts of its subject and of those it refers to"
		if to.Event {
			hint = "events are read through a measure: `measures: {" + root.Name + ".total: {sum: " + to.Name + ".amount, per: month}}`"
		}
		return p, c.failHint("N102", at, hint, "no reference leads from %s to %s", root.article(), to.article())
	default:
		var texts []string
		for _, w := range ways {
			texts = append(texts, "`"+wayText(root, w)+"`")
		}
		return p, c.failHint("N108", at, "write the way you mean: "+strings.Join(texts, " or "), "%d ways lead from %s to %s", len(ways), root.article(), to.article())
	}
}

func wayText(root *Subject, hops []*Field) string {
	text := root.Name
	for _, h := range hops {
		text += "." + h.Name
	}
	return text
}

// Ways gives the ways of references from one subject to another: the one of
// one step if there is one (the reference named like the subject, if there
// are several), else all longer ones that pass no subject twice (N32).
func Ways(from, to *Subject) [][]*Field {
	var direct [][]*Field
	for _, f := range from.Fields {
		if f.Type.Kind == Ref && f.Type.Subject == to {
			if f.Name == to.Name {
				return [][]*Field{{f}}
			}
			direct = append(direct, []*Field{f})
		}
	}
	if len(direct) > 0 {
		return direct
	}
	var found [][]*Field
	seen := map[*Subject]bool{from: true}
	var visit func(s *Subject, hops []*Field)
	visit = func(s *Subject, hops []*Field) {
		if s == to {
			found = append(found, slices.Clone(hops))
			return
		}
		for _, f := range s.Fields {
			if f.Type.Kind != Ref || seen[f.Type.Subject] || len(found) >= 8 {
				continue
			}
			seen[f.Type.Subject] = true
			visit(f.Type.Subject, append(hops, f))
			delete(seen, f.Type.Subject)
		}
	}
	visit(from, nil)
	return found
}

// needsOf gives the keys of the optional references on a path.
func (c *checker) needsOf(p Path) []string {
	var needs []string
	for i, hop := range p.Hops {
		if hop.Optional {
			needs = append(needs, Path{Level: p.Level, Hops: p.Hops[:i+1]}.key(c.base(p)))
		}
	}
	return needs
}

func (c *checker) base(p Path) *Subject {
	if p.Level {
		return c.Program.Level
	}
	return c.Program.Root
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

// special types period.from, period.until, term.from and term.until.
func (c *checker) special(at ast.Node, word, end string) *Node {
	kinds := map[string]InputKind{
		"period.from": InPeriodFrom, "period.until": InPeriodUntil, "term.from": InTermFrom, "term.until": InTermUntil,
	}
	kind, ok := kinds[word+"."+end]
	if !ok {
		return c.failHint("N102", at, "it has `from` and `until`", "%s has no %q", word, end)
	}
	if word == "term" && !c.Term {
		return c.failHint("N102", at, "in a policy, say `period`", "`term` is the term of a deal")
	}
	return c.context(kind, word+"."+end)
}

// member types a.b and a[b].
func (c *checker) member(at *ast.MemberNode) *Node {
	if at.Optional {
		return c.invalid(at) // the scanner has refused `?.`
	}
	if id, ok := at.Node.(*ast.IdentifierNode); ok && (id.Value == "period" || id.Value == "term") && c.dotted(at) {
		return c.special(at, id.Value, at.Property.(*ast.StringNode).Value)
	}
	if c.dotted(at) {
		name := at.Property.(*ast.StringNode)
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
			return c.fail("N107", at, "`%s` is a %s, and has no members", base.Text, base.Type)
		}
		return c.fail("N107", at, "`%s` is a %s, and takes no key in brackets", base.Text, base.Type)
	}
	return c.index(at, base)
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
		hint := ""
		if near := diag.Nearest(name.Value, p.subject.order); near != "" {
			hint = "did you mean \"" + near + "\"?"
		} else if len(p.subject.order) > 0 {
			hint = "it has " + strings.Join(p.subject.order, ", ")
		}
		return c.failHint("N102", name, hint, "%s has no fact or measure %q", p.subject.article(), name.Value)
	}
}

// measure types the reading of a measure.
func (c *checker) measure(at ast.Node, p place, m *Measure, kind InputKind) *Node {
	if m.Prepare != nil && !m.Prepare() {
		return c.fail("N104", at, "the measure %s leads back to itself", m.FullName())
	}
	if m.Type.Kind == Invalid {
		return c.invalid(at)
	}
	name := p.text + "." + m.Name
	key := p.path.key(c.base(p.path)) + "." + m.Name
	in := &Input{Kind: kind, Name: name, Path: p.path, Subject: p.subject, Measure: m, Type: m.Type, Needs: p.needs}
	if kind == InLast {
		in.Name, key = "last("+name+")", "last:"+key
	}
	if m.Absent {
		in.absent = window
		in.Needs = append(slices.Clone(p.needs), c.anchorKeys(p, m)...)
		if len(p.needs) > 0 {
			in.absent = optional
		}
	}
	return c.input(key, in)
}

// anchorKeys gives what must be there for a measure to be: what its window
// is counted from, or else itself.
func (c *checker) anchorKeys(p place, m *Measure) []string {
	base := p.path.key(c.base(p.path))
	if m.Since == nil || !(m.Op == SumOf || m.Op == CountOf) {
		return []string{base + "." + m.Name}
	}
	var keys []string
	for key := range reads(m.Since) {
		keys = append(keys, base+strings.TrimPrefix(key, m.Subject.Name))
	}
	slices.Sort(keys)
	return keys
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
		hint := ""
		if near := diag.Nearest(name.Value, set.Order); near != "" {
			hint = "did you mean \"" + near + "\"?"
		}
		return c.failHint("N102", name, hint, "the tiers of %q give no %q", set.Name, name.Value)
	}
	tier := c.tier(p, set)
	return &Node{Op: OpIndex, Type: g.Type, Args: []*Node{tier}, Table: g.Values, absent: tier.absent}
}

// index types map[symbol], and map.symbol for a fixed one.
func (c *checker) index(at *ast.MemberNode, base *Node) *Node {
	keys := base.Type.Enum
	if text, ok := at.Property.(*ast.StringNode); ok {
		i := keys.Index(text.Value)
		if i < 0 {
			return c.unknownSymbol(text, text.Value, keys)
		}
		return picked(base, nil, i, nil)
	}
	by := c.symbolize(at.Property, c.present1(c.check(at.Property), "the key"), keys)
	if by.Type.Kind == Invalid {
		return by
	}
	if by.Type.Kind != Symbol {
		return c.failHint("N107", at.Property, "its keys are "+strings.Join(keys.Symbols, ", "), "`%s` is a map by symbol, and the key is a %s", base.Text, by.Type)
	}
	remap := make([]int, len(by.Type.Enum.Symbols))
	var missing []string
	for i, symbol := range by.Type.Enum.Symbols {
		remap[i] = keys.Index(symbol)
		if remap[i] < 0 {
			missing = append(missing, symbol)
		}
	}
	if missing != nil {
		return c.failHint("N102", at, "add it, or test the fact first in another rule", "`%s` has no value for %s, which `%s` may be", base.Text, strings.Join(missing, ", "), by.Text)
	}
	return picked(base, by, 0, remap)
}

// picked gives the value of a map at a symbol that is computed, or fixed.
func picked(base, by *Node, fixed int, remap []int) *Node {
	inner := unnamed(base)
	n := *inner
	n.Type = *inner.Type.Elem
	n.Remap = remap
	n.absent = max(base.absent, inner.absent)
	n.needs = append(slices.Clone(inner.needs), base.needs...)
	if by == nil {
		by = &Node{Op: OpConst, Type: Type{Kind: Symbol, Enum: inner.Type.Enum}, Const: big.NewInt(int64(fixed))}
	}
	return pickedInto(n, inner, by, remap)
}

func pickedBy(base, by *Node, remap []int) *Node {
	n := *base
	n.Type, n.Remap = *base.Type.Elem, remap
	return pickedInto(n, base, by, remap)
}

func pickedInto(n Node, inner, by *Node, remap []int) *Node {
	switch inner.Op {
	case OpInput:
		n.Op = OpPick
		n.Args = []*Node{by}
	case OpCond: // introductory terms, or else the rung
		n.Remap = nil
		n.Args = []*Node{inner.Args[0], pickedBy(inner.Args[1], by, remap), pickedBy(inner.Args[2], by, remap)}
	default: // OpIndex, OpRung, OpMarginal, OpRow: the symbol is their last argument
		n.Args = append(slices.Clone(inner.Args), by)
	}
	return &n
}
