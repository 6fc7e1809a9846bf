// Command measure runs a month of a channel and says what it took:
//
//	go run ./examples/internal/gen -events 5000000 -out month
//	go run ./examples/internal/measure -data month -jobs 1,2
//
// Every run is a process of its own with an empty ledger, so that the memory
// it reports is its own.
package main

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strconv"
	"strings"
	"syscall"
	"time"

	_ "modernc.org/sqlite"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/payout/sqlledger"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/run"
)

type settings struct {
	data, period, jobs string
	memory, nothing    bool
	unique             bool
	over               int
	profile, heap      string
}

func main() {
	var s settings
	flag.StringVar(&s.data, "data", "", "folder that gen has written")
	flag.StringVar(&s.period, "period", "2026-03", "the month to run")
	flag.StringVar(&s.jobs, "jobs", "1", "goroutines, one run for each number: 1,2")
	flag.BoolVar(&s.memory, "memory", false, "keep the ledger in memory, not in an SQLite file")
	flag.BoolVar(&s.nothing, "dry", false, "post nothing: only go through the lines, as a ledger does")
	flag.BoolVar(&s.unique, "unique", false, "state that no event comes twice")
	flag.IntVar(&s.over, "over", 50, "percent of memory beyond what is needed, as the command has it")
	flag.StringVar(&s.profile, "cpuprofile", "", "write a profile of the processor to this file")
	flag.StringVar(&s.heap, "memprofile", "", "write a profile of the memory to this file")
	child := flag.Bool("child", false, "be the process that is measured")
	flag.Parse()
	do := s.parent
	if *child {
		do = s.child
	}
	if err := do(); err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

// parent starts a process for each number of goroutines.
func (s *settings) parent() error {
	for _, jobs := range strings.Split(s.jobs, ",") {
		args := []string{"-child", "-jobs", jobs}
		flag.Visit(func(f *flag.Flag) {
			if f.Name != "jobs" {
				args = append(args, "-"+f.Name+"="+f.Value.String())
			}
		})
		command := exec.Command(os.Args[0], args...)
		command.Stdout, command.Stderr = os.Stdout, os.Stderr
		if err := command.Run(); err != nil {
			return err
		}
		used, ok := command.ProcessState.SysUsage().(*syscall.Rusage)
		if !ok {
			return fmt.Errorf("this system does not say what a process used")
		}
		fmt.Printf("jobs %s: %.1f s of processors, %d MiB resident at most\n",
			jobs, (command.ProcessState.UserTime() + command.ProcessState.SystemTime()).Seconds(), used.Maxrss>>10)
	}
	return nil
}

func (s *settings) child() error {
	jobs, err := strconv.Atoi(s.jobs)
	if err != nil {
		return err
	}
	book, err := policy.LoadBook(os.DirFS(s.data), ".")
	if err != nil {
		return err
	}
	ledger, remove, err := s.ledger()
	if err != nil {
		return err
	}
	defer remove()
	source := &run.Folder{FS: os.DirFS(s.data), Dir: "data", Unique: map[string]bool{"txn": s.unique}}
	if source.Cover, err = covered(s.period); err != nil {
		return err
	}
	if s.profile != "" {
		f, err := os.Create(s.profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	debug.SetGCPercent(s.over)
	began := time.Now()
	report, err := run.Period(context.Background(), book, source, ledger, s.period, run.Options{Jobs: jobs, Packed: !s.memory, Dry: s.nothing})
	if err != nil {
		return err
	}
	took := time.Since(began).Seconds()
	rows := 0
	for _, c := range report.Rows {
		rows += c.Read.Rows
	}
	lines := 0
	for _, b := range report.Batches {
		lines += b.CountLines()
	}
	fmt.Printf("jobs %d: %d rows, %d decisions, %d lines in %.1f s\n", jobs, rows, report.Decisions.All(), lines, took)
	if s.nothing {
		for _, b := range report.Batches {
			digest, err := b.Digest()
			if err != nil {
				return err
			}
			fmt.Printf("jobs %d: the batch of %s is %.16s\n", jobs, b.Run.Platform, digest)
		}
	}
	return s.writeHeap(report)
}

// covered states that the events of the year before the end of a month are all
// there.
func covered(month string) (map[string][2]payout.Date, error) {
	first, err := payout.ParseDate(month + "-01")
	if err != nil {
		return nil, err
	}
	return map[string][2]payout.Date{"txn": {first.AddDays(-365), first.MonthEnd()}}, nil
}

// ledger gives an empty ledger, and what removes it.
func (s *settings) ledger() (payout.Ledger, func(), error) {
	if s.memory || s.nothing {
		return payout.NewMemory(), func() {}, nil
	}
	folder, err := os.MkdirTemp("", "measure")
	if err != nil {
		return nil, nil, err
	}
	remove := func() { _ = os.RemoveAll(folder) }
	db, err := sql.Open("sqlite", filepath.Join(folder, "ledger.db")+"?_pragma=busy_timeout(30000)&_pragma=journal_mode(WAL)&_txlock=immediate")
	if err != nil {
		remove()
		return nil, nil, err
	}
	ledger, err := sqlledger.Open(context.Background(), db, sqlledger.SQLite)
	if err != nil {
		remove()
		return nil, nil, err
	}
	return ledger, func() { _ = db.Close(); remove() }, nil
}

func (s *settings) writeHeap(report *run.Report) error {
	if s.heap == "" {
		return nil
	}
	f, err := os.Create(s.heap)
	if err != nil {
		return err
	}
	defer f.Close()
	runtime.GC()
	err = pprof.Lookup("heap").WriteTo(f, 0)
	runtime.KeepAlive(report)
	return err
}
