package bench

import (
	"errors"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
)

// A Record is a line of CSV bound as it stands: texts, read as data are.
type Record struct {
	ID    string `fenrun:"id"`
	Agent struct {
		ID        string `fenrun:"id"`
		Opened    string `fenrun:"opened"`
		Exclusive string `fenrun:"exclusive"`
		Volume    string `fenrun:"volume"`
	} `fenrun:"agent"`
	Kind      string `fenrun:"kind"`
	Rate      string `fenrun:"rate"`
	Each      string `fenrun:"each"`
	QRRate    string `fenrun:"qr_rate"`
	QuickRate string `fenrun:"quick_rate"`
	Cards     string `fenrun:"cards"`
	Swipes    string `fenrun:"swipes"`
	QR        string `fenrun:"qr"`
	Quick     string `fenrun:"quick"`
}

// set takes a line in the order of File's columns.
func (r *Record) set(v []string) {
	r.ID, r.Kind, r.Rate, r.Each, r.QRRate, r.QuickRate = v[0], v[1], v[2], v[3], v[4], v[5]
	r.Cards, r.Swipes, r.QR, r.Quick = v[6], v[7], v[8], v[9]
	r.Agent.ID, r.Agent.Opened, r.Agent.Exclusive, r.Agent.Volume = v[10], v[11], v[12], v[13]
}

// File writes merchants as CSV.
func File(list []Merchant) string {
	var b strings.Builder
	b.WriteString("id,kind,rate,each,qr_rate,quick_rate,cards,swipes,qr,quick,agent,opened,exclusive,volume\n")
	money := func(v int64) string { return fmt.Sprintf("%d.%02d", v/100, v%100) }
	rate := func(v int64) string { return fmt.Sprintf("%d.%04d%%", v/10_000, v%10_000) }
	for _, m := range list {
		fmt.Fprintf(&b, "%s,%s,%s,%s,%s,%s,%s,%d,%s,%s,%s,%s,%t,%s\n", m.ID, [2]string{"ordinary", "preferred"}[m.Kind],
			rate(m.Rate), money(m.Each), rate(m.QRRate), rate(m.QuickRate), money(m.Cards), m.Swipes, money(m.QR), money(m.Quick),
			m.Agent.ID, m.Agent.Opened, m.Agent.Exclusive, money(m.Agent.Volume))
	}
	return b.String()
}

// lines calls each with the values of a file's lines, which have no quotes:
// all ways read files in the same, quick way. The values are good until the
// next line.
func lines(file string, each func(v []string) error) error {
	_, rest, _ := strings.Cut(file, "\n")
	var values []string
	for rest != "" {
		line := rest
		if end := strings.IndexByte(rest, '\n'); end >= 0 {
			line, rest = rest[:end], rest[end+1:]
		} else {
			rest = ""
		}
		values = values[:0]
		start := 0
		for i := range len(line) {
			if line[i] == ',' {
				values = append(values, line[start:i])
				start = i + 1
			}
		}
		if err := each(append(values, line[start:])); err != nil {
			return err
		}
	}
	return nil
}

// Split cuts a file into values and does nothing with them.
func Split(file string) (n int, err error) {
	err = lines(file, func(v []string) error {
		n += len(v)
		return nil
	})
	return n, err
}

// Parse reads the numbers, symbols and dates of a file and does nothing with
// them.
func Parse(file string) (sum int64, err error) {
	var agent Agent
	m := Merchant{Agent: &agent}
	err = lines(file, func(v []string) error {
		err := m.set(v)
		sum += m.Cards + m.Rate + agent.Volume
		return err
	})
	return sum, err
}

// set takes a line in the order of File's columns.
func (m *Merchant) set(v []string) error {
	var err error
	number := func(text string, scale int) int64 {
		n, e := scaled(text, scale)
		if e != nil {
			err = e
		}
		return n
	}
	rate := func(text string) int64 { return number(strings.TrimSuffix(text, "%"), 4) }
	m.ID, m.Kind = v[0], Ordinary
	if v[1] == "preferred" {
		m.Kind = Preferred
	}
	m.Rate, m.Each, m.QRRate, m.QuickRate = rate(v[2]), number(v[3], 2), rate(v[4]), rate(v[5])
	m.Cards, m.Swipes, m.QR, m.Quick = number(v[6], 2), number(v[7], 0), number(v[8], 2), number(v[9], 2)
	a := m.Agent
	a.ID, a.Exclusive, a.Volume = v[10], v[12] == "true", number(v[13], 2)
	opened, e := payout.ParseDate(v[11])
	if e != nil {
		err = e
	}
	a.Opened = opened
	return err
}

// Totals sums what each agent has of a file, by bound rules.
func Totals(file string, e *policy.Evaluator[Record]) (map[string]int64, error) {
	totals := map[string]int64{}
	var record Record
	var targets []policy.Target
	err := lines(file, func(v []string) error {
		record.set(v)
		targets = e.Decide(&record, targets[:0])
		sum := int64(0)
		for i := range targets {
			fen, ok := targets[i].Minor()
			if targets[i].State() != policy.Lines || !ok {
				return errors.New(targets[i].Reason())
			}
			sum += fen
		}
		totals[record.Agent.ID] += sum
		return nil
	})
	return totals, err
}

// TotalsFixed is Totals by hand, on scaled integers.
func TotalsFixed(file string) (map[string]int64, error) {
	totals := map[string]int64{}
	var agent Agent
	m := Merchant{Agent: &agent}
	var out []Amount
	err := lines(file, func(v []string) error {
		err := m.set(v)
		sum := int64(0)
		out = Fixed(&m, out[:0])
		for _, a := range out {
			sum += a.Fen
		}
		totals[agent.ID] += sum
		return err
	})
	return totals, err
}

// scaled reads 12.34 as 1234 at a scale of 2.
func scaled(text string, scale int) (int64, error) {
	n, places, point := int64(0), 0, false
	for i := range len(text) {
		switch d := text[i]; {
		case d == '.' && !point:
			point = true
		case '0' <= d && d <= '9':
			n = n*10 + int64(d-'0')
			if point {
				places++
			}
		default:
			return 0, fmt.Errorf("%q is not a number", text)
		}
	}
	if places > scale || len(text) == 0 || len(text) > 17 {
		return 0, fmt.Errorf("%q has more than %d places, or is too large", text, scale)
	}
	for ; places < scale; places++ {
		n *= 10
	}
	return n, nil
}

// TotalsShopspring is Totals by hand, on decimals.
func TotalsShopspring(file string) (map[string]decimal.Decimal, error) {
	totals := map[string]decimal.Decimal{}
	var out []DecimalAmount
	err := lines(file, func(v []string) error {
		var err error
		number := func(text string) decimal.Decimal {
			d, e := decimal.NewFromString(text)
			err = errors.Join(err, e)
			return d
		}
		rate := func(text string) decimal.Decimal { return number(strings.TrimSuffix(text, "%")).Shift(-2) }
		opened, e := payout.ParseDate(v[11])
		if e != nil {
			return e
		}
		m := DecimalMerchant{
			ID: v[0], Kind: v[1], Rate: rate(v[2]), Each: number(v[3]), QRRate: rate(v[4]), QuickRate: rate(v[5]),
			Cards: number(v[6]), Swipes: number(v[7]), QR: number(v[8]), Quick: number(v[9]),
			Agent: v[10], Opened: opened, Exclusive: v[12] == "true", Volume: number(v[13]),
		}
		out = Shopspring(&m, out[:0])
		sum := totals[m.Agent]
		for _, a := range out {
			sum = sum.Add(a.Yuan)
		}
		totals[m.Agent] = sum
		return err
	})
	return totals, err
}
