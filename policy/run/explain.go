package run

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// An Explanation tells how a line came about, or why a rule has none for a
// subject. Its steps are those of the evaluation itself, made again with the
// data at hand.
type Explanation struct {
	State   string        `json:"state"` // line, due, none, pending or undecided
	Rule    string        `json:"rule"`
	Kind    payout.Kind   `json:"kind"`
	Subject payout.Ref    `json:"subject"`
	Payee   payout.Ref    `json:"payee,omitzero"` // of a line
	Period  string        `json:"period"`
	Decided payout.Date   `json:"decided,omitzero"` // the deciding day; of what is pending, the day to come
	Policy  string        `json:"policy"`
	Version string        `json:"version"`
	Digest  string        `json:"digest"`
	Deal    string        `json:"deal"`
	Reason  payout.Why    `json:"reason"`         // why there is no line
	Missing []payout.Why  `json:"missing"`        // what would do, each by itself
	Line    *payout.Line  `json:"line,omitempty"` // how it was posted
	Before  string        `json:"before"`         // what stood posted under its key before it
	Target  string        `json:"target"`         // what stands posted with it
	Later   string        `json:"later"`          // what was posted under its key after it, as of its deciding day
	AtHand  string        `json:"at_hand"`        // what the data at hand come to; empty where that is not known
	Facts   []ReadFact    `json:"facts"`          // what the steps read, each once
	Steps   []policy.Step `json:"steps"`

	Uncounted []Uncounted  `json:"uncounted,omitempty"` // what the measures among the facts leave out
	Refused   []RefusedRow `json:"refused,omitempty"`   // rows that may be of it, and are wrong
	Unlisted  int          `json:"unlisted,omitempty"`  // findings about rows of the source beyond those that are looked at
}

// A ReadFact is a fact, measure or rung that an evaluation read.
type ReadFact struct {
	Name  string      `json:"name"`
	Value string      `json:"value"` // as a literal of the language; empty where there is none
	Unit  string      `json:"unit"`
	Note  string      `json:"note"`
	From  payout.Date `json:"from,omitzero"` // of a measure of events: its days
	Until payout.Date `json:"until,omitzero"`
}

// ErrOtherText is the error of explaining a line by another text than the one
// that made it.
var ErrOtherText = fmt.Errorf("no policy at hand is the text that made the line")

// An Explainer tells how lines came about, with the data and the ledger as
// they are when it is first asked about a platform. It posts nothing, and
// serves one goroutine at a time.
type Explainer struct {
	ctx       context.Context
	book      *policy.Book
	source    Source
	ledger    payout.Ledger
	platforms map[string]*hand
}

// A hand is what is at hand of a platform.
type hand struct {
	*platformRun
	engine  *engine.Engine
	store   *data.Store
	in      *ingest
	refused map[string][]RefusedRow // by kind, once they were asked for
}

// NewExplainer makes an Explainer. Nothing is read yet.
func NewExplainer(ctx context.Context, book *policy.Book, source Source, ledger payout.Ledger) *Explainer {
	return &Explainer{ctx: ctx, book: book, source: source, ledger: ledger, platforms: map[string]*hand{}}
}

// Line tells how a posted line came about. What the line itself says is what
// was paid; the steps are computed again from the data at hand, and differ from
// it where these have been corrected since. Where no policy of the book has the
// text that made the line, the error is ErrOtherText, and the explanation has
// no steps.
func (e *Explainer) Line(line payout.Line) (*Explanation, error) {
	x := explained(&line)
	at, err := e.platform(line.Platform)
	if err != nil {
		return nil, err
	}
	x.posted(&line, &at.lines)
	rule := madeBy(e.book, &line)
	if rule == nil {
		return x, ErrOtherText
	}
	period, err := engine.ReadPeriod(line.Period)
	if err != nil {
		return nil, fmt.Errorf("line %s: %w", line.ID, err)
	}
	var a *engine.Account
	if line.Cause == engine.GivenBack {
		a = at.engine.TraceReturn(rule, line.Subject, line.Decided)
	} else {
		a = at.engine.Trace(rule, line.Subject, period, line.Decided)
	}
	if a == nil {
		return x, nil // the data have no such subject any more
	}
	x.account(a)
	x.leavesOut(at.engine)
	if err := e.refusing(at, x, a); err != nil {
		return nil, err
	}
	x.Policy, x.Version, x.Digest, x.Deal = line.Policy, line.Version, line.Digest, line.Deal
	x.Period, x.Decided = line.Period, line.Decided
	if a.State == engine.Undecided {
		x.AtHand = ""
		x.Reason = faultWhy(a.Fault)
	}
	return x, nil
}

// A Question asks about a rule and a subject.
type Question struct {
	Subject payout.Ref
	Rule    string // with all its rows
	Period  string // empty: up to the last day that was run
}

// Ask tells what a rule has for a subject, or why nothing: the lines that are
// posted, or what is not met, missing, or to come. The days that are asked
// about have been run. There is one explanation for each row of the rule and
// each payee. It is ErrNoRule if no policy of the book has the rule.
func (e *Explainer) Ask(q Question) ([]*Explanation, error) {
	var days engine.Period
	if q.Period != "" {
		var err error
		if days, err = engine.ParsePeriod(q.Period); err != nil {
			return nil, err
		}
	}
	var list []*Explanation
	found := false
	for _, platform := range e.book.Platforms() {
		for _, same := range asked(e.book, platform, q) {
			found = true
			at, err := e.platform(platform)
			if err != nil {
				return nil, err
			}
			more, err := e.ask(at, same, q.Subject, days)
			if err != nil {
				return nil, err
			}
			list = append(list, more...)
		}
	}
	if !found {
		return nil, fmt.Errorf("%w: %q", ErrNoRule, q.Rule)
	}
	return list, nil
}

// ErrNoRule is the error of asking about a rule that no policy has.
var ErrNoRule = fmt.Errorf("no policy has such a rule")

// asked gives the rules that a question is about, those of one id in one list:
// the versions of a rule, which all may be for the subject.
func asked(book *policy.Book, platform string, q Question) [][]*plan.Rule {
	var ids []string
	byID := map[string][]*plan.Rule{}
	add := func(p *plan.Policy, added bool) {
		for _, rule := range p.Rules {
			if rule.ID != q.Rule && rule.Base != q.Rule || p.Platform != platform || added && p.Base.Rule(rule.ID) != nil {
				continue
			}
			id := p.Name + " " + rule.ID
			if byID[id] == nil {
				ids = append(ids, id)
			}
			byID[id] = append(byID[id], rule)
		}
	}
	for _, p := range book.Plans() {
		add(p, false)
	}
	for _, t := range book.Terms() {
		for _, p := range t.Texts() {
			add(p, true)
		}
	}
	var list [][]*plan.Rule
	for _, id := range ids {
		list = append(list, byID[id])
	}
	return list
}

// longest bounds how far back a question without a period looks.
const longest = 3 // years

// ask explains the lines that one rule has posted for a subject in some days,
// or why there are none.
func (e *Explainer) ask(at *hand, same []*plan.Rule, subject payout.Ref, days engine.Period) ([]*Explanation, error) {
	var list []*Explanation
	for _, line := range at.postedFor(same[0], subject, days) {
		x, err := e.Line(line)
		if err != nil && err != ErrOtherText {
			return nil, err
		}
		list = append(list, x)
	}
	if len(list) > 0 {
		return list, nil
	}
	if days.Until.IsZero() {
		days = engine.Period{From: at.closed.AddMonths(-12 * longest).AddDays(1), Until: at.closed}
	}
	var best *engine.Account
	for _, rule := range same {
		from := days.From
		if p := at.policyOf(rule); p != nil {
			from = max(from, p.From)
		}
		a := at.engine.Ask(rule, subject, min(from, days.Until), days.Until)
		if a != nil && (best == nil || best.Nothing == engine.OtherText) {
			best = a
		}
	}
	if best == nil {
		return nil, nil
	}
	x := &Explanation{Rule: best.Rule.ID, Kind: best.Rule.Kind, Subject: subject, Missing: []payout.Why{}, Facts: []ReadFact{}}
	x.account(best)
	x.unpaid(best)
	x.leavesOut(at.engine)
	if err := e.refusing(at, x, best); err != nil {
		return nil, err
	}
	return []*Explanation{x}, nil
}

// postedFor gives the last line of each key that a rule has for a subject in
// some days; without days, of the last period that it has any of.
func (at *hand) postedFor(rule *plan.Rule, subject payout.Ref, days engine.Period) []payout.Line {
	last := map[string]payout.Line{}
	var keys []string
	for l := range at.lines.All() {
		if l.Rule != rule.ID || l.Subject != subject || !days.Until.IsZero() && (l.Decided < days.From || l.Decided > days.Until) {
			continue
		}
		key := keyOf(&l)
		if _, known := last[key]; !known {
			keys = append(keys, key)
		}
		last[key] = l
	}
	var list []payout.Line
	for _, key := range keys {
		if days.Until.IsZero() && rule.Once == nil && last[key].Period != last[keys[len(keys)-1]].Period {
			continue
		}
		list = append(list, last[key])
	}
	return list
}

func (r *platformRun) policyOf(rule *plan.Rule) *plan.Policy {
	for _, p := range r.texts() {
		if slices.Contains(p.Rules, rule) {
			return p
		}
	}
	return nil
}

// keyOf gives the key of a line: its id without its number under it.
func keyOf(l *payout.Line) string {
	key, _, _ := strings.Cut(l.ID, "#")
	return key
}

func explained(l *payout.Line) *Explanation {
	return &Explanation{
		State: "line", Rule: l.Rule, Kind: l.Kind, Subject: l.Subject, Payee: l.Payee, Period: l.Period, Decided: l.Decided,
		Policy: l.Policy, Version: l.Version, Digest: l.Digest, Deal: l.Deal, Line: l,
		Missing: []payout.Why{}, Facts: []ReadFact{}, Steps: []policy.Step{},
	}
}

// posted sums what stands posted under the key of a line, before it and after,
// by decisions of no later day.
func (x *Explanation) posted(line *payout.Line, lines *payout.Packed) {
	key := keyOf(line)
	var before, later total
	now := &before
	for l := range lines.All() {
		switch {
		case l.ID == line.ID:
			now = &later
		case keyOf(&l) == key && l.Decided <= line.Decided:
			now.add(&l)
		}
	}
	x.Before, x.Later = before.text(line), later.text(line)
	before.add(line)
	x.Target = before.text(line)
}

// A total is a sum of lines, in money or in units of a benefit.
type total struct {
	money    payout.Money
	quantity payout.Quantity
}

func (t *total) add(l *payout.Line) {
	t.money, _ = t.money.Add(l.Amount)
	t.quantity, _ = t.quantity.Add(l.Quantity)
}

func (t *total) text(l *payout.Line) string {
	switch l.Kind {
	case payout.Duty:
		return ""
	case payout.Benefit:
		return t.quantity.String()
	default:
		m := t.money
		if m.IsZero() {
			m, _ = l.Amount.Sub(l.Amount)
		}
		return m.Amount()
	}
}

// account takes in how a decision came about.
func (x *Explanation) account(a *engine.Account) {
	x.Policy, x.Version, x.Digest, x.Deal = a.Policy.Name, a.Policy.Version, a.Policy.Digest, a.Policy.Deal
	x.Period, x.Decided = a.Period.String(), a.Day
	x.Steps = policy.Steps(a.Steps)
	if x.Steps == nil {
		x.Steps = []policy.Step{}
	}
	x.facts(a.Steps, map[string]bool{})
	if x.Line == nil {
		return
	}
	var now total
	for _, t := range a.Targets {
		if t.Payee == x.Payee && t.Fault == nil {
			now.add(&payout.Line{Amount: t.Amount, Quantity: quantityOf(x.Kind, t.Amount)})
		}
	}
	if x.Line.Cause != engine.GivenBack {
		x.AtHand = now.text(x.Line)
	}
}

func quantityOf(kind payout.Kind, m payout.Money) payout.Quantity {
	if kind != payout.Benefit {
		return payout.Quantity{}
	}
	q, _ := payout.QuantityFromDecimal(m.Decimal())
	return q
}

// facts collects what the steps read: values that are not computed from others,
// and the rungs and rows that were taken.
func (x *Explanation) facts(steps []engine.Step, seen map[string]bool) {
	for _, s := range steps {
		looked := strings.HasPrefix(s.Note, "rung ") || strings.HasPrefix(s.Note, "row ") || s.Note == engine.FirstMonths
		if strings.HasPrefix(s.Part, engine.SlicePart) {
			continue // of a ladder that was read already
		}
		if (len(s.Steps) == 0 || !s.Until.IsZero() || looked) && s.Text != "" && !ownPart(s.Part) && !literal(s.Text) && !seen[s.Text] {
			seen[s.Text] = true
			f := ReadFact{Name: s.Text, Value: s.Value, Unit: s.Unit, Note: s.Note, Until: s.Until}
			if s.From > 1 {
				f.From = s.From
			}
			x.Facts = append(x.Facts, f)
		}
		x.facts(s.Steps, seen)
	}
}

// literal reports whether a text is a value, and no name of one.
func literal(text string) bool {
	_, err := ir.ParseLiteral(text)
	return err == nil
}

// ownPart reports whether a part is made by the engine, and no text of the
// policy.
func ownPart(part string) bool {
	return part == "rounded" || part == "outstanding" || part == "taken before" || strings.HasPrefix(part, "for ")
}

// madeBy finds the rule of the text that made a line.
func madeBy(book *policy.Book, line *payout.Line) *plan.Rule {
	texts := book.Plans()
	for _, t := range book.Terms() {
		texts = append(slices.Clone(texts), t.Texts()...)
	}
	for _, p := range texts {
		if p.Name == line.Policy && p.Digest == line.Digest {
			return p.Rule(line.Rule)
		}
	}
	return nil
}

// platform prepares an engine over the data and the ledger of a platform as
// they are, which decides nothing.
func (e *Explainer) platform(name string) (*hand, error) {
	if at := e.platforms[name]; at != nil {
		return at, nil
	}
	r := &platformRun{ctx: e.ctx, book: e.book, source: e.source, ledger: e.ledger, platform: name, report: &Report{}}
	if err := r.read(); err != nil {
		return nil, err
	}
	store := data.NewStore(r.book.Schema())
	in := &ingest{ctx: r.ctx, source: r.source, store: store}
	if err := r.subjects(in); err != nil {
		return nil, err
	}
	at := &hand{platformRun: r, store: store, in: in, refused: map[string][]RefusedRow{}, engine: engine.New(r.texts(), store, engine.Options{Closed: r.closed, Settled: r.settled, AsOf: r.settled, Jobs: 1, Terms: r.book.Terms()})}
	for l := range r.lines.All() {
		if err := at.engine.Posted(&l); err != nil {
			return nil, err
		}
	}
	for _, id := range r.released {
		at.engine.Released(id)
	}
	for _, s := range r.drawn {
		at.engine.Drawn(s.Payee, s.FromDeposit)
	}
	seen := seen{}
	for _, t := range store.Schema.Types {
		if t.Event {
			if err := in.events(at.engine, t, max(r.settled, r.closed), seen); err != nil {
				return nil, err
			}
		}
	}
	in.cover(at.engine, max(r.settled, r.closed))
	at.engine.Judge(r.closed, r.missed)
	at.engine.Range(r.closed.AddDays(1), r.closed) // all reviews lie before
	for _, a := range r.assigned {
		at.engine.Assigned(a)
	}
	e.platforms[name] = at
	return at, nil
}
