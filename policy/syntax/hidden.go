package syntax

import (
	"fmt"
	"unicode"
	"unicode/utf8"

	"github.com/fenrun/fenrun/policy/diag"
)

// hiddenCharacters finds the characters that may stand nowhere in a file,
// because people do not see them or see something else. The edits take them
// out. Neighbours make one diagnostic, and beyond diag.Limit diagnostics the
// last one counts the rest, so that a file full of them stays cheap.
func hiddenCharacters(s *source) (diag.List, []edit) {
	var found diag.List
	var cuts []edit
	left := 0
	for i := s.lines[0]; i < len(s.raw); {
		kind := hiddenAt(s.raw, i)
		if kind == visible {
			i += runeLen(s.raw, i)
			continue
		}
		from, n := i, 0
		for i < len(s.raw) {
			if k := hiddenAt(s.raw, i); k == visible || (k == loneReturn) != (kind == loneReturn) {
				break
			}
			i += runeLen(s.raw, i)
			n++
		}
		if kind != loneReturn { // which ends a line, as it does in YAML
			cuts = append(cuts, edit{from: from, to: i})
		}
		if len(found) == diag.Limit-1 {
			left++
			continue
		}
		found = append(found, hiddenFound(s, kind, from, i, n))
	}
	if left > 0 {
		found = append(found, diag.Errorf("S005", diag.Span{File: s.file}, "hidden characters stand in %d more places of this file", left).
			WithHint("clean the file as a whole, for example by pasting it through an editor that shows them"))
	}
	return found, cuts
}

func hiddenFound(s *source, kind hiddenKind, from, to, n int) diag.Diagnostic {
	r, _ := utf8.DecodeRuneInString(s.raw[from:])
	name := runeName(r, kind.describe())
	d := diag.Errorf("S005", s.rawSpan(from, to), "hidden character %s", name)
	if n > 1 {
		d.Message = fmt.Sprintf("%d hidden characters in a row, the first is %s", n, name)
	}
	return d.WithHint("%s", kind.hint())
}

// hiddenKind says why a character may not stand in a file.
type hiddenKind uint8

const (
	visible hiddenKind = iota
	control
	loneReturn
	lineSeparator
	bidirectional
	invisible
	byteMark
	tagCharacter
	variationSelector
	privateUse
	noCharacter
)

func (k hiddenKind) hint() string {
	switch k {
	case visible:
		return ""
	case control:
		return "delete it; the only control characters of a policy are the tab and the line break"
	case loneReturn:
		return "end lines with a line feed, or with a carriage return and a line feed"
	case lineSeparator:
		return "delete it or begin a new line: YAML takes it for a line break, most editors do not"
	case bidirectional:
		return "delete it: it changes the order in which text is shown, so that people read another policy than the engine"
	case invisible:
		return "delete it: nobody sees it, but with it the same word is another name"
	case byteMark:
		return "delete it: a byte order mark may only be the first character of a file"
	case tagCharacter, variationSelector:
		return "delete it: it changes nothing that people see, but with it the same word is another name"
	case privateUse:
		return "write a character that every font shows alike"
	case noCharacter:
		return "delete it: Unicode has no character there"
	default:
		return "delete it"
	}
}

// describe names a kind for characters that have no well-known name.
func (k hiddenKind) describe() string {
	switch k {
	case visible:
		return "a visible character"
	case control:
		return "a control character"
	case loneReturn:
		return "a carriage return without a line feed"
	case lineSeparator:
		return "a line separator"
	case bidirectional:
		return "a mark of text direction"
	case invisible:
		return "a character without a shape"
	case byteMark:
		return "a byte order mark"
	case tagCharacter:
		return "a tag character"
	case variationSelector:
		return "a variation selector"
	case privateUse:
		return "a private use character"
	case noCharacter:
		return "no character of Unicode"
	default:
		return "a hidden character"
	}
}

// hiddenAt classifies the character at an offset; a carriage return needs its
// neighbour.
func hiddenAt(text string, i int) hiddenKind {
	if c := text[i]; c < utf8.RuneSelf {
		switch {
		case c == '\r' && (i+1 == len(text) || text[i+1] != '\n'):
			return loneReturn
		case c < ' ' && c != '\t' && c != '\n' && c != '\r', c == 0x7F:
			return control
		default:
			return visible
		}
	}
	r, _ := utf8.DecodeRuneInString(text[i:])
	return hiddenRune(r)
}

// hiddenRune classifies a character for itself.
func hiddenRune(r rune) hiddenKind {
	switch {
	case r == '\t' || r == '\n' || r == '\r':
		return visible
	case r == 0x85 || r == 0x2028 || r == 0x2029:
		return lineSeparator
	case r == 0xFEFF:
		return byteMark
	case unicode.Is(unicode.Bidi_Control, r):
		return bidirectional
	case unicode.Is(unicode.Cc, r):
		return control
	case unicode.Is(unicode.Variation_Selector, r):
		return variationSelector
	case r >= 0xE0000 && r <= 0xE007F:
		return tagCharacter
	case unicode.Is(unicode.Co, r):
		return privateUse
	case unicode.Is(unicode.Noncharacter_Code_Point, r):
		return noCharacter
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r):
		return invisible
	default:
		return visible
	}
}

// runeName writes a character as U+200B (zero width space), with a description
// where it has no well-known name.
func runeName(r rune, description string) string {
	name := description
	switch r {
	case 0x00:
		name = "NUL"
	case 0x1B:
		name = "escape"
	case 0x7F:
		name = "delete"
	case 0x85:
		name = "next line"
	case 0xA0:
		name = "no-break space"
	case 0xAD:
		name = "soft hyphen"
	case 0x200B:
		name = "zero width space"
	case 0x200C:
		name = "zero width non-joiner"
	case 0x200D:
		name = "zero width joiner"
	case 0x200E:
		name = "left-to-right mark"
	case 0x200F:
		name = "right-to-left mark"
	case 0x2028:
		name = "line separator"
	case 0x2029:
		name = "paragraph separator"
	case 0x202D:
		name = "left-to-right override"
	case 0x202E:
		name = "right-to-left override"
	case 0x2060:
		name = "word joiner"
	case 0x3000:
		name = "ideographic space"
	}
	return fmt.Sprintf("U+%04X (%s)", r, name)
}
