// Package channel makes the data of a payment channel of any size: agents in a
// tree, their merchants and devices, and transactions. The same seed makes the
// same data, and row n is made without the rows before it, so that any number
// of them needs no memory.
package channel

import (
	_ "embed"
	"fmt"
	"strconv"

	"github.com/fenrun/fenrun/payout"
)

// Policy is a policy over the data: residuals on two ladders, bonuses in
// windows of each device, a clawback, a charge and tiers.
//
//go:embed harbor.yaml
var Policy []byte

// A Channel says what to make. Counts are those of different rows; Repeat and
// Spoil add rows.
type Channel struct {
	Seed                               uint64
	Agents, Merchants, Devices, Events int

	First payout.Date // the first day of events
	Days  int         // how many days they spread over
	Busy  int         // on how many of 100 days a device is used, 40 if not set

	Repeat int // every so many events come a second time; 0: none
	Spoil  int // every so many events have an amount that is none; 0: none
}

// Kinds are the names of what is made, subjects before events.
func (c *Channel) Kinds() []string { return []string{"agent", "merchant", "device", "txn"} }

// Names gives the names of the values of a kind.
func (c *Channel) Names(kind string) []string { return names[kind] }

var names = map[string][]string{
	"agent":    {"id", "up", "opened", "first_order", "trainings", "invoiced"},
	"merchant": {"id", "agent", "kind", "rate"},
	"device":   {"id", "agent", "merchant", "model", "stocked", "activated"},
	"txn":      {"id", "at", "device", "merchant", "card", "amount", "risky"},
}

// Len is how many rows of a kind there are.
func (c *Channel) Len(kind string) int {
	switch kind {
	case "agent":
		return c.Agents
	case "merchant":
		return c.Merchants
	case "device":
		return c.Devices
	case "txn":
		if c.Repeat > 0 {
			return c.Events + c.Events/c.Repeat
		}
		return c.Events
	default:
		return 0
	}
}

// Append appends the values of row n of a kind, in the order of its names.
func (c *Channel) Append(values []string, kind string, n int) []string {
	switch kind {
	case "agent":
		return c.agent(values, n)
	case "merchant":
		return c.merchant(values, n)
	case "device":
		return c.device(values, n)
	default:
		if n >= c.Events {
			n = (n - c.Events) * c.Repeat
		}
		return c.txn(values, n)
	}
}

// A die gives the random numbers of one row.
type die uint64

func (c *Channel) die(kind byte, n int) die {
	return die(c.Seed*0x9e3779b97f4a7c15 + uint64(kind)<<56 + uint64(n))
}

// roll gives a number from 0 to n-1.
func (d *die) roll(n int) int {
	*d += 0x9e3779b97f4a7c15
	x := uint64(*d)
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return int((x ^ x>>31) >> 1 % uint64(n))
}

func (c *Channel) agent(values []string, n int) []string {
	d := c.die('a', n)
	up := ""
	if n > 0 {
		up = id('a', (n-1)/8)
	}
	opened := c.First.AddDays(-d.roll(720)).String()
	order := strconv.Itoa(150 + d.roll(500))
	invoiced := strconv.FormatBool(d.roll(10) > 0)
	return append(values, id('a', n), up, opened, order, "0", invoiced)
}

func (c *Channel) merchant(values []string, n int) []string {
	d := c.die('m', n)
	kind := pick(&d, "ordinary", "ordinary", "ordinary", "preferred", "qr")
	rate := pick(&d, "0.55%", "0.60%", "0.58%", "")
	return append(values, id('m', n), c.agentOf(n), kind, rate)
}

// agentOf gives the agent of a merchant, who has its devices too.
func (c *Channel) agentOf(merchant int) string {
	d := c.die('o', merchant)
	return id('a', d.roll(c.Agents))
}

func (c *Channel) merchantOf(device int) int {
	d := c.die('p', device)
	return d.roll(c.Merchants)
}

func (c *Channel) device(values []string, n int) []string {
	d := c.die('d', n)
	merchant := c.merchantOf(n)
	stocked := c.First.AddDays(d.roll(60+c.Days) - 60)
	activated := ""
	if d.roll(5) > 0 {
		activated = stocked.AddDays(d.roll(50)).String()
	}
	return append(values, id('d', n), c.agentOf(merchant), id('m', merchant), pick(&d, "esign", "esign", "big"), stocked.String(), activated)
}

func (c *Channel) txn(values []string, n int) []string {
	d := c.die('t', n)
	day := int(int64(n) * int64(c.Days) / int64(c.Events)) // in order of days, as exports are
	device := c.busyDevice(&d, day)
	at := c.First.AddDays(day).String() + clock(d.roll(86400))
	card := pick(&d, "credit", "credit", "credit", "debit", "debit", "qr")
	amount := c.money(&d)
	if c.Spoil > 0 && n%c.Spoil == c.Spoil-1 {
		amount += "元"
	}
	return append(values, id('t', n), at, id('d', device), id('m', c.merchantOf(device)), card, amount, strconv.FormatBool(d.roll(100) == 0))
}

// busyDevice gives a device that is used on a day. Which days these are is
// the device's own, whatever the number of events.
func (c *Channel) busyDevice(d *die, day int) int {
	busy := c.Busy
	if busy == 0 {
		busy = 40
	}
	for {
		device := d.roll(c.Devices)
		own := c.die('b', device*1000+day)
		if own.roll(100) < busy {
			return device
		}
	}
}

// money gives an amount: many small ones, few large ones. A device has the
// same volume whatever the number of events.
func (c *Channel) money(d *die) string {
	limit := [...]int64{3_000, 20_000, 20_000, 100_000, 500_000}[d.roll(5)]
	limit = max(2, limit*25*int64(c.Devices)/int64(c.Events))
	fen := 1 + d.roll(int(limit))
	return fmt.Sprintf("%d.%02d", fen/100, fen%100)
}

func clock(second int) string {
	return fmt.Sprintf(" %02d:%02d:%02d", second/3600, second/60%60, second%60)
}

func id(letter byte, n int) string { return string(letter) + strconv.Itoa(n) }

func pick(d *die, list ...string) string { return list[d.roll(len(list))] }
