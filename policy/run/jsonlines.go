package run

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// readJSONLines reads one object a line. Rows of the same keys share a header.
func readJSONLines(r *bufio.Reader, yield func(Row, error) bool) bool {
	headers := map[string]*Header{}
	var o jsonObject
	line := 1
	place := func(i int) (int, int) { return line, 1 + utf8.RuneCount(o.text[:o.starts[i]]) }
	for ; ; line++ {
		text, err := r.ReadBytes('\n')
		if len(bytes.TrimSpace(text)) > 0 {
			row := Row{Line: line, Bad: o.read(text), place: place}
			key := strings.Join(o.names, "\x00")
			if headers[key] == nil {
				headers[key] = &Header{Names: slices.Clone(o.names)}
			}
			row.Header, row.Values = headers[key], o.values
			if !yield(row, nil) {
				return false
			}
		}
		if errors.Is(err, io.EOF) {
			return true
		}
		if err != nil {
			return yield(Row{}, err)
		}
	}
}

// A jsonObject is the members of the object on one line, as texts. Those of an
// object in it have names with a point, as in buy.credit.
type jsonObject struct {
	text          []byte
	decoder       *json.Decoder
	names, values []string
	starts        []int // where the values begin, in bytes
}

const noObject = "the line is no JSON object"

// read says what is wrong with the line, or "".
func (o *jsonObject) read(text []byte) string {
	o.text, o.decoder = text, json.NewDecoder(bytes.NewReader(text))
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
