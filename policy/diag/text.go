package diag

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Text prints diagnostics for people, each with its line of source and carets
// under the span:
//
//	gold.yaml:14:11: error: unknown name "volum" [N102]
//	   14 |     when: volum >= 100000
//	      |           ^~~~~
//	  hint: did you mean "volume"?
//
// Carets line up in a terminal of fixed pitch also under Chinese, Japanese and
// Korean text. Control characters are printed as visible signs. The zero Text
// prints no source lines and no colour.
type Text struct {
	// Sources returns the text of a file by the name that spans give it, or
	// nil if there is none to show. Each file is asked for at most once in a
	// Write. If Sources is nil, no source lines are printed.
	Sources func(file string) []byte

	// Color adds ANSI colours; set it only for a terminal.
	Color bool
}

// Write prints list in its own order, and nothing for an empty one; Sorted
// brings a list into the order of places. A span of several lines shows its
// first. A span without a place, outside its file, or in a file without
// source, has no source line. The error is the writer's.
func (t Text) Write(w io.Writer, list List) error {
	p := page{text: t, sources: map[string]source{}}
	for _, d := range list {
		p.diagnostic(d)
	}
	_, err := w.Write(p.out.Bytes())
	return err
}

// A page collects what one Write prints, and remembers the sources it read.
type page struct {
	text    Text
	sources map[string]source
	out     bytes.Buffer
}

func (p *page) diagnostic(d Diagnostic) {
	message := d.Message
	if d.Code != "" {
		message += " [" + d.Code + "]"
	}
	color := severityStyle(d.Severity)
	p.finding(d.Span, d.Severity.String(), color, message)
	if d.Hint != "" {
		label := p.paint(cyan, "hint:")
		p.out.WriteString("  " + label + " " + lines(d.Hint, len("  hint: ")) + "\n")
	}
	for _, r := range d.Related {
		p.finding(r.Span, "note", green, r.Message)
	}
}

// finding prints a header and, where there is one, the line it speaks of.
func (p *page) finding(span Span, label string, color style, message string) {
	span = span.normal()
	if place := span.String(); place != "" {
		p.out.WriteString(p.paint(bold, Visible(place)+":") + " ")
	}
	p.out.WriteString(p.paint(color, label+":") + " " + lines(message, len("    ")) + "\n")

	x, found := p.source(span.File).excerpt(span)
	if !found {
		return
	}
	number := fmt.Sprintf("%5d", span.Start.Line)
	p.sourceLine(number, x.text)
	carets := "^" + strings.Repeat("~", x.carets-1)
	p.sourceLine(strings.Repeat(" ", len(number)), strings.Repeat(" ", x.indent)+p.paint(color, carets))
}

func (p *page) sourceLine(margin, text string) {
	if text != "" {
		text = " " + text // An empty line leaves no space at the end.
	}
	p.out.WriteString(p.paint(blue, margin+" |") + text + "\n")
}

func (p *page) source(file string) source {
	if p.text.Sources == nil {
		return source{}
	}
	s, known := p.sources[file]
	if !known {
		s = indexed(p.text.Sources(file))
		p.sources[file] = s
	}
	return s
}

// lines makes text fit to print; its further lines are indented, so that they
// are not taken for a header of their own.
func lines(text string, indent int) string {
	parts := strings.Split(text, "\n")
	for i, part := range parts {
		parts[i] = Visible(part)
	}
	return strings.Join(parts, "\n"+strings.Repeat(" ", indent))
}

// A style is the parameter of the ANSI sequence that selects a rendition.
type style int

const (
	bold   style = 1
	red    style = 31
	green  style = 32
	yellow style = 33
	blue   style = 34
	cyan   style = 36
)

func severityStyle(s Severity) style {
	switch s {
	case Error:
		return red
	case Warning:
		return yellow
	case Info:
		return cyan
	default:
		return bold
	}
}

func (p *page) paint(s style, text string) string {
	if !p.text.Color {
		return text
	}
	return "\x1b[" + strconv.Itoa(int(s)) + "m" + text + "\x1b[0m"
}
