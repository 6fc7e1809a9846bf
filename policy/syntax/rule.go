package syntax

import "github.com/fenrun/fenrun/policy/diag"

// A Rule is one clause that pays, takes, gives or obliges.
type Rule struct {
	ID        Text          `key:"id,required"`
	Kind      Text          `key:"kind"`
	For       Text          `key:"for"`
	Each      []Keyed[Text] `key:"each"`
	To        Value         `key:"to"`
	Every     *Every        `key:"every"`
	Post      Text          `key:"post"`
	Once      *Once         `key:"once"`
	During    *During       `key:"during"`
	Decide    *Decide       `key:"decide"`
	When      Expr          `key:"when"`
	Hold      *Hold         `key:"hold"`
	TakesBack Names         `key:"takes_back"`
	Amount    Value         `key:"amount"`
	Cap       *Bound        `key:"cap"`
	Floor     *Bound        `key:"floor"`
	Negative  Text          `key:"negative"`
	Split     Keyed[Expr]   `key:"split"`
	Cascade   *Cascade      `key:"cascade"`
	Back      *Back         `key:"back"`
	Due       *Due          `key:"due"`
	From      Names         `key:"from"`
	Unit      Text          `key:"unit"`
	Must      Expr          `key:"must"`
	Fee       Text          `key:"fee"`
	Why       Sentence      `key:"why"`
	Span      diag.Span     `key:"-"`
}

// Every is the period over which an amount is computed: a calendar unit, or a
// length counted from a date of the subject.
type Every struct {
	Unit   Text
	Length Text      `key:"length,required"`
	Since  Expr      `key:"since,required"`
	At     Text      `key:"at"`
	Span   diag.Span `key:"-"`
}

// Once is the key under which an amount is paid a single time (N6).
type Once struct {
	Per  Expr      `key:"per,required"`
	By   Expr      `key:"by"`
	As   Text      `key:"as"`
	Span diag.Span `key:"-"`
}

// During limits a rule to months counted from a date.
type During struct {
	Months Text      `key:"months,required"`
	From   Text      `key:"from"`
	Since  Expr      `key:"since,required"`
	Span   diag.Span `key:"-"`
}

// Decide is the day on which a rule is decided: a date, or a period after one.
type Decide struct {
	On    Expr
	After Text      `key:"after,required"`
	Since Expr      `key:"since,required"`
	Span  diag.Span `key:"-"`
}

// Hold posts a line that may not be paid yet, with the reason.
type Hold struct {
	When Expr      `key:"when,required"`
	Why  Sentence  `key:"why,required"`
	Span diag.Span `key:"-"`
}

// A Bound is a cap or a floor of an amount, of one decision or per payee.
type Bound struct {
	Value Value
	Of    Value     `key:"of,required"`
	Per   Text      `key:"per,required"`
	Span  diag.Span `key:"-"`
}

// A Cascade pays each level of a tree its difference (N22 to N25).
type Cascade struct {
	Up    Expr      `key:"up,required"`
	Price Expr      `key:"price"`
	Share Expr      `key:"share"`
	From  Expr      `key:"from"`
	Skip  *Skip     `key:"skip"`
	Span  diag.Span `key:"-"`
}

// Skip bypasses an agent in a cascade.
type Skip struct {
	When Expr      `key:"when,required"`
	To   Text      `key:"to,required"`
	Span diag.Span `key:"-"`
}

// Back gives a deposit back.
type Back struct {
	When Expr      `key:"when,required"`
	Span diag.Span `key:"-"`
}

// Due is the day on which a line may be paid.
type Due struct {
	On     Expr      // T+1, day 15, 2022-03-31
	Months Text      `key:"months"`
	Day    Text      `key:"day"`
	Since  Expr      `key:"since"`
	With   Text      `key:"with"`
	After  Expr      `key:"after"`
	Span   diag.Span `key:"-"`
}
