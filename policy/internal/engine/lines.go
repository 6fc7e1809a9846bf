package engine

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A draft is what the lines of one decision have in common.
type draft struct {
	rule    *rule
	key     decisionKey
	subject payout.Ref
	period  string
	decided payout.Date
	frame   *frame // stands at the decision; nil where a posting is reversed
	held    string
	cause   string
	why     []payout.Sentence
	worker  *worker  // whose frames stand at the decision
	at      *outcome // nil where a posting is reversed
}

// lines gives the lines that are missing for the targets of a decision: for
// each payee the difference to what stands posted. Payees who are no longer
// named get their posting reversed, for a decision is settled as a whole (N2).
func (w *worker) lines(o *outcome) ([]payout.Line, error) {
	if o.state == Pending || o.state == Undecided {
		return nil, nil
	}
	e := w.engine
	d := draft{
		rule: o.rule, subject: e.subjectRef(o), period: o.period.String(), decided: o.day,
	}
	d.key = decisionKey{policy: o.rule.policy.Name, rule: o.rule.ID, subject: d.subject, period: d.period}
	if o.once != "" {
		d.key = decisionKey{once: o.once}
	}
	if o.state == None && o.once == "" && o.rule.Once != nil {
		return nil, nil // nothing was decided under any key
	}
	was := e.posted.find(d.key)
	if o.state == None && was.zero() {
		return nil, nil
	}
	d.frame = w.frame(o.rule.binding)
	d.frame.start(o.subject, -1, e.momentOf(o))
	if o.held && o.rule.Kind != payout.Duty {
		d.held = heldReason(e.sentences(o.rule, d.frame, o.rule.Hold.Why))
	}
	d.cause = o.cause
	d.worker, d.at = w, o
	return e.differences(&d, o.targets, was)
}

// momentOf gives the moment at which an outcome was decided.
func (e *Engine) momentOf(o *outcome) moment {
	begin, _ := e.span(o.rule.policy.Name)
	return moment{day: o.day, period: o.period, cut: begin, closed: true, stated: o.rule.Decide != nil}
}

func heldReason(why []payout.Sentence) string {
	if len(why) == 0 {
		return "held"
	}
	return why[0].Text
}

// differences makes a line for each payee whose posting is not his target.
func (e *Engine) differences(d *draft, targets []target, was *posting) ([]payout.Line, error) {
	var lines []payout.Line
	for _, t := range targets {
		if t.fault != nil {
			continue // undecided: what is posted stays
		}
		made, err := e.difference(d, t, was)
		if err != nil {
			return nil, err
		}
		lines = append(lines, made...)
	}
	if was != nil {
		for _, o := range was.payees {
			if o.sum.IsZero() || slices.ContainsFunc(targets, func(t target) bool { return t.payee == o.payee }) {
				continue
			}
			made, err := e.difference(d, target{payee: o.payee}, was)
			if err != nil {
				return nil, err
			}
			lines = append(lines, made...)
		}
	}
	slices.SortStableFunc(lines, func(a, b payout.Line) int { return a.Payee.Compare(b.Payee) })
	return lines, nil
}

// difference makes the lines that bring one payee to his target.
func (e *Engine) difference(d *draft, t target, was *posting) ([]payout.Line, error) {
	if t.rule != nil { // by the payee's own deals
		own := *d
		own.rule, own.frame = t.rule, d.worker.frame(t.rule.binding)
		own.frame.start(d.at.subject, -1, e.momentOf(d.at))
		d = &own
	}
	var old *owed
	if was != nil {
		old = was.to(t.payee)
	}
	var before payout.Money
	var posted []postedLine
	if old != nil {
		before, posted = old.sum, old.lines
	}
	diff, err := t.amount.Sub(before)
	if err != nil {
		return nil, fmt.Errorf("%s for %s: %w", d.rule.ID, d.subject, err)
	}
	if d.rule.Kind == payout.Duty {
		return e.dutyLine(d, t, posted), nil
	}
	if diff.IsZero() {
		return nil, nil
	}
	l := e.line(d, t, posted)
	l.Amount = diff
	late := slices.ContainsFunc(posted, func(p postedLine) bool { return p.decided >= d.decided })
	if len(posted) > 0 && (late || diff.Sign() != side(d.rule.Kind)) {
		for _, p := range posted {
			l.Corrects = append(l.Corrects, p.id)
		}
	}
	if e.rerates(d, &l, posted) {
		l.Class = payout.Clawback
	}
	if d.rule.Kind == payout.Benefit {
		return []payout.Line{l}, e.benefit(d.rule, &l)
	}
	return e.dueParts(d, l, posted), nil
}

// rerates reports whether a line is settled as a clawback: it takes back
// because a promise was missed, or gives back what was taken so (N19).
func (e *Engine) rerates(d *draft, l *payout.Line, posted []postedLine) bool {
	if debit(d.rule.Kind) || l.Kind == payout.Benefit {
		return false
	}
	if l.Amount.Sign() < 0 {
		return d.cause != "" && d.decided <= e.closed
	}
	return slices.ContainsFunc(posted, func(p postedLine) bool { return p.class == payout.Clawback && p.amount.Sign() < 0 })
}

// side is the sign of the amounts of a kind.
func side(k payout.Kind) int {
	if debit(k) {
		return -1
	}
	return 1
}

// line fills in all but the amount.
func (e *Engine) line(d *draft, t target, posted []postedLine) payout.Line {
	r := d.rule
	l := payout.Line{
		Rule: r.ID, Kind: r.Kind, Subject: d.subject, Payee: t.payee, Period: d.period, Once: d.key.once,
		Policy: r.policy.Name, Version: r.policy.Version, Digest: r.policy.Digest, Deal: r.policy.Deal, Platform: r.policy.Platform,
		Decided: d.decided, Booked: e.booking(d.decided), Held: d.held,
	}
	if r.Base != r.ID {
		l.Base = r.Base
	}
	if d.decided <= e.closed || d.at == nil {
		l.Cause = d.cause
	}
	if t.held != "" {
		l.Held = t.held
	}
	for _, a := range r.From {
		l.From = append(l.From, accountName(a))
	}
	l.ID = LineID(&l) + "#" + strconv.Itoa(len(posted)+1)
	if d.frame != nil {
		d.frame.level(r, t)
		l.Values = e.values(r, d.frame)
		l.Why = payout.Why(e.sentences(r, d.frame, r.Why))
	}
	if d.why != nil {
		l.Why = d.why
	}
	l.Due = e.due(d, l.Booked)
	if l.Due.IsZero() && l.Held == "" && r.Due != nil && r.Due.Kind == plan.DueWith {
		l.Held = "waits for " + r.Due.Since.Text
	}
	return l
}

// level puts what a payee has of a cascade where the texts of a line read it.
func (f *frame) level(r *rule, t target) {
	if r.Cascade == nil {
		return
	}
	spread := t.spread
	if spread == nil { // he has nothing of it any more
		spread = new(big.Int)
	}
	f.ClearMemos()
	f.Set(r.Program.Inputs[r.Cascade.Spread].Slot, spread)
}

// booking gives the day on which a decision is booked: its own, or that of
// this run if it comes late (N9).
func (e *Engine) booking(decided payout.Date) payout.Date {
	if decided <= e.closed {
		return e.asOf
	}
	return decided
}

func accountName(a plan.Account) string {
	switch {
	case a.Cash:
		return "cash"
	case a.Rule != "":
		return "rule:" + a.Rule
	default:
		return a.Kind.String()
	}
}

// LineID names the key of a line; a line's own id is that and its number
// under it. It says where the line belongs without a look into the ledger.
func LineID(l *payout.Line) string {
	payee := l.Payee.String()
	if l.Once != "" {
		return l.Platform + "/once/" + l.Once + "/" + payee
	}
	return strings.Join([]string{l.Platform, l.Policy, l.Rule, l.Subject.String(), l.Period, payee}, "/")
}

// dutyLine shows an obligation once a period, and again when it turns.
func (e *Engine) dutyLine(d *draft, t target, posted []postedLine) []payout.Line {
	state := "met"
	v := d.frame.Exact(d.rule.Must)
	if !v.Holds() {
		state = "not met"
	}
	if n := len(posted); n > 0 && posted[n-1].held == state {
		return nil
	}
	l := e.line(d, t, posted)
	l.Held, l.Due = state, 0
	return []payout.Line{l}
}

// benefit turns the amount of a benefit into its quantity: it is no money.
// While it is computed, a quantity is an amount in the policy's currency.
func (e *Engine) benefit(r *rule, l *payout.Line) error {
	if r.Kind != payout.Benefit {
		return nil
	}
	q, err := payout.QuantityFromDecimal(l.Amount.Decimal())
	if err != nil {
		return err
	}
	l.Quantity, l.Unit, l.Amount = q, r.Unit, payout.Money{}
	return nil
}

// amountIn gives the amount of a line, or its quantity as one.
func amountIn(l *payout.Line, c payout.Currency) (payout.Money, error) {
	if l.Kind != payout.Benefit {
		return l.Amount, nil
	}
	return payout.MoneyFromDecimal(l.Quantity.Decimal(), c)
}

// dueParts gives a reversal of amounts that are not due yet the due days of
// those amounts, and takes undue ones first (N18).
func (e *Engine) dueParts(d *draft, l payout.Line, posted []postedLine) []payout.Line {
	if l.Amount.Sign() == side(d.rule.Kind) || len(posted) == 0 {
		return []payout.Line{l}
	}
	return splitByDue(l, posted)
}

// splitByDue cuts a line that takes back into parts: what takes back amounts
// that are due after its own day is due when they are.
func splitByDue(l payout.Line, posted []postedLine) []payout.Line {
	open := slices.Clone(posted)
	slices.SortStableFunc(open, func(a, b postedLine) int { return int(b.due) - int(a.due) })
	left := l.Amount
	var parts []payout.Line
	for _, p := range open {
		if p.due <= l.Due || p.amount.Sign() == l.Amount.Sign() || left.IsZero() {
			continue
		}
		take := p.amount.Neg()
		if smaller(left, take) {
			take = left
		}
		part := l
		part.Amount, part.Due = take, p.due
		parts = append(parts, part)
		left, _ = left.Sub(take)
	}
	if !left.IsZero() {
		l.Amount = left
		parts = append([]payout.Line{l}, parts...)
	}
	base, n, _ := strings.Cut(parts[0].ID, "#")
	var first int
	fmt.Sscan(n, &first)
	for i := range parts {
		parts[i].ID = fmt.Sprintf("%s#%d", base, first+i)
	}
	return parts
}

// smaller reports whether a is of smaller size than b.
func smaller(a, b payout.Money) bool {
	if a.Sign() < 0 {
		a = a.Neg()
	}
	if b.Sign() < 0 {
		b = b.Neg()
	}
	c, err := a.Cmp(b)
	return err == nil && c < 0
}

// reverse takes back all that stands posted under a decision.
func (e *Engine) reverse(p *posting, r *rule, cause string) error {
	d := draft{rule: r, key: p.key, subject: p.subject, period: p.period, decided: p.decided, cause: cause}
	lines, err := e.differences(&d, nil, p)
	if err != nil {
		return err
	}
	return e.book(lines)
}

// reverseVoid takes back what was posted for subjects that their source has
// withdrawn (N3).
func (e *Engine) reverseVoid() error {
	for _, g := range e.groups {
		for _, r := range g.rules {
			table := e.table(r.Root)
			for _, d := range e.posted.ofRule(r.ID) {
				if d.zero() || d.key.policy != "" && d.key.policy != r.policy.Name {
					continue
				}
				i, known := table.Find(d.subject.ID)
				if d.subject.Type == table.Type.Name && known && table.Void(i) != "" {
					if err := e.reverse(d, r, "void: "+table.Void(i)); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}
