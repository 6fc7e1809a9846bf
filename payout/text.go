package payout

import "strconv"

// quoted quotes text for an error message. Long text is cut, so that the size
// of an error does not depend on the size of what was wrong.
func quoted(text string) string {
	const most = 48
	if len(text) <= most {
		return strconv.Quote(text)
	}
	return strconv.Quote(text[:most]) + "..."
}
