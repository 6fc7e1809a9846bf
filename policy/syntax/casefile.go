package syntax

import "github.com/fenrun/fenrun/policy/diag"

// A CaseFile tests policies: each case states facts and wanted lines, each
// timeline a row of runs against one ledger.
type CaseFile struct {
	Name      string     `key:"-"`
	Policy    Names      `key:"policy,required"`
	Cases     []TestCase `key:"cases"`
	Timelines []Timeline `key:"timelines"`
	Span      diag.Span  `key:"-"`
}

// A TestCase is one run against an empty ledger, or against what is posted.
type TestCase struct {
	Name   Text      `key:"name,required"`
	Period Text      `key:"period"`
	AsOf   Text      `key:"as_of"`
	Given  *Node     `key:"given"`
	Want   *Node     `key:"want"`
	Span   diag.Span `key:"-"`
}

// A Timeline is a row of steps against the same ledger.
type Timeline struct {
	Name  Text      `key:"name,required"`
	Given *Node     `key:"given"`
	Steps []Step    `key:"steps,required"`
	Span  diag.Span `key:"-"`
}

// A Step is one run of a timeline: changes to the facts, and the lines that it
// posts. Policy replaces all policies of the file from this step on. Without
// names rows, by kind, that the source of this step alone does not have.
type Step struct {
	Name    Text      `key:"name"`
	Policy  Names     `key:"policy"`
	Run     Names     `key:"run"`
	AsOf    Text      `key:"as_of"`
	Given   *Node     `key:"given"`
	Without *Node     `key:"without"`
	Want    *Node     `key:"want"`
	Span    diag.Span `key:"-"`
}

// LoadCases reads a file of cases. All problems are in the list, in the order
// of their places; the file is nil only when nothing could be read.
func LoadCases(name string, src []byte) (*CaseFile, diag.List) {
	doc, diags := Parse(name, src)
	if doc.Root == nil || doc.Root.Kind == Broken {
		return nil, diags.Sorted()
	}
	d := &decoder{diags: diags}
	if !d.want(Map, doc.Root, "") {
		return nil, d.diags.Sorted()
	}
	file := &CaseFile{Name: name}
	d.into(file, doc.Root, "")
	return file, d.diags.Sorted()
}
