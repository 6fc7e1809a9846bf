package diag

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGitHubGolden(t *testing.T) {
	checkGolden(t, "sample.github.txt", printed(t, GitHub{}, sample(t)))
}

func TestGitHubEscapes(t *testing.T) {
	point := Pos{Line: 3, Column: 5}
	tests := []struct {
		name string
		d    Diagnostic
		want string
	}{
		{
			"percent and line breaks in the message",
			Diagnostic{Code: "S003", Message: "100%25,\r\na:b"},
			"::error title=S003 unknown-field::100%2525,%0D%0Aa:b\n",
		},
		{
			"all of them in a file's name",
			Diagnostic{Code: "S003", Message: "m", Span: Span{File: "a:b,c%\r\n.yaml"}},
			"::error file=a%3Ab%2Cc%25%0D%0A.yaml,title=S003 unknown-field::m\n",
		},
		{
			"an unknown code is its own title",
			Diagnostic{Code: "Z9:1", Severity: Warning, Message: "m"},
			"::warning title=Z9%3A1::m\n",
		},
		{
			"a point",
			Diagnostic{Code: "L207", Severity: Info, Message: "m", Span: Span{File: "x", Start: point}},
			"::notice file=x,line=3,col=5,endLine=3,endColumn=5,title=L207 duplicate-or-mergeable::m\n",
		},
		{
			"no columns over several lines",
			Diagnostic{Code: "S003", Message: "m", Span: Span{File: "x", Start: point, End: Pos{Line: 4, Column: 1}}},
			"::error file=x,line=3,endLine=4,title=S003 unknown-field::m\n",
		},
		{
			"a severity that is not known is not lost",
			Diagnostic{Code: "S003", Severity: 9, Message: "m"},
			"::error title=S003 unknown-field::m\n",
		},
		{
			"related places",
			Diagnostic{Code: "S003", Message: "m", Related: []Related{{"first", Span{File: "x", Start: point}}, {"second", Span{}}}},
			"::error title=S003 unknown-field::m%0Anote: x:3:5: first%0Anote: second\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, printed(t, GitHub{}, List{tt.d})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if got := printed(t, GitHub{}, nil); got != "" {
		t.Errorf("an empty list prints %q", got)
	}
}

func ExampleGitHub() {
	at := Span{File: "gold.yaml", Start: Pos{Line: 14, Column: 11}, End: Pos{Line: 14, Column: 16}}
	_ = GitHub{}.Write(os.Stdout, List{Errorf("N102", at, "unknown name %q", "volum")})
	// Output:
	// ::error file=gold.yaml,line=14,col=11,endLine=14,endColumn=16,title=N102 unknown-name-or-value::unknown name "volum"
}
