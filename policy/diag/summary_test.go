package diag

import (
	"fmt"
	"testing"
)

func TestSummary(t *testing.T) {
	e := func(file string) Diagnostic { return Diagnostic{Span: Span{File: file}} }
	w := func(file string) Diagnostic { return Diagnostic{Severity: Warning, Span: Span{File: file}} }
	i := func(file string) Diagnostic { return Diagnostic{Severity: Info, Span: Span{File: file}} }
	tests := []struct {
		list List
		want string
	}{
		{nil, "no findings"},
		{List{e("a")}, "1 error in 1 file"},
		{List{e("a"), e("b"), w("a"), e("b")}, "3 errors, 1 warning in 2 files"},
		{List{w("a"), w("a"), i("a"), i("b"), i("c")}, "2 warnings, 3 infos in 3 files"},
		{List{i("a")}, "1 info in 1 file"},
		{List{e("")}, "1 error"},
	}
	for _, tt := range tests {
		if got := tt.list.Summary(); got != tt.want {
			t.Errorf("Summary() = %q, want %q", got, tt.want)
		}
	}
}

func ExampleList_Summary() {
	list := List{
		Errorf("N102", Span{File: "gold.yaml"}, "unknown name"),
		Warningf("N101", Span{File: "gold.test.yaml"}, "never read"),
	}
	fmt.Println(list.Summary())
	// Output: 1 error, 1 warning in 2 files
}
