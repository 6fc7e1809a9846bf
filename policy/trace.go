package policy

import (
	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/engine"
)

// A Step is one step of how a decision was computed, with those that it was
// computed from. The clauses of the rule are the outermost steps, and Part
// says which clause one is.
type Step struct {
	Part  string `json:"part,omitempty"`  // when, amount, cap, rounded, ...; of an inner step empty
	Text  string `json:"text,omitempty"`  // as the policy has it
	Value string `json:"value,omitempty"` // as a literal of the language; empty where there is none
	Unit  string `json:"unit,omitempty"`  // money, rate, count, date, ...
	Note  string `json:"note,omitempty"`  // the rung or row that was taken, or why there is no value
	Steps []Step `json:"steps,omitempty"`

	// From and Until are, of a measure of events, the days that it is of, both
	// included; no From is from the first event on.
	From  payout.Date `json:"from,omitzero"`
	Until payout.Date `json:"until,omitzero"`
}

// Steps gives the steps of an engine to the other packages of this module.
func Steps(from []engine.Step) []Step {
	if from == nil {
		return nil
	}
	list := make([]Step, len(from))
	for i, s := range from {
		list[i] = Step{Part: s.Part, Text: s.Text, Value: s.Value, Unit: s.Unit, Note: s.Note, Steps: Steps(s.Steps), Until: s.Until}
		if s.From > 1 {
			list[i].From = s.From
		}
	}
	return list
}
