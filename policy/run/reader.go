package run

import (
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A reader reads rows of one kind into a record, for one goroutine.
type reader struct {
	in      *ingest
	typ     *data.Type
	record  *data.Record
	shapes  map[*Header]*shape
	amounts *data.Column // the first money fact, for reconciliation; may be nil
	tallies tallies
	found   findings
	first   map[data.Subject]mention
}

// A shape is where the values of rows of one header go.
type shape struct {
	columns []*data.Column // by value; nil: id, valid_from, void, or unknown
	offsets []int
	unknown []bool
	hashes  []uint64 // of the names
}

func (in *ingest) reader(t *data.Type) *reader {
	r := &reader{in: in, typ: t, record: data.NewRecord(t), shapes: map[*Header]*shape{}, first: map[data.Subject]mention{}}
	for _, c := range t.Columns {
		if c.Kind == ir.Money && c.Keys == nil && !c.Measure {
			if c.Scale == in.store.Schema.Currency.Places() {
				r.amounts = c
			}
			break
		}
	}
	return r
}

// A readState says how much of a row could be read.
type readState uint8

const (
	rowGood   readState = iota
	rowFaulty           // with values that cannot be read
	rowNobody           // without an id
	rowBroken           // not taken apart
)

// read reads a row into the record, counts it as read, and says what is wrong
// with it.
func (r *reader) read(at place, row *Row) (amount, readState) {
	r.record.Reset()
	if row.Bad == "" && row.Header == nil {
		row.Bad = "the row has no header, and so its values have no names"
	}
	if row.Bad == "" {
		r.fill(at, row)
	}
	a := r.amount()
	r.tallies.read.add(a)
	for _, s := range r.record.New {
		if was, known := r.first[s]; !known || at < was.at {
			r.first[s] = mention{at: at, span: rowSpan(row)}
		}
	}
	state := rowGood
	switch {
	case row.Bad != "":
		state = rowBroken
	case r.record.ID == "":
		state = rowNobody
	case len(r.record.Bad) > 0:
		state = rowFaulty
	}
	if state != rowGood {
		r.tallies.rejected.add(a)
		r.describe(at, row)
	}
	return a, state
}

func (r *reader) fill(at place, row *Row) {
	s := r.shapes[row.Header]
	if s == nil {
		s = r.shape(at, row)
		r.shapes[row.Header] = s
	}
	for i, text := range row.Values {
		switch {
		case s.columns[i] != nil:
			r.record.SetColumn(r.in.store, s.columns[i], s.offsets[i], text)
		case !s.unknown[i]:
			r.record.Set(r.in.store, row.Header.Names[i], text)
		}
	}
}

// shape finds the column of each name; names that the policy does not know
// are reported once a file.
func (r *reader) shape(at place, row *Row) *shape {
	n := len(row.Header.Names)
	s := &shape{columns: make([]*data.Column, n), offsets: make([]int, n), unknown: make([]bool, n), hashes: make([]uint64, n)}
	for i, name := range row.Header.Names {
		s.hashes[i] = hashText(name)
		if slices.Contains(row.Header.Names[:i], name) {
			r.found.name(at, diag.Errorf("B102", row.nameSpan(i), "the column %q stands there twice", name))
			s.unknown[i] = true
			continue
		}
		if name == data.ID || name == data.ValidFrom || name == data.Void {
			continue
		}
		c, offset, ok := r.typ.Find(name)
		if !ok {
			s.unknown[i] = true
			d := diag.Warningf("B102", row.nameSpan(i), "%s has no fact %q; the column is not read", r.typ.Name, name)
			if near := r.typ.NearName(name); near != "" {
				d.Hint = "did you mean \"" + near + "\"?"
			}
			r.found.name(at, d)
			continue
		}
		s.columns[i], s.offsets[i] = c, offset
	}
	if row.Header.places != nil && !slices.Contains(row.Header.Names, data.ValidFrom) {
		r.lacks(at, row, s)
	}
	return s
}

// lacks reports the facts for which a file has no column. One with a column of
// days may hold only what changes.
func (r *reader) lacks(at place, row *Row, s *shape) {
	for _, c := range r.typ.Columns {
		if !c.Required() || slices.Contains(s.columns, c) {
			continue
		}
		d := diag.Warningf("B106", row.nameSpan(0), "there is no column %q: what needs it of a %s cannot be decided or counted", c.Name, r.typ.Name)
		r.found.name(at, d)
	}
}

// amount gives the row's first money fact.
func (r *reader) amount() amount {
	if r.amounts == nil {
		return amount{}
	}
	switch v := r.record.Values[r.amounts.Slot]; {
	case v == ir.Wide:
		return amount{wide: r.record.Wide[r.amounts.Slot]}
	case v < ir.Smallest:
		return amount{}
	default:
		return amount{small: v}
	}
}

// describe says what is wrong with a row.
func (r *reader) describe(at place, row *Row) {
	place := func(column string) diag.Span {
		if row.Header == nil {
			return rowSpan(row)
		}
		return row.valueSpan(slices.Index(row.Header.Names, column))
	}
	switch {
	case row.Bad != "":
		r.found.add(at, diag.Errorf("B101", rowSpan(row), "%s: %s", r.typ.Name, row.Bad))
	case r.record.ID == "":
		r.found.add(at, diag.Errorf("B106", place(data.ID), "the %s has no id", r.typ.Name))
	}
	for _, bad := range r.record.Bad {
		r.found.add(at, diag.Errorf("B101", place(bad.Column), "%s %s: %s: %s", r.typ.Name, r.record.ID, bad.Column, bad.Err))
	}
}

// contradicts says where a row says something else than another of the same
// subject and day.
func (r *reader) contradicts(at place, row *Row, columns []*data.Column) {
	since := ""
	if !r.record.From.IsZero() {
		since = " from " + r.record.From.String()
	}
	for _, c := range columns {
		i := slices.IndexFunc(row.Header.Names, func(name string) bool { return name == c.Name || strings.HasPrefix(name, c.Name+".") })
		d := diag.Errorf("B104", row.valueSpan(i), "%s %s has another %s%s in a row before: nobody can say which is right", r.typ.Name, r.record.ID, c.Name, since)
		d.Hint = "leave one of the rows, or say from which day each is valid: a column " + data.ValidFrom
		r.found.add(at, d)
	}
}

// content gives a number of what an event says: of the values that the policy
// knows, whatever their order.
func (r *reader) content(row *Row) uint64 {
	s := r.shapes[row.Header]
	sum := uint64(0)
	for i, text := range row.Values {
		if text != "" && !s.unknown[i] {
			sum += mix(s.hashes[i], hashText(text))
		}
	}
	return sum
}

func rowSpan(row *Row) diag.Span { return spanAt(row.File, row.Line, 1) }
