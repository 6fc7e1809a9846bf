// Package plan turns the text of a policy into what an engine runs: typed
// subjects, measures, ladders and rules, in which every name is resolved and
// every mistake has been reported.
package plan

import (
	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A Policy is one compiled version of a policy, or of a policy as a deal
// changes it. It does not change and is safe for concurrent use.
type Policy struct {
	Name      string
	Version   string
	Title     []payout.Sentence
	Deal      string  // the deals that are merged into it; mostly none
	Base      *Policy // that they are merged into; nil where there are none
	Digest    string
	Platform  string
	Charter   bool
	Announced payout.Date // zero: not said
	From      payout.Date // zero: open
	Until     payout.Date // zero: open; both days included
	Cohorts   []Cohort
	Rounding  payout.Rounding
	Model     *ir.Model
	Measures  []*ir.Measure // in the order of their Index
	Tiers     []*TierSet
	Rules     []*Rule
	Settle    Settlement
	Fees      []*Fee
	Retired   []string
	Notice    int // days that a raise is announced before
	Syntax    *syntax.Policy
}

// Original gives the policy without deals.
func (p *Policy) Original() *Policy {
	if p.Base != nil {
		return p.Base
	}
	return p
}

// A Cohort keeps the subjects of a type under the version of a day of theirs
// (N7).
type Cohort struct {
	Subject *ir.Subject
	Program *ir.Program
	Day     *ir.Node
}

// Rule gives the rule of that id, or nil.
func (p *Policy) Rule(id string) *Rule {
	for _, r := range p.Rules {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// Named gives the rules that an id names: the rule itself, or all its rows.
func (p *Policy) Named(id string) []*Rule {
	var named []*Rule
	for _, r := range p.Rules {
		if r.ID == id || r.Base == id {
			named = append(named, r)
		}
	}
	return named
}

// HasRule reports whether id names a rule or the rows of one.
func (p *Policy) HasRule(id string) bool { return len(p.Named(id)) > 0 }

// A Rule is one compiled clause, or one row of it.
type Rule struct {
	ID       string // with the row: months-two-and-three/1
	Base     string // without it
	Order    int    // in the file
	Kind     payout.Kind
	Root     *ir.Subject
	Program  *ir.Program
	Guard    *ir.Node // who the policy is for at all; nil: everybody
	When     *ir.Node // nil: always
	Amount   *ir.Node // nil where there is none: a duty, a clawback of all
	To       *ir.Node // nil: the subject itself, or the payees of what is taken back
	Split    []Part
	Rest     *ir.Node // the payee of what a split leaves; nil: the house
	Cascade  *Cascade
	Every    Every
	Post     ir.Unit // how often an open period is posted; NoUnit: when it ends
	Once     *Once
	Decide   *Decide
	Hold     *Hold
	Cap      *ir.Node
	CapPayee *ir.Node // of all amounts of the rule to one payee in a period
	Floor    *ir.Node
	NetLoss  bool     // negative: net
	Takes    []string // ids of rules that a clawback takes back
	Back     *ir.Node // gives a deposit back
	Due      *Due
	From     []Account // nil: the default accounts
	Unit     string    // of a benefit
	Must     *ir.Node  // of a duty
	Fee      string
	Why      []Sentence
	Waits    bool // reads windows that must close, or may be decided early
	Early    bool
	Earned   []string // rules it reads by earned
	Paid     []string // rules it reads by paid
	Per      ir.Unit  // the longest period of the measures it reads
	Place    diag.Span
	Syntax   *syntax.Rule
	Path     string
}

// A Part is one payee's share of a split.
type Part struct {
	Path    ir.Path
	Subject *ir.Subject
	Share   *ir.Node
	Label   string
}

// A Cascade pays each level of a tree its difference. Level is rooted at the
// rule's subject, with the level's agent under its type's name.
type Cascade struct {
	Start  ir.Path // from the rule's subject to the first agent
	Up     *ir.Field
	Level  *ir.Program
	Price  *ir.Node // falls towards the top; or
	Share  *ir.Node // rises towards the top
	From   *ir.Node // in the rule's program: the price before the first level
	Skip   *ir.Node
	Spread int // the input of the rule's program that the spread is bound to
	Agent  *ir.Subject
}

// An Every is the period over which an amount is computed.
type Every struct {
	Unit   ir.Unit
	Months int // of a period of the subject's own; Days likewise
	Days   int
	Since  *ir.Node // in the rule's program
	AtEnd  bool
}

// Own reports whether the periods are counted from a date of the subject.
func (e Every) Own() bool { return e.Since != nil }

// A Once pays an amount a single time under a key (N6).
type Once struct {
	Key  *ir.Node
	By   *ir.Node
	Name string
}

// A Decide is the day on which a rule is decided.
type Decide struct {
	On     *ir.Node // a date in the rule's program
	Days   int      // after it
	Months int
}

// A Hold posts lines that may not be paid yet.
type Hold struct {
	When *ir.Node
	Why  []Sentence
}

// An Account is what a debit draws on.
type Account struct {
	Kind payout.Kind // of the credits it draws on; or
	Rule string      // of this rule alone; or
	Cash bool        // what remains is receivable
}

// String writes an account as a policy does.
func (a Account) String() string {
	switch {
	case a.Cash:
		return "cash"
	case a.Rule != "":
		return a.Rule
	default:
		return a.Kind.String()
	}
}

// A Sentence is a text with values in it, in one language.
type Sentence struct {
	Lang   string
	Pieces []Piece
}

// A Piece is a text, or a value to be written.
type Piece struct {
	Text string
	Node *ir.Node
}

// A TierSet sorts a subject; see package tier for how it is kept.
type TierSet struct {
	*ir.TierSet
	Program  *ir.Program
	Review   ir.Unit
	When     []*ir.Node // by tier; nil: always
	Titles   [][]payout.Sentence
	Keep     Span
	Start    int
	Promote  Change
	Demote   Change
	Patience int // reviews that a demotion waits for
	Never    int // no worse than this tier; -1: any
	Fix      *TierFix
	Place    diag.Span
}

// A Change says when a change of tier takes force.
type Change uint8

// When a change of tier takes force.
const (
	AtReview Change = iota
	AtOnce
	AfterReviews
)

// A TierFix puts a subject in a tier whatever its facts.
type TierFix struct {
	When  *ir.Node
	Tier  int
	Until *ir.Node
	Why   []Sentence
}

// A Span is a length of time in days or months.
type Span struct{ Days, Months int }

// After gives the day that lies s after d.
func (s Span) After(d payout.Date) payout.Date { return d.AddMonths(s.Months).AddDays(s.Days) }

// IsZero reports whether the span is empty.
func (s Span) IsZero() bool { return s == Span{} }
