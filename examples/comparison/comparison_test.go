// Package comparison has one small policy in several languages: a ladder, a
// cap and a clawback. What runs in Go is run here, on the same cases; the page
// docs/comparison.md says what of each language is left to the host.
package comparison

import (
	"os"
	"testing"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/ext"
	celpolicy "github.com/google/cel-go/policy"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/tester"

	"github.com/fenrun/fenrun/policy/policytest"
)

// residuals and clawbacks are the cases, in fen, that every language is held
// to. They are those of policy.test.yaml, in which fenrun sums the volumes,
// knows when ninety days are over and what has been paid; elsewhere the host
// does.
var (
	residuals = []struct{ volume, want int64 }{
		{0, 0}, {999_999_99, 500_00}, {1_000_000_00, 600_00}, {1_000_025_00, 600_02}, {10_000_000_00, 5_000_00},
	}
	clawbacks = []struct {
		closed            bool
		spent, paid, want int64
	}{
		{true, 9_999_99, 100_00, 79_00}, {true, 10_000_00, 100_00, 0}, {true, 9_999_99, 60_00, 60_00}, {false, 0, 100_00, 0},
	}
)

func TestFenrun(t *testing.T) { policytest.Run(t, os.DirFS(".")) }

func TestCEL(t *testing.T) {
	env, err := cel.NewEnv(
		cel.OptionalTypes(), ext.Bindings(),
		cel.Variable("volume", cel.IntType), cel.Variable("closed", cel.BoolType),
		cel.Variable("spent", cel.IntType), cel.Variable("paid", cel.IntType),
	)
	if err != nil {
		t.Fatal(err)
	}
	residual, clawback := celProgram(t, env, "cel/residual.celpolicy"), celProgram(t, env, "cel/clawback.celpolicy")
	for _, c := range residuals {
		check(t, "residual", c.want, celInt(t, residual, map[string]any{"volume": c.volume}))
	}
	for _, c := range clawbacks {
		check(t, "clawback", c.want, celInt(t, clawback, map[string]any{"closed": c.closed, "spent": c.spent, "paid": c.paid}))
	}
}

// celProgram compiles a policy as cel-go's policy package reads it.
func celProgram(t *testing.T, env *cel.Env, name string) cel.Program {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	parser, err := celpolicy.NewParser()
	if err != nil {
		t.Fatal(err)
	}
	parsed, issues := parser.Parse(celpolicy.ByteSource(src, name))
	if issues.Err() != nil {
		t.Fatal(issues.Err())
	}
	ast, issues := celpolicy.Compile(env, parsed)
	if issues.Err() != nil {
		t.Fatal(issues.Err())
	}
	program, err := env.Program(ast)
	if err != nil {
		t.Fatal(err)
	}
	return program
}

func celInt(t *testing.T, p cel.Program, input map[string]any) int64 {
	t.Helper()
	out, _, err := p.Eval(input)
	if err != nil {
		t.Fatal(err)
	}
	return out.Value().(int64)
}

func TestOPA(t *testing.T) {
	ctx := t.Context()
	query, err := rego.New(
		rego.Query("residual := data.comparison.residual"), rego.Load([]string{"opa/policy.rego"}, nil),
	).PrepareForEval(ctx)
	if err != nil {
		t.Fatal(err)
	}
	takes, err := rego.New(
		rego.Query("clawback := data.comparison.clawback"), rego.Load([]string{"opa/policy.rego"}, nil),
	).PrepareForEval(ctx)
	if err != nil {
		t.Fatal(err)
	}
	testRego(t)
	number := func(q rego.PreparedEvalQuery, name string, input map[string]any) int64 {
		t.Helper()
		results, err := q.Eval(ctx, rego.EvalInput(input))
		if err != nil || len(results) != 1 {
			t.Fatal(err, results)
		}
		n, err := results[0].Bindings[name].(interface{ Int64() (int64, error) }).Int64()
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, c := range residuals {
		check(t, "residual", c.want, number(query, "residual", map[string]any{"volume": c.volume}))
	}
	for _, c := range clawbacks {
		check(t, "clawback", c.want, number(takes, "clawback", map[string]any{"closed": c.closed, "spent": c.spent, "paid": c.paid}))
	}
}

// testRego runs the policy's own tests, as opa test does.
func testRego(t *testing.T) {
	t.Helper()
	modules, store, err := tester.Load([]string{"opa"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	results, err := tester.NewRunner().SetStore(store).SetModules(modules).Run(t.Context(), modules)
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for r := range results {
		ran++
		if !r.Pass() {
			t.Errorf("opa: %s", r)
		}
	}
	if ran == 0 {
		t.Error("opa found no tests")
	}
}

func check(t *testing.T, what string, want, got int64) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %d fen, and %d are wanted", what, got, want)
	}
}
