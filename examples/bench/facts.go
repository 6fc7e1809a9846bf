// Package bench measures fenrun beside others that compute the same eight
// rules: written by hand on decimals and on scaled integers, and in other
// expression and rule engines. docs/performance.md has the figures.
package bench

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/fenrun/fenrun/payout"
)

// An Agent is one who is paid.
type Agent struct {
	ID        string      `fenrun:"id"`
	Opened    payout.Date `fenrun:"opened"`
	Exclusive bool        `fenrun:"exclusive"`
	Volume    int64       `fenrun:"volume,scale=2"`
}

// A Merchant is what one decision is about: money in fen, rates in millionths.
type Merchant struct {
	ID        string `fenrun:"id"`
	Agent     *Agent `fenrun:"agent"`
	Kind      uint8  `fenrun:"kind,symbols=ordinary|preferred"`
	Rate      int64  `fenrun:"rate,scale=6"`
	Each      int64  `fenrun:"each,scale=2"`
	QRRate    int64  `fenrun:"qr_rate,scale=6"`
	QuickRate int64  `fenrun:"quick_rate,scale=6"`
	Cards     int64  `fenrun:"cards,scale=2"`
	Swipes    int64  `fenrun:"swipes"`
	QR        int64  `fenrun:"qr,scale=2"`
	Quick     int64  `fenrun:"quick,scale=2"`
}

// The kinds of merchants.
const (
	Ordinary = iota
	Preferred
)

// Rules are the rules of policy.yaml, in its order; an Amount names one by its
// position.
var Rules = []string{"cards", "per-swipe", "qr", "quick", "growth-period", "growth-bonus", "preferred", "active"}

// An Amount is what a rule pays.
type Amount struct {
	Rule  int
	Payee string
	Fen   int64
	Held  bool
}

// The period that is decided, and a day after the time of the policy.
var (
	Day, _         = payout.ParseDate("2019-06-30")
	PeriodFrom, _  = payout.ParseDate("2019-06-01")
	LaterDay, _    = payout.ParseDate("2020-01-31")
	first, _       = payout.NewDate(2018, time.June, 1)
	merchantsOfOne = 40
)

// Merchants makes up n merchants, the same ones each time.
func Merchants(n int) []Merchant {
	r := rand.New(rand.NewPCG(2019, 8))
	agents := make([]Agent, n/merchantsOfOne+1)
	for i := range agents {
		agents[i] = Agent{ID: fmt.Sprintf("a%d", i), Opened: first.AddDays(r.IntN(390)), Exclusive: r.IntN(4) == 0, Volume: amount(r, 1e7, 2e11)}
	}
	list := make([]Merchant, n)
	for i := range list {
		m := &list[i]
		*m = Merchant{
			ID: fmt.Sprintf("m%d", i), Agent: &agents[r.IntN(len(agents))], Kind: uint8(r.IntN(2)),
			Rate: 5000 + 50*r.Int64N(45), Each: 100 * r.Int64N(4), QRRate: 2800 + 100*r.Int64N(20), QuickRate: 3000 + 100*r.Int64N(30),
			Cards: amount(r, 1e4, 1e9), Swipes: r.Int64N(200), QR: amount(r, 1e3, 1e8), Quick: amount(r, 1e3, 1e8),
		}
	}
	return list
}

// amount is a number of fen, as often between 1 and 10 as between 10 and 100.
func amount(r *rand.Rand, low, high float64) int64 {
	return int64(low * math.Exp(r.Float64()*math.Log(high/low)))
}
