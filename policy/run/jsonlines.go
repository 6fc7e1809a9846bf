package run

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// cutLines gives the end of the last line that is complete in a text.
func cutLines(text string) int { return strings.LastIndexByte(text, '\n') + 1 }

// jsonRows reads one object a line. Rows of the same keys share a header.
type jsonRows struct {
	text    string
	at      int                // where the next line begins
	line    int                // its number, from 1
	headers map[string]*Header // of this stretch
	shared  *textFile          // that knows those of the whole file
	key     []byte
	object  jsonObject
	row     Row
}

// next reads a row; it is false at the end.
func (j *jsonRows) next() bool {
	for j.at < len(j.text) {
		rest := j.text[j.at:]
		n := lineLength(rest)
		if n == 0 {
			n = len(rest)
		}
		j.row.Line = j.line
		j.at, j.line = j.at+n, j.line+1
		if line := rest[:n]; strings.TrimSpace(line) != "" {
			j.row.Bad, j.row.Header = j.object.read(line), nil
			j.row.Values = j.object.values
			if j.row.Bad == "" {
				j.row.Header = j.header()
			}
			return true
		}
	}
	return false
}

func (j *jsonRows) header() *Header {
	j.key = j.key[:0]
	for _, name := range j.object.names {
		j.key = append(append(j.key, name...), 0)
	}
	h := j.headers[string(j.key)]
	if h == nil {
		key := string(j.key)
		h = j.shared.headerOf(key, j.object.names)
		j.headers[key] = h
	}
	return h
}

// place gives the line and the column of a value of the row read last, in
// characters.
func (j *jsonRows) place(i int) (line, column int) {
	return j.row.Line, 1 + utf8.RuneCountInString(j.object.text[:j.object.starts[i]])
}

// A jsonObject is the members of the object on one line, as texts. Those of an
// object in it have names with a point, as in buy.credit.
type jsonObject struct {
	text          string
	decoder       *json.Decoder
	names, values []string
	starts        []int // where the values begin, in bytes
}

const noObject = "the line is no JSON object"

// read says what is wrong with the line, or "".
func (o *jsonObject) read(text string) string {
	o.text, o.decoder = text, json.NewDecoder(strings.NewReader(text))
	o.names, o.values, o.starts = o.names[:0], o.values[:0], o.starts[:0]
	o.decoder.UseNumber()
	if t, err := o.decoder.Token(); err != nil || t != json.Delim('{') {
		return noObject
	}
	if bad := o.members(""); bad != "" {
		return bad
	}
	if _, err := o.decoder.Token(); !errors.Is(err, io.EOF) {
		return "there is more than one value on the line"
	}
	return ""
}

func (o *jsonObject) members(prefix string) string {
	for o.decoder.More() {
		key, err := o.decoder.Token()
		if err != nil {
			return noObject
		}
		name := prefix + fmt.Sprint(key)
		start := o.valueStart()
		v, err := o.decoder.Token()
		if err != nil {
			return noObject
		}
		if slices.Contains(o.names, name) {
			return fmt.Sprintf("the name %q stands there twice", name)
		}
		switch v := v.(type) {
		case json.Delim:
			if v != '{' || prefix != "" {
				return fmt.Sprintf("%q is neither a value nor a map of values", name)
			}
			if bad := o.members(name + "."); bad != "" {
				return bad
			}
		case nil:
			o.add(name, "", start)
		case bool:
			o.add(name, fmt.Sprint(v), start)
		case json.Number:
			o.add(name, v.String(), start)
		case string:
			o.add(name, v, start)
		}
	}
	if _, err := o.decoder.Token(); err != nil {
		return noObject
	}
	return ""
}

func (o *jsonObject) add(name, value string, start int) {
	o.names, o.values, o.starts = append(o.names, name), append(o.values, value), append(o.starts, start)
}

// valueStart gives where the value behind the key that was read last begins.
func (o *jsonObject) valueStart() int {
	at := int(o.decoder.InputOffset())
	for at < len(o.text) && strings.IndexByte(" \t\r\n:", o.text[at]) >= 0 {
		at++
	}
	return at
}
