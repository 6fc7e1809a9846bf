package ir

import "strings"

// An InputKind says where the value of an input comes from.
type InputKind uint8

const (
	InFact    InputKind = iota // a fact of the subject at the end of a path
	InRef                      // the subject itself at the end of a path
	InMeasure                  // a measure of that subject
	InLast                     // the measure's final value of the period before
	InWindow                   // a stream over a window
	InTier                     // the tier in force
	InEarned                   // what a rule earned a payee in the period
	InPaid                     // what a rule paid for this subject
	InAsOf                     // the deciding day
	InPeriodFrom
	InPeriodUntil
	InSpread // the level's difference in a cascade
)

// A Path leads from a subject over references to another one. It starts at
// the program's root, or at the cascade's level.
type Path struct {
	Level bool
	Hops  []*Field
}

// An Input is something that a program reads. Two mentions of the same thing
// are one input.
type Input struct {
	Kind    InputKind
	Name    string // as messages and lines show it
	Path    Path
	Subject *Subject // at the end of the path
	Field   *Field
	Measure *Measure // InMeasure, InLast; InWindow: the stream's
	Window  Window   // InWindow
	Anchor  *Node    // InWindow: a date, read from the same program
	Tiers   *TierSet
	Rule    string // InEarned, InPaid
	Type    Type
	Slot    int      // the first of its slots in a frame
	Needs   []string // the optional references and facts that must be there for it to be
	absent  absence
}

// Width is how many slots the input takes.
func (in *Input) Width() int {
	switch in.Type.Kind {
	case List:
		return in.Type.Len
	case Map:
		return len(in.Type.Enum.Symbols)
	case Invalid, Bool, Bare, Number, Count, Rate, Money, Date, Time, Days, Months, Hours, Symbol, Text, Ref, Windowed:
		return 1
	}
	return 1
}

// key writes the path as the names of its references, for example
// device.agent.
func (p Path) key(root *Subject) string {
	var b strings.Builder
	if p.Level {
		b.WriteString("level:")
	}
	if root != nil {
		b.WriteString(root.Name)
	}
	for _, hop := range p.Hops {
		b.WriteByte('.')
		b.WriteString(hop.Name)
	}
	return b.String()
}

// add gives the index of the input with that key, adding it if it is new.
func (p *Program) add(key string, in *Input) int {
	if i, ok := p.index[key]; ok {
		return i
	}
	if p.index == nil {
		p.index = map[string]int{}
	}
	in.Slot = p.Slots()
	p.index[key] = len(p.Inputs)
	p.Inputs = append(p.Inputs, in)
	return len(p.Inputs) - 1
}

// Slots is how many slots a frame of the program has.
func (p *Program) Slots() int {
	if len(p.Inputs) == 0 {
		return 0
	}
	last := p.Inputs[len(p.Inputs)-1]
	return last.Slot + last.Width()
}
