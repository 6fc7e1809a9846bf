package policy

import "github.com/fenrun/fenrun/policy/internal/plan"

// OfPlan makes a policy of its compiled form, for the other packages of this
// module.
func OfPlan(p *plan.Policy) (*Policy, error) { return newPolicy(p) }
