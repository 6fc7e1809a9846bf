package run

import (
	"context"
	"fmt"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/tier"
)

// A TierStanding is why a subject is in its tier, and why in no better one.
// Sentences are in English and Chinese.
type TierStanding struct {
	Set     string      `json:"set"`
	Subject payout.Ref  `json:"subject"`
	Day     payout.Date `json:"day"` // on which Tier is in force
	Tier    string      `json:"tier"`
	By      string      `json:"by"`                // what decided it, such as "kept by tenure"
	Since   payout.Date `json:"since,omitzero"`    // zero: what the subject began with
	Until   payout.Date `json:"until,omitzero"`    // of a tenure or an override: its last day
	Why     payout.Why  `json:"why"`               // what decided it
	Review  payout.Date `json:"review,omitzero"`   // the day whose facts the rest is about; zero: not looked at yet
	Given   string      `json:"given,omitempty"`   // the tier that the conditions give
	Decided payout.Why  `json:"decided,omitempty"` // by which condition

	Undecided string        `json:"undecided,omitempty"` // why the conditions cannot be examined
	Missing   []TierMissing `json:"missing"`             // for the tiers better than Given, the best first
	Score     *TierScore    `json:"score,omitempty"`     // of a set on a scorecard
	Steps     []policy.Step `json:"steps"`               // how the conditions came out; Part is the tier
}

// A TierMissing is what a subject lacks for a better tier. Each of the
// alternatives is enough; one that names a condition instead of a change says
// what is in the way.
type TierMissing struct {
	Tier         string       `json:"tier"`
	What         payout.Why   `json:"what"` // some alternatives in one sentence
	Alternatives []payout.Why `json:"alternatives"`
}

// A TierScore is a total and the points that it is the sum of, as literals of
// the language; empty where they are not known.
type TierScore struct {
	Text       string          `json:"text"`
	Total      string          `json:"total"`
	Indicators []TierIndicator `json:"indicators"`
}

// A TierIndicator is one part of a score.
type TierIndicator struct {
	Text   string        `json:"text"`
	Points string        `json:"points"`
	From   payout.Values `json:"from"` // the facts and measures that it is made of
}

// WhyTier tells why a subject is in the tier that is in force on the day after
// a period, and what it lacks for each better one. It reads and reviews as
// Tiers does, and posts nothing. It is ErrNoSubject if the source has no
// subject of that id.
func WhyTier(ctx context.Context, book *policy.Book, source Source, ledger payout.Ledger, period, id string, o TierOptions) (*TierStanding, error) {
	c, err := classify(ctx, book, source, ledger, period, o)
	if err != nil {
		return nil, err
	}
	l, known := c.sorting.Look(id)
	if !known || !l.There(c.period.Until) {
		return nil, fmt.Errorf("%w: %s %q on %s", ErrNoSubject, c.sorting.Kind(), id, c.period.Until)
	}
	day := c.period.Until.AddDays(1)
	s, _ := l.Why(day)
	say := sayer{c.sorting}
	t := &TierStanding{
		Set: c.def.Name, Subject: payout.Ref{Type: c.sorting.Kind(), ID: id}, Day: day,
		Tier: s.Tier, By: s.By.String(), Since: s.Since, Until: s.Until, Why: say.standing(s),
		Review: s.Review, Given: s.Given, Missing: []TierMissing{}, Steps: policy.Steps(s.Steps),
	}
	if t.Steps == nil {
		t.Steps = []policy.Step{}
	}
	if s.Fault != nil {
		t.Undecided = s.Fault.String()
		return t, nil
	}
	if s.Given == "" {
		return t, nil
	}
	t.Decided = both(func(lang string) string {
		return say.condition(c.sorting.Writer(s.Review, lang), s.Condition, s.Values)
	})
	for _, b := range s.Better {
		t.Missing = append(t.Missing, say.missing(s.Review, b))
	}
	t.Score = c.score(l, day)
	return t, nil
}

// ErrNoSubject is the error of asking about a subject of which the source has
// no facts.
var ErrNoSubject = fmt.Errorf("there is no such subject")

// missing says what a subject lacks for a better tier.
func (s sayer) missing(review payout.Date, b engine.Better) TierMissing {
	m := TierMissing{Tier: b.Tier, Alternatives: []payout.Why{}}
	if b.Answer.Fault != nil {
		m.What = both(func(string) string { return b.Answer.Fault.String() })
		return m
	}
	for _, way := range b.Answer.Ways {
		m.Alternatives = append(m.Alternatives, both(func(lang string) string { return s.sorting.Writer(review, lang).Way(way) }))
	}
	m.What = both(func(lang string) string { return s.sorting.Writer(review, lang).Ways(b.Answer.Ways, most) })
	return m
}

// standing says what decided the tier in force.
func (s sayer) standing(t engine.Standing) payout.Why {
	return both(func(lang string) string {
		switch t.By {
		case tier.Unreviewed:
			return of(lang, "there was no review yet", "尚未评定")
		case tier.Opened:
			return of(lang, "it was brought along", "带入的等级")
		case tier.Confirmed, tier.Promoted, tier.Demoted:
			return of(lang, "the conditions give it", "按条件评定")
		case tier.KeptByTenure:
			return of(lang, "it is kept up to "+t.Until.String()+", though the conditions give "+t.Given,
				"按条件应为 "+t.Given+"，保级至 "+t.Until.String())
		case tier.Waiting:
			return of(lang, fmt.Sprintf("a worse tier came out of %d of the %d reviews in a row that it takes", t.Row, t.Needed),
				fmt.Sprintf("连续 %d 次评定偏低，满 %d 次才降级", t.Row, t.Needed))
		case tier.HeldByNeverBelow:
			return of(lang, "nobody falls below it", "不再往下降级")
		case tier.AwaitsReview:
			return of(lang, "the next review brings "+t.Given, "下次评定时变为 "+t.Given)
		case tier.Undecided:
			return of(lang, "the conditions could not be examined, and it stays", "条件无法判定，维持原等级")
		case tier.Overridden:
			text := sentence(t.Why, lang)
			if !t.Until.IsZero() {
				text += of(lang, ", up to "+t.Until.String(), "，至 "+t.Until.String())
			}
			return text
		default:
			return t.By.String()
		}
	})
}

// score writes the scorecard of a subject, if the set is on one.
func (c *classified) score(l engine.Look, day payout.Date) *TierScore {
	s, ok := l.Score(day)
	if !ok {
		return nil
	}
	w := c.sorting.Writer(day.AddDays(-1), "en")
	out := &TierScore{Text: s.Text}
	if s.Total != nil {
		out.Total = w.Model.Format(s.Total, s.Type, w.Labels, ir.Style{})
	}
	for _, in := range s.Indicators {
		one := TierIndicator{Text: in.Text, From: payout.Values{}}
		if in.Points != nil {
			one.Points = w.Model.Format(in.Points, in.Type, w.Labels, ir.Style{})
		}
		for _, v := range in.From {
			if v.Num != nil {
				one.From = append(one.From, payout.Value{Name: v.Text, Text: w.Model.Format(v.Num, v.Type, w.Labels, ir.Style{})})
			}
		}
		out.Indicators = append(out.Indicators, one)
	}
	return out
}
