package diag

import "testing"

func TestBeforeIsATotalOrder(t *testing.T) {
	ordered := []Span{
		{File: "a"},
		{File: "a", Start: Pos{Line: 1, Column: 1}},
		{File: "a", Start: Pos{Line: 1, Column: 1}, End: Pos{Line: 1, Column: 2}},
		{File: "a", Start: Pos{Line: 1, Column: 1}, End: Pos{Line: 2, Column: 1}},
		{File: "a", Start: Pos{Line: 1, Column: 2}},
		{File: "a", Start: Pos{Line: 2, Column: 1}},
		{File: "a", Start: Pos{Line: 10, Column: 1, Offset: 3}},
		{File: "a", Start: Pos{Line: 10, Column: 1, Offset: 4}},
		{File: "b"},
	}
	for i, s := range ordered {
		for j, other := range ordered {
			if got, want := s.Before(other), i < j; got != want {
				t.Errorf("%+v before %+v: %t", s, other, got)
			}
		}
	}
}

func TestSpanString(t *testing.T) {
	tests := []struct {
		span Span
		want string
	}{
		{Span{}, ""},
		{Span{File: "gold.yaml"}, "gold.yaml"},
		{Span{File: "gold.yaml", Start: Pos{Line: 14, Column: 11}}, "gold.yaml:14:11"},
	}
	for _, tt := range tests {
		if got := tt.span.String(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}
