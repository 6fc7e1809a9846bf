package channel_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/examples/internal/channel"
	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/run"
)

func small(seed uint64) *channel.Channel {
	first, err := payout.ParseDate("2026-03-01")
	if err != nil {
		panic(err)
	}
	return &channel.Channel{Seed: seed, Agents: 5, Merchants: 20, Devices: 60, Events: 2000, First: first, Days: 31}
}

// The same seed makes the same files, another one others.
func TestSeed(t *testing.T) {
	text := func(seed uint64) string {
		var b strings.Builder
		if err := channel.WriteCSV(&b, small(seed), "txn"); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	if once, again := text(1), text(1); once != again {
		t.Error("one seed makes two different files")
	}
	if text(1) == text(2) {
		t.Error("two seeds make the same file")
	}
}

// A month posts the same ledger from rows in memory, from CSV and from JSON
// Lines, and every row is of use.
func TestForms(t *testing.T) {
	c := small(1)
	book := book(t)
	want := post(t, book, c)
	for _, form := range []channel.Form{channel.CSV, channel.JSONLines} {
		folder := t.TempDir()
		if err := channel.Write(folder, c, form); err != nil {
			t.Fatal(err)
		}
		first, last, _ := c.Covers("txn")
		source := &run.Folder{FS: os.DirFS(folder), Dir: ".", Cover: map[string][2]payout.Date{"txn": {first, last}}}
		if got := post(t, book, source); !cmp.Equal(want, got) {
			t.Errorf("%s posts other lines (-rows +%s):\n%s", form, form, cmp.Diff(want, got))
		}
	}
	if len(want) < 20 {
		t.Errorf("only %d lines are posted", len(want))
	}
}

func book(t *testing.T) *policy.Book {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "harbor.yaml"), channel.Policy, 0o666); err != nil {
		t.Fatal(err)
	}
	b, err := policy.LoadBook(os.DirFS(folder), ".")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func post(t *testing.T, book *policy.Book, source run.Source) []string {
	t.Helper()
	report, err := run.Period(context.Background(), book, source, payout.NewMemory(), "2026-03", run.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, count := range report.Rows {
		if count.Read != count.Used || count.Read.Rows == 0 {
			t.Errorf("of %s %d rows are read and %d used", count.Kind, count.Read.Rows, count.Used.Rows)
		}
	}
	var lines []string
	for _, b := range report.Batches {
		for _, l := range b.Lines {
			lines = append(lines, l.ID+" "+l.Amount.String())
		}
	}
	return lines
}
