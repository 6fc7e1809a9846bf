package run

import (
	"maps"
	"slices"

	"github.com/fenrun/fenrun/policy/diag"
)

// kinds gives the kinds that there are rows of, in order.
func (r Rows) kinds() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(r)), func(kind string) bool { return len(r[kind]) == 0 })
}

// unread reports kinds of a source that the policies do not know: nobody asks
// for their rows. A folder may well hold other things.
func (in *ingest) unread() {
	if folder, ok := in.source.(*Folder); ok {
		for _, t := range in.store.Schema.Types {
			for _, name := range folder.sheets(t.Name) {
				d := diag.Warningf("B102", diag.Span{File: name}, "a spreadsheet is not read")
				d.Hint = "save it as CSV, in UTF-8"
				in.report(d)
			}
		}
		return
	}
	rows, ok := in.source.(Rows)
	if !ok {
		return
	}
	var known []string
	for _, t := range in.store.Schema.Types {
		known = append(known, t.Name)
	}
	for _, kind := range rows.kinds() {
		if slices.Contains(known, kind) {
			continue
		}
		d := diag.Warningf("B102", rowSpan(&rows[kind][0]), "the policies have no %q; its rows are not read: %d", kind, len(rows[kind]))
		if near := diag.Nearest(kind, known); near != "" {
			d.Hint = "did you mean \"" + near + "\"?"
		}
		in.report(d)
	}
}
