package lsp

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/cases"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A fileKind is what a file is by its name and its keys.
type fileKind uint8

const (
	otherFile fileKind = iota
	policyFile
	dealFile
	caseFile
	sourceFile
	configFile
)

// kindOf tells what a file is. A text that cannot be read yet is known by the
// beginnings of its lines.
func kindOf(name string, src []byte) fileKind {
	base := path.Base(name)
	switch {
	case cases.IsCaseFile(base):
		return caseFile
	case base == "source.yaml":
		return sourceFile
	case base == ".fenrun.yaml":
		return configFile
	}
	found := otherFile
	for line := range bytes.Lines(src) {
		key, _, ok := strings.Cut(string(line), ":")
		switch {
		case !ok:
		case key == "deal":
			return dealFile
		case key == "cases" || key == "timelines":
			return caseFile
		case key == "fenrun" || key == "policy" || key == "facts" || key == "rules":
			found = policyFile
		}
	}
	return found
}

// A document is a text with what is known of it.
type document struct {
	name  string
	kind  fileKind
	text  *lineText
	tree  syntax.Document
	index *index
}

// read reads one file of the overlay with what stands beside it; nil if it
// cannot be read.
func (s *session) read(name string) *document {
	src, err := s.files().ReadFile(name)
	if err != nil {
		return nil
	}
	d := &document{name: name, kind: kindOf(name, src), text: newLineText(string(src), s.bytes)}
	d.tree, _ = syntax.Parse(name, src)
	d.index = indexed(d.tree.Root, formOf(d.kind), s.scopeOf(d))
	return d
}

// scopeOf gives the names that stand in a document: its own, and those of the
// policies that it is of.
func (s *session) scopeOf(d *document) *scope {
	sc := newScope()
	switch d.kind {
	case policyFile:
		s.declare(sc, d.name)
	case dealFile:
		sc.declareTree(d.tree.Root) // what a deal sets anew is declared in it too
		for _, name := range s.policiesNamed(d.name, valueOf(d.tree.Root, "of")) {
			s.declare(sc, name)
		}
	case caseFile:
		for _, name := range testedBy(d) {
			s.declare(sc, name)
		}
	}
	return sc
}

// declare adds the names of a policy, and its compiled form, to a scope.
func (s *session) declare(sc *scope, name string) {
	src, err := s.files().ReadFile(name)
	if err != nil {
		return
	}
	tree, _ := syntax.Parse(name, src)
	sc.declareTree(tree.Root)
	if p := s.compiled(name, src); p != nil {
		sc.plans = append(sc.plans, p)
	}
}

// compiled gives a policy as far as it can be compiled. As long as a text is
// broken, what was known of the file before is better than nothing.
func (s *session) compiled(name string, src []byte) *plan.Policy {
	if was, ok := s.plans[name]; ok && was.digest == plan.Digest(src) {
		return was.policy
	}
	file, diags := syntax.Load(name, src)
	if file == nil || file.Policy == nil || diags.Err() != nil && s.plans[name].policy != nil {
		return s.plans[name].policy
	}
	p, _ := plan.Compile(plan.Source{Policy: file.Policy, Digest: plan.Digest(src)})
	s.plans[name] = compiledPlan{digest: plan.Digest(src), policy: p}
	return p
}

// A compiledPlan is a policy with the digest of the text that it was made of.
type compiledPlan struct {
	digest string
	policy *plan.Policy
}

// policiesNamed gives the files beside a file that are policies of that name.
func (s *session) policiesNamed(beside, policy string) []string {
	var names []string
	for _, name := range s.files().beside(beside) {
		src, err := s.files().ReadFile(name)
		if err != nil || kindOf(name, src) != policyFile {
			continue
		}
		tree, _ := syntax.Parse(name, src)
		if valueOf(tree.Root, "policy") == policy {
			names = append(names, name)
		}
	}
	return names
}

// testedBy gives the files that a file of cases names.
func testedBy(d *document) []string {
	var names []string
	if d.tree.Root == nil {
		return nil
	}
	collect := func(n *syntax.Node) {
		if n == nil {
			return
		}
		for _, item := range listed(n) {
			if name := path.Join(path.Dir(d.name), item.Text.Value); item.Kind == syntax.Scalar && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	collect(find(d.tree.Root, "policy"))
	if timelines := find(d.tree.Root, "timelines"); timelines != nil {
		for _, timeline := range timelines.Items {
			if steps := find(timeline, "steps"); steps != nil {
				for _, step := range steps.Items {
					collect(find(step, "policy"))
				}
			}
		}
	}
	return names
}

// valueOf gives the single value of a key at the top of a file, or nothing.
func valueOf(root *syntax.Node, key string) string {
	if root == nil {
		return ""
	}
	if n := find(root, key); n != nil && n.Kind == syntax.Scalar {
		return n.Text.Value
	}
	return ""
}

// mentionAt gives the mention at an offset. The end of a name belongs to it.
func (d *document) mentionAt(offset int) *mention {
	for i := range d.index.mentions {
		m := &d.index.mentions[i]
		if m.at.Start.Offset <= offset && offset <= m.at.End.Offset {
			return m
		}
	}
	return nil
}

// spotAt gives the innermost key or value of the language at an offset.
func (d *document) spotAt(offset int) *spot {
	var best *spot
	for i := range d.index.spots {
		s := &d.index.spots[i]
		if s.at.Start.Offset <= offset && offset <= s.at.End.Offset && (best == nil || size(s.at) <= size(best.at)) {
			best = s
		}
	}
	return best
}

func size(s diag.Span) int { return s.End.Offset - s.Start.Offset }
