package ir

import (
	"math/big"
	"time"

	"github.com/fenrun/fenrun/payout"
)

// An Op is what a node does with its arguments.
type Op uint8

const (
	OpInvalid    Op = iota // stands for an expression whose mistake was reported
	OpConst                // Const
	OpInput                // the value of Program.Inputs[Input]
	OpPick                 // the slot Slot of a map-valued or list-valued input: Args[0] is the symbol, or none for a fixed key
	OpNamed                // Args[0] under Name: a let; computed once a decision
	OpShift                // Args[0] x 10^Places, so that two scales are one
	OpNeg                  // -a
	OpAdd                  // a + b + ...
	OpSub                  // a - b
	OpMul                  // a * b
	OpQuo                  // a / b, only where nothing is computed from it: N36
	OpCompare              // a ? b, by Cmp
	OpCompareQuo           // (a / b) ? c, by cross-multiplication
	OpAnd                  // three-valued, from left to right
	OpOr                   //
	OpNot                  //
	OpPresent              // whether the input a is there
	OpCond                 // when Args[0] then Args[1] else Args[2]; without an else no value
	OpCoalesce             // a, or b if a is absent
	OpIn                   // Args[0] is one of Args[1:]
	OpBetween              // Args[1] <= Args[0] <= Args[2]
	OpMin                  //
	OpMax                  //
	OpAbs                  //
	OpClamp                // Args[0] held between Args[1] and Args[2]
	OpRound                // Args[0] brought to Type.Scale by Mode
	OpRoundQuo             // Args[0] / Args[1] brought to Type.Scale by Mode; Places is added to the numerator
	OpDateOf               // the day of a time in Zone
	OpAddDays              // a date and a number of days
	OpAddMonths            // a date and a number of months
	OpDays                 // the days from a to b
	OpMonths               // the whole months from a to b
	OpMonth                // the month of a date, 1 to 12
	OpYear                 // the year of a date
	OpWithin               // whether the date Args[0] lies in Window counted from Args[1]
	OpIndex                // Table[Args[0]], by symbol
	OpRung                 // the value of the rung that Args[0] reaches: Ladder; Args[1], if any, is the symbol
	OpMarginal             // the sum over the slices of Args[0]: Ladder; Args[1], if any, is the symbol
	OpRow                  // the value of the row that the arguments match: Rows
	OpAll                  // over the list Args[0], by Args[1]
	OpAny                  //
	OpCount                //
	OpSum                  // of the list Args[0], by Args[1] if there is one
	OpIt                   // the element in hand
	OpPrev                 // the element before it
)

// A Node is one step of a typed expression. Its arguments are aligned: where
// an operation needs equal scales, they are equal.
type Node struct {
	Op      Op
	Type    Type
	Args    []*Node
	Const   *big.Int // OpConst
	Input   int      // OpInput, OpPick, OpPresent
	Slot    int      // OpPick without argument: the key's position
	Name    string   // OpNamed
	Memo    int      // OpNamed: its place among the program's memos
	Cmp     Comparison
	Places  int // OpShift, OpRoundQuo
	Mode    Rounding
	Rounder payout.Mode // OpRound, OpRoundQuo with RoundMode
	Zone    *time.Location
	Share   *Ladder    // OpRoundQuo: it only finds the rung of this ladder of shares; OpCond: it is worth what its slices are
	Swapped bool       // OpCompareQuo: the division stands on the right and is read last
	Window  Window     // OpWithin
	Table   []*big.Int // OpIndex: by symbol
	Remap   []int      // OpPick, OpIndex, OpRung: the symbol's position in the map, by its position in its own enumeration
	Ladder  *LadderValues
	Rows    []Row
	From    int // the stretch of the source text, in characters
	To      int
	Text    string // the source text of the node
	Shown   bool   // a line shows the value under Text, and not what it is made of
	absent  absence
	mean    mean     // OpQuo
	ratio   bool     // a number that came of a division: see likeRate
	needs   []string // what must be there for an input to be; OpNamed: that the part does not test itself
	summary *summary // OpNamed
}

// A Comparison is one of the six.
type Comparison uint8

const (
	Equal Comparison = iota
	NotEqual
	Less
	LessEqual
	Greater
	GreaterEqual
)

var comparisons = map[string]Comparison{"==": Equal, "!=": NotEqual, "<": Less, "<=": LessEqual, ">": Greater, ">=": GreaterEqual}

// String writes the comparison as in an expression.
func (c Comparison) String() string {
	return [...]string{"==", "!=", "<", "<=", ">", ">="}[c]
}

// holds reports whether the comparison holds of two values that compare to
// sign.
func (c Comparison) holds(sign int) bool {
	switch c {
	case Equal:
		return sign == 0
	case NotEqual:
		return sign != 0
	case Less:
		return sign < 0
	case LessEqual:
		return sign <= 0
	case Greater:
		return sign > 0
	case GreaterEqual:
		return sign >= 0
	}
	return false
}

// Flip gives the comparison with its sides exchanged.
func (c Comparison) Flip() Comparison {
	switch c {
	case Less:
		return Greater
	case LessEqual:
		return GreaterEqual
	case Greater:
		return Less
	case GreaterEqual:
		return LessEqual
	case Equal, NotEqual:
		return c
	}
	return c
}

// Negate gives the comparison that holds exactly where c does not.
func (c Comparison) Negate() Comparison {
	switch c {
	case Equal:
		return NotEqual
	case NotEqual:
		return Equal
	case Less:
		return GreaterEqual
	case LessEqual:
		return Greater
	case Greater:
		return LessEqual
	case GreaterEqual:
		return Less
	}
	return c
}

// A Rounding says how OpRound ends: by the policy's mode, or always down or
// up towards the infinities, as floor and ceil do.
type Rounding uint8

const (
	RoundMode Rounding = iota
	RoundFloor
	RoundCeil
)

// absence says whether and how a node's value may be absent.
type absence uint8

const (
	never    absence = iota
	optional         // an optional fact: to be tested or defaulted before use (N35)
	window           // a window without anchor, a first transaction that never was: comparisons with it are absent (N34)
)

// A Program holds the expressions of one rule, measure or tier set: they read
// the same inputs.
type Program struct {
	Root   *Subject
	Level  *Subject // what the cascade's expressions name level by level
	Inputs []*Input
	Memos  int // how many named parts it has
	index  map[string]int
}

// Walk calls visit for n and all nodes below it, parents first, until visit
// says not to go deeper. What a named part is made of is visited at the first
// of its uses only, for parts may use each other more often than can be
// counted.
func (n *Node) Walk(visit func(*Node) bool) { n.walk(map[*Node]bool{}, visit) }

func (n *Node) walk(seen map[*Node]bool, visit func(*Node) bool) {
	if n == nil || !visit(n) {
		return
	}
	if n.Op == OpNamed {
		if seen[n.Args[0]] {
			return
		}
		seen[n.Args[0]] = true
	}
	for _, a := range n.Args {
		a.walk(seen, visit)
	}
	for i := range n.Rows {
		n.Rows[i].Value.walk(seen, visit)
	}
}
