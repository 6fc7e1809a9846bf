package run

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/fenrun/fenrun/payout"
)

// A month of events of one kind, as far as the next run compares it with what
// it sees (N3, N9).
type month struct {
	rows   int
	digest uint64 // a sum over the rows, so that their order does not matter
}

// months count the events of one goroutine, by the first day of the month.
type months struct {
	list        map[payout.Date]*month
	first, last payout.Date // of the month in hand
	now         *month
}

func (m *months) add(day payout.Date, digest uint64) {
	if m.now == nil || day < m.first || day > m.last {
		m.first, m.last = day.MonthStart(), day.MonthEnd()
		if m.list == nil {
			m.list = map[payout.Date]*month{}
		}
		if m.list[m.first] == nil {
			m.list[m.first] = &month{}
		}
		m.now = m.list[m.first]
	}
	m.now.rows++
	m.now.digest += digest
}

// seen are the months of events that a run has counted, by kind and month.
type seen map[string]month

// add joins what one goroutine has counted.
func (s seen) add(kind string, m *months) {
	for first, now := range m.list {
		key := monthKey(kind, first)
		all := s[key]
		all.rows += now.rows
		all.digest += now.digest
		s[key] = all
	}
}

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

// withMissed notes which promises were missed, and by what.
func withMissed(values payout.Values, missed map[string]string) payout.Values {
	for _, name := range slices.Sorted(maps.Keys(missed)) {
		values = append(values, payout.Value{Name: promised + name, Text: missed[name]})
	}
	return values
}

func readMissed(values payout.Values) map[string]string {
	missed := map[string]string{}
	for _, v := range values {
		if name, ok := strings.CutPrefix(v.Name, promised); ok {
			missed[name] = v.Text
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
