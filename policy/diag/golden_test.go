package diag

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files of this package anew")

// printer is what the forms of output have in common.
type printer interface {
	Write(w io.Writer, list List) error
}

func printed(t *testing.T, p printer, list List) string {
	t.Helper()
	var out bytes.Buffer
	if err := p.Write(&out, list); err != nil {
		t.Fatalf("Write: %v", err)
	}
	return out.String()
}

func checkGolden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", file, diff)
	}
}

// spanOf returns the place where part stands in text for the first time.
func spanOf(t *testing.T, file, text, part string) Span {
	t.Helper()
	offset := strings.Index(text, part)
	if offset < 0 {
		t.Fatalf("%q does not hold %q", text, part)
	}
	pos := func(offset int) Pos {
		head := text[:offset]
		line := head[strings.LastIndex(head, "\n")+1:]
		return Pos{Offset: offset, Line: strings.Count(head, "\n") + 1, Column: utf8.RuneCountInString(line) + 1}
	}
	return Span{File: file, Start: pos(offset), End: pos(offset + len(part))}
}

const (
	goldFile = "policies/金牌 2026.yaml"
	goldText = `fenrun: v1
policy: gold
facts:
  merchant:
    商户等级: [普通, 优质]
    volume: {type: money, min: 0}
    volume: {type: money}
rules:
  - id: residual
    when: 商户等级 == "优良" and volum >= 10万
    amount: volume * 0.05
    why: |
      on {merchant.volume}
      at {rate}
`
)

// sample holds one diagnostic of every shape that printers must cope with.
func sample(t *testing.T) List {
	t.Helper()
	at := func(part string) Span { return spanOf(t, goldFile, goldText, part) }
	first := at("volume: {type: money, min")
	first.End = Pos{Offset: first.Start.Offset + 6, Line: first.Start.Line, Column: first.Start.Column + 6}
	again := at("volume: {type: money}")
	again.End = Pos{Offset: again.Start.Offset + 6, Line: again.Start.Line, Column: again.Start.Column + 6}

	unknown := Errorf("N102", at(`"优良"`), `商户等级 has no value "优良"`).WithHint(`did you mean "优质"?`)
	unknown.Path = "rules[0].when"
	misspelt := Errorf("N102", at("volum >="), "unknown name %q", "volum").WithHint("did you mean %q?", "volume")
	misspelt.Span.End.Column -= len(" >=")
	misspelt.Path = "rules[0].when"
	misspelt.Fix = Changing(misspelt.Span, "volum", "volume", true)
	return List{
		Errorf("S001", again, "the key %q stands twice", "volume").WithRelated(first, "the first one is here"),
		unknown,
		misspelt,
		Warningf("U501", at("0.05"), "0.05 is a bare number where a rate is meant: 100%% or 5 %%?").
			WithHint("write the unit:\namount: volume * 5%%"),
		{Code: "F804", Severity: Info, Message: "a <sentence> & more {such} things", Span: at("on {merchant.volume}\n      at {rate}")},
		{Code: "Z999", Severity: Warning, Message: "a code of no catalogue, of the file as a whole", Span: Span{File: goldFile}},
		{Code: "S004", Message: "no file at all"},
	}
}
