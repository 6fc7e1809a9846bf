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

var errNotUTF8 = errors.New("text is not UTF-8")

func notUTF8(text string) bool { return !utf8.ValidString(text) }

// object writes a JSON object key by key. The first error stays.
type object struct {
	b   []byte
	err error
}

func (o *object) key(key string) {
	switch {
	case len(o.b) == 0:
		o.b = append(o.b, '{')
	case o.b[len(o.b)-1] != '{':
		o.b = append(o.b, ',')
	}
	o.string(key)
	o.b = append(o.b, ':')
}

// string writes text without the escapes for HTML, which make sentences hard
// to read; a caller who puts JSON into HTML escapes it there.
func (o *object) string(text string) {
	if plain(text) {
		o.b = append(append(append(o.b, '"'), text...), '"')
		return
	}
	if notUTF8(text) {
		o.fail(errNotUTF8)
		return
	}
	var escaped bytes.Buffer
	encoder := json.NewEncoder(&escaped)
	encoder.SetEscapeHTML(false)
	o.fail(encoder.Encode(text))
	o.b = append(o.b, bytes.TrimSuffix(escaped.Bytes(), []byte("\n"))...)
}

// plain reports whether every character of text stands for itself in JSON. It
// is not sure of U+FFFD, which is also what text that is not UTF-8 seems to
// have.
func plain(text string) bool {
	for _, r := range text {
		switch {
		case r < ' ', r == '"', r == '\\', r == '\u2028', r == '\u2029', r == utf8.RuneError:
			return false
		}
	}
	return true
}

func (o *object) fail(err error) {
	if o.err == nil {
		o.err = err
	}
}

// text writes a key whatever its text, some only one whose text is not empty.
func (o *object) text(key, text string) {
	o.key(key)
	o.string(text)
}

func (o *object) some(key, text string) {
	if text != "" {
		o.text(key, text)
	}
}

// value writes a key whatever its value; what has no text has "".
func (o *object) value(key string, v encoding.TextMarshaler) {
	text, err := v.MarshalText()
	o.fail(err)
	o.text(key, string(text))
}

func (o *object) day(key string, d Date) {
	if d != 0 {
		o.value(key, d)
	}
}

func (o *object) json(key string, v json.Marshaler) {
	o.key(key)
	o.raw(v)
}

func (o *object) raw(v json.Marshaler) {
	text, err := v.MarshalJSON()
	o.fail(err)
	o.b = append(o.b, text...)
}

func (o *object) number(key string, n uint64) {
	o.key(key)
	o.b = strconv.AppendUint(o.b, n, 10)
}

// strings writes a key with an array, or nothing for an empty one.
func (o *object) strings(key string, texts []string) {
	if len(texts) > 0 {
		o.array(key, len(texts), func(i int) { o.string(texts[i]) })
	}
}

// array writes a key with an array of n elements, each written by element.
func (o *object) array(key string, n int, element func(i int)) {
	o.key(key)
	o.b = append(o.b, '[')
	for i := range n {
		if i > 0 {
			o.b = append(o.b, ',')
		}
		element(i)
	}
	o.b = append(o.b, ']')
}

func (o *object) end() ([]byte, error) {
	if o.err != nil {
		return nil, o.err
	}
	if len(o.b) == 0 {
		return []byte("{}"), nil
	}
	return append(o.b, '}'), nil
}

type pair struct {
	key, text string
}

// writePairs writes an object of strings in the order of its pairs.
func writePairs(pairs []pair) ([]byte, error) {
	var o object
	o.fail(unique(pairs))
	for _, p := range pairs {
		o.text(p.key, p.text)
	}
	return o.end()
}

// unique refuses keys that stand twice. A few are compared each with each,
// which needs no memory; with many that would take quadratic time.
func unique(pairs []pair) error {
	const few = 16
	var seen map[string]bool
	if len(pairs) > few {
		seen = make(map[string]bool, len(pairs))
	}
	for i, p := range pairs {
		twice := seen[p.key]
		for j := 0; seen == nil && j < i; j++ {
			twice = twice || pairs[j].key == p.key
		}
		if twice {
			return fmt.Errorf("key %s stands twice", quoted(p.key))
		}
		if seen != nil {
			seen[p.key] = true
		}
	}
	return nil
}
