package closing

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/cli/words"
)

// A file is one part of the books, to be written in two forms.
type file struct {
	name  string
	table table
	each  func(yield func(any) error) error // the objects of the JSON Lines; nil: the rows of the table
}

// WriteFolder writes books into a folder, which it makes if need be: lines,
// statements, balances, undecided, uncounted and reconciliation, each as .csv and as
// .jsonl. A file that is there already is replaced as a whole, so that nobody
// reads half of one.
func WriteFolder(dir string, b *Books, lang words.Lang) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	c := CSV{Lang: lang}
	for _, f := range []file{
		{"lines", c.lines(b), b.eachLine},
		{"statements", c.statements(b), b.eachStatement},
		{"balances", balances(b), nil},
		{"undecided", undecided(b), nil},
		{"uncounted", uncounted(b), nil},
		{"reconciliation", reconciliation(b), b.eachPart},
	} {
		if f.each == nil {
			f.each = f.table.eachObject
		}
		if err := f.write(dir); err != nil {
			return err
		}
	}
	return nil
}

func (f *file) write(dir string) error {
	err := replace(filepath.Join(dir, f.name+".csv"), func(w io.Writer) error { return writeTable(w, f.table) })
	if err != nil {
		return err
	}
	return replace(filepath.Join(dir, f.name+".jsonl"), func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		return f.each(func(v any) error { return e.Encode(v) })
	})
}

// replace writes a file beside its place and moves it there.
func replace(name string, write func(io.Writer) error) error {
	var content bytes.Buffer
	if err := write(&content); err != nil {
		return err
	}
	half := name + ".part"
	if err := os.WriteFile(half, content.Bytes(), 0o644); err != nil {
		return err
	}
	return os.Rename(half, name)
}

func (b *Books) eachLine(yield func(any) error) error {
	for i := range b.Lines {
		if err := yield(b.Lines[i]); err != nil {
			return err
		}
	}
	return nil
}

func (b *Books) eachStatement(yield func(any) error) error {
	for i := range b.Statements {
		if err := yield(newJSONStatement(&b.Statements[i])); err != nil {
			return err
		}
	}
	return nil
}

// eachObject gives each row as an object of texts, in the order of columns.
func (t table) eachObject(yield func(any) error) error {
	for _, row := range t.rows {
		values := make(payout.Values, len(row))
		for i, text := range row {
			values[i] = payout.Value{Name: t.columns[i], Text: text}
		}
		if err := yield(values); err != nil {
			return err
		}
	}
	return nil
}

func undecided(b *Books) table {
	t := table{columns: []string{"policy", "rule", "subject", "period", "missing", "reason"}}
	list, _ := b.open()
	for _, p := range list {
		t.rows = append(t.rows, []string{p.Policy, p.Rule, p.Subject.String(), p.Period, p.Missing, p.Reason})
	}
	return t
}

func uncounted(b *Books) table {
	t := table{columns: []string{"measure", "subject", "events", "missing", "reason"}}
	for _, u := range b.Uncounted {
		subject := ""
		if !u.Subject.IsZero() {
			subject = u.Subject.String()
		}
		t.rows = append(t.rows, []string{u.Measure, subject, strconv.Itoa(u.Events), u.Missing, u.Reason})
	}
	return t
}

// A sidedPart is a part of a proof, on the side that it stands on. Of each
// proof the parts of the two sides come to the same, in rows and in sums.
type sidedPart struct {
	Of   string `json:"of"`
	Kind string `json:"kind"`
	Side string `json:"side"` // in or out
	Part string `json:"part"`
	Rows int    `json:"rows"` // 0 of a balance
	Sum  string `json:"sum"`  // zero where only rows are counted
}

func (b *Books) sidedParts() []sidedPart {
	var list []sidedPart
	for _, p := range b.Proofs() {
		for _, part := range p.In {
			list = append(list, sidedPart{p.Of, p.Kind, "in", part.Name, part.Rows, amountIn(part.Sum, b.Run.Currency)})
		}
		for _, part := range p.Out {
			list = append(list, sidedPart{p.Of, p.Kind, "out", part.Name, part.Rows, amountIn(part.Sum, b.Run.Currency)})
		}
	}
	return list
}

func (b *Books) eachPart(yield func(any) error) error {
	for _, part := range b.sidedParts() {
		if err := yield(part); err != nil {
			return err
		}
	}
	return nil
}

func reconciliation(b *Books) table {
	t := table{columns: []string{"of", "kind", "side", "part", "rows", "sum"}}
	for _, p := range b.sidedParts() {
		t.rows = append(t.rows, []string{p.Of, p.Kind, p.Side, p.Part, strconv.Itoa(p.Rows), p.Sum})
	}
	return t
}
