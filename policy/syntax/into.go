package syntax

import "github.com/fenrun/fenrun/policy/diag"

// Into fills v, which points to a struct with `key` tags, from a node, as
// strictly as the forms of a policy are read: what the tags do not name is
// reported. It is for other files of the project, such as .fenrun.yaml.
func Into(v any, n *Node) diag.List {
	d := &decoder{}
	d.into(v, n, "")
	return d.diags
}
