package ir

import (
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
)

// Describe says what an entity is, for messages.
func Describe(e Entity) string { return e.entity() }

// PlaceOf gives where an entity is declared.
func PlaceOf(e Entity) diag.Span {
	switch e := e.(type) {
	case *Subject:
		return e.Place
	case *Param:
		return e.Place
	case *Let:
		return e.Place
	case *Ladder:
		return e.Place
	case *Table:
		return e.Place
	case *Stream:
		return e.Place
	case *TierSet:
		return e.Place
	default:
		return diag.Span{}
	}
}

// DescribeMember says what a member of a subject is, for messages.
func DescribeMember(m Member) string { return m.member() }

// WayTexts lists ways of references as an author would write them.
func WayTexts(from *Subject, ways [][]*Field, prefix string) string {
	texts := make([]string, len(ways))
	for i, w := range ways {
		texts[i] = "`" + prefix + wayText(from, w) + "`"
	}
	return strings.Join(texts, " or ")
}

// MayBeAbsent reports whether the value of n may be absent.
func (n *Node) MayBeAbsent() bool { return n.absent != never }
