package diag

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Cells gives the number of screen cells that text takes in a terminal of fixed
// pitch, where Chinese, Japanese and Korean characters take two.
func Cells(text string) int {
	n := 0
	for _, r := range text {
		n += cells(r)
	}
	return n
}

// Visible gives text as it may be printed: control characters, which could
// repaint a terminal, and characters that turn the direction of writing, are
// replaced by visible signs.
func Visible(text string) string { return strings.Map(shown, text) }

// shown gives the character to print for r. Text under check is not to be
// trusted: an escape character could repaint the terminal, and a bidirectional
// control could show a condition in another order than it is read. Both are
// replaced by a visible sign.
func shown(r rune) rune {
	const (
		pictures      = 0x2400 // the Unicode block that draws the control characters
		deletePicture = 0x2421
	)
	switch {
	case r < 0x20:
		return pictures + r
	case r == 0x7F:
		return deletePicture
	case unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Bidi_Control):
		return utf8.RuneError
	default:
		return r
	}
}

// cells gives the number of screen cells that r takes in a terminal of fixed
// pitch: none, one or two. Characters whose width Unicode calls ambiguous take
// one, as they do in almost every terminal of today.
func cells(r rune) int {
	switch {
	case r < 0x300:
		// The common case. Nothing before U+0300 combines or is wide, and the
		// soft hyphen, though a format character, is drawn by terminals.
		return 1
	case isZeroWidth(r):
		return 0
	case isWide(r):
		return 2
	default:
		return 1
	}
}

// isZeroWidth reports whether r is drawn over, or joined with, the character
// before it.
func isZeroWidth(r rune) bool {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me):
		return true
	case unicode.Is(unicode.Cf, r):
		// Prepended marks, such as the Arabic number sign, are visible
		// although they are format characters.
		return !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
	default:
		// The vowels and final consonants of Hangul written letter by letter
		// join the syllable that the first consonant began.
		return r >= 0x1160 && r <= 0x11FF || r >= 0xD7B0 && r <= 0xD7FF
	}
}

func isWide(r rune) bool {
	_, found := slices.BinarySearchFunc(wide[:], r, func(block [2]rune, r rune) int {
		switch {
		case block[1] < r:
			return -1
		case block[0] > r:
			return 1
		default:
			return 0
		}
	})
	return found
}

// wide lists the first and last characters of the blocks whose East Asian
// Width is Wide or Fullwidth in Unicode 15 (UAX #11). The standard library has
// no such table, and a module for it alone is not worth a dependency; a test
// compares this one with golang.org/x/text/width.
var wide = [...][2]rune{
	{0x1100, 0x115F}, {0x231A, 0x231B}, {0x2329, 0x232A}, {0x23E9, 0x23EC},
	{0x23F0, 0x23F0}, {0x23F3, 0x23F3}, {0x25FD, 0x25FE}, {0x2614, 0x2615},
	{0x2648, 0x2653}, {0x267F, 0x267F}, {0x2693, 0x2693}, {0x26A1, 0x26A1},
	{0x26AA, 0x26AB}, {0x26BD, 0x26BE}, {0x26C4, 0x26C5}, {0x26CE, 0x26CE},
	{0x26D4, 0x26D4}, {0x26EA, 0x26EA}, {0x26F2, 0x26F3}, {0x26F5, 0x26F5},
	{0x26FA, 0x26FA}, {0x26FD, 0x26FD}, {0x2705, 0x2705}, {0x270A, 0x270B},
	{0x2728, 0x2728}, {0x274C, 0x274C}, {0x274E, 0x274E}, {0x2753, 0x2755},
	{0x2757, 0x2757}, {0x2795, 0x2797}, {0x27B0, 0x27B0}, {0x27BF, 0x27BF},
	{0x2B1B, 0x2B1C}, {0x2B50, 0x2B50}, {0x2B55, 0x2B55}, {0x2E80, 0x2E99},
	{0x2E9B, 0x2EF3}, {0x2F00, 0x2FD5}, {0x2FF0, 0x2FFB}, {0x3000, 0x303E},
	{0x3041, 0x3096}, {0x3099, 0x30FF}, {0x3105, 0x312F}, {0x3131, 0x318E},
	{0x3190, 0x31E3}, {0x31F0, 0x321E}, {0x3220, 0x3247}, {0x3250, 0x4DBF},
	{0x4E00, 0xA48C}, {0xA490, 0xA4C6}, {0xA960, 0xA97C}, {0xAC00, 0xD7A3},
	{0xF900, 0xFAFF}, {0xFE10, 0xFE19}, {0xFE30, 0xFE52}, {0xFE54, 0xFE66},
	{0xFE68, 0xFE6B}, {0xFF01, 0xFF60}, {0xFFE0, 0xFFE6}, {0x16FE0, 0x16FE4},
	{0x16FF0, 0x16FF1}, {0x17000, 0x187F7}, {0x18800, 0x18CD5}, {0x18D00, 0x18D08},
	{0x1AFF0, 0x1AFF3}, {0x1AFF5, 0x1AFFB}, {0x1AFFD, 0x1AFFE}, {0x1B000, 0x1B122},
	{0x1B132, 0x1B132}, {0x1B150, 0x1B152}, {0x1B155, 0x1B155}, {0x1B164, 0x1B167},
	{0x1B170, 0x1B2FB}, {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F18E},
	{0x1F191, 0x1F19A}, {0x1F200, 0x1F202}, {0x1F210, 0x1F23B}, {0x1F240, 0x1F248},
	{0x1F250, 0x1F251}, {0x1F260, 0x1F265}, {0x1F300, 0x1F320}, {0x1F32D, 0x1F335},
	{0x1F337, 0x1F37C}, {0x1F37E, 0x1F393}, {0x1F3A0, 0x1F3CA}, {0x1F3CF, 0x1F3D3},
	{0x1F3E0, 0x1F3F0}, {0x1F3F4, 0x1F3F4}, {0x1F3F8, 0x1F43E}, {0x1F440, 0x1F440},
	{0x1F442, 0x1F4FC}, {0x1F4FF, 0x1F53D}, {0x1F54B, 0x1F54E}, {0x1F550, 0x1F567},
	{0x1F57A, 0x1F57A}, {0x1F595, 0x1F596}, {0x1F5A4, 0x1F5A4}, {0x1F5FB, 0x1F64F},
	{0x1F680, 0x1F6C5}, {0x1F6CC, 0x1F6CC}, {0x1F6D0, 0x1F6D2}, {0x1F6D5, 0x1F6D7},
	{0x1F6DC, 0x1F6DF}, {0x1F6EB, 0x1F6EC}, {0x1F6F4, 0x1F6FC}, {0x1F7E0, 0x1F7EB},
	{0x1F7F0, 0x1F7F0}, {0x1F90C, 0x1F93A}, {0x1F93C, 0x1F945}, {0x1F947, 0x1F9FF},
	{0x1FA70, 0x1FA7C}, {0x1FA80, 0x1FA88}, {0x1FA90, 0x1FABD}, {0x1FABF, 0x1FAC5},
	{0x1FACE, 0x1FADB}, {0x1FAE0, 0x1FAE8}, {0x1FAF0, 0x1FAF8}, {0x20000, 0x3FFFF},
}
