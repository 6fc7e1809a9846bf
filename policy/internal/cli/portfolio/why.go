package portfolio

import (
	"io"
	"strings"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/cli/sheet"
	"github.com/fenrun/fenrun/policy/internal/cli/words"
	"github.com/fenrun/fenrun/policy/run"
)

// Why prints why a customer is in its tier, and what it lacks for a better
// one. The error is the writer's.
func Why(w io.Writer, lang words.Lang, s *run.TierStanding) error {
	var out strings.Builder
	of := lang.Of
	colon := of(": ", "：")
	sheet.Paragraph(&out, 0, s.Subject.String()+of(", "+s.Set+" on "+s.Day.String(), "，"+s.Day.String()+" 的 "+s.Set)+colon+s.Tier)
	why := lang.Sentence(s.Why)
	if !s.Since.IsZero() {
		why = of("since "+s.Since.String()+": ", "自 "+s.Since.String()+"：") + why
	}
	sheet.Paragraph(&out, 2, why)
	switch {
	case s.Undecided != "":
		sheet.Paragraph(&out, 2, of("the conditions cannot be examined on "+s.Review.String()+": ", s.Review.String()+" 的条件无法判定：")+lang.Reason(s.Undecided))
	case s.Given != "":
		sheet.Paragraph(&out, 2, of("the conditions of "+s.Review.String()+" give "+s.Given+": ", s.Review.String()+" 的条件给出 "+s.Given+"：")+lang.Sentence(s.Decided))
	}
	if len(s.Missing) > 0 {
		out.WriteString("\n")
		sheet.Paragraph(&out, 0, of("missing", "所差条件"))
	}
	for _, m := range s.Missing {
		sheet.Paragraph(&out, 2, of("for ", "达到 ")+m.Tier+colon+lang.Sentence(m.What))
	}
	printScore(&out, lang, s.Score)
	printConditions(&out, lang, s.Steps)
	_, err := io.WriteString(w, out.String())
	return err
}

func printScore(out *strings.Builder, lang words.Lang, s *run.TierScore) {
	if s == nil {
		return
	}
	out.WriteString("\n")
	sheet.Paragraph(out, 0, s.Text+lang.Of(": ", "：")+known(s.Total))
	t := sheet.Table{Indent: 2, Columns: []sheet.Column{{Most: 40}, {Right: true}, {}}}
	for _, in := range s.Indicators {
		var from []string
		for _, v := range in.From {
			from = append(from, v.Name+" = "+v.Text)
		}
		t.Add(in.Text, known(in.Points), strings.Join(from, ", "))
	}
	out.WriteString(t.String())
}

func known(text string) string {
	if text == "" {
		return "?"
	}
	return text
}

// printConditions prints how the condition of each tier came out, and the
// values that it is about.
func printConditions(out *strings.Builder, lang words.Lang, steps []policy.Step) {
	if len(steps) == 0 {
		return
	}
	out.WriteString("\n")
	sheet.Paragraph(out, 0, lang.Of("how the conditions came out", "条件的计算"))
	for _, s := range steps {
		result := s.Note
		switch s.Value {
		case "true":
			result = lang.Of("holds", "满足")
		case "false":
			result = lang.Of("does not hold", "不满足")
		}
		sheet.Paragraph(out, 2, s.Part+lang.Of(": ", "：")+s.Text+lang.Of(", which ", "，")+result)
		t := sheet.Table{Indent: 4, Columns: []sheet.Column{{Most: 50}, {}}}
		seen := map[string]bool{}
		for _, v := range values(s.Steps) {
			if !seen[v.Text] {
				seen[v.Text] = true
				t.Add(v.Text, strings.TrimSpace(v.Value+" "+noted(v.Note)))
			}
		}
		out.WriteString(t.String())
	}
}

func noted(note string) string {
	if note == "" {
		return ""
	}
	return "(" + note + ")"
}

// values gives the steps that have a name and a value. What a named value is
// made of is not shown again.
func values(steps []policy.Step) []policy.Step {
	var list []policy.Step
	for _, s := range steps {
		if strings.ContainsAny(s.Text, " ()") {
			list = append(list, values(s.Steps)...)
		} else {
			list = append(list, s)
		}
	}
	return list
}
