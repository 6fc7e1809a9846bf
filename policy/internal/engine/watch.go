package engine

import (
	"context"

	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A Watch looks on while an engine decides, as the coverage of cases does. An
// engine that is watched evaluates exactly and step by step; what it decides
// is the same. Its calls may come from several goroutines.
type Watch interface {
	Texts(texts []*plan.Policy)
	Saw(step *ir.Step)
	Decided(rule *plan.Rule, state State)
}

type watchKey struct{}

// WithWatch gives a context under which runs are watched.
func WithWatch(ctx context.Context, w Watch) context.Context {
	return context.WithValue(ctx, watchKey{}, w)
}

// Watching gives the watch of a context, or nil.
func Watching(ctx context.Context) Watch {
	w, _ := ctx.Value(watchKey{}).(Watch)
	return w
}

// watched evaluates an expression step by step, and shows the steps.
func (f *frame) watched(c *ir.Code) ir.Value {
	step := f.Trace(c.Node)
	f.saw(step)
	return step.Value
}
