package data

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// Names that every table of data may have besides its facts.
const (
	ID        = "id"         // of the subject or event
	ValidFrom = "valid_from" // the day from which a row of facts is valid
	Void      = "void"       // why a subject or event is withdrawn
)

// A Record is one row of facts on its way into a table or a measure. It may
// be filled again for the next row.
type Record struct {
	Type   *Type
	ID     string
	From   payout.Date
	Void   string
	Values []int64
	Wide   map[int]*big.Int
	Bad    []Bad
	New    []Subject // that it refers to, and that no row before has named

	clock clock
}

// A Subject is one of a table, which has facts or is only referred to.
type Subject struct {
	Table *Table
	Index int32
}

// A Bad is a value that could not be read.
type Bad struct {
	Column string
	Err    error
}

// NewRecord makes an empty record of a type.
func NewRecord(t *Type) *Record {
	r := &Record{Type: t, Values: make([]int64, t.Width)}
	r.Reset()
	return r
}

// Reset forgets all values.
func (r *Record) Reset() {
	for i := range r.Values {
		r.Values[i] = ir.Unloaded
	}
	clear(r.Wide)
	r.ID, r.From, r.Void, r.Bad, r.New = "", 0, "", r.Bad[:0], r.New[:0]
}

// Set reads a named value into the record. An empty text is not given. It is
// false if the type has no such column; a value that cannot be read is noted
// in Bad.
func (r *Record) Set(s *Store, name, text string) bool {
	switch name {
	case ID:
		r.ID = text
		return true
	case Void:
		r.Void = text
		return true
	case ValidFrom:
		if text != "" {
			d, err := payout.ParseDate(text)
			if err != nil {
				r.Bad = append(r.Bad, Bad{name, fmt.Errorf("%q is not a date, which is written 2026-01-31", text)})
			}
			r.From = d
		}
		return true
	}
	c, offset, ok := r.Type.Find(name)
	if !ok {
		return false
	}
	r.SetColumn(s, c, offset, text)
	return true
}

// Find gives the column of a name, and of buy.credit the place of the key.
func (t *Type) Find(name string) (c *Column, offset int, ok bool) {
	if c = t.names[name]; c != nil {
		return c, 0, c.Keys == nil
	}
	base, key, dotted := strings.Cut(name, ".")
	if c = t.names[base]; !dotted || c == nil || c.Keys == nil {
		return nil, 0, false
	}
	offset = c.Keys.Index(key)
	return c, offset, offset >= 0
}

// SetColumn reads a value into a column, or into one key of it.
func (r *Record) SetColumn(s *Store, c *Column, offset int, text string) {
	slot := c.Slot + offset
	if text == "" {
		return
	}
	if len(text) > 4096 {
		r.Bad = append(r.Bad, Bad{c.Name, fmt.Errorf("the value has %d bytes", len(text))})
		return
	}
	switch c.Kind {
	case ir.Ref:
		t := s.Tables[c.Target.Index]
		i, added := t.refer(text)
		r.Values[slot] = int64(i)
		if added {
			r.New = append(r.New, Subject{t, i})
		}
		return
	case ir.Text:
		r.Values[slot] = s.Texts.ID(text)
		return
	}
	v, err := c.parse(s.Schema, &r.clock, text)
	if err == nil {
		err = c.allowed(v)
	}
	if err != nil {
		r.Bad = append(r.Bad, Bad{c.Name, err})
		r.Values[slot] = ir.Faulty
		return
	}
	r.Values[slot] = v.small
	if v.wide != nil {
		if r.Wide == nil {
			r.Wide = map[int]*big.Int{}
		}
		r.Wide[slot] = v.wide
	}
}

// Names lists the columns of a type as a file may name them.
func (t *Type) Names() []string {
	names := []string{ID}
	for _, c := range t.Columns {
		if c.Keys == nil {
			names = append(names, c.Name)
			continue
		}
		for _, key := range c.Keys.Symbols {
			names = append(names, c.Name+"."+key)
		}
	}
	return append(names, ValidFrom, Void)
}

// NearName gives the column nearest to a name that is none, or "".
func (t *Type) NearName(name string) string { return diag.Nearest(name, t.Names()) }

// Put puts a record of facts into its table. It gives the columns in which it
// contradicts another row of the same subject and day: their value is wrong.
func (s *Store) Put(r *Record) (contradicted []*Column) {
	t := s.Tables[r.Type.Index]
	subject := t.Intern(r.ID)
	if r.Void != "" {
		t.Withdraw(subject, r.Void)
	}
	for _, slot := range t.Add(subject, r.From, r.Values, r.Wide) {
		i := slices.IndexFunc(r.Type.Columns, func(c *Column) bool { return slot >= c.Slot && slot < c.Slot+c.Width() })
		contradicted = append(contradicted, r.Type.Columns[i])
	}
	return slices.Compact(contradicted)
}
