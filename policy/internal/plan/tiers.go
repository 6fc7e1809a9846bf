package plan

import (
	"math/big"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

// tierNames declares the tier sets: what they are called and what they give.
// Their conditions are typed later, for they may read measures and ladders.
func (c *compiler) tierNames() {
	for i := range c.syntax.Tiers.Pairs {
		pair := &c.syntax.Tiers.Pairs[i]
		path := diag.Key("tiers", pair.Key.Value)
		set := &ir.TierSet{Name: pair.Key.Value, Index: len(c.policy.Tiers), Gives: map[string]*ir.Given{}, Place: pair.Key.Span()}
		set.Subject = c.subject(pair.Value.For, diag.Key(path, "for"))
		if pair.Value.Ladder == nil {
			continue // the missing key has been reported
		}
		names := make([]syntax.Text, len(pair.Value.Ladder))
		for i, t := range pair.Value.Ladder {
			names[i] = t.Tier
		}
		enum, ok := c.symbols(names, pair.Value.Span, diag.Key(path, "ladder"), "the tiers "+set.Name)
		set.Tiers = enum
		if !c.declare(pair.Key, path, set) || set.Subject == nil || !ok {
			continue
		}
		if was := set.Subject.AddMember(set.Name, set); was != nil {
			c.errorf("N103", pair.Key.Span(), path, "%s has %s %q already", set.Subject.Name, ir.DescribeMember(was), set.Name)
			continue
		}
		c.gives(set, &pair.Value, path)
		c.policy.Tiers = append(c.policy.Tiers, &TierSet{TierSet: set, Never: -1, Start: len(enum.Symbols) - 1, Place: pair.Key.Span()})
	}
}

// subject finds a declared subject. One that is mistyped is reported, and what
// follows is read as if it were not.
func (c *compiler) subject(t syntax.Text, path string) *ir.Subject {
	if t.Value == "" {
		return nil
	}
	s := c.model.Subject(t.Value)
	if s == nil {
		d := c.errorf("N102", t.Span(), path, "there is no subject %q", t.Value)
		if !d.Suggest(d.Span, t.Value, c.subjectNames()) {
			d.Hint = "there are " + strings.Join(c.subjectNames(), ", ")
		} else if d.Fix.Safe {
			s = c.model.Subject(d.Fix.Edits[0].Text)
		}
	}
	return s
}

// gives reads what the tiers of a set give: under each name one value a tier,
// all of one type.
func (c *compiler) gives(set *ir.TierSet, s *syntax.TierSet, path string) {
	for i, tier := range s.Ladder {
		for _, pair := range tier.Gives.Pairs {
			if i == 0 {
				set.Order = append(set.Order, pair.Key.Value)
			} else if !slices.Contains(set.Order, pair.Key.Value) {
				d := c.errorf("N102", pair.Key.Span(), diag.Key(path, "ladder"), "the first tier gives no %q", pair.Key.Value)
				d.Hint = "every tier gives the same things"
			}
		}
	}
	for _, name := range set.Order {
		c.given(set, s, name, path)
	}
}

func (c *compiler) given(set *ir.TierSet, s *syntax.TierSet, name, path string) {
	g := &ir.Given{Name: name}
	var nodes []*ir.Node
	var places []syntax.Text
	var words []syntax.Text
	for i, tier := range s.Ladder {
		text := tier.Gives.Find(name)
		at := diag.Index(diag.Key(path, "ladder"), i)
		if text == nil {
			c.errorf("S007", tier.Tier.Span(), at, "the tier %q does not say its `%s`", tier.Tier.Value, name)
			return
		}
		g.Texts = append(g.Texts, text.Value)
		places = append(places, *text)
		if isWord(text.Value) {
			if !slices.ContainsFunc(words, func(w syntax.Text) bool { return w.Value == text.Value }) {
				words = append(words, *text)
			}
			continue
		}
		n, ok := c.constant(*text, diag.Key(at, "gives."+name))
		if !ok {
			return
		}
		nodes = append(nodes, n)
	}
	inHours(nodes)
	switch {
	case len(words) == 0:
		typ, values, ok := c.oneUnit(nodes, places, path)
		if !ok {
			return
		}
		g.Type, g.Values = typ, values
	case len(nodes) > 0:
		c.errorf("U503", places[0].Span(), path, "the tiers give a word and a value under `%s`", name)
		return
	default:
		enum, ok := c.symbols(words, places[0].Span(), path, set.Name+"."+name)
		if !ok {
			return
		}
		g.Type = ir.Type{Kind: ir.Symbol, Enum: enum}
		for _, text := range g.Texts {
			g.Values = append(g.Values, ir.NewNum(int64(enum.Index(text))).Int)
		}
	}
	set.Gives[name] = g
}

// inHours counts days in hours where both are given: an answer within 1h for
// one tier, within 1d for the next.
func inHours(nodes []*ir.Node) {
	if !slices.ContainsFunc(nodes, func(n *ir.Node) bool { return n.Type.Kind == ir.Hours }) {
		return
	}
	for i, n := range nodes {
		if n.Type.Kind == ir.Days {
			hours := *n
			hours.Type.Kind = ir.Hours
			hours.Const = new(big.Int).Mul(n.Const, big.NewInt(24))
			nodes[i] = &hours
		}
	}
}

// isWord tells a symbol from a value of the language.
func isWord(text string) bool {
	if text == "true" || text == "false" {
		return false
	}
	_, problem := ir.ReadLiteral(text)
	return problem != nil && idShape.MatchString(text) && (text[0] < '0' || text[0] > '9')
}

func (c *compiler) tiers() {
	for _, t := range c.policy.Tiers {
		s := c.syntax.Tiers.Find(t.Name)
		c.tierSet(t, s, diag.Key("tiers", t.Name))
	}
}

func (c *compiler) tierSet(t *TierSet, s *syntax.TierSet, path string) {
	site := c.site(t.Subject)
	t.Program = site.Program
	for i, tier := range s.Ladder {
		at := diag.Index(diag.Key(path, "ladder"), i)
		last := i == len(s.Ladder)-1
		var when *ir.Node
		switch {
		case tier.When.Value != "":
			when = site.Condition(tier.When)
			if last {
				c.errorf("L204", tier.When.Span(), tier.When.Path, "the last tier has a condition, so some subjects are in no tier").Hint = "leave `when` out of the last tier: it takes all others"
			}
		case !last:
			c.errorf("L203", s.Ladder[i+1].Tier.Span(), at, "the tiers below %q are never reached: it has no `when` and takes everybody", tier.Tier.Value)
		}
		t.When = append(t.When, when)
		t.Titles = append(t.Titles, c.sentenceTexts(tier.Title))
	}
	if s.Review.Value != "" {
		if unit, ok := c.oneOf(s.Review, diag.Key(path, "review"), "day", "month", "quarter", "year"); ok {
			t.Review, _ = ir.ParseUnit(unit)
		}
	}
	if s.Keep.Value != "" {
		t.Keep = c.span(s.Keep, diag.Key(path, "keep"))
	}
	if s.Start.Value != "" {
		t.Start = c.tierNamed(t, s.Start, diag.Key(path, "start"))
	}
	if s.NeverBelow.Value != "" {
		t.Never = c.tierNamed(t, s.NeverBelow, diag.Key(path, "never_below"))
	}
	c.changes(t, s, path)
	if f := s.Override; f != nil {
		t.Fix = &TierFix{When: site.Condition(f.When), Tier: c.tierNamed(t, f.Tier, diag.Key(path, "override.tier"))}
		inner := site.With(t.Fix.When)
		if f.Until.Value != "" {
			t.Fix.Until = inner.Date(f.Until)
		}
		t.Fix.Why = c.sentence(inner, f.Why)
	}
}

func (c *compiler) tierNamed(t *TierSet, name syntax.Text, path string) int {
	if i := t.Tiers.Index(name.Value); i >= 0 {
		return i
	}
	c.oneOf(name, path, t.Tiers.Symbols...)
	return len(t.Tiers.Symbols) - 1
}

func (c *compiler) changes(t *TierSet, s *syntax.TierSet, path string) {
	read := func(text syntax.Text, key string) Change {
		if text.Value == "" {
			return AtReview
		}
		word, _ := c.oneOf(text, diag.Key(path, key), "at review", "at once")
		if word == "at once" {
			return AtOnce
		}
		return AtReview
	}
	t.Promote = read(s.Promote, "promote")
	if s.Demote == nil {
		return
	}
	if s.Demote.After.Value == "" {
		t.Demote = read(s.Demote.When, "demote")
		return
	}
	count, word, _ := strings.Cut(s.Demote.After.Value, " ")
	n, err := ir.ParseLiteral(count)
	if err != nil || n.Kind != ir.LitNumber || n.Num.Scale > 0 || (word != "reviews" && word != "review") || n.Num.Sign() <= 0 || n.Num.Cmp(ir.NewNum(120)) > 0 {
		c.errorf("S008", s.Demote.After.Span(), diag.Key(path, "demote.after"), "%q is no number of reviews", s.Demote.After.Value).Hint = "write `demote: {after: 2 reviews}`"
		return
	}
	t.Demote, t.Patience = AfterReviews, int(n.Num.Int.Int64())
}

func (c *compiler) cohorts() {
	if c.syntax.Effective == nil {
		return
	}
	for _, pair := range c.syntax.Effective.Cohort.Pairs {
		subject := c.subject(pair.Key, "effective.cohort")
		if subject == nil {
			continue
		}
		site := c.site(subject)
		day := site.Date(pair.Value)
		c.policy.Cohorts = append(c.policy.Cohorts, Cohort{Subject: subject, Program: site.Program, Day: day})
	}
}

// oneSet checks that a set of tiers has one meaning on a platform, where its
// reviews are kept under its name: it belongs to one policy, and sorts the same
// subject in all its versions.
func oneSet(policies []*Policy) diag.List {
	type key struct{ platform, set string }
	type owner struct {
		policy *Policy
		set    *TierSet
	}
	var diags diag.List
	first := map[key]owner{}
	for _, p := range policies {
		for _, t := range p.Tiers {
			was, known := first[key{p.Platform, t.Name}]
			switch {
			case !known:
				first[key{p.Platform, t.Name}] = owner{p, t}
				continue
			case was.policy.Name != p.Name:
				d := diag.Errorf("N110", t.Place, "the policies %q and %q have each a set of tiers %q on one platform, %q", was.policy.Name, p.Name, t.Name, p.Platform)
				d.Hint = "give one of them another name, or each policy a platform of its own"
				diags = append(diags, d.WithRelated(was.set.Place, "the other set"))
			case was.set.Subject.Name != t.Subject.Name:
				d := diag.Errorf("N110", t.Place, "the tiers %q are for %q, and for %q in version %q", t.Name, t.Subject.Name, was.set.Subject.Name, was.policy.Version)
				d.Hint = "a set that sorts something else has another name"
				diags = append(diags, d.WithRelated(was.set.Place, "the other version"))
			}
		}
	}
	return diags
}
