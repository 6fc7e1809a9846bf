package vocab

import "github.com/fenrun/fenrun/policy/diag"

// Source is the form of the file in which a data folder states what its data
// are. The command reads it by itself.
func Source() *Form {
	days := &Form{Name: "Days", Keys: []Key{
		{Name: "from", Required: true, Doc: docOf("Days.from"), Shape: text},
		{Name: "until", Required: true, Doc: docOf("Days.until"), Shape: text},
	}}
	return &Form{Name: "Source", Keys: []Key{
		{Name: "period", Doc: docOf("Source.period"), Shape: text},
		{Name: "as_of", Doc: docOf("Source.as_of"), Shape: text},
		{Name: "covers", Doc: docOf("Source.covers"), Shape: &Shape{Named: &Shape{Form: days}}},
		{Name: "unique", Doc: docOf("Source.unique"), Shape: &Shape{List: text}},
	}}
}

// Config is the form of .fenrun.yaml, which says how the policies of a folder
// are checked. Package lint reads it.
func Config() *Form {
	levels := &Form{Name: "Levels"}
	for _, c := range diag.Catalogue() {
		levels.Keys = append(levels.Keys, Key{
			Name: c.ID, Doc: Doc{c.Title, c.Title}, Shape: &Shape{Scalar: &Scalar{Words: append(weights[:len(weights):len(weights)], off)}},
		})
	}
	return &Form{Name: "Config", Keys: []Key{
		{Name: "fenrun", Required: true, Doc: docOf("Config.fenrun"), Shape: &Shape{Scalar: &Scalar{Words: closedWords["Policy.fenrun"]}}},
		{Name: "charter", Doc: docOf("Config.charter"), Shape: &Shape{Scalar: &Scalar{Words: truths}}},
		{Name: "require_proof", Doc: docOf("Config.require_proof"), Shape: &Shape{Scalar: &Scalar{Words: truths}}},
		{Name: "fail_on", Doc: docOf("Config.fail_on"), Shape: &Shape{Scalar: &Scalar{Words: weights}}},
		{Name: "levels", Doc: docOf("Config.levels"), Shape: &Shape{Form: levels}},
		{Name: "baseline", Doc: docOf("Config.baseline"), Shape: text},
		{Name: "costs", Doc: docOf("Config.costs"), Shape: &Shape{Named: text}},
		{Name: "exposure", Doc: docOf("Config.exposure"), Shape: text},
	}}
}

// weights are what a finding may weigh, and off leaves it out.
var (
	weights = []Word{
		{"error", Doc{"It fails.", "使检查失败。"}},
		{"warning", Doc{"It is shown.", "提示但不失败。"}},
		{"info", Doc{"It is a hint.", "仅供参考。"}},
	}
	off = Word{"off", Doc{"It is left out.", "不显示。"}}
)
