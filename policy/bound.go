package policy

import (
	"reflect"
	"slices"
	"unsafe"

	"github.com/fenrun/fenrun/payout"
)

// Bound is the rules of a policy for one kind of subject, bound to the fields
// of a struct: each fact and measure that a rule reads is found once, and a
// decision then reads it where it stands, without a look-up by name, without
// reflection, and without an allocation where it pays. It does not change and
// is safe for concurrent use; each goroutine has an Evaluator of its own.
//
// A field has a fact's or measure's name in its `fenrun` tag, as in a Case. A
// reference is a struct, a pointer to one, or an id as a string; a map fact is
// a struct of its keys, or one field a key named buy.credit. A nil pointer, an
// empty string, the zero Date and a struct with an empty id are not given.
// These fields are read:
//
//	money            payout.Money, decimal.Decimal, string, integers
//	rate             decimal.Decimal (a fraction), string, integers with a scale
//	count, number    integers, decimal.Decimal, string
//	date, time       payout.Date, time.Time, string
//	symbol           string, integers with symbols
//	bool             bool, string
//	text, id         string
//
// An integer is in units of 10^-scale where its tag says so, and the position
// of a symbol where its tag lists them:
//
//	Rate int64 `fenrun:"rate,scale=6"`                  // 5500 is 0.55%
//	Kind uint8 `fenrun:"kind,symbols=ordinary|preferred"` // 1 is preferred
type Bound[T any] struct{ *binding }

// Bind binds the rules of p for a kind of subject to the struct T: all of
// them, or those that are named. What p.Evaluate decides for them on a Case of
// one such subject, with a day and nothing posted, the bound rules decide too.
//
// Rules that need more than one subject's facts are refused by name: those
// that sum over days counted from a date, read what other rules earn or paid,
// take back, walk a tree, have periods of their own or a cap per payee. So are
// those for which T lacks a fact. Name the rules that are wanted to leave them
// out. A measure that they read is given ready-made. The error says all that
// does not fit, fields and rules, each by its name.
func Bind[T any](p *Policy, subject string, rules ...string) (*Bound[T], error) {
	g := newGiven(p, subject)
	g.structure(reflect.TypeFor[T]())
	b, err := g.bind(rules)
	if err != nil {
		return nil, err
	}
	return &Bound[T]{b}, nil
}

// Rules gives the ids of the bound rules, in the order of the policy.
func (b *binding) Rules() []string {
	ids := make([]string, len(b.rules))
	for i, r := range b.rules {
		ids[i] = r.rule.ID
	}
	return ids
}

// Evaluator makes an evaluator as of a day, the only time that a policy knows:
// each rule is decided in the period of it, open as that may be. On a day that
// is not the policy's, nothing is decided but what began when it was. For
// events the zero day stands for the day of each. AsOf sets another day.
func (b *Bound[T]) Evaluator(asOf payout.Date) *Evaluator[T] {
	return &Evaluator[T]{newEvaluator(b.binding, asOf)}
}

// An Evaluator decides rows one after the other. It is used by one goroutine
// at a time.
type Evaluator[T any] struct{ *evaluator }

// Decide appends to targets what the rules give for a row: a target for each
// payee of each rule that pays, and one for each that is pending or undecided.
// A rule that is not met, or comes to nothing, or is of another time, has
// none. They are in the order of the rules. Each amount is exact and rounded
// once, by the policy's rule, at its end. Decide does not keep the row; the
// payees of targets share its strings.
//
// A fact outside what the policy allows makes what reads it undecided, as in a
// run; Evaluate refuses the whole Case.
func (e *Evaluator[T]) Decide(row *T, targets []Target) []Target {
	return e.decide(unsafe.Pointer(row), targets)
}

// Each decides rows and calls visit with each of their targets, row by row in
// the order of Decide. Visit may ask for a target's Values.
func (e *Evaluator[T]) Each(rows []T, visit func(row int, t Target)) {
	for i := range rows {
		e.targets = e.Decide(&rows[i], e.targets[:0])
		for _, t := range e.targets {
			visit(i, t)
		}
	}
}

// Fallbacks is how many values only arithmetic over big integers could
// compute since the evaluator was made, because a number outgrew 64 bits. They
// are as exact as all others, and slower.
func (e *evaluator) Fallbacks() uint64 { return e.exact }

// A Column is the values of one fact or measure for rows that follow each
// other. Name is as a Case would write it from the subject: rate, agent.opened,
// buy.credit, agent for the id of a reference. Values is a slice of any type
// that Bind reads from a field. Scale and Symbols are those of a tag: integers
// are in units of 10^-Scale, or positions in Symbols.
type Column struct {
	Name    string
	Values  any
	Scale   int
	Symbols []string
}

// BoundColumns is the rules of a policy bound to columns; see Bound.
type BoundColumns struct {
	*binding
	columns []column
}

// BindColumns is Bind for columns. They may be empty: it is their types that
// are bound, and Evaluator is given those to evaluate.
func BindColumns(p *Policy, subject string, columns []Column, rules ...string) (*BoundColumns, error) {
	g := newGiven(p, subject)
	for _, c := range columns {
		g.column(c)
	}
	b, err := g.bind(rules)
	if err != nil {
		return nil, err
	}
	return &BoundColumns{b, g.columns}, nil
}

// Evaluator makes an evaluator of rows whose values are slices of the types
// that were bound, in the same order and all of one length; anything else is an
// error. The slices are read when rows are decided, and not copied.
func (b *BoundColumns) Evaluator(asOf payout.Date, values ...any) (*ColumnEvaluator, error) {
	own := slices.Clone(b.columns)
	n, err := fill(own, values)
	if err != nil {
		return nil, err
	}
	return &ColumnEvaluator{evaluator: newEvaluator(b.binding, asOf), columns: own, rows: n}, nil
}

// A ColumnEvaluator decides rows of columns. It is used by one goroutine at a
// time.
type ColumnEvaluator struct {
	*evaluator
	columns []column
	rows    int
}

// Len is how many rows there are.
func (e *ColumnEvaluator) Len() int { return e.rows }

// Decide is Evaluator.Decide for row i, of which there are Len. It panics
// beyond them, as an index does.
func (e *ColumnEvaluator) Decide(i int, targets []Target) []Target {
	if uint(i) >= uint(e.rows) {
		panic("policy: a row beyond the columns")
	}
	for k := range e.columns {
		c := &e.columns[k]
		e.bases[k+1] = unsafe.Add(c.data, uintptr(i)*c.size)
	}
	return e.decide(nil, targets)
}
