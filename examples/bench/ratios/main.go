// Command ratios runs the benchmarks of this module pass by pass and prints,
// as the tables of docs/performance.md, how each compares with the others:
//
//	go run ./ratios -passes 8
//
// In each pass every benchmark runs once, so that what else the machine does
// meets all of them; a ratio is the median of those of the passes. The time is
// that of the processors, or with -clock that on the clock. What was measured
// goes to the file of -out in the form that benchstat reads.
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

func main() {
	passes := flag.Int("passes", 8, "how often each benchmark runs")
	pattern := flag.String("bench", ".", "which benchmarks")
	span := flag.String("benchtime", "0.3s", "how long each runs in a pass")
	clock := flag.Bool("clock", false, "compare the time on the clock")
	out := flag.String("out", "", "file for what was measured")
	flag.Parse()
	unit := "cpu-ns/op"
	if *clock {
		unit = "ns/op"
	}
	if err := run(os.Stdout, *passes, *pattern, *span, unit, *out); err != nil {
		fmt.Fprintln(os.Stderr, "ratios:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, passes int, pattern, span, unit, out string) error {
	var log bytes.Buffer
	var results []map[string]result
	for pass := range passes {
		command := exec.Command("go", "test", "-run", "^$", "-bench", pattern, "-benchtime", span, "-count", "1", ".")
		command.Stderr = os.Stderr
		text, err := command.Output()
		if err != nil {
			return fmt.Errorf("pass %d: %w\n%s", pass+1, err, text)
		}
		log.Write(text)
		results = append(results, read(text, unit))
	}
	if out != "" {
		if err := os.WriteFile(out, log.Bytes(), 0o644); err != nil {
			return err
		}
	}
	fmt.Fprintf(w, "%s, %s, %d passes of %s\n", runtime.Version(), processor(log.String()), passes, unit)
	for _, t := range tables {
		t.print(w, results)
	}
	return nil
}

func processor(log string) string {
	for line := range strings.Lines(log) {
		if name, ok := strings.CutPrefix(line, "cpu: "); ok {
			return strings.TrimSpace(name)
		}
	}
	return runtime.GOARCH
}

// A result is what one benchmark took in one pass.
type result struct{ time, bytes, allocs float64 }

// read gives the results of a pass by the names of the benchmarks.
func read(text []byte, unit string) map[string]result {
	found := map[string]result{}
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
		var r result
		for i := 3; i < len(fields); i += 2 {
			v, err := strconv.ParseFloat(fields[i-1], 64)
			if err != nil {
				continue
			}
			switch fields[i] {
			case unit:
				r.time = v
			case "B/op":
				r.bytes = v
			case "allocs/op":
				r.allocs = v
			}
		}
		found[name] = r
	}
	return found
}

// A table compares benchmarks with some of them.
type table struct {
	title   string
	rows    []row
	against []string // names of rows, a column each
	per     float64  // what one operation is made of
	unit    string
}

type row struct{ title, name string }

var deciders = []row{
	{"by hand, int64", "DecideFixed"}, {"fenrun", "DecideFenrun"}, {"fenrun, with the values of each amount", "DecideFenrunTraced"},
	{"by hand, shopspring/decimal", "DecideShopspring"}, {"cel-go, floats", "DecideCEL"}, {"expr, decimal operators", "DecideExpr"},
	{"grule, floats", "DecideGrule"}, {"OPA, prepared query", "DecideOPA"},
}

var tables = []table{
	{"A decision of eight rules, 4,096 facts", at(deciders, 4096), []string{"fenrun", "by hand, int64", "by hand, shopspring/decimal"}, 1, "ns"},
	{"The same, 131,072 facts", at(deciders, 131072), []string{"fenrun", "by hand, int64", "by hand, shopspring/decimal"}, 1, "ns"},
	{"A row of CSV, to what each agent has in all", []row{
		{"values cut apart", "CSV/Split"}, {"numbers read, nothing decided", "CSV/Parse"}, {"by hand, int64", "CSV/Fixed"}, {"fenrun", "CSV/Fenrun"},
		{"by hand, shopspring/decimal", "CSV/Shopspring"},
	}, []string{"fenrun", "numbers read, nothing decided", "by hand, shopspring/decimal"}, 20_000, "ns"},
	{"A decision, by goroutines", []row{{"one", "Goroutines/n=1"}, {"two", "Goroutines/n=2"}}, []string{"two"}, 131072, "ns"},
	{"A policy of twenty rules", []row{
		{"YAML and expr parsed, nothing else", "Compile/YAMLAndExpr"}, {"checked and compiled", "Compile/Fenrun"}, {"bound", "Compile/Bind"},
	}, []string{"YAML and expr parsed, nothing else"}, 1000, "µs"},
}

func at(rows []row, facts int) []row {
	list := slices.Clone(rows)
	for i := range list {
		list[i].name += fmt.Sprintf("/facts=%d", facts)
	}
	return list
}

// print writes the table, without what was not measured.
func (t *table) print(w io.Writer, passes []map[string]result) {
	if _, ok := passes[0][t.rows[0].name]; !ok {
		return
	}
	fmt.Fprintf(w, "\n| %s | %s |", t.title, t.unit)
	for _, a := range t.against {
		fmt.Fprintf(w, " x %s |", a)
	}
	fmt.Fprintf(w, " bytes | allocations |\n|---|---:|%s---:|---:|\n", strings.Repeat("---:|", len(t.against)))
	for _, r := range t.rows {
		if _, ok := passes[0][r.name]; !ok {
			continue
		}
		one := func(p map[string]result) float64 { return p[r.name].time / t.per }
		fmt.Fprintf(w, "| %s | %s |", r.title, digits(median(passes, one)))
		for _, a := range t.against {
			name := t.named(a)
			fmt.Fprintf(w, " %s |", digits(median(passes, func(p map[string]result) float64 { return p[r.name].time / p[name].time })))
		}
		last := passes[0][r.name]
		fmt.Fprintf(w, " %s | %s |\n", digits(last.bytes/t.bytesPer()), digits(last.allocs/t.bytesPer()))
	}
}

// bytesPer is what the bytes and allocations of an operation are divided by.
func (t *table) bytesPer() float64 {
	if t.unit == "µs" {
		return 1
	}
	return t.per
}

func (t *table) named(title string) string {
	for _, r := range t.rows {
		if r.title == title {
			return r.name
		}
	}
	return ""
}

func median(passes []map[string]result, of func(map[string]result) float64) float64 {
	list := make([]float64, len(passes))
	for i, p := range passes {
		list[i] = of(p)
	}
	slices.Sort(list)
	n := len(list)
	return (list[(n-1)/2] + list[n/2]) / 2
}

// digits writes a number so that it can be compared at a glance.
func digits(v float64) string {
	switch {
	case v == 0:
		return "0"
	case v < 0.1:
		return strconv.FormatFloat(v, 'f', 3, 64)
	case v < 10:
		return strconv.FormatFloat(v, 'f', 2, 64)
	default:
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
}
