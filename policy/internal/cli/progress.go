package cli

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// A rowBar shows how many rows have been read of what. How many there will be
// nobody knows before they have been read, so it is a count and no share.
type rowBar struct {
	out  io.Writer
	kind string
	bar  *progressbar.ProgressBar
}

// show shows that so many rows of a kind have been read. What the bar fails to
// draw is no reason to end a run.
func (r *rowBar) show(kind string, rows int) {
	if r.bar == nil || kind != r.kind {
		r.finish()
		r.kind, r.bar = kind, progressbar.NewOptions64(-1,
			progressbar.OptionSetWriter(r.out), progressbar.OptionSetDescription(kind), progressbar.OptionSetItsString("rows"),
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(10),
			progressbar.OptionThrottle(200*time.Millisecond))
	}
	_ = r.bar.Set(rows)
}

func (r *rowBar) finish() {
	if r.bar != nil {
		_ = r.bar.Finish()
	}
}
