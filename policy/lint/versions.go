package lint

import (
	"fmt"
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/cells"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// announcements finds versions that apply before they were announced (V602).
func announcements(b *bookPass) {
	for _, p := range b.policies {
		if p.Announced.IsZero() || p.From.IsZero() || p.Announced <= p.From {
			continue
		}
		at := p.Syntax.Effective.From.Span()
		f := b.report("V602", at, "effective.from", "the version applies from %s on, and was announced on %s: %s later", p.From, p.Announced, days(int(p.Announced-p.From)))
		f.Hint = "the first day on which it can apply is " + p.Announced.String()
		f.Diagnostic = f.WithRelated(p.Syntax.Announced.Span(), "announced here")
	}
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

// changes compares each version of a policy with the one before it: who earns
// less or more, and for which facts (V604). A change for the worse needs its
// notice (V603), and does not touch what began under the old terms (F809).
func changes(b *bookPass) {
	byName := map[string][]*plan.Policy{}
	var names []string
	for _, p := range b.policies {
		if byName[p.Name] == nil {
			names = append(names, p.Name)
		}
		byName[p.Name] = append(byName[p.Name], p)
	}
	for _, name := range names {
		versions := slices.Clone(byName[name])
		slices.SortStableFunc(versions, func(a, c *plan.Policy) int { return int(a.From) - int(c.From) })
		for i := 1; i < len(versions); i++ {
			b.compare(versions[i-1], versions[i])
		}
	}
}

// A change is how a rule differs between two versions.
type change struct {
	rule        *plan.Rule // of the later version, or of the earlier one where it ends
	worse, more string     // for which facts the payee has less, or more; empty: for none
	ends        bool
	unknown     string
}

// compare compares two versions rule by rule.
func (b *bookPass) compare(was, now *plan.Policy) {
	if was.Platform != now.Platform {
		f := b.report("F805", now.Syntax.Policy.Span(), "platform", "version %q pays on the platform %q, and the one before it on %q: what is owed and owing would stay behind, or be set off against another account", now.Version, now.Platform, was.Platform)
		f.Hint = "keep the platform, or give the policy another name"
		f.Diagnostic = f.WithRelated(was.Syntax.Policy.Span(), "the version before")
	}
	b.facts(was, now)
	b.measures(was, now)
	b.sorted(was, now)
	b.settlement(was, now)
	var worse []change
	for _, r := range now.Rules {
		old := was.Rule(r.ID)
		if old == nil {
			b.report("V604", r.Place, r.Path, "version %q: %q is new", now.Version, r.ID)
			continue
		}
		b.clauses(now, old, r)
		if old.Kind != r.Kind {
			continue
		}
		c := b.differs(was, now, old, r)
		b.diff(now, c)
		if c.worse != "" {
			worse = append(worse, c)
		}
	}
	for _, r := range was.Rules {
		if now.Rule(r.ID) == nil && credit(r.Kind) {
			c := change{rule: r, ends: true, worse: "everybody whom it pays"}
			worse = append(worse, c)
			f := b.report("V604", now.Syntax.Policy.Span(), "rules", "version %q: %q ends", now.Version, r.ID)
			f.Diagnostic = f.WithRelated(r.Place, "the rule")
		}
	}
	b.notice(was, now, worse)
	b.retroactive(was, now, worse)
}

// differs asks whether a rule pays less or more than it did, for the same
// facts.
func (b *bookPass) differs(was, now *plan.Policy, old, r *plan.Rule) change {
	c := change{rule: r}
	a, z := payoff(old), payoff(r)
	if a == nil || z == nil || divides(a) != divides(z) || a.Meaning(old.Program) == z.Meaning(r.Program) {
		return c
	}
	known := cells.NewKnown()
	ask := func(want cells.Outcomes) (string, string) {
		space := cells.NewSpace(known, &cells.Budget{Cells: cells.DefaultBudget / 4})
		before, after := space.Join(was, old.Program, old), space.Join(now, r.Program, r)
		if reason := space.Align(before, after); reason != "" {
			return "", reason
		}
		goals := []cells.Goal{{Of: after, Node: z, Less: []cells.Term{{Of: before, Node: a}}, Want: want}}
		answer := space.Find(goals...)
		if answer.Verdict != cells.Possible {
			return "", answer.Reason
		}
		point := answer.Point.Enlarged(goals...)
		x, _ := point.Number(before, a)
		y, _ := point.Number(after, z)
		pass := newPass(now, b.options)
		d := &desk{Space: space, Member: after, pass: pass}
		facts := d.facts(point, z)
		return fmt.Sprintf("%s, where it was %s%s", pass.amount(y), pass.amount(x), where(facts)), ""
	}
	less, more := cells.Negative, cells.Positive
	if !credit(r.Kind) && r.Kind != payout.Benefit {
		less, more = more, less // more is taken
	}
	c.worse, c.unknown = ask(less)
	var second string
	c.more, second = ask(more)
	if c.unknown == "" {
		c.unknown = second
	}
	return c
}

// diff says who earns less or more (V604).
func (b *bookPass) diff(now *plan.Policy, c change) {
	say := func(word, facts string) {
		if facts != "" {
			b.report("V604", c.rule.Place, c.rule.Path, "version %q: %q %s: %s", now.Version, c.rule.ID, word, facts)
		}
	}
	if credit(c.rule.Kind) || c.rule.Kind == payout.Benefit {
		say("can pay less", c.worse)
		say("can pay more", c.more)
	} else {
		say("can take more", c.worse)
		say("can take less", c.more)
	}
	if c.unknown != "" {
		b.report("X001", c.rule.Place, c.rule.Path, "it is not decided whether %q changes from one version to the next: %s", c.rule.ID, c.unknown)
	}
}

// notice checks that a change for the worse was announced in time (V603).
func (b *bookPass) notice(was, now *plan.Policy, worse []change) {
	if len(worse) == 0 || now.Announced.IsZero() || now.Announced > now.From {
		return // V602 says it where it was announced too late altogether
	}
	first := now.Announced.AddDays(now.Notice)
	if now.From >= first {
		return
	}
	c := worse[0]
	what := fmt.Sprintf("%q can pay %s", c.rule.ID, c.worse)
	if c.ends {
		what = fmt.Sprintf("%q ends", c.rule.ID)
	} else if !credit(c.rule.Kind) {
		what = fmt.Sprintf("%q can take %s", c.rule.ID, c.worse)
	}
	f := b.report("V603", now.Syntax.Effective.From.Span(), "effective.from",
		"the terms get worse %s after they were announced on %s, and the notice is %s: %s", days(int(now.From-now.Announced)), now.Announced, days(now.Notice), what)
	f.Hint = "the first day on which they can apply is " + b.firstDay(now, first).String()
	f.Diagnostic = f.WithRelated(now.Syntax.Announced.Span(), "announced here")
}

// firstDay gives the first day of a period from a day on (N8).
func (b *bookPass) firstDay(p *plan.Policy, day payout.Date) payout.Date {
	for _, r := range p.Rules {
		if r.Once != nil || r.Every.Own() || r.Decide != nil {
			continue
		}
		if start := plan.UnitStart(r.Every.Unit, day); start != day {
			day = plan.UnitEnd(r.Every.Unit, day).AddDays(1)
		}
	}
	return day
}

// retroactive finds changes for the worse that reach what began under the old
// terms (F809): a window that runs on into the new version is judged by it,
// unless a cohort keeps its subject under the terms of its day.
func (b *bookPass) retroactive(was, now *plan.Policy, worse []change) {
	for _, c := range worse {
		r := c.rule
		if c.ends || !r.Waits && r.Decide == nil || hasCohort(now, r.Root) && hasCohort(was, r.Root) {
			continue
		}
		f := b.report("F809", r.Place, r.Path, "a %s whose window began before %s is judged by worse terms: %s", r.Root.Name, now.From, c.worse)
		f.Hint = "keep each under the terms of its day, in both versions: `effective: {..., cohort: {" + r.Root.Name + ": " + cohortDay(r) + "}}`"
		f.Diagnostic = f.WithRelated(was.Syntax.Policy.Span(), "the version before")
	}
}

func hasCohort(p *plan.Policy, s *ir.Subject) bool {
	return slices.ContainsFunc(p.Cohorts, func(c plan.Cohort) bool { return c.Subject.Name == s.Name })
}

// cohortDay gives the date that a rule counts its window from.
func cohortDay(r *plan.Rule) string {
	for _, in := range r.Program.Inputs {
		if in.Kind == ir.InWindow && in.Anchor != nil && in.Anchor.Text != "" {
			return in.Anchor.Text
		}
	}
	return r.Root.Name + "..."
}
