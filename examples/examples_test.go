// Package examples_test runs the cases of all examples.
package examples_test

import (
	"os"
	"testing"

	"github.com/fenrun/fenrun/policy/policytest"
)

func TestExamples(t *testing.T) { policytest.Run(t, os.DirFS(".")) }
