package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/fenrun/fenrun/policy/internal/schema"
	"github.com/fenrun/fenrun/policy/internal/vocab"
	"github.com/fenrun/fenrun/policy/lint"
)

func TestSchema(t *testing.T) {
	for _, kind := range schema.Kinds {
		out, complaint, code := call(t, "", "schema", kind)
		if !json.Valid([]byte(out)) || complaint != "" || code != Clean {
			t.Errorf("%s: it prints %q and %q, the code is %d", kind, out, complaint, code)
		}
	}
	if out, _, _ := call(t, "", "schema", "policy", "--lang", "zh"); !strings.Contains(out, "政策名称") {
		t.Error("--lang zh is not in Chinese")
	}
	// The keys of .fenrun.yaml stand in two places: where they are read, and
	// where the schema is made.
	_, diags := lint.ReadConfig(".fenrun.yaml", []byte("fenrun: v1\nqqqqqq: 1\n"))
	if want := "there are " + strings.Join(vocab.Config().Names(), ", "); len(diags) != 1 || diags[0].Hint != want {
		t.Errorf("of an unknown key the reader says %v, and not %q", diags, want)
	}
	for _, k := range vocab.Config().Keys {
		for _, w := range k.Shape.Words() {
			if _, diags := lint.ReadConfig(".fenrun.yaml", []byte("fenrun: v1\n"+k.Name+": "+w+"\n")); k.Name != "fenrun" && len(diags) > 0 {
				t.Errorf("%s: %s is refused: %v", k.Name, w, diags)
			}
		}
	}
	for _, word := range vocab.Config().Key("levels").Shape.Form.Keys[0].Shape.Words() {
		if _, diags := lint.ReadConfig(".fenrun.yaml", []byte("fenrun: v1\nlevels: {N101: "+word+"}\n")); len(diags) > 0 {
			t.Errorf("the level %s is refused: %v", word, diags)
		}
	}
	for _, args := range [][]string{{"schema"}, {"schema", "polcy"}, {"schema", "policy", "deal"}} {
		if out, complaint, code := call(t, "", args...); out != "" || complaint == "" || code != WrongUsage {
			t.Errorf("%v: it prints %q and %q, the code is %d", args, out, complaint, code)
		}
	}
}

// What the schema of .fenrun.yaml refuses is refused by what reads it, and the
// other way round.
func TestSchemaOfConfig(t *testing.T) {
	out, _, _ := call(t, "", "schema", "config")
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("urn:x", document); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("urn:x")
	if err != nil {
		t.Fatal(err)
	}
	for text, good := range map[string]bool{
		`{"fenrun": "v1"}`: true,
		`{"fenrun": "v1", "charter": "true", "fail_on": "warning", "levels": {"N101": "off", "F804": "error"}, "costs": {"merchant.rate": "0.45%"}, "exposure": "3"}`: true,
		`{"charter": "true"}`:                                  false,
		`{"fenrun": "v2"}`:                                     false,
		`{"fenrun": "v1", "level": {"N101": "off"}}`:           false,
		`{"fenrun": "v1", "levels": {"N999": "off"}}`:          false,
		`{"fenrun": "v1", "levels": {"N101": "none"}}`:         false,
		`{"fenrun": "v1", "levels": ["N101"]}`:                 false,
		`{"fenrun": "v1", "fail_on": "never"}`:                 false,
		`{"fenrun": "v1", "require_proof": "perhaps"}`:         false,
		`{"fenrun": "v1", "costs": {"merchant.rate": ["1%"]}}`: false,
	} {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := compiled.Validate(value); (err == nil) != good {
			t.Errorf("%s: the schema says %v", text, err)
		}
		if _, diags := lint.ReadConfig(".fenrun.yaml", []byte(text)); (diags.Err() == nil) != good {
			t.Errorf("%s: the reader says %v", text, diags)
		}
	}
}
