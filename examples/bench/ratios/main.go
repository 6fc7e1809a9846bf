// Command ratios runs the benchmarks of this module pass by pass and prints,
// as the tables of docs/performance.md, how each compares with the others:
//
//	go run ./ratios -passes 20
//
// In each pass every benchmark runs once, so that what else the machine does
// meets all of them; a ratio is the median of those of the passes. The time is
// that of the processors, and on the clock where goroutines are compared, or
// with -clock everywhere. What was measured goes to the file of -out in the form
// that benchstat reads.
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

func main() {
	passes := flag.Int("passes", 12, "how often each benchmark runs")
	pattern := flag.String("bench", ".", "which benchmarks")
	span := flag.String("benchtime", "0.15s", "how long each runs in a pass")
	clock := flag.Bool("clock", false, "compare the time on the clock")
	out := flag.String("out", "", "file for what was measured")
	flag.Parse()
	time := "cpu-ns/op"
	if *clock {
		time = "ns/op"
	}
	if err := run(os.Stdout, *passes, *pattern, *span, time, *out); err != nil {
		fmt.Fprintln(os.Stderr, "ratios:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, passes int, pattern, span, time, out string) error {
	folder, err := os.MkdirTemp("", "ratios")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	program := filepath.Join(folder, "bench.test")
	if _, err := output(exec.Command("go", "test", "-c", "-o", program, ".")); err != nil {
		return err
	}
	var log bytes.Buffer
	var results []measured
	for range passes {
		text, err := output(exec.Command(program, "-test.run", "^$", "-test.bench", pattern, "-test.benchtime", span))
		if err != nil {
			return err
		}
		log.Write(text)
		results = append(results, read(text))
	}
	if out != "" {
		if err := os.WriteFile(out, log.Bytes(), 0o644); err != nil {
			return err
		}
	}
	fmt.Fprintf(w, "%s, %s, %d passes of %s\n", runtime.Version(), processor(log.String()), passes, time)
	for _, t := range tables {
		t.print(w, results, cmp.Or(t.measure, time))
	}
	return nil
}

// output runs a command and gives what it prints, which is in the error too.
func output(command *exec.Cmd) ([]byte, error) {
	command.Stderr = os.Stderr
	text, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", command, err, text)
	}
	return text, nil
}

func processor(log string) string {
	for line := range strings.Lines(log) {
		if name, ok := strings.CutPrefix(line, "cpu: "); ok {
			return strings.TrimSpace(name)
		}
	}
	return runtime.GOARCH
}

// measured is what a pass measured: by benchmark and unit, such as ns/op.
type measured map[string]map[string]float64

func read(text []byte) measured {
	found := measured{}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		name, ok := strings.CutPrefix(lines.Text(), "Benchmark")
		if !ok {
			continue
		}
		fields := strings.Fields(name)
		name = fields[0]
		if at := strings.LastIndexByte(name, '-'); at > 0 {
			name = name[:at] // without the number of processors
		}
		by := map[string]float64{}
		for i := 3; i < len(fields); i += 2 {
			if v, err := strconv.ParseFloat(fields[i-1], 64); err == nil {
				by[fields[i]] = v
			}
		}
		found[name] = by
	}
	return found
}
