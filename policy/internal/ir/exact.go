package ir

import (
	"math/big"
	"time"

	"github.com/fenrun/fenrun/payout"
)

// maxBits bounds every intermediate number; no policy on data of MaxDigits
// comes near it.
const maxBits = 1024

// A Value is what the exact back end computes: a whole number of units of the
// node's scale, or absent, or not to be had because of a fault.
type Value struct {
	Num   *big.Int
	Den   *big.Int // of a division that is not done yet; else nil
	Fault *Fault
}

// IsAbsent reports whether there is no value, and no fault either.
func (v Value) IsAbsent() bool { return v.Num == nil && v.Fault == nil }

// Holds reports whether the value of a condition is true.
func (v Value) Holds() bool { return v.Num != nil && v.Num.Sign() != 0 }

type memo struct {
	done  bool
	value Value
}

// Exact evaluates a node over big integers. It never rounds except where the
// policy says so.
func (f *Frame) Exact(n *Node) Value {
	if f.trace != nil {
		return f.traced(n)
	}
	return f.exact(n)
}

var (
	zero    = big.NewInt(0)
	one     = big.NewInt(1)
	truthy  = Value{Num: one}
	falsy   = Value{Num: zero}
	nothing = Value{}
)

func truth(b bool) Value {
	if b {
		return truthy
	}
	return falsy
}

func fault(kind FaultKind, name string) Value { return Value{Fault: &Fault{Kind: kind, Name: name}} }

func (f *Frame) exact(n *Node) Value {
	switch n.Op {
	case OpConst:
		return Value{Num: n.Const}
	case OpInput:
		return f.read(n.Input, 0)
	case OpPick:
		return f.pick(n)
	case OpNamed:
		return f.named(n)
	case OpAnd, OpOr, OpNot, OpPresent, OpCond, OpCoalesce:
		return f.logic(n)
	case OpAll, OpAny, OpCount, OpSum:
		return f.list(n)
	case OpIt:
		return Value{Num: f.element}
	case OpPrev:
		return Value{Num: f.prev}
	case OpRow:
		return f.row(n)
	default:
		return f.strict(n)
	}
}

// strict evaluates the operations that need all their arguments: if one is
// absent, so is the result.
func (f *Frame) strict(n *Node) Value {
	var buffer [4]*big.Int
	args := buffer[:0]
	for _, a := range n.Args {
		v := f.Exact(a)
		if v.Num == nil {
			return v
		}
		if v.Den != nil { // a named part that divides: only a shift may follow
			return f.shifted(n, v)
		}
		args = append(args, v.Num)
	}
	if n.Op == OpCompareQuo && n.Swapped {
		args = []*big.Int{args[1], args[2], args[0]}
	}
	v := f.apply(n, args)
	if v.Num != nil && v.Num.BitLen() > maxBits {
		return fault(TooLarge, n.Text)
	}
	return v
}

// shifted brings a division to a larger scale in its numerator.
func (f *Frame) shifted(n *Node, v Value) Value {
	if n.Op != OpShift {
		return fault(BadFact, n.Text) // the checker lets nothing else be computed from a division
	}
	v.Num = new(big.Int).Mul(v.Num, pow10(n.Places))
	return v
}

func (f *Frame) apply(n *Node, a []*big.Int) Value {
	switch n.Op {
	case OpShift:
		return Value{Num: new(big.Int).Mul(a[0], pow10(n.Places))}
	case OpNeg:
		return Value{Num: new(big.Int).Neg(a[0])}
	case OpAdd:
		return Value{Num: new(big.Int).Add(a[0], a[1])}
	case OpSub:
		return Value{Num: new(big.Int).Sub(a[0], a[1])}
	case OpMul:
		return Value{Num: new(big.Int).Mul(a[0], a[1])}
	case OpQuo:
		if a[1].Sign() == 0 {
			return fault(DivideByZero, n.Text)
		}
		return Value{Num: a[0], Den: a[1]}
	case OpCompare:
		return truth(n.Cmp.holds(a[0].Cmp(a[1])))
	case OpCompareQuo:
		if a[1].Sign() == 0 {
			return fault(DivideByZero, n.Text)
		}
		sign := a[0].Cmp(new(big.Int).Mul(a[1], a[2])) * a[1].Sign()
		return truth(n.Cmp.holds(sign))
	case OpIn:
		for _, b := range a[1:] {
			if a[0].Cmp(b) == 0 {
				return truthy
			}
		}
		return falsy
	case OpBetween:
		return truth(a[1].Cmp(a[0]) <= 0 && a[0].Cmp(a[2]) <= 0)
	case OpMin, OpMax:
		best := a[0]
		for _, b := range a[1:] {
			if (b.Cmp(best) < 0) == (n.Op == OpMin) {
				best = b
			}
		}
		return Value{Num: best}
	case OpAbs:
		return Value{Num: new(big.Int).Abs(a[0])}
	case OpClamp:
		switch {
		case a[0].Cmp(a[1]) < 0:
			return Value{Num: a[1]}
		case a[0].Cmp(a[2]) > 0:
			return Value{Num: a[2]}
		}
		return Value{Num: a[0]}
	case OpRound:
		return f.rounded(n, a[0], pow10(n.Places))
	case OpRoundQuo:
		if a[1].Sign() == 0 {
			return fault(DivideByZero, n.Text)
		}
		return f.rounded(n, a[0], a[1])
	case OpIndex:
		return Value{Num: n.Table[n.symbol(a[0])]}
	case OpRung:
		return n.rung(a)
	case OpMarginal:
		return f.marginal(n, a)
	default:
		return n.date(a)
	}
}

// symbol gives the position in a map of a symbol of the index's enumeration.
func (n *Node) symbol(v *big.Int) int {
	i := int(v.Int64())
	if n.Remap != nil {
		return n.Remap[i]
	}
	return i
}

func (f *Frame) rounded(n *Node, num, den *big.Int) Value {
	switch n.Mode {
	case RoundFloor, RoundCeil:
		q, r := new(big.Int).QuoRem(num, den, new(big.Int))
		up := r.Sign()*den.Sign() > 0
		if up && n.Mode == RoundCeil {
			q.Add(q, one)
		}
		if r.Sign() != 0 && !up && n.Mode == RoundFloor {
			q.Sub(q, one)
		}
		return Value{Num: q}
	case RoundMode:
		q, err := n.Rounder.Quo(num, den)
		if err != nil {
			return fault(DivideByZero, n.Text)
		}
		return Value{Num: q}
	}
	return nothing
}

func (n *Node) rung(a []*big.Int) Value {
	l := n.Ladder.Ladder
	i := n.Ladder.Rung(a[0])
	if i < 0 {
		if !l.Below {
			return fault(NoRung, l.Name)
		}
		i = 0
	}
	return Value{Num: l.Rungs[i].Values[n.column(a)]}
}

// column gives the position of the symbol that a rung's map is asked for.
func (n *Node) column(a []*big.Int) int {
	if len(a) > 1 {
		return n.symbol(a[1])
	}
	return 0
}

// marginal sums the slices of a quantity, each at its own rung's value. A
// trace is told each of them.
func (f *Frame) marginal(n *Node, a []*big.Int) Value {
	l, starts := n.Ladder.Ladder, n.Ladder.Starts
	column := n.column(a)
	if a[0].Cmp(n.Ladder.Cuts[0]) < 0 && !l.Below {
		return fault(NoRung, l.Name)
	}
	total, slice := new(big.Int), new(big.Int)
	for i, start := range starts {
		if i > 0 && a[0].Cmp(start) <= 0 {
			break
		}
		end := a[0]
		if i+1 < len(starts) && starts[i+1].Cmp(end) < 0 {
			end = starts[i+1]
		}
		slice.Sub(end, start)
		if f.trace != nil {
			f.trace.slice(i, slice, l.Rungs[i].Values[column])
		}
		total.Add(total, slice.Mul(slice, l.Rungs[i].Values[column]))
	}
	return Value{Num: total}
}

func day(v *big.Int) payout.Date {
	if !v.IsInt64() || v.Int64() < 0 || v.Int64() > int64(lastDate) {
		return 0
	}
	return payout.Date(v.Int64())
}

var lastDate = func() payout.Date { d, _ := payout.NewDate(9999, time.December, 31); return d }()

func dateValue(d payout.Date) Value {
	if d.IsZero() {
		return fault(TooLarge, "date")
	}
	return Value{Num: big.NewInt(int64(d))}
}

// date evaluates the operations on dates (N33).
func (n *Node) date(a []*big.Int) Value {
	switch n.Op {
	case OpDateOf:
		if !a[0].IsInt64() {
			return fault(TooLarge, n.Text)
		}
		return dateValue(DayOf(a[0].Int64(), n.Zone))
	case OpAddDays, OpAddMonths:
		if !a[1].IsInt64() || a[1].CmpAbs(big.NewInt(1e7)) > 0 {
			return fault(TooLarge, n.Text)
		}
		if n.Op == OpAddDays {
			return dateValue(day(a[0]).AddDays(int(a[1].Int64())))
		}
		return dateValue(day(a[0]).AddMonths(int(a[1].Int64())))
	case OpDays:
		return Value{Num: new(big.Int).Sub(a[1], a[0])}
	case OpMonths:
		months, ok := payout.MonthsBetween(day(a[0]), day(a[1]))
		if !ok {
			return fault(TooLarge, n.Text)
		}
		return Value{Num: big.NewInt(int64(months))}
	case OpMonth:
		return Value{Num: big.NewInt(int64(day(a[0]).Month()))}
	case OpYear:
		return Value{Num: big.NewInt(int64(day(a[0]).Year()))}
	case OpWithin:
		first, last, closed := n.Window.Days(day(a[1]))
		d := day(a[0])
		return truth(d >= first && (!closed || d <= last))
	default:
		return fault(BadFact, n.Text)
	}
}

// DayOf gives the day in a zone of an instant in microseconds since 1970.
func DayOf(micros int64, zone *time.Location) payout.Date {
	d, _ := payout.NewDate(time.UnixMicro(micros).In(zone).Date())
	return d
}
