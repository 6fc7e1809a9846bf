package cells

import (
	"flag"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/fenrun/fenrun/policy/internal/cells/celltest"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/syntax"
)

var full = flag.Bool("full", false, "ask questions of 20,000 random policies instead of 400")

// compiled gives the policy of a text, or nil if it has mistakes: not every
// random text is one.
func compiled(t *testing.T, text string) *plan.Policy {
	t.Helper()
	file, found := syntax.Load("small.yaml", []byte(text))
	if file == nil || found.Err() != nil {
		t.Fatalf("%s\n%v", text, found)
	}
	p, found := plan.Compile(plan.Source{Policy: file.Policy})
	if found.Err() != nil {
		return nil
	}
	return p
}

// TestBruteForce asks questions of random policies over few facts, and tries
// all facts to see whether the answers are right.
func TestBruteForce(t *testing.T) {
	policies := 400
	largest := 20_000
	if *full {
		policies, largest = 20_000, 200_000
	}
	m := celltest.Maker{Rand: rand.New(rand.NewPCG(7, 2026))}
	made, asked, unknown := 0, 0, 0
	for made < policies {
		text := m.Policy()
		p := compiled(t, text)
		if p == nil {
			continue
		}
		made++
		r := p.Rules[0]
		if celltest.Size(r.Program) > largest {
			continue
		}
		// What is seen of condition and amount together, over all facts.
		seen := map[[2]Outcomes]bool{}
		celltest.Each(r.Program, func(f *ir.Frame) {
			seen[[2]Outcomes{outcomeOf(f.Exact(r.When), true), outcomeOf(f.Exact(r.Amount), false)}] = true
		})
		for _, when := range []Outcomes{True, False, Absent, Fault} {
			for _, amount := range []Outcomes{Negative, Zero, Positive, Fault, Negative | Zero | Positive | Absent | Fault} {
				exists := false
				for pair := range seen {
					exists = exists || pair[0]&when != 0 && pair[1]&amount != 0
				}
				space := NewSpace(NewKnown(), &Budget{Cells: 20_000})
				member := space.Join(p, r.Program, r)
				answer := space.Find(Goal{Of: member, Node: r.When, Want: when}, Goal{Of: member, Node: r.Amount, Want: amount})
				asked++
				switch {
				case answer.Verdict == Unknown:
					unknown++
				case (answer.Verdict == Possible) != exists:
					t.Fatalf("when %b, amount %b: the verdict is %d, and %t is so\n%s", when, amount, answer.Verdict, exists, text)
				}
			}
		}
	}
	t.Logf("%d policies, %d questions, %d not decided", made, asked, unknown)
	if unknown*50 > asked {
		t.Errorf("%d of %d questions were not decided", unknown, asked)
	}
}

// TestAbstractHoldsConcrete checks that what is found of a whole space holds
// whatever the exact back end gives at one of its points.
func TestAbstractHoldsConcrete(t *testing.T) {
	m := celltest.Maker{Rand: rand.New(rand.NewPCG(3, 1))}
	for made := 0; made < 300; {
		p := compiled(t, m.Policy())
		if p == nil {
			continue
		}
		made++
		r := p.Rules[0]
		space := NewSpace(NewKnown(), &Budget{Cells: 1000})
		e := (&cell{space: space}).evaluate(space.Join(p, r.Program, r))
		for _, n := range []*ir.Node{r.When, r.Amount} {
			abstract, _ := e.outcomes(n)
			count := 0
			celltest.Each(r.Program, func(f *ir.Frame) {
				if count++; count > 3000 {
					return
				}
				if got := outcomeOf(f.Exact(n), n.Type.Kind == ir.Bool); got&abstract == 0 {
					t.Fatalf("%s came to %b, which is not in %b", n.Text, got, abstract)
				}
			})
		}
	}
}

func TestPolynomials(t *testing.T) {
	x, y := variable(0), variable(1)
	p := x.mul(y).add(x.scale(big.NewInt(3))).plus(-2)
	at := []*big.Int{big.NewInt(4), big.NewInt(5)}
	if got := p.value(at); got.Int64() != 30 {
		t.Errorf("4*5 + 3*4 - 2 = %v", got)
	}
	if got := p.sub(p); len(got) != 0 {
		t.Errorf("p - p = %v", got)
	}
	if p.affine() || !p.multiaffine() || x.mul(x).multiaffine() || !x.sub(y).affine() {
		t.Error("the forms of polynomials are not told apart")
	}
}
