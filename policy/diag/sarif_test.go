package diag

import (
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// publishedSchema is described in the README beside it.
const publishedSchema = "testdata/sarif/sarif-schema-2.1.0.json"

func sarifValidator(t *testing.T) *jsonschema.Schema {
	t.Helper()
	file, err := os.Open(publishedSchema)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	document, err := jsonschema.UnmarshalJSON(file)
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(sarifSchema, document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile(sarifSchema)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestSARIFGolden(t *testing.T) {
	checkGolden(t, "sample.sarif", printed(t, SARIF{Version: "1.2.3"}, sample(t)))
}

func TestSARIFIsValid(t *testing.T) {
	point := Pos{Line: 1, Column: 1}
	everyCode := List{}
	for _, c := range Catalogue() {
		everyCode = append(everyCode, Diagnostic{Code: c.ID, Severity: c.Severity, Message: c.Title})
	}
	same := Related{Message: "twice the same", Span: Span{File: "x", Start: point}}
	lists := map[string]List{
		"nil":          nil,
		"empty":        {},
		"sample":       sample(t),
		"every code":   everyCode,
		"zero":         {{}},
		"odd places":   {{Span: Span{File: "x", Start: Pos{Line: 2}}}, {Span: Span{File: "x", Start: Pos{Line: -2, Column: -2}}}},
		"odd names":    {{Span: Span{File: "C:\\a b\\金.yaml"}}, {Span: Span{File: "/a:b/%41?#\xff"}}, {Span: Span{File: "a:b"}}},
		"like related": {{Message: "m", Related: []Related{same, same, {}}}},
		"odd severity": {{Severity: 9}},
	}
	schema := sarifValidator(t)
	for name, list := range lists {
		t.Run(name, func(t *testing.T) {
			log, err := jsonschema.UnmarshalJSON(strings.NewReader(printed(t, SARIF{}, list)))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(log); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestSARIFValidatorRefuses makes sure that the schema is really applied.
func TestSARIFValidatorRefuses(t *testing.T) {
	good := printed(t, SARIF{}, sample(t))
	schema := sarifValidator(t)
	for _, change := range [][2]string{
		{`"level": "warning"`, `"level": "grave"`},
		{`"columnKind"`, `"columnKinds"`},
		{`"startLine": 7`, `"startLine": 0`},
		{`"uri": "`, `"uri": ":`},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if bad == good {
			t.Fatalf("the sample has no %s", change[0])
		}
		log, err := jsonschema.UnmarshalJSON(strings.NewReader(bad))
		if err != nil {
			t.Fatal(err)
		}
		if schema.Validate(log) == nil {
			t.Errorf("%s is taken for valid", change[1])
		}
	}
}
