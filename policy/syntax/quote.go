package syntax

import (
	"strings"
	"unicode/utf8"
)

// quote writes a text as a quoted scalar, in the quotes that need no escapes
// if there are such.
func quote(s string) string {
	s = oneLine(s)
	if strings.ContainsAny(s, `"\`) {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return `"` + s + `"`
}

// entryLine writes an entry with its value quoted, or the value alone if the
// key is empty.
func entryLine(key, value string) string {
	if key == "" {
		return quote(value)
	}
	return short(key) + ": " + quote(value)
}

// oneLine joins the lines of a text, which people write to keep lines short
// and diagnostics have no use for.
func oneLine(s string) string { return short(strings.Join(strings.Fields(s), " ")) }

// short cuts a text that is too long to repeat in a diagnostic.
func short(s string) string {
	const most = 120
	if len(s) <= most {
		return s
	}
	end := most
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "..."
}
