package diag

import (
	"io"
	"net/url"
	"strings"
)

// SARIF prints diagnostics as a log in the Static Analysis Results Interchange
// Format, version 2.1.0, which code hosts and editors read. The log has one run
// of the tool fenrun. Its rules are those codes of the catalogue that the
// results name, in the order of the catalogue. Columns count characters.
//
// A path of a diagnostic becomes a logical location, related places become
// related locations, and the hint follows the message on a line of its own. A
// fix becomes a fix, safe or not: whoever shows it asks before making it.
type SARIF struct {
	// Version is the version of fenrun that the log names; it may be empty.
	Version string
}

const (
	sarifVersion = "2.1.0"
	sarifSchema  = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	projectURI   = "https://github.com/fenrun/fenrun"
)

// Write prints list in its own order; an empty list is a run without results.
// The error is the writer's.
func (s SARIF) Write(w io.Writer, list List) error {
	rules, indexes := sarifRules(list)
	results := make([]sarifResult, 0, len(list))
	for _, d := range list {
		result := newSARIFResult(d)
		if index, known := indexes[d.Code]; known {
			result.RuleIndex = &index
		}
		results = append(results, result)
	}
	return writeJSON(w, sarifLog{
		Schema:  sarifSchema,
		Version: sarifVersion,
		Runs: []sarifRun{{
			Tool: sarifTool{Driver: sarifDriver{
				Name:           "fenrun",
				Version:        s.Version,
				InformationURI: projectURI,
				Rules:          rules,
			}},
			ColumnKind: "unicodeCodePoints",
			Results:    results,
		}},
	})
}

// sarifRules returns the rules that list names, and each one's index. A code
// that the catalogue does not have gets no rule; its results name it all the
// same.
func sarifRules(list List) ([]sarifRule, map[string]int) {
	named := map[string]bool{}
	for _, d := range list {
		named[d.Code] = true
	}
	rules := []sarifRule{}
	indexes := map[string]int{}
	for _, code := range Catalogue() {
		if !named[code.ID] {
			continue
		}
		indexes[code.ID] = len(rules)
		rules = append(rules, sarifRule{
			ID:               code.ID,
			Name:             code.Name,
			ShortDescription: newSARIFMessage(code.Title),
			Configuration:    sarifConfiguration{Level: sarifLevel(code.Severity)},
		})
	}
	return rules, indexes
}

func newSARIFResult(d Diagnostic) sarifResult {
	result := sarifResult{
		RuleID:  d.Code,
		Level:   sarifLevel(d.Severity),
		Message: newSARIFMessage(d.messageAndHint()),
	}
	at := newSARIFLocation(d.Span)
	if d.Path != "" {
		at.Logical = []sarifLogical{{FullyQualifiedName: d.Path}}
	}
	if at.Physical != nil || at.Logical != nil {
		result.Locations = []sarifLocation{at}
	}
	for i, r := range d.Related {
		at := newSARIFLocation(r.Span)
		at.ID = i + 1 // The schema wants related locations to differ, and two may be alike but for this.
		message := newSARIFMessage(r.Message)
		at.Message = &message
		result.Related = append(result.Related, at)
	}
	if d.Fix != nil {
		result.Fixes = []sarifFix{newSARIFFix(d.Fix)}
	}
	return result
}

// newSARIFFix gives a fix of one file: no fix of fenrun has edits in several.
func newSARIFFix(f *Fix) sarifFix {
	var change sarifChange
	for _, e := range f.Edits {
		at := newSARIFLocation(e.Span).Physical
		change.Artifact = at.Artifact
		change.Replacements = append(change.Replacements, sarifReplacement{Deleted: *at.Region, Inserted: sarifContent{Text: e.Text}})
	}
	return sarifFix{Description: newSARIFMessage(f.Title()), Changes: []sarifChange{change}}
}

func newSARIFLocation(span Span) sarifLocation {
	span = span.normal()
	if span.File == "" {
		return sarifLocation{}
	}
	// A location is a URI and not a file name: spaces and Chinese characters
	// are written in percents, and a colon may not look like a scheme.
	name := url.URL{Path: span.File}
	physical := &sarifPhysical{Artifact: sarifArtifact{URI: name.String()}}
	if !span.Start.IsZero() {
		physical.Region = &sarifRegion{
			StartLine:   span.Start.Line,
			StartColumn: span.Start.Column,
			EndLine:     span.End.Line,
			EndColumn:   span.End.Column,
		}
	}
	return sarifLocation{Physical: physical}
}

// newSARIFMessage doubles braces, because a single one begins the placeholder
// of an argument (section 3.11.5).
func newSARIFMessage(text string) sarifMessage {
	return sarifMessage{Text: strings.NewReplacer("{", "{{", "}", "}}").Replace(text)}
}

func sarifLevel(s Severity) string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	case Info:
		return "note"
	default:
		return "error" // A severity that is not known must not pass unseen.
	}
}

// The types below are the part of the format that fenrun writes. Pointers and
// omitempty leave out what is not known, since a zero there has a meaning of
// its own.

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool       sarifTool     `json:"tool"`
	ColumnKind string        `json:"columnKind"`
	Results    []sarifResult `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name           string      `json:"name"`
	Version        string      `json:"version,omitempty"`
	InformationURI string      `json:"informationUri"`
	Rules          []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID               string             `json:"id"`
	Name             string             `json:"name"`
	ShortDescription sarifMessage       `json:"shortDescription"`
	Configuration    sarifConfiguration `json:"defaultConfiguration"`
}

type sarifConfiguration struct {
	Level string `json:"level"`
}

type sarifMessage struct {
	Text string `json:"text"`
}

type sarifResult struct {
	RuleID    string          `json:"ruleId,omitempty"`
	RuleIndex *int            `json:"ruleIndex,omitempty"`
	Level     string          `json:"level"`
	Message   sarifMessage    `json:"message"`
	Locations []sarifLocation `json:"locations,omitempty"`
	Related   []sarifLocation `json:"relatedLocations,omitempty"`
	Fixes     []sarifFix      `json:"fixes,omitempty"`
}

type sarifFix struct {
	Description sarifMessage  `json:"description"`
	Changes     []sarifChange `json:"artifactChanges"`
}

type sarifChange struct {
	Artifact     sarifArtifact      `json:"artifactLocation"`
	Replacements []sarifReplacement `json:"replacements"`
}

type sarifReplacement struct {
	Deleted  sarifRegion  `json:"deletedRegion"`
	Inserted sarifContent `json:"insertedContent"`
}

type sarifContent struct {
	Text string `json:"text"`
}

type sarifLocation struct {
	ID       int            `json:"id,omitempty"`
	Physical *sarifPhysical `json:"physicalLocation,omitempty"`
	Logical  []sarifLogical `json:"logicalLocations,omitempty"`
	Message  *sarifMessage  `json:"message,omitempty"`
}

type sarifLogical struct {
	FullyQualifiedName string `json:"fullyQualifiedName"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   *sarifRegion  `json:"region,omitempty"`
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn"`
	EndLine     int `json:"endLine"`
	EndColumn   int `json:"endColumn"`
}
