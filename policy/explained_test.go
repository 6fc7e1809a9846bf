package policy_test

import (
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/cases"
	"github.com/fenrun/fenrun/policy/run"
)

// Every line that the examples post, over their data and in all their cases,
// can be explained: the steps come to what is posted, and whoever has nothing
// but their leaves computes the same amount.
func TestEveryLineOfTheExamplesIsExplained(t *testing.T) {
	c := &checkedSteps{t: t}
	root := os.DirFS("../examples")
	suites, err := fs.Glob(root, "*/*.test.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range suites {
		ctx := cases.WithFollower(t.Context(), func(book *policy.Book, source run.Source, ledger payout.Ledger, report *run.Report) {
			c.at = name
			c.follow(book, source, ledger, report)
		})
		if _, err := cases.Run(ctx, root, name, nil); err != nil {
			t.Fatal(err)
		}
	}
	inCases := c.lines
	folders, err := filepath.Glob("../examples/*/data/source.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range folders {
		dir := filepath.Dir(filepath.Dir(name))
		c.at = filepath.Base(dir)
		c.data(os.DirFS(dir))
	}
	if inCases < 300 || c.lines < inCases+300 || c.byKind[payout.Clawback] == 0 || c.levels == 0 || c.splits == 0 || c.deals == 0 || c.slices == 0 {
		t.Errorf("%d lines in cases, %d in all, %v, %d levels, %d parts of splits, %d by deals, %d slices prove little", inCases, c.lines, c.byKind, c.levels, c.splits, c.deals, c.slices)
	}
	t.Logf("%d lines, %d slices: %v", c.lines, c.slices, c.byKind)
}

// checkedSteps computes the steps of explanations again.
type checkedSteps struct {
	t                            *testing.T
	at                           string
	lines, levels, splits, deals int
	slices                       int // of marginal ladders
	byKind                       map[payout.Kind]int
}

// data runs an example over its own data, month by month.
func (c *checkedSteps) data(fsys fs.FS) {
	c.t.Helper()
	book, err := policy.LoadBook(fsys, ".")
	if err != nil {
		c.t.Fatal(err)
	}
	source := &run.Folder{FS: fsys, Dir: "data"}
	ledger := payout.NewMemory()
	months := map[string]bool{}
	for _, p := range book.Plans() {
		for day := p.From; len(months) < 36 && (p.Until.IsZero() || day <= p.Until.AddMonths(12)) && !day.IsZero(); day = day.AddMonths(1) {
			months[day.String()[:7]] = true
		}
		if p.From.IsZero() {
			months["2026-03"] = true
		}
	}
	list := []string{}
	for m := range months {
		list = append(list, m)
	}
	slices.Sort(list)
	for _, month := range list {
		report, err := run.Period(c.t.Context(), book, source, ledger, month, run.Options{})
		if err != nil {
			c.t.Fatalf("%s of %s: %v", c.at, month, err)
		}
		c.follow(book, source, ledger, report)
	}
}

// follow explains every line that a run has posted.
func (c *checkedSteps) follow(book *policy.Book, source run.Source, ledger payout.Ledger, report *run.Report) {
	explainer := run.NewExplainer(c.t.Context(), book, source, ledger)
	for _, b := range report.Batches {
		for _, l := range b.Lines {
			x, err := explainer.Line(l)
			if err != nil {
				c.t.Errorf("%s: %s: %v", c.at, l.ID, err)
				continue
			}
			c.line(x)
		}
	}
}

func (c *checkedSteps) line(x *run.Explanation) {
	l := x.Line
	c.lines++
	if c.byKind == nil {
		c.byKind = map[payout.Kind]int{}
	}
	c.byKind[l.Kind]++
	c.ladders(x, x.Steps)
	if l.Deal != "" {
		c.deals++
	}
	if strings.HasPrefix(l.Cause, "void: ") || l.Cause == "deposit given back" {
		return // nothing is computed: what stood posted, or is left, is given back
	}
	if l.Kind == payout.Duty {
		if len(x.Steps) == 0 {
			c.fail(x, "a duty has no steps")
		}
		return
	}
	want := number(x.Target)
	want.Add(want, number(x.Later))
	if x.AtHand == "" || number(x.AtHand).Cmp(want) != 0 {
		c.fail(x, "the steps come to %q, and %s stands posted", x.AtHand, want.FloatString(4))
		return
	}
	got, err := c.recompute(x)
	if err != nil {
		c.fail(x, "%v", err)
	} else if got.Cmp(want) != 0 {
		c.fail(x, "the leaves come to %s, and %s stands posted", got.FloatString(6), want.FloatString(6))
	}
}

// ladders computes every slice of the marginal ladders again, and what they sum
// up to.
func (c *checkedSteps) ladders(x *run.Explanation, steps []policy.Step) {
	for _, s := range steps {
		sum, sliced := new(big.Rat), false
		for _, inner := range s.Steps {
			if !strings.HasPrefix(inner.Part, "slice from ") {
				continue
			}
			c.slices++
			sliced = true
			quantity, price, _ := strings.Cut(inner.Text, " * ")
			a, err := stated(quantity)
			if err != nil {
				c.fail(x, "%s: %v", inner.Text, err)
				return
			}
			b, err := stated(price)
			if err != nil {
				c.fail(x, "%s: %v", inner.Text, err)
				return
			}
			worth := new(big.Rat).Mul(a.num, b.num)
			if worth.Cmp(number(inner.Value)) != 0 {
				c.fail(x, "the slice %s is %s, and not %s", inner.Text, worth.FloatString(6), inner.Value)
			}
			sum.Add(sum, worth)
		}
		if sliced && sum.Cmp(number(s.Value)) != 0 {
			c.fail(x, "the slices of %s come to %s, and not %s", s.Text, sum.FloatString(6), s.Value)
		}
		c.ladders(x, s.Steps)
	}
}

func (c *checkedSteps) fail(x *run.Explanation, format string, args ...any) {
	c.t.Helper()
	c.t.Errorf("%s: %s: %s\n%s", c.at, x.Line.ID, fmt.Sprintf(format, args...), stepTexts(x.Steps, "  "))
}

func stepTexts(steps []policy.Step, indent string) string {
	var b strings.Builder
	for _, s := range steps {
		fmt.Fprintf(&b, "%s%s: %s = %s (%s)\n%s", indent, s.Part, s.Text, s.Value, s.Note, stepTexts(s.Steps, indent+"  "))
	}
	return b.String()
}

func number(text string) *big.Rat {
	text, _, _ = strings.Cut(text, " ")
	if r, ok := new(big.Rat).SetString(text); ok {
		return r
	}
	return new(big.Rat)
}

// recompute gives what the payee of a line is to have, from the leaves of its
// steps alone.
func (c *checkedSteps) recompute(x *run.Explanation) (*big.Rat, error) {
	another := func(s policy.Step) bool { return s.Part == "to" && s.Value != x.Payee.String() }
	if slices.ContainsFunc(x.Steps, another) || !hasPart(x.Steps, "for "+x.Payee.String()) && !hasPart(x.Steps, "rounded") {
		return new(big.Rat), nil // the decision does not name him: the when does not hold, or another has it
	}
	switch {
	case hasPart(x.Steps, "level "):
		c.levels++
		return ofLevels(x)
	case hasPart(x.Steps, "share of "):
		c.splits++
		return ofSplit(x)
	}
	amount, err := clause(x.Steps, "amount", nil)
	if l := x.Line; l.Kind == payout.Clawback {
		return ofClawback(x, amount, err)
	}
	if err != nil {
		return nil, err
	}
	for _, bound := range []struct {
		part string
		sign int
	}{{"cap", 1}, {"floor", -1}} {
		if hasPart(x.Steps, bound.part) {
			b, err := clause(x.Steps, bound.part, nil)
			if err != nil {
				return nil, err
			}
			if amount.Cmp(b) == bound.sign {
				amount = b
			}
		}
	}
	return signed(x.Line.Kind, rounded(x, amount)), nil
}

func hasPart(steps []policy.Step, part string) bool {
	return slices.ContainsFunc(steps, func(s policy.Step) bool {
		return s.Part == part || strings.HasSuffix(part, " ") && strings.HasPrefix(s.Part, part)
	})
}

// rounded rounds as the explanation says that it was done.
func rounded(x *run.Explanation, amount *big.Rat) *big.Rat {
	for _, s := range x.Steps {
		if s.Part == "rounded" || strings.HasPrefix(s.Part, "for ") {
			mode, places, _ := strings.Cut(s.Text, ", ")
			n := 0
			fmt.Sscan(places, &n)
			return roundTo(mode, amount, n)
		}
	}
	return amount
}

func signed(kind payout.Kind, amount *big.Rat) *big.Rat {
	if kind == payout.Clawback || kind == payout.Charge || kind == payout.Deposit {
		return new(big.Rat).Neg(amount)
	}
	return amount
}

// clause computes a part of a rule from the leaves of the steps.
func clause(steps []policy.Step, part string, more map[string]string) (*big.Rat, error) {
	for _, s := range steps {
		if s.Part != part {
			continue
		}
		values, named := map[string]string{}, map[string]policy.Step{}
		leaves(s, values, named)
		for name, text := range more {
			values[name] = text
		}
		d, err := computeStep(s, values, named)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", part, err)
		}
		if d == nil || d.num == nil {
			return nil, fmt.Errorf("%s has no value", part)
		}
		return d.num, nil
	}
	return nil, fmt.Errorf("there is no %s", part)
}

var (
	lookedUp = regexp.MustCompile(`^[\p{L}_][\p{L}0-9_.]*[\[(].*[\])]$`)
	plainWay = regexp.MustCompile(`^[\p{L}_][\p{L}0-9_.]*$`)
	ownCalls = regexp.MustCompile(`^(min|max|abs|clamp|round|floor|ceil)\(`)
)

// leaves collects what a step was computed from: values that are computed from
// nothing, or looked up.
func leaves(s policy.Step, values map[string]string, named map[string]policy.Step) {
	measured := s.Until != payout.Date(0)
	looked := s.Note != "" && s.Value != "" && s.Note != "given" || lookedUp.MatchString(s.Text) && !ownCalls.MatchString(s.Text)
	switch {
	case s.Value != "" && (len(s.Steps) == 0 || measured || looked):
		if s.Text != "" {
			values[s.Text] = s.Value
		}
		return
	case plainWay.MatchString(s.Text) && len(s.Steps) > 0:
		named[s.Text] = s
	}
	for _, inner := range s.Steps {
		leaves(inner, values, named)
	}
}

// computeStep computes a step by its text. A step with a name is computed as
// what it stands for: of cases, the one that was taken is the last.
func computeStep(s policy.Step, values map[string]string, named map[string]policy.Step) (*datum, error) {
	if s.Text == "" || named[s.Text].Text == s.Text {
		for i := len(s.Steps) - 1; i >= 0; i-- {
			if s.Steps[i].Unit != "yes or no" {
				return computeStep(s.Steps[i], values, named)
			}
		}
		if s.Text == "" {
			return stated(s.Value)
		}
	}
	return compute(strings.Join(strings.Fields(s.Text), " "), values, func(name string) (*datum, error) {
		if inner, ok := named[name]; ok && name != s.Text {
			return computeStep(inner, values, named)
		}
		return nil, nil
	})
}

// ofLevels computes a cascade: each level has the best price below it less its
// own, and lines sum up to the rounded whole.
func ofLevels(x *run.Explanation) (*big.Rat, error) {
	best := new(big.Rat)
	shares := !hasPart(x.Steps, "from")
	if !shares {
		from, err := clause(x.Steps, "from", nil)
		if err != nil {
			return nil, err
		}
		best = from
	}
	payees, sum, before := []string{}, new(big.Rat), new(big.Rat)
	has := map[string]*big.Rat{}
	skipped := map[string]bool{}
	for _, s := range x.Steps {
		agent, ok := strings.CutPrefix(s.Part, "level ")
		if !ok {
			continue
		}
		price, err := stated(s.Value)
		if err != nil || price.num == nil {
			break // those above it have nothing
		}
		gain := new(big.Rat).Sub(best, price.num)
		if shares {
			gain.Neg(gain)
		}
		if gain.Sign() > 0 {
			best = price.num
		} else {
			gain = new(big.Rat)
		}
		amount, err := clause(s.Steps, "amount", map[string]string{"spread": gain.FloatString(12)})
		if err != nil {
			return nil, err
		}
		sum.Add(sum, amount)
		now := rounded(x, new(big.Rat).Set(sum))
		part := new(big.Rat).Sub(now, before)
		before = now
		payees = append(payees, agent)
		for _, inner := range s.Steps {
			skipped[agent] = skipped[agent] || inner.Part == "skip" && inner.Value == "true"
		}
		to := agent
		for i := len(payees) - 1; i >= 0 && skipped[agent]; i-- {
			if !skipped[payees[i]] {
				to = payees[i]
				break
			}
		}
		if has[to] == nil {
			has[to] = new(big.Rat)
		}
		has[to].Add(has[to], part)
	}
	if has[x.Payee.String()] == nil {
		return new(big.Rat), nil
	}
	return has[x.Payee.String()], nil
}

// ofSplit checks that the parts sum up to the amount, each within a cent of a
// stated share, and gives the payee's.
func ofSplit(x *run.Explanation) (*big.Rat, error) {
	amount, err := clause(x.Steps, "amount", nil)
	if err != nil {
		return nil, err
	}
	total := rounded(x, amount)
	var shares []*big.Rat
	own := new(big.Rat)
	parts := new(big.Rat)
	for _, s := range x.Steps {
		if strings.HasPrefix(s.Part, "share of ") {
			d, err := stated(s.Value)
			if err != nil {
				return nil, err
			}
			shares = append(shares, d.num)
		}
	}
	for _, s := range x.Steps {
		payee, ok := strings.CutPrefix(s.Part, "for ")
		if !ok {
			continue
		}
		v := number(s.Value)
		parts.Add(parts, v)
		if payee == x.Payee.String() {
			own = v
		}
		near := false
		for bits := 1; bits < 1<<len(shares); bits++ { // one payee may have several shares
			share := new(big.Rat)
			for i, one := range shares {
				if bits>>i&1 == 1 {
					share.Add(share, one)
				}
			}
			diff := new(big.Rat).Sub(v, share.Mul(share, total))
			near = near || diff.Abs(diff).Cmp(big.NewRat(1, 100)) < 0
		}
		if !near {
			return nil, fmt.Errorf("%s of %s is no stated share", s.Value, total.FloatString(2))
		}
	}
	if parts.Cmp(total) > 0 {
		return nil, fmt.Errorf("the parts come to %s of %s", parts.FloatString(2), total.FloatString(2))
	}
	return own, nil
}

// ofClawback bounds what is taken by what is outstanding.
func ofClawback(x *run.Explanation, amount *big.Rat, missing error) (*big.Rat, error) {
	bound, others := new(big.Rat), new(big.Rat)
	for _, s := range x.Steps {
		switch {
		case s.Part == "outstanding":
			bound.Add(bound, number(s.Value))
		case s.Part == "taken before":
			bound.Sub(bound, number(s.Value))
		case strings.HasPrefix(s.Part, "for ") && s.Part != "for "+x.Payee.String():
			others.Add(others, number(s.Value))
		}
	}
	taken := bound
	if hasPart(x.Steps, "amount") {
		if missing != nil {
			return nil, missing
		}
		if amount = rounded(x, amount); amount.Cmp(bound) < 0 {
			taken = amount
		}
	}
	taken = new(big.Rat).Neg(taken)
	return taken.Sub(taken, others), nil
}
