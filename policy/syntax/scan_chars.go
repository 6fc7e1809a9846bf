package syntax

// breakAt gives the length of the line break at an offset, or 0. The other
// line breaks of YAML 1.1 (NEL, LS, PS) are hidden characters and have been
// taken out before.
func breakAt(text string, i int) int {
	switch {
	case i >= len(text):
		return 0
	case text[i] == '\n':
		return 1
	case text[i] == '\r' && i+1 < len(text) && text[i+1] == '\n':
		return 2
	case text[i] == '\r':
		return 1
	default:
		return 0
	}
}

// spaceAt reports whether a space or tab stands at an offset.
func spaceAt(text string, i int) bool {
	return i < len(text) && (text[i] == ' ' || text[i] == '\t')
}

// blankAt reports whether a space, a tab, a line break or the end of the text
// stands at an offset.
func blankAt(text string, i int) bool {
	return i >= len(text) || spaceAt(text, i) || breakAt(text, i) > 0
}

// lineLen gives the length of the rest of the line, without its break.
func lineLen(text string, i int) int {
	n := 0
	for i+n < len(text) && breakAt(text, i+n) == 0 {
		n++
	}
	return n
}

// blankEnd gives the first blank at or behind an offset.
func blankEnd(text string, i int) int {
	for !blankAt(text, i) {
		i++
	}
	return i
}

// markerAt reports whether --- or ... stands at an offset, the caller having
// seen that it begins a line.
func markerAt(text string, i int) bool {
	if i+3 > len(text) || !blankAt(text, i+3) {
		return false
	}
	return text[i:i+3] == "---" || text[i:i+3] == "..."
}

func anchorLetter(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '_' || c == '-'
}
