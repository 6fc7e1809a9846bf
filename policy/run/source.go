package run

import (
	"context"
	"iter"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
)

// A Source gives the facts and events of a run. Its rows may come in any
// order. It may be asked for the rows of a kind more than once, and must give
// the same ones.
type Source interface {
	// Rows gives the rows of a kind of subject or event, by the name that the
	// policy has for it; none if it has no such rows. An error ends the run.
	Rows(ctx context.Context, kind string) iter.Seq2[Row, error]

	// Covers gives the first and last day whose events of a kind it holds
	// completely. A window outside them is undecided, never a partial sum
	// (N34). known is false where it cannot say: then it is taken to hold all
	// since the month of the first event of any kind, and nothing of a kind that
	// it has no rows of.
	Covers(kind string) (first, last payout.Date, known bool)
}

// A Header names the values of rows. Rows of one shape share one header, by
// which a run resolves the names only once.
type Header struct {
	Names []string

	places [][2]int // line and column of each name, where the names have a line of their own
}

// A Row is the facts of one subject, or one event: a value for each name of
// its header, as text; an empty text is not given. The names are those of the
// policy's facts, and besides them `id`, `valid_from` (the day from which a
// row of facts is valid) and `void` (why a subject or event is withdrawn). A
// row is the run's only until the next one is asked for.
type Row struct {
	Header *Header
	Values []string
	File   string // where it comes from, for messages
	Line   int
	Bad    string // what is wrong with the row as a whole; it is then rejected

	place func(i int) (line, column int) // of value i
}

// nameSpan gives the place of the name of value i: in the header of the file,
// or else in the row.
func (r *Row) nameSpan(i int) diag.Span {
	if i < len(r.Header.places) {
		return spanAt(r.File, r.Header.places[i][0], r.Header.places[i][1])
	}
	return r.valueSpan(i)
}

// valueSpan gives the place of value i, or of the row if it has none.
func (r *Row) valueSpan(i int) diag.Span {
	if i < 0 || i >= len(r.Values) || r.place == nil {
		return spanAt(r.File, r.Line, 1)
	}
	line, column := r.place(i)
	return spanAt(r.File, line, column)
}

func spanAt(file string, line, column int) diag.Span {
	p := diag.Pos{Line: line, Column: column}
	return diag.Span{File: file, Start: p, End: p}
}

// A Unique source states that no event of a kind comes twice, which spares
// the run from remembering their ids.
type Unique interface {
	Source
	UniqueIDs(kind string) bool
}
