package payout

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// The package's own reader of JSON objects is stricter than encoding/json,
// which takes the last of two equal keys, matches keys in any case, skips
// unknown ones and leaves a field as it is at null. Each of these could change
// an amount without a word. The syntax itself is checked by encoding/json.
//
// The functions that read expect one valid JSON value in UTF-8. The exported
// methods that call them check that first, once for the whole.

func checkJSON(data []byte) error {
	switch {
	case !utf8.Valid(data):
		return errNotUTF8
	case !json.Valid(data):
		// Unmarshal says what is wrong and where; Valid is faster.
		return json.Unmarshal(data, new(json.RawMessage))
	default:
		return nil
	}
}

// field is a key that an object may have. Its value goes to one of text, value
// and read; the first two say without a closure what most fields need.
type field struct {
	key      string
	required bool
	text     *string
	value    encoding.TextUnmarshaler
	read     func(value []byte) error
}

// readWhole is readFields for a value that is not checked yet.
func readWhole(data []byte, fields []field) error {
	if err := checkJSON(data); err != nil {
		return err
	}
	return readFields(data, fields)
}

// readFields reads an object that has the given fields, at most 64, in any
// order. An unknown key, a key that stands twice and the lack of a required
// one are errors, as are those of readObject.
func readFields(data []byte, fields []field) error {
	var seen uint64
	next := 0 // writers keep the order of fields, so the next is often the one
	err := readObject(data, func(key, value []byte) error {
		for range fields {
			if fields[next].key == string(key) {
				break
			}
			next = (next + 1) % len(fields)
		}
		f := &fields[next]
		switch {
		case f.key != string(key):
			return errors.New("unknown key")
		case seen&(1<<next) != 0:
			return errors.New("stands twice")
		}
		seen |= 1 << next
		switch {
		case f.text != nil:
			return readString(value, f.text)
		case f.value != nil:
			return readText(value, f.value)
		default:
			return f.read(value)
		}
	})
	if err != nil {
		return err
	}
	for i, f := range fields {
		if f.required && seen&(1<<i) == 0 {
			return fmt.Errorf("key %q is missing", f.key)
		}
	}
	return nil
}

// readObject calls field for each key of an object, in order, with the text of
// its value. Anything but an object is an error; an error of field is returned
// with the key. Keys may stand twice.
func readObject(data []byte, field func(key, value []byte) error) error {
	data = trimSpace(data)
	if data[0] != '{' {
		return errors.New("want an object")
	}
	data = trimSpace(data[1:])
	for data[0] != '}' {
		end := valueEnd(data)
		key, err := unquote(data[:end])
		if err != nil {
			return err
		}
		colon := trimSpace(data[end:])
		data = trimSpace(colon[1:])
		end = valueEnd(data)
		if err := field(key, data[:end]); err != nil {
			return fmt.Errorf("key %s: %w", quoted(string(key)), err)
		}
		data = trimSpace(data[end:])
		if data[0] == ',' {
			data = trimSpace(data[1:])
		}
	}
	return nil
}

// readPairs reads an object of strings, whose keys stand once.
func readPairs(data []byte) ([]pair, error) {
	var pairs []pair
	err := readObject(data, func(key, value []byte) error {
		pairs = append(pairs, pair{key: string(key)})
		return readString(value, &pairs[len(pairs)-1].text)
	})
	if err != nil {
		return nil, err
	}
	return pairs, unique(pairs)
}

func trimSpace(data []byte) []byte {
	for len(data) > 0 && (data[0] == ' ' || data[0] == '\t' || data[0] == '\r' || data[0] == '\n') {
		data = data[1:]
	}
	return data
}

// valueEnd returns where the value ends with which data, a part of valid JSON,
// begins.
func valueEnd(data []byte) int {
	depth := 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '"':
			i = stringEnd(data, i)
			if depth == 0 {
				return i + 1
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i // of what surrounds a number or a word
			}
			if depth--; depth == 0 {
				return i + 1
			}
		case ',', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return i
			}
		}
	}
	return len(data)
}

// stringEnd returns the place of the quote that ends the string whose first
// quote is at i.
func stringEnd(data []byte, i int) int {
	for i++; data[i] != '"'; i++ {
		if data[i] == '\\' {
			i++
		}
	}
	return i
}

// unquote returns the text of a JSON string, which may be a part of data, and
// refuses anything else.
func unquote(data []byte) ([]byte, error) {
	if data[0] != '"' {
		return nil, errors.New("want a string")
	}
	if bytes.IndexByte(data, '\\') < 0 {
		return data[1 : len(data)-1], nil
	}
	var text string
	err := json.Unmarshal(data, &text)
	return []byte(text), err
}

func readString(data []byte, text *string) error {
	read, err := unquote(data)
	if err != nil {
		return err
	}
	*text = string(read)
	return nil
}

// readText reads a JSON string into a type with a text form.
func readText(data []byte, into encoding.TextUnmarshaler) error {
	read, err := unquote(data)
	if err != nil {
		return err
	}
	return into.UnmarshalText(read)
}

// number returns a reader of a JSON number that is a whole number of 64 bits.
func number(into *uint64) func([]byte) error {
	return func(data []byte) (err error) {
		*into, err = strconv.ParseUint(string(data), 10, 64)
		return err
	}
}

// readArray calls element for each element of an array, in order.
func readArray(data []byte, element func(value []byte) error) error {
	if data[0] != '[' {
		return errors.New("want an array")
	}
	data = trimSpace(data[1:])
	for data[0] != ']' {
		end := valueEnd(data)
		if err := element(data[:end]); err != nil {
			return err
		}
		data = trimSpace(data[end:])
		if data[0] == ',' {
			data = trimSpace(data[1:])
		}
	}
	return nil
}

// texts returns a reader of an array of strings, of which an empty one is nil.
func texts(into *[]string) func([]byte) error {
	return func(data []byte) error {
		var read []string
		err := readArray(data, func(value []byte) error {
			read = append(read, "")
			return readString(value, &read[len(read)-1])
		})
		if err != nil {
			return err
		}
		*into = read
		return nil
	}
}
