package run

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A RefusedRow is a row of the source that is wrong, and so is in none of the
// figures of an explanation.
type RefusedRow struct {
	Kind    string `json:"kind"` // such as sale
	File    string `json:"file"`
	Line    int    `json:"line"`
	Message string `json:"message"`

	refs map[string]string // what it says of its facts, by their names
}

// refusing adds to an explanation the refused rows that it may lack: those of
// the subject and of who else was read, and of what its measures count, as far
// as a row does not say that it is another's. Of more rows than a report lists
// nothing is known but how many they are.
func (e *Explainer) refusing(at *hand, x *Explanation, a *engine.Account) error {
	if len(at.in.diags) == 0 {
		return nil
	}
	add := func(row *RefusedRow) {
		same := func(r RefusedRow) bool { return r.File == row.File && r.Line == row.Line }
		if !slices.ContainsFunc(x.Refused, same) {
			x.Refused = append(x.Refused, *row)
		}
	}
	for ref := range x.named(at, a.Rule.Program.Inputs) {
		rows, err := e.refusedRows(at, ref.Type)
		if err != nil {
			return err
		}
		for i := range rows {
			if rows[i].refs[data.ID] == ref.ID {
				add(&rows[i])
			}
		}
	}
	for _, in := range a.Rule.Program.Inputs {
		m := in.Measure
		if m == nil || m.Op == ir.Supplied {
			continue
		}
		rows, err := e.refusedRows(at, m.Source.Name)
		if err != nil {
			return err
		}
		for i := range rows {
			if at.concerns(&rows[i], in, x.Subject, x.Decided) {
				add(&rows[i])
			}
		}
	}
	slices.SortFunc(x.Refused, func(a, b RefusedRow) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	if len(x.Refused) > 0 {
		x.Unlisted = at.in.lost
	}
	return nil
}

// named gives the subjects that an explanation speaks of, and those that its
// facts are read of by way of others.
func (x *Explanation) named(at *hand, inputs []*ir.Input) map[payout.Ref]bool {
	list := map[payout.Ref]bool{x.Subject: true}
	if !x.Payee.IsZero() {
		list[x.Payee] = true
	}
	for _, f := range x.Facts {
		if ref, err := payout.ParseRef(f.Value); err == nil && f.Unit == ir.Ref.String() {
			list[ref] = true
		}
	}
	if root, known := at.find(x.Subject); known {
		for _, in := range inputs {
			if in.Path.Level {
				continue
			}
			for i := range in.Path.Hops {
				if s, ok := at.follow(root, in.Path.Hops[:i+1], x.Decided); ok {
					list[payout.Ref{Type: s.Table.Type.Name, ID: s.Table.ID(s.Index)}] = true
				}
			}
		}
	}
	return list
}

// refusedRows gives the rows of a kind of which the source's reading has
// listed that they are wrong. They are read again, for a diagnostic knows
// where its row stands and not what else it says.
func (e *Explainer) refusedRows(at *hand, kind string) ([]RefusedRow, error) {
	if rows, known := at.refused[kind]; known {
		return rows, nil
	}
	byPlace := map[string]map[int][]string{}
	for _, d := range at.in.diags {
		if d.Severity != diag.Error || d.Code == "B102" {
			continue // of a column, or a row that was used
		}
		if byPlace[d.Span.File] == nil {
			byPlace[d.Span.File] = map[int][]string{}
		}
		lines := byPlace[d.Span.File]
		lines[d.Span.Start.Line] = append(lines[d.Span.Start.Line], d.Message)
	}
	var rows []RefusedRow
	for row, err := range e.source.Rows(e.ctx, kind) {
		if err != nil {
			return nil, err
		}
		lines := byPlace[row.File]
		if len(lines) == 0 {
			continue
		}
		last := max(row.Line, row.valueSpan(len(row.Values)-1).Start.Line)
		var messages []string
		for line := row.Line; line <= last; line++ {
			messages = append(messages, lines[line]...)
		}
		if len(messages) == 0 {
			continue
		}
		refused := RefusedRow{Kind: kind, File: row.File, Line: row.Line, Message: strings.Join(messages, "; "), refs: map[string]string{}}
		if row.Header != nil && row.Bad == "" {
			for i, name := range row.Header.Names {
				if i < len(row.Values) {
					refused.refs[name] = strings.Clone(row.Values[i])
				}
			}
		}
		rows = append(rows, refused)
	}
	at.refused[kind] = rows
	return rows, nil
}

// concerns reports whether a refused row may be among what a measure of a
// subject counts. One that does not say whose it is may be anybody's.
func (at *hand) concerns(row *RefusedRow, in *ir.Input, subject payout.Ref, day payout.Date) bool {
	m := in.Measure
	schema := at.store.Schema
	owner, known := at.find(subject)
	if known {
		owner, known = at.follow(owner, in.Path.Hops, day)
	}
	if !known || m.Subject != nil && owner.Table.Type.Name != m.Subject.Name {
		return true
	}
	hops := m.Way.Hops
	if len(hops) == 0 {
		ways := ir.Ways(m.Source, m.Source)
		if root := m.Subject; root != nil {
			ways = ir.Ways(m.Source, root)
		}
		if len(ways) != 1 {
			return true
		}
		hops = ways[0]
	}
	text := row.refs[hops[0].Name]
	t := schema.Type(hops[0].Type.Subject.Name)
	if text == "" || t == nil {
		return true
	}
	index, there := at.store.Tables[t.Index].Find(text)
	if !there {
		return false // it is of somebody that nobody knows
	}
	end, ok := at.follow(data.Subject{Table: at.store.Tables[t.Index], Index: index}, hops[1:], day)
	return !ok || end == owner
}

func (at *hand) find(ref payout.Ref) (data.Subject, bool) {
	t := at.store.Schema.Type(ref.Type)
	if t == nil {
		return data.Subject{}, false
	}
	index, ok := at.store.Tables[t.Index].Find(ref.ID)
	return data.Subject{Table: at.store.Tables[t.Index], Index: index}, ok
}

// follow goes from a subject to the one at the end of a path.
func (at *hand) follow(s data.Subject, hops []*ir.Field, day payout.Date) (data.Subject, bool) {
	for _, h := range hops {
		c := s.Table.Type.Column(h.Name)
		next := at.store.Schema.Type(h.Type.Subject.Name)
		row := s.Table.At(s.Index, day)
		if c == nil || next == nil || row == 0 {
			return s, false
		}
		v := s.Table.Slots(row)[c.Slot]
		if v < 0 {
			return s, false
		}
		s = data.Subject{Table: at.store.Tables[next.Index], Index: int32(v)}
	}
	return s, true
}
