package plan

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A Deal is what one agent and the payer agree beside a policy, for a term.
type Deal struct {
	Name        string
	Of          string // the policy
	Agent       payout.Ref
	From, Until payout.Date // both days included; a zero Until is open
	Title       []payout.Sentence
	Digest      string
	Commitments []*Commitment
	Syntax      *syntax.Deal
}

// A Commitment is a promise, with terms that are granted on trust (N19).
type Commitment struct {
	ID      string
	Deal    *Deal
	Test    payout.Date // the day on which it is tested
	Text    *Policy     // in whose words the promise is read
	Program *ir.Program
	Promise *ir.Node
	Why     []Sentence
	Place   diag.Span
}

// Name tells the commitment from those of other deals.
func (c *Commitment) Name() string { return c.Deal.Name + "/" + c.ID }

// A Term is a stretch of days in which one agent has the same deals beside
// the same version of a policy.
type Term struct {
	Agent       payout.Ref
	From, Until payout.Date
	Base        *Policy
	Deals       []*Deal
	texts       []*Policy // by which commitments are missed, a bit each
}

// Commitments gives those of all deals of the term, in their order.
func (t *Term) Commitments() []*Commitment {
	var all []*Commitment
	for _, d := range t.Deals {
		all = append(all, d.Commitments...)
	}
	return all
}

// Text gives the policy as the deals change it, where those commitments are
// missed that missed says.
func (t *Term) Text(missed func(*Commitment) bool) *Policy {
	bits := 0
	for i, c := range t.Commitments() {
		if missed(c) {
			bits |= 1 << i
		}
	}
	return t.texts[bits]
}

// Texts gives the policy in all states of the term's promises.
func (t *Term) Texts() []*Policy { return t.texts }

// Holds reports whether a day lies in the term.
func (t *Term) Holds(day payout.Date) bool {
	return day >= t.From && (t.Until.IsZero() || day <= t.Until)
}

// maxCommitments bounds the states of a term: each doubles them.
const maxCommitments = 6

// A DealSource is one deal to compile.
type DealSource struct {
	Deal   *syntax.Deal
	Digest string
}

// CompileDeals merges deals with the versions of their policies and types the
// result, for every state that their promises can be in, so that a mistake is
// found when a deal is loaded and not when a promise is missed.
func CompileDeals(sources []DealSource, policies []*Policy) ([]*Term, diag.List) {
	c := &dealCompiler{policies: policies}
	for _, s := range sources {
		c.deal(s)
	}
	if c.diags.Err() != nil {
		return nil, c.diags
	}
	terms := c.terms()
	for _, t := range terms {
		c.texts(t)
	}
	if c.diags.Err() == nil {
		c.promises(terms)
	}
	for _, t := range terms {
		if c.diags.Err() == nil {
			c.boundaries(t)
		}
	}
	return terms, c.diags
}

type dealCompiler struct {
	policies []*Policy
	deals    []*Deal
	diags    diag.List
}

func (c *dealCompiler) errorf(code string, at diag.Span, path, format string, args ...any) *diag.Diagnostic {
	d := diag.Errorf(code, at, format, args...)
	d.Path = path
	c.diags = append(c.diags, d)
	return &c.diags[len(c.diags)-1]
}

// deal reads the head of a deal.
func (c *dealCompiler) deal(src DealSource) {
	s := src.Deal
	d := &Deal{Name: s.Deal.Value, Of: s.Of.Value, Digest: src.Digest, Syntax: s}
	scalars := &compiler{}
	scalars.name(s.Deal, "deal")
	d.Title = scalars.sentenceTexts(s.Title)
	if s.Effective != nil {
		d.From, d.Until = scalars.date(s.Effective.From, "effective.from"), scalars.date(s.Effective.Until, "effective.until")
	}
	c.diags = append(c.diags, scalars.diags...)
	switch {
	case s.Effective == nil:
		return // reported by the parser
	case d.Until.IsZero() && len(s.Commitments) > 0:
		c.errorf("S007", s.Effective.Span, "effective", "`until:` is missing here: a promise is tested when the term ends")
	case !d.Until.IsZero() && d.Until < d.From:
		c.errorf("V601", s.Effective.Until.Span(), "effective.until", "the deal ends before it begins, on %s", d.From)
	}
	for _, other := range c.deals {
		if other.Name == d.Name {
			c.errorf("N110", s.Deal.Span(), "deal", "there are two deals %q", d.Name).Related = []diag.Related{{Span: other.Syntax.Deal.Span(), Message: "the other deal"}}
		}
	}
	c.deals = append(c.deals, d)
	c.agent(d)
	for i := range s.Commitments {
		m := &s.Commitments[i]
		path := diag.Index("commitments", i)
		scalars.name(m.ID, diag.Key(path, "id"))
		if len(m.Advance.Pairs) == 0 && len(m.Missed.Pairs) == 0 {
			c.errorf("S007", m.ID.Span(), path, "`advance:` or `missed:` is missing here: what does the promise change?")
		}
		p := &Commitment{ID: m.ID.Value, Deal: d, Test: d.Until, Place: m.ID.Span()}
		if m.Grace.Value != "" {
			grace := &compiler{}
			p.Test = grace.span(m.Grace, diag.Key(path, "grace")).After(d.Until)
			c.diags = append(c.diags, grace.diags...)
		}
		d.Commitments = append(d.Commitments, p)
	}
}

// agent finds what kind of payee the deal's agent is, in the words of its
// policy.
func (c *dealCompiler) agent(d *Deal) {
	s := d.Syntax
	var base *Policy
	var names []string
	for _, p := range c.policies {
		if p.Name == d.Of {
			base = p
		}
		names = append(names, p.Name)
	}
	if base == nil {
		e := c.errorf("N102", s.Of.Span(), "of", "there is no policy %q in this folder", d.Of)
		e.Suggest(e.Span, d.Of, names)
		return
	}
	if ref, err := payout.ParseRef(s.Agent.Value); err == nil && base.Model.Subject(ref.Type) != nil {
		d.Agent = ref
		return
	}
	kind := base.Model.Subject("agent")
	if kind == nil {
		kind = base.payeeKind()
	}
	if kind == nil {
		c.errorf("N102", s.Agent.Span(), "agent", "it is not clear what kind of payee %q is", s.Agent.Value).Hint = "write it as kind/id, such as agent/zhang"
		return
	}
	d.Agent = payout.Ref{Type: kind.Name, ID: s.Agent.Value}
}

// payeeKind gives the one kind of subject that the policy's rules pay.
func (p *Policy) payeeKind() *ir.Subject {
	var kind *ir.Subject
	for _, r := range p.Rules {
		if r.To == nil || r.To.Type.Subject == nil {
			continue
		}
		if kind != nil && kind != r.To.Type.Subject {
			return nil
		}
		kind = r.To.Type.Subject
	}
	return kind
}

// terms cuts the days of each agent's deals where one of them or a version
// begins or ends.
func (c *dealCompiler) terms() []*Term {
	var terms []*Term
	for _, d := range c.deals {
		met := false
		for _, p := range c.policies {
			met = met || p.Name == d.Of && overlap(d.From, d.Until, p.From, p.Until)
		}
		if !met {
			c.errorf("V601", d.Syntax.Effective.Span, "effective", "no version of %q is in force during the deal", d.Of)
		}
	}
	for _, p := range c.policies {
		for _, agent := range c.agents(p.Name) {
			terms = append(terms, c.cut(p, agent)...)
		}
	}
	return terms
}

func overlap(from, until, otherFrom, otherUntil payout.Date) bool {
	return (until.IsZero() || otherFrom <= until) && (otherUntil.IsZero() || from <= otherUntil)
}

func (c *dealCompiler) agents(policy string) []payout.Ref {
	var agents []payout.Ref
	for _, d := range c.deals {
		if d.Of == policy && !slices.Contains(agents, d.Agent) {
			agents = append(agents, d.Agent)
		}
	}
	slices.SortFunc(agents, func(a, b payout.Ref) int { return a.Compare(b) })
	return agents
}

func (c *dealCompiler) cut(p *Policy, agent payout.Ref) []*Term {
	var deals []*Deal
	first := []payout.Date{p.From}
	for _, d := range c.deals {
		if d.Of != p.Name || d.Agent != agent || !overlap(d.From, d.Until, p.From, p.Until) {
			continue
		}
		deals = append(deals, d)
		first = append(first, max(d.From, p.From))
		if !d.Until.IsZero() {
			first = append(first, d.Until.AddDays(1))
		}
	}
	slices.SortFunc(deals, func(a, b *Deal) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Name, b.Name)) })
	slices.Sort(first)
	first = slices.Compact(first)
	var terms []*Term
	for i, day := range first {
		t := &Term{Agent: agent, Base: p, From: day, Until: p.Until}
		if i+1 < len(first) {
			t.Until = first[i+1].AddDays(-1)
		}
		if !p.Until.IsZero() && t.From > p.Until {
			continue
		}
		for _, d := range deals {
			if d.From <= day && (d.Until.IsZero() || day <= d.Until) {
				t.Deals = append(t.Deals, d)
			}
		}
		if len(t.Deals) > 0 {
			terms = append(terms, t)
		}
	}
	return terms
}

// texts compiles the policy for each state of the term's promises.
func (c *dealCompiler) texts(t *Term) {
	n := len(t.Commitments())
	if n > maxCommitments {
		last := t.Deals[len(t.Deals)-1]
		c.errorf("S009", last.Syntax.Deal.Span(), "commitments", "the deals of %s have %d commitments at a time, and the limit is %d", t.Agent.ID, n, maxCommitments)
		return
	}
	c.disjoint(t)
	terms := map[string]ir.Term{}
	name, digest := "", t.Base.Digest
	for _, d := range t.Deals {
		terms[d.Syntax.Deal.Span().File] = ir.Term{From: d.From, Until: d.Until}
		if name != "" {
			name += "+"
		}
		name += d.Name
		digest += "+" + d.Digest
	}
	for bits := range 1 << n {
		m := *t.Base.Syntax
		before := len(c.diags)
		at := 0
		for _, d := range t.Deals {
			c.merge(&m, d, bits>>at)
			at += len(d.Commitments)
		}
		if len(c.diags) > before {
			return // the same in every state
		}
		state := digest
		if bits > 0 {
			state += "!" + strconv.Itoa(bits)
		}
		p, diags := Compile(Source{Policy: &m, Terms: terms, Digest: state})
		p.Deal, p.Base = name, t.Base
		for _, d := range diags {
			switch inDeal := terms[d.Span.File] != (ir.Term{}); {
			case inDeal:
				c.diags = append(c.diags, d)
			case d.Severity == diag.Error:
				c.diags = append(c.diags, t.blamed(d))
			}
		}
		t.texts = append(t.texts, p)
	}
}

// blamed puts a mistake that a policy has only as the deals change it where
// it was made: in the deal, at what it changes if that is one thing.
func (t *Term) blamed(d diag.Diagnostic) diag.Diagnostic {
	var at []diag.Span
	for _, deal := range t.Deals {
		at = append(at, changedPlaces(deal.Syntax)...)
	}
	where := t.Deals[0].Syntax.Deal.Span()
	if len(at) == 1 {
		where = at[0]
	}
	d.Related = append(slices.Clone(d.Related), diag.Related{Span: d.Span, Message: "where the policy uses it"})
	d.Span, d.Path, d.Fix = where, "", nil
	d.Message = "with the deal \"" + t.dealNames() + "\": " + d.Message
	return d
}

// dealNames names the deals of the term.
func (t *Term) dealNames() string {
	var names []string
	for _, d := range t.Deals {
		names = append(names, d.Name)
	}
	return strings.Join(names, "+")
}

// changedPlaces gives where a deal names what it puts in the place of
// something of the policy.
func changedPlaces(s *syntax.Deal) []diag.Span {
	list := slices.Concat(placesOf(s.Params), placesOf(s.Tables), placesOf(s.Let))
	for _, r := range s.Rules {
		list = append(list, r.ID.Span())
	}
	for _, m := range s.Commitments {
		list = slices.Concat(list, placesOf(m.Advance), placesOf(m.Missed))
	}
	if len(list) == 0 {
		return placesOf(s.Ladders)
	}
	return list
}

func placesOf[T any](m syntax.Keyed[T]) []diag.Span {
	var list []diag.Span
	for _, p := range m.Pairs {
		list = append(list, p.Key.Span())
	}
	return list
}

// promises types the promises, as the agent's own.
func (c *dealCompiler) promises(terms []*Term) {
	for _, t := range terms {
		for _, d := range t.Deals {
			for i, m := range d.Commitments {
				if m.Promise != nil && t.From < m.Text.From {
					continue
				}
				c.promise(t, d, m, i)
			}
		}
	}
}

func (c *dealCompiler) promise(t *Term, d *Deal, m *Commitment, i int) {
	text := t.texts[0]
	inner := &compiler{policy: text, model: text.Model}
	site := inner.site(text.Model.Subject(d.Agent.Type))
	m.Text, m.Program = text, site.Program
	m.Promise = site.Condition(d.Syntax.Commitments[i].Promise)
	m.Why = inner.sentence(site, d.Syntax.Commitments[i].Why)
	c.diags = append(c.diags, inner.diags...)
}

// boundaries checks that a deal begins and ends on the period boundaries of
// every periodic rule that it changes (N8).
func (c *dealCompiler) boundaries(t *Term) {
	text := t.texts[0]
	for _, r := range text.Rules {
		if r.Once != nil || r.Every.Own() || r.Decide != nil || r.Every.Unit == ir.NoUnit || !t.Changes(r) {
			continue
		}
		unit := r.Every.Unit
		for _, d := range t.Deals {
			if d.From == t.From && d.From > t.Base.From && UnitStart(unit, d.From) != d.From {
				e := c.errorf("V601", d.Syntax.Effective.From.Span(), "effective.from", "the deal begins on %s, in the middle of a %s of the rule %q", d.From, unit, r.ID)
				e.Hint = "it can begin on " + UnitEnd(unit, d.From).AddDays(1).String()
				return
			}
			if last := UnitEnd(unit, d.Until); !d.Until.IsZero() && d.Until == t.Until && last != d.Until && (t.Base.Until.IsZero() || d.Until < t.Base.Until) {
				e := c.errorf("V601", d.Syntax.Effective.Until.Span(), "effective.until", "the deal ends on %s, in the middle of a %s of the rule %q", d.Until, unit, r.ID)
				e.Hint = "it can end on " + last.String()
				return
			}
		}
	}
}

// Changes reports whether a rule of one of the term's texts is another than
// the rule of that id in the policy itself, by what it means.
func (t *Term) Changes(r *Rule) bool {
	was := t.Base.Rule(r.ID)
	return was == nil || was.meaning() != r.meaning()
}
