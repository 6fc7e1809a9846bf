package run

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/data"
)

// An ingest reads the rows of a source into a store.
type ingest struct {
	ctx      context.Context
	source   Source
	store    *data.Store
	scratch  Scratch
	progress func(kind string, rows int)
	stop     bool // a bad row ends the run

	diags  diag.List
	lost   int // diagnostics beyond those kept
	counts []Count
	first  map[data.Subject]mention // of subjects that were named before their facts came, or without
	order  int                      // of the kind in hand

	earliest map[*data.Type]payout.Date // event of each kind
}

// A mention is where a subject was first named.
type mention struct {
	kind int
	at   place
	span diag.Span
}

func (m mention) compare(o mention) int {
	return cmp.Or(cmp.Compare(m.kind, o.kind), cmp.Compare(m.at, o.at))
}

func (in *ingest) report(list ...diag.Diagnostic) {
	n := min(len(list), maxRowDiags-len(in.diags))
	in.diags = append(in.diags, list[:n]...)
	in.lost += len(list) - n
}

// each calls work with every block of a kind, on as many goroutines as are
// asked for; work gives the number of its rows. The error is that of the first
// row in the order of the source that has one.
func (in *ingest) each(kind string, jobs int, work func(worker int, b block) (rows int, err error)) error {
	w := &sharedWork{in: in, kind: kind, work: work}
	blocks := blocksOf(in.ctx, in.source, kind)
	if jobs == 1 {
		for b, err := range blocks {
			if err != nil {
				return err
			}
			if w.do(0, b); w.err != nil {
				break
			}
		}
		return w.err
	}
	queue := make(chan block, jobs)
	var wait sync.WaitGroup
	for i := range jobs {
		wait.Go(func() {
			for b := range queue {
				w.do(i, b)
			}
		})
	}
	var broken error
	for b, err := range blocks {
		if broken = err; err != nil || w.failed() {
			break
		}
		queue <- b
	}
	close(queue)
	wait.Wait()
	return cmp.Or(w.err, broken)
}

// sharedWork is what several goroutines work on.
type sharedWork struct {
	in   *ingest
	kind string
	work func(worker int, b block) (rows int, err error)

	mu     sync.Mutex
	rows   int
	err    error
	number uint64 // of the block that the error is of
}

func (w *sharedWork) do(worker int, b block) {
	n, err := w.work(worker, b)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rows += n
	if err != nil && (w.err == nil || b.number < w.number) {
		w.err, w.number = err, b.number
	}
	if w.in.progress != nil {
		w.in.progress(w.kind, w.rows)
	}
}

func (w *sharedWork) failed() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err != nil
}

// subjects reads all subjects of a type into the store.
func (in *ingest) subjects(t *data.Type) error {
	r := in.reader(t)
	err := in.each(t.Name, 1, func(_ int, b block) (rows int, err error) {
		b.rows(func(row *Row) bool {
			at := placeOf(b.number, rows)
			rows++
			amount, state := r.read(at, row)
			if state == rowGood || state == rowFaulty {
				if columns := in.store.Put(r.record); len(columns) > 0 {
					r.contradicts(at, row, columns)
					if state == rowGood {
						r.tallies.rejected.add(amount)
					}
					state = rowFaulty
				}
			}
			if state == rowGood {
				r.tallies.used.add(amount)
			}
			if state != rowGood && in.stop {
				err = badRowError(row)
				return false
			}
			return true
		})
		return rows, err
	})
	in.mentions(r)
	in.take(t, []*reader{r}, &findings{})
	return err
}

func badRowError(row *Row) error {
	return fmt.Errorf("%s:%d: a row that cannot be read", row.File, row.Line)
}

// take takes in what readers of a kind have found, and what was found besides.
func (in *ingest) take(t *data.Type, readers []*reader, besides *findings) {
	found := []*findings{besides}
	var all tallies
	for _, r := range readers {
		found = append(found, &r.found)
		all.join(&r.tallies)
	}
	list, lost := joined(found)
	in.report(list...)
	in.lost += lost
	in.counts = append(in.counts, all.count(t.Name, in.store.Schema.Currency, readers[0].amounts != nil))
	in.order++
}

// mentions takes in where a reader has first met subjects. It meets them in
// its first reading of a kind.
func (in *ingest) mentions(r *reader) {
	if in.first == nil {
		in.first = map[data.Subject]mention{}
	}
	for s, m := range r.first {
		m.kind = in.order
		if was, known := in.first[s]; !known || m.compare(was) < 0 {
			in.first[s] = m
		}
	}
}

// sort puts the subjects in the order of their ids.
func (in *ingest) sort() {
	moved := in.store.Sort()
	first := make(map[data.Subject]mention, len(in.first))
	for s, m := range in.first {
		s.Index = moved[s.Table.Type.Index][s.Index]
		first[s] = m
	}
	in.first = first
}

// strangers reports subjects that are referred to and have no facts.
func (in *ingest) strangers() {
	var list []data.Subject
	for _, t := range in.store.Tables {
		if len(t.Type.Columns) == 0 {
			continue
		}
		for i := range t.Len() {
			if !t.Known(int32(i)) {
				list = append(list, data.Subject{Table: t, Index: int32(i)})
			}
		}
	}
	slices.SortFunc(list, func(a, b data.Subject) int {
		return cmp.Or(in.first[a].compare(in.first[b]), cmp.Compare(a.Table.Type.Index, b.Table.Type.Index), cmp.Compare(a.Table.ID(a.Index), b.Table.ID(b.Index)))
	})
	for _, s := range list {
		in.report(diag.Warningf("B103", in.first[s].span, "%s %q is referred to, and no row gives its facts", s.Table.Type.Name, s.Table.ID(s.Index)))
	}
}
