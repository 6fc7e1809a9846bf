package closing

import (
	"io"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/cli/sheet"
	"github.com/fenrun/fenrun/policy/internal/cli/words"
)

// Text prints books for people: the statements, what they come to, what was
// not decided, and the proofs that nothing was lost.
type Text struct {
	Lang      words.Lang
	Color     bool       // of headings; set it only for a terminal
	Payee     payout.Ref // print the statements of this payee, and nothing of others; nobody: all
	EveryLine bool       // a row for each line, where else those of a period are one
}

// Write prints the books. The error is the writer's.
func (t Text) Write(w io.Writer, books *Books) error {
	p := &page{Text: t, books: books}
	p.header()
	for i := range books.Statements {
		if s := &books.Statements[i]; t.Payee.IsZero() || s.Payee == t.Payee {
			p.statement(s)
		}
	}
	if t.Payee.IsZero() {
		p.totals()
		p.undecided()
		p.uncounted()
		p.pending()
		p.missing()
		p.proofs()
	} else if !books.states(t.Payee) {
		p.line(2, p.of("there is nothing to state for ", "没有可列的内容：")+t.Payee.String())
	}
	_, err := io.WriteString(w, p.out.String())
	return err
}

// A page is books in print.
type page struct {
	Text
	books *Books
	out   strings.Builder
}

// of gives one of two texts by the language.
func (p *page) of(english, chinese string) string { return p.Lang.Of(english, chinese) }

func (p *page) line(indent int, text string) { sheet.Paragraph(&p.out, indent, text) }

// heading begins a part, after an empty line.
func (p *page) heading(text string) {
	var lines strings.Builder
	sheet.Paragraph(&lines, 0, text)
	if p.out.Len() > 0 {
		p.out.WriteByte('\n')
	}
	if p.Color {
		p.out.WriteString("\x1b[1m" + strings.TrimSuffix(lines.String(), "\n") + "\x1b[0m\n")
		return
	}
	p.out.WriteString(lines.String())
}

// header says what was run.
func (p *page) header() {
	r := p.books.Run
	names := make([]string, len(r.Policies))
	for i, e := range r.Policies {
		names[i] = strings.TrimSpace(e.Policy + " " + e.Version)
	}
	policies := strings.Join(names, p.of(", ", "、"))
	p.heading(p.of(
		policies+", period "+r.Period+", as of "+r.Last.String(),
		policies+"，期间 "+r.Period+"，截至 "+r.Last.String()))
	for _, also := range r.Also {
		p.line(2, p.of("decided too: ", "一并计算：")+p.Lang.Also(also))
	}
	if p.folded() {
		p.line(2, p.of("the lines of a rule in one period are one row; --every-line shows each", "同一规则同一周期的明细合为一行；--every-line 逐笔列出"))
	}
	switch {
	case r.Dry:
		p.line(2, p.of("a dry run: nothing was posted; it would be ", "试算，未入账；将入账 ")+p.Lang.Count(r.Posted, "line", "笔"))
	case r.Posted == 0 && len(p.books.Lines) > 0:
		p.line(2, p.of("nothing new was posted: the ledger has it all", "无新入账：账本已是最新"))
	}
}

// folded reports whether a row of the statements is of several lines.
func (p *page) folded() bool {
	for i := range p.books.Statements {
		s := &p.books.Statements[i]
		if (p.Payee.IsZero() || s.Payee == p.Payee) && len(p.folds(s.Lines)) < len(s.Lines) {
			return true
		}
	}
	return false
}
