package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy/internal/schema"
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
	for _, args := range [][]string{{"schema"}, {"schema", "polcy"}, {"schema", "policy", "deal"}} {
		if out, complaint, code := call(t, "", args...); out != "" || complaint == "" || code != WrongUsage {
			t.Errorf("%v: it prints %q and %q, the code is %d", args, out, complaint, code)
		}
	}
}
