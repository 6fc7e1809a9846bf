package syntax

import "github.com/fenrun/fenrun/policy/diag"

// A File is what one file says: a policy, or a deal of one agent.
type File struct {
	Name     string
	Policy   *Policy
	Deal     *Deal
	Comments []Comment
}

// A Policy is the whole text of one version of a policy. Every leaf keeps its
// place; nothing is interpreted yet.
type Policy struct {
	Fenrun     Text            `key:"fenrun,required"`
	Policy     Text            `key:"policy,required"`
	Version    Text            `key:"version"`
	Title      Sentence        `key:"title"`
	Currency   Text            `key:"currency,required"`
	Timezone   Text            `key:"timezone,required"`
	Platform   Text            `key:"platform"`
	Charter    Text            `key:"charter"`
	Announced  Text            `key:"announced"`
	Notice     Text            `key:"notice"`
	Effective  *Effective      `key:"effective"`
	Rounding   *Rounding       `key:"rounding,required"`
	Applies    Keyed[Expr]     `key:"applies"`
	Facts      Keyed[Facts]    `key:"facts,required"`
	Params     Keyed[Param]    `key:"params"`
	Measures   Keyed[Measure]  `key:"measures"`
	Ladders    Keyed[Ladder]   `key:"ladders"`
	Tables     Keyed[Table]    `key:"tables"`
	Let        Keyed[Value]    `key:"let"`
	Defaults   Keyed[Defaults] `key:"defaults"`
	Tiers      Keyed[TierSet]  `key:"tiers"`
	Rules      []Rule          `key:"rules"`
	Settlement *Settlement     `key:"settlement"`
	Fees       []Fee           `key:"fees"`
	Stated     Keyed[Text]     `key:"stated"`
	Retired    []Text          `key:"retired"`
	Span       diag.Span       `key:"-"`
}

// A Deal is what one agent and the payer agree beside the policy.
type Deal struct {
	Fenrun      Text           `key:"fenrun,required"`
	Deal        Text           `key:"deal,required"`
	Of          Text           `key:"of,required"`
	Title       Sentence       `key:"title"`
	Agent       Text           `key:"agent,required"`
	Announced   Text           `key:"announced"`
	Effective   *Effective     `key:"effective,required"`
	Params      Keyed[Param]   `key:"params"`
	Measures    Keyed[Measure] `key:"measures"`
	Ladders     Keyed[Ladder]  `key:"ladders"`
	Tables      Keyed[Table]   `key:"tables"`
	Let         Keyed[Value]   `key:"let"`
	Rules       []Rule         `key:"rules"`
	Commitments []Commitment   `key:"commitments"`
	Stated      Keyed[Text]    `key:"stated"`
	Span        diag.Span      `key:"-"`
}

// Effective are the days on which a text applies, both included. Cohort names
// the date that keeps a subject under the version of its day (N7).
type Effective struct {
	From   Text        `key:"from,required"`
	Until  Text        `key:"until"`
	Cohort Keyed[Expr] `key:"cohort"`
	Span   diag.Span   `key:"-"`
}

// Rounding is how amounts end (N10).
type Rounding struct {
	Places Text      `key:"places,required"`
	Mode   Text      `key:"mode,required"`
	Span   diag.Span `key:"-"`
}

// Facts are the facts of one subject.
type Facts = Keyed[FactType]

// Defaults are what rules for one subject say unless they say otherwise.
type Defaults struct {
	To    Value     `key:"to"`
	Once  *Once     `key:"once"`
	Every *Every    `key:"every"`
	Post  Text      `key:"post"`
	Due   *Due      `key:"due"`
	From  Names     `key:"from"`
	Span  diag.Span `key:"-"`
}

// A Settlement says when and how balances are paid (N40).
type Settlement struct {
	Due      *DueTable `key:"due"`
	Offset   *Offset   `key:"offset"`
	Withhold *Withhold `key:"withhold"`
	Minimum  Expr      `key:"minimum"`
	Span     diag.Span `key:"-"`
}

// A DueTable gives the due day by the rules' every, and of once rules.
type DueTable struct {
	Day     *Due      `key:"day"`
	Month   *Due      `key:"month"`
	Quarter *Due      `key:"quarter"`
	Year    *Due      `key:"year"`
	Once    *Due      `key:"once"`
	Span    diag.Span `key:"-"`
}

// An Offset says in which order debts are taken and how much of a settlement.
type Offset struct {
	Order  Names     `key:"order"`
	AtMost Expr      `key:"at_most"`
	Leave  Expr      `key:"leave"`
	Span   diag.Span `key:"-"`
}

// Withhold keeps a share of the credits apart while a condition holds.
type Withhold struct {
	Rate Expr      `key:"rate,required"`
	When Expr      `key:"when,required"`
	Span diag.Span `key:"-"`
}

// A Commitment is a promise with terms that are granted on trust (N19).
type Commitment struct {
	ID      Text            `key:"id,required"`
	Promise Expr            `key:"promise,required"`
	Grace   Text            `key:"grace"`
	Advance Keyed[Override] `key:"advance"`
	Missed  Keyed[Override] `key:"missed"`
	Why     Sentence        `key:"why"`
	Span    diag.Span       `key:"-"`
}

// A Fee is what merchants pay: announced, listed, and compared.
type Fee struct {
	ID        Text        `key:"id,required"`
	Title     Sentence    `key:"title"`
	Was       Expr        `key:"was"`
	Now       Expr        `key:"now"`
	Amount    Expr        `key:"amount"`
	For       Text        `key:"for"`
	On        Expr        `key:"on"` // what a rate is a share of, such as merchant.volume
	Every     *Every      `key:"every"`
	Announced Text        `key:"announced"`
	Effective Text        `key:"effective"`
	Reason    Sentence    `key:"reason"`
	Others    Keyed[Expr] `key:"others"`
	Relief    *Relief     `key:"relief"`
	Span      diag.Span   `key:"-"`
}

// A Relief softens a raise for a time.
type Relief struct {
	Waive Expr      `key:"waive,required"`
	For   Text      `key:"for,required"`
	When  Expr      `key:"when"`
	Why   Sentence  `key:"why"`
	Span  diag.Span `key:"-"`
}
