package cli

import (
	"encoding/json"
	"io"
)

// The ANSI colours of the command's own words.
const (
	red   = "31"
	green = "32"
)

func painted(text, colour string, color bool) string {
	if !color {
		return text
	}
	return "\x1b[" + colour + "m" + text + "\x1b[0m"
}

// printJSON prints a value for programs, as the other printers do.
func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
