package tier

import (
	"cmp"
	"errors"
	"fmt"
	"hash/maphash"
	"iter"
	"math"
	"math/big"
	"slices"
)

// A Portfolio is customers in the order of an amount, such as their volume:
// the largest amount first, equal amounts by id, ids by their bytes. So the
// order does not depend on that in which they came.
//
// The zero value has no customers.
type Portfolio struct {
	customers []customer
}

type customer struct {
	amount int64
	id     string
}

// NewPortfolio reads customers to the end: the id of each with its amount, as
// a whole number of any one unit. It keeps 24 bytes for each, and the ids. An
// id that comes twice is an error, for its customer would be counted twice.
//
// A negative amount, such as a month of refunds, counts as it is. The largest
// together can then have more than the whole.
func NewPortfolio(customers iter.Seq2[string, int64]) (*Portfolio, error) {
	p := &Portfolio{}
	for id, amount := range customers {
		if len(p.customers) == math.MaxInt32 {
			return nil, errors.New("a portfolio has more customers than can be counted")
		}
		p.customers = append(p.customers, customer{id: id, amount: amount})
	}
	if id, twice := p.repeated(); twice {
		return nil, fmt.Errorf("customer %q comes twice", id)
	}
	slices.SortFunc(p.customers, func(a, b customer) int {
		// cmp.Or would compare the ids each time, which costs far more.
		if c := cmp.Compare(b.amount, a.amount); c != 0 {
			return c
		}
		return cmp.Compare(a.id, b.id)
	})
	return p, nil
}

// repeated returns the first id, by its bytes, that comes twice. To sort a
// million ids takes longer than everything else, and so their hashes are
// sorted, and the ids themselves only if two hashes are equal.
func (p *Portfolio) repeated() (id string, twice bool) {
	hashes := make([]uint64, len(p.customers))
	seed := maphash.MakeSeed()
	for i, c := range p.customers {
		hashes[i] = maphash.String(seed, c.id)
	}
	slices.Sort(hashes)
	if len(slices.Compact(hashes)) == len(p.customers) {
		return "", false
	}
	ids := make([]string, len(p.customers))
	for i, c := range p.customers {
		ids[i] = c.id
	}
	slices.Sort(ids)
	for i := 1; i < len(ids); i++ {
		if ids[i] == ids[i-1] {
			return ids[i], true
		}
	}
	return "", false
}

// All gives the customers in order, each with its amount.
func (p *Portfolio) All() iter.Seq2[string, int64] {
	return func(yield func(string, int64) bool) {
		for _, c := range p.customers {
			if !yield(c.id, c.amount) {
				return
			}
		}
	}
}

// A Point of the concentration curve says what the first customers have.
type Point struct {
	Percent   int // of the customers
	Customers int // how many these are, any part of one being one
	Amount    *big.Int

	// Share is Amount as a part of all customers' amount, exact; nil if that
	// is not positive, when nothing can be said. Share.FloatString(4) rounds
	// it to basis points, from the middle away from zero.
	Share *big.Rat
}

// Curve returns the points of the concentration curve at the given percents,
// each 0 to 100, in the order in which they are given. The first 20 percent of
// 7 customers are 1.4, which is 2. Curve(20) answers whether a fifth of the
// customers brings four fifths of the result.
func (p *Portfolio) Curve(percents ...int) ([]Point, error) {
	points := make([]Point, len(percents))
	order := make([]int, len(percents))
	for i, percent := range percents {
		if percent < 0 || percent > 100 {
			return nil, fmt.Errorf("%d%% of the customers: want 0 to 100", percent)
		}
		count := (int64(len(p.customers))*int64(percent) + 99) / 100
		points[i] = Point{Percent: percent, Customers: int(count)}
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(points[i].Customers, points[j].Customers) })
	sum, one, counted := new(big.Int), new(big.Int), 0
	addTo := func(count int) {
		for ; counted < count; counted++ {
			sum.Add(sum, one.SetInt64(p.customers[counted].amount))
		}
	}
	for _, i := range order {
		addTo(points[i].Customers)
		points[i].Amount = new(big.Int).Set(sum)
	}
	addTo(len(p.customers))
	if sum.Sign() > 0 {
		for i := range points {
			points[i].Share = new(big.Rat).SetFrac(points[i].Amount, sum)
		}
	}
	return points, nil
}
