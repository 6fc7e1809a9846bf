package run

import "slices"

// A verdict is what is to be done with a row whose id another row has too.
type verdict uint8

const (
	counts       verdict = iota // it is the first of equal ones
	repeated                    // it says what an earlier row says
	contradicted                // it says other than another row
	withdrawn                   // another row voids it
)

// verdicts are those of the rows of a kind, by block and row.
type verdicts map[uint64][]verdict

func (v verdicts) of(at place) verdict {
	block := v[uint64(at>>32)]
	if row := int(uint32(at)); row < len(block) {
		return block[row]
	}
	return counts
}

func (v verdicts) set(at place, what verdict) {
	number, row := uint64(at>>32), int(uint32(at))
	if block := v[number]; row >= len(block) {
		v[number] = append(block, make([]verdict, row+1-len(block))...)
	}
	v[number][row] = what
}

// judge gives what is to be done with each row of a group of equal ids. A void
// row withdraws them all. Of rows that say the same the first counts. Rows
// that contradict each other are all rejected: none is better than another,
// and the order of rows may not decide.
func (v verdicts) judge(group []sighting) (contradiction bool) {
	what := repeated
	switch {
	case slices.ContainsFunc(group, func(s sighting) bool { return s.void() }):
		what = withdrawn
	case slices.ContainsFunc(group, func(s sighting) bool { return s.content != group[0].content }):
		what = contradicted
	}
	for i := range group {
		if !group[i].void() && (i > 0 || what != repeated) {
			v.set(group[i].at(), what)
		}
	}
	return what == contradicted
}
