package engine

import (
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// tier loads the tier in force on the deciding day: as given with the facts,
// as assigned by a review, or the one that the set starts with (N29).
func (f *frame) tier(in *ir.Input, l *load) {
	subject := f.subjects[l.hop]
	if subject < 0 {
		f.missing(l.hop, in.Slot)
		return
	}
	e := f.worker.engine
	table := e.store.Tables[l.kind]
	if c := table.Type.Column(in.Tiers.Name); c != nil {
		if row := table.At(subject, f.moment.day); row != 0 {
			if v := table.Slots(row)[c.Slot]; v >= 0 {
				f.Slots[in.Slot] = int64(in.Tiers.Tiers.Index(c.Enum.Symbols[v]))
				return
			}
		}
	}
	tier := f.binding.policy.Tiers[in.Tiers.Index].Start
	if t := e.tierSet(in.Tiers.Name); t != nil {
		if name, ok := t.inForceOn(subject, f.moment.day); ok {
			if i := in.Tiers.Tiers.Index(name); i >= 0 {
				tier = i
			}
		}
	}
	f.Slots[in.Slot] = int64(tier)
}
