package syntax

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestComments(t *testing.T) {
	type comment struct {
		text, place string
		alone       bool
	}
	source, spans := marked(t, ""+
		"«# first»\n"+
		"a: 1 «# fenrun:ignore U502 -- 万分之五»  \n"+
		"  «# indented»\r\n"+
		"b: \"x # no\" «#yes»\n"+
		"c: 'x\n  # no' «# yes»\n"+
		"d: x#no\n"+
		"e: | «# header»\n"+
		"  # no\n"+
		"   # no\n"+
		"«# behind the block»\n"+
		"f: [1, «# one»\n"+
		"  «# two»\n"+
		"  2] «# three»\n"+
		"g:   «# value below»\n"+
		"  - x\n"+
		"h: >-\n"+
		"  x # no\n"+
		"«#»\n"+
		"i: y\n"+
		"  z «# behind two lines»")
	doc, found := Parse("p.yaml", []byte(source))
	if found != nil {
		t.Fatal(describe(found))
	}
	alone := map[int]bool{0: true, 2: true, 6: true, 8: true, 11: true}
	var got, want []comment
	for i, s := range spans {
		want = append(want, comment{source[s.Start.Offset:s.End.Offset], between(s), alone[i]})
	}
	for _, c := range doc.Comments {
		got = append(got, comment{c.Text.Value, between(c.Text.Span()), c.Alone})
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(comment{})); diff != "" {
		t.Errorf("comments (-want +got):\n%s", diff)
	}
	text := doc.Comments[1].Text
	reason := len([]rune(text.Value)) - len([]rune("万分之五"))
	place := spans[1]
	place.Start.Column += reason
	place.Start.Offset += reason
	if got := text.Range(reason, reason+4); got != place {
		t.Errorf("the reason stands at %s, want %s", between(got), between(place))
	}
}
