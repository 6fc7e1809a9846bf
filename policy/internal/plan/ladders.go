package plan

import (
	"math/big"
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

func (c *compiler) ladders() {
	for i := range c.syntax.Ladders.Pairs {
		pair := &c.syntax.Ladders.Pairs[i]
		path := diag.Key("ladders", pair.Key.Value)
		l := &ir.Ladder{Name: pair.Key.Value, Place: pair.Key.Span()}
		if !c.declare(pair.Key, path, l) {
			continue
		}
		c.ladder(l, &pair.Value, path)
	}
}

func (c *compiler) ladder(l *ir.Ladder, s *syntax.Ladder, path string) {
	if s.By.Value != "" {
		l.By = &s.By
	}
	if s.Of.Value != "" {
		l.Of = &s.Of
	}
	rungs, key := &s.Whole, "whole"
	if s.Marginal.Pairs != nil {
		rungs, key = &s.Marginal, "marginal"
		l.Marginal = true
	}
	switch {
	case s.Whole.Pairs != nil && s.Marginal.Pairs != nil:
		c.errorf("S003", s.Marginal.Span, diag.Key(path, "marginal"), "a ladder is `whole` or `marginal`, not both")
	case rungs.Pairs == nil:
		c.errorf("S007", s.Span, path, "the rungs are missing").Hint = "`whole:` prices the whole quantity by the rung reached, `marginal:` each slice by its own"
		return
	}
	l.Below = c.word1(s.Below, diag.Key(path, "below"), "first")
	l.Cliff = c.word1(s.Cliff, diag.Key(path, "cliff"), "intended")
	if s.Direction.Value != "" {
		l.Direction, _ = c.oneOf(s.Direction, diag.Key(path, "direction"), "rising", "falling")
	}
	if !c.rungKeys(l, rungs, diag.Key(path, key)) {
		return
	}
	c.rungValues(l, rungs, s, path)
}

// word1 reads a key that has one possible word.
func (c *compiler) word1(t syntax.Text, path, word string) bool {
	if t.Value == "" {
		return false
	}
	_, ok := c.oneOf(t, path, word)
	return ok
}

// rungKeys reads where the rungs begin. They stand in rising order.
func (c *compiler) rungKeys(l *ir.Ladder, rungs *syntax.Keyed[syntax.Override], path string) bool {
	ok := true
	for _, pair := range rungs.Pairs {
		r, good := c.rungKey(pair.Key, path)
		if !good {
			ok = false
			continue
		}
		if n := len(l.Rungs); n > 0 && ok {
			last := l.Rungs[n-1]
			order := last.At.Cmp(r.At)
			if order > 0 || order == 0 && (last.Above || !r.Above) {
				d := c.errorf("T301", pair.Key.Span(), path, "the rung %s does not begin above the one before it, %s", r.Label, last.Label)
				*d = d.WithRelated(last.Place, "the rung before it")
				d.Hint = "write the rungs in rising order, each start once"
				ok = false
			}
			if last.Unit != r.Unit && last.At.Sign() != 0 {
				c.errorf("U503", pair.Key.Span(), path, "the rungs begin in two units: %s and %s", last.Label, r.Label)
				ok = false
			}
		}
		l.Rungs = append(l.Rungs, r)
	}
	return ok && len(l.Rungs) > 0
}

const rungHint = "a rung begins at a quantity and reaches to where the next begins, as in `0:`, `1亿:` or `above 5亿:`"

func (c *compiler) rungKey(t syntax.Text, path string) (ir.Rung, bool) {
	r := ir.Rung{Label: t.Value, Place: t.Span()}
	bare := t.Value
	offset := 0
	if rest, above := strings.CutPrefix(bare, "above "); above {
		r.Above = true
		offset = len("above ") + len(rest) - len(strings.TrimSpace(rest))
		bare = strings.TrimSpace(rest)
	}
	lit, problem := ir.ReadLiteral(bare)
	if problem != nil {
		d := c.errorf(problem.Code, t.Range(problem.From+offset, problem.To+offset), diag.Key(path, t.Value), "%s", problem.Message)
		d.Hint = rungHint
		return r, false
	}
	switch lit.Kind {
	case ir.LitNumber:
		r.Unit, r.At = ir.Bare, lit.Num
	case ir.LitMoney:
		r.Unit, r.At = ir.Money, lit.Num
	case ir.LitRate:
		r.Unit, r.At = ir.Rate, lit.Num
	case ir.LitDays:
		r.Unit, r.At = ir.Days, ir.NewNum(int64(lit.N))
	case ir.LitMonths:
		r.Unit, r.At = ir.Months, ir.NewNum(int64(lit.N))
	default:
		c.errorf("S008", t.Span(), diag.Key(path, t.Value), "a rung cannot begin at %s", lit.Text).Hint = rungHint
		return r, false
	}
	return r, true
}

// rungValues reads what the rungs are worth: all one unit, and all maps of
// the same symbols or none.
func (c *compiler) rungValues(l *ir.Ladder, rungs *syntax.Keyed[syntax.Override], s *syntax.Ladder, path string) {
	var nodes []*ir.Node
	var places []syntax.Text
	width := 1
	first := &rungs.Pairs[0].Value
	if first.By.Pairs != nil {
		keys := make([]syntax.Text, len(first.By.Pairs))
		for i, pair := range first.By.Pairs {
			keys[i] = pair.Key
		}
		enum, ok := c.symbols(keys, first.Span, path, "the ladder "+l.Name)
		if !ok {
			return
		}
		l.Keys, width = enum, len(keys)
	}
	for i := range rungs.Pairs {
		pair := &rungs.Pairs[i]
		row, texts, ok := c.rungRow(l, &pair.Value, diag.Key(path, pair.Key.Value))
		if !ok {
			return
		}
		nodes, places = append(nodes, row...), append(places, texts...)
	}
	intro, texts, ok := c.introTerms(l, s, path)
	if !ok {
		return
	}
	typ, numbers, ok := c.oneUnit(append(nodes, intro...), append(places, texts...), path)
	if !ok {
		return
	}
	l.Type = typ
	for i := range l.Rungs {
		l.Rungs[i].Values = numbers[i*width : (i+1)*width]
	}
	if s.First != nil {
		c.introductory(l, s.First, numbers[len(l.Rungs)*width:], path)
	}
}

// rungRow reads the values of one rung in the order of the ladder's symbols.
func (c *compiler) rungRow(l *ir.Ladder, o *syntax.Override, path string) ([]*ir.Node, []syntax.Text, bool) {
	if l.Keys == nil {
		if o.By.Pairs != nil {
			c.errorf("S008", o.Span, path, "this rung is a map by symbol, and the first is a single value")
			return nil, nil, false
		}
		n, ok := c.constantExpr(o.Expr)
		return []*ir.Node{n}, []syntax.Text{o.Expr.Text}, ok
	}
	if o.By.Pairs == nil {
		c.errorf("S008", o.Span, path, "this rung is a single value, and the first is a map by symbol")
		return nil, nil, false
	}
	nodes, texts := make([]*ir.Node, len(l.Keys.Symbols)), make([]syntax.Text, len(l.Keys.Symbols))
	ok := true
	for _, pair := range o.By.Pairs {
		i := l.Keys.Index(pair.Key.Value)
		if i < 0 {
			d := c.errorf("N102", pair.Key.Span(), path, "the first rung has no symbol %q", pair.Key.Value)
			d.Suggest(d.Span, pair.Key.Value, l.Keys.Symbols)
			ok = false
			continue
		}
		n, good := c.constantExpr(pair.Value)
		ok = ok && good
		nodes[i], texts[i] = n, pair.Value.Text
	}
	for i, n := range nodes {
		if n == nil && ok {
			c.errorf("N102", o.Span, path, "this rung has no value for %q", l.Keys.Symbols[i])
			ok = false
		}
	}
	return nodes, texts, ok
}

// constantExpr types an expression of params and literals.
func (c *compiler) constantExpr(e syntax.Expr) (*ir.Node, bool) {
	n := c.site(nil).Value(ir.ValueSource{Expr: &e}, ir.AnyValue)
	if n.Op == ir.OpInvalid {
		return nil, false
	}
	if _, ok := n.Constant(); !ok {
		c.errorf("N107", e.Span(), e.Path, "a value of params and numbers is expected here").Hint = "what depends on facts is computed where the ladder is used"
		return nil, false
	}
	return n, true
}

// introTerms gives the values of the first months: a rung's, or given ones.
func (c *compiler) introTerms(l *ir.Ladder, s *syntax.Ladder, path string) ([]*ir.Node, []syntax.Text, bool) {
	f := s.First
	if f == nil || f.Is == nil {
		return nil, nil, true
	}
	return c.rungRow(l, f.Is, diag.Key(path, "first.is"))
}

func (c *compiler) introductory(l *ir.Ladder, f *syntax.Introductory, given []*big.Int, path string) {
	path = diag.Key(path, "first")
	w, ok := c.monthWindow(f.Months, f.From, path)
	if !ok {
		return
	}
	intro := &ir.Introductory{Window: w, Since: f.Since, Values: given, Label: "first months"}
	switch {
	case f.Is != nil && f.Rung.Value != "":
		c.errorf("S003", f.Rung.Span(), diag.Key(path, "rung"), "the first months take a `rung` or a value by `is`, not both")
		return
	case f.Is == nil && f.Rung.Value == "":
		c.errorf("S007", f.Span, path, "`rung:` or `is:` is missing here")
		return
	case f.Is == nil:
		for _, r := range l.Rungs {
			if r.Label == f.Rung.Value {
				intro.Values, intro.Label = r.Values, r.Label
			}
		}
		if len(intro.Values) == 0 {
			labels := make([]string, len(l.Rungs))
			for i, r := range l.Rungs {
				labels[i] = r.Label
			}
			c.errorf("N102", f.Rung.Span(), diag.Key(path, "rung"), "there is no rung %q", f.Rung.Value).Hint = "a rung is named by its key as written: " + strings.Join(labels, ", ")
			return
		}
	}
	l.First = intro
}

// monthWindow reads `months: 1..6` with `from: same-month`.
func (c *compiler) monthWindow(months, from syntax.Text, path string) (ir.Window, bool) {
	w, err := ir.ParseWindow(strings.TrimSuffix(months.Value, "mo"))
	if err != nil || w.Times > 0 || w.Period {
		if months.Value != "" {
			c.errorf("S008", months.Span(), diag.Key(path, "months"), "%q is no range of months", months.Value).Hint = "month 1 is the month after the date: `1..6`, `7..`; with `from: same-month` it is the date's own"
		}
		return w, false
	}
	w.Months = true
	w.Same = c.word1(from, diag.Key(path, "from"), "same-month")
	return w, true
}
