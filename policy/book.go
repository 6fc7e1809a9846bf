package policy

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A Book is all policies of a folder: their versions in time, and the deals
// of agents beside them. It does not change and is safe for concurrent use.
type Book struct {
	policies []*plan.Policy // by name, then first day
	terms    []*plan.Term   // of deals
	schema   *data.Schema
}

// LoadBook reads every policy of a folder of fsys, not those of folders below
// it. Files that end in .test.yaml are cases and are left out. If the texts
// have mistakes, the error is a diag.List with all of them.
func LoadBook(fsys fs.FS, dir string) (*Book, error) {
	b, diags, err := CheckBook(fsys, dir)
	if err != nil {
		return nil, err
	}
	if err := diags.Err(); err != nil {
		return nil, err
	}
	return b, nil
}

// CheckBook is LoadBook for those who want the warnings too. The book is nil
// if a text has an error; err is a failure to read.
func CheckBook(fsys fs.FS, dir string) (*Book, diag.List, error) {
	names, err := policyFiles(fsys, dir)
	if err != nil {
		return nil, nil, err
	}
	if len(names) == 0 {
		return nil, nil, fmt.Errorf("%s holds no policy: no file that ends in .yaml and is no .test.yaml", dir)
	}
	return CheckFiles(fsys, names...)
}

// CheckFiles is CheckBook for the named files.
func CheckFiles(fsys fs.FS, names ...string) (*Book, diag.List, error) {
	if len(names) == 0 {
		return nil, nil, errors.New("no policy is named")
	}
	var diags diag.List
	var policies []*plan.Policy
	var deals []plan.DealSource
	for _, name := range names {
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, nil, err
		}
		file, found := syntax.Load(name, src)
		diags = append(diags, found...)
		if file != nil && file.Deal != nil {
			deals = append(deals, plan.DealSource{Deal: file.Deal, Digest: plan.Digest(src)})
		}
		if file == nil || file.Policy == nil {
			continue
		}
		p, more := plan.Compile(plan.Source{Policy: file.Policy, Digest: plan.Digest(src)})
		diags = append(diags, beside(found, more)...)
		policies = append(policies, p)
	}
	if diags.Err() != nil {
		return nil, diags.Sorted(), nil
	}
	diags = append(diags, plan.CheckBook(policies)...)
	if diags.Err() != nil {
		return nil, diags.Sorted(), nil
	}
	terms, more := plan.CompileDeals(deals, policies)
	if diags = append(diags, more...); diags.Err() != nil {
		return nil, diags.Sorted(), nil
	}
	b, err := newBook(policies, terms)
	if err != nil {
		return nil, append(diags, diag.Errorf("V601", diag.Span{File: names[0]}, "%s", err)).Sorted(), nil
	}
	return b, diags.Sorted(), nil
}

func policyFiles(fsys fs.FS, dir string) ([]string, error) {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		ending := path.Ext(e.Name())
		if e.IsDir() || (ending != ".yaml" && ending != ".yml") || strings.HasPrefix(e.Name(), ".") ||
			strings.HasSuffix(strings.TrimSuffix(e.Name(), ending), ".test") {
			continue
		}
		names = append(names, path.Join(dir, e.Name()))
	}
	slices.Sort(names)
	return names, nil
}

// BookOf makes a book of policies that are loaded already, such as the one
// policy of a host.
func BookOf(policies ...*Policy) (*Book, error) {
	plans := make([]*plan.Policy, len(policies))
	for i, p := range policies {
		plans[i] = p.plan
	}
	if err := plan.CheckBook(plans).Err(); err != nil {
		return nil, err
	}
	return newBook(plans, nil)
}

// newBook makes a book of compiled policies that fit together.
func newBook(policies []*plan.Policy, terms []*plan.Term) (*Book, error) {
	if len(policies) == 0 {
		return nil, errors.New("a book has at least one policy")
	}
	sorted := slices.Clone(policies)
	slices.SortStableFunc(sorted, func(a, b *plan.Policy) int {
		if a.Name != b.Name {
			return strings.Compare(a.Name, b.Name)
		}
		return int(a.From) - int(b.From)
	})
	b := &Book{policies: sorted, terms: terms}
	var models []*ir.Model
	var measures []*ir.Measure
	var tiers []*ir.TierSet
	for _, p := range sorted {
		models = append(models, p.Model)
		measures = append(measures, p.Measures...)
		for _, t := range p.Tiers {
			tiers = append(tiers, t.TierSet)
		}
	}
	for _, t := range terms {
		for _, p := range t.Texts() {
			models = append(models, p.Model)
			measures = append(measures, p.Measures...)
		}
	}
	schema, err := data.NewSchema(models, measures, tiers)
	if err != nil {
		return nil, err
	}
	b.schema = schema
	return b, nil
}

// Platforms gives the platforms of the book, in order: debts and payments of
// one never meet those of another.
func (b *Book) Platforms() []string {
	var names []string
	for _, p := range b.policies {
		if !slices.Contains(names, p.Platform) {
			names = append(names, p.Platform)
		}
	}
	slices.Sort(names)
	return names
}

// Plans gives the compiled policies to the other packages of this module.
func (b *Book) Plans() []*plan.Policy { return b.policies }

// Terms gives the terms of the book's deals to the other packages of this
// module.
func (b *Book) Terms() []*plan.Term { return b.terms }

// Schema gives what the facts look like to the other packages of this module.
func (b *Book) Schema() *data.Schema { return b.schema }

// Currency is the one currency of the book.
func (b *Book) Currency() payout.Currency { return b.schema.Currency }
