package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// build builds a command of this repository.
func build(t *testing.T, folder, pkg string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "program")
	command := exec.Command("go", "build", "-o", program, pkg)
	command.Dir = folder
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("go build %s: %v\n%s", pkg, err, out)
	}
	return program
}

// dump writes all rows of all tables.
func dump(t *testing.T, file string) string {
	t.Helper()
	ctx := context.Background()
	db, err := open(ctx, file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var tables []string
	each(t, db, `SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`, func(row []any) { tables = append(tables, fmt.Sprint(row[0])) })
	var list []string
	for _, table := range tables {
		each(t, db, `SELECT * FROM "`+table+`"`, func(row []any) { list = append(list, fmt.Sprintf("%s %q", table, row)) })
	}
	slices.Sort(list)
	return strings.Join(list, "\n")
}

func each(t *testing.T, db *sql.DB, query string, visit func(row []any)) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		row, into := make([]any, len(names)), make([]any, len(names))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		visit(row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

// kills is how often a program is killed.
const kills = 20

// killed runs a program until it ends by itself, on one file after the other,
// and kills it at random moments until it was killed often enough. visit is
// called with each file that is then complete.
func killed(t *testing.T, took time.Duration, start func(file string) *exec.Cmd, visit func(file string)) {
	t.Helper()
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	t.Logf("undisturbed it takes %s", took)
	for count, round := 0, 0; count < kills; round++ {
		file := filepath.Join(t.TempDir(), "books.db")
		for {
			command := start(file)
			var out bytes.Buffer
			command.Stdout, command.Stderr = &out, &out
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			var end *time.Timer
			if count < kills {
				end = time.AfterFunc(time.Duration(r.Int64N(int64(took))), func() { _ = command.Process.Kill() })
			}
			err := command.Wait()
			if end != nil {
				end.Stop()
			}
			if err == nil {
				break
			}
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.Exited() { // it was not killed but failed
				t.Fatalf("after %d kills: %v\n%s", count, err, out.Bytes())
			}
			count++
		}
		visit(file)
	}
}

// A host that is killed at any moment loses nothing and pays nothing twice:
// started again until it is done, it has the rows of one that nobody
// disturbed, to the byte.
func TestKilled(t *testing.T) {
	program := build(t, ".", ".")
	undisturbed := filepath.Join(t.TempDir(), "books.db")
	began := time.Now()
	if out, err := exec.Command(program, undisturbed).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	took := time.Since(began)
	want := dump(t, undisturbed)
	for _, table := range []string{"transactions", "payment_orders", "fenrun_line", "fenrun_settlement"} {
		if !strings.Contains(want, table+" ") {
			t.Fatalf("undisturbed there are no %s", table)
		}
	}
	killed(t, took, func(file string) *exec.Cmd { return exec.Command(program, file) }, func(file string) {
		if got := dump(t, file); got != want {
			t.Errorf("killed and started again it has other rows: %s", firstDifference(want, got))
		}
	})
}

// So does the command with a ledger in a file.
func TestCommandKilled(t *testing.T) {
	program := build(t, "../../..", "./policy/cmd/fenrun")
	channel := t.TempDir()
	gen := exec.Command("go", "run", "./examples/internal/gen", "-agents", "20", "-merchants", "200", "-devices", "1000", "-events", "20000", "-out", channel)
	gen.Dir = "../../.."
	if out, err := gen.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	start := func(ledger string) *exec.Cmd {
		return exec.Command(program, "run", channel, "--period", "2026-03", "--ledger", ledger, "--format", "csv")
	}
	undisturbed := filepath.Join(t.TempDir(), "books.db")
	began := time.Now()
	if out, err := start(undisturbed).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	took := time.Since(began)
	want := dump(t, undisturbed)
	if !strings.Contains(want, "fenrun_settlement ") {
		t.Fatal("undisturbed nothing is settled")
	}
	killed(t, took, start, func(ledger string) {
		if got := dump(t, ledger); got != want {
			t.Errorf("killed and started again it has another ledger: %s", firstDifference(want, got))
		}
	})
}

func firstDifference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d is\n%s\nand not\n%s", i, b[i], a[i])
		}
	}
	return fmt.Sprintf("%d rows, and not %d", len(b), len(a))
}
