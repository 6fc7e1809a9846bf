package examples_test

import (
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/lint"
	"github.com/fenrun/fenrun/policy/policytest"
)

// A page collects the policies of the language's reference.
type page struct {
	files  fstest.MapFS      // by name: the policy tea is tea.yaml
	harbor map[string]string // the sections of the policy that fragments are part of
	order  []string          // of its sections
}

// TestLanguage holds the examples of the language's reference to what they
// are: whole policies load, and fragments do in the policy of the page, without
// a finding.
func TestLanguage(t *testing.T) {
	p := &page{files: fstest.MapFS{}}
	cases := 0
	for _, b := range blocks(t, "../docs/language.md") {
		switch {
		case b.info == "text":
		case b.info == "yaml cases":
			p.files["page.test.yaml"] = &fstest.MapFile{Data: []byte(b.text)}
			cases++
		case b.info == "yaml fragment":
			p.fragment(t, b)
		case b.info == "yaml .fenrun.yaml":
			if _, diags := lint.ReadConfig(".fenrun.yaml", []byte(b.text)); len(diags) > 0 {
				t.Errorf("language.md:%d: %v", b.line, diags)
			}
		case b.info == "yaml" && strings.HasPrefix(b.text, "fenrun: v1"):
			p.whole(t, b)
		default:
			t.Errorf("language.md:%d: what is a block of %q that begins %.20q?", b.line, b.info, b.text)
		}
	}
	if cases != 1 {
		t.Fatalf("language.md has %d files of cases, and this test reads one", cases)
	}
	t.Run("cases", func(t *testing.T) { policytest.Run(t, p.files) })
}

// whole loads a policy, or a deal beside the policy of that name.
func (p *page) whole(t *testing.T, b block) {
	t.Helper()
	name := valueOf(b.text, "policy")
	if name == "" {
		of := valueOf(b.text, "of")
		p.load(t, b, map[string]string{of + ".yaml": string(p.files[of+".yaml"].Data), "deal.yaml": b.text})
		return
	}
	p.files[name+".yaml"] = &fstest.MapFile{Data: []byte(b.text)}
	p.load(t, b, map[string]string{name + ".yaml": b.text})
	if name == "harbor" {
		p.order, p.harbor = sections(b.text)
	}
}

// fragment loads a part of a policy in the policy of the page.
func (p *page) fragment(t *testing.T, b block) {
	t.Helper()
	if p.harbor == nil {
		t.Fatalf("language.md:%d: a fragment before the policy it is part of", b.line)
	}
	order, parts := sections(b.text)
	var text strings.Builder
	for _, key := range p.order {
		if part, replaced := parts[key]; replaced {
			text.WriteString(part)
		} else {
			text.WriteString(p.harbor[key])
		}
	}
	for _, key := range order {
		if _, there := p.harbor[key]; !there {
			text.WriteString(parts[key])
		}
	}
	p.load(t, b, map[string]string{"fragment.yaml": text.String()})
}

// load loads files that are one book, and reports all that is said of them.
func (p *page) load(t *testing.T, b block, texts map[string]string) {
	t.Helper()
	files := fstest.MapFS{}
	for name, text := range texts {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	_, diags, err := policy.CheckBook(files, ".")
	if err != nil {
		t.Fatalf("language.md:%d: %v", b.line, err)
	}
	for _, d := range diags {
		line := ""
		if all := strings.Split(texts[d.Span.File], "\n"); d.Span.Start.Line > 0 && d.Span.Start.Line <= len(all) {
			line = strings.TrimSpace(all[d.Span.Start.Line-1])
		}
		t.Errorf("language.md:%d: %s [%s]\n\t%s\n\t%s", b.line, d.Message, d.Code, line, d.Hint)
	}
}

var topKey = regexp.MustCompile(`^([a-z]+):`)

// sections cuts a policy at the keys of its first level.
func sections(text string) (order []string, parts map[string]string) {
	parts = map[string]string{}
	key := ""
	for _, line := range strings.SplitAfter(text, "\n") {
		if m := topKey.FindStringSubmatch(line); m != nil {
			key = m[1]
			order = append(order, key)
		}
		if key != "" {
			parts[key] += line
		}
	}
	return order, parts
}

// valueOf gives the value of a key of the first level.
func valueOf(text, key string) string {
	for _, line := range strings.Split(text, "\n") {
		if rest, ok := strings.CutPrefix(line, key+":"); ok {
			value, _, _ := strings.Cut(rest, "#")
			return strings.TrimSpace(value)
		}
	}
	return ""
}
