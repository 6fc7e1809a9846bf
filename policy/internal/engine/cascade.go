package engine

import (
	"fmt"
	"math/big"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A level is one agent of a chain, with its price and what it earns.
type level struct {
	agent  int32
	spread *big.Int
	skip   bool
	fault  *ir.Fault
}

// cascade pays each level of a tree its difference (N22 to N25).
func (w *worker) cascade(o *outcome, f *frame) {
	r := o.rule
	chain, fault := w.chain(f, r)
	if fault != nil {
		o.state, o.fault = Undecided, fault
		return
	}
	if len(chain) == 0 {
		return // no agent: the house's
	}
	levels, fault := w.spreads(f, r, chain)
	if fault != nil {
		o.state, o.fault = Undecided, fault
		return
	}
	w.payLevels(o, f, levels)
}

// chain gives the agents from the subject's own up to the top.
func (w *worker) chain(f *frame, r *rule) ([]int32, *ir.Fault) {
	at := r.binding.start
	agent := f.subjects[at]
	if agent < 0 {
		if f.broken(at) {
			return nil, &ir.Fault{Kind: ir.MissingFact, Name: f.hopName(at)}
		}
		return nil, nil
	}
	table := w.engine.table(r.Cascade.Agent)
	edge := table.Type.Column(r.Cascade.Up.Name).Slot
	var chain []int32
	for agent >= 0 {
		if len(chain) >= maxLevels {
			return nil, &ir.Fault{Kind: ir.NoWay, Name: table.IDs[agent], Detail: fmt.Sprintf("more than %d levels, or a circle, above %s %s", maxLevels, table.Type.Name, table.IDs[chain[0]])}
		}
		chain = append(chain, agent)
		row := table.At(agent, f.moment.day)
		if row == 0 {
			break
		}
		above := table.Slots(row)[edge]
		if above == ir.Missing && !r.Cascade.Up.Optional {
			break
		}
		agent = -1
		if above >= 0 {
			agent = int32(above)
		}
	}
	return chain, nil
}

// spreads gives each level the best price below it less its own, and nothing
// where that is not positive. A level whose price is unknown is undecided,
// and so are those above it; those below are paid.
func (w *worker) spreads(f *frame, r *rule, chain []int32) ([]level, *ir.Fault) {
	c := r.Cascade
	scale := r.Program.Inputs[c.Spread].Type.Scale
	best := new(big.Int)
	if c.From != nil {
		v := f.get(r.codes.from)
		if v.fault != nil {
			return nil, v.fault
		}
		if v.absent {
			return nil, &ir.Fault{Kind: ir.MissingFact, Name: c.From.Text}
		}
		best.Mul(v.big(), tenTo(scale-c.From.Type.Scale))
	}
	levels := make([]level, len(chain))
	kind := w.engine.table(c.Agent).Type.Index
	for i, agent := range chain {
		l := &levels[i]
		l.agent, l.spread = agent, new(big.Int)
		own, _ := r.under(kind, agent, f.moment.day) // each level by its own deals
		lf := w.frame(own.level)
		lf.start(f.subjects[rootHop], agent, f.moment)
		price, fault := w.price(lf, own, scale)
		if fault != nil {
			for j := i; j < len(chain); j++ {
				levels[j].agent, levels[j].spread, levels[j].fault = chain[j], new(big.Int), fault
			}
			return levels, nil
		}
		if c.Skip != nil {
			l.skip, l.fault = lf.test(own.codes.skip)
		}
		gain := new(big.Int).Sub(best, price)
		if c.Share != nil {
			gain.Neg(gain)
		}
		switch {
		case gain.Sign() > 0:
			l.spread, best = gain, price
		case gain.Sign() < 0 && i == 0 && c.Share == nil && !r.NetLoss:
			l.fault = &ir.Fault{Kind: ir.Negative, Name: r.ID, Detail: "the price below the first level is lower than its own"}
		}
	}
	return levels, nil
}

func (w *worker) price(lf *frame, r *rule, scale int) (*big.Int, *ir.Fault) {
	v, n := lf.get(r.codes.price), r.codes.price.Node
	switch {
	case v.fault != nil:
		return nil, v.fault
	case v.absent:
		return nil, &ir.Fault{Kind: ir.MissingFact, Name: n.Text}
	}
	return new(big.Int).Mul(v.big(), tenTo(scale-n.Type.Scale)), nil
}

// payLevels turns spreads into amounts. Cents come from cumulative rounding,
// so that the lines sum to the rounded total (N23). The spread of a bypassed
// agent goes to the nearest one below it that is not, or is held in its own
// name (N24).
func (w *worker) payLevels(o *outcome, f *frame, levels []level) {
	r := o.rule
	slot := r.Program.Inputs[r.Cascade.Spread].Slot
	running, den, scale := new(big.Int), oneInt, 0
	var cumulative []*big.Int
	for i := range levels {
		f.ClearMemos()
		f.Set(slot, levels[i].spread)
		q, fault := f.quantity(r.codes.amount)
		if fault == nil {
			q, fault = f.bounded(r, q)
		}
		q = q.whole()
		if fault != nil {
			o.state, o.fault = Undecided, fault
			return
		}
		if i == 0 {
			den, scale = q.den, q.scale
		}
		if q.den.Cmp(den) != 0 { // bring both to one denominator
			running = new(big.Int).Mul(running, q.den)
			for j := range cumulative {
				cumulative[j] = new(big.Int).Mul(cumulative[j], q.den)
			}
			q.num = new(big.Int).Mul(q.num, den)
			den = new(big.Int).Mul(den, q.den)
		}
		running = new(big.Int).Add(running, q.num)
		cumulative = append(cumulative, running)
	}
	amounts, err := r.policy.Rounding.Cumulate(cumulative, den, scale, r.policy.Model.Currency)
	if err != nil {
		o.state, o.fault = Undecided, &ir.Fault{Kind: ir.TooLarge, Name: r.ID, Detail: err.Error()}
		return
	}
	kind := w.engine.table(r.Cascade.Agent).Type.Index
	for i, l := range levels {
		t := target{payee: w.engine.ref(kind, l.agent), amount: amounts[i], fault: l.fault, spread: l.spread}
		if l.skip && l.fault == nil {
			if j := below(levels, i); j >= 0 {
				t.payee = w.engine.ref(kind, levels[j].agent)
			} else {
				t.held = bypassed
			}
		}
		if !t.amount.IsZero() || t.fault != nil {
			o.targets = append(o.targets, t)
		}
	}
	o.targets = joinLevels(o.targets)
	if len(o.targets) > 0 {
		o.state = Decided
	}
}

// joinLevels adds up the parts of one payee, keeping those that have no
// amount because a price is missing.
func joinLevels(list []target) []target {
	var good, bad []target
	for _, t := range list {
		if t.fault != nil {
			bad = append(bad, t)
			continue
		}
		good = append(good, t)
	}
	return append(joinTargets(good), bad...)
}

// below gives the nearest level under i that is not bypassed, or -1.
func below(levels []level, i int) int {
	for j := i - 1; j >= 0; j-- {
		if !levels[j].skip {
			return j
		}
	}
	return -1
}
