package plan

import (
	"slices"
	"strings"
)

// ruleCycles finds rules that read each other's payments in a circle: they
// could never be decided one after the other (N26).
func (c *compiler) ruleCycles() {
	state := map[*Rule]int{} // 1: being visited, 2: done
	var path []*Rule
	var visit func(r *Rule)
	visit = func(r *Rule) {
		state[r] = 1
		path = append(path, r)
		for _, on := range c.reads(r) {
			if state[on] == 1 {
				c.cycle(path[slices.Index(path, on):])
			} else if state[on] == 0 {
				visit(on)
			}
		}
		path = path[:len(path)-1]
		state[r] = 2
	}
	for _, r := range c.policy.Rules {
		if state[r] == 0 {
			visit(r)
		}
	}
}

// reads gives the rules whose payments a rule reads: those that it names, and
// for paid("x") also the clawbacks of x.
func (c *compiler) reads(r *Rule) []*Rule {
	var list []*Rule
	for _, name := range slices.Concat(r.Earned, r.Paid, r.Takes) {
		list = append(list, c.policy.Named(name)...)
	}
	for _, name := range r.Paid {
		for _, taken := range c.policy.Named(name) {
			for _, taker := range c.policy.Rules {
				if taker != r && slices.Contains(taker.Takes, taken.ID) {
					list = append(list, taker)
				}
			}
		}
	}
	return list
}

func (c *compiler) cycle(rules []*Rule) {
	names := make([]string, 0, len(rules)+1)
	for _, r := range rules {
		names = append(names, r.ID)
	}
	names = append(names, rules[0].ID)
	c.errorf("N104", rules[0].Place, rules[0].Path, "the rule reads its own payments: %s", strings.Join(names, " reads "))
}
