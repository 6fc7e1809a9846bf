package portfolio

import (
	"encoding/csv"
	"io"

	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/policy/run"
)

// CSV prints a row for each customer, in the order of their ids. What is not
// known is empty. The error is the writer's.
func CSV(w io.Writer, p *run.Portfolio) error {
	out := csv.NewWriter(w)
	head := []string{p.Kind, "tier", "by"}
	for _, f := range p.Figures {
		head = append(head, f.Role)
	}
	if err := out.Write(append(head, p.Indicators...)); err != nil {
		return err
	}
	for c := range p.Customers() {
		row := []string{c.ID, c.Tier, c.By}
		for i, f := range p.Figures {
			text := ""
			if c.Values[i].Valid {
				text = plain(p, f, c.Values[i].Decimal)
			}
			row = append(row, text)
		}
		for _, points := range c.Points {
			row = append(row, optional(points))
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func optional(d decimal.NullDecimal) string {
	if !d.Valid {
		return ""
	}
	return d.Decimal.String()
}
