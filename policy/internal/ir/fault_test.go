package ir

import (
	"regexp"
	"strings"
	"testing"
)

func TestFaultsAreSaidInChinese(t *testing.T) {
	english := regexp.MustCompile(`[a-z]{3,}`)
	for kind := MissingFact; kind <= Negative; kind++ {
		for _, d := range append([]phrase{{}}, details[:]...) {
			f := Fault{Kind: kind, Name: "A.B", Detail: strings.ReplaceAll(d.english, "%s", "C")}
			said := f.Chinese()
			said = strings.NewReplacer("`floor: 0`", "", "`negative: net`", "").Replace(said)
			if strings.Contains(f.String(), "A.B") != strings.Contains(said, "A.B") {
				t.Errorf("%q lost the name: %q", f.String(), said)
			}
			if english.MatchString(said) || said == "" {
				t.Errorf("%q: %q", f.String(), said)
			}
			if strings.Count(said, "C") != strings.Count(d.english, "%s") {
				t.Errorf("%q: %q", f.String(), said)
			}
		}
	}
	if got := ChineseFault("the file is empty"); got != "the file is empty" {
		t.Errorf("another text: %q", got)
	}
}
