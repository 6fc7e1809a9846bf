package ir

import "github.com/fenrun/fenrun/policy/diag"

// A MeasureOp is how a measure comes from its events or subjects.
type MeasureOp uint8

const (
	Supplied MeasureOp = iota // the host gives it ready-made
	SumOf
	CountOf
	MinOf
	MaxOf
	FirstOf // of a field, by time
	LastOf
	ReachOf // the date on which a running sum got there
)

// A Unit is a calendar period.
type Unit uint8

const (
	NoUnit Unit = iota
	Day
	Month
	Quarter
	Year
)

var unitNames = [...]string{NoUnit: "", Day: "day", Month: "month", Quarter: "quarter", Year: "year"}

// String writes the unit as a policy does.
func (u Unit) String() string { return unitNames[u] }

// ParseUnit reads day, month, quarter or year.
func ParseUnit(text string) (Unit, bool) {
	for u, name := range unitNames {
		if name == text && name != "" {
			return Unit(u), true
		}
	}
	return NoUnit, false
}

// A Measure is a figure of a subject that comes from events, from other
// subjects, or ready-made from the host. Without a subject it is a stream.
type Measure struct {
	Name    string // without the subject
	Subject *Subject
	Index   int // among the policy's measures
	Op      MeasureOp
	Type    Type
	Source  *Subject // what it counts or sums
	Program *Program // of Term and Where, rooted at Source
	Term    *Node    // what is summed, compared or picked; nil for a count
	Where   *Node    // nil counts all
	Way     Path     // from Source to Subject; of a stream, it depends on the caller
	Via     bool     // Way was written
	Per     Unit
	Window  *Window // with Since
	Anchor  *Program
	Since   *Node // a date, read from Subject through Anchor
	Reach   Num
	Pool    *Field // shared by all subjects that have the same value in it
	Tree    *Field // adds the down-line: the edge to the subject above
	Absent  bool   // may be absent: its anchor is, or nothing was there to pick
	Rising  bool   // further events can only raise it: a sum or count of terms proved not negative
	Place   diag.Span

	// Prepare, if set, is run before the measure is first read: it types the
	// measure's own expressions. It returns false when they lead back here.
	Prepare func() bool
}

func (*Measure) entity() string { return "a measure" }
func (*Measure) member() string { return "a measure" }

// FullName gives the name as expressions write it.
func (m *Measure) FullName() string {
	if m.Subject == nil {
		return m.Name
	}
	return m.Subject.Name + "." + m.Name
}

// Windowed reports whether the measure covers a window counted from an
// anchor.
func (m *Measure) Windowed() bool { return m.Window != nil }
