package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/zone"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A Source is one policy text to compile, with what surrounds it.
type Source struct {
	Policy *syntax.Policy
	Terms  map[string]ir.Term // of the deals that are merged into it, by file
	Digest string
}

// Digest names a text by its content.
func Digest(src []byte) string {
	sum := sha256.Sum256(src)
	return hex.EncodeToString(sum[:8])
}

// Compile types a policy. All mistakes are in the list; the policy is of use
// only where the list has no error.
func Compile(src Source) (*Policy, diag.List) {
	s := src.Policy
	c := &compiler{
		syntax: s,
		policy: &Policy{Syntax: s, Digest: src.Digest, Name: s.Policy.Value, Version: s.Version.Value, Platform: s.Platform.Value, Notice: 30},
		model:  ir.NewModel(),
	}
	c.policy.Model = c.model
	c.model.Terms = src.Terms
	c.header()
	c.subjects()
	c.params()
	c.tierNames()
	c.ladders()
	c.tables()
	c.lets()
	c.measures()
	c.prepareMeasures()
	c.tiers()
	c.cohorts()
	c.rules()
	c.settlement()
	c.fees()
	c.unread()
	return c.policy, c.diags
}

type compiler struct {
	syntax   *syntax.Policy
	policy   *Policy
	model    *ir.Model
	diags    diag.List
	ruleIDs  []string
	prepared map[*ir.Measure]bool
	defaults map[*ir.Subject]*syntax.Defaults

	lostDefaults bool // some are of a subject that nobody knows: what they were to say is not missed
}

func (c *compiler) report(d diag.Diagnostic) { c.diags = append(c.diags, d) }

func (c *compiler) errorf(code string, at diag.Span, path, format string, args ...any) *diag.Diagnostic {
	d := diag.Errorf(code, at, format, args...)
	d.Path = path
	c.diags = append(c.diags, d)
	return &c.diags[len(c.diags)-1]
}

// site makes a site for expressions read from root.
func (c *compiler) site(root *ir.Subject) *ir.Site {
	s := ir.NewSite(c.model, root, c.report)
	return s
}

func (c *compiler) header() {
	s, p := c.syntax, c.policy
	p.Title = c.sentenceTexts(s.Title)
	if p.Platform == "" {
		p.Platform = p.Name
	}
	c.name(s.Policy, "policy")
	if currency, err := payout.ParseCurrency(s.Currency.Value); err == nil {
		c.model.Currency, c.model.Places = currency, currency.Places()
	} else if s.Currency.Value != "" {
		c.errorf("S008", s.Currency.Span(), "currency", "%q is no currency of ISO 4217", s.Currency.Value).Hint = "three capitals, such as CNY or USD"
		c.model.Currency, c.model.Places = c.meantCurrency(s.Currency.Value)
	}
	c.model.Zone = time.UTC
	if location, err := zone.Load(s.Timezone.Value); err == nil {
		c.model.Zone = location
	} else if s.Timezone.Value != "" {
		c.errorf("V605", s.Timezone.Span(), "timezone", "%q is no time zone", s.Timezone.Value).Hint = zone.Hint(s.Timezone.Value)
	}
	c.rounding()
	p.Charter = c.flag(s.Charter, "charter")
	p.Announced = c.date(s.Announced, "announced")
	if s.Notice.Value != "" {
		p.Notice = c.days(s.Notice, "notice")
	}
	if e := s.Effective; e != nil {
		p.From, p.Until = c.date(e.From, "effective.from"), c.date(e.Until, "effective.until")
		if !p.Until.IsZero() && p.Until < p.From {
			c.errorf("V601", e.Until.Span(), "effective.until", "the policy ends before it begins, on %s", p.From)
		}
	}
	for _, id := range s.Retired {
		p.Retired = append(p.Retired, id.Value)
	}
}

func (c *compiler) rounding() {
	r := c.syntax.Rounding
	if r == nil {
		return // the missing key has been reported
	}
	places, ok := c.whole(r.Places, "rounding.places")
	if ok && places > c.model.Places && !c.model.Currency.IsZero() {
		c.errorf("M407", r.Places.Span(), "rounding.places", "%s has %d decimal places, and an amount cannot be rounded to %d", c.model.Currency, c.model.Places, places)
	}
	mode, err := payout.ParseMode(r.Mode.Value)
	if err != nil && r.Mode.Value != "" {
		c.errorf("M407", r.Mode.Span(), "rounding.mode", "%q is no way of rounding", r.Mode.Value).Hint = "half-up, half-even, up or down"
	}
	c.policy.Rounding = payout.Rounding{Places: places, Mode: mode}
	c.model.Rounding = mode
}
