// Package lint looks for what is wrong with policies that load: conditions
// that never hold, amounts of a table that no row gives, ladders that pay less
// for more, terms that a payer should not put to its agents.
//
// Where it can, a check proves what it says over all facts that the policy
// declares, or refutes it with facts at which the engine's own evaluator was
// run before the finding is made. What can be neither proved nor refuted is
// said to be so (X001). docs/checks has a page on every code.
package lint

import (
	"runtime"
	"slices"
	"sync"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// Options are what a call asks for.
type Options struct {
	// Config is what .fenrun.yaml says; nil says nothing.
	Config *Config

	// Charter checks every policy as one that states `charter: true`.
	Charter bool

	// RequireProof makes an error of what the analysis could not decide.
	RequireProof bool

	// Baseline has findings that are known and left out; nil has none.
	Baseline *Baseline
}

// Check gives all findings on a book that has loaded, in the order of their
// places. It knows nothing of comments; Files does.
func Check(b *policy.Book, o Options) []Finding {
	return sorted(run(b.Plans(), b.Terms(), &o))
}

// run applies every check to every policy, to every policy as deals change it,
// and to the book.
func run(policies []*plan.Policy, terms []*plan.Term, o *Options) []Finding {
	each := make([][]Finding, len(policies))
	var group sync.WaitGroup
	room := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, p := range policies {
		group.Add(1)
		room <- struct{}{}
		go func() {
			defer group.Done()
			each[i] = one(p, terms, o)
			<-room
		}()
	}
	group.Wait()
	book := &bookPass{policies: policies, terms: terms, options: o}
	for _, c := range checks {
		if c.book != nil {
			c.book(book)
		}
	}
	return append(slices.Concat(each...), book.found...)
}

// one checks a policy by itself, and as deals change it.
func one(p *plan.Policy, terms []*plan.Term, o *Options) []Finding {
	pass := newPass(p, o)
	for _, t := range terms {
		if t.Base == p {
			pass.deals = append(pass.deals, t.Texts()...)
		}
	}
	pass.run()
	found := pass.found
	for _, t := range terms {
		if t.Base == p {
			found = append(found, term(t, pass, o)...)
		}
	}
	return found
}

// term checks a policy as deals change it: in every state of their promises.
// What is so of the policy without them is not said again.
func term(t *plan.Term, base *pass, o *Options) []Finding {
	known := map[place]bool{}
	for _, f := range base.found {
		known[placeOf(f)] = true
	}
	var found []Finding
	for _, text := range t.Texts() {
		pass := newPass(text, o)
		pass.term = t
		pass.run()
		for _, f := range pass.found {
			if known[placeOf(f)] {
				continue
			}
			known[placeOf(f)] = true
			found = append(found, dealt(t, f))
		}
	}
	return found
}

// A place is where a finding stands and of what kind it is.
type place struct {
	code string
	at   diag.Span
}

func placeOf(f Finding) place { return place{f.Code, f.Span} }

// dealt moves a finding that only a deal brings about to the deal, if it
// stands in the policy.
func dealt(t *plan.Term, f Finding) Finding {
	for _, d := range t.Deals {
		if d.Syntax.Deal.Span().File == f.Span.File {
			return f
		}
	}
	at := t.Deals[len(t.Deals)-1].Syntax.Deal.Span()
	moved := f
	moved.Diagnostic = f.WithRelated(f.Span, "the place in the policy")
	moved.Span = at
	moved.Message = "with this deal: " + f.Message
	return moved
}

// A check looks at a policy, or at the policies of a book together.
type check struct {
	codes  []string
	policy func(*pass)
	book   func(*bookPass)
}

// checks are run in this order, which the findings do not depend on.
var checks = []check{
	{codes: []string{"N101"}, policy: unused},
	{codes: []string{"L201", "L202"}, policy: conditions},
	{codes: []string{"L203", "L204", "L206"}, policy: choices},
	{codes: []string{"L203", "L204", "L205", "L206"}, policy: tables},
	{codes: []string{"L204", "T304"}, policy: rungs},
	{codes: []string{"T303", "L207"}, policy: directions},
	{codes: []string{"L207"}, policy: mergeable},
	{codes: []string{"L203", "T301", "T305"}, policy: tiers},
	{codes: []string{"L208"}, policy: grains},
	{codes: []string{"T302"}, policy: cliffs},
	{codes: []string{"M401"}, policy: shares},
	{codes: []string{"M403"}, policy: negatives},
	{codes: []string{"M404"}, policy: unbounded},
	{codes: []string{"M402"}, policy: margins},
	{codes: []string{"M405"}, policy: disguises},
	{codes: []string{"M406", "F808"}, policy: horizons},
	{codes: []string{"M408"}, policy: drifts},
	{codes: []string{"M409"}, policy: divisions},
	{codes: []string{"M410"}, policy: stacked},
	{codes: []string{"U502"}, policy: suspects, book: jumps},
	{codes: []string{"U502"}, policy: factors},
	{codes: []string{"U504"}, policy: figures},
	{codes: []string{"V602"}, book: announcements},
	{codes: []string{"V603", "V604", "F805", "F809"}, book: changes},
	{codes: []string{"F801", "F802"}, policy: boundResiduals},
	{codes: []string{"F803"}, policy: discretion},
	{codes: []string{"F804"}, policy: unexplained},
	{codes: []string{"F807"}, policy: hiddenFees},
	{codes: []string{"F810"}, policy: forcedStock},
	{codes: []string{"F811"}, policy: exposures},
	{codes: []string{"F812"}, policy: promises},
}
