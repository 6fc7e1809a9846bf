package ir

import (
	"math/big"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A Source is the text of an expression with its places.
type Source = syntax.Expr

// A ValueSource is an expression, or a list of cases of which the first that
// holds gives the value.
type ValueSource struct {
	Expr  *Source
	Cases []CaseSource
	Span  diag.Span
}

// IsZero reports whether nothing was written.
func (v ValueSource) IsZero() bool { return v.Expr == nil && v.Cases == nil }

// A CaseSource is one case; without When it always holds.
type CaseSource struct {
	When *Source
	Is   Source
}

// A Ladder is a list of rungs over a quantity. Whole: the rung reached prices
// the whole quantity. Marginal: each slice has its own price, and the ladder
// is worth an amount.
type Ladder struct {
	Name      string
	By        *Source // what it is read by when nothing is said; may be nil
	Of        *Source // what the rungs are shares of; nil: they are quantities
	Marginal  bool
	Rungs     []Rung
	Type      Type   // of a rung's value, of one symbol's where Keys is set
	Keys      *Enum  // of a map by symbol, else nil
	Below     bool   // a quantity below the first rung takes the first
	Cliff     bool   // a drop in total pay is intended
	Direction string // rising or falling, where the policy says so
	First     *Introductory
	Used      bool // some expression reads it
	Place     diag.Span
}

func (*Ladder) entity() string { return "a ladder" }

// A Rung begins at a quantity. Values has one value, or one a symbol of Keys,
// all at the scale of the ladder's type.
type Rung struct {
	Label  string // as written
	At     Num
	Above  bool // the rung begins just above At
	Unit   Kind // of At: Bare, Money, Rate, Days, ...
	Values []*big.Int
	Place  diag.Span
}

// An Introductory holds a ladder's terms for the first months.
type Introductory struct {
	Window Window
	Since  Source
	Values []*big.Int // in place of a rung's
	Label  string
}

// LadderValues are a ladder's rungs at the scale of one quantity.
type LadderValues struct {
	Ladder *Ladder
	Cuts   []*big.Int // ascending; the quantity reaches rung i if it is at least Cuts[i]
	Starts []*big.Int // where slice i of a marginal ladder begins
}

// at brings the rungs to the scale of a quantity. A rung above c begins one
// unit after c, for nothing lies between.
func (l *Ladder) at(scale int) *LadderValues {
	v := &LadderValues{Ladder: l}
	for _, r := range l.Rungs {
		start, _ := r.At.at(scale)
		cut := start
		if r.Above {
			cut = new(big.Int).Add(start, big.NewInt(1))
		}
		v.Starts = append(v.Starts, start)
		v.Cuts = append(v.Cuts, cut)
	}
	return v
}

// scale gives the places that a quantity needs to meet every rung exactly.
func (l *Ladder) scale() int {
	s := 0
	for _, r := range l.Rungs {
		s = max(s, r.At.Scale)
	}
	return s
}

// Rung gives the index of the rung that q reaches, or -1 below the first.
func (v *LadderValues) Rung(q *big.Int) int {
	lo, hi := 0, len(v.Cuts)
	for lo < hi {
		mid := (lo + hi) / 2
		if v.Cuts[mid].Cmp(q) <= 0 {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo - 1
}

// A Table finds a value by several keys. Its rows do not overlap.
type Table struct {
	Name      string
	By        []TableKey
	Rows      []RowSource
	Otherwise *Source
	Used      bool // some expression reads it
	Place     diag.Span
}

func (*Table) entity() string { return "a table" }

// A TableKey is one column that rows are found by.
type TableKey struct {
	Name string
	Expr *Source // nil: the key is an argument
}

// A RowSource is one row as written.
type RowSource struct {
	Cells []Source
	Value Source
	Place diag.Span
}

// A Row matches when each of its cells does.
type Row struct {
	Cells []Cell
	Value *Node
	Label string
}

// A Cell matches a key: any one, some symbols, or numbers from Lo up to but
// not including Hi.
type Cell struct {
	Any     bool
	Symbols []bool   // by symbol, or false and true
	Lo, Hi  *big.Int // Lo <= key < Hi at the key's scale; nil is open
}

// Matches reports whether the key, at its scale, is in the cell.
func (c Cell) Matches(key *big.Int) bool {
	switch {
	case c.Any:
		return true
	case c.Symbols != nil:
		i := key.Int64()
		return i >= 0 && i < int64(len(c.Symbols)) && c.Symbols[i]
	default:
		return (c.Lo == nil || c.Lo.Cmp(key) <= 0) && (c.Hi == nil || key.Cmp(c.Hi) < 0)
	}
}

// A TierSet sorts a subject into tiers; its Gives are constants by tier.
type TierSet struct {
	Name    string
	Subject *Subject
	Index   int
	Tiers   *Enum
	Gives   map[string]*Given
	Order   []string // of the names of Gives
	Place   diag.Span
}

func (*TierSet) entity() string { return "a tier set" }
func (*TierSet) member() string { return "a tier set" }

// A Given is what the tiers of a set give under one name.
type Given struct {
	Name   string
	Type   Type
	Values []*big.Int // by tier
	Texts  []string   // as written, by tier
}
