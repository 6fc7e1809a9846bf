package lsp

// resolve gives what each name of a chain means, as far as it is known.
func (s *scope) resolve(chain []token, rule string) []*definition {
	found := make([]*definition, len(chain))
	if d := s.defs[target{localName, rule, chain[0].text}]; d != nil && rule != "" {
		found[0] = d
	} else {
		found[0] = s.entity(chain[0].text)
	}
	for i := 1; i < len(chain) && found[i-1] != nil; i++ {
		before := found[i-1]
		switch {
		case before.kind == subjectName:
			found[i] = s.member(before.name, chain[i].text)
		case before.kind == memberName && s.defs[target{subjectName, "", before.leads}] != nil:
			found[i] = s.member(before.leads, chain[i].text)
		case before.kind == tierSetName:
			found[i] = s.defs[target{givenName, before.name, chain[i].text}]
		}
	}
	return found
}

// lastOf gives what the last name of a path means.
func (x *index) lastOf(path string) *definition {
	all := chains(tokens([]rune(path)))
	if len(all) != 1 {
		return nil
	}
	return x.scope.resolve(all[0], x.rule)[len(all[0])-1]
}

// wordsBefore gives what the last chain before a place means, if it has
// symbols: what is compared with the quoted text behind it.
func (s *scope) wordsBefore(before []token, rule string) *definition {
	for len(before) > 0 && (before[len(before)-1].kind == textToken || before[len(before)-1].text == "in" || before[len(before)-1].text == "not") {
		before = before[:len(before)-1]
	}
	all := chains(before)
	if len(all) == 0 {
		return nil
	}
	chain := all[len(all)-1]
	d := s.resolve(chain, rule)[len(chain)-1]
	if d == nil || d.words == nil {
		return nil
	}
	return d
}

// tierSetBefore gives the tier set that a quoted text is compared with.
func (s *scope) tierSetBefore(before []token, rule string) *definition {
	if d := s.wordsBefore(before, rule); d != nil && d.kind == tierSetName {
		return d
	}
	return nil
}
