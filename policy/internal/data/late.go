package data

import (
	"strings"
	"sync"
)

// late holds the subjects that are first named while a table is frozen. They
// have no facts.
type late struct {
	mu    sync.Mutex
	first int32 // the position of the first of them
	ids   []string
	index map[string]int32
}

// Freeze lets several goroutines intern subjects of all tables at once, until
// Thaw. Rows must not be added meanwhile.
func (s *Store) Freeze() {
	for _, t := range s.Tables {
		t.late = &late{first: int32(len(t.IDs)), index: map[string]int32{}}
	}
}

// Thaw ends Freeze. Subjects keep the positions that they were given.
func (s *Store) Thaw() {
	for _, t := range s.Tables {
		ids := t.late.ids
		t.late = nil
		for _, id := range ids {
			t.Intern(id)
		}
	}
}

func (l *late) intern(id string) int32 {
	l.mu.Lock()
	defer l.mu.Unlock()
	i, ok := l.index[id]
	if !ok {
		i = l.first + int32(len(l.ids))
		id = strings.Clone(id)
		l.ids = append(l.ids, id)
		l.index[id] = i
	}
	return i
}

func (l *late) id(n int) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ids[n]
}
