package closing

import (
	"strings"

	"github.com/fenrun/fenrun/payout"
)

// A fold is lines of a statement that stand on it as one row.
type fold struct {
	lines  []*payout.StatementLine // in their order, at least one
	across bool                    // they are of several subjects
}

// manyLines is how many lines of different subjects are folded at least: of
// fewer, each may as well say what it is for.
const manyLines = 4

// folds gives the rows of a statement, in the order of their last lines. Where
// each line is to be shown, each is a row. Else two kinds of lines are folded:
// those of one rule and subject in one period, whose days add up to it, and
// those that a rule pays once for each of many subjects in one month.
func (t Text) folds(lines []payout.StatementLine) []fold {
	rows := make([]fold, 0, len(lines))
	for i := range lines {
		rows = append(rows, fold{lines: []*payout.StatementLine{&lines[i]}})
	}
	if t.EveryLine {
		return rows
	}
	rows = gather(rows, 2, false, daysKey)
	return gather(rows, manyLines, true, onceKey)
}

// gather makes one row of rows that have a key in common, if there are as
// many of them as least, where the last of them stood.
func gather(rows []fold, least int, across bool, key func(fold) string) []fold {
	last, count := map[string]int{}, map[string]int{}
	for i, r := range rows {
		if k := key(r); k != "" {
			last[k] = i
			count[k]++
		}
	}
	gathered := map[string][]*payout.StatementLine{}
	var list []fold
	for i, r := range rows {
		k := key(r)
		if k == "" || count[k] < least {
			list = append(list, r)
			continue
		}
		gathered[k] = append(gathered[k], r.lines...)
		if last[k] == i {
			list = append(list, fold{gathered[k], across})
		}
	}
	return list
}

// daysKey is the key under which the days of one period are one row; none for
// what is to be seen by itself, such as a correction.
func daysKey(f fold) string {
	l := &f.lines[0].Line
	if l.Period == "" || !isPlain(l) {
		return ""
	}
	return strings.Join([]string{l.Kind.String(), l.Policy, l.Rule, l.Subject.String(), l.Period, l.Held}, "\x00")
}

// onceKey is the key under which what a rule pays for many subjects in a month
// is one row.
func onceKey(f fold) string {
	l := &f.lines[0].Line
	if len(f.lines) > 1 || !isPlain(l) || l.Once == "" && l.Period != l.Booked.String() && l.Period != "" {
		return ""
	}
	return strings.Join([]string{l.Kind.String(), l.Policy, l.Rule, l.Subject.Type, monthOf(l.Booked), l.Held}, "\x00")
}

// isPlain reports whether a line has nothing that a reader looks for by itself.
func isPlain(l *payout.Line) bool {
	return l.Cause == "" && (len(l.Corrects) == 0 || l.Kind == payout.Clawback) && l.Kind != payout.Manual
}

func monthOf(d payout.Date) string { return d.String()[:len("2006-01")] }

// amount gives the sum of a row. The lines of a statement are of one currency,
// and their sum fits, for that of all of them does.
func (f fold) amount() payout.Money {
	sum := f.lines[0].Line.Amount
	for _, l := range f.lines[1:] {
		sum, _ = sum.Add(l.Line.Amount)
	}
	return sum
}

// A stretch is payments of one month, or one that came back.
type stretch struct {
	day    payout.Date // the last of them
	amount payout.Money
	count  int
	back   bool
}

// payments gives the rows of the payments of a statement.
func (t Text) payments(all []payout.Payment) []stretch {
	var rows []stretch
	for _, pay := range all {
		n := len(rows)
		if !t.EveryLine && pay.Reverses == "" && n > 0 && !rows[n-1].back && monthOf(rows[n-1].day) == monthOf(pay.Day) {
			rows[n-1].day = pay.Day
			rows[n-1].amount, _ = rows[n-1].amount.Add(pay.Amount)
			rows[n-1].count++
			continue
		}
		rows = append(rows, stretch{pay.Day, pay.Amount, 1, pay.Reverses != ""})
	}
	return rows
}
