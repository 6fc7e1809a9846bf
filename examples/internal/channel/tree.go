package channel

import (
	_ "embed"
	"fmt"
	"math"

	"github.com/fenrun/fenrun/payout"
)

// TreePolicy is a policy over the data of a Tree: each level of agents earns
// the difference of its price to the one below, on every merchant.
//
//go:embed tree.yaml
var TreePolicy []byte

// A Tree says what to make: agents in levels, each cheaper than the one below,
// merchants of any of them, and a transaction of each merchant. Levels grow
// downwards by one ratio, so that most agents are in the last.
type Tree struct {
	Seed                      uint64
	Agents, Merchants, Levels int
	First                     payout.Date // the first day of the month of events
}

// Kinds are the names of what is made, subjects before events.
func (t *Tree) Kinds() []string { return []string{"agent", "merchant", "txn"} }

// Names gives the names of the values of a kind.
func (t *Tree) Names(kind string) []string {
	return map[string][]string{
		"agent":    {"id", "up", "buy_rate"},
		"merchant": {"id", "agent", "rate"},
		"txn":      {"id", "at", "merchant", "amount"},
	}[kind]
}

// Len is how many rows of a kind there are.
func (t *Tree) Len(kind string) int {
	if kind == "agent" {
		return t.Agents
	}
	return t.Merchants
}

// Covers says that the events of all days are there.
func (t *Tree) Covers(string) (first, last payout.Date, known bool) {
	return t.First.MonthStart(), t.First.MonthEnd(), true
}

// Append appends the values of row n of a kind, in the order of its names.
func (t *Tree) Append(values []string, kind string, n int) []string {
	c := Channel{Seed: t.Seed}
	switch kind {
	case "agent":
		level, up := t.above(n)
		above := ""
		if level > 0 {
			above = id('a', up)
		}
		price := 450 + 100*level/t.Levels // of 1,000,000ths ten: 0.450% at the top, below 0.550% at the end
		return append(values, id('a', n), above, fmt.Sprintf("0.%03d%%", price))
	case "merchant":
		d := c.die('o', n)
		return append(values, id('m', n), id('a', d.roll(t.Agents)), pick(&d, "0.60%", "0.58%", "0.56%"))
	default:
		d := c.die('t', n)
		at := t.First.MonthStart().AddDays(d.roll(28)).String() + clock(d.roll(86400))
		fen := 1_000_00 + d.roll(50_000_00)
		return append(values, id('t', n), at, id('m', n), fmt.Sprintf("%d.%02d", fen/100, fen%100))
	}
}

// above gives the level of an agent, the top being 0, and the agent above.
func (t *Tree) above(n int) (level, up int) {
	before, begin := 0, 0
	for level = 0; ; level++ {
		end := t.end(level)
		if n < end {
			if level > 0 {
				up = before + (n-begin)*(begin-before)/(end-begin)
			}
			return level, up
		}
		before, begin = begin, end
	}
}

// end is how many agents there are down to a level, which has one at least.
func (t *Tree) end(level int) int {
	if level >= t.Levels-1 {
		return t.Agents
	}
	share := math.Pow(float64(t.Agents), float64(level+1)/float64(t.Levels))
	return min(max(level+1, int(share)), t.Agents-(t.Levels-1-level))
}
