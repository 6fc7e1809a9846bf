package lint

import (
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
)

// A Finding is a diagnostic, with the case that shows it where there is one.
type Finding struct {
	diag.Diagnostic
	Case *Case
	row  *newRow // that a table lacks; Files makes a fix of it
}

// A Case is facts that show a finding, ready to be put into a file of cases.
type Case struct {
	Name string
	Rule string
	Text string // as an entry of `cases:`
}

// sorted brings findings into the order of their places, without repetitions.
func sorted(list []Finding) []Finding {
	slices.SortStableFunc(list, func(a, b Finding) int {
		switch {
		case a.Span != b.Span && a.Span.Before(b.Span):
			return -1
		case a.Span != b.Span:
			return 1
		case a.Severity != b.Severity:
			return int(a.Severity) - int(b.Severity)
		case a.Code != b.Code:
			return strings.Compare(a.Code, b.Code)
		default:
			return strings.Compare(a.Message, b.Message)
		}
	})
	return slices.CompactFunc(list, func(a, b Finding) bool {
		return a.Span == b.Span && a.Code == b.Code && a.Message == b.Message
	})
}

// List gives the diagnostics of findings.
func List(findings []Finding) diag.List {
	list := make(diag.List, len(findings))
	for i, f := range findings {
		list[i] = f.Diagnostic
	}
	return list
}
