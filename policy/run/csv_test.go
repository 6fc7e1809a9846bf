package run

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// A csvRow is a row as tests compare it.
type csvRow struct {
	Line   int
	Values []string
	Bad    string
}

func readFile(t testing.TB, name, text string) (header []string, rows []csvRow) {
	t.Helper()
	f := &Folder{FS: fstest.MapFS{name: {Data: []byte(text)}}, Dir: "."}
	for row, err := range f.Rows(context.Background(), "txn") {
		if err != nil {
			t.Fatal(err)
		}
		r := csvRow{Line: row.Line, Bad: row.Bad}
		if row.Bad == "" {
			r.Values = append([]string(nil), row.Values...)
			header = row.Header.Names
		}
		rows = append(rows, r)
	}
	return header, rows
}

func TestCSV(t *testing.T) {
	const tooMany = "the row has 3 values, and the header 2 names"
	tests := map[string]struct {
		text string
		want []csvRow
	}{
		"plain":            {"1,2\n3,4\n", []csvRow{{2, []string{"1", "2"}, ""}, {3, []string{"3", "4"}, ""}}},
		"no last end":      {"1,2", []csvRow{{2, []string{"1", "2"}, ""}}},
		"as Windows does":  {"1,2\r\n3,\"4\"\r\n", []csvRow{{2, []string{"1", "2"}, ""}, {3, []string{"3", "4"}, ""}}},
		"empty lines":      {"\n1,2\n\r\n\n3,4\n", []csvRow{{3, []string{"1", "2"}, ""}, {6, []string{"3", "4"}, ""}}},
		"empty values":     {",\n\"\",\n", []csvRow{{2, []string{"", ""}, ""}, {3, []string{"", ""}, ""}}},
		"quotes":           {"\"a,b\",\"say \"\"x\"\"\"\n3,4\n", []csvRow{{2, []string{"a,b", `say "x"`}, ""}, {3, []string{"3", "4"}, ""}}},
		"a line in quotes": {"\"a\r\nb\",2\n3,4\n", []csvRow{{2, []string{"a\nb", "2"}, ""}, {4, []string{"3", "4"}, ""}}},
		"last in quotes":   {"1,\"2\"", []csvRow{{2, []string{"1", "2"}, ""}}},
		"too many":         {"1,2,3\n3,4\n", []csvRow{{2, nil, tooMany}, {3, []string{"3", "4"}, ""}}},
		"stray quote":      {"1,2\"\n3,4\n", []csvRow{{2, nil, strayQuote}, {3, []string{"3", "4"}, ""}}},
		"after a quote":    {"\"1\"2,3\n3,4\n", []csvRow{{2, nil, afterQuote}, {3, []string{"3", "4"}, ""}}},
		"never closed":     {"\"1,2\n3,4\n5,6\n", []csvRow{{2, nil, openQuote}, {3, []string{"3", "4"}, ""}, {4, []string{"5", "6"}, ""}}},
		"closed by another": {"\"1,2\n3,4\n\"5,6\n7,8\n",
			[]csvRow{{2, nil, afterQuote}, {3, []string{"3", "4"}, ""}, {4, nil, openQuote}, {5, []string{"7", "8"}, ""}}},
	}
	for name, test := range tests {
		header, got := readFile(t, "txn.csv", "a, b \n"+test.text)
		if !cmp.Equal(got, test.want) {
			t.Errorf("%s (-want +got):\n%s", name, cmp.Diff(test.want, got))
		}
		if header != nil && !cmp.Equal(header, []string{"a", "b"}) {
			t.Errorf("%s: the header is %q", name, header)
		}
	}
}

// Rows do not depend on where the file is cut: the same rows many times over
// are read the same everywhere.
func TestCSVCuts(t *testing.T) {
	rows := []string{"1,2\n", "\"a\n\n,b\",\"\"\"\"\n", "x,\"y\"\r\n", "\n", "spoilt \" here,1\n", "\"never,closed\n", "\"1\"2,3\n"}
	r := rand.New(rand.NewPCG(3, 4))
	var b strings.Builder
	b.WriteString("a,b\n")
	for b.Len() < 3*blockSize {
		n := r.IntN(10_000)
		if n >= len(rows) {
			n = 0
		}
		b.WriteString(rows[n])
		if n > 4 { // what is not closed must not meet the quote of another row
			b.WriteString(strings.Repeat("1,2\n", maxQuoted/4+1))
		}
	}
	text := b.String()
	_, got := readFile(t, "txn.csv", text)
	header := &Header{Names: []string{"a", "b"}}
	c := csvRows{header: header, text: text[4:], line: 2}
	var want []csvRow
	for c.next() {
		row := csvRow{Line: c.row.Line, Bad: c.row.Bad}
		if row.Bad == "" {
			row.Values = append([]string(nil), c.row.Values...)
		}
		want = append(want, row)
	}
	for i := range min(len(got), len(want)) {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Fatalf("row %d differs (-uncut +cut):\n%s", i, cmp.Diff(want[i], got[i]))
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d rows, and uncut %d", len(got), len(want))
	}
}

// FuzzCSV holds good files to what encoding/csv reads, and all files to having
// every line in one row.
func FuzzCSV(f *testing.F) {
	for _, text := range []string{"1,2\n", "\"a\"\"b\",\"c\nd\"\r\n", "\"", "a\"b\n", "\r\n\r", "1,2\r"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c := csvRows{text: text, line: 1}
		var got [][]string
		broken, line := false, 0
		for c.next() {
			if c.row.Line <= line {
				t.Fatalf("%q: a row on line %d after one on line %d", text, c.row.Line, line)
			}
			line = c.row.Line
			broken = broken || c.row.Bad != ""
			got = append(got, append([]string(nil), c.row.Values...))
			for i := range c.row.Values {
				if at, column := c.place(i); at < line || column < 1 {
					t.Fatalf("%q: value %d of line %d stands on %d:%d", text, i, line, at, column)
				}
			}
		}
		if cut := cutCSV(text); cut > 0 && text[cut-1] != '\n' {
			t.Fatalf("%q is cut at %d", text, cut)
		}
		reader := csv.NewReader(strings.NewReader(text))
		reader.FieldsPerRecord = -1
		want, err := reader.ReadAll()
		if (err != nil) != broken {
			t.Fatalf("%q: encoding/csv says %v", text, err)
		}
		if err == nil && !cmp.Equal(got, want) {
			t.Errorf("%q (-encoding/csv +got):\n%s", text, cmp.Diff(want, got))
		}
	})
}

// A file that cannot be read to its end is an error, after the rows before.
func TestBrokenFile(t *testing.T) {
	lost := errors.New("the disk is gone")
	f := &Folder{FS: fstest.MapFS{"txn.csv": {Data: []byte("a\n" + strings.Repeat("1\n", blockSize))}}, Dir: ".", Decode: func(r io.Reader) io.Reader {
		return io.MultiReader(io.LimitReader(r, blockSize+1000), failing{lost})
	}}
	rows := 0
	for _, err := range f.Rows(context.Background(), "txn") {
		if err != nil {
			if !errors.Is(err, lost) || !strings.Contains(err.Error(), "txn.csv") {
				t.Errorf("the error is %v", err)
			}
			if rows == 0 {
				t.Error("no row came before it")
			}
			return
		}
		rows++
	}
	t.Errorf("%d rows and no error", rows)
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// A place is given in characters, as an editor counts them.
func TestCSVPlaces(t *testing.T) {
	c := csvRows{text: "编号,\"甲\n乙\",\"丙\",丁\n", line: 7}
	if !c.next() {
		t.Fatal("there is no row")
	}
	var got []string
	for i, v := range c.row.Values {
		line, column := c.place(i)
		got = append(got, fmt.Sprintf("%q %d:%d", v, line, column))
	}
	want := []string{`"编号" 7:1`, `"甲\n乙" 7:4`, `"丙" 8:4`, `"丁" 8:8`}
	if !cmp.Equal(got, want) {
		t.Errorf("places (-want +got):\n%s", cmp.Diff(want, got))
	}
}
