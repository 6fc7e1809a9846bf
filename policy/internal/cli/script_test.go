package cli_test

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/fenrun/fenrun/policy/internal/cli"
)

var update = flag.Bool("update", false, "write what came into the scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"fenrun": func() { os.Exit(cli.Run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// The scripts call the command as people do. Beside the words of testscript
// they have
//
//	exits CODE COMMAND...  the command ends with this exit code
//	gb18030 FILE...        the files are written anew in GB18030
//	marked FILE...         the files begin with a byte order mark from now on
//	crlf FILE...           the lines of the files end in a carriage return too from now on
//	unread FILE...         the files end in bytes of no encoding from now on
//	sarif FILE             the file is valid SARIF by the published schema
func TestScripts(t *testing.T) {
	schema := sarifSchema(t)
	testscript.Run(t, testscript.Params{
		Dir:                "testdata/script",
		UpdateScripts:      *update,
		RequireUniqueNames: true,
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits":   exits,
			"gb18030": rewritten(func(text []byte) ([]byte, error) { return simplifiedchinese.GB18030.NewEncoder().Bytes(text) }),
			"crlf":    rewritten(func(text []byte) ([]byte, error) { return bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n")), nil }),
			"marked":  rewritten(func(text []byte) ([]byte, error) { return append([]byte("\uFEFF"), text...), nil }),
			"unread":  rewritten(func(text []byte) ([]byte, error) { return append(text, 0xff, 0xff, '\n'), nil }),
			"sarif": func(ts *testscript.TestScript, _ bool, args []string) {
				log, err := jsonschema.UnmarshalJSON(strings.NewReader(ts.ReadFile(args[0])))
				ts.Check(err)
				ts.Check(schema.Validate(log))
			},
		},
	})
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("the exit code is %d, want %d", got, want)
	}
}

// rewritten makes a word that changes files.
func rewritten(change func(text []byte) ([]byte, error)) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, _ bool, args []string) {
		for _, name := range args {
			text, err := change([]byte(ts.ReadFile(name)))
			ts.Check(err)
			ts.Check(os.WriteFile(ts.MkAbs(name), text, 0o666))
		}
	}
}

// sarifSchema reads the published schema, which lies with the printer.
func sarifSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	const url = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	file, err := os.Open("../../diag/testdata/sarif/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	document, err := jsonschema.UnmarshalJSON(file)
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(url, document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile(url)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}
