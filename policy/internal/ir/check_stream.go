package ir

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// stream types spent(31..60, device.activated) (N34).
func (c *checker) stream(at *ast.CallNode, s *Stream) *Node {
	usage := fmt.Sprintf("%s(1..30, device.activated)", s.Name)
	if n := len(at.Arguments); n < 1 || n > 2 {
		return c.failHint("N109", at, "it is called `"+usage+"` or `"+s.Name+"(period)`", "a stream is called with a window and the date it is counted from")
	}
	w, bad := c.window(at.Arguments[0])
	if bad != nil {
		return bad
	}
	m := s.Measure
	if !c.prepared(m) {
		return c.fail("N104", at, "the measure %s leads back to itself", s.Name)
	}
	if m.Type.Kind == Invalid {
		return c.invalid(at)
	}
	if c.Program.Root == nil {
		return c.fail("N102", at, "`%s` has no meaning here: this belongs to no subject", s.Name)
	}
	if bad := c.streamWay(at, m); bad != nil {
		return bad
	}
	in := &Input{Kind: InWindow, Measure: m, Window: w, Subject: c.Program.Root, Type: m.Type}
	key := s.Name + ":" + w.String()
	switch {
	case w.Period && len(at.Arguments) == 2:
		return c.failHint("N109", at, "write `"+s.Name+"(period)`", "the period is counted from no date")
	case w.Period:
	case len(at.Arguments) == 1:
		return c.failHint("N109", at, "it is called `"+usage+"`", "from which date is the window counted?")
	default:
		anchor := c.anchorOf(at.Arguments[1])
		if anchor.Type.Kind == Invalid {
			return anchor
		}
		in.Anchor = anchor
		if anchor.absent != never {
			in.absent, in.Needs = window, reads(anchor).sorted()
		}
		key += ":" + anchor.fingerprint()
	}
	switch m.Op {
	case MinOf, MaxOf, FirstOf, LastOf, ReachOf: // there may be nothing to pick
		in.absent = window
		in.Needs = append(in.Needs, key)
	case Supplied, SumOf, CountOf:
	}
	in.Name = c.text(c.extent(at))
	if w.Times > 0 {
		elem := m.Type
		in.Type = Type{Kind: List, Elem: &elem, Len: w.Times}
	}
	return c.input(key, in)
}

// anchorOf types the date that a stream's window is counted from.
func (c *checker) anchorOf(at ast.Node) *Node {
	inner := *c
	inner.anchor = true
	return inner.anchored(inner.check(at))
}

// streamWay checks that the stream's events lead to the rule's subject.
func (c *checker) streamWay(at ast.Node, m *Measure) *Node {
	if m.Via {
		end := m.Source
		if n := len(m.Way.Hops); n > 0 {
			end = m.Way.Hops[n-1].Type.Subject
		}
		if end != c.Program.Root {
			return c.fail("N108", at, "`%s` is summed by %s, and this rule is for %s", m.Name, end.article(), c.Program.Root.article())
		}
		return nil
	}
	if m.Source == c.Program.Root {
		return nil
	}
	ways := Ways(m.Source, c.Program.Root)
	switch len(ways) {
	case 1:
		return nil
	case 0:
		return c.fail("N102", at, "no reference leads from %s to %s", m.Source.article(), c.Program.Root.article())
	default:
		var texts []string
		for _, w := range ways {
			texts = append(texts, "`via: "+wayText(m.Source, w)+"`")
		}
		return c.failHint("N108", at, "say in the measure which: "+strings.Join(texts, " or "), "%d ways lead from %s to %s", len(ways), m.Source.article(), c.Program.Root.article())
	}
}

// window reads the first value of a stream's call.
func (c *checker) window(at ast.Node) (Window, *Node) {
	switch at := at.(type) {
	case *ast.IdentifierNode:
		if lit, ok := c.literal(at); ok && lit.Kind == LitWindow {
			return lit.Window, nil
		}
		if at.Value == "period" {
			return Window{Period: true}, nil
		}
		if n, ok := c.Locals[at.Value]; ok && slices.Contains([]Kind{Windowed, Invalid}, n.Type.Kind) {
			if n.Type.Kind == Invalid {
				return Window{}, c.invalid(at)
			}
			return n.Window, nil
		}
	case *ast.BinaryNode:
		lo, ok1 := c.dayNumber(at.Left)
		hi, ok2 := c.dayNumber(at.Right)
		if at.Operator == ".." && ok1 && ok2 && lo <= hi && (lo > 0 || hi < 0) {
			return Window{Lo: lo, Hi: hi}, nil
		}
		if hi, ok := c.monthsBefore(at.Right); at.Operator == ".." && ok1 && ok && lo <= hi {
			return Window{Lo: lo, Hi: hi, Months: true}, nil
		}
	}
	if c.failed {
		return Window{}, c.invalid(at) // the scanner has refused one of its ends
	}
	return Window{}, c.failHint("N109", at, "day 1 is the day itself: `1..30`, `31..60`, `-30..-1`, `1..12mo`, `-12..-1mo`, `6 x 30d`, `1..`, `period`", "%s is no window", quoteOr(c.text(c.extent(at)), "this"))
}

// monthsBefore reads -1mo, the end of a window of months before its date. One
// of months after it has been read by the scanner.
func (c *checker) monthsBefore(at ast.Node) (int, bool) {
	u, ok := at.(*ast.UnaryNode)
	if !ok || u.Operator != "-" {
		return 0, false
	}
	id, ok := u.Node.(*ast.IdentifierNode)
	if !ok {
		return 0, false
	}
	lit, ok := c.literal(id)
	return -lit.N, ok && lit.Kind == LitMonths && strings.HasSuffix(lit.Text, "mo") && lit.N > 0
}

func (c *checker) dayNumber(at ast.Node) (int, bool) {
	sign := 1
	if u, ok := at.(*ast.UnaryNode); ok && u.Operator == "-" {
		sign, at = -1, u.Node
	}
	id, ok := at.(*ast.IdentifierNode)
	if !ok {
		return 0, false
	}
	lit, ok := c.literal(id)
	if !ok || lit.Kind != LitNumber || lit.Num.Scale > 0 || !lit.Num.Int.IsInt64() {
		return 0, false
	}
	n := lit.Num.Int.Int64()
	return sign * int(min(n, maxPeriod)), n > 0 && n <= maxPeriod
}
