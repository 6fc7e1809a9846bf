package lint

import (
	"strings"
	"unicode/utf8"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// without takes a part of a chain of `and` or `or` out of its expression, with
// the word that joins it and the brackets around it. It gives nil where the
// text is not plain enough for that.
func (t text) without(n *ir.Node, word string) *diag.Fix {
	if n.To <= n.From {
		return nil
	}
	value := []rune(t.expr.Value)
	if n.To > len(value) || string(value[n.From:n.To]) != n.Text {
		return nil
	}
	from, to := n.From, n.To
	for {
		left, right := skipBack(value, from), skip(value, to)
		if left == 0 || right == len(value) || value[left-1] != '(' || value[right] != ')' {
			break
		}
		if left > 1 && isNameRune(value[left-2]) {
			return nil // the brackets of a call, or of a `not`
		}
		from, to = left-1, right+1
	}
	next, before := skip(value, to), skipBack(value, from)
	joint := utf8.RuneCountInString(word)
	switch {
	case next+joint < len(value) && string(value[next:next+joint]) == word && !isNameRune(value[next+joint]):
		to = skip(value, next+joint)
	case before > joint && string(value[before-joint:before]) == word && !isNameRune(value[before-joint-1]):
		from = skipBack(value, before-joint)
	default:
		return nil
	}
	return &diag.Fix{Verb: diag.LeaveOut, Safe: true, Edits: []diag.Edit{
		{Span: t.expr.Range(from, to), Was: string(value[from:to])},
	}}
}

func skip(value []rune, at int) int {
	for at < len(value) && (value[at] == ' ' || value[at] == '\n') {
		at++
	}
	return at
}

func skipBack(value []rune, at int) int {
	for at > 0 && (value[at-1] == ' ' || value[at-1] == '\n') {
		at--
	}
	return at
}

func isNameRune(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 0x7F
}

// onGrain puts, in the place of a threshold between two values, the one of
// them with which the comparison holds for the same facts; nil if neither
// does, or it is not known which side of the comparison the limit stands on.
func onGrain(t text, limit *ir.Node, below, above string) *diag.Fix {
	if _, err := ir.ParseLiteral(limit.Text); err != nil {
		return nil // a parameter: others read it, and deals set it
	}
	var meant string
	cmp := t.node.Cmp
	swapped := t.node.Args[0] == limit
	switch {
	case t.node.Op != ir.OpCompare:
		return nil
	case cmp == ir.Less || cmp == ir.GreaterEqual:
		meant = above
		if swapped {
			meant = below
		}
	case cmp == ir.LessEqual || cmp == ir.Greater:
		meant = below
		if swapped {
			meant = above
		}
	default:
		return nil
	}
	return diag.Changing(t.at(limit), limit.Text, meant, true)
}

// A newRow is the row that a table lacks, and where its last row stands.
type newRow struct {
	text string
	last diag.Span
}

// fix adds the row on a line below the last one, where rows stand below each
// other; nil where they do not. Its value is the author's to write, and so the
// fix is not safe.
func (r newRow) fix(src string) *diag.Fix {
	from, to := r.last.Start.Offset, r.last.End.Offset
	if from > to || to > len(src) {
		return nil
	}
	head := src[strings.LastIndexByte(src[:from], '\n')+1 : from]
	if dash := strings.TrimSpace(head); dash != "-" {
		return nil
	}
	tail, _, _ := strings.Cut(src[to:], "\n")
	tail = strings.TrimSuffix(tail, "\r")
	at := r.last.End
	at.Offset += len(tail)
	at.Column += utf8.RuneCountInString(tail)
	return &diag.Fix{Verb: diag.AddRow, Edits: []diag.Edit{
		{Span: diag.Span{File: r.last.File, Start: at, End: at}, Text: "\n" + head + r.text},
	}}
}
