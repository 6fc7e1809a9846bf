// Package termsheet writes the sheet that agents are sent: the terms of a
// policy in plain sentences, with tables, worked figures, deadlines, and what
// can be taken back. Sentences are built from the compiled rules, never from
// their text; where there are no good words for an expression it stands as it
// is written. Figures are what the policy's own evaluation gives.
package termsheet

import (
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A Sheet is the terms of one policy in one language, without any layout.
type Sheet struct {
	Lang   string // en or zh
	Title  string
	Policy string // name and version
	Digest string
	Head   []Row
	Parts  []Part
}

// A Part is a section of a sheet. It has what its subject asks for.
type Part struct {
	ID      string // in the page
	Title   string
	Intro   []Text
	Clauses []Clause
	Tables  []Table
	Lanes   []Lane
	Rows    []Row
}

// A Clause is one rule, or the rows of one, in words.
type Clause struct {
	ID      string // of the rule
	Kind    string // in words
	Side    string // credit, debit or none
	Rows    []Row
	Tables  []Table
	Figures []*Figures // of each row
}

// A Row is a thing said under a heading.
type Row struct {
	Label string
	Text  Text
}

// A Table has a cell for each column in each row. Numbers stand right.
type Table struct {
	Title Text
	Head  []string
	Right []bool // by column
	Rows  [][]Text
	Note  Text
}

// A Lane is the deadlines that are counted from one date.
type Lane struct {
	Title  Text
	Length int    // days up to the last of them
	End    string // that, in words
	Bars   []Bar
}

// A Bar is one deadline: from a day to a day of its lane, the first being 1.
type Bar struct {
	Label       Text
	Span        string // in words
	First, Last int
	Open        bool // there is no last day
	Side        string
}

// Options say for whom a sheet is written, and in which language.
type Options struct {
	Lang string     // en or zh
	Term *plan.Term // the deals of the one that it is for; nil: everybody
}

// New writes the sheet of a policy. With a term it is the policy as that
// agent's deals have it.
func New(p *plan.Policy, o Options) (*Sheet, error) {
	if o.Term != nil {
		p = o.Term.Text(func(*plan.Commitment) bool { return false })
	}
	w := &writer{policy: p, lang: o.Lang, terms: &terms{rows: map[string]Row{}}, evaluated: &evaluated{}}
	s := &Sheet{Lang: o.Lang, Title: w.title(p.Title), Policy: named(p.Name, p.Version), Digest: p.Digest}
	if s.Title == "" {
		s.Title = p.Name
	}
	s.Head = w.head(o.Term)
	add := func(part Part) {
		if len(part.Intro)+len(part.Clauses)+len(part.Tables)+len(part.Lanes)+len(part.Rows) > 0 {
			s.Parts = append(s.Parts, part)
		}
	}
	add(w.own(o.Term))
	add(w.promises(o.Term))
	for _, part := range w.rules() {
		add(part)
	}
	add(w.deadlines())
	add(w.ladders())
	add(w.tiers())
	add(w.settlement())
	fees, err := w.fees()
	if err != nil {
		return nil, err
	}
	add(fees)
	add(w.stated())
	add(w.glossary())
	add(w.signatures(o.Term))
	if w.chinese() {
		s.each(Text.spaced)
	}
	return s, nil
}

// each changes every text of the sheet.
func (s *Sheet) each(change func(Text) Text) {
	rows := func(list []Row) {
		for i := range list {
			list[i].Text = change(list[i].Text)
		}
	}
	table := func(t *Table) {
		t.Title, t.Note = change(t.Title), change(t.Note)
		for _, row := range t.Rows {
			for i := range row {
				row[i] = change(row[i])
			}
		}
	}
	rows(s.Head)
	for i := range s.Parts {
		p := &s.Parts[i]
		rows(p.Rows)
		for j := range p.Intro {
			p.Intro[j] = change(p.Intro[j])
		}
		for j := range p.Tables {
			table(&p.Tables[j])
		}
		for j := range p.Lanes {
			p.Lanes[j].Title = change(p.Lanes[j].Title)
			for k := range p.Lanes[j].Bars {
				p.Lanes[j].Bars[k].Label = change(p.Lanes[j].Bars[k].Label)
			}
		}
		for j := range p.Clauses {
			c := &p.Clauses[j]
			rows(c.Rows)
			for k := range c.Tables {
				table(&c.Tables[k])
			}
			for _, f := range c.Figures {
				table(&f.Table)
			}
		}
	}
}

func named(name, version string) string {
	if version == "" {
		return name
	}
	return name + " " + version
}
