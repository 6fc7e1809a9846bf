// Package checks holds the pages on the codes of findings, which
// `fenrun lint --explain` prints.
package checks

import "embed"

//go:embed *.md
var pages embed.FS

// Page gives the page on a code, such as L204, and whether there is one.
func Page(code string) (text string, ok bool) {
	src, err := pages.ReadFile(code + ".md")
	return string(src), err == nil
}
