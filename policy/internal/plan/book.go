package plan

import (
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
)

// CheckBook checks that policies fit together: the versions of one policy
// follow each other without a hole and without sharing a day (N8), dropped
// rules are listed (N4), and the policies of one platform are settled alike.
func CheckBook(policies []*Policy) diag.List {
	var diags diag.List
	byName := map[string][]*Policy{}
	var names []string
	for _, p := range policies {
		if byName[p.Name] == nil {
			names = append(names, p.Name)
		}
		byName[p.Name] = append(byName[p.Name], p)
	}
	for _, name := range names {
		versions := slices.Clone(byName[name])
		slices.SortStableFunc(versions, func(a, b *Policy) int { return int(a.From) - int(b.From) })
		for i := 1; i < len(versions); i++ {
			diags = append(diags, follows(versions[i-1], versions[i])...)
		}
	}
	diags = append(diags, oneSet(policies)...)
	return append(diags, settledAlike(policies)...)
}

// follows checks that one version follows another.
func follows(a, b *Policy) diag.List {
	var diags diag.List
	at := b.Syntax.Policy.Span()
	if b.Syntax.Effective != nil {
		at = b.Syntax.Effective.From.Span()
	}
	report := func(d diag.Diagnostic) {
		diags = append(diags, d.WithRelated(a.Syntax.Policy.Span(), "the other version"))
	}
	switch {
	case a.Version == b.Version:
		report(diag.Errorf("V601", b.Syntax.Policy.Span(), "the policy %q has two texts of version %q", b.Name, b.Version))
		return diags
	case a.Until.IsZero() || a.Until >= b.From:
		d := diag.Errorf("V601", at, "the versions %q and %q of %q share days: one begins on %s", a.Version, b.Version, b.Name, b.From)
		d.Hint = "end the earlier one the day before: `until: " + b.From.AddDays(-1).String() + "`"
		report(d)
		return diags
	case a.Until.AddDays(1) != b.From:
		d := diag.Errorf("V601", at, "between the versions %q and %q of %q nothing applies: %s to %s", a.Version, b.Version, b.Name, a.Until.AddDays(1), b.From.AddDays(-1))
		report(d)
	}
	for _, r := range b.Rules {
		if !mayBegin(r, b) {
			first := nextStart(r, b)
			d := diag.Errorf("V601", at, "the version begins on %s, in the middle of a %s of the rule %q", b.From, r.Every.Unit, r.ID)
			d.Hint = "it can begin on " + first
			report(d)
			break
		}
	}
	return append(diags, retired(a, b)...)
}

// mayBegin reports whether a version may begin on its day for a rule: a
// periodic rule's period may not be cut by it (N8).
func mayBegin(r *Rule, p *Policy) bool {
	if r.Once != nil || r.Every.Own() || r.Decide != nil {
		return true
	}
	return UnitStart(r.Every.Unit, p.From) == p.From
}

func nextStart(r *Rule, p *Policy) string {
	return UnitEnd(r.Every.Unit, p.From).AddDays(1).String()
}

// retired checks that rules which a version drops are listed (N4).
func retired(a, b *Policy) diag.List {
	var diags diag.List
	var missing []string
	for _, r := range a.Rules {
		if !b.HasRule(r.Base) && !slices.Contains(b.Retired, r.Base) && !slices.Contains(missing, r.Base) {
			missing = append(missing, r.Base)
		}
	}
	if len(missing) > 0 {
		d := diag.Errorf("V606", b.Syntax.Policy.Span(), "version %q drops %s, and does not say so", b.Version, strings.Join(missing, ", "))
		d.Hint = "list them: `retired: [" + strings.Join(missing, ", ") + "]`; what was posted under them stays"
		diags = append(diags, d)
	}
	return diags
}

// settledAlike checks that the policies of one platform have one settlement,
// for a payee's balance there is one.
func settledAlike(policies []*Policy) diag.List {
	var diags diag.List
	first := map[string]*Policy{}
	for _, p := range policies {
		was := first[p.Platform]
		if was == nil {
			first[p.Platform] = p
			continue
		}
		if was.Name == p.Name {
			continue // versions may change it
		}
		if !sameSettlement(was, p) {
			d := diag.Errorf("R606", p.Syntax.Policy.Span(), "the policies %q and %q pay on one platform, %q, and settle differently", was.Name, p.Name, p.Platform)
			d.Hint = "give both the same `settlement:`, or each a platform of its own"
			diags = append(diags, d.WithRelated(was.Syntax.Policy.Span(), "the other policy"))
		}
	}
	return diags
}
