package termsheet

import (
	"math/big"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// numbers gives the numbers that a promise is looked at: the promised one, one
// less, and where the rungs below it begin.
func (s *stake) numbers() []*big.Int {
	list := []*big.Int{s.bound, new(big.Int).Sub(s.bound, big.NewInt(1))}
	for i, m := range s.term.Deals {
		for j := range m.Commitments {
			if s.term.Deals[i].Commitments[j] != s.commitment {
				continue
			}
			l := s.missed.partly(s.commitment, &m.Syntax.Commitments[j])
			if l == nil {
				continue
			}
			for k := len(l.Rungs) - 1; k >= 0; k-- {
				r := l.Rungs[k]
				at, exact := atScale(r, s.promised.Type.Scale)
				if !exact || at.Cmp(s.bound) >= 0 || at.Sign() <= 0 {
					continue
				}
				list = append(list, at, new(big.Int).Sub(at, big.NewInt(1)))
			}
		}
	}
	return list[:min(len(list), mostCuts)]
}

// atScale gives where a rung begins at a scale.
func atScale(r ir.Rung, scale int) (*big.Int, bool) {
	if r.At.Scale > scale {
		return nil, false
	}
	v := new(big.Int).Mul(r.At.Int, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale-r.At.Scale)), nil))
	if r.Above {
		v.Add(v, big.NewInt(1))
	}
	return v, true
}

// figures writes what hangs on the promise, a row for each number.
func (s *stake) figures() *Figures {
	w := s.writer
	currency := w.of(", ", "，") + w.policy.Model.Currency.String()
	promised := w.in(s.commitment.Program)
	t := Table{
		Title: text(w.of("What hangs on it, by ", "达成与否的差别，以 "), Run{s.rule.ID, Strong}, w.of("", " 为例")),
		Head: []string{
			w.begin(promised.input(s.promised)).String(), w.of("Meanwhile", "期间每期已付") + currency, w.of("As tested", "判定后每期应付") + currency,
			w.of("Goes back", "每期扣回") + currency,
		},
		Right: []bool{true, true, true, true},
	}
	ends := s.periods()
	if len(ends) > 1 {
		t.Head, t.Right = append(t.Head, w.of("In the whole term", "整个协议期扣回")+currency), append(t.Right, true)
	}
	if w.chinese() {
		t.Head[0] = spaced(t.Head[0])
	}
	out := &Figures{}
	places := w.policy.Model.Currency.Places()
	for _, number := range s.numbers() {
		meanwhile, due, ok := s.both(number)
		if !ok {
			return nil
		}
		back, err := meanwhile.Sub(due)
		if err != nil {
			return nil
		}
		row := []Text{
			promised.value(number, s.promised.Type), text(w.signedMoney(meanwhile.BigMinor(), places)), text(w.signedMoney(due.BigMinor(), places)), s.goes(back),
		}
		if len(ends) > 1 {
			all, ok := s.all(number, ends)
			if !ok {
				return nil
			}
			row = append(row, s.goes(all))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Note = text(s.each(), s.figuring.assumes())
	out.Table = t
	return out
}

// goes writes what goes back; what is paid more has a plus.
func (s *stake) goes(back payout.Money) Text {
	w, places := s.writer, s.writer.policy.Model.Currency.Places()
	switch {
	case back.IsZero():
		return text("–")
	case back.Sign() < 0:
		return text("+", w.signedMoney(back.Neg().BigMinor(), places))
	default:
		return text(w.signedMoney(back.BigMinor(), places))
	}
}

// periods gives the last days of the periods of the rule in the term; none
// where it is not paid by the month, quarter or year.
func (s *stake) periods() []payout.Date {
	d, unit := s.commitment.Deal, s.rule.Every.Unit
	if s.rule.Once != nil || s.rule.Every.Own() || unit == ir.NoUnit || unit == ir.Day {
		return nil
	}
	var ends []payout.Date
	for day := max(d.From, s.term.From); day <= d.Until && len(ends) < 120; day = ends[len(ends)-1].AddDays(1) {
		ends = append(ends, plan.UnitEnd(unit, day))
	}
	return ends
}

// all gives what goes back in the whole term, each period evaluated.
func (s *stake) all(number *big.Int, ends []payout.Date) (sum payout.Money, ok bool) {
	day := s.asOf
	defer func() { s.asOf = day }()
	for _, s.asOf = range ends {
		meanwhile, due, ok := s.both(number)
		if !ok {
			return sum, false
		}
		back, err := meanwhile.Sub(due)
		if err == nil {
			sum, err = sum.Add(back)
		}
		if err != nil {
			return sum, false
		}
	}
	return sum, true
}

// each says of how long a stretch the figures are, and how many there are in
// the term.
func (s *stake) each() Text {
	w, unit, n := s.writer, s.rule.Every.Unit, len(s.periods())
	if n == 0 {
		return text(w.of("Each time that it is paid. ", "以每次支付计。"))
	}
	names := map[ir.Unit][2]string{ir.Month: {"month", "月"}, ir.Quarter: {"quarter", "季"}, ir.Year: {"year", "年"}}[unit]
	if n == 1 {
		return text(w.of("For one "+names[0]+", as long as the term. ", "以一"+names[1]+"计，与协议期相同。"))
	}
	measure := map[ir.Unit]string{ir.Month: " 个月，", ir.Quarter: " 个季度，", ir.Year: " 年，"}[unit]
	return text(w.of("For one "+names[0]+"; the term has "+plain(n)+" of them, taken to be alike. ", "以一"+names[1]+"计；协议期共 "+plain(n)+measure+"各期相同。"))
}

// assumes says on which facts a figure was worked out, the quantity included.
func (f *figuring) assumes() Text {
	w := f.writer
	var list []Text
	for _, r := range f.scene.readings {
		if len(r.values) != 1 || r.values[0] == nil || r.in.Kind != ir.InFact && r.in.Measure == nil || len(r.in.Path.Hops) > 0 && r.in.Kind != ir.InFact {
			continue
		}
		switch r.in.Type.Kind {
		case ir.Money, ir.Rate, ir.Count, ir.Number, ir.Symbol:
			list = append(list, text(w.in(r.program).input(r.in), w.of(" is ", "为 "), w.value(r.values[0], r.in.Type)))
		}
	}
	if len(list) == 0 {
		return nil
	}
	return text(w.of("Where ", "假定 "), join(list, w.of(", ", "，"), w.of(" and ", "，")), w.of(".", "。"))
}
