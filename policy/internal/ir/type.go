package ir

import (
	"strings"
)

// A Kind is the sort of a value. Units are kinds: money and a rate are never
// added, days and months never compared.
type Kind uint8

const (
	Invalid Kind = iota // a value whose mistake was reported already; it fits everything
	Bool
	Bare   // a number without a unit, as a literal is: it takes the unit of what it meets
	Number // a number that is a ratio or a product, and has no unit
	Count
	Rate
	Money
	Date
	Time
	Days
	Months
	Hours
	Symbol // one of an enumeration
	Text
	Ref // a subject
	List
	Map // by the symbols of an enumeration
	Windowed
)

var kindNames = [...]string{
	Invalid: "unknown", Bool: "yes or no", Bare: "number", Number: "number", Count: "count", Rate: "rate", Money: "money",
	Date: "date", Time: "time", Days: "days", Months: "months", Hours: "hours", Symbol: "symbol", Text: "text",
	Ref: "subject", List: "list", Map: "map", Windowed: "window",
}

func (k Kind) String() string { return kindNames[k] }

// numeric reports whether values of the kind have a decimal scale.
func (k Kind) numeric() bool {
	switch k {
	case Bare, Number, Count, Rate, Money:
		return true
	case Invalid, Bool, Date, Time, Days, Months, Hours, Symbol, Text, Ref, List, Map, Windowed:
		return false
	}
	return false
}

// A Type is what is known of a value before it is: its kind and, by kind, its
// enumeration, subject, element and scale.
type Type struct {
	Kind    Kind
	Enum    *Enum    // Symbol; Map: its keys
	Subject *Subject // Ref
	Elem    *Type    // List, Map
	Scale   int      // numeric kinds: the value is a whole number of units of 10^-Scale
	Len     int      // List: how many elements it always has
}

// String names the type as messages do, with its article.
func (t Type) String() string {
	switch t.Kind {
	case Symbol:
		return t.Enum.describe()
	case Ref:
		return t.Subject.article()
	case List:
		return "a list of " + kindPlurals[t.Elem.Kind]
	case Map:
		return "a map of " + kindPlurals[t.Elem.Kind] + " by symbol"
	case Days, Months, Hours:
		return "a number of " + t.Kind.String()
	case Invalid, Bool, Money:
		return t.Kind.String()
	case Bare, Number, Count, Rate, Date, Time, Text, Windowed:
		return "a " + t.Kind.String()
	}
	return t.Kind.String()
}

var kindPlurals = [...]string{
	Invalid: "unknown values", Bool: "yes or no", Bare: "numbers", Number: "numbers", Count: "counts", Rate: "rates", Money: "amounts",
	Date: "dates", Time: "times", Days: "days", Months: "months", Hours: "hours", Symbol: "symbols", Text: "texts",
	Ref: "subjects", List: "lists", Map: "maps", Windowed: "windows",
}

// An Enum is a closed list of symbols; its values are positions in it.
type Enum struct {
	Symbols []string
	index   map[string]int
	owner   string // what declares it, for messages
}

// NewEnum makes an enumeration of the symbols, which must be distinct; owner
// names what declares it.
func NewEnum(owner string, symbols []string) *Enum {
	e := &Enum{Symbols: symbols, owner: owner, index: make(map[string]int, len(symbols))}
	for i, s := range symbols {
		e.index[s] = i
	}
	return e
}

// Index gives the position of a symbol, or -1.
func (e *Enum) Index(symbol string) int {
	if i, ok := e.index[symbol]; ok {
		return i
	}
	return -1
}

// same reports whether two enumerations have the same symbols in the same
// order, so that their values compare.
func (e *Enum) same(f *Enum) bool {
	if e == f {
		return true
	}
	if len(e.Symbols) != len(f.Symbols) {
		return false
	}
	for i, s := range e.Symbols {
		if f.Symbols[i] != s {
			return false
		}
	}
	return true
}

func (e *Enum) describe() string {
	list := strings.Join(e.Symbols, ", ")
	if len(e.Symbols) > 6 {
		list = strings.Join(e.Symbols[:6], ", ") + ", ..."
	}
	return "one of " + list
}
