package run_test

import (
	"context"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/run"
)

// Rows of a kind that no policy knows are not passed over in silence.
func TestUnknownKinds(t *testing.T) {
	w := &world{rows: run.Rows{"note": nil}}
	w.add("agents", "id", "a1")
	w.rows["agents"][0].File, w.rows["agents"][0].Line = "agents.db", 7
	report, err := run.Period(context.Background(), loadBook(t, "harbor.yaml"), w.rows, payout.NewMemory(), "2026-03", run.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Diags) != 1 {
		t.Fatalf("findings %v, want one", report.Diags)
	}
	d := report.Diags[0]
	if !strings.Contains(d.Message, `have no "agents"; its rows are not read: 1`) || !strings.Contains(d.Hint, `"agent"`) || d.Span.File != "agents.db" || d.Span.Start.Line != 7 {
		t.Errorf("finding %v at %v, hint %q", d, d.Span, d.Hint)
	}
}
