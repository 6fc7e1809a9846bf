package policy_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/run"
)

// childVariable says what a process does that a test has started for itself.
const childVariable = "FENRUN_POLICY_CHILD"

func TestMain(m *testing.M) {
	switch task, name, _ := strings.Cut(os.Getenv(childVariable), ":"); task {
	case "":
		os.Exit(m.Run())
	case "decide":
		if err := writeEverything(os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	case "bomb":
		explode(name)
	}
}

// writeEverything writes what must not depend on when, where and how often it
// is computed: decisions, and the batches of two months.
func writeEverything(w io.Writer) error {
	if err := writeDecisions(w); err != nil {
		return err
	}
	return writeMonths(w, 2, "2019-08", "2019-09")
}

// writeDecisions writes decisions with their steps, and diagnostics.
func writeDecisions(w io.Writer) error {
	src, err := os.ReadFile("testdata/harbor-esign.yaml")
	if err != nil {
		return err
	}
	facts, err := os.ReadFile("testdata/harbor-facts.json")
	if err != nil {
		return err
	}
	p, err := policy.Parse("harbor-esign.yaml", src)
	if err != nil {
		return err
	}
	for _, period := range []string{"2026-02", "2026-03", "2026-05", "2026-07"} {
		decisions, err := p.Evaluate(policy.Case{Facts: json.RawMessage(facts), Period: period, Trace: true})
		if err != nil {
			return err
		}
		text, err := json.Marshal(decisions)
		if err != nil {
			return err
		}
		if _, err := w.Write(append(text, '\n')); err != nil {
			return err
		}
	}
	_, found := policy.Check("broken.yaml", bytes.ReplaceAll(src, []byte("volume"), []byte("volumn")))
	_, err = io.WriteString(w, listing(found))
	return err
}

// writeMonths writes the batches of an example's months.
func writeMonths(w io.Writer, jobs int, months ...string) error {
	fsys := os.DirFS("../examples/jindabao-2019")
	book, err := policy.LoadBook(fsys, ".")
	if err != nil {
		return err
	}
	ledger := payout.NewMemory()
	for _, month := range months {
		report, err := run.Period(context.Background(), book, &run.Folder{FS: fsys, Dir: "data"}, ledger, month, run.Options{Jobs: jobs})
		if err != nil {
			return err
		}
		for _, batch := range report.Batches {
			entries, digest, err := batch.Encode()
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(w, "%s\n%s\n", digest, bytes.Join(entries, []byte{'\n'})); err != nil {
				return err
			}
		}
	}
	return nil
}

func once(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := writeEverything(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The same policy and facts give the same bytes a hundred times.
func TestSameBytesAgain(t *testing.T) {
	var b bytes.Buffer
	if err := writeDecisions(&b); err != nil {
		t.Fatal(err)
	}
	first := b.Bytes()
	if len(first) < 5_000 || !bytes.Contains(first, []byte(`"state":"lines"`)) || !bytes.Contains(first, []byte(`"state":"undecided"`)) {
		t.Fatalf("what is compared is too little:\n%s", first)
	}
	for i := range 100 {
		var again bytes.Buffer
		if err := writeDecisions(&again); err != nil || !bytes.Equal(first, again.Bytes()) {
			t.Fatalf("time %d differs: %v\n%s\nfrom the first:\n%s", i+2, err, again.Bytes(), first)
		}
	}
}

// Nor does the number of goroutines change a batch.
func TestSameBytesOnManyGoroutines(t *testing.T) {
	var one, eight bytes.Buffer
	months := []string{"2019-07", "2019-08", "2019-09", "2019-10", "2019-11", "2019-12"}
	if err := writeMonths(&one, 1, months...); err != nil {
		t.Fatal(err)
	}
	if err := writeMonths(&eight, 8, months...); err != nil {
		t.Fatal(err)
	}
	if one.Len() < 100_000 || !bytes.Equal(one.Bytes(), eight.Bytes()) {
		t.Errorf("%d bytes by one goroutine, %d by eight, and they differ", one.Len(), eight.Len())
	}
}

// The zone of the machine is not looked at.
func TestSameBytesInEveryZone(t *testing.T) {
	first := once(t)
	for _, zone := range []string{"UTC", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Kiritimati"} {
		if out := child(t, os.Args[0], "decide", "TZ="+zone); !bytes.Equal(out, first) {
			t.Errorf("in %s it is\n%s\nand here\n%s", zone, out, first)
		}
	}
}

// A machine of 32 bits computes the same.
func TestSameBytesOn32Bits(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT RUN: -short; the test binary is built for another architecture")
	}
	if runtime.GOARCH != "amd64" || runtime.GOOS != "linux" && runtime.GOOS != "windows" {
		t.Skipf("NOT RUN: programs for 386 cannot run on %s/%s", runtime.GOOS, runtime.GOARCH)
	}
	binary := filepath.Join(t.TempDir(), "policy386.test")
	build := exec.Command("go", "test", "-c", "-o", binary, ".")
	build.Env = append(os.Environ(), "GOARCH=386", "CGO_ENABLED=0", "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("the tests do not build for 386: %v\n%s", err, out)
	}
	try := exec.Command(binary, "-test.run=^$")
	if out, err := try.CombinedOutput(); err != nil {
		t.Skipf("NOT RUN: this machine runs no programs for 386: %v\n%s", err, out)
	}
	first := once(t)
	if out := child(t, binary, "decide"); !bytes.Equal(out, first) {
		t.Errorf("on 386 it is\n%s\nand here\n%s", out, first)
	}
}

// child runs a task in a process of its own and gives what it prints.
func child(t *testing.T, binary, task string, env ...string) []byte {
	t.Helper()
	command := exec.Command(binary)
	command.Env = append(append(os.Environ(), childVariable+"="+task), env...)
	var complaints strings.Builder
	command.Stderr = &complaints
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%.2000s", task, err, complaints.String())
	}
	return out
}
