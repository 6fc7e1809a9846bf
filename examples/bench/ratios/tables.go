package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// A table compares benchmarks with some of them.
type table struct {
	title   string
	rows    []row
	against []string // titles of rows, a column each
	each    float64  // how many of what the title says are in an operation
	per     float64  // what is measured of one, in units of the table
	unit    string
	measure string // other than the time
}

type row struct{ title, name string }

var deciders = []row{
	{"by hand, int64", "DecideFixed"}, {"fenrun", "DecideFenrun"}, {"fenrun, with the values of each amount", "DecideFenrunTraced"},
	{"by hand, shopspring/decimal", "DecideShopspring"}, {"cel-go, floats", "DecideCEL"}, {"expr, decimal operators", "DecideExpr"},
	{"grule, floats", "DecideGrule"}, {"OPA, prepared query", "DecideOPA"},
}

var tables = []table{
	{"A decision of eight rules, 4,096 facts", at(deciders, 4096), []string{"fenrun", "by hand, int64", "by hand, shopspring/decimal"}, 1, 1, "ns", ""},
	{"The same, 131,072 facts", at(deciders, 131072), []string{"fenrun", "by hand, int64", "by hand, shopspring/decimal"}, 1, 1, "ns", ""},
	{"A row of CSV, to what each agent has in all", []row{
		{"values cut apart", "CSV/Split"}, {"read by hand, nothing decided", "CSV/Parse"}, {"read by fenrun, nothing decided", "CSV/Read"},
		{"by hand, int64", "CSV/Fixed"}, {"fenrun", "CSV/Fenrun"}, {"by hand, shopspring/decimal", "CSV/Shopspring"},
	}, []string{"read by hand, nothing decided", "read by fenrun, nothing decided", "by hand, shopspring/decimal"}, 20_000, 1, "ns", ""},
	{"A decision, by goroutines", []row{{"one", "Goroutines/n=1"}, {"two", "Goroutines/n=2"}}, []string{"two"}, 131072, 1, "ns", "ns/op"},
	{"The facts of a million merchants, in the form that is read", []row{
		{"fenrun, and by hand: structs of int64", "Memory/Structs"}, {"by hand: structs of decimals", "Memory/Decimals"},
		{"cel-go, grule: structs of floats", "Memory/Floats"}, {"OPA: maps", "Memory/Maps"},
	}, []string{"fenrun, and by hand: structs of int64"}, 1, 1 << 20 / 1e6, "MiB", "B/subject"},
	{"A policy of twenty rules", []row{
		{"YAML and expr parsed, nothing else", "Compile/YAMLAndExpr"}, {"checked and compiled", "Compile/Fenrun"}, {"bound", "Compile/Bind"},
	}, []string{"YAML and expr parsed, nothing else"}, 1, 1000, "µs", ""},
}

func at(rows []row, facts int) []row {
	list := slices.Clone(rows)
	for i := range list {
		list[i].name += fmt.Sprintf("/facts=%d", facts)
	}
	return list
}

// print writes the table of what is measured, without what was not run.
func (t *table) print(w io.Writer, passes []measured, unit string) {
	if _, ok := passes[0][t.rows[0].name]; !ok {
		return
	}
	fmt.Fprintf(w, "\n| %s | %s |", t.title, t.unit)
	for _, a := range t.against {
		fmt.Fprintf(w, " x %s |", a)
	}
	_, allocates := passes[0][t.rows[0].name]["allocs/op"]
	if allocates {
		fmt.Fprint(w, " bytes | allocations |")
	}
	fmt.Fprintf(w, "\n|---|---:|%s", strings.Repeat("---:|", len(t.against)))
	if allocates {
		fmt.Fprint(w, "---:|---:|")
	}
	fmt.Fprintln(w)
	for _, r := range t.rows {
		if _, ok := passes[0][r.name]; !ok {
			continue
		}
		fmt.Fprintf(w, "| %s | %s |", r.title, digits(median(passes, func(p measured) float64 { return p[r.name][unit] / t.each / t.per })))
		for _, a := range t.against {
			name := t.named(a)
			fmt.Fprintf(w, " %s |", digits(median(passes, func(p measured) float64 { return p[r.name][unit] / p[name][unit] })))
		}
		if allocates {
			fmt.Fprintf(w, " %s | %s |", digits(passes[0][r.name]["B/op"]/t.each), digits(passes[0][r.name]["allocs/op"]/t.each))
		}
		fmt.Fprintln(w)
	}
}

func (t *table) named(title string) string {
	for _, r := range t.rows {
		if r.title == title {
			return r.name
		}
	}
	return ""
}

func median(passes []measured, of func(measured) float64) float64 {
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
