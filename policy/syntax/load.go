package syntax

import "github.com/fenrun/fenrun/policy/diag"

// Language is the version of the language that this package reads.
const Language = "v1"

// Load reads a policy or a deal. All problems are in the list, in the order of
// their places; the file is what could be read all the same, and nil only when
// nothing could.
func Load(name string, src []byte) (*File, diag.List) {
	doc, diags := Parse(name, src)
	if doc.Root == nil || doc.Root.Kind == Broken {
		return nil, diags.Sorted()
	}
	d := &decoder{diags: diags}
	file := &File{Name: name, Comments: doc.Comments}
	if !d.want(Map, doc.Root, "") {
		return nil, d.diags.Sorted()
	}
	version := Text{}
	if hasKey(doc.Root, "deal") {
		file.Deal = &Deal{}
		d.into(file.Deal, doc.Root, "")
		version = file.Deal.Fenrun
	} else {
		file.Policy = &Policy{}
		d.into(file.Policy, doc.Root, "")
		version = file.Policy.Fenrun
	}
	if version.Value != "" && version.Value != Language {
		d.report(diag.Errorf("S012", version.Span(), "the language version %q is not known here", version.Value).
			WithHint("write `fenrun: %s`", Language), "fenrun")
	}
	return file, d.diags.Sorted()
}

func hasKey(n *Node, key string) bool {
	for _, e := range n.Entries {
		if e.Key.Value == key {
			return true
		}
	}
	return false
}
