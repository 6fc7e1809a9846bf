package syntax

import (
	"unicode/utf8"

	"github.com/fenrun/fenrun/policy/diag"
)

// wrongEncoding reports a file that is no UTF-8, as one diagnostic: whatever
// else could be said of it would speak of a garbled text.
func wrongEncoding(file string, src []byte) (diag.Diagnostic, bool) {
	if len(src) >= 2 && (src[0] == 0xFF && src[1] == 0xFE || src[0] == 0xFE && src[1] == 0xFF) {
		return diag.Errorf("S005", diag.Span{File: file}, "the file is written in UTF-16").
			WithHint("save it as UTF-8"), true
	}
	if utf8.Valid(src) {
		return diag.Diagnostic{}, false
	}
	from := 0
	for {
		r, n := utf8.DecodeRune(src[from:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		from += n
	}
	at := newSource(file, src).rawSpan(from, from)
	at.End.Offset++
	at.End.Column++
	return diag.Errorf("S005", at, "the file is not UTF-8: the byte %02X and perhaps others belong to no character", src[from]).
		WithHint("save it as UTF-8; it may have been written as GBK or GB18030"), true
}
