package diag

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestJSONGolden(t *testing.T) {
	got := printed(t, JSON{}, sample(t))
	checkGolden(t, "sample.json", got)
	if !json.Valid([]byte(got)) {
		t.Error("not valid JSON")
	}
}

func TestJSONEmpty(t *testing.T) {
	for name, list := range map[string]List{"nil": nil, "empty": {}} {
		if diff := cmp.Diff("[]\n", printed(t, JSON{}, list)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
