package examples_test

import (
	"encoding/xml"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "draw the pictures of the documents anew")

// TestSheetsPage holds the page on sheets against what its commands print.
func TestSheetsPage(t *testing.T) {
	binary := build(t)
	printed, commands, shown := "", 0, 0
	for _, b := range blocks(t, "../docs/sheets.md") {
		switch b.info {
		case "sh":
			command, _, _ := strings.Cut(strings.TrimSpace(b.text), " > ")
			printed = output(t, binary, strings.Fields(strings.TrimPrefix(command, "fenrun "))...)
			if printed == "" {
				t.Errorf("sheets.md:%d: the command prints nothing", b.line)
			}
			commands++
		case "markdown":
			if !strings.Contains(printed, b.text) {
				t.Errorf("sheets.md:%d: the block is not what the command before it prints, which is:\n%s", b.line, printed)
			}
			shown++
		default:
			t.Errorf("sheets.md:%d: what is a block of %q?", b.line, b.info)
		}
	}
	if commands < 5 || shown < 6 {
		t.Errorf("%d commands and %d blocks of what they print", commands, shown)
	}
}

// The pictures of the documents show what the command prints. That of an
// explanation is drawn here, and compared as a whole; that of a sheet is taken
// by Chromium, and the text that it was taken of is named beside it.
func TestPictures(t *testing.T) {
	binary := build(t)
	if *update {
		takeSheet(t, output(t, binary, "doc", "examples/partner-programme"))
	}
	for name, flags := range map[string][]string{"explanation.svg": nil, "explanation.zh.svg": {"--lang", "zh"}} {
		command := append([]string{"explain", "examples/partner-programme", "--subject", "account/c01", "--rule", "revenue-share", "--period", "2026-03"}, flags...)
		picture := terminal("fenrun "+strings.Join(command, " "), output(t, binary, command...))
		name = "../docs/pictures/" + name
		if *update {
			if err := os.WriteFile(name, []byte(picture), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if read(t, name) != picture {
			t.Errorf("%s is not what the command prints; go test ./examples -run Pictures -update draws it", name)
		}
	}
	sheet := output(t, binary, "doc", "examples/partner-programme", "--format", "md")
	for _, page := range []string{"../README.md", "../docs/README.zh.md", "../docs/sheets.md"} {
		_, after, ok := strings.Cut(read(t, page), "partner programme, text ")
		if page == "../docs/README.zh.md" {
			_, after, ok = strings.Cut(read(t, page), "政策表，文本 ")
		}
		digest, _, _ := strings.Cut(after, "]")
		if !ok || !strings.Contains(sheet, "`"+digest+"`") {
			t.Errorf("%s: the picture is of the text %q, which is not that of the example: take it anew", page, digest)
		}
	}
	for _, file := range []string{"explanation.svg", "sheet.png"} {
		info, err := os.Stat("../docs/pictures/" + file)
		if err != nil || info.Size() > 200<<10 {
			t.Errorf("%s: %v, or it is too large", file, err)
		}
	}
}

// takeSheet takes the picture of a sheet's beginning.
func takeSheet(t *testing.T, sheet string) {
	t.Helper()
	page := filepath.Join(t.TempDir(), "sheet.html")
	if err := os.WriteFile(page, []byte(sheet), 0o600); err != nil {
		t.Fatal(err)
	}
	to, err := filepath.Abs("../docs/pictures/sheet.png")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
		"--window-size=820,1330", "--screenshot="+to, "file://"+page)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// cellsOf is how many cells a text takes, in which Chinese characters take two.
func cellsOf(text string) int {
	n := 0
	for _, r := range text {
		if n++; r >= 0x2e80 {
			n++
		}
	}
	return n
}

// terminal draws a command and what it prints as a terminal shows it.
func terminal(command, printed string) string {
	const cell, row, pad = 7.8, 19, 16
	lines := append([]string{"$ " + command}, strings.Split(strings.TrimRight(printed, "\n"), "\n")...)
	widest := 0
	for _, line := range lines {
		widest = max(widest, cellsOf(line))
	}
	var b strings.Builder
	width, height := int(float64(widest)*cell)+2*pad, len(lines)*row+2*pad
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img">`+"\n", width, height, width, height)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" rx="8" fill="#1b1f24"/>`+"\n", width, height)
	b.WriteString(`<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13" fill="#d7dde3">` + "\n")
	for i, line := range lines {
		colour := ""
		if i == 0 {
			colour = ` fill="#7ee2a8"`
		}
		line = strings.ReplaceAll(line, " ", "\u00a0") // blanks at the beginning of a text are left out otherwise
		var text strings.Builder
		if err := xml.EscapeText(&text, []byte(line)); err != nil {
			panic(err) // a strings.Builder takes everything
		}
		fmt.Fprintf(&b, `<text x="%d" y="%d"%s>%s</text>`+"\n", pad, pad+13+i*row, colour, text.String())
	}
	b.WriteString("</g>\n</svg>\n")
	return b.String()
}
