// Package policy is the language of fenrun: it loads agent policies written as
// YAML with expressions, and evaluates them on facts.
//
// A policy is checked as a whole when it is loaded. What Load returns has a
// meaning for every fact it accepts: units fit, names are known, optional
// facts are tested before use. A mistake comes back as a diagnostic with code,
// file, line and column, and all mistakes come back at once.
//
// Evaluating is a pure function of the policy, the facts and the lines posted
// before. It reads no clock, does no I/O, and computes with exact decimals
// only; an amount is rounded once, by the policy's rule. A missing fact leaves
// a decision undecided and never counts as zero.
package policy

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A Policy is one version of a policy, checked and compiled. It does not
// change and is safe for concurrent use.
type Policy struct {
	plan   *plan.Policy
	schema *data.Schema
}

// Load reads and checks the policy of that name in fsys. If the text has
// mistakes, the error is a diag.List with every one of them and its place;
// any other error is a failure to read.
func Load(fsys fs.FS, name string) (*Policy, error) {
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	return Parse(name, src)
}

// Parse is Load for a text in memory; name stands in its diagnostics.
func Parse(name string, src []byte) (*Policy, error) {
	p, diags := Check(name, src)
	if err := diags.Err(); err != nil {
		return nil, err
	}
	return p, nil
}

// Check is Parse for those who want the warnings too: it gives all that is to
// be said of a text, and the policy if the text has no error.
func Check(name string, src []byte) (*Policy, diag.List) {
	file, diags := syntax.Load(name, src)
	if file == nil || file.Policy == nil {
		if file != nil && file.Deal != nil && file.Deal.Deal.Value != "" {
			diags = append(diags, diag.Errorf("S008", file.Deal.Deal.Span(), "this is a deal; it is read together with the policy it is of"))
		}
		return nil, diags.Sorted()
	}
	compiled, more := plan.Compile(plan.Source{Policy: file.Policy, Digest: plan.Digest(src)})
	diags = append(diags, beside(diags, more)...).Sorted()
	if diags.Err() != nil {
		return nil, diags
	}
	p, err := newPolicy(compiled)
	if err != nil {
		return nil, append(diags, diag.Errorf("S008", diag.Span{File: name}, "%s", err))
	}
	return p, diags
}

// beside gives what compiling a text found beside what reading it found. What
// has no place is about a value that could not be read, and a key that is
// missed in a form may be one whose value could not be; both are reported.
func beside(read, compiled diag.List) diag.List {
	if read.Err() == nil {
		return compiled
	}
	return slices.DeleteFunc(compiled, func(d diag.Diagnostic) bool {
		return d.Span.Start.IsZero() || d.Code == "S007" && slices.ContainsFunc(read, func(r diag.Diagnostic) bool {
			return strings.HasPrefix(r.Path, d.Path+".")
		})
	})
}

func newPolicy(p *plan.Policy) (*Policy, error) {
	tiers := make([]*ir.TierSet, len(p.Tiers))
	for i, t := range p.Tiers {
		tiers[i] = t.TierSet
	}
	schema, err := data.NewSchema([]*ir.Model{p.Model}, p.Measures, tiers)
	if err != nil {
		return nil, err
	}
	return &Policy{plan: p, schema: schema}, nil
}

// Name is the policy's name; its years are versions.
func (p *Policy) Name() string { return p.plan.Name }

// Version is the version as the text states it.
func (p *Policy) Version() string { return p.plan.Version }

// Digest names the text by its content.
func (p *Policy) Digest() string { return p.plan.Digest }

// Currency is the one currency of the policy's amounts.
func (p *Policy) Currency() payout.Currency { return p.plan.Model.Currency }

// Rules gives the ids of the rules in the order of the text; the rows of an
// `each` rule have ids of their own, rule/row.
func (p *Policy) Rules() []string {
	ids := make([]string, len(p.plan.Rules))
	for i, r := range p.plan.Rules {
		ids[i] = r.ID
	}
	return ids
}

// Plan gives the compiled form to the other packages of this module.
func (p *Policy) Plan() *plan.Policy { return p.plan }

// String gives name and version.
func (p *Policy) String() string { return fmt.Sprintf("%s %s", p.plan.Name, p.plan.Version) }
