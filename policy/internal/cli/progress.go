package cli

import (
	"context"
	"io"
	"iter"

	"github.com/schollz/progressbar/v3"

	"github.com/fenrun/fenrun/policy/run"
)

// A watched source shows how many rows have been read of what. How many there
// will be nobody knows before they have been read, so it is a count and no
// share.
type watched struct {
	run.Unique
	out io.Writer
}

// barStep is how many rows are read between two changes of what is shown.
const barStep = 4096

// Rows gives the rows of a kind, and counts them.
func (w watched) Rows(ctx context.Context, kind string) iter.Seq2[run.Row, error] {
	return func(yield func(run.Row, error) bool) {
		bar := progressbar.NewOptions64(-1,
			progressbar.OptionSetWriter(w.out), progressbar.OptionSetDescription(kind), progressbar.OptionSetItsString("rows"),
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(10))
		// What the bar fails to draw is no reason to end a run.
		defer func() { _ = bar.Finish() }()
		n := 0
		for row, err := range w.Unique.Rows(ctx, kind) {
			if n++; n%barStep == 0 {
				_ = bar.Add(barStep)
			}
			if !yield(row, err) {
				return
			}
		}
	}
}
