package termsheet

import (
	"math/big"
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// Figures are what a rule comes to at points of interest, as the policy's own
// evaluation gives it.
type Figures struct {
	Table  Table
	Chart  *Chart
	Points []Point
}

// A Point is one figure, with the facts that it was worked out on.
type Point struct {
	Rule   string
	Facts  map[string]any
	AsOf   payout.Date
	Amount payout.Money
	Units  payout.Quantity
}

// figures works a rule out: at each step of the quantity that it hangs on, just
// below it, and at a few places between. It is nil where nothing can be worked
// out on facts of one subject.
func (w *writer) figures(r *plan.Rule) *Figures {
	s := w.newScene(r)
	if s == nil {
		return nil
	}
	f := &figuring{scene: s, writer: w.in(r.Program)}
	f.drive()
	f.columns()
	if f.driver == nil && len(f.symbols) < 2 {
		return nil
	}
	f.cut()
	return f.figures()
}

// A figuring looks for the points at which a rule is worked out.
type figuring struct {
	scene   *scene
	writer  *writer
	driver  *reading   // the quantity that is varied
	coupled []*reading // that are as large as it, or nothing
	symbol  *reading   // of which there is a column each
	symbols []int
	cuts    []*big.Int // where something changes
	points  []*big.Int
}

// quantity reports whether more of an input is more business.
func quantity(in *ir.Input) bool {
	k := in.Type.Kind
	if k == ir.List {
		k = in.Type.Elem.Kind
	}
	if k != ir.Money && k != ir.Count && k != ir.Number {
		return false
	}
	return in.Kind == ir.InFact || in.Measure != nil
}

// unwrap gives the input that a node is, at another scale perhaps.
func unwrap(n *ir.Node) (input, places int, ok bool) {
	for {
		switch n.Op {
		case ir.OpShift:
			places += n.Places
		case ir.OpNamed:
		case ir.OpInput:
			return n.Input, places, true
		default:
			return 0, 0, false
		}
		n = n.Args[0]
	}
}

// drive picks the quantity that the rule hangs on: what a ladder is read by, or
// else what a condition compares, or else a factor of the amount.
func (f *figuring) drive() {
	r := f.scene.rule
	var ladder, summed, compared, factor *reading
	look := func(into **reading, n *ir.Node) {
		i, _, ok := unwrap(n)
		if !ok || !quantity(r.Program.Inputs[i]) {
			return
		}
		if into == &compared && r.Program.Inputs[i].Measure != nil {
			into = &summed // what is summed is what somebody does
		}
		if *into == nil {
			*into = f.reading(i)
		}
	}
	for _, n := range []*ir.Node{r.Amount, r.When} {
		n.Walk(func(m *ir.Node) bool {
			switch m.Op {
			case ir.OpRung, ir.OpMarginal:
				look(&ladder, m.Args[0])
			case ir.OpCompare:
				look(&compared, m.Args[0])
				look(&compared, m.Args[1])
			case ir.OpAll, ir.OpAny:
				look(&compared, m.Args[0])
			case ir.OpRow:
				for _, a := range m.Args {
					look(&ladder, a)
				}
			case ir.OpInput:
				look(&factor, m)
			}
			return true
		})
	}
	for _, d := range []*reading{ladder, summed, compared, factor} {
		if d != nil && f.driver == nil {
			f.driver = d
		}
	}
	if f.driver != nil {
		f.couple()
	}
}

func (f *figuring) reading(input int) *reading {
	p := f.scene.rule.Program
	return f.scene.byKey[(&reading{program: p, in: p.Inputs[input], index: input}).key()]
}

// couple finds the other sums over the same events and time. Where the amount
// does not grow with the driver itself, the first of them is taken to be all of
// it, as of an agent with one merchant; the others are nothing.
func (f *figuring) couple() {
	d := f.driver.in
	if d.Kind != ir.InMeasure || d.Measure.Op != ir.SumOf {
		return
	}
	own := false
	for _, leaf := range factors(f.scene.rule.Amount) {
		i, _, _ := unwrap(leaf)
		r := f.reading(i)
		if r == nil {
			continue
		}
		in := r.in
		switch {
		case r == f.driver:
			own = true
		case in.Kind == ir.InMeasure && in.Measure.Op == ir.SumOf && in.Measure.Source == d.Measure.Source && in.Measure.Per == d.Measure.Per && in.Type.Kind == d.Type.Kind:
			if !slices.Contains(f.coupled, r) {
				f.coupled = append(f.coupled, r)
			}
		case in.Kind == ir.InMeasure && in.Measure.Op == ir.CountOf && in.Measure.Source == d.Measure.Source:
			r.values[0] = new(big.Int) // a fee for each is left out
		}
	}
	if own {
		for _, r := range f.coupled {
			r.values[0] = new(big.Int)
		}
		f.coupled = nil
	}
}

// factors gives the inputs that an amount is computed from, and not those that
// only pick a rung.
func factors(n *ir.Node) []*ir.Node {
	var list []*ir.Node
	n.Walk(func(m *ir.Node) bool {
		if m.Op == ir.OpInput {
			list = append(list, m)
		}
		return m.Op != ir.OpRung && m.Op != ir.OpRow && !(m.Op == ir.OpCond && m.Shown && m.Args[0].Op == ir.OpWithin)
	})
	return list
}

const mostColumns = 4

// columns finds the symbol by which the amount differs.
func (f *figuring) columns() {
	r := f.scene.rule
	take := func(n *ir.Node) {
		i, _, ok := unwrap(n)
		if !ok || n.Type.Kind != ir.Symbol || f.symbol != nil || r.Program.Inputs[i].Kind != ir.InFact {
			return
		}
		if symbols := len(n.Type.Enum.Symbols); symbols <= mostColumns && symbols > 1 {
			f.symbol = f.reading(i)
			for at := range symbols {
				f.symbols = append(f.symbols, at)
			}
		}
	}
	for _, n := range []*ir.Node{r.Amount, r.When} {
		n.Walk(func(m *ir.Node) bool {
			switch {
			case m.Op == ir.OpIndex, m.Op == ir.OpPick && len(m.Args) > 0:
				take(m.Args[0])
			case (m.Op == ir.OpRung || m.Op == ir.OpMarginal) && len(m.Args) > 1:
				take(m.Args[1])
			case m.Op == ir.OpCompare && n == r.Amount:
				take(m.Args[0])
			}
			return true
		})
	}
}

// cut finds where the rule changes with the driver.
func (f *figuring) cut() {
	if f.driver == nil {
		f.points = []*big.Int{nil}
		return
	}
	r := f.scene.rule
	programs := map[*ir.Program][]*ir.Node{r.Program: {r.When, r.Amount, r.Cap, r.Floor}}
	if r.Kind == payout.Clawback {
		taken := f.scene.writer.policy.Rule(r.Takes[0])
		programs[taken.Program] = append(programs[taken.Program], taken.When)
	}
	for p, nodes := range programs {
		for _, n := range nodes {
			n.Walk(func(m *ir.Node) bool {
				f.cutsOf(p, m)
				return true
			})
		}
	}
	slices.SortFunc(f.cuts, (*big.Int).Cmp)
	f.cuts = slices.CompactFunc(f.cuts, func(a, b *big.Int) bool { return a.Cmp(b) == 0 })
	f.spread()
}

// isDriver reports whether a node is the driver.
func (f *figuring) isDriver(p *ir.Program, n *ir.Node) (places int, ok bool) {
	i, places, ok := unwrap(n)
	if !ok {
		return 0, false
	}
	return places, f.scene.byKey[(&reading{program: p, in: p.Inputs[i], index: i}).key()] == f.driver
}

func (f *figuring) add(v *big.Int, places int) {
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
	q, m := new(big.Int).DivMod(v, unit, new(big.Int))
	if m.Sign() > 0 {
		q.Add(q, big.NewInt(1))
	}
	if q.Sign() > 0 {
		f.cuts = append(f.cuts, q)
	}
}

func (f *figuring) cutsOf(p *ir.Program, m *ir.Node) {
	compare := func(side, other *ir.Node, cmp ir.Comparison) {
		places, ok := f.isDriver(p, side)
		if side.Op == ir.OpIt {
			places, ok = 0, f.driver.in.Type.Kind == ir.List
		}
		if !ok {
			return
		}
		inner := other
		for inner.Op == ir.OpShift || inner.Op == ir.OpNamed {
			if inner.Op == ir.OpShift {
				places -= inner.Places
			}
			inner = inner.Args[0]
		}
		var bounds []*big.Int
		switch inner.Op {
		case ir.OpConst:
			bounds = []*big.Int{inner.Const}
		case ir.OpIndex:
			bounds = inner.Table
		}
		for _, b := range bounds {
			if b == nil {
				continue
			}
			up := places
			if up < 0 {
				b, up = new(big.Int).Mul(b, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(-up)), nil)), 0
			}
			if cmp == ir.Greater || cmp == ir.LessEqual {
				b = new(big.Int).Add(b, big.NewInt(1))
			}
			f.add(b, up)
		}
	}
	switch m.Op {
	case ir.OpCompare:
		compare(m.Args[0], m.Args[1], m.Cmp)
		compare(m.Args[1], m.Args[0], m.Cmp.Flip())
	case ir.OpRung, ir.OpMarginal:
		if places, ok := f.isDriver(p, m.Args[0]); ok {
			for _, c := range m.Ladder.Cuts {
				f.add(c, places)
			}
		}
	case ir.OpRow:
		for column, a := range m.Args {
			places, ok := f.isDriver(p, a)
			for _, row := range m.Rows {
				if !ok || column >= len(row.Cells) {
					continue
				}
				for _, b := range []*big.Int{row.Cells[column].Lo, row.Cells[column].Hi} {
					if b != nil {
						f.add(b, places)
					}
				}
			}
		}
	}
}

const mostCuts = 6

// spread picks the points: each cut, just below it, and beyond the last; where
// there is none, a few of a usual size.
func (f *figuring) spread() {
	unit := f.scale()
	whole := func(n int64) *big.Int { return new(big.Int).Mul(big.NewInt(n), unit) }
	if len(f.cuts) > mostCuts {
		f.cuts = append(f.cuts[:mostCuts-1:mostCuts-1], f.cuts[len(f.cuts)-1])
	}
	for _, c := range f.cuts {
		f.points = append(f.points, new(big.Int).Sub(c, big.NewInt(1)), c)
	}
	usual := []int64{10_000, 50_000, 100_000}
	if k := f.driver.in.Type.Kind; k == ir.Count || k == ir.Number {
		usual = []int64{1, 5, 10}
	}
	if len(f.cuts) == 0 {
		for _, n := range usual {
			f.points = append(f.points, whole(n))
		}
		return
	}
	last := f.cuts[len(f.cuts)-1]
	f.points = append(f.points, new(big.Int).Add(last, new(big.Int).Quo(last, big.NewInt(2))))
	if first := f.cuts[0]; first.Cmp(whole(usual[0])) > 0 {
		half := new(big.Int).Quo(first, big.NewInt(2))
		f.points = append([]*big.Int{half}, f.points...)
	}
	slices.SortFunc(f.points, (*big.Int).Cmp)
	f.points = slices.CompactFunc(f.points, func(a, b *big.Int) bool { return a.Cmp(b) == 0 })
}

func (f *figuring) scale() *big.Int {
	t := f.driver.in.Type
	if t.Kind == ir.List {
		t = *t.Elem
	}
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(t.Scale)), nil)
}

// instead gives the values of a point and a column.
func (f *figuring) instead(at *big.Int, column int) values {
	v := values{}
	if f.driver != nil && at != nil {
		v[f.driver] = at
		for i, r := range f.coupled {
			v[r] = at
			if i > 0 {
				v[r] = new(big.Int)
			}
		}
	}
	if f.symbol != nil {
		v[f.symbol] = big.NewInt(int64(f.symbols[column]))
	}
	return v
}

// figures evaluates all points and writes them down.
func (f *figuring) figures() *Figures {
	w := f.writer
	out := &Figures{}
	t := Table{Title: text(w.of("What it comes to", "算例"))}
	columns := max(len(f.symbols), 1)
	if f.driver != nil {
		t.Head, t.Right = append(t.Head, w.heading(f.driver)), append(t.Right, true)
	}
	if f.symbol == nil {
		t.Head, t.Right = append(t.Head, w.of("Comes to", "应得")), append(t.Right, true)
		if side(f.scene.rule.Kind) == "debit" {
			t.Head[len(t.Head)-1] = w.of("Costs", "应扣")
		}
	}
	for _, at := range f.symbols {
		t.Head, t.Right = append(t.Head, f.symbol.in.Type.Enum.Symbols[at]), append(t.Right, true)
	}
	pays := false
	for _, p := range f.points {
		var row []Text
		if f.driver != nil {
			row = append(row, w.of1(p, f.driver))
		}
		for c := range columns {
			got, ok := f.scene.work(f.instead(p, c))
			if !ok {
				return nil
			}
			if f.driver != nil || len(f.symbols) > 0 {
				out.Points = append(out.Points, Point{Rule: f.scene.rule.ID, Facts: got.facts, AsOf: got.asOf, Amount: got.amount, Units: got.units})
			}
			pays = pays || !got.amount.IsZero() || !got.units.IsZero()
			row = append(row, w.comes(f.scene.rule, got))
		}
		t.Rows = append(t.Rows, row)
	}
	if !pays {
		return nil
	}
	t.Note = f.assumed()
	out.Table = t
	out.Chart = f.chart()
	return out
}

// heading names the driver above its column.
func (w *writer) heading(r *reading) string {
	w = w.in(r.program)
	if r.in.Kind == ir.InWindow && r.in.Window.Times > 0 {
		return w.of("Each time: ", "每段：") + words(r.in.Measure.Name) + w.of(", ", "，") + w.policy.Model.Currency.String()
	}
	heading := w.begin(w.input(r.in)).String()
	if r.in.Type.Kind == ir.Money {
		heading += w.of(", ", "，") + w.policy.Model.Currency.String()
	}
	if w.chinese() {
		return spaced(heading)
	}
	return heading
}

// of1 writes a value of the driver.
func (w *writer) of1(v *big.Int, r *reading) Text {
	t := r.in.Type
	if t.Kind == ir.List {
		t = *t.Elem
	}
	if t.Kind == ir.Money {
		return text(w.cents(v, t.Scale))
	}
	return w.value(v, t)
}

// comes writes what a rule comes to.
func (w *writer) comes(r *plan.Rule, got outcome) Text {
	if r.Kind == payout.Benefit {
		if got.units.IsZero() {
			return text("–")
		}
		return text(got.units.String(), " ", r.Unit)
	}
	if got.amount.IsZero() {
		return text("–")
	}
	v := got.amount.BigMinor()
	t := text(w.signedMoney(v, w.policy.Model.Currency.Places()))
	if got.held {
		t = text(t, w.of(" (held)", "（冻结）"))
	}
	return t
}

// signedMoney writes an amount with the sign of a debit, in full digits.
func (w *writer) signedMoney(v *big.Int, scale int) string {
	digits := w.cents(new(big.Int).Abs(v), scale)
	if v.Sign() < 0 {
		return "−" + digits
	}
	return digits
}

// assumed says what else the figures take for granted.
func (f *figuring) assumed() Text {
	w := f.writer
	var list []Text
	for i, r := range f.coupled {
		if i == 0 {
			list = append(list, text(w.of("all of it is ", "全部为 "), w.in(r.program).input(r.in)))
		}
	}
	matters := f.matters()
	for _, r := range f.scene.readings {
		in := r.in
		if !matters[r] || r.program != f.scene.rule.Program || r == f.driver || r == f.symbol || slices.Contains(f.coupled, r) || len(r.values) != 1 || r.values[0] == nil {
			continue
		}
		if in.Kind != ir.InFact && in.Kind != ir.InTier && !(in.Measure != nil && quantity(in)) {
			continue
		}
		switch in.Type.Kind {
		case ir.Money, ir.Rate, ir.Count, ir.Number, ir.Symbol:
			if in.Measure != nil && r.values[0].Sign() == 0 {
				continue
			}
			list = append(list, text(w.input(in), w.of(" ", " "), w.value(r.values[0], in.Type)))
		}
	}
	if len(list) == 0 {
		return nil
	}
	return text(w.of("Where ", "假定 "), join(list, w.of(", ", "，"), w.of(" and ", "，")), w.of(".", "。"))
}

// matters gives what the rule itself reads, and not only who the policy is for.
func (f *figuring) matters() map[*reading]bool {
	r := f.scene.rule
	list := map[*reading]bool{}
	for _, n := range []*ir.Node{r.When, r.Amount, r.Cap, r.Floor} {
		n.Walk(func(m *ir.Node) bool {
			if m.Op == ir.OpInput || m.Op == ir.OpPick || m.Op == ir.OpPresent {
				if i, _, ok := unwrap(m); ok {
					list[f.reading(i)] = true
				} else {
					list[f.reading(m.Input)] = true
				}
			}
			return true
		})
	}
	return list
}
