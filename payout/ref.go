package payout

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Ref names a subject or a payee by its type and its id, such as agent/a1.
// Refs are compared with ==. The zero value names nobody.
type Ref struct {
	Type, ID string
}

// ParseRef reads a reference such as "agent/a1". The type ends at the first
// slash; the id is all that follows and may hold more slashes. Both may use
// any letters and neither may be empty. Text that is not UTF-8 is an error,
// because writing it could make two ids one.
func ParseRef(text string) (Ref, error) {
	kind, id, _ := strings.Cut(text, "/")
	r := Ref{Type: kind, ID: id}
	if err := r.check(); err != nil {
		return Ref{}, fmt.Errorf("reference %s: %w", quoted(text), err)
	}
	return r, nil
}

func (r Ref) check() error {
	switch {
	case r.Type == "" || r.ID == "":
		return fmt.Errorf("want type/id, such as agent/a1")
	case strings.Contains(r.Type, "/"):
		return fmt.Errorf("slash in the type %s", quoted(r.Type))
	case !utf8.ValidString(r.Type) || !utf8.ValidString(r.ID):
		return errNotUTF8
	default:
		return nil
	}
}

// IsZero reports whether r names nobody.
func (r Ref) IsZero() bool { return r == Ref{} }

// Compare orders references by type, then by id, both byte by byte, which for
// text is the order of code points. It does not depend on a language or on the
// case of letters. This is the order "by id" that decides ties.
func (r Ref) Compare(s Ref) int {
	return cmp.Or(strings.Compare(r.Type, s.Type), strings.Compare(r.ID, s.ID))
}

// String returns r as type/id, or "" if it names nobody.
func (r Ref) String() string {
	if r.IsZero() {
		return ""
	}
	return r.Type + "/" + r.ID
}

// MarshalText returns r as type/id, or no bytes if it names nobody. A
// reference that ParseRef could not read back is an error.
func (r Ref) MarshalText() ([]byte, error) {
	if r.IsZero() {
		return nil, nil
	}
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("reference %s: %w", quoted(r.String()), err)
	}
	return []byte(r.String()), nil
}

// UnmarshalText reads what MarshalText writes. On an error r is unchanged.
func (r *Ref) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*r = Ref{}
		return nil
	}
	parsed, err := ParseRef(string(text))
	if err != nil {
		return err
	}
	*r = parsed
	return nil
}
