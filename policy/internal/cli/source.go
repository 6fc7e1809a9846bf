package cli

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A stated is what a data folder states of its data in source.yaml:
//
//	period: 2019-06                                         # what to run by default
//	as_of: 2019-07-15
//	covers: {txn: {from: 2019-01-01, until: 2019-06-30}}    # all events of these days are there
//	unique: [txn]                                           # no event comes twice
type stated struct {
	period string
	asOf   payout.Date
	cover  map[string][2]payout.Date
	unique map[string]bool
}

// readStated reads source.yaml of a data folder, which need not be there.
// Mistakes in it are a diag.List.
func readStated(dir string, book *policy.Book) (*stated, error) {
	name := path.Join(dir, sourceFile)
	src, err := disk{}.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return &stated{}, nil
	}
	if err != nil {
		return nil, err
	}
	doc, diags := syntax.Parse(name, src)
	if diags.Err() != nil {
		return nil, diags
	}
	r := sourceReader{stated: stated{cover: map[string][2]payout.Date{}, unique: map[string]bool{}}}
	for _, t := range book.Schema().Types {
		if t.Event {
			r.events = append(r.events, t.Name)
		}
	}
	r.document(doc.Root)
	if err := r.diags.Sorted().Err(); err != nil {
		return nil, err
	}
	return &r.stated, nil
}

// A sourceReader reads the nodes of source.yaml and notes all mistakes.
type sourceReader struct {
	stated
	events []string
	diags  diag.List
}

var sourceKeys = []string{"period", "as_of", "covers", "unique"}

func (r *sourceReader) document(n *syntax.Node) {
	for _, e := range r.entries(n, "") {
		switch e.Key.Value {
		case "period":
			r.readPeriod(e.Value, "period")
		case "as_of":
			r.asOf = r.day(e.Value, "as_of")
		case "covers":
			r.covers(e.Value)
		case "unique":
			r.uniques(e.Value)
		default:
			r.unknown("S003", e.Key, e.Key.Value, "there is no key %q here", sourceKeys)
		}
	}
}

// entries gives the entries of a map, or none of what is no map.
func (r *sourceReader) entries(n *syntax.Node, at string) []syntax.Entry {
	if n.Kind != syntax.Map {
		r.wrong(n, at, "a map is expected here, and this is %s", n.Kind)
		return nil
	}
	return n.Entries
}

func (r *sourceReader) readPeriod(n *syntax.Node, at string) {
	if text, ok := r.scalar(n, at); ok {
		if _, err := engine.ParsePeriod(text); err != nil {
			r.wrong(n, at, "%s", err)
			return
		}
		r.period = text
	}
}

func (r *sourceReader) day(n *syntax.Node, at string) payout.Date {
	text, ok := r.scalar(n, at)
	if !ok {
		return 0
	}
	day, err := payout.ParseDate(text)
	if err != nil {
		r.wrong(n, at, "%q is no day, which is written 2019-07-15", text)
	}
	return day
}

func (r *sourceReader) scalar(n *syntax.Node, at string) (string, bool) {
	if n.Kind != syntax.Scalar {
		r.wrong(n, at, "a single value is expected here, and this is %s", n.Kind)
		return "", false
	}
	return n.Text.Value, true
}

// covers reads the days of which the data hold all events of a kind.
func (r *sourceReader) covers(n *syntax.Node) {
	for _, e := range r.entries(n, "covers") {
		kind, at := e.Key.Value, diag.Key("covers", e.Key.Value)
		r.event(e.Key, at)
		var days [2]payout.Date
		for _, side := range r.entries(e.Value, at) {
			switch side.Key.Value {
			case "from":
				days[0] = r.day(side.Value, diag.Key(at, "from"))
			case "until":
				days[1] = r.day(side.Value, diag.Key(at, "until"))
			default:
				r.unknown("S003", side.Key, diag.Key(at, side.Key.Value), "there is no key %q here", []string{"from", "until"})
			}
		}
		switch {
		case e.Value.Kind != syntax.Map:
		case days[0].IsZero() || days[1].IsZero():
			r.report(diag.Errorf("S007", e.Key.Span(), "the first and the last day are needed: `%s: {from: 2019-01-01, until: 2019-06-30}`", kind), at)
		case days[1] < days[0]:
			r.report(diag.Errorf("S008", e.Value.Span, "the last day, %s, lies before the first, %s", days[1], days[0]), at)
		}
		r.cover[kind] = days
	}
}

// uniques reads the kinds of events of which none comes twice.
func (r *sourceReader) uniques(n *syntax.Node) {
	if n.Kind != syntax.List {
		r.wrong(n, "unique", "a list is expected here, and this is %s", n.Kind)
		return
	}
	for i, item := range n.Items {
		at := diag.Index("unique", i)
		if _, ok := r.scalar(item, at); ok {
			r.event(item.Text, at)
			r.unique[item.Text.Value] = true
		}
	}
}

func (r *sourceReader) event(t syntax.Text, at string) {
	if !slices.Contains(r.events, t.Value) {
		r.unknown("N102", t, at, "the policies have no event %q", r.events)
	}
}

func (r *sourceReader) unknown(code string, t syntax.Text, at, format string, known []string) {
	d := diag.Errorf(code, t.Span(), format, t.Value)
	if !d.Suggest(d.Span, t.Value, known) && len(known) > 0 {
		d.Hint = "there are " + strings.Join(known, ", ")
	}
	r.report(d, at)
}

func (r *sourceReader) wrong(n *syntax.Node, at, format string, args ...any) {
	if n.Kind != syntax.Broken {
		r.report(diag.Errorf("S008", n.Span, format, args...), at)
	}
}

func (r *sourceReader) report(d diag.Diagnostic, at string) {
	d.Path = at
	r.diags = append(r.diags, d)
}
