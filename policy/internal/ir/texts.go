package ir

import (
	"strings"
	"sync"
)

// Texts gives each text a number, so that texts compare as numbers do. It is
// safe for concurrent use.
type Texts struct {
	parent *Texts
	first  int64
	mu     sync.RWMutex
	ids    map[string]int64
	texts  []string
}

// NewTexts makes an empty dictionary.
func NewTexts() *Texts { return &Texts{ids: map[string]int64{}} }

// Extend makes a dictionary that knows all that t knows and adds nothing to
// it, so that the texts of one run's data don't stay with the policy. t must
// not grow afterwards.
func (t *Texts) Extend() *Texts {
	return &Texts{parent: t, first: t.first + int64(len(t.texts)), ids: map[string]int64{}}
}

// ID gives the number of a text, a new one if need be.
func (t *Texts) ID(text string) int64 {
	if id, ok := t.find(text); ok {
		return id
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if id, ok := t.ids[text]; ok {
		return id
	}
	text = strings.Clone(text) // it may be a part of a long one
	id := t.first + int64(len(t.texts))
	t.ids[text] = id
	t.texts = append(t.texts, text)
	return id
}

func (t *Texts) find(text string) (int64, bool) {
	if t.parent != nil {
		if id, ok := t.parent.find(text); ok {
			return id, true
		}
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	id, ok := t.ids[text]
	return id, ok
}

// Text gives the text of a number.
func (t *Texts) Text(id int64) string {
	if t.parent != nil && id < t.first {
		return t.parent.Text(id)
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	if i := id - t.first; i >= 0 && i < int64(len(t.texts)) {
		return t.texts[i]
	}
	return ""
}

// All gives the texts of t alone, in the order of their numbers.
func (t *Texts) All() []string {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return append([]string(nil), t.texts...)
}
