package plan_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fenrun/fenrun/policy"
)

func sorting(policyName, version, dates, subject, platform string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte(`fenrun: v1
policy: ` + policyName + `
version: "` + version + `"
platform: ` + platform + `
currency: CNY
timezone: Asia/Shanghai
effective: ` + dates + `
rounding: {places: 2, mode: half-up}
facts:
  agent: {sold: {type: money, min: 0}}
  shop: {sold: {type: money, min: 0}}
tiers:
  class: {for: ` + subject + `, review: month, ladder: [{tier: A, when: ` + subject + `.sold >= 5}, {tier: B}]}
rules: []
`)}
}

// TestOneSetOnAPlatform: the reviews of a set are kept under its name, so two
// policies of one platform have no set in common, and the versions of one sort
// the same.
func TestOneSetOnAPlatform(t *testing.T) {
	const first, second = "{from: 2026-01-01, until: 2026-06-30}", "{from: 2026-07-01}"
	for _, test := range []struct {
		name, want string
		other      *fstest.MapFile
	}{
		{"another version", "", sorting("shops", "2", second, "shop", "harbor")},
		{"another policy", `the policies "shops" and "stalls" have each a set of tiers "class" on one platform, "harbor"`, sorting("stalls", "1", first, "shop", "harbor")},
		{"another platform", "", sorting("stalls", "1", first, "shop", "quay")},
		{"another subject", `the tiers "class" are for "agent", and for "shop" in version "1"`, sorting("shops", "2", second, "agent", "harbor")},
	} {
		fsys := fstest.MapFS{"a.yaml": sorting("shops", "1", first, "shop", "harbor"), "b.yaml": test.other}
		_, diags, err := policy.CheckFiles(fsys, "a.yaml", "b.yaml")
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case test.want == "" && len(diags) > 0:
			t.Errorf("%s: %v", test.name, diags)
		case test.want != "" && (len(diags) != 1 || diags[0].Code != "N110" || !strings.HasPrefix(diags[0].Message, test.want)):
			t.Errorf("%s: want %q, got %v", test.name, test.want, diags)
		}
	}
}
