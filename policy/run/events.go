package run

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/engine"
)

// A month of events of one kind, as far as the next run compares it with what
// it sees (N3, N9).
type month struct {
	rows   int
	digest uint64 // a sum over the rows, so that their order does not matter
}

// seen are the months of events that a run has counted, by kind and month.
type seen map[string]month

func monthKey(kind string, day payout.Date) string { return kind + " " + day.String()[:7] }

// values writes what was seen for the ledger.
func (s seen) values() payout.Values {
	var list payout.Values
	for _, key := range slices.Sorted(maps.Keys(s)) {
		list = append(list, payout.Value{Name: key, Text: fmt.Sprintf("%d %016x", s[key].rows, s[key].digest)})
	}
	return list
}

func readSeen(values payout.Values) seen {
	s := seen{}
	for _, v := range values {
		rows, digest, _ := strings.Cut(v.Text, " ")
		n, err1 := strconv.Atoi(rows)
		d, err2 := strconv.ParseUint(digest, 16, 64)
		if err1 == nil && err2 == nil {
			s[v.Name] = month{n, d}
		}
	}
	return s
}

// promised is how the name of what was seen of a promise begins.
const promised = "promise "

// withMissed notes which promises were missed.
func withMissed(values payout.Values, missed []string) payout.Values {
	for _, name := range missed {
		values = append(values, payout.Value{Name: promised + name, Text: "missed"})
	}
	return values
}

func readMissed(values payout.Values) map[string]bool {
	missed := map[string]bool{}
	for _, v := range values {
		if name, ok := strings.CutPrefix(v.Name, promised); ok {
			missed[name] = true
		}
	}
	return missed
}

// changed gives the first day of the earliest month that is not as it was
// when it was run, or none.
func (s seen) changed(was seen, closed payout.Date) payout.Date {
	var first payout.Date
	check := func(key string) {
		if s[key] == was[key] {
			return
		}
		day, err := payout.ParseDate(key[len(key)-7:] + "-01")
		if err == nil && day <= closed && (first.IsZero() || day < first) {
			first = day
		}
	}
	for key := range s {
		check(key)
	}
	for key := range was {
		check(key)
	}
	return first
}

// events counts all events of a type in the engine's measures.
func (in *ingest) events(e *engine.Engine, t *data.Type, keep bool, asOf payout.Date, s seen) error {
	voids, err := in.voids(t)
	if err != nil {
		return err
	}
	ids := map[uint64]uint64{}
	unique := false
	if u, ok := in.source.(Unique); ok {
		unique = u.UniqueIDs(t.Name)
	}
	var earliest payout.Date
	err = in.rows(t, func(r *data.Record, row *Row, bad bool) error {
		count := in.counts[len(in.counts)-1]
		amount := in.amount(r)
		e.Given(t)
		if bad {
			e.Suspend(r)
			return nil
		}
		if voids[r.ID] {
			count.Voided.add(amount)
			return nil
		}
		if !unique {
			id, content := hashText(r.ID), hashRow(r, row)
			switch was, known := ids[id]; {
			case known && was == content:
				count.Repeated.add(amount)
				return nil
			case known:
				count.Rejected.add(amount)
				in.report(diag.Errorf("B105", rowSpan(row), "the %s %q came before with other values", t.Name, r.ID))
				return nil
			}
			ids[id] = content
		}
		day, ok := e.Day(r)
		switch {
		case !ok:
			count.Rejected.add(amount)
			in.report(diag.Errorf("B106", rowSpan(row), "the %s %q has no time", t.Name, r.ID))
			return nil
		case day > asOf:
			count.Future.add(amount)
			return nil
		}
		if earliest.IsZero() || day < earliest {
			earliest = day
		}
		key := monthKey(t.Name, day)
		m := s[key]
		m.rows++
		m.digest += mix(hashText(r.ID), hashRow(r, row))
		s[key] = m
		count.Used.add(amount)
		if keep {
			in.store.Put(r)
		}
		return e.Event(r)
	})
	if err != nil {
		return err
	}
	in.cover(e, t, earliest, asOf)
	return nil
}

// mix makes one number of two, so that equal sums of them mean equal rows.
func mix(a, b uint64) uint64 {
	x := a*0x9e3779b97f4a7c15 ^ b
	x ^= x >> 29
	x *= 0xbf58476d1ce4e5b9
	return x ^ x>>32
}

// cover tells the engine which days the events cover.
func (in *ingest) cover(e *engine.Engine, t *data.Type, earliest, asOf payout.Date) {
	first, last, known := in.source.Covers(t.Name)
	switch {
	case known:
		e.Given(t)
		e.Cover(t, engine.Period{From: first, Until: min(last, asOf)})
	case !earliest.IsZero():
		e.Cover(t, engine.Period{From: earliest.MonthStart(), Until: asOf})
	}
}

// voids gives the ids of events that their source has withdrawn. The rows are
// read once more, but only where a column says so.
func (in *ingest) voids(t *data.Type) (map[string]bool, error) {
	voids := map[string]bool{}
	for row, err := range in.source.Rows(in.ctx, t.Name) {
		if err != nil {
			return nil, err
		}
		if row.Header == nil || row.Bad != "" {
			continue
		}
		void, id := slices.Index(row.Header.Names, data.Void), slices.Index(row.Header.Names, data.ID)
		if void < 0 && row.File != "" {
			continue
		}
		if void >= 0 && id >= 0 && row.Values[void] != "" {
			voids[row.Values[id]] = true
		}
	}
	return voids, nil
}

func rowSpan(row *Row) diag.Span { return spanAt(row.File, row.Line, 1) }
