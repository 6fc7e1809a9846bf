package run_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/run"
)

// asCSV writes rows as a file. Rows may have different names.
func asCSV(t testing.TB, rows []run.Row) string {
	t.Helper()
	var names []string
	for _, row := range rows {
		for _, name := range row.Header.Names {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	records := [][]string{names}
	for _, row := range rows {
		record := make([]string, len(names))
		for i, name := range row.Header.Names {
			record[slices.Index(names, name)] = row.Values[i]
		}
		records = append(records, record)
	}
	if err := w.WriteAll(records); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func asJSONLines(t testing.TB, rows []run.Row) string {
	t.Helper()
	var b strings.Builder
	for _, row := range rows {
		object := map[string]any{}
		for i, name := range row.Header.Names {
			switch v := row.Values[i]; v {
			case "":
			case "true", "false":
				object[name] = v == "true"
			default:
				object[name] = v
			}
		}
		text, err := json.Marshal(object)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s\n", text)
	}
	return b.String()
}

func gzipped(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func asUTF16(text string) string {
	var b []byte
	for _, c := range utf16.Encode([]rune(text)) {
		b = binary.BigEndian.AppendUint16(b, c)
	}
	return string(b)
}

func fromUTF16(r io.Reader) io.Reader {
	text, err := io.ReadAll(r)
	if err != nil {
		return strings.NewReader("")
	}
	codes := make([]uint16, len(text)/2)
	for i := range codes {
		codes[i] = binary.BigEndian.Uint16([]byte(text[2*i:]))
	}
	return strings.NewReader(string(utf16.Decode(codes)))
}

// A month posts the same ledger from rows in memory and from files of every
// form.
func TestForms(t *testing.T) {
	book := loadBook(t, "harbor.yaml")
	crlf := func(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }
	for seed := range worlds(50) {
		w := newWorld(rand.New(rand.NewPCG(uint64(seed), 3)))
		want := payout.NewMemory()
		runPeriods(t, book, w.rows, want, 1, "2026-02", "2026-03")
		for _, form := range []struct {
			name, ending string
			write        func(rows []run.Row) string
			decode       func(io.Reader) io.Reader
		}{
			{"CSV", ".csv", func(rows []run.Row) string { return asCSV(t, rows) }, nil},
			{"CSV of Windows", "s.csv", func(rows []run.Row) string { return "\ufeff" + crlf(asCSV(t, rows)) }, nil},
			{"JSON Lines", "-2026.jsonl", func(rows []run.Row) string { return asJSONLines(t, rows) }, nil},
			{"packed", ".csv.gz", func(rows []run.Row) string { return gzipped(t, asCSV(t, rows)) }, nil},
			{"UTF-16", ".csv", func(rows []run.Row) string { return asUTF16(asCSV(t, rows)) }, fromUTF16},
		} {
			files := fstest.MapFS{}
			for kind, rows := range w.rows {
				files["data/"+kind+form.ending] = &fstest.MapFile{Data: []byte(form.write(rows))}
			}
			first, last, _ := w.rows.Covers("txn")
			source := &run.Folder{FS: files, Dir: "data", Decode: form.decode, Cover: map[string][2]payout.Date{"txn": {first, last}}}
			got := payout.NewMemory()
			runPeriods(t, book, source, got, 2, "2026-02", "2026-03")
			if want, got := entries(t, want), entries(t, got); got != want {
				t.Fatalf("seed %d, %s posts another ledger (-rows +files):\n%s", seed, form.name, cmp.Diff(lines(want), lines(got)))
			}
		}
	}
}

// spoilt writes the transactions of a world as a file in which much is wrong.
func (w *world) spoilt(t testing.TB, r *rand.Rand) string {
	t.Helper()
	text := strings.Split(strings.TrimSuffix(asCSV(t, w.rows["txn"]), "\n"), "\n")
	out := []string{text[0] + ",void,note"}
	for _, line := range text[1:] {
		values := strings.Split(line+",,", ",")
		switch r.IntN(14) {
		case 0:
			values = values[:1+r.IntN(len(values)-1)] // cut off
		case 1:
			values[5] += "元"
		case 2:
			values[4] = "cash"
		case 3:
			values[0] = ""
		case 4:
			values[1] = "2026-02-30 10:00"
		case 5:
			values[2] = "d99" // nobody knows it
		case 6:
			out = append(out, strings.Join(values, ","))
		case 7:
			out = append(out, strings.Join(values, ","))
			values[5] = "7"
		case 8:
			out = append(out, strings.Join(values, ","))
			values[7] = "charged back"
		case 9:
			values[7] = "charged back"
		case 10:
			values[3] = "\"" + values[3]
		case 11:
			values[8] = "of no use"
		}
		out = append(out, strings.Join(values, ","))
	}
	r.Shuffle(len(out)-1, func(i, j int) { out[i+1], out[j+1] = out[j+1], out[i+1] })
	return strings.Join(out, "\n") + "\n"
}

// Whatever is wrong with rows, each is counted under one heading; the report
// and the ledger are the same however many goroutines read them.
func TestNothingIsLost(t *testing.T) {
	book := loadBook(t, "harbor.yaml")
	for seed := range worlds(200) {
		r := rand.New(rand.NewPCG(uint64(seed), 4))
		w := newWorld(r)
		if len(w.rows["txn"]) == 0 {
			continue
		}
		files := fstest.MapFS{"txn.csv": {Data: []byte(w.spoilt(t, r))}}
		for _, kind := range []string{"agent", "merchant", "device"} {
			files[kind+".csv"] = &fstest.MapFile{Data: []byte(asCSV(t, w.rows[kind]))}
		}
		source := &run.Folder{FS: files, Dir: "."}
		var first *run.Report
		var ledger string
		for _, jobs := range []int{1, 4} {
			l := payout.NewMemory()
			report := runPeriods(t, book, source, l, jobs, "2026-03")
			checkCounts(t, report)
			if first == nil {
				first, ledger = report, entries(t, l)
				continue
			}
			if !reflect.DeepEqual(report.Rows, first.Rows) || !reflect.DeepEqual(report.Diags, first.Diags) || report.Unlisted != first.Unlisted {
				t.Fatalf("seed %d: the reports differ: of 1 goroutine\n%v\n%v\nand of 4\n%v\n%v", seed, first.Rows, first.Diags, report.Rows, report.Diags)
			}
			if got := entries(t, l); got != ledger {
				t.Fatalf("seed %d: the ledgers differ (-1 +4 goroutines):\n%s", seed, cmp.Diff(lines(ledger), lines(got)))
			}
		}
	}
}

func checkCounts(t *testing.T, report *run.Report) {
	t.Helper()
	for _, c := range report.Rows {
		rows, sum := 0, payout.Money{}
		for _, part := range []run.Tally{c.Used, c.Rejected, c.Repeated, c.Future, c.Voided} {
			rows += part.Rows
			var err error
			if sum, err = sum.Add(part.Sum); err != nil {
				t.Fatal(err)
			}
		}
		if rows != c.Read.Rows {
			t.Errorf("%s: %d rows are read, and %d accounted for", c.Kind, c.Read.Rows, rows)
		}
		if more, err := sum.Cmp(c.Read.Sum); err != nil || more != 0 {
			t.Errorf("%s: %s is read, and %s accounted for", c.Kind, c.Read.Sum, sum)
		}
	}
}

// Each bad row is named by file, line and column, with what was expected.
func TestBadRows(t *testing.T) {
	book := loadBook(t, "harbor.yaml")
	files := fstest.MapFS{
		"agent.csv":    {Data: []byte("id,opened,first_order,trainings,invoiced\na1,2026-01-01,500,0,true\n")},
		"merchant.csv": {Data: []byte("id,agent,kind\nm1,a1,qr\n")},
		"device.csv":   {Data: []byte("id,agent,model,stocked,colour\nd1,a1,big,2026-01-02,red\nd2,a1,small,2026-01-02,\n")},
		"txn.csv": {Data: []byte("id,at,device,merchant,card,amount,risky\n" +
			"t1,2026-03-01 10:00,d1,m1,qr,\"1,000\",false\n" +
			"t2,2026-03-01 10:00,d1,m1,qr,5\n" +
			"t3,2026-03-01 25:00,d1,m1,qr,5,no\n" +
			",2026-03-01 10:00,d1,m1,qr,5,false\n" +
			"t4,2026-03-01 10:00,d1,m1,qr,5,false\n" +
			"t4,2026-03-01 10:00,d1,m1,qr,6,false\n" +
			"t5,2026-03-01 10:00,d7,m1,qr,5,false\n")},
	}
	report := runPeriods(t, book, &run.Folder{FS: files, Dir: "."}, payout.NewMemory(), 2, "2026-03")
	var got []string
	for _, d := range report.Diags {
		got = append(got, fmt.Sprintf("%s:%d:%d: %s [%s]", d.Span.File, d.Span.Start.Line, d.Span.Start.Column, d.Message, d.Code))
	}
	want := []string{
		`device.csv:1:24: device has no fact "colour"; the column is not read [B102]`,
		`device.csv:3:7: device d2: model: "small" is not one of esign, big [B101]`,
		`txn.csv:2:30: txn t1: amount: "1,000" is not an amount: digits are not grouped in data [B101]`,
		`txn.csv:3:1: txn: the row has 6 values, and the header 7 names [B101]`,
		`txn.csv:4:4: txn t3: at: "2026-03-01 25:00" is not a time, which is written 2026-01-31T10:00 or with an offset, 2026-01-31T10:00:00+08:00 [B101]`,
		`txn.csv:4:32: txn t3: risky: "no" is neither true nor false [B101]`,
		`txn.csv:5:1: the txn has no id [B106]`,
		`txn.csv:7:1: the txn "t4" says something else than in txn.csv:6; neither row is counted [B105]`,
		`txn.csv:8:1: device "d7" is referred to, and no row gives its facts [B103]`,
	}
	if !cmp.Equal(got, want) {
		t.Errorf("findings (-want +got):\n%s", cmp.Diff(want, got))
	}
	checkCounts(t, report)
}

// Only so many bad rows are listed; the others are counted.
func TestManyBadRows(t *testing.T) {
	book := loadBook(t, "harbor.yaml")
	var b strings.Builder
	b.WriteString("id,at,device,merchant,card,risky,amount\n")
	for i := range 50_000 {
		fmt.Fprintf(&b, "t%d,2026-03-01 10:00,,,qr,false,x%d\n", i, i)
	}
	source := &run.Folder{FS: fstest.MapFS{"txn.csv": {Data: []byte(b.String())}}, Dir: "."}
	report := runPeriods(t, book, source, payout.NewMemory(), 3, "2026-03")
	if len(report.Diags) != 100 || report.Unlisted != 49_900 {
		t.Errorf("%d are listed and %d are not", len(report.Diags), report.Unlisted)
	}
	for i, d := range report.Diags {
		if d.Span.Start.Line != i+2 {
			t.Fatalf("finding %d is on line %d", i, d.Span.Start.Line)
		}
	}
	checkCounts(t, report)
}

// A run that is to stop at a bad row names the first one, whoever finds it.
func TestStrict(t *testing.T) {
	book := loadBook(t, "harbor.yaml")
	var b strings.Builder
	b.WriteString("id,at,amount\n")
	for i := range 60_000 {
		amount := "1"
		if i > 30_000 {
			amount = "x"
		}
		fmt.Fprintf(&b, "t%d,2026-03-01 10:00,%s\n", i, amount)
	}
	source := &run.Folder{FS: fstest.MapFS{"txn.csv": {Data: []byte(b.String())}}, Dir: "."}
	for _, jobs := range []int{1, 4} {
		_, err := run.Period(context.Background(), book, source, payout.NewMemory(), "2026-03", run.Options{Jobs: jobs, Strict: true})
		if err == nil || !strings.Contains(err.Error(), "txn.csv:30003") {
			t.Errorf("%d goroutines: the error is %v", jobs, err)
		}
	}
}

// How far a run has come is told block by block, and in the end it is all.
func TestProgress(t *testing.T) {
	book := loadBook(t, "harbor.yaml")
	w := newWorld(rand.New(rand.NewPCG(8, 8)))
	told := map[string]int{}
	_, err := run.Period(context.Background(), book, w.rows, payout.NewMemory(), "2026-03", run.Options{Jobs: 2, Progress: func(kind string, rows int) {
		if rows < told[kind] {
			t.Errorf("%s: %d rows after %d", kind, rows, told[kind])
		}
		told[kind] = rows
	}})
	if err != nil {
		t.Fatal(err)
	}
	for kind, rows := range w.rows {
		if told[kind] != len(rows) {
			t.Errorf("%s: %d of %d rows", kind, told[kind], len(rows))
		}
	}
}
