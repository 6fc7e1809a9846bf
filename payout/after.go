package payout

import "slices"

// After returns the position that is left once s, a settlement of it, is
// posted: what the next settlement begins with. Items that are settled in full
// are left out. p is not changed.
func (p Position) After(s Settlement) (Position, error) {
	changes, err := s.Changes()
	if err != nil {
		return Position{}, err
	}
	deposit, err := s.DepositChange()
	if err != nil {
		return Position{}, err
	}
	if p.Deposit, err = p.Deposit.Add(deposit); err != nil {
		return Position{}, err
	}
	byLine := make(map[string]Change, len(changes))
	for _, c := range changes {
		byLine[c.Line] = c
	}
	items := slices.Clone(p.Items)
	for i := range items {
		c, ok := byLine[items[i].Line]
		if !ok {
			continue
		}
		if items[i].Open, err = items[i].Open.Add(c.Open); err != nil {
			return Position{}, err
		}
		if items[i].Withheld, err = items[i].Withheld.Add(c.Withheld); err != nil {
			return Position{}, err
		}
		items[i].Assessed = items[i].Assessed || c.Assessed
	}
	p.Items = slices.DeleteFunc(items, func(i Item) bool { return i.Open.IsZero() && i.Withheld.IsZero() })
	return p, nil
}
