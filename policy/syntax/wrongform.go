package syntax

import "github.com/fenrun/fenrun/policy/diag"

// WrongForm explains why n is not what a field needs, which want names as in
// "an expression" or "a list of cases". It gives S011 where YAML has made a
// map or list of an expression or sentence, and says how to write that; else
// S008. The caller adds the Path. There is nothing to say of a Broken node,
// which has been reported already.
func WrongForm(n *Node, want string) diag.Diagnostic {
	d := diag.Errorf("S008", n.Span, "%s was expected here, but this is %s", want, n.Kind)
	switch n.Kind {
	case Map:
		return wrongMap(n, want, d)
	case List:
		if n.Style == Flow {
			return d.WithHint("if the brackets belong to an expression or a text, quote the whole: %s", quote(n.written()))
		}
		return d.WithHint("write one value; a dash and a space begin an item of a list")
	case Scalar:
		return wrongScalar(n, d)
	case Broken:
		return d
	default:
		return d
	}
}

// wrongMap tells a map that was meant from one that a colon or braces made.
func wrongMap(n *Node, want string, d diag.Diagnostic) diag.Diagnostic {
	if n.Style == Flow {
		return d.WithHint("if the braces belong to an expression or a text, quote the whole: %s", quote(n.written()))
	}
	if len(n.Entries) == 0 {
		return d
	}
	key := n.Entries[0].Key
	whole := n.written()
	switch {
	case len(n.Entries) > 1 || isWord(key.Value):
		return d.WithHint("write it on the line of its key, behind the colon; %s begins a map", short(key.Value)+":")
	case isTernary(key.Value):
		return diag.Errorf("S011", n.Span, "a colon and a space end a key in YAML, so the : of this ? : makes a map of what should be %s", want).
			WithHint("%s", ternaryHint("", whole))
	default:
		return diag.Errorf("S011", n.Span, "a colon and a space end a key in YAML, so this is a map with the key %q, and not %s", short(key.Value), want).
			WithHint("quote the whole: %s", quote(whole))
	}
}

// wrongScalar points out the colon that is none to YAML, where a map was meant.
func wrongScalar(n *Node, d diag.Diagnostic) diag.Diagnostic {
	d.Message += ": " + quote(n.Text.Value)
	if n.Style != Plain {
		return d
	}
	if key, _, value, ok := tightColon(n.Text.Value); ok {
		return d.WithHint("a key ends with a colon and a space: %s: %s", short(key), oneLine(value))
	}
	return d
}

// written gives the text of the file that a node was read from.
func (n *Node) written() string {
	if n.src == nil {
		return n.Text.Value
	}
	return n.src.raw[n.Span.Start.Offset:n.Span.End.Offset]
}
