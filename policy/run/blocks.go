package run

import (
	"context"
	"iter"
	"slices"
)

// A block is some rows of a kind, in the order of the source. The rows of a
// block are read by one goroutine; a row is good until the next one.
type block struct {
	number uint64 // among the blocks of the kind
	rows   func(yield func(*Row) bool)
}

// A place of a row is its block and its number in it: rows compare as they
// stand in the source, whoever reads them.
type place uint64

func placeOf(block uint64, row int) place { return place(block<<32 | uint64(row)) }

// blocked is a source that gives its rows in blocks. A second reading gives
// the same blocks.
type blocked interface {
	blocks(ctx context.Context, kind string) iter.Seq2[block, error]
}

// blocksOf gives the blocks of a kind.
func blocksOf(ctx context.Context, s Source, kind string) iter.Seq2[block, error] {
	if b, ok := s.(blocked); ok {
		return b.blocks(ctx, kind)
	}
	return gathered(ctx, s, kind)
}

// gatheredRows is how many rows of a source make a block.
const gatheredRows = 512

// gathered makes blocks of the rows that a source gives one by one.
func gathered(ctx context.Context, s Source, kind string) iter.Seq2[block, error] {
	return func(yield func(block, error) bool) {
		number := uint64(0)
		var rows []Row
		var values []string
		send := func() bool {
			if len(rows) == 0 {
				return true
			}
			list := rows
			b := block{number: number, rows: func(yield func(*Row) bool) {
				for i := range list {
					if !yield(&list[i]) {
						return
					}
				}
			}}
			number++
			rows, values = nil, nil
			return yield(b, ctx.Err())
		}
		for row, err := range s.Rows(ctx, kind) {
			if err != nil {
				if send() {
					yield(block{}, err)
				}
				return
			}
			if rows == nil {
				rows = make([]Row, 0, gatheredRows)
				values = make([]string, 0, gatheredRows*len(row.Values))
			}
			// Of the row itself nothing may be kept.
			from := len(values)
			values = append(values, row.Values...)
			row.Values = values[from:len(values):len(values)]
			row.pin()
			rows = append(rows, row)
			if len(rows) == gatheredRows && !send() {
				return
			}
		}
		send()
	}
}

// pin keeps the places of the values of a row that its reader will reuse.
func (r *Row) pin() {
	if r.place == nil {
		return
	}
	places := make([][2]int, len(r.Values))
	for i := range places {
		places[i][0], places[i][1] = r.place(i)
	}
	r.place = func(i int) (line, column int) { return places[i][0], places[i][1] }
}

// rowsOf gives the rows of blocks one by one.
func rowsOf(blocks iter.Seq2[block, error]) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for b, err := range blocks {
			if err != nil {
				yield(Row{}, err)
				return
			}
			more := true
			b.rows(func(row *Row) bool {
				more = yield(*row, nil)
				return more
			})
			if !more {
				return
			}
		}
	}
}

// Rows is a source of rows in memory, by kind. It covers all days.
type rowsInMemory = Rows

// blocks gives the rows of a kind, a stretch at a time.
func (r rowsInMemory) blocks(_ context.Context, kind string) iter.Seq2[block, error] {
	return func(yield func(block, error) bool) {
		number := uint64(0)
		for list := range slices.Chunk(r[kind], gatheredRows) {
			b := block{number: number, rows: func(yield func(*Row) bool) {
				for i := range list {
					if !yield(&list[i]) {
						return
					}
				}
			}}
			number++
			if !yield(b, nil) {
				return
			}
		}
	}
}
