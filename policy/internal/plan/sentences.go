package plan

import (
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

// sentence reads a text with {values} in it, in each of its languages.
func (c *compiler) sentence(site *ir.Site, s syntax.Sentence) []Sentence {
	var all []Sentence
	for _, spoken := range s.Texts {
		all = append(all, Sentence{Lang: spoken.Lang, Pieces: c.pieces(site, spoken.Text)})
	}
	return all
}

// pieces cuts a text at its braces; {{ and }} stand for a brace.
func (c *compiler) pieces(site *ir.Site, e syntax.Expr) []Piece {
	var pieces []Piece
	var plain strings.Builder
	text := []rune(e.Value)
	for i := 0; i < len(text); i++ {
		switch {
		case i+1 < len(text) && text[i] == text[i+1] && (text[i] == '{' || text[i] == '}'):
			plain.WriteRune(text[i])
			i++
		case text[i] == '}':
			c.errorf("N112", e.Range(i, i+1), e.Path, "this } closes nothing").Hint = "a brace itself is written }}"
		case text[i] == '{':
			end := i + 1
			for end < len(text) && text[end] != '}' && text[end] != '{' {
				end++
			}
			if end == len(text) || text[end] == '{' {
				c.errorf("N112", e.Range(i, i+1), e.Path, "this { is not closed").Hint = "a brace itself is written {{"
				return pieces
			}
			if plain.Len() > 0 {
				pieces = append(pieces, Piece{Text: plain.String()})
				plain.Reset()
			}
			inner := syntax.Expr{Text: e.Text.Slice(i+1, end), Path: e.Path}
			pieces = append(pieces, Piece{Node: site.One(inner), Text: inner.Value})
			i = end
		default:
			plain.WriteRune(text[i])
		}
	}
	if plain.Len() > 0 {
		pieces = append(pieces, Piece{Text: plain.String()})
	}
	return pieces
}

// sentenceTexts reads a text without values.
func (c *compiler) sentenceTexts(s syntax.Sentence) []payout.Sentence {
	var all []payout.Sentence
	for _, spoken := range s.Texts {
		all = append(all, payout.Sentence{Lang: spoken.Lang, Text: spoken.Text.Value})
	}
	return all
}
