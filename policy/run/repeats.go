package run

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
)

// repeats finds the events whose id another row has too. It keeps a number of
// each event, in memory up to a limit and beyond that in a scratch file.
type repeats struct {
	scratch Scratch
	limit   int              // of a part's list
	parts   [256]repeatsPart // by the first byte of the hash of the id

	mu   sync.Mutex
	file ScratchFile
	size int64
	full error // why the file cannot be written
}

type repeatsPart struct {
	mu    sync.Mutex
	list  []sighting
	files []stretch
}

// A stretch of the scratch file holds sightings of one part.
type stretch struct {
	from  int64
	count int
}

// A sighting is a row with an id. Hashes stand for the id and for what the
// event says; rows are told apart by their place.
type sighting struct {
	id, content uint64
	mark        uint64 // the place, and whether the row withdraws the event
}

func sightingOf(id, content uint64, at place, void bool) sighting {
	s := sighting{id, content, uint64(at)}
	if void {
		s.mark |= voidMark
	}
	return s
}

func (s *sighting) at() place  { return place(s.mark &^ voidMark) }
func (s *sighting) void() bool { return s.mark&voidMark != 0 }

const (
	voidMark     = 1 << 63
	sightingSize = 24
	// partLimit is how many sightings of a part are kept in memory: 64 MiB of
	// all parts.
	partLimit = 64 << 20 / 256 / sightingSize
)

func newRepeats(s Scratch) *repeats {
	if s == nil {
		s = TempFiles("")
	}
	return &repeats{scratch: s, limit: partLimit}
}

// see notes a row. Several goroutines may call it.
func (r *repeats) see(s sighting) {
	p := &r.parts[s.id>>56]
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.list) == cap(p.list) {
		p.list = slices.Grow(p.list, max(64, min(3*len(p.list), r.limit-len(p.list))))
	}
	p.list = append(p.list, s)
	if len(p.list) >= r.limit && r.scratch != NoScratch {
		if at, ok := r.write(p.list); ok {
			p.files = append(p.files, at)
			p.list = p.list[:0]
		}
	}
}

// write puts sightings behind what the file holds; it is false where that
// cannot be done, which close says.
func (r *repeats) write(list []sighting) (stretch, bool) {
	text := make([]byte, 0, len(list)*sightingSize)
	for _, s := range list {
		text = binary.LittleEndian.AppendUint64(text, s.id)
		text = binary.LittleEndian.AppendUint64(text, s.content)
		text = binary.LittleEndian.AppendUint64(text, s.mark)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.full == nil && r.file == nil {
		r.file, r.full = r.scratch.Create()
	}
	if r.full != nil {
		return stretch{}, false
	}
	if _, err := r.file.Write(text); err != nil {
		r.full = err
		return stretch{}, false
	}
	at := stretch{from: r.size, count: len(list)}
	r.size += int64(len(text))
	return at, true
}

// groups calls visit with the sightings of each id that came more than once,
// in the order of their places. So many goroutines look for them; one at a
// time visits.
func (r *repeats) groups(jobs int, visit func(group []sighting)) error {
	if r.full != nil {
		return fmt.Errorf("the scratch file: %w", r.full)
	}
	var next atomic.Int32
	errs := make([]error, jobs)
	var wait sync.WaitGroup
	for i := range jobs {
		wait.Go(func() {
			var list []sighting
			for part := next.Add(1) - 1; int(part) < len(r.parts) && errs[i] == nil; part = next.Add(1) - 1 {
				if list, errs[i] = r.whole(list[:0], &r.parts[part]); errs[i] == nil {
					r.look(list, visit)
				}
			}
		})
	}
	wait.Wait()
	return cmp.Or(errs...)
}

// whole gives all sightings of a part.
func (r *repeats) whole(list []sighting, p *repeatsPart) ([]sighting, error) {
	list = append(list, p.list...)
	for _, s := range p.files {
		var err error
		if list, err = r.read(list, s); err != nil {
			return nil, fmt.Errorf("the scratch file: %w", err)
		}
	}
	return list, nil
}

func (r *repeats) look(list []sighting, visit func(group []sighting)) {
	slices.SortFunc(list, func(a, b sighting) int {
		if a.id != b.id {
			return cmp.Compare(a.id, b.id)
		}
		return cmp.Compare(a.at(), b.at())
	})
	for from := 0; from < len(list); {
		to := from + 1
		for to < len(list) && list[to].id == list[from].id {
			to++
		}
		if to > from+1 {
			r.mu.Lock()
			visit(list[from:to])
			r.mu.Unlock()
		}
		from = to
	}
}

func (r *repeats) read(list []sighting, s stretch) ([]sighting, error) {
	text := make([]byte, s.count*sightingSize)
	if _, err := r.file.ReadAt(text, s.from); err != nil {
		return nil, err
	}
	for ; len(text) > 0; text = text[sightingSize:] {
		list = append(list, sighting{
			binary.LittleEndian.Uint64(text), binary.LittleEndian.Uint64(text[8:]), binary.LittleEndian.Uint64(text[16:]),
		})
	}
	return list, nil
}

// close gives the room back.
func (r *repeats) close() error {
	if r.file == nil {
		return nil
	}
	return r.file.Close()
}
