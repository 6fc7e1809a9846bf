package run

import (
	"cmp"
	"maps"
	"slices"

	"github.com/fenrun/fenrun/policy/diag"
)

// maxRowDiags is how many findings about rows are listed; more are only
// counted.
const maxRowDiags = diag.Limit

// A finding is a diagnostic about a row.
type finding struct {
	at   place
	diag diag.Diagnostic
}

// findings are those of one goroutine: the first of its rows, which it reads
// in their order.
type findings struct {
	list  []finding
	lost  int
	names map[string]finding // about columns, once a file
}

func (f *findings) add(at place, d diag.Diagnostic) {
	if len(f.list) >= maxRowDiags {
		f.lost++
		return
	}
	f.list = append(f.list, finding{at, d})
}

// name adds a finding about a column, which all rows of a file share.
func (f *findings) name(at place, d diag.Diagnostic) {
	key := d.Span.File + "\x00" + d.Message
	if was, known := f.names[key]; known && was.at <= at {
		return
	}
	if f.names == nil {
		f.names = map[string]finding{}
	}
	f.names[key] = finding{at, d}
}

// joined gives the findings of several goroutines in the order of the rows.
func joined(parts []*findings) (list diag.List, lost int) {
	all := findings{}
	for _, p := range parts {
		all.list = append(all.list, p.list...)
		lost += p.lost
		for _, f := range p.names {
			all.name(f.at, f.diag)
		}
	}
	all.list = slices.AppendSeq(all.list, maps.Values(all.names))
	slices.SortStableFunc(all.list, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.diag.Code, b.diag.Code), cmp.Compare(a.diag.Message, b.diag.Message))
	})
	for _, f := range all.list {
		list = append(list, f.diag)
	}
	return list, lost
}
