package tier

import (
	"errors"
	"fmt"
	"iter"
	"math/big"
	"slices"
)

// A Table finds a row by several keys. A row has one cell for each key and is
// matched when every key meets its cell. Rows are numbered from 0.
//
// The zero value has no rows.
type Table struct {
	rows   [][]Cell
	rows64 [][][]span64
}

// NewTable returns the table with the given rows. It is an error if there are
// none, if they do not have the same number of cells, at least one, or if no
// key can meet one of their cells. Rows may overlap; Overlaps says which do.
func NewTable(rows ...[]Cell) (*Table, error) {
	if len(rows) == 0 || len(rows[0]) == 0 {
		return nil, errors.New("a table has no rows or no keys")
	}
	t := &Table{}
	for i, row := range rows {
		if len(row) != len(rows[0]) {
			return nil, fmt.Errorf("row %d has %d cells, and row 1 has %d", i+1, len(row), len(rows[0]))
		}
		var row64 [][]span64
		for k, c := range row {
			if c.isEmpty() {
				return nil, fmt.Errorf("row %d: nothing meets cell %d", i+1, k+1)
			}
			row64 = append(row64, c.narrow())
		}
		t.rows = append(t.rows, slices.Clone(row))
		t.rows64 = append(t.rows64, row64)
	}
	return t, nil
}

// Match returns the number of the first row that the keys match, or -1 if
// there is none. In a table without overlaps it is the only one. Keys stand in
// the order of the cells; if there are too few or too many, they match no row.
// It allocates nothing.
func (t *Table) Match(keys []int64) int {
rows:
	for i, row := range t.rows64 {
		if len(row) != len(keys) {
			return -1
		}
		for k, spans := range row {
			if !meets(spans, keys[k]) {
				continue rows
			}
		}
		return i
	}
	return -1
}

func meets(spans []span64, key int64) bool {
	for _, s := range spans {
		if s.lo <= key && key <= s.last {
			return true
		}
	}
	return false
}

// MatchBig is Match for numbers of any size. A nil key matches no row.
func (t *Table) MatchBig(keys []*big.Int) int {
rows:
	for i, row := range t.rows {
		if len(row) != len(keys) {
			return -1
		}
		for k, c := range row {
			if !c.Met(keys[k]) {
				continue rows
			}
		}
		return i
	}
	return -1
}

// An Overlap is two rows that the same keys match, the earlier one first.
type Overlap struct {
	First, Second int
	Witness       []*big.Int // one such tuple of keys, in the domain
}

// Overlaps gives every pair of rows that some tuple of keys in the domain
// matches both, in ascending order of the first row, then of the second. The
// answer is exact: each pair has a witness, and a table without pairs matches
// at most one row for any keys.
//
// domain has for each key the values that it can take; keys beyond its end can
// take any. Each pair of rows is looked at once, so that the time grows with
// the square of their number; a caller who has seen enough may stop.
func (t *Table) Overlaps(domain []Cell) iter.Seq[Overlap] {
	return func(yield func(Overlap) bool) {
		for i, row := range t.rows {
			for j := i + 1; j < len(t.rows); j++ {
				witness := commonKeys(row, t.rows[j], domain)
				if witness != nil && !yield(Overlap{First: i, Second: j, Witness: witness}) {
					return
				}
			}
		}
	}
}

// commonKeys returns keys that match both rows, or nil. Rows overlap when they
// do in every key, because a row asks each key on its own.
func commonKeys(row, other, domain []Cell) []*big.Int {
	common := make([]Cell, len(row))
	for k := range row {
		common[k] = row[k].and(other[k])
		if k < len(domain) {
			common[k] = common[k].and(domain[k])
		}
		if common[k].isEmpty() {
			return nil
		}
	}
	return witness(common)
}

func witness(box []Cell) []*big.Int {
	keys := make([]*big.Int, len(box))
	for k, c := range box {
		keys[k] = c.witness()
	}
	return keys
}

// A Gap is tuples of keys that no row matches. Row is the row that would match
// all of them and nothing that is matched already. Other gaps may remain once
// it is added.
type Gap struct {
	Row     []Cell
	Witness []*big.Int // one such tuple of keys
}

// ErrBudget is the error of a question that needs more steps than the caller
// allows. It is neither yes nor no.
var ErrBudget = errors.New("the table is too large to be examined within the budget")

// Gap looks for keys in the domain that no row matches. domain is that of
// Overlaps. The answer is exact: a gap has a witness, and without one every
// tuple of the domain is matched.
//
// The boxes of keys that the rows leave are divided row by row. budget is how
// often a box may be held against a row; beyond it the answer is ErrBudget.
// Few keys need few steps, many keys can need very many: 200,000 is ample for
// tables that people write.
func (t *Table) Gap(domain []Cell, budget int) (gap Gap, found bool, err error) {
	if len(t.rows) == 0 {
		return Gap{}, false, nil
	}
	whole := make([]Cell, len(t.rows[0]))
	for k := range whole {
		whole[k] = Any()
		if k < len(domain) {
			whole[k] = domain[k]
		}
		if whole[k].isEmpty() {
			return Gap{}, false, nil
		}
	}
	left, err := unmatched(whole, t.rows, &budget)
	if err != nil || left == nil {
		return Gap{}, false, err
	}
	return Gap{Row: left, Witness: witness(left)}, true, nil
}

// unmatched returns a part of box that none of the rows match, or nil. It
// takes the first row that cuts the box and looks on in what that row leaves,
// as boxes that do not overlap: for each key, what the keys before it have in
// common with the row and this key has not.
func unmatched(box []Cell, rows [][]Cell, budget *int) ([]Cell, error) {
	for i, row := range rows {
		if *budget <= 0 {
			return nil, ErrBudget
		}
		*budget--
		if commonKeys(box, row, nil) == nil {
			continue
		}
		for k := range box {
			outside := box[k].and(row[k].not())
			if !outside.isEmpty() {
				part := slices.Clone(box)
				part[k] = outside
				for before := range k {
					part[before] = box[before].and(row[before])
				}
				left, err := unmatched(part, rows[i+1:], budget)
				if left != nil || err != nil {
					return left, err
				}
			}
		}
		return nil, nil
	}
	return box, nil
}
