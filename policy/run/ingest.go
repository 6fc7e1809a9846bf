package run

import (
	"context"
	"fmt"
	"hash/fnv"
	"math/big"
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A Count says what became of the rows of one kind: Read = Used + Rejected +
// Repeated + Future + Voided, in rows and in the sums of their amounts.
type Count struct {
	Kind     string
	Read     Tally
	Used     Tally
	Rejected Tally // broken, or with a value that cannot be read
	Repeated Tally // events that came before, to the letter
	Future   Tally // events after the day of the run
	Voided   Tally // withdrawn by their source
}

// A Tally is a number of rows, and the sum of their first money fact.
type Tally struct {
	Rows int
	Sum  payout.Money
}

func (t *Tally) add(v payout.Money) {
	t.Rows++
	t.Sum, _ = t.Sum.Add(v)
}

// An ingest reads the rows of a source into a store.
type ingest struct {
	ctx    context.Context
	source Source
	store  *data.Store
	diags  diag.List
	lost   int // diagnostics beyond those kept
	counts []*Count
	stop   bool // a bad row ends the run
	first  map[*data.Table]map[int32]diag.Span
}

// maxRowDiags is how many bad rows are described; more are only counted.
const maxRowDiags = diag.Limit

func (in *ingest) report(d diag.Diagnostic) {
	if len(in.diags) >= maxRowDiags {
		in.lost++
		return
	}
	in.diags = append(in.diags, d)
}

// A shape is where the values of rows of one header go.
type shape struct {
	columns []*data.Column // by value; nil: id, valid_from, void, or unknown
	offsets []int
	unknown []bool
}

// rows reads all rows of a type into records, and hands the good ones on. A
// record that is handed on may have bad values, which bad then says.
func (in *ingest) rows(t *data.Type, each func(r *data.Record, row *Row, bad bool) error) error {
	count := &Count{Kind: t.Name}
	in.counts = append(in.counts, count)
	shapes := map[*Header]*shape{}
	r := data.NewRecord(t)
	for row, err := range in.source.Rows(in.ctx, t.Name) {
		if err != nil {
			return err
		}
		s := shapes[row.Header]
		if s == nil && row.Header != nil {
			s = in.shape(t, &row)
			shapes[row.Header] = s
		}
		before := in.known(t)
		in.fill(r, s, &row)
		amount := in.amount(r)
		count.Read.add(amount)
		in.references(t, before, &row)
		bad := row.Bad != "" || r.ID == "" || len(r.Bad) > 0
		if bad {
			count.Rejected.add(amount)
			in.badRow(t, r, &row)
			if in.stop {
				return fmt.Errorf("%s:%d: a row that cannot be read", row.File, row.Line)
			}
		}
		if row.Bad != "" || r.ID == "" {
			continue
		}
		if err := each(r, &row, bad); err != nil {
			return err
		}
	}
	return nil
}

// shape finds the column of each name; names that the policy does not know
// are reported once a file.
func (in *ingest) shape(t *data.Type, row *Row) *shape {
	s := &shape{
		columns: make([]*data.Column, len(row.Header.Names)), offsets: make([]int, len(row.Header.Names)),
		unknown: make([]bool, len(row.Header.Names)),
	}
	seen := map[string]bool{}
	for i, name := range row.Header.Names {
		if seen[name] {
			in.report(diag.Errorf("B102", row.nameSpan(i), "the column %q stands there twice", name))
			s.unknown[i] = true
			continue
		}
		seen[name] = true
		if name == data.ID || name == data.ValidFrom || name == data.Void {
			continue
		}
		c, offset, ok := t.Find(name)
		if !ok {
			s.unknown[i] = true
			d := diag.Warningf("B102", row.nameSpan(i), "%s has no fact %q; the column is not read", t.Name, name)
			if near := t.NearName(name); near != "" {
				d.Hint = "did you mean \"" + near + "\"?"
			}
			in.report(d)
			continue
		}
		s.columns[i], s.offsets[i] = c, offset
	}
	return s
}

func (in *ingest) fill(r *data.Record, s *shape, row *Row) {
	r.Reset()
	if row.Bad != "" {
		return
	}
	for i, text := range row.Values {
		switch {
		case s.unknown[i]:
		case s.columns[i] != nil:
			r.SetColumn(in.store, s.columns[i], s.offsets[i], text)
		default:
			r.Set(in.store, row.Header.Names[i], text)
		}
	}
}

// amount gives the row's first money fact, for reconciliation.
func (in *ingest) amount(r *data.Record) payout.Money {
	for _, c := range r.Type.Columns {
		if c.Kind != ir.Money || c.Keys != nil || c.Measure {
			continue
		}
		v := r.Values[c.Slot]
		if v == ir.Wide {
			m, _ := payout.MoneyFromBig(r.Wide[c.Slot], in.store.Schema.Currency)
			return m
		}
		if v < ir.Smallest || c.Scale != in.store.Schema.Currency.Places() {
			return payout.Money{}
		}
		m, _ := payout.MoneyFromBig(big.NewInt(v), in.store.Schema.Currency)
		return m
	}
	return payout.Money{}
}

func (in *ingest) badRow(t *data.Type, r *data.Record, row *Row) {
	at := func(column string) diag.Span {
		if row.Header == nil {
			return rowSpan(row)
		}
		return row.valueSpan(slices.Index(row.Header.Names, column))
	}
	switch {
	case row.Bad != "":
		in.report(diag.Errorf("B101", at(""), "%s: %s", t.Name, row.Bad))
	case r.ID == "":
		in.report(diag.Errorf("B106", at(data.ID), "the %s has no id", t.Name))
	}
	for _, bad := range r.Bad {
		in.report(diag.Errorf("B101", at(bad.Column), "%s %s: %s: %s", t.Name, r.ID, bad.Column, bad.Err))
	}
}

// known notes how many subjects of each type there are before a row.
func (in *ingest) known(*data.Type) []int {
	sizes := make([]int, len(in.store.Tables))
	for i, t := range in.store.Tables {
		sizes[i] = t.Len()
	}
	return sizes
}

// references notes where a subject was first named, in case its facts never
// come.
func (in *ingest) references(own *data.Type, before []int, row *Row) {
	for i, t := range in.store.Tables {
		for n := before[i]; n < t.Len(); n++ {
			if in.first == nil {
				in.first = map[*data.Table]map[int32]diag.Span{}
			}
			if in.first[t] == nil {
				in.first[t] = map[int32]diag.Span{}
			}
			in.first[t][int32(n)] = rowSpan(row)
		}
	}
}

// strangers reports subjects that are referred to and have no facts.
func (in *ingest) strangers() {
	for _, t := range in.store.Tables {
		if len(t.Type.Columns) == 0 {
			continue
		}
		for i := range t.Len() {
			if !t.Known(int32(i)) {
				in.report(diag.Warningf("B103", in.first[t][int32(i)], "%s %q is referred to, and no row gives its facts", t.Type.Name, t.IDs[i]))
			}
		}
	}
}

// hashRow names the content of an event, to tell a repetition from another
// event of the same id.
func hashRow(r *data.Record, row *Row) uint64 {
	h := fnv.New64a()
	for i, v := range row.Values {
		if v == "" {
			continue
		}
		h.Write([]byte(row.Header.Names[i]))
		h.Write([]byte{0})
		h.Write([]byte(v))
		h.Write([]byte{1})
	}
	return h.Sum64()
}

func hashText(text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(text))
	return h.Sum64()
}
