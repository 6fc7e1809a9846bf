package engine

// Fallbacks is how many values outgrew 64 bits, so that only arithmetic over
// big integers could compute them.
func (e *Engine) Fallbacks() int {
	n := 0
	for _, w := range e.workers {
		n += w.exact
	}
	return n
}
