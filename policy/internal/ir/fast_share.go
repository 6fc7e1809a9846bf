package ir

// CompileTogether is Compile for nodes that are evaluated one after the other
// in one frame, for the same decision: what several of them compute is
// computed once. The nodes are those of one Joint, in which what is alike is
// one node. A nil node gives a nil code.
func CompileTogether(p *Program, nodes []*Node, places []Place) []*Code {
	s := &sharing{uses: map[*Node]int{}, costs: map[*Node]int{}, bound: map[*Node]bool{}}
	for _, n := range nodes {
		s.count(n)
	}
	c := newLowering(p, places)
	c.shared = map[*Node]int{}
	for _, n := range s.order {
		if s.uses[n] > 1 && s.costs[n] >= worthwhile && !s.bound[n] {
			c.shared[n] = p.Memos
			p.Memos++
		}
	}
	codes := make([]*Code, len(nodes))
	for i, n := range nodes {
		codes[i] = c.code(n)
	}
	return codes
}

// worthwhile is the cost from which it is cheaper to remember a value than to
// compute it again.
const worthwhile = 3

// A sharing finds out what several nodes compute.
type sharing struct {
	uses  map[*Node]int
	costs map[*Node]int
	bound map[*Node]bool // to the element in hand of a list
	order []*Node        // arguments before those who use them
}

func (s *sharing) count(n *Node) {
	if n == nil {
		return
	}
	s.uses[n]++
	if s.uses[n] > 1 {
		return
	}
	cost, bound := price(n), n.Op == OpIt || n.Op == OpPrev
	below := func(arg *Node) {
		s.count(arg)
		cost += s.costs[arg]
		bound = bound || s.bound[arg]
	}
	for _, arg := range n.Args {
		below(arg)
	}
	for i := range n.Rows {
		below(n.Rows[i].Value)
	}
	s.costs[n], s.bound[n] = min(cost, worthwhile), bound
	s.order = append(s.order, n)
}

// price is about what a node costs beside its arguments.
func price(n *Node) int {
	switch n.Op {
	case OpConst, OpInput, OpNamed, OpIt, OpPrev:
		return 0
	case OpRung, OpMarginal, OpRow, OpRoundQuo, OpRound, OpAddMonths, OpMonths, OpMonth, OpYear, OpWithin, OpAll, OpAny, OpCount, OpSum:
		return worthwhile
	default:
		return 1
	}
}
