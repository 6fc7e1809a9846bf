package cli

import (
	"context"
	"fmt"
	"os"

	"github.com/fenrun/fenrun/policy/internal/coverage"
	"github.com/fenrun/fenrun/policy/internal/engine"
)

// coverOptions are the flags of test that ask what the cases reach.
type coverOptions struct {
	list      bool
	mutate    bool
	threshold int
	page      string
}

func (o coverOptions) asked() bool { return o.list || o.threshold > 0 && !o.mutate || o.page != "" }

// watch gives a context under which what is reached is noted, if anybody asks.
func (o coverOptions) watch(ctx context.Context) (context.Context, *coverage.Coverage) {
	if !o.asked() {
		return ctx, nil
	}
	reached := coverage.New()
	return engine.WithWatch(ctx, reached), reached
}

// coverage prints what the cases did not reach, and reports whether they reach
// enough.
func (c *command) coverage(o coverOptions, reached *coverage.Coverage, format string) (enough bool, err error) {
	if !o.asked() {
		return true, nil
	}
	files := reached.Files()
	if o.page != "" {
		page, err := coverage.Page(files, func(name string) []byte { return excerptOf(name) }, c.langFlag.value)
		if err != nil {
			return false, err
		}
		if err := os.WriteFile(o.page, page, 0o644); err != nil {
			return false, err
		}
	}
	enough = true
	for i := range files {
		f := &files[i]
		short := f.Share() < o.threshold
		enough = enough && !short
		if format != "text" {
			continue // the results are one JSON document
		}
		fmt.Fprintf(c.out, "%3d%%  %s  %s\n", f.Share(), f.Name, c.of(
			fmt.Sprintf("%d of %d reached", f.Reached, len(f.Points)), fmt.Sprintf("%d 处中覆盖 %d 处", len(f.Points), f.Reached)))
		if !o.list && !short {
			continue
		}
		for _, p := range f.Points {
			if p.Count == 0 {
				fmt.Fprintf(c.out, "  %s: %s\n", p.Place, c.unreached(p))
			}
		}
	}
	if !enough {
		c.complain(c.of(fmt.Sprintf("the cases reach less than %d%%", o.threshold), fmt.Sprintf("用例覆盖不足 %d%%", o.threshold)), "")
	}
	return enough, nil
}

// unreached says what no case has reached.
func (c *command) unreached(p coverage.Point) string {
	what := p.What
	if p.Rule != "" && p.Rule != what {
		what = p.Rule + ": " + oneLine(what)
	}
	switch p.Side {
	case "true":
		return what + c.of(" is never true", " 从未成立")
	case "false":
		return what + c.of(" is never false", " 从未不成立")
	case "paid":
		return what + c.of(" never pays", " 从未支付")
	case "not met":
		return what + c.of(" is always met", " 从未不满足")
	default:
		return what + c.of(": never ", "：从未到达 ") + p.Side
	}
}
