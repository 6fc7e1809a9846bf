package policytest_test

import (
	"os"
	"testing"

	"github.com/fenrun/fenrun/policy/policytest"
)

// A program that has policies runs their cases among its own tests. Each case
// is a subtest.
func ExampleRun() {
	var t *testing.T // of a function TestPolicies(t *testing.T)
	policytest.Run(t, os.DirFS("policies"))
}
