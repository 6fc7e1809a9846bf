package run

import (
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// maxNear is among how many ids a mistyped one is looked for.
const maxNear = 10_000

// partners reports deals that hold in some days with somebody of whom the data
// say nothing: mostly a slip of the pen, for which the standard terms apply.
func (in *ingest) partners(terms []*plan.Term, first, last payout.Date) {
	var said []*plan.Deal
	for _, term := range terms {
		if term.From > last || !term.Until.IsZero() && term.Until < first {
			continue
		}
		t := in.store.Schema.Type(term.Agent.Type)
		if t == nil {
			continue
		}
		table := in.store.Tables[t.Index]
		if i, ok := table.Find(term.Agent.ID); ok && (table.Known(i) || !table.Described()) {
			continue
		}
		for _, deal := range term.Deals {
			if slices.Contains(said, deal) {
				continue
			}
			said = append(said, deal)
			d := diag.Warningf("B103", deal.Syntax.Agent.Span(), "the deal %q is with %s %q, of whom the data say nothing: nobody has its terms", deal.Name, t.Name, term.Agent.ID)
			if table.Len() <= maxNear {
				if near := diag.Nearest(term.Agent.ID, slices.Sorted(slices.Values(table.IDs))); near != "" {
					d.Hint = "did you mean \"" + near + "\"?"
				}
			}
			in.report(d)
		}
	}
}
