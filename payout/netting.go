package payout

// netCorrected nets lines of which one names the other as corrected. Of a
// deposit and another line neither can replace the other, because a deposit
// that is taken fills the deposit account; and what is clawed back is a debt
// that takes in its order and under its limits, whatever it names.
func (s *settling) netCorrected() {
	var byID map[string]*claim
	for i := range s.claims {
		c := &s.claims[i]
		if !c.active || len(c.Corrects) == 0 {
			continue
		}
		if byID == nil {
			byID = s.byID()
		}
		for _, id := range c.Corrects {
			other := byID[id]
			if other != nil && other.active && apart(other.class()) == apart(c.class()) {
				s.netPair(c, other)
			}
		}
	}
}

// apart gives the class of lines that correct only each other, or none.
func apart(class Kind) Kind {
	if class == Deposit || class == Clawback {
		return class
	}
	return 0
}

func (s *settling) byID() map[string]*claim {
	byID := make(map[string]*claim, len(s.claims))
	for i := range s.claims {
		byID[s.claims[i].Line] = &s.claims[i]
	}
	return byID
}

// netPair sets two claims against each other, if their signs are opposite.
func (s *settling) netPair(a, b *claim) {
	if a.left.sign() < 0 {
		a, b = b, a
	}
	if a.left.sign() > 0 && b.left.sign() < 0 {
		s.move(Netted, a, b, least(a.left, b.left.neg()))
	}
}

// net nets the claims of each group, the oldest of either sign first. group
// tells the group of a claim, or that it has none.
func net[G comparable](s *settling, group func(*claim) (G, bool)) {
	// The claims of a group that are left so far, all of one sign.
	waiting := map[G][]*claim{}
	for i := range s.claims {
		c := &s.claims[i]
		g, ok := group(c)
		if !ok || !c.active || c.left.sign() == 0 {
			continue
		}
		queue := waiting[g]
		for len(queue) > 0 && c.left.sign()*queue[0].left.sign() < 0 {
			s.netPair(c, queue[0])
			if queue[0].left.sign() == 0 {
				queue = queue[1:]
			}
		}
		if c.left.sign() != 0 {
			queue = append(queue, c)
		}
		waiting[g] = queue
	}
}

// lineKey is the key under which lines of one account net with each other.
type lineKey struct {
	once, policy, rule string
	subject            Ref
	class              Kind
}

// keyOf is the key of an amount (N1, N6), but for the period: what is given
// back of one period nets with what is due for another. Lines of different
// classes have different keys, so that a re-rating stays a debt (N19).
func keyOf(c *claim) (lineKey, bool) {
	if c.Once != "" {
		return lineKey{once: c.Once, class: c.class()}, true
	}
	return lineKey{policy: c.Policy, rule: c.Rule, subject: c.Subject, class: c.class()}, true
}

// creditKind groups credits, and the corrections of credits, by account.
func creditKind(c *claim) (Kind, bool) {
	return c.fund(), c.class().Side() == Credit || c.credits()
}

// creditPool groups them by whether they are the payee's own money.
func creditPool(c *claim) (passThrough, ok bool) {
	kind, ok := creditKind(c)
	return kind == PassThrough, ok
}
