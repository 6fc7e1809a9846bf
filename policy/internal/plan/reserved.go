package plan

import "slices"

// Reserved reports whether a word belongs to expressions, and so cannot name
// anything.
func Reserved(word string) bool { return slices.Contains(reserved, word) }
