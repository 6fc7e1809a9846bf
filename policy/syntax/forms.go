package syntax

import "github.com/fenrun/fenrun/policy/diag"

// An Expr is the text of an expression and its place in the document's own
// terms, such as rules[2].when.
type Expr struct {
	Text
	Path string
}

// A Pair is one entry of a Keyed.
type Pair[T any] struct {
	Key   Text
	Value T
}

// A Keyed has keys of the author's own, in the order written.
type Keyed[T any] struct {
	Pairs []Pair[T]
	Span  diag.Span
}

// Names are one name or a list of them.
type Names struct {
	List []Text
	Span diag.Span
}

// A Value is an expression, or a list of cases.
type Value struct {
	Expr  *Expr
	Cases []Case
	Span  diag.Span
}

// A Case holds if its When does, or always without one.
type Case struct {
	When Expr      `key:"when"`
	Is   Expr      `key:"is,required"`
	Span diag.Span `key:"-"`
}

// A Sentence is a text in one language, or in several.
type Sentence struct {
	Texts []Spoken
	Span  diag.Span
}

// Spoken is a sentence in one language; Lang is empty where none was named.
type Spoken struct {
	Lang string
	Text Expr
}

// A FactType says what a fact may be.
type FactType struct {
	Type     Text      `key:"type"`
	Symbols  []Text    `key:"-"` // of an enumeration
	Optional Text      `key:"optional"`
	Role     Text      `key:"role"`
	Default  Text      `key:"default"`
	Min      Text      `key:"min"`
	Max      Text      `key:"max"`
	OneOf    []Text    `key:"one_of"`
	By       []Text    `key:"by"`
	Places   Text      `key:"places"`
	Span     diag.Span `key:"-"`
}

// A Param is a value, or a map of values by symbol.
type Param struct {
	Value Text
	By    Keyed[Text]
	Span  diag.Span
}

// A Measure is a figure summed from events or subjects (language.md section 4).
type Measure struct {
	Sum   Expr      `key:"sum"`
	Count Text      `key:"count"`
	Min   Expr      `key:"min"`
	Max   Expr      `key:"max"`
	First Expr      `key:"first"`
	Last  Expr      `key:"last"`
	Type  Text      `key:"type"` // supplied by the host
	Reach Text      `key:"reach"`
	Where *Where    `key:"where"`
	Via   Text      `key:"via"`
	Per   Text      `key:"per"`
	Since Expr      `key:"since"`
	Days  Text      `key:"days"`
	Month Text      `key:"months"`
	From  Text      `key:"from"`
	Every Text      `key:"every"`
	Times Text      `key:"times"`
	Pool  Text      `key:"pool"`
	Tree  Text      `key:"tree"`
	Span  diag.Span `key:"-"`
}

// Where is a condition, or a map of what fields must be.
type Where struct {
	Expr   *Expr
	Fields Keyed[[]Text]
	Span   diag.Span
}

// A Ladder is a list of rungs over a quantity.
type Ladder struct {
	By        Expr            `key:"by"`
	Of        Expr            `key:"of"`
	Whole     Keyed[Override] `key:"whole"`
	Marginal  Keyed[Override] `key:"marginal"`
	First     *Introductory   `key:"first"`
	Below     Text            `key:"below"`
	Cliff     Text            `key:"cliff"`
	Direction Text            `key:"direction"`
	Span      diag.Span       `key:"-"`
}

// Introductory are a ladder's terms in the first months.
type Introductory struct {
	Months Text      `key:"months,required"`
	From   Text      `key:"from"`
	Since  Expr      `key:"since,required"`
	Rung   Text      `key:"rung"`
	Is     *Override `key:"is"`
	Span   diag.Span `key:"-"`
}

// An Override is a value of a rung, or what a commitment puts in place of
// something: one expression, or a map of them by symbol.
type Override struct {
	Expr Expr
	By   Keyed[Expr]
	Span diag.Span
}

// A Table finds a value by several keys.
type Table struct {
	By        TableKeys `key:"by,required"`
	Rows      []Row     `key:"rows,required"`
	Otherwise Expr      `key:"otherwise"`
	Span      diag.Span `key:"-"`
}

// TableKeys are the columns of a table: names alone, or with an expression.
type TableKeys struct {
	Keys []Pair[Expr]
	Span diag.Span
}

// A Row is a list of cells, the last of which is the value.
type Row struct {
	Cells []Expr
	Span  diag.Span
}

// A TierSet sorts a subject.
type TierSet struct {
	For        Text      `key:"for,required"`
	Review     Text      `key:"review,required"`
	Keep       Text      `key:"keep"`
	Start      Text      `key:"start"`
	Promote    Text      `key:"promote"`
	Demote     *Demote   `key:"demote"`
	NeverBelow Text      `key:"never_below"`
	Override   *TierFix  `key:"override"`
	Ladder     []Tier    `key:"ladder,required"`
	Span       diag.Span `key:"-"`
}

// Demote says when a demotion takes force.
type Demote struct {
	When  Text // at review, at once
	After Text // 2 reviews
	Span  diag.Span
}

// A TierFix puts a subject in a tier whatever its facts.
type TierFix struct {
	When  Expr      `key:"when,required"`
	Tier  Text      `key:"tier,required"`
	Until Expr      `key:"until"`
	Why   Sentence  `key:"why,required"`
	Span  diag.Span `key:"-"`
}

// A Tier is one rung of a tier set.
type Tier struct {
	Tier  Text        `key:"tier,required"`
	When  Expr        `key:"when"`
	Gives Keyed[Text] `key:"gives"`
	Title Sentence    `key:"title"`
	Span  diag.Span   `key:"-"`
}
