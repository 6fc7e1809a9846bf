package diag

import (
	"fmt"
	"slices"
)

// A Code is one kind of finding. Its ID never changes its meaning and is never
// given to another kind; Name says it in words and may be used to look for it.
type Code struct {
	ID       string   // a letter for the family and three digits, for example N102
	Name     string   // in small letters with hyphens, for example unknown-name-or-value
	Title    string   // what is found, as part of a sentence without a full stop
	Severity Severity // what a finding weighs if the policy and the call say nothing else
	Basis    Basis    // how far a finding can be relied on
}

// A Basis says how far the findings of a code can be relied on.
type Basis uint8

const (
	// Exact: what is found is so, and what is not found is not so.
	Exact Basis = iota
	// Sound: what is not found is not so. A finding without facts that show it
	// says that it could not be proved.
	Sound
	// ExactOrSound: exact as far as the analysis reaches, sound beyond it.
	ExactOrSound
	// Heuristic: a guess, to be looked at.
	Heuristic
)

// String gives the basis as lists of codes write it.
func (b Basis) String() string {
	switch b {
	case Exact:
		return "exact"
	case Sound:
		return "sound"
	case ExactOrSound:
		return "exact or sound"
	case Heuristic:
		return "heuristic"
	default:
		return fmt.Sprintf("basis(%d)", uint8(b))
	}
}

// Catalogue returns every code, by family and then by number. The families
// follow a policy on its way: S syntax, N names and types, R rules, L logic, T
// tiers and ladders, M money, U units, V versions, D determinism and budgets, X
// the analysis itself, F the charter of fair terms, C cases that test a policy,
// B the batch of data that a run reads. The slice is the caller's own.
func Catalogue() []Code { return slices.Clone(catalogue[:]) }

// Lookup returns the code with the given ID, and whether there is one.
func Lookup(id string) (Code, bool) {
	i := slices.IndexFunc(catalogue[:], func(c Code) bool { return c.ID == id })
	if i < 0 {
		return Code{}, false
	}
	return catalogue[i], true
}

// catalogue is never written to.
var catalogue = [...]Code{
	{"S001", "yaml-alias-merge-dup", "an anchor, an alias, a merge key, or a key that stands twice", Error, Exact},
	{"S002", "ambiguous-scalar", "a value that YAML readers understand in different ways, such as 010 or yes", Error, Exact},
	{"S003", "unknown-field", "a key that has no meaning here", Error, Exact},
	{"S004", "extra-document", "a file that does not hold exactly one document", Error, Exact},
	{"S005", "hidden-character", "a character that cannot be seen, or that passes for another", Error, Exact},
	{"S006", "inexact-literal", "a number with more digits than can be kept exactly", Error, Exact},
	{"S007", "missing-field", "a required key that is not there", Error, Exact},
	{"S008", "wrong-form", "a value that does not have the form asked for, such as a map where a list is meant", Error, Exact},
	{"S009", "over-limit", "a file that is too large, too deep or has too many nodes to be read", Error, Exact},
	{"S010", "broken-yaml", "a text that is not well-formed YAML", Error, Exact},
	{"S011", "mangled-expression", "an expression that YAML would change or cut short", Error, Exact},
	{"S012", "unknown-version", "a version of the language that this release does not know", Error, Exact},

	{"N101", "unused-fact-or-param", "a fact or parameter that is declared and never read", Warning, Exact},
	{"N102", "unknown-name-or-value", "a name or a symbol that is declared nowhere", Error, Exact},
	{"N103", "shadowed-name", "a name that hides a fact or a built-in function", Error, Exact},
	{"N104", "cyclic-derivation", "values that need each other in a circle", Error, Exact},
	{"N105", "optional-unguarded", "an optional fact that is read without a test or a default", Error, Sound},
	{"N106", "not-in-language", "an operator, function or form that a policy may not use", Error, Exact},
	{"N107", "wrong-type", "a value of another type than its place asks for", Error, Exact},
	{"N108", "ambiguous-way", "a subject that two ways of references lead to, so that the path or via: must be written", Error, Exact},
	{"N109", "wrong-arguments", "a call with arguments that the function does not take", Error, Exact},
	{"N110", "duplicate-name", "a name that is declared twice", Error, Exact},
	{"N111", "malformed-number", "a number that is not written as the language writes numbers, such as .5 or 0x1F", Error, Exact},
	{"N112", "broken-expression", "an expression that cannot be parsed", Error, Exact},

	{"R601", "no-payee", "a rule for which nothing says whom it pays", Error, Exact},
	{"R602", "period-too-short", "a rule that is computed more often than the period of what it reads", Error, Exact},
	{"R603", "bad-takes-back", "a clawback that names no rule it may take back", Error, Exact},
	{"R604", "needs-others", "a rule that cannot be decided from one subject alone", Error, Exact},
	{"R605", "form-not-for-kind", "a key that does not go with the kind of its rule", Error, Exact},
	{"R606", "settled-differently", "policies of one platform that are not settled alike", Error, Exact},

	{"L201", "constant-condition", "a condition that is always true or always false", Error, ExactOrSound},
	{"L202", "redundant-conjunct", "a part of a condition that the rest already implies", Warning, Exact},
	{"L203", "unreachable-row", "a row that no facts can reach", Error, Exact},
	{"L204", "gap", "facts that no row covers", Error, Exact},
	{"L205", "overlap", "facts that two rows of a table match", Error, Exact},
	{"L206", "boundary-slip", "a boundary value that falls between two rows or into both", Error, Exact},
	{"L207", "duplicate-or-mergeable", "neighbouring rows with the same condition or the same result", Info, Exact},
	{"L208", "off-grain-threshold", "a threshold finer than the grain of the fact it is compared with", Warning, Exact},

	{"T301", "tier-gap-overlap-order", "tiers that leave a gap, overlap or are out of order", Error, Exact},
	{"T302", "cliff", "a step at which more volume pays less in total", Error, ExactOrSound},
	{"T303", "rate-against-direction", "a rate that moves against the declared direction of its ladder", Warning, Exact},
	{"T304", "unattainable-tier", "a tier that no fact can reach", Warning, Exact},
	{"T305", "no-hysteresis", "a tier that is won and lost at the same threshold without a grace period", Info, Heuristic},

	{"M401", "shares-over-100", "shares that can add up to more than 100%", Error, ExactOrSound},
	{"M402", "payout-over-margin", "a payout that can be larger than the margin it comes from", Error, ExactOrSound},
	{"M403", "negative-payout", "a payout that can fall below zero", Error, Sound},
	{"M404", "unbounded-payout", "a payout without an upper bound", Warning, Sound},
	{"M405", "clawback-in-disguise", "a charge that takes back a reward without the bound of a clawback", Warning, Heuristic},
	{"M406", "clawback-no-horizon", "a clawback without a last day", Warning, Exact},
	{"M407", "rounding-undeclared", "a division or a percentage whose rounding is not declared", Error, Exact},
	{"M408", "rounding-drift", "roundings that can add up to more than is tolerated", Warning, Sound},
	{"M409", "divide-by-zero", "a division by a value that can be zero", Error, Sound},
	{"M410", "stacked-base", "two rules that pay on the same base without an order between them", Warning, Exact},

	{"U501", "unit-missing", "a bare number where a unit such as % or bp is needed", Error, Exact},
	{"U502", "unit-suspect", "a value so far from its neighbours that its unit is in doubt", Warning, Heuristic},
	{"U503", "dimension-mismatch", "values of different units that cannot go together", Error, Exact},
	{"U504", "figure-mismatch", "a figure in a sentence that its rule does not have", Warning, Heuristic},

	{"V601", "version-gap-overlap", "versions whose dates leave a hole or overlap", Error, Exact},
	{"V602", "retroactive-effect", "a version that takes effect before it was announced", Error, Exact},
	{"V603", "notice-too-short", "a change for the worse inside the notice period", Error, ExactOrSound},
	{"V604", "semantic-diff", "facts for which two versions pay differently", Info, ExactOrSound},
	{"V605", "time-zone-or-cutoff-missing", "dates without a time zone or a day boundary", Error, Exact},
	{"V606", "rule-dropped", "a rule that a version drops without listing it as retired", Error, Exact},

	{"D701", "nondeterministic-call", "a call whose result depends on the clock, the machine or the order of a map", Error, Exact},
	{"D702", "over-budget", "more depth, nodes, steps or findings than the limit", Error, Exact},
	{"D703", "unstable-order", "a choice or an order without a rule for ties", Error, Exact},

	{"X001", "not-analysed", "a part that the analysis could not decide, with the reason", Info, Exact},
	{"X002", "unused-or-bare-ignore", "an ignore comment that has no effect or gives no reason", Warning, Exact},

	{"F801", "bound-residual", "an earned residual that depends on a duty", Warning, Exact},
	{"F802", "earned-then-forfeited", "an earned amount that a fact at payment time can turn into nothing", Warning, Heuristic},
	{"F803", "discretionary-input", "a payment that depends on somebody's judgement without a reason code", Warning, Heuristic},
	{"F804", "unexplained-rule", "a rule without a sentence for the statement", Info, Exact},
	{"F805", "old-debt-new-account", "a debt that is moved from one platform to another", Error, Exact},
	{"F806", "silent-raise", "a higher merchant fee without the required notice", Error, Exact},
	{"F807", "hidden-fee", "a charge to a merchant that the list of fees leaves out", Error, Exact},
	{"F808", "unbounded-clawback", "a clawback that can exceed what was paid or has no last date", Error, Exact},
	{"F809", "retroactive-terms", "terms that get worse for a period already begun", Error, ExactOrSound},
	{"F810", "forced-stock", "a charge for unsold or inactive stock without a right of return", Warning, Heuristic},
	{"F811", "overexposed-advance", "goods or advances beyond the declared multiple of residual and deposit", Warning, Heuristic},
	{"F812", "unfunded-promise", "promises that can exceed the margin that funds them", Error, ExactOrSound},

	{"C901", "empty-suite", "a suite without a single case", Error, Exact},
	{"C902", "unknown-in-case", "a case that names something the policy does not have", Error, Exact},
	{"C903", "asserts-nothing", "a case that wants nothing and so can never fail", Error, Exact},
	{"C904", "broken-case", "a case that contradicts itself or cannot be run", Error, Exact},

	{"B101", "bad-value", "a value in the data that its fact cannot have", Error, Exact},
	{"B102", "unknown-column", "a column of the data that the policy does not declare", Warning, Exact},
	{"B103", "unknown-reference", "a reference in the data to a subject that is not there", Error, Exact},
	{"B104", "duplicate-id", "two rows of one subject and day that contradict", Error, Exact},
	{"B105", "duplicate-event", "two events with the same id and different content", Error, Exact},
	{"B106", "missing-column", "a column that is needed and that a file does not have, or a row without its id or time", Error, Exact},
	{"B107", "future-event", "an event after the day of the run", Error, Exact},
	{"B108", "missing-rows", "fewer events than the last run of the same period had", Error, Exact},
}
