package engine

import (
	"math/big"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// shares writes the step of a marginal ladder whose rungs are shares of a
// quantity: what it read, each once, and the slices that it summed.
func (t *tracing) shares(s *ir.Step) Step {
	l := s.Node.Share
	out := Step{Text: s.Node.Text, Unit: s.Node.Type.Kind.String(), Value: t.engine.format(t.rule.policy, s.Value.Num, s.Node.Type)}
	share := t.step(s.Steps[0])
	out.Note, out.Steps = "by "+share.Text, share.Steps
	parts := summands(s.Steps[len(s.Steps)-1])
	for i, part := range parts {
		// What lies above a rung is the slice on it and all that lies above the next.
		above := part.Steps[0]
		quantity := above.Value.Num
		if i+1 < len(parts) {
			quantity = new(big.Int).Sub(quantity, parts[i+1].Steps[0].Value.Num)
		}
		out.Steps = append(out.Steps, t.slice(l, i, quantity, above.Node.Type, l.Rungs[i].Values[0], s.Node.Type))
	}
	return out
}

// sliced reports whether a step has such slices, and they have values.
func sliced(s *ir.Step) bool {
	return s.Node.Op == ir.OpCond && s.Node.Share != nil && s.Value.Num != nil && len(s.Steps) == 2
}

// summands gives the products that a step sums.
func summands(s *ir.Step) []*ir.Step {
	if s.Node.Op != ir.OpAdd {
		return []*ir.Step{s}
	}
	var list []*ir.Step
	for _, inner := range s.Steps {
		list = append(list, summands(inner)...)
	}
	return list
}
