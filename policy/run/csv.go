package run

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// What is wrong with a row, as messages say it.
const (
	strayQuote = "a quote stands inside a value that does not begin with one"
	afterQuote = "more follows the quote that ends a value; a quote in a value is written twice"
	openQuote  = "a quote is opened and not closed"
)

// maxQuoted is how many bytes a row with quotes may have. Behind a quote that
// nobody closes all else would be one value, so that the search for the end is
// given up somewhere, and goes on with the next line.
const maxQuoted = 1 << 16

// cutCSV gives the end of the last row that is complete in a text that begins
// with a row and goes on elsewhere.
func cutCSV(text string) int {
	if strings.IndexByte(text, '"') < 0 {
		return strings.LastIndexByte(text, '\n') + 1
	}
	at := 0
	for {
		rest := text[at:]
		n, state := quotedRow(rest[:min(len(rest), maxQuoted)], nil)
		switch {
		case state == rowWhole:
		case state == rowStray || state == rowAfter || len(rest) >= maxQuoted:
			n = lineLength(rest)
		default:
			return at // more of it is to come
		}
		if n == 0 {
			return at
		}
		at += n
	}
}

// lineLength gives how long the first line is with its end, or 0 if the text
// ends before it.
func lineLength(text string) int { return strings.IndexByte(text, '\n') + 1 }

// csvRows reads the rows of a text of complete rows.
type csvRows struct {
	header *Header
	text   string
	at     int // where the next row begins
	line   int // its line, from 1
	row    Row
	values values
	begins int // where the row read last begins
}

// values are the values of a row, and where they begin, in bytes.
type values struct {
	texts  []string
	starts []int
}

func (v *values) add(text string, start int) {
	if v != nil {
		v.texts, v.starts = append(v.texts, text), append(v.starts, start)
	}
}

func (v *values) reset() { v.texts, v.starts = v.texts[:0], v.starts[:0] }

// next reads a row; it is false at the end. Empty lines are no rows. A row
// that is broken is one line, and the next one is read all the same.
func (c *csvRows) next() bool {
	for c.at < len(c.text) {
		rest := c.text[c.at:]
		n := lineLength(rest)
		if n == 0 {
			n = len(rest)
		}
		line := strings.TrimSuffix(strings.TrimSuffix(rest[:n], "\n"), "\r")
		if line == "" {
			c.at, c.line = c.at+n, c.line+1
			continue
		}
		c.row.Line, c.row.Bad, c.begins = c.line, "", c.at
		c.values.reset()
		if strings.IndexByte(line, '"') < 0 {
			c.values.split(line)
		} else {
			n = c.quoted(rest, n)
		}
		c.line += strings.Count(rest[:n], "\n")
		c.at += n
		c.row.Values = c.values.texts
		if got := len(c.row.Values); c.row.Bad == "" && c.header != nil && got != len(c.header.Names) {
			c.row.Bad = fmt.Sprintf("the row has %d values, and the header %d names", got, len(c.header.Names))
		}
		return true
	}
	return false
}

// split takes the values of a line without quotes.
func (v *values) split(line string) {
	start := 0
	for i := range len(line) {
		if line[i] == ',' {
			v.add(line[start:i], start)
			start = i + 1
		}
	}
	v.add(line[start:], start)
}

// quoted reads a row with quotes and gives its length; line is that of its
// first line.
func (c *csvRows) quoted(rest string, line int) int {
	n, state := quotedRow(rest[:min(len(rest), maxQuoted)], &c.values)
	switch {
	case state == rowWhole:
		return n
	case state == rowUnended && len(rest) <= maxQuoted:
		return len(rest) // the last line of the file needs no end
	}
	c.row.Bad = [...]string{rowStray: strayQuote, rowAfter: afterQuote, rowOpen: openQuote, rowUnended: "the row is too long"}[state]
	c.values.reset()
	return line
}

// place gives the line and the column of a value of the row read last, in
// characters.
func (c *csvRows) place(i int) (line, column int) {
	before := c.text[c.begins : c.begins+c.values.starts[i]]
	return c.row.Line + strings.Count(before, "\n"), 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
}

// A rowState says what a text begins with.
type rowState uint8

const (
	rowWhole   rowState = iota // a row and its end
	rowUnended                 // a row whose end lies behind the text
	rowOpen                    // a row with a quote that is not closed in the text
	rowStray                   // a row with a quote inside a value without quotes
	rowAfter                   // a row with more behind the end of a quoted value
)

// quotedRow reads the row that a text begins with, and gives its length with
// its end if it is whole.
func quotedRow(text string, v *values) (n int, state rowState) {
	at := 0
	for {
		start := at
		if at < len(text) && text[at] == '"' {
			end, escaped := closing(text, at+1)
			if end < 0 {
				return 0, rowOpen
			}
			if v != nil {
				v.add(unquoted(text[at+1:end], escaped), start)
			}
			at = end + 1
		} else {
			for at < len(text) && text[at] != ',' && text[at] != '\n' {
				if text[at] == '"' {
					return 0, rowStray
				}
				at++
			}
			end := at
			if end > start && text[end-1] == '\r' && (end == len(text) || text[end] == '\n') {
				end--
			}
			v.add(text[start:end], start)
		}
		switch rest := text[at:]; {
		case rest == "" || rest == "\r":
			return 0, rowUnended
		case rest[0] == ',':
			at++
		case rest[0] == '\n':
			return at + 1, rowWhole
		case rest[0] == '\r' && rest[1] == '\n':
			return at + 2, rowWhole
		default:
			return 0, rowAfter
		}
	}
}

// closing gives where the quote is that ends a value, or -1; escaped is
// whether there are others in it.
func closing(text string, at int) (end int, escaped bool) {
	for {
		i := strings.IndexByte(text[at:], '"')
		if i < 0 {
			return -1, escaped
		}
		at += i
		if at+1 == len(text) || text[at+1] != '"' {
			return at, escaped
		}
		escaped = true
		at += 2
	}
}

// unquoted gives the value that stands between quotes.
func unquoted(text string, escaped bool) string {
	if escaped {
		text = strings.ReplaceAll(text, `""`, `"`)
	}
	return strings.ReplaceAll(text, "\r\n", "\n")
}
