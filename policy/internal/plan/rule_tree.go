package plan

import (
	"math/big"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

// split reads who has which share. Shares are rates; what they leave goes to
// `rest`, by default the house.
func (b *ruleBuilder) split() {
	r := b.rule
	fixed := new(big.Rat)
	for _, pair := range b.syntax.Split.Pairs {
		at := diag.Key(b.at("split"), pair.Key.Value)
		if pair.Key.Value == "rest" {
			b.rest(pair.Value, at)
			continue
		}
		way, subject, ok := b.site.PathTo(syntax.Expr{Text: pair.Key, Path: at})
		if !ok {
			continue
		}
		share := b.site.Value(ir.ValueSource{Expr: &pair.Value}, ir.ARate)
		if v, ok := share.Constant(); ok {
			if v.Sign() < 0 {
				b.errorf("M401", pair.Value.Span(), at, "a share is not negative")
			}
			fixed.Add(fixed, v.Rat())
		}
		r.Split = append(r.Split, Part{Path: way, Subject: subject, Share: share, Label: pair.Key.Value})
	}
	if fixed.Cmp(big.NewRat(1, 1)) > 0 {
		percent := new(big.Rat).Mul(fixed, big.NewRat(100, 1))
		b.errorf("M401", b.syntax.Split.Span, b.at("split"), "the shares are %s%% together, more than there is", percent.FloatString(2))
	}
}

// rest reads who has what a split leaves: a subject, or the word `platform`,
// the house.
func (b *ruleBuilder) rest(e syntax.Expr, path string) {
	if e.Value == "platform" || e.Value == "house" {
		return
	}
	b.rule.Rest = b.site.Value(ir.ValueSource{Expr: &e}, ir.ASubject)
}

// cascade reads a tree in which each level earns its difference.
func (b *ruleBuilder) cascade() {
	s, r := b.syntax.Cascade, b.rule
	owner, field, ok := b.treeEdge(s.Up)
	if !ok {
		return
	}
	casc := &Cascade{Up: field, Agent: owner}
	r.Cascade = casc
	if !b.cascadeStart(casc, s) {
		return
	}
	level := b.compiler.site(r.Root)
	level.Program.Level = owner
	level.Rules = b.compiler
	casc.Level = level.Program
	switch {
	case s.Price.Value != "" && s.Share.Value != "":
		b.errorf("R605", s.Share.Span(), s.Share.Path, "a level has a `price` that falls towards the top, or a `share` that rises, not both")
	case s.Price.Value != "":
		casc.Price = level.Value(ir.ValueSource{Expr: &s.Price}, ir.AnyValue)
		casc.Price = level.Required(s.Price, casc.Price)
		b.levelUnit(casc.Price, s.Price)
		if s.From.Value == "" {
			b.errorf("S007", s.Span, b.at("cascade"), "`from:` is missing here: the price below the first level, such as merchant.rate")
		}
	case s.Share.Value != "":
		casc.Share = level.Value(ir.ValueSource{Expr: &s.Share}, ir.ARate)
		if s.From.Value != "" {
			b.errorf("R605", s.From.Span(), s.From.Path, "shares rise from nothing, and need no `from`")
		}
	default:
		b.errorf("S007", s.Span, b.at("cascade"), "`price:` or `share:` is missing here")
		return
	}
	if s.From.Value != "" {
		casc.From = b.site.Required(s.From, b.site.Value(ir.ValueSource{Expr: &s.From}, ir.AnyValue))
		b.levelUnit(casc.From, s.From)
	}
	if s.Skip != nil {
		casc.Skip = level.Condition(s.Skip.When)
		b.oneOf(s.Skip.To, b.at("cascade.skip.to"), "below")
	}
	b.spread(casc)
}

// treeEdge reads agent.up: a reference of a subject to one of its own type.
func (b *ruleBuilder) treeEdge(e syntax.Expr) (*ir.Subject, *ir.Field, bool) {
	for _, s := range b.model.Subjects {
		for _, f := range s.Fields {
			if f.Type.Kind == ir.Ref && f.Type.Subject == s && e.Value == s.Name+"."+f.Name {
				return s, f, true
			}
		}
	}
	b.errorf("N107", e.Span(), e.Path, "%q is no reference of a subject to the one above it", e.Value).Hint = "as in `agent.up`, declared `up: {type: agent, optional: true}`"
	return nil, nil, false
}

// cascadeStart finds the first level: the default payee of the rule's
// subject where that is written as a way, else the one way that leads there.
func (b *ruleBuilder) cascadeStart(casc *Cascade, s *syntax.Cascade) bool {
	to := b.syntax.To
	if to.IsZero() && b.defaults != nil {
		to = b.defaults.To
	}
	if to.Expr != nil {
		way, subject, ok := b.site.PathTo(*to.Expr)
		if ok && subject == casc.Agent {
			casc.Start = way
			return true
		}
		if !ok {
			return false
		}
	}
	if b.rule.Root == casc.Agent {
		return true
	}
	ways := ir.Ways(b.rule.Root, casc.Agent)
	if len(ways) == 1 {
		casc.Start = ir.Path{Hops: ways[0]}
		return true
	}
	d := b.errorf("N108", s.Span, b.at("cascade"), "%d ways lead from %s to the first %s", len(ways), b.rule.Root.Name, casc.Agent.Name)
	if len(ways) > 0 {
		d.Hint = "say which: " + ir.WayTexts(b.rule.Root, ways, "to: ")
	}
	return false
}

func (b *ruleBuilder) levelUnit(n *ir.Node, e syntax.Expr) {
	switch n.Type.Kind {
	case ir.Rate, ir.Money, ir.Invalid:
	default:
		b.errorf("U503", e.Span(), e.Path, "a price is a rate or money, and this is a %s", n.Type)
	}
}

// spread binds the word `spread` for the amount.
func (b *ruleBuilder) spread(casc *Cascade) {
	typ := ir.Type{Kind: ir.Rate, Scale: ratePlaces}
	for _, n := range []*ir.Node{casc.Price, casc.From, casc.Share} {
		if n != nil && n.Type.Kind != ir.Invalid {
			typ.Kind = n.Type.Kind
			typ.Scale = max(typ.Scale, n.Type.Scale)
		}
	}
	node, input := b.site.Bind("spread", ir.InSpread, typ)
	casc.Spread = input
	b.site = b.site.WithLocals(map[string]*ir.Node{"spread": node})
}
