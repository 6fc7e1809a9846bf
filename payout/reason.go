package payout

import (
	"bytes"
	"errors"
)

// Values are named amounts, rates and other facts, as text, in the order in
// which they are shown. In JSON they are an object in that order. A name
// stands once.
type Values []Value

// Value is one of Values.
type Value struct {
	Name, Text string
}

// Why is a reason: one sentence without a language, or one sentence for each
// of several languages, in the order in which the policy has them. In JSON it
// is a string or an object by language in that order; no reason, and an empty
// sentence without a language, are both "".
type Why []Sentence

// Sentence is a reason in one language. Lang is a language tag such as "zh";
// it is empty if the policy does not say the language.
type Sentence struct {
	Lang, Text string
}

// MarshalJSON writes v as an object, "{}" for none. Names that are not unique
// and text that is not UTF-8 are errors.
func (v Values) MarshalJSON() ([]byte, error) {
	pairs := make([]pair, len(v))
	for i, value := range v {
		pairs[i] = pair{key: value.Name, text: value.Text}
	}
	return writePairs(pairs)
}

// UnmarshalJSON reads an object of strings and keeps its order; "{}" is nil.
// On an error v is unchanged.
func (v *Values) UnmarshalJSON(data []byte) error {
	if err := checkJSON(data); err != nil {
		return err
	}
	return v.read(data)
}

func (v *Values) read(data []byte) error {
	pairs, err := readPairs(data)
	if err != nil {
		return err
	}
	var parsed Values
	for _, p := range pairs {
		parsed = append(parsed, Value{Name: p.key, Text: p.text})
	}
	*v = parsed
	return nil
}

// MarshalJSON writes w as described at Why. Several sentences of which one has
// no language or two have the same, and text that is not UTF-8, are errors.
func (w Why) MarshalJSON() ([]byte, error) {
	if len(w) == 0 {
		return []byte(`""`), nil
	}
	if len(w) == 1 && w[0].Lang == "" {
		var o object
		o.string(w[0].Text)
		return o.b, o.err
	}
	pairs := make([]pair, len(w))
	for i, s := range w {
		if s.Lang == "" {
			return nil, errors.New("one of several sentences has no language")
		}
		pairs[i] = pair{key: s.Lang, text: s.Text}
	}
	return writePairs(pairs)
}

// UnmarshalJSON reads a string or an object of strings by language and keeps
// its order; "" and "{}" are nil. On an error w is unchanged.
func (w *Why) UnmarshalJSON(data []byte) error {
	if err := checkJSON(data); err != nil {
		return err
	}
	return w.read(bytes.TrimSpace(data))
}

func (w *Why) read(data []byte) error {
	if data[0] == '"' {
		var text string
		if err := readString(data, &text); err != nil {
			return err
		}
		*w = nil
		if text != "" {
			*w = Why{{Text: text}}
		}
		return nil
	}
	pairs, err := readPairs(data)
	if err != nil {
		return err
	}
	var parsed Why
	for _, p := range pairs {
		if p.key == "" {
			return errors.New("sentence without a language")
		}
		parsed = append(parsed, Sentence{Lang: p.key, Text: p.text})
	}
	*w = parsed
	return nil
}
