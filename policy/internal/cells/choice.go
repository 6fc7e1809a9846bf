package cells

import (
	"math/big"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// maxSymbols bounds the symbols of one enumeration that are told apart.
const maxSymbols = 256

// bySymbol evaluates what a symbol chooses: give tells the value for each.
func (e *evaluation) bySymbol(symbol value, give func(v *big.Int) value) value {
	if len(symbol.pieces) == 0 {
		return symbol
	}
	all, ok := e.symbols(symbol, maxSymbols)
	if !ok {
		return value{out: Absent | Fault, pieces: []piece{{fuzzy: &fuzzy{vars: e.member.all()}}}}
	}
	choice := symbol.next
	for _, p := range symbol.pieces {
		if s := e.span(p); !s.point() && p.fuzzy == nil && p.den == nil {
			choice = better(choice, e.cutAt(p.p.sub(constant(middle(s)))))
		}
	}
	v := give(all[0])
	for _, s := range all[1:] {
		v = join(v, give(s), choice)
	}
	v.out |= symbol.out
	if len(all) > 1 || symbol.out != 0 {
		v.next = better(choice, v.next)
	}
	return e.tidy(v)
}

// middle gives the first number of the upper half of a span.
func middle(s span) *big.Int {
	sum := new(big.Int).Add(s.lo, s.hi)
	return ceilDiv(sum.Add(sum, bigOne), big.NewInt(2))
}

// position gives the place of a symbol in a map that may be by another
// enumeration.
func position(n *ir.Node, v *big.Int) int {
	i := int(v.Int64())
	if n.Remap != nil {
		return n.Remap[i]
	}
	return i
}

func (e *evaluation) index(n *ir.Node) value {
	v := e.bySymbol(e.number(n.Args[0]), func(s *big.Int) value { return number(n.Table[position(n, s)]) })
	return e.typed(n, v)
}

// typed makes a condition of what a map of conditions gives.
func (e *evaluation) typed(n *ir.Node, v value) value {
	if n.Type.Kind == ir.Bool && len(v.pieces) > 0 {
		return e.asCondition(v)
	}
	return v
}

// pick reads the slot of a map that a symbol names.
func (e *evaluation) pick(n *ir.Node) value {
	slot := func(s *big.Int) value {
		plain := *n
		if plain.Type.Kind == ir.Bool {
			plain.Type.Kind = ir.Number
		}
		return e.input(&plain, n.Input, position(n, s))
	}
	return e.typed(n, e.bySymbol(e.number(n.Args[0]), slot))
}

// ladder reads a ladder: by the rung that is reached, or slice by slice.
func (e *evaluation) ladder(n *ir.Node) value {
	key := e.eval(n.Args[0])
	if len(n.Args) == 1 || len(key.pieces) == 0 {
		return e.rungs(n, key, 0)
	}
	v := e.bySymbol(e.number(n.Args[1]), func(s *big.Int) value { return e.rungs(n, key, position(n, s)) })
	v.out |= key.out
	return v
}

func (e *evaluation) rungs(n *ir.Node, key value, column int) value {
	v := value{out: key.out, next: key.next}
	for _, q := range key.pieces {
		part := e.rungsOf(n, q, column)
		v.out |= part.out
		v.pieces = append(v.pieces, part.pieces...)
		v.next = better(v.next, part.next)
	}
	return e.tidy(v)
}

// rungsOf gives the values of all rungs that one piece of the quantity can
// reach.
func (e *evaluation) rungsOf(n *ir.Node, q piece, column int) value {
	l := n.Ladder
	low, high := 0, len(l.Cuts)-1
	below := e.mayBe(q, l.Cuts[0], negative)
	for high > 0 && !e.mayBe(q, l.Cuts[high], naught|positive) {
		high--
	}
	for low < high && !e.mayBe(q, l.Cuts[low+1], negative) {
		low++
	}
	var v value
	reaches := e.mayBe(q, l.Cuts[0], naught|positive)
	switch {
	case below && !l.Ladder.Below:
		v.out |= Fault
	case below:
		reaches = true
	}
	if reaches {
		for i := low; i <= high; i++ {
			v.pieces = append(v.pieces, e.rung(n, q, i, column))
		}
	}
	cuts := l.Cuts[low+1 : high+1]
	if below && reaches && !l.Ladder.Below {
		cuts = l.Cuts[low : high+1] // also where it begins
	}
	if len(cuts) > 0 {
		v.next = e.cutPiece(q, cuts[len(cuts)/2])
	}
	return v
}

// mayBe reports whether a piece can stand to a number as one of signs says.
func (e *evaluation) mayBe(q piece, v *big.Int, wanted signs) bool {
	s, _ := e.signs(e.minus(q, piece{p: constant(v)}))
	return s&wanted != 0
}

// cutPiece cuts where a piece reaches a number.
func (e *evaluation) cutPiece(q piece, at *big.Int) *split {
	if q.fuzzy != nil || q.den != nil {
		return halve(q.depends())
	}
	return e.cutAt(q.p.sub(constant(at)))
}

// rung gives the value of one rung, or of the slices up to it.
func (e *evaluation) rung(n *ir.Node, q piece, i, column int) piece {
	l := n.Ladder
	rate := l.Ladder.Rungs[i].Values[column]
	if n.Op == ir.OpRung {
		return piece{p: constant(rate)}
	}
	// The slices below are full, and the last goes up to the quantity.
	base := new(big.Int)
	for j := range i {
		width := new(big.Int).Sub(l.Starts[j+1], l.Starts[j])
		base.Add(base, width.Mul(width, l.Ladder.Rungs[j].Values[column]))
	}
	start := new(big.Int).Mul(l.Starts[i], rate)
	base.Sub(base, start)
	return e.plus(e.times(q, piece{p: constant(rate)}), piece{p: constant(base)})
}

// row reads a table: its first row of which all cells match.
func (e *evaluation) row(n *ir.Node) value {
	keys := make([]value, len(n.Args))
	v := value{}
	for i, arg := range n.Args {
		keys[i] = e.number(arg)
		v.out |= keys[i].out
		v.next = better(v.next, keys[i].next)
		if len(keys[i].pieces) == 0 {
			return v
		}
	}
	for _, row := range n.Rows {
		matches := known(True)
		for i, cell := range row.Cells {
			matches = both3(matches, e.matches(keys[i], cell))
		}
		if matches.out&True == 0 {
			continue
		}
		taken := e.number(row.Value)
		v.out |= taken.out
		v.pieces = append(v.pieces, taken.pieces...)
		v.next = better(v.next, taken.next)
		if matches.out&False == 0 {
			return e.typed(n, e.tidy(v))
		}
		v.next = better(v.next, matches.next)
	}
	v.out |= Fault // no row matches
	return e.typed(n, e.tidy(v))
}

// matches gives whether a key is in a cell.
func (e *evaluation) matches(key value, cell ir.Cell) value {
	if cell.Any {
		return known(True)
	}
	var v value
	for _, q := range key.pieces {
		part := e.matchesOne(q, cell)
		v.out |= part.out
		v.next = better(v.next, part.next)
	}
	if !v.out.single() {
		v.next = better(v.next, key.next)
	}
	return v
}

func (e *evaluation) matchesOne(q piece, cell ir.Cell) value {
	if cell.Symbols == nil {
		v := known(True)
		if cell.Lo != nil {
			v = both3(v, e.against(q, cell.Lo, ir.GreaterEqual))
		}
		if cell.Hi != nil {
			v = both3(v, e.against(q, cell.Hi, ir.Less))
		}
		return v
	}
	v := value{}
	for i, member := range cell.Symbols {
		is := e.against(q, big.NewInt(int64(i)), ir.Equal)
		if is.out&True == 0 {
			continue
		}
		v.out |= truth(member).out
		v.next = better(v.next, is.next)
	}
	if v.out == 0 {
		v.out = False
	}
	return v
}

func (e *evaluation) against(q piece, c *big.Int, cmp ir.Comparison) value {
	var v value
	v.out = e.holds(e.minus(q, piece{p: constant(c)}), cmp, &v.next)
	return v
}

// symbols gives the values that a number of few values can have in the cell.
func (e *evaluation) symbols(v value, limit int) ([]*big.Int, bool) {
	var all []*big.Int
	for _, p := range v.pieces {
		s := e.span(p)
		if s.lo == nil || s.hi == nil || new(big.Int).Sub(s.hi, s.lo).Cmp(big.NewInt(int64(limit))) > 0 {
			return nil, false
		}
		for x := s.lo; x.Cmp(s.hi) <= 0; x = new(big.Int).Add(x, bigOne) {
			all = append(all, x)
		}
	}
	return all, true
}
