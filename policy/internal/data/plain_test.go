package data

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// What is read plainly is what the reading of all literals gives.
func TestPlainReadsAsLiterals(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	read, left := 0, 0
	for range 200_000 {
		text := make([]byte, 1+random.IntN(20))
		for i := range text {
			text[i] = "0123456789012345678901234567890123456789..-%_"[random.IntN(45)]
		}
		c := &Column{Kind: []ir.Kind{ir.Money, ir.Rate, ir.Count}[random.IntN(3)], Scale: random.IntN(9)}
		v, ok := c.Plain(string(text))
		if !ok {
			left++
			continue
		}
		read++
		body, negative := string(text), false
		if body[0] == '-' {
			body, negative = body[1:], true
		}
		lit, problem := ir.ReadLiteral(body)
		if problem != nil {
			t.Fatalf("%q: %s", text, problem.Message)
		}
		want, exact := lit.Num.At(c.Scale)
		if negative {
			want = new(big.Int).Neg(want)
		}
		if !exact || !want.IsInt64() || want.Int64() != v {
			t.Fatalf("%q at %d places of a %s is %d, want %s", text, c.Scale, c.Kind, v, want)
		}
	}
	if read < 10_000 || left < 10_000 {
		t.Errorf("%d texts are plain, and %d are not", read, left)
	}
}
