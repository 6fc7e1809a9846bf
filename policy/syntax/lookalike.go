package syntax

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fenrun/fenrun/policy/diag"
)

// oddSpaces finds spaces other than the ordinary one outside quoted text and
// comments. YAML takes them for letters. The edits make them ordinary, which
// is what they look like.
func oddSpaces(s *source, scanned *scanner) (diag.List, []edit) {
	var found diag.List
	var edits []edit
	for _, t := range scanned.tokens {
		if t.kind != strayToken && (t.kind != scalarToken || t.style != Plain) {
			continue
		}
		for i := t.from; i < t.to && len(found) < maxFindings; {
			r, n := utf8.DecodeRuneInString(s.text[i:])
			if !oddSpace(r) {
				i += n
				continue
			}
			from := i
			for i < t.to {
				r, n := utf8.DecodeRuneInString(s.text[i:])
				if !oddSpace(r) {
					break
				}
				edits = append(edits, edit{from: s.rawStart(i), to: s.rawEnd(i + n), with: " "})
				i += n
			}
			found = append(found, diag.Errorf("S005", s.span(from, i), "%s looks like a space, but YAML takes it for a letter", runeName(r, "a space of another width")).
				WithHint("write an ordinary space; where this one is meant, in a text for people, quote the text"))
		}
	}
	return found, edits
}

// oddSpace reports whether a character is a space that YAML does not take for
// one.
func oddSpace(r rune) bool {
	const blankBraille = 0x2800
	return r != ' ' && r >= utf8.RuneSelf && (unicode.Is(unicode.Zs, r) || r == blankBraille)
}

// mixedScripts finds words in text[from:to] that mix Latin letters with Greek
// or Cyrillic ones, which look the same and make different names.
func mixedScripts(s *source, from, to int) diag.List {
	var found diag.List
	for i := from; i < to && len(found) < maxFindings; {
		end := i
		latin, foreign := false, -1
		for end < to {
			r, n := utf8.DecodeRuneInString(s.text[end:])
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '_' {
				break
			}
			switch {
			case unicode.Is(unicode.Latin, r):
				latin = true
			case foreign < 0 && unicode.In(r, unicode.Greek, unicode.Cyrillic):
				foreign = end
			}
			end += n
		}
		if latin && foreign >= 0 {
			found = append(found, mixedWord(s, stretch{i, end}, foreign))
		}
		i = max(end, i+runeLen(s.text, i))
	}
	return found
}

func mixedWord(s *source, word stretch, at int) diag.Diagnostic {
	r, n := utf8.DecodeRuneInString(s.text[at:])
	script := "Cyrillic"
	if unicode.Is(unicode.Greek, r) {
		script = "Greek"
	}
	d := diag.Errorf("S005", s.span(at, at+n), "the word %q mixes Latin letters with the %s letter %c (U+%04X)", short(s.text[word.from:word.to]), script, r, r)
	if like := lookalike(r); like != 0 {
		d.Fix = diag.Changing(d.Span, string(r), string(like), true)
		return d.WithHint("write the Latin letter %c, which looks the same", like)
	}
	return d.WithHint("write a name in the letters of one alphabet")
}

// lookalike gives the Latin letter that a Greek or Cyrillic one is taken for,
// or 0.
func lookalike(r rune) rune {
	const (
		foreign = "асԁеһіјкорѕтухАВСЕНІЈКМОРЅТУХαικνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
		latin   = "acdehijkopstyxABCEHIJKMOPSTYXaiknoptuxABEZHIKMNOPTYX"
	)
	i := strings.IndexRune(foreign, r)
	if i < 0 {
		return 0
	}
	return rune(latin[utf8.RuneCountInString(foreign[:i])])
}
