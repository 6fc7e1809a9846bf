package lsp

import (
	"slices"
	"strings"
)

// caseFacts offers names of the policy where a case gives or wants something.
func (c *completer) caseFacts(p place) {
	sc := c.index.scope
	names := slices.DeleteFunc(slices.Clone(p.names), func(n string) bool { return n == "-" })
	if strings.HasSuffix(p.at, ".want") {
		if c.key && len(names) == 0 {
			c.offerKeys(sc.all("", ruleName, tierSetName))
			c.offerKey("settled", keywordItem, "", "")
		} else if c.value {
			c.offerWords([]string{"none", "pending", "undecided"}, c.from)
		}
		return
	}
	switch {
	case len(names) == 0 && c.key:
		c.offerKeys(sc.all("", subjectName))
		c.offerKey("posted", keywordItem, "", "")
	case len(names) == 1 && names[0] == "posted" && c.key:
		for _, key := range []string{"rule", "manual", "to", "amount", "on", "due", "why", "held", "period"} {
			c.offerKey(key, keywordItem, "", "")
		}
		c.offerKeys(sc.all("", subjectName))
	case len(names) == 2 && names[0] == "posted" && names[1] == "rule":
		c.offerAll(sc.all("", ruleName), c.from)
	case len(names) == 1 && c.key:
		c.offerKey("id", keywordItem, "", "")
		c.offerKeys(sc.all(names[0], memberName))
	case len(names) == 2 && c.value:
		if d := sc.member(names[0], names[1]); d != nil {
			c.offerWords(d.words, c.from)
			if m, _ := sc.lookupMember(names[0], names[1]); isBool(m) {
				c.offerWords([]string{"true", "false"}, c.from)
			}
		}
	}
}
