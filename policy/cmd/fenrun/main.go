// Command fenrun checks, tests and runs agent policies.
package main

import (
	"os"

	"github.com/fenrun/fenrun/policy/internal/cli"
)

func main() { os.Exit(cli.Run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
