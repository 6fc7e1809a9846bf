package ir

import (
	"math/big"
	"time"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
)

// A Model is what the names of a policy mean. It is built before expressions
// are checked and does not change afterwards.
type Model struct {
	Currency payout.Currency
	Places   int // decimal places of a money fact
	Zone     *time.Location
	Rounding payout.Mode
	Texts    *Texts
	Terms    map[string]Term // of deals, by the file that speaks of them
	Subjects []*Subject
	names    map[string]Entity
	order    []string // of names, for suggestions
	parses   *parses
}

// An Entity is anything that a bare name may mean.
type Entity interface{ entity() string }

// NewModel makes an empty model.
func NewModel() *Model {
	return &Model{Texts: NewTexts(), names: map[string]Entity{}, parses: &parses{byText: map[string]*parsed{}}}
}

// Declare gives name a meaning. It returns the entity that has the name
// already, or nil.
func (m *Model) Declare(name string, e Entity) Entity {
	if was, ok := m.names[name]; ok {
		return was
	}
	m.names[name] = e
	m.order = append(m.order, name)
	if s, ok := e.(*Subject); ok {
		s.Index = len(m.Subjects)
		m.Subjects = append(m.Subjects, s)
	}
	return nil
}

// Lookup gives the meaning of a name, or nil.
func (m *Model) Lookup(name string) Entity { return m.names[name] }

// Subject gives the subject of that name, or nil.
func (m *Model) Subject(name string) *Subject {
	s, _ := m.names[name].(*Subject)
	return s
}

// A Subject is a kind of thing with facts: an agent, a merchant, a device, or
// an event such as a transaction, which has a time.
type Subject struct {
	Name    string
	Index   int
	Fields  []*Field
	Event   bool
	Place   diag.Span
	members map[string]Member
	order   []string
}

func (*Subject) entity() string { return "a subject" }

func (s *Subject) article() string {
	switch s.Name[0] {
	case 'a', 'e', 'i', 'o', 'u':
		return "an " + s.Name
	default:
		return "a " + s.Name
	}
}

// A Member is what may follow a subject's name and a point: a fact, a measure
// or a tier set.
type Member interface{ member() string }

// AddMember gives the subject a fact, measure or tier set under a name; it
// returns the member that has the name already, or nil.
func (s *Subject) AddMember(name string, m Member) Member {
	if s.members == nil {
		s.members = map[string]Member{}
	}
	if was, ok := s.members[name]; ok {
		return was
	}
	s.members[name] = m
	s.order = append(s.order, name)
	if f, ok := m.(*Field); ok {
		f.Index = len(s.Fields)
		f.Slot = 0
		if f.Index > 0 {
			last := s.Fields[f.Index-1]
			f.Slot = last.Slot + last.Width()
		}
		s.Fields = append(s.Fields, f)
	}
	return nil
}

// Member gives the fact, measure or tier set of that name, or nil.
func (s *Subject) Member(name string) Member { return s.members[name] }

// Field gives the fact of that name, or nil.
func (s *Subject) Field(name string) *Field {
	f, _ := s.members[name].(*Field)
	return f
}

// Width is how many slots the facts of one subject take.
func (s *Subject) Width() int {
	if len(s.Fields) == 0 {
		return 0
	}
	last := s.Fields[len(s.Fields)-1]
	return last.Slot + last.Width()
}

// A Field is one declared fact of a subject.
type Field struct {
	Name     string
	Index    int
	Slot     int // the first of its slots in a row
	Type     Type
	Optional bool
	Duty     bool       // measures conduct, which an earned share may not depend on
	Default  *big.Int   // nil: there is none
	Min, Max *big.Int   // both included, at the scale of Type; nil is open
	OneOf    []*big.Int // empty: any
	Place    diag.Span
}

func (*Field) member() string { return "a fact" }

// Width is how many slots the fact takes: one, or one a symbol for a map.
func (f *Field) Width() int {
	if f.Type.Kind == Map {
		return len(f.Type.Enum.Symbols)
	}
	return 1
}

// A Param is a named constant, or a map of constants by symbol.
type Param struct {
	Name  string
	Node  *Node // a Const, or a Table of Consts for a map
	Used  bool  // some expression reads it
	Place diag.Span
}

func (*Param) entity() string { return "a param" }

// A Let is a named expression. Its names are read from the subject of the
// rule that uses it, and so it is checked at each use.
type Let struct {
	Name  string
	Value ValueSource
	Used  bool // some expression reads it
	Place diag.Span
}

func (*Let) entity() string { return "a let" }

// A Stream is a measure without subject and window, called with a window
// where it is used.
type Stream struct {
	Name    string
	Measure *Measure
	Place   diag.Span
}

func (*Stream) entity() string { return "a stream" }

// Allows reports whether v is in the declared domain of the fact.
func (f *Field) Allows(v *big.Int) bool {
	if f.Min != nil && v.Cmp(f.Min) < 0 || f.Max != nil && v.Cmp(f.Max) > 0 {
		return false
	}
	for _, one := range f.OneOf {
		if one.Cmp(v) == 0 {
			return true
		}
	}
	return len(f.OneOf) == 0
}

// A Term is the time for which a deal applies, both days included; a zero
// Until is open.
type Term struct {
	From, Until payout.Date
}

// pays reports whether a currency is the policy's. One that nobody knows has
// been reported, and fits all.
func (m *Model) pays(code string) bool {
	return m.Currency == (payout.Currency{}) || code == m.Currency.String()
}
