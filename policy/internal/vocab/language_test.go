package vocab

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// sectionsOf names the parts of the language's reference that explain a form.
var sectionsOf = map[string][]string{
	"Policy":   {"A first policy", "Versions and fees"},
	"Sentence": {"A first policy", "Rules"},
	"Rounding": {"A first policy"},
	"FactType": {"Facts"},
	"Measure":  {"Measures"},
	"Ladder":   {"Ladders and tables"}, "Introductory": {"Ladders and tables"}, "Table": {"Ladders and tables"},
	"Case":     {"Params, lets and cases"},
	"Defaults": {"Rules"},
	"Rule":     {"Rules", "Kinds of rules", "Trees and splits", "Versions and fees"},
	"Every":    {"Rules"}, "Once": {"Rules"}, "During": {"Rules"}, "Decide": {"Rules"},
	"Hold": {"Rules"}, "Bound": {"Rules"}, "Due": {"Rules"},
	"Back":    {"Kinds of rules"},
	"Cascade": {"Trees and splits"}, "Skip": {"Trees and splits"},
	"TierSet": {"Tiers"}, "TierFix": {"Tiers"}, "Tier": {"Tiers"}, "Demote": {"Tiers"},
	"Settlement": {"Settlement"}, "DueTable": {"Settlement"}, "Offset": {"Settlement"}, "Withhold": {"Settlement"},
	"Deal": {"Deals", "A first policy"}, "Commitment": {"Deals"},
	"Effective": {"Versions and fees"}, "Fee": {"Versions and fees"}, "Relief": {"Versions and fees"},
	"Source": {"Data"}, "Days": {"Data"},
	"CaseFile": {"Case files"}, "TestCase": {"Case files"}, "Timeline": {"Case files"}, "Step": {"Case files"},
	"Config": {"Settings of a folder"},
}

// A part is one part of a page: its prose, and the examples in it.
type part struct{ prose, code string }

var (
	spans = regexp.MustCompile("`[^`\n]+`")
	words = regexp.MustCompile(`[\pL_][\pL\pN_]*(?:-[\pL\pN_]+)*`)
)

// explains reports whether the prose names a word in a code span, alone or as
// part of what is written there.
func (p part) explains(word string) bool {
	for _, span := range spans.FindAllString(p.prose, -1) {
		if span == "`"+word+"`" || slices.Contains(words.FindAllString(span, -1), word) {
			return true
		}
	}
	return false
}

// shows reports whether an example has a key.
func (p part) shows(key string) bool {
	return regexp.MustCompile(`(?m)(^|[\s{,])` + regexp.QuoteMeta(key) + `:`).MatchString(p.code)
}

// reference reads the parts of the language's reference.
func reference(t *testing.T) map[string]part {
	t.Helper()
	src, err := os.ReadFile("../../../docs/language.md")
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]part{}
	name, inCode := "", false
	for line := range strings.Lines(string(src)) {
		title, ok := strings.CutPrefix(line, "## ")
		p := parts[name]
		switch {
		case strings.HasPrefix(line, "```"):
			inCode = !inCode
		case inCode:
			p.code += line
		case ok:
			name = strings.TrimSpace(title)
			continue
		default:
			p.prose += line
		}
		parts[name] = p
	}
	return parts
}

// TestReferenceExplainsEveryKey holds docs/language.md to the tables that the
// parser reads: each key of each form is explained in the part about its form,
// and stands in an example there, which other tests run.
func TestReferenceExplainsEveryKey(t *testing.T) {
	parts := reference(t)
	looked := 0
	walk(func(f *Form) {
		if f.Name == "Levels" { // its keys are the codes, which have pages of their own
			return
		}
		var p part
		for _, name := range sectionsOf[f.Name] {
			found, ok := parts[name]
			if !ok {
				t.Errorf("language.md has no part %q", name)
			}
			p.prose += found.prose
			p.code += found.code
		}
		for _, k := range f.Keys {
			looked++
			if !p.explains(k.Name) {
				t.Errorf("%s: language.md does not explain `%s` under %v", f.Name, k.Name, sectionsOf[f.Name])
			}
			if !p.shows(k.Name) {
				t.Errorf("%s: no example has `%s:` under %v", f.Name, k.Name, sectionsOf[f.Name])
			}
			if k.Shape == nil {
				continue
			}
			for _, w := range k.Shape.Words() {
				if !p.explains(w) && !strings.Contains(p.prose, "`"+w+"`") && !slices.Contains(words.FindAllString(p.code, -1), w) {
					t.Errorf("%s.%s: language.md does not have the word %q under %v", f.Name, k.Name, w, sectionsOf[f.Name])
				}
			}
		}
	})
	if looked < 150 {
		t.Errorf("only %d keys were looked at", looked)
	}
}

// TestReferenceExplainsEveryFunction does the same for what expressions call.
func TestReferenceExplainsEveryFunction(t *testing.T) {
	expressions := reference(t)["Expressions"]
	for _, f := range Functions {
		if !expressions.explains(f.Name) {
			t.Errorf("language.md does not explain %s under Expressions", f.Name)
		}
	}
}
