package cases

import (
	"context"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/run"
)

// maxValues is how many values a failure shows.
const maxValues = 4

type quietKey struct{}

// Quiet gives a context under which failures do not say why: who only asks
// whether cases pass need not wait for it.
func Quiet(ctx context.Context) context.Context { return context.WithValue(ctx, quietKey{}, true) }

// because says how the line of a failed case came about, or why rules have
// none for a subject: shortly, for the case has all facts.
func (c *comparison) because(rules []ruleIn, subject string, f finding) payout.Why {
	switch {
	case c.ctx.Value(quietKey{}) != nil:
		return nil
	case len(f.lines) == 1:
		return reason(&f.lines[0])
	case len(f.lines) > 0:
		return nil
	default:
		return c.whyNot(rules, subject)
	}
}

// reason is the sentence of a line, or its values where it has none.
func reason(l *payout.Line) payout.Why {
	if len(l.Why) > 0 {
		return l.Why
	}
	var parts []string
	for _, v := range l.Values[:min(len(l.Values), maxValues)] {
		parts = append(parts, v.Name+" "+v.Text)
	}
	if len(l.Values) > maxValues {
		parts = append(parts, "...")
	}
	if len(parts) == 0 {
		return nil
	}
	return payout.Why{{Text: strings.Join(parts, ", ")}}
}

// whyNot says why the first of the rules has nothing for a subject: for the one
// that is named, or for the only one of its kind.
func (c *comparison) whyNot(rules []ruleIn, subject string) payout.Why {
	r := rules[0].rule
	ids := c.step.world.order[r.Root.Name]
	id := strings.TrimPrefix(subject, r.Root.Name+"/")
	switch {
	case subject == "" && len(ids) == 1:
		id = ids[0]
	case !slices.Contains(ids, id):
		return nil
	}
	q := run.Question{Subject: payout.Ref{Type: r.Root.Name, ID: id}, Rule: r.ID, Period: c.text.Value}
	list, err := run.NewExplainer(c.ctx, c.book, c.step.world, c.step.ledger).Ask(q)
	if err != nil {
		return nil // it is only an aid
	}
	for _, x := range list {
		if x.Line == nil && len(x.Reason) > 0 {
			return x.Reason
		}
	}
	return nil
}
