package coverage

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"
)

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("coverage").Parse(pageText))

// A page is what the template shows.
type page struct {
	Lang, Title string
	Files       []pageFile
}

type pageFile struct {
	Name  string
	Share int
	Lines []pageLine
}

type pageLine struct {
	Number int
	Text   string
	Class  string // reached, missed, part, or empty
	Missed string // what was not reached
}

// Page shows the texts of policies with what their cases reach: one page that
// asks for nothing else. source gives a file's text, or nil.
func Page(files []File, source func(name string) []byte, lang string) ([]byte, error) {
	p := page{Lang: lang, Title: "What the cases reach"}
	if lang == "zh" {
		p.Title = "用例覆盖"
	}
	for i := range files {
		p.Files = append(p.Files, fileOf(&files[i], source(files[i].Name)))
	}
	var out bytes.Buffer
	err := pageTemplate.Execute(&out, p)
	return out.Bytes(), err
}

func fileOf(f *File, src []byte) pageFile {
	out := pageFile{Name: f.Name, Share: f.Share()}
	type counts struct {
		reached, missed int
		what            []string
	}
	byLine := map[int]*counts{}
	for _, p := range f.Points {
		if p.Place.File != f.Name {
			continue
		}
		c := byLine[p.Place.Start.Line]
		if c == nil {
			c = &counts{}
			byLine[p.Place.Start.Line] = c
		}
		if p.Count > 0 {
			c.reached++
			continue
		}
		c.missed++
		c.what = append(c.what, fmt.Sprintf("%s: %s", strings.Join(strings.Fields(p.What), " "), p.Side))
	}
	for i, text := range strings.Split(strings.TrimSuffix(string(src), "\n"), "\n") {
		line := pageLine{Number: i + 1, Text: text}
		if c := byLine[i+1]; c != nil {
			switch {
			case c.missed == 0:
				line.Class = "reached"
			case c.reached == 0:
				line.Class = "missed"
			default:
				line.Class = "part"
			}
			line.Missed = strings.Join(c.what, "; ")
		}
		out.Lines = append(out.Lines, line)
	}
	return out
}
