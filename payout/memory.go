package payout

import (
	"context"
	"fmt"
	"iter"
	"sync"
)

// memory is the ledger of NewMemory.
type memory struct {
	mu        sync.RWMutex
	entries   []Entry
	digests   map[string]string // of batches, by id
	standings Standings
	head      uint64
}

// NewMemory returns an empty ledger that keeps what is posted in memory, for
// tests and for what needs no other. A loop over Read may post: it goes on to
// yield what was there when it began.
func NewMemory() Ledger { return &memory{} }

func (m *memory) Head(ctx context.Context) (uint64, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.head, ctx.Err()
}

func (m *memory) Read(ctx context.Context, q Query) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for _, e := range m.wanted(q) {
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}

// wanted returns the entries that q asks for. Entries never change, so they
// can be yielded without the lock.
func (m *memory) wanted(q Query) []Entry {
	m.mu.RLock()
	defer m.mu.RUnlock()
	var wanted []Entry
	platform := ""
	for _, e := range m.entries {
		if run, ok := e.(Run); ok {
			platform = run.Platform // of all entries of the batch
		}
		if (q.Platform == "" || q.Platform == platform) && m.wants(q, e) {
			wanted = append(wanted, e)
		}
	}
	return wanted
}

func (m *memory) wants(q Query, e Entry) bool {
	switch e := e.(type) {
	case Line:
		return q.Wants(e, m.standings.Lines[e.ID])
	case Settlement:
		return q.Payee.IsZero() || q.Payee == e.Payee
	case Run, Release, Assignment:
		return true
	default:
		return true
	}
}

func (m *memory) Post(ctx context.Context, b Batch) error {
	if err := b.Check(); err != nil {
		return err
	}
	digest, err := b.Digest()
	if err != nil {
		return err
	}
	needs, err := b.Needs()
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if posted, found := m.digests[b.ID]; found {
		if posted != digest {
			return fmt.Errorf("%w: batch %s exists with other content", ErrConflict, quoted(b.ID))
		}
		return nil
	}
	if b.After != m.head {
		return fmt.Errorf("%w: batch %s was computed after %d, the head is %d", ErrMoved, quoted(b.ID), b.After, m.head)
	}
	after := m.standings.only(needs)
	if err := b.Apply(&after); err != nil {
		return fmt.Errorf("batch %s: %w", quoted(b.ID), err)
	}
	m.standings.replace(after)
	put(&m.digests, b.ID, digest)
	m.head++
	for e := range b.Entries() {
		if run, ok := e.(Run); ok {
			run.Sequence = m.head
			e = run
		}
		m.entries = append(m.entries, e)
	}
	return nil
}

// only returns a copy of what a batch needs of s.
func (s *Standings) only(needs Needs) Standings {
	return Standings{
		Lines:       pick(s.Lines, needs.Lines),
		Deposits:    pick(s.Deposits, needs.Deposits),
		Settlements: pick(s.Settlements, needs.Settlements),
	}
}

func pick[K comparable, V any](from map[K]V, keys []K) map[K]V {
	picked := make(map[K]V, len(keys))
	for _, k := range keys {
		if v, found := from[k]; found {
			picked[k] = v
		}
	}
	return picked
}

func (s *Standings) replace(after Standings) {
	replace(&s.Lines, after.Lines)
	replace(&s.Deposits, after.Deposits)
	replace(&s.Settlements, after.Settlements)
}

func replace[K comparable, V any](in *map[K]V, by map[K]V) {
	for k, v := range by {
		put(in, k, v)
	}
}
