package portfolio

import (
	"encoding/json"
	"io"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/run"
)

// JSON prints a report for programs. Amounts and shares are decimals in
// quotes; a share has six places. The error is the writer's.
func JSON(w io.Writer, p *run.Portfolio) error {
	out := jsonReport{
		Policy: p.Policy, Version: p.Version, Set: p.Set, Kind: p.Kind, Period: p.Period,
		From: p.First, Until: p.Last, InForce: p.Last.AddDays(1), Currency: p.Currency.String(),
		Figures: []jsonFigure{}, Tiers: []jsonTier{}, Curves: []jsonCurve{}, Moves: []jsonMove{}, Borders: []jsonBorder{}, Undecided: []jsonUnknown{},
	}
	for _, f := range p.Figures {
		out.Figures = append(out.Figures, jsonFigure{f.Role, f.Text})
	}
	for _, t := range p.Tiers {
		out.Tiers = append(out.Tiers, jsonTierOf(p, t))
	}
	out.All = jsonTierOf(p, p.All)
	for _, c := range p.Curves {
		f := p.Figures[figureOf(p, c.Role)]
		curve := jsonCurve{Figure: c.Role}
		for _, at := range c.Points {
			curve.Points = append(curve.Points, jsonPoint{at.Percent, at.Customers, plain(p, f, at.Total), share(at.Share)})
		}
		out.Curves = append(out.Curves, curve)
	}
	for _, m := range p.Moves {
		out.Moves = append(out.Moves, jsonMove{m.Subject, m.On, m.From, m.To, m.Up, m.Why})
	}
	for _, b := range p.Borders {
		out.Borders = append(out.Borders, jsonBorder{b.Subject, b.From, b.To, b.Up, b.What, share(b.Distance)})
	}
	for _, u := range p.Undecided {
		out.Undecided = append(out.Undecided, jsonUnknown{u.Missing, u.Reason, u.Customers})
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}

type jsonReport struct {
	Policy    string        `json:"policy"`
	Version   string        `json:"version,omitempty"`
	Set       string        `json:"set"`
	Kind      string        `json:"kind"`
	Period    string        `json:"period"`
	From      payout.Date   `json:"from"`
	Until     payout.Date   `json:"until"`
	InForce   payout.Date   `json:"in_force"`
	Currency  string        `json:"currency"`
	Figures   []jsonFigure  `json:"figures"`
	Tiers     []jsonTier    `json:"tiers"`
	All       jsonTier      `json:"all"`
	Curves    []jsonCurve   `json:"curves"`
	Moves     []jsonMove    `json:"moves"`
	Borders   []jsonBorder  `json:"borders"`
	Undecided []jsonUnknown `json:"undecided"`
}

type jsonFigure struct {
	Figure string `json:"figure"`
	Text   string `json:"text"`
}

type jsonTier struct {
	Tier      string              `json:"tier,omitempty"`
	Title     payout.Why          `json:"title,omitempty"`
	Customers int                 `json:"customers"`
	Sums      map[string]jsonSum  `json:"sums"`
	Points    map[string]jsonMean `json:"points,omitempty"`
}

type jsonSum struct {
	Total   string `json:"total"`
	Unknown int    `json:"unknown,omitempty"`
}

type jsonMean struct {
	Total     decimal.Decimal `json:"total"`
	Customers int             `json:"customers"`
}

type jsonCurve struct {
	Figure string      `json:"figure"`
	Points []jsonPoint `json:"points"`
}

type jsonPoint struct {
	Percent   int    `json:"percent"`
	Customers int    `json:"customers"`
	Total     string `json:"total"`
	Share     string `json:"share,omitempty"`
}

type jsonMove struct {
	Subject payout.Ref  `json:"subject"`
	On      payout.Date `json:"on"`
	From    string      `json:"from"`
	To      string      `json:"to"`
	Up      bool        `json:"up"`
	Why     payout.Why  `json:"why"`
}

type jsonBorder struct {
	Subject  payout.Ref `json:"subject"`
	From     string     `json:"from"`
	To       string     `json:"to"`
	Up       bool       `json:"up"`
	What     payout.Why `json:"what"`
	Distance string     `json:"distance"`
}

type jsonUnknown struct {
	Missing   string `json:"missing,omitempty"`
	Reason    string `json:"reason"`
	Customers int    `json:"customers"`
}

func jsonTierOf(p *run.Portfolio, t run.TierSum) jsonTier {
	out := jsonTier{Tier: t.Tier, Title: t.Title, Customers: t.Customers, Sums: map[string]jsonSum{}}
	for i, f := range p.Figures {
		out.Sums[f.Role] = jsonSum{plain(p, f, t.Sums[i].Total), t.Sums[i].Unknown}
	}
	for i, name := range p.Indicators {
		if out.Points == nil {
			out.Points = map[string]jsonMean{}
		}
		out.Points[name] = jsonMean{t.Points[i].Total, t.Points[i].Customers}
	}
	return out
}

// plain writes a figure without separators, an amount with all its places.
func plain(p *run.Portfolio, f run.Figure, v decimal.Decimal) string {
	if f.Money {
		return v.StringFixed(int32(p.Currency.Places()))
	}
	return v.String()
}

// share writes a part of a whole; empty where there is none to speak of.
func share(r *big.Rat) string {
	if r == nil {
		return ""
	}
	return r.FloatString(6)
}
