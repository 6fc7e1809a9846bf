package payout

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

// Accounts folds the entries of a ledger into what stands open on every
// account and what is held of every benefit. The zero value is empty. Entries
// are added in the order in which they were posted.
//
// Entries may come from a Query that leaves lines out, as long as none of
// those is open: what is said about a line that was not added is passed over.
// A line takes about 200 bytes beside its id and its subject. Accounts is not
// safe for concurrent use.
type Accounts struct {
	lines    []accountLine
	byID     map[string]int32
	accounts []accountState
	numbers  map[Account]int32
	rules    map[ruleKey]*lineRule
	holdings map[holder]Quantity
}

// accountLine is a line of Accounts, with what many lines share behind a
// pointer.
type accountLine struct {
	id, subject, once      string // of the subject its id
	rule                   *lineRule
	corrects               []string
	amount, open, withheld int128
	booked, due            Date
	account                int32
	held, assessed         bool
}

type accountState struct {
	Account
	deposit Money
}

// lineRule is what lines of one rule have in common.
type lineRule struct {
	ruleKey
	accounts []string // that a debit draws on
}

type ruleKey struct {
	policy, rule, base, subject, from string // of the subject its type
	kind, class                       Kind
}

type holder struct {
	platform string
	payee    Ref
	unit     string
}

// Holding is how much of a benefit a payee has on a platform.
type Holding struct {
	Platform string
	Payee    Ref
	Unit     string
	Quantity Quantity
}

// Add adds an entry. It is an error if a line has no id or one that was added
// before, if a settlement moves a line that was added beyond its amount, or if
// a sum has more than 38 digits; no ledger yields such entries. Runs and
// assignments change nothing.
func (a *Accounts) Add(e Entry) error {
	switch e := e.(type) {
	case Line:
		return a.addLine(e)
	case Release:
		a.release(e)
		return nil
	case Settlement:
		if err := a.settle(e); err != nil {
			return fmt.Errorf("settlement %s: %w", quoted(e.ID), err)
		}
		return nil
	case Run, Assignment:
		return nil
	default:
		return fmt.Errorf("%T is no entry", e)
	}
}

// AddAll adds all entries up to the first error, which it returns.
func (a *Accounts) AddAll(entries iter.Seq2[Entry, error]) error {
	for e, err := range entries {
		if err != nil {
			return err
		}
		if err := a.Add(e); err != nil {
			return err
		}
	}
	return nil
}

func (a *Accounts) addLine(l Line) error {
	if l.ID == "" {
		return fmt.Errorf("line without an id")
	}
	if _, found := a.byID[l.ID]; found {
		return fmt.Errorf("line %s stands twice", quoted(l.ID))
	}
	put(&a.byID, l.ID, notSettled)
	if !l.Quantity.IsZero() {
		return a.hold(l)
	}
	if l.Amount.IsZero() {
		return nil // a duty, or a benefit of nothing
	}
	a.byID[l.ID] = int32(len(a.lines))
	a.lines = append(a.lines, accountLine{
		id: l.ID, subject: l.Subject.ID, once: l.Once, rule: a.ruleOf(l), corrects: l.Corrects,
		amount: l.Amount.units, open: l.Amount.units,
		booked: l.Booked, due: l.Due, account: a.number(l.Standing().Account), held: l.Held != "",
	})
	return nil
}

// notSettled stands for the place of a line that has no amount.
const notSettled = -1

func (a *Accounts) hold(l Line) error {
	key := holder{l.Platform, l.Payee, l.Unit}
	sum, err := a.holdings[key].Add(l.Quantity)
	if err != nil {
		return fmt.Errorf("line %s: %w", quoted(l.ID), err)
	}
	put(&a.holdings, key, sum)
	return nil
}

func (a *Accounts) ruleOf(l Line) *lineRule {
	key := ruleKey{
		policy: l.Policy, rule: l.Rule, base: l.Base, subject: l.Subject.Type,
		from: strings.Join(l.From, "\n"), kind: l.Kind, class: l.Class,
	}
	if a.rules[key] == nil {
		put(&a.rules, key, &lineRule{ruleKey: key, accounts: slices.Clone(l.From)})
	}
	return a.rules[key]
}

func (a *Accounts) number(account Account) int32 {
	n, found := a.numbers[account]
	if !found {
		n = int32(len(a.accounts))
		put(&a.numbers, account, n)
		a.accounts = append(a.accounts, accountState{Account: account})
	}
	return n
}

// line returns a line that was added and has an amount, or nil.
func (a *Accounts) line(id string) *accountLine {
	i, found := a.byID[id]
	if !found || i == notSettled {
		return nil
	}
	return &a.lines[i]
}

func (a *Accounts) release(r Release) {
	line := a.line(r.Line)
	if line == nil {
		return
	}
	line.held = false
	if !r.Due.IsZero() {
		line.due = r.Due
	}
	// A settlement of an earlier day must not pay it either.
	line.due = max(line.due, r.Day)
}

func (a *Accounts) settle(s Settlement) error {
	changes, err := s.Changes()
	if err != nil {
		return err
	}
	for _, c := range changes {
		line := a.line(c.Line)
		if line == nil {
			continue
		}
		after, err := a.standing(line).After(c)
		if err != nil {
			return err
		}
		line.open, line.withheld = after.Open.units, after.Withheld.units
		line.assessed = line.assessed || c.Assessed
	}
	state := &a.accounts[a.number(s.Account)]
	change, err := s.DepositChange()
	if err != nil {
		return err
	}
	state.deposit, err = state.deposit.Add(change)
	if state.deposit.Sign() < 0 {
		return fmt.Errorf("deposit account of %s", state.deposit)
	}
	return err
}

func (a *Accounts) standing(line *accountLine) Standing {
	account := a.accounts[line.account].Account
	money := func(units int128) Money { return Money{units, account.Currency} }
	return Standing{
		Account: account, Amount: money(line.amount), Open: money(line.open), Withheld: money(line.withheld),
		Held: line.held,
	}
}

// Positions yields the position of every account that has something open or
// something in its deposit account, in ascending order of accounts. Its items
// are those that are not settled in full, by booking day, then line id.
func (a *Accounts) Positions() iter.Seq[Position] {
	return func(yield func(Position) bool) {
		order, open := a.open()
		for len(order) > 0 {
			n := order[0]
			order = order[1:]
			p := Position{Account: a.accounts[n].Account, Deposit: a.accounts[n].deposit}
			for len(open) > 0 && a.lines[open[0]].account == n {
				p.Items = append(p.Items, a.item(&a.lines[open[0]]))
				open = open[1:]
			}
			if (len(p.Items) > 0 || !p.Deposit.IsZero()) && !yield(p) {
				return
			}
		}
	}
}

// open returns the numbers of all accounts in ascending order of accounts, and
// those of the lines that are not settled, account by account.
func (a *Accounts) open() (order, open []int32) {
	rank := make([]int32, len(a.accounts))
	for n := range a.accounts {
		order = append(order, int32(n))
	}
	slices.SortFunc(order, func(m, n int32) int { return a.accounts[m].Compare(a.accounts[n].Account) })
	for i, n := range order {
		rank[n] = int32(i)
	}
	for i := range a.lines {
		if !a.standing(&a.lines[i]).Settled() {
			open = append(open, int32(i))
		}
	}
	slices.SortFunc(open, func(i, j int32) int {
		k, l := &a.lines[i], &a.lines[j]
		return cmp.Or(cmp.Compare(rank[k.account], rank[l.account]),
			cmp.Compare(k.booked, l.booked), cmp.Compare(k.id, l.id))
	})
	return order, open
}

func (a *Accounts) item(l *accountLine) Item {
	standing := a.standing(l)
	return Item{
		Line: l.id, Policy: l.rule.policy, Rule: l.rule.rule, Base: l.rule.base, Once: l.once,
		Kind: l.rule.kind, Class: l.rule.class, Subject: Ref{l.rule.subject, l.subject}, From: l.rule.accounts, Corrects: l.corrects,
		Booked: l.booked, Due: l.due, Held: l.held,
		Open: standing.Open, Withheld: standing.Withheld, Assessed: l.assessed,
	}
}

// Holdings yields what every payee has of every benefit, but for what is zero,
// in ascending order of platforms, payees and units.
func (a *Accounts) Holdings() iter.Seq[Holding] {
	return func(yield func(Holding) bool) {
		keys := slices.SortedFunc(maps.Keys(a.holdings), func(k, l holder) int {
			return cmp.Or(cmp.Compare(k.platform, l.platform), k.payee.Compare(l.payee), cmp.Compare(k.unit, l.unit))
		})
		for _, k := range keys {
			q := a.holdings[k]
			if !q.IsZero() && !yield(Holding{k.platform, k.payee, k.unit, q}) {
				return
			}
		}
	}
}
