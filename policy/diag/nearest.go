package diag

import (
	"cmp"
	"unicode"
	"unicode/utf8"
)

const (
	// longestName is the most characters that a name may have to be compared.
	// The work for a pair grows with the product of their lengths, and no name
	// that somebody mistyped is longer.
	longestName = 64
	// mostEdits is the distance beyond which no two names are near, however
	// long.
	mostEdits = 4
)

// Nearest returns the name of known that name was most likely meant to be, or
// "" if none is near. Near means one edit for names of two to four characters,
// two up to eight, three up to twelve, and four beyond; an edit is a character
// added, left out or changed, or two neighbours swapped. Upper and lower case
// count as the same character, and decide only between names that are equally
// near; then the first in known wins. A name of more than 64 characters is near
// to none.
func Nearest(name string, known []string) string {
	typed, ok := newSpelling(name)
	if !ok {
		return ""
	}
	best, closest := "", nearness{}
	for _, candidate := range known {
		meant, ok := newSpelling(candidate)
		if !ok {
			continue
		}
		near, ok := typed.compare(meant)
		if ok && (best == "" || near.before(closest)) {
			best, closest = candidate, near
		}
	}
	return best
}

// A spelling is a name as characters: as it is written, and in lower case.
type spelling struct {
	exact, folded []rune
}

func newSpelling(name string) (spelling, bool) {
	// A long name is refused by its bytes before its characters are counted.
	if len(name) > longestName*utf8.UTFMax || utf8.RuneCountInString(name) > longestName {
		return spelling{}, false
	}
	s := spelling{exact: []rune(name)}
	for _, r := range s.exact {
		s.folded = append(s.folded, unicode.ToLower(r))
	}
	return s, true
}

// A nearness is the distance between two names, first without regard to case.
type nearness struct {
	folded, exact int
}

func (n nearness) before(m nearness) bool {
	return cmp.Or(cmp.Compare(n.folded, m.folded), cmp.Compare(n.exact, m.exact)) < 0
}

// compare reports how near two names are, and whether they are near at all.
func (s spelling) compare(t spelling) (nearness, bool) {
	most := allowedEdits(max(len(s.exact), len(t.exact)))
	if len(s.exact)-len(t.exact) > most || len(t.exact)-len(s.exact) > most {
		return nearness{}, false // The distance is never less than the difference in length.
	}
	folded := edits(s.folded, t.folded)
	if folded > most {
		return nearness{}, false
	}
	return nearness{folded: folded, exact: edits(s.exact, t.exact)}, true
}

// allowedEdits gives the distance that still counts as near for names of at
// most length characters. Half of a name of two may differ, because Chinese
// names are that short; of a name of one nothing would remain.
func allowedEdits(length int) int {
	if length < 2 {
		return 0
	}
	return min((length+3)/4, mostEdits)
}

// edits returns the Damerau-Levenshtein distance of a and b in the form in
// which no stretch is edited twice (optimal string alignment). Three rows of
// the table are enough, since a swap looks back two.
func edits(a, b []rune) int {
	before, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		before, above, row = above, row, before
		row[0] = i + 1
		for j := range b {
			substitute := above[j]
			if a[i] != b[j] {
				substitute++
			}
			row[j+1] = min(substitute, above[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(b)]
}
