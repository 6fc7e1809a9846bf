package layout

import (
	"reflect"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy/syntax"
)

// A form is a kind of file.
type form struct {
	keys   []string // of its top level, in their order
	header int      // how many of them stand together at the top
	tight  bool     // the next may stand directly below them
	blocks []string // lists of which each item stands apart if one is long
}

var (
	policyForm = form{keys: keysOf[syntax.Policy](), header: countTo[syntax.Policy]("applies"), blocks: []string{"rules", "fees"}}
	dealForm   = form{keys: keysOf[syntax.Deal](), header: countTo[syntax.Deal]("effective"), blocks: []string{"rules", "commitments"}}
	casesForm  = form{keys: keysOf[syntax.CaseFile](), header: 1, tight: true, blocks: []string{"cases", "timelines"}}
)

// keysOf gives the keys of a form in the order in which package syntax, and
// the reference of the language, list them.
func keysOf[T any]() []string {
	var keys []string
	t := reflect.TypeFor[T]()
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("key"), ",")
		if name != "" && name != "-" {
			keys = append(keys, name)
		}
	}
	return keys
}

func countTo[T any](last string) int { return slices.Index(keysOf[T](), last) + 1 }

// form tells what kind of file it is by its keys. One that is none of them is
// laid out all the same, with its keys in the order that they have.
func (t *tree) form() form {
	switch {
	case t.has("deal"):
		return dealForm
	case t.has("cases") || t.has("timelines"):
		return casesForm
	case t.has("fenrun") || t.has("policy") && t.has("rules"):
		return policyForm
	default:
		return form{}
	}
}

func (t *tree) has(key string) bool {
	return slices.ContainsFunc(t.root.units, func(u *unit) bool { return u.key != nil && u.key.name == key })
}

// arrange puts the top level in order and marks what the printer must know.
func (t *tree) arrange() {
	t.settleEmpty(t.root)
	f := t.form()
	t.sort(f)
	for i, u := range t.root.units {
		if u.key == nil || f.keys == nil {
			continue
		}
		at := slices.Index(f.keys, u.key.name)
		below := i > 0 && t.root.units[i-1].apart // a section
		u.apart = at >= f.header || at < 0 && below
		u.close = f.tight && u.apart && !below
		if slices.Contains(f.blocks, u.key.name) {
			u.value.role = clauses
		} else if !f.tight {
			u.assign()
		}
	}
}

// sort puts the keys of the top level in the order of the form. A key that the
// form does not have stays behind the one that it stood behind. What stands
// above the first key of the file speaks of the file and stays there.
func (t *tree) sort(f form) {
	units := t.root.units
	if len(f.keys) == 0 || len(units) == 0 || units[0].key == nil {
		return
	}
	rank := make(map[*unit]int, len(units))
	last := -1
	for _, u := range units {
		if at := slices.Index(f.keys, u.key.name); at >= 0 {
			last = at
		}
		rank[u] = last
	}
	first := units[0]
	slices.SortStableFunc(units, func(a, b *unit) int { return rank[a] - rank[b] })
	if now := units[0]; now != first && len(first.lead) > 0 {
		now.split = len(now.lead) > 0 && now.split || len(now.lead) == 0 && first.split
		now.lead = append(first.lead, now.lead...)
		first.lead, first.split = nil, false
	}
}

// assign says what the parts of a top-level entry are for.
func (u *unit) assign() {
	switch u.key.name {
	case "params", "measures", "defaults":
		u.value.role = named
	case "ladders":
		u.value.role = named
		u.value.each("whole", rungs)
		u.value.each("marginal", rungs)
	case "tables":
		u.value.role = named
		u.value.each("rows", rows)
	}
}

// each gives a role to the values of a key in all maps below v.
func (v *value) each(name string, r role) {
	for _, u := range v.units {
		for _, inner := range u.value.units {
			if inner.key != nil && inner.key.name == name {
				inner.value.role = r
			}
		}
	}
}

// settleEmpty moves comments out of maps and lists that hold nothing else, for
// they have no lines of their own.
func (t *tree) settleEmpty(v *value) {
	for _, u := range v.units {
		if len(u.value.units) == 0 {
			u.lead = append(u.lead, u.value.foot...)
			u.value.foot = nil
		}
		t.settleEmpty(u.value)
	}
}
