// Package diag holds what the checks of fenrun find: places in source texts,
// diagnostics, and the printers that show them to people and to machines.
//
// A diagnostic is a finding about a text, never a failure of the program;
// failures are ordinary errors.
package diag

import (
	"fmt"
	"sort"
	"strconv"
)

// Severity says how much a diagnostic weighs.
type Severity uint8

const (
	// Error is a text that has no meaning, or a meaning nobody can want.
	Error Severity = iota
	// Warning is a text that means something, but likely not what was meant.
	Warning
	// Info is worth knowing and never fails a build.
	Info
)

// String gives the severity as printers and configuration files write it.
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	case Info:
		return "info"
	default:
		return fmt.Sprintf("severity(%d)", uint8(s))
	}
}

// A Diagnostic is one finding with its place. Code is for ever and has a page
// in docs/checks; the wording is free to improve.
type Diagnostic struct {
	Code     string // for example N102
	Severity Severity
	Message  string
	Span     Span
	Path     string // the place in the document's own terms, for example rules[2].when
	Hint     string // what to do about it; may be empty
	Related  []Related
	Fix      *Fix // how to mend it, if that is known; never changed once set
}

// A Related place helps to understand a diagnostic, such as the first of two
// equal keys.
type Related struct {
	Message string
	Span    Span
}

// Errorf makes a diagnostic of severity Error.
func Errorf(code string, at Span, format string, args ...any) Diagnostic {
	return Diagnostic{Code: code, Severity: Error, Span: at, Message: fmt.Sprintf(format, args...)}
}

// Warningf makes a diagnostic of severity Warning.
func Warningf(code string, at Span, format string, args ...any) Diagnostic {
	return Diagnostic{Code: code, Severity: Warning, Span: at, Message: fmt.Sprintf(format, args...)}
}

// WithHint returns d with a hint.
func (d Diagnostic) WithHint(format string, args ...any) Diagnostic {
	d.Hint = fmt.Sprintf(format, args...)
	return d
}

// WithRelated returns d with one more related place.
func (d Diagnostic) WithRelated(at Span, format string, args ...any) Diagnostic {
	d.Related = append(d.Related[:len(d.Related):len(d.Related)], Related{Message: fmt.Sprintf(format, args...), Span: at})
	return d
}

// messageAndHint joins what the formats without a field for hints print.
func (d Diagnostic) messageAndHint() string {
	if d.Hint == "" {
		return d.Message
	}
	return d.Message + "\nhint: " + d.Hint
}

// Limit is the largest number of diagnostics that Sorted keeps.
const Limit = 100

// A List holds the diagnostics of one or more files. It is an error, so that
// a loader can return all findings at once; take it back with errors.As.
type List []Diagnostic

// Error gives the first diagnostic, and how many more there are.
func (l List) Error() string {
	if len(l) == 0 {
		return "no diagnostics"
	}
	first := l[0]
	text := fmt.Sprintf("%s: %s: %s [%s]", first.Span, first.Severity, first.Message, first.Code)
	if len(l) > 1 {
		text += fmt.Sprintf(" (and %d more)", len(l)-1)
	}
	return text
}

// Err returns l as an error if it holds a diagnostic of severity Error, else
// nil.
func (l List) Err() error {
	for _, d := range l {
		if d.Severity == Error {
			return l
		}
	}
	return nil
}

// Count returns how many diagnostics have the severity s.
func (l List) Count(s Severity) int {
	n := 0
	for _, d := range l {
		if d.Severity == s {
			n++
		}
	}
	return n
}

// Sorted returns l in the order of places, without repetitions, and cut to
// Limit entries; a last entry then says how many were left out. l is not
// changed.
func (l List) Sorted() List {
	sorted := append(List(nil), l...)
	sort.SliceStable(sorted, func(i, j int) bool {
		a, b := sorted[i], sorted[j]
		switch {
		case a.Span != b.Span:
			return a.Span.Before(b.Span)
		case a.Severity != b.Severity:
			return a.Severity < b.Severity
		case a.Code != b.Code:
			return a.Code < b.Code
		default:
			return a.Message < b.Message
		}
	})
	kept := sorted[:0]
	for i, d := range sorted {
		if i > 0 && same(d, kept[len(kept)-1]) {
			continue
		}
		kept = append(kept, d)
	}
	if len(kept) <= Limit {
		return kept
	}
	rest := kept[Limit:]
	more := Diagnostic{
		Code: "D702", Severity: worst(rest), Span: Span{File: rest[0].Span.File},
		Message: fmt.Sprintf("%d more findings are not shown; mend these first", len(rest)),
	}
	return append(kept[:Limit:Limit], more)
}

func same(a, b Diagnostic) bool {
	return a.Span == b.Span && a.Code == b.Code && a.Message == b.Message
}

func worst(l List) Severity {
	s := Info
	for _, d := range l {
		s = min(s, d.Severity)
	}
	return s
}

// Index writes one step of a Path, as in rules[2].
func Index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// Key writes one step of a Path, as in rules[2].when. A key that is no plain
// name is quoted.
func Key(path, key string) string {
	if !plainKey(key) {
		key = strconv.Quote(key)
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

// plainKey is asked for every key of a file, and therefore does without the
// set that strings.ContainsAny makes each time.
func plainKey(key string) bool {
	for i := range len(key) {
		switch key[i] {
		case ' ', '.', '[', ']', '"', '\'':
			return false
		}
	}
	return key != ""
}
