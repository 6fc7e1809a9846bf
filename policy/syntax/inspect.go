package syntax

import (
	"unicode/utf8"

	"github.com/fenrun/fenrun/policy/diag"
)

// inspect finds what a document may not use, wherever it stands, even if the
// document as a whole cannot be read. Aliases and directives are taken out, so
// that yaml.v3 neither expands the ones nor stumbles over the others.
func (r *reader) inspect() (diag.List, []edit) {
	var found diag.List
	var edits []edit
	for i, t := range r.scan.tokens {
		if len(found) > maxFindings {
			break
		}
		at := func() diag.Span { return r.src.span(t.from, t.to) }
		switch t.kind {
		case aliasToken:
			found = append(found, diag.Errorf("S001", at(), "aliases are not allowed: a * before a word repeats what stands elsewhere").
				WithHint("write the value out; a text that begins with * must be quoted"))
			r.breaks(t.from, t.to)
			edits = append(edits, r.edit(t.from, t.from+1, "x"))
		case anchorToken:
			found = append(found, diag.Errorf("S001", at(), "anchors are not allowed: a & before a word lets other places repeat this value").
				WithHint("delete the anchor and write the value out where it is repeated; a text that begins with & must be quoted"))
		case tagToken:
			found = append(found, r.tag(i))
		case directiveToken:
			found = append(found, diag.Errorf("S004", at(), "directives are not allowed: a line that begins with %% instructs the YAML reader").
				WithHint("delete the line"))
			edits = append(edits, r.edit(t.from, t.to, ""))
		case nextToken:
			found = append(found, diag.Errorf("S004", at(), "a second document begins here; a file holds exactly one").
				WithHint("put the second document into a file of its own"))
		case endToken:
			found = append(found, r.behindEnd(i)...)
		case scalarToken:
			found = append(found, r.emptyBlock(i)...)
			if (t.style == Plain || t.key) && !allASCII(r.src.text[t.from:t.to]) {
				found = append(found, mixedScripts(r.src, t.from, t.to)...)
			}
		case strayToken:
			found = append(found, mixedScripts(r.src, t.from, t.to)...)
		case openToken, closeToken, commaToken, colonToken, dashToken, questionToken, startToken:
		}
	}
	found = append(found, r.hiddenEscapes()...)
	cut, uncovered := r.cutByComments()
	return append(found, cut...), append(edits, uncovered...)
}

func allASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// behindEnd reports text behind the ... at the token index i.
func (r *reader) behindEnd(i int) diag.List {
	if i+1 == len(r.scan.tokens) {
		return nil
	}
	end, text := r.scan.tokens[i], r.scan.tokens[i+1]
	return diag.List{diag.Errorf("S004", r.src.span(text.from, text.to), "text stands behind the end of the document").
		WithHint("delete the text, or the ... that ends the document").
		WithRelated(r.src.span(end.from, end.to), "the document ends here")}
}

// hiddenEscapes reports escapes that stand for a hidden character. They can be
// seen in the file, but not in what it makes of them.
func (r *reader) hiddenEscapes() diag.List {
	var found diag.List
	for _, e := range r.scan.escapes[:min(len(r.scan.escapes), maxFindings)] {
		c, _ := escapeAt(r.src.text, e.from)
		found = append(found, diag.Errorf("S005", r.src.span(e.from, e.to), "this escape stands for the hidden character %s", runeName(c, hiddenRune(c).describe())).
			WithHint("delete it: nobody sees it in the text that it makes"))
	}
	return found
}

// emptyBlock reports a block scalar without content, at the token index i: a
// value is missing, or it was meant as the comparison that ">5" looks like.
func (r *reader) emptyBlock(i int) diag.List {
	t := r.scan.tokens[i]
	if t.style != Literal && t.style != Folded || t.body.from < t.body.to || t.flawed {
		return nil
	}
	r.breaks(t.from, t.to)
	indicator := r.src.text[t.from:t.to]
	for _, c := range indicator {
		if c >= '1' && c <= '9' {
			return diag.List{diag.Errorf("S011", r.src.span(t.from, t.to), "a value that begins with %c is a block of text to YAML, here an empty one", indicator[0]).
				WithHint("%s", headerHint(r.label(i), indicator))}
		}
	}
	return diag.List{diag.Errorf("S002", r.src.span(t.from, t.to), "a value is missing: the block of text that %s begins is empty", indicator).
		WithHint("write the text below, indented deeper than its key")}
}

// breaks notes that text[from:to] has been reported.
func (r *reader) breaks(from, to int) {
	r.broken = append(r.broken, stretch{r.src.rawStart(from), r.src.rawEnd(to)})
}

// edit makes the edit that reads text[from:to] as with.
func (r *reader) edit(from, to int, with string) edit {
	return edit{from: r.src.rawStart(from), to: max(r.src.rawStart(from), r.src.rawEnd(to)), with: with}
}

func (r *reader) label(i int) string { return label(r.src, r.scan.tokens, i) }

// label gives the "key: " before the value at the token index i, or nothing
// where the value has no key. An anchor and a tag may stand between the two.
func label(src *source, tokens []token, i int) string {
	for range 2 {
		if i > 0 && (tokens[i-1].kind == anchorToken || tokens[i-1].kind == tagToken) {
			i--
		}
	}
	if i < 2 || tokens[i-1].kind != colonToken || tokens[i-2].kind != scalarToken {
		return ""
	}
	return oneLine(src.text[tokens[i-2].from:tokens[i-2].to]) + ": "
}
