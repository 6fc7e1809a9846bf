package data

import (
	"math/big"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A Store holds the subjects of a run.
type Store struct {
	Schema *Schema
	Texts  *ir.Texts
	Tables []*Table // by the index of their type
}

// NewStore makes an empty store.
func NewStore(s *Schema) *Store {
	store := &Store{Schema: s, Texts: s.Texts.Extend()}
	for _, t := range s.Types {
		store.Tables = append(store.Tables, &Table{Type: t, index: map[string]int32{}})
	}
	return store
}

// A Table holds the subjects of one type, each with one row, or several rows
// that are valid from different days.
type Table struct {
	Type  *Type
	IDs   []string
	first []int32 // by subject: its first row, or -1
	void  map[int32]string
	from  []payout.Date // by row: the day from which it is valid; zero for always
	next  []int32       // by row: the next row of the same subject, by day; or -1
	slots []int64
	wide  map[int]*big.Int // by position in slots
	index map[string]int32
	late  *late // while the table is frozen
	ranks []int32
	own   map[int32][]bool // by row: which values are its own, and not those of the row before; of a subject's first row, all
}

// Len is how many subjects there are.
func (t *Table) Len() int { return len(t.IDs) }

// Intern gives the position of a subject, which is added without facts if it
// is new.
func (t *Table) Intern(id string) int32 {
	i, _ := t.refer(id)
	return i
}

// refer is Intern, which says too whether the subject is new.
func (t *Table) refer(id string) (i int32, added bool) {
	if i, ok := t.index[id]; ok {
		return i, false
	}
	if t.late != nil {
		return t.late.intern(id), true
	}
	i = int32(len(t.IDs))
	id = strings.Clone(id) // it may be a part of a long text
	t.IDs = append(t.IDs, id)
	t.first = append(t.first, -1)
	t.index[id] = i
	return i, true
}

// Ranks gives the place of each subject in the order of the ids. One goroutine
// may ask at a time.
func (t *Table) Ranks() []int32 {
	if len(t.ranks) == len(t.IDs) {
		return t.ranks
	}
	order := make([]int32, len(t.IDs))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return strings.Compare(t.IDs[a], t.IDs[b]) })
	t.ranks = make([]int32, len(order))
	for rank, i := range order {
		t.ranks[i] = int32(rank)
	}
	return t.ranks
}

// Find gives the position of a subject.
func (t *Table) Find(id string) (int32, bool) {
	i, ok := t.index[id]
	return i, ok
}

// ID gives the id of a subject.
func (t *Table) ID(subject int32) string {
	if n := len(t.IDs); int(subject) >= n {
		return t.late.id(int(subject) - n)
	}
	return t.IDs[subject]
}

// Known reports whether facts were given of a subject, not only its id.
func (t *Table) Known(subject int32) bool {
	return int(subject) < len(t.first) && t.first[subject] >= 0
}

// Described reports whether facts were given of any subject.
func (t *Table) Described() bool { return len(t.Type.Columns) > 0 && len(t.from) > 0 }

// Void gives why a subject was voided at its source, or "".
func (t *Table) Void(subject int32) string { return t.void[subject] }

// A Row is where the slots of one version of a subject stand; the zero Row is
// none.
type Row int32

// At gives the row of a subject that is valid on a day, or 0. A subject whose
// first row begins later is not there yet.
func (t *Table) At(subject int32, day payout.Date) Row {
	if int(subject) >= len(t.first) {
		return 0 // new since the table was frozen
	}
	row := t.first[subject]
	found := int32(-1)
	for row >= 0 && (t.from[row] <= day || t.from[row].IsZero()) {
		found = row
		row = t.next[row]
	}
	return Row(found + 1)
}

// Changes calls visit with each day on which a row of the subject begins.
func (t *Table) Changes(subject int32, visit func(payout.Date)) {
	for row := t.first[subject]; row >= 0; row = t.next[row] {
		if !t.from[row].IsZero() {
			visit(t.from[row])
		}
	}
}

// Slots gives the values of a row.
func (t *Table) Slots(r Row) []int64 {
	at := (int(r) - 1) * t.Type.Width
	return t.slots[at : at+t.Type.Width : at+t.Type.Width]
}

// Wide gives a value that is too large for its slot.
func (t *Table) Wide(r Row, slot int) *big.Int {
	return t.wide[(int(r)-1)*t.Type.Width+slot]
}

// Withdraw marks a subject as void, with the reason that its source gives.
func (t *Table) Withdraw(subject int32, reason string) {
	if t.void == nil {
		t.void = map[int32]string{}
	}
	t.void[subject] = strings.Clone(reason)
}
