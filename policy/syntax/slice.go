package syntax

// Slice gives the characters [from, to) of t, counted in runes, with their
// places. Bounds outside the Value are moved to its ends.
func (t Text) Slice(from, to int) Text {
	value := []rune(t.Value)
	from = max(0, min(from, len(value)))
	to = max(from, min(to, len(value)))
	part := Text{Value: string(value[from:to]), src: t.src}
	if t.src == nil {
		return part
	}
	if from == to {
		at := t.from
		if from < len(value) {
			at, _ = t.char(from)
		} else if len(value) > 0 {
			_, at = t.char(len(value) - 1)
		}
		part.from, part.to = at, at
		return part
	}
	part.runs = make([]run, 0, to-from)
	for i := from; i < to; i++ {
		start, end := t.char(i)
		if i == from {
			part.from = start
		}
		part.to = end
		part.runs = append(part.runs, run{at: i - from, from: start, to: end})
	}
	return part
}
