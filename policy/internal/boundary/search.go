package boundary

import (
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A found is the cases at one border, and how good they are.
type found struct {
	cases []Candidate
	score int
}

// search moves each fact of each scene to every border that it moves towards.
func (g *maker) search() {
	for _, s := range slices.Clone(g.scenes) {
		g.move(s)
	}
	g.turnOver()
	for _, s := range slices.Clone(g.scenes) {
		g.windows(s)
		g.days(s)
	}
}

// move looks for the borders that the facts of a scene lead to.
func (g *maker) move(s *scene) {
	base := g.try(s)
	if base == nil {
		return
	}
	g.tries = map[string]int{}
	keys := slices.Sorted(maps.Keys(base.gaps)) // what is found first uses up what the search may cost
	for _, l := range g.leaves(s) {
		v, ok := l.value()
		if !l.ordered() || !ok {
			continue
		}
		m := &mover{g: g, scene: s, leaf: l, at: map[string]*result{v.String(): base}}
		for _, by := range m.strides(v) {
			to := new(big.Int).Add(v, by)
			r := m.try(to)
			if r == nil {
				continue
			}
			for _, key := range keys {
				for i, gap := range base.gaps[key] {
					if i < maxTimes && i < len(r.gaps[key]) && r.gaps[key][i].Cmp(gap) != 0 {
						m.solve(key, i, v, to)
					}
				}
			}
		}
	}
	for key := range base.gaps {
		if b := g.borders[key]; b != nil {
			b.reached = true
		}
	}
}

// maxTimes is how often a comparison is looked at in one run: once for each
// block of a list.
const maxTimes = 12

// maxSolved is how many ways to one border are looked at in one scene, and a
// quarter of those that are looked at in all: the best of them is kept.
const maxSolved = 3

// A mover moves one fact.
type mover struct {
	g      *maker
	scene  *scene
	leaf   leaf
	at     map[string]*result
	solved map[string]bool
}

// strides are the first steps away from a value: the smallest, and one that is
// not lost in a rounding.
func (m *mover) strides(v *big.Int) []*big.Int {
	if m.leaf.day() {
		return []*big.Int{big.NewInt(-1), big.NewInt(1), big.NewInt(-31), big.NewInt(31)}
	}
	far := new(big.Int).Quo(v, big.NewInt(2))
	if far.Sign() == 0 {
		far = scaled(big.NewInt(100), m.leaf.column.Scale)
	}
	return []*big.Int{big.NewInt(1), big.NewInt(-1), far, new(big.Int).Neg(far)}
}

// try runs the scene with another value.
func (m *mover) try(v *big.Int) *result {
	if r, known := m.at[v.String()]; known {
		return r
	}
	var r *result
	if text, ok := m.leaf.write(v); ok {
		r = m.g.try(m.scene.with(m.leaf, text))
	}
	m.at[v.String()] = r
	return r
}

// gap gives how far above a border the scene is with another value.
func (m *mover) gap(key string, i int, v *big.Int) *big.Int {
	r := m.try(v)
	if r == nil || i >= len(r.gaps[key]) {
		return nil
	}
	return r.gaps[key][i]
}

// solve finds the value that puts the scene at a border, from two values at
// different distances: by a straight line first, and where the line is bent by
// halving.
func (m *mover) solve(key string, i int, a, b *big.Int) {
	id := key + "|" + strconv.Itoa(i)
	if m.solved == nil {
		m.solved = map[string]bool{}
	}
	if border := m.g.borders[key]; m.solved[id] || m.g.tries[key] >= maxSolved || border.tries >= 4*maxSolved && border.best != nil {
		return
	}
	fa, fb := m.gap(key, i, a), m.gap(key, i, b)
	for range 8 {
		if fa == nil || fb == nil || fa.Cmp(fb) == 0 {
			return
		}
		if fa.Sign() == 0 || fb.Sign() == 0 || fa.Sign() != fb.Sign() {
			break
		}
		slope := sub(fb, fa)
		step := new(big.Int).Mul(fb, sub(b, a))
		q, r := new(big.Int).QuoRem(step, slope, new(big.Int))
		if r.Sign() != 0 { // one further, so that the border lies between
			q.Add(q, big.NewInt(int64(r.Sign()*slope.Sign())))
		}
		if q.Sign() == 0 {
			return
		}
		a, fa = b, fb
		b = sub(b, q)
		fb = m.gap(key, i, b)
	}
	m.solved[id] = true
	m.g.borders[key].tries++
	m.g.tries[key]++
	m.between(key, i, a, b)
}

var bigOne = big.NewInt(1)

// between finds the border between two values on both sides of it.
func (m *mover) between(key string, i int, a, b *big.Int) {
	fa, fb := m.gap(key, i, a), m.gap(key, i, b)
	if fa.Sign() == 0 {
		a, b, fa, fb = b, a, fb, fa
	}
	if fb.Sign() == 0 {
		m.around(key, i, b)
		return
	}
	if fa.Sign() == fb.Sign() {
		return
	}
	for range 64 {
		d := sub(b, a)
		if d.CmpAbs(bigOne) <= 0 {
			break
		}
		mid := new(big.Int).Add(a, new(big.Int).Quo(d, big.NewInt(2)))
		f := m.gap(key, i, mid)
		switch {
		case f == nil:
			return
		case f.Sign() == 0:
			m.around(key, i, mid)
			return
		case f.Sign() == fa.Sign():
			a = mid
		default:
			b = mid
		}
	}
	m.offer(key, i, a, b)
}

// around takes the value at a border and those on both sides of it. Where
// several values put the scene at the border, such as the days of a month, it
// takes the first or the last of them and the one beside it.
func (m *mover) around(key string, i int, at *big.Int) {
	var beside []*big.Int
	for _, by := range []int64{-1, 1} {
		edge := at
		for range maxEdge {
			next := new(big.Int).Add(edge, big.NewInt(by))
			f := m.gap(key, i, next)
			if f == nil {
				break
			}
			if f.Sign() != 0 {
				if edge != at {
					m.offer(key, i, edge, next)
				} else {
					beside = append(beside, next)
				}
				break
			}
			edge = next
		}
	}
	if len(beside) == 0 || m.offer(key, i, append(beside, at)...) || m.leaf.day() {
		return
	}
	for far := big.NewInt(10); far.Cmp(maxFar) <= 0; far = new(big.Int).Mul(far, big.NewInt(10)) {
		if m.offer(key, i, sub(at, far), at, new(big.Int).Add(at, far)) {
			return // one unit makes no difference that a payment shows, and this many do
		}
	}
}

// maxFar is how far from a border its neighbours can be.
var maxFar = big.NewInt(1_000_000)

// maxEdge is how far the last of the values at a border is looked for.
const maxEdge = 40

// offer makes cases of values around a border, in the order below, at, above,
// and keeps them if they are better than those that are known. It reports
// whether they come to different things.
func (m *mover) offer(key string, i int, values ...*big.Int) bool {
	g, b := m.g, m.g.borders[key]
	var f found
	var sides []string
	states := map[string]bool{}
	for _, v := range values {
		r := m.try(v)
		if r == nil {
			continue
		}
		gap := m.gap(key, i, v)
		if gap == nil {
			continue
		}
		text, _ := m.leaf.write(v)
		c := Candidate{
			Title: b.named(g, gap), About: b.site.about, Text: b.text(), order: b.site.order, side: gap.Sign(),
			rules: b.site.rules, tiers: b.site.tiers, settled: b.site.settled, scene: m.scene.with(m.leaf, text), came: r.came,
		}
		if b.scale >= 0 && gap.CmpAbs(bigOne) == 0 {
			f.score += 2
		}
		if gap.Sign() == 0 {
			f.score += 2
		}
		f.cases = append(f.cases, c)
		if !slices.Contains(sides, r.last) {
			sides = append(sides, r.last)
		}
		states[stateOf(r)] = true
		g.remember(c)
	}
	if len(f.cases) < 2 || len(sides) < 2 {
		return false
	}
	if len(states) > 1 {
		f.score += 4
	}
	f.score = f.score*100 - min(m.scene.rows(), 20) - 30*len(m.scene.turns)
	if m.leaf.day() != (b.kind == ir.Date) {
		f.score -= 100
	}
	slices.SortStableFunc(f.cases, func(a, c Candidate) int { return a.side - c.side })
	if (b.best == nil || f.score > b.best.score) && (g.skip == nil || !g.skip(b.site.file)) {
		b.best = &f
	}
	return true
}

// stateOf says which rules paid, and which tiers there are, without amounts.
func stateOf(r *result) string {
	var b strings.Builder
	for i := range r.came {
		for _, l := range r.came[i].Lines {
			b.WriteString(l.Rule + " " + l.Subject.String() + " " + l.Held + ";")
		}
		b.WriteString("/")
	}
	last := r.came[len(r.came)-1]
	var tiers []string
	for name, in := range last.Tiers {
		tiers = append(tiers, name+in)
	}
	slices.Sort(tiers)
	return b.String() + strings.Join(tiers, ";")
}

// turnOver changes each symbol and each yes or no of each scene, and leaves out
// each fact and each row, and keeps what is seen then for the first time.
func (g *maker) turnOver() {
	for _, c := range slices.Clone(g.pool) {
		for side := range g.try(c.scene).seen {
			g.covered[side] = true
		}
	}
	for at := 0; at < len(g.scenes); at++ { // those that are found grow the list
		s := g.scenes[at]
		base := g.try(s)
		if base == nil {
			continue
		}
		for _, l := range g.leaves(s) {
			for _, text := range l.others() {
				g.flip(s, s.with(l, text), base, l.name+" = "+text, g.of("%s is %s", "%s 为 %s", l.name, text))
			}
			if l.inner < 0 && l.entry > 0 {
				g.flip(s, s.withoutFact(l.turn, l.row, l.entry), base, l.name, g.of("without %s", "没有 %s", l.name))
			}
		}
		for i := range s.turns {
			for j, r := range s.turns[i].rows {
				if s.rows() > 1 {
					g.flip(s, s.withoutRow(i, j), base, r.kind, g.of("without the %s %s", "没有 %s %s", r.kind, idOf(r.facts)))
				}
			}
		}
	}
}

// flip keeps a scene in which one thing is changed, if something is seen in it
// for the first time and it comes to something else.
func (g *maker) flip(was, now *scene, base *result, what, title string) {
	r := g.try(now)
	if r == nil || r.last == base.last || r.came[len(r.came)-1].Stopped {
		return
	}
	var at *site
	var side string
	for name, x := range r.seen {
		if !g.covered[name] && (at == nil || x.order < at.order || x.order == at.order && name < side) {
			at, side = x, name
		}
	}
	c := Candidate{Title: title, scene: now, came: r.came}
	if at == nil {
		g.remember(c)
		return
	}
	for name := range r.seen {
		g.covered[name] = true
	}
	parts := strings.Split(side, "|")
	c.About, c.order, c.rules, c.tiers, c.settled = at.about, at.order, at.rules, at.tiers, at.settled
	c.Text = strings.Join(strings.Fields(parts[1]), " ")
	if strings.HasPrefix(side, "ladder ") {
		c.Text = parts[0]
	}
	g.remember(c)
	if g.skip == nil || !g.skip(at.file) {
		g.flips = append(g.flips, c)
	}
	if len(g.scenes) < maxScenes {
		g.scenes = append(g.scenes, now)
		g.move(now)
	}
}

// windows puts events on the first and the last day of each window that is
// counted from a date, and on the days beside them.
func (g *maker) windows(s *scene) {
	leaves := g.leaves(s)
	for _, event := range leaves {
		typ := g.schema.Type(s.turns[event.turn].rows[event.row].kind)
		if typ.At == nil || typ.At != event.column {
			continue
		}
		for _, anchor := range leaves {
			if anchor.column.Kind != ir.Date || anchor.turn > event.turn || g.schema.Type(s.turns[anchor.turn].rows[anchor.row].kind).Event {
				continue
			}
			day, ok := anchor.value()
			if !ok {
				continue
			}
			for _, in := range g.sites.waits {
				g.edges(s, event, anchor, in, payout.Date(day.Int64()))
			}
		}
	}
}

func (g *maker) edges(s *scene, event, anchor leaf, in *ir.Input, day payout.Date) {
	w := in.Window
	if in.Kind == ir.InMeasure {
		w = *in.Measure.Window
	}
	if in.Measure.Source.Name != s.turns[event.turn].rows[event.row].kind {
		return
	}
	key := "window " + in.Name
	m := &mover{g: g, scene: s, leaf: event, at: map[string]*result{}}
	pair := func(out, inside payout.Date, last bool) {
		side := key + " first"
		title := g.of("%s on the first day of %s", "%s 在 %s 的第一天", event.name, in.Name)
		beside := g.of("%s the day before the first of %s", "%s 在 %s 第一天的前一天", event.name, in.Name)
		if last {
			side = key + " last"
			title = g.of("%s on the last day of %s", "%s 在 %s 的最后一天", event.name, in.Name)
			beside = g.of("%s the day after the last of %s", "%s 在 %s 最后一天的后一天", event.name, in.Name)
		}
		a, b := m.try(big.NewInt(int64(inside))), m.try(big.NewInt(int64(out)))
		if a == nil || b == nil || a.last == b.last {
			return
		}
		at := g.readerOf(in)
		for _, c := range []struct {
			day   payout.Date
			r     *result
			title string
		}{{inside, a, title}, {out, b, beside}} {
			text, _ := event.write(big.NewInt(int64(c.day)))
			x := Candidate{Title: c.title, Text: in.Name, scene: s.with(event, text), came: c.r.came}
			if at != nil {
				x.About, x.order, x.rules = at.about, at.order, at.rules
			}
			g.remember(x)
			if !g.covered[side] && at != nil && (g.skip == nil || !g.skip(at.file)) {
				g.flips = append(g.flips, x)
			}
		}
		g.covered[side] = true
	}
	if w.Times > 0 {
		for i := range w.Times {
			first, last := w.Block(day, i)
			key = "window " + in.Name + " " + strconv.Itoa(i)
			pair(first.AddDays(-1), first, false)
			pair(last.AddDays(1), last, true)
		}
		return
	}
	first, last, closed := w.Days(day)
	pair(first.AddDays(-1), first, false)
	if closed {
		pair(last.AddDays(1), last, true)
	}
}

// readerOf gives the first place that reads an input.
func (g *maker) readerOf(in *ir.Input) *site {
	for _, p := range g.book.Plans() {
		for _, r := range p.Rules {
			if slices.Contains(r.Program.Inputs, in) {
				if at := g.sites.texts["when of "+r.ID]; at != nil {
					return at
				}
				return g.sites.texts["amount of "+r.ID]
			}
		}
	}
	return nil
}

// days looks for days on which a decision changes although no comparison was
// seen to: the day that a rule is decided on, the end of a policy.
func (g *maker) days(s *scene) {
	base := g.try(s)
	if base == nil {
		return
	}
	for _, l := range g.leaves(s) {
		v, ok := l.value()
		if l.column.Kind != ir.Date || !ok || len(s.turns) > 1 {
			continue
		}
		m := &mover{g: g, scene: s, leaf: l, at: map[string]*result{v.String(): base}}
		for _, by := range []int64{-40, 40} {
			far := new(big.Int).Add(v, big.NewInt(by))
			r := m.try(far)
			if r == nil || stateOf(r) == stateOf(base) {
				continue
			}
			a, b := v, far
			for {
				d := sub(b, a)
				if d.CmpAbs(bigOne) <= 0 {
					break
				}
				mid := new(big.Int).Add(a, new(big.Int).Quo(d, big.NewInt(2)))
				x := m.try(mid)
				if x != nil && stateOf(x) == stateOf(base) {
					a = mid
				} else {
					b = mid
				}
			}
			for _, x := range []*big.Int{a, b} {
				r := m.try(x)
				if r == nil || r.came[len(r.came)-1].Stopped {
					continue
				}
				text, _ := l.write(x)
				g.remember(Candidate{Title: g.of("%s is %s", "%s 为 %s", l.name, text), scene: s.with(l, text), came: r.came})
			}
		}
	}
}
