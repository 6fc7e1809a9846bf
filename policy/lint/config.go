package lint

import (
	"errors"
	"io/fs"
	"path"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

// ConfigFile is the name of the file that says how the policies of a folder,
// and of the folders below it, are checked.
const ConfigFile = ".fenrun.yaml"

// A Config is what a ConfigFile says.
type Config struct {
	Charter      bool                 // every policy is checked as one that states `charter: true`
	RequireProof bool                 // what could not be decided is an error
	FailOn       diag.Severity        // the least weight of a finding that fails; Error if nothing is said
	Levels       map[string]Level     // by code
	Baseline     string               // the file of findings that are known, beside the config
	Costs        map[string]ir.Num    // by fact, as merchant.rate: what the payer itself pays of that rate
	Exposure     int                  // how many months of residual and deposit goods may be worth; 0: not checked
	places       map[string]diag.Span // of Costs
}

// A Level is what a finding of some code weighs, or that it is left out.
type Level struct {
	Off      bool
	Severity diag.Severity
}

// configForm is how a ConfigFile is written.
type configForm struct {
	Fenrun       syntax.Text               `key:"fenrun,required"`
	Charter      syntax.Text               `key:"charter"`
	RequireProof syntax.Text               `key:"require_proof"`
	FailOn       syntax.Text               `key:"fail_on"`
	Levels       syntax.Keyed[syntax.Text] `key:"levels"`
	Baseline     syntax.Text               `key:"baseline"`
	Costs        syntax.Keyed[syntax.Text] `key:"costs"`
	Exposure     syntax.Text               `key:"exposure"`
	Span         diag.Span                 `key:"-"`
}

// ReadConfig reads a ConfigFile. The list has every mistake in it; the Config
// is of use only where it has no error.
func ReadConfig(name string, src []byte) (*Config, diag.List) {
	doc, diags := syntax.Parse(name, src)
	if doc.Root == nil || diags.Err() != nil {
		return &Config{}, diags.Sorted()
	}
	var form configForm
	diags = append(diags, syntax.Into(&form, doc.Root)...)
	r := configReader{diags: diags}
	c := &Config{Levels: map[string]Level{}, Costs: map[string]ir.Num{}, places: map[string]diag.Span{}}
	if v := form.Fenrun; v.Value != "" && v.Value != syntax.Language {
		r.errorf("S012", v, "fenrun", "the language version %q is not known here", v.Value)
	}
	c.Charter = r.flag(form.Charter, "charter")
	c.RequireProof = r.flag(form.RequireProof, "require_proof")
	c.FailOn = r.severity(form.FailOn, "fail_on")
	c.Baseline = form.Baseline.Value
	for _, pair := range form.Levels.Pairs {
		r.level(c, pair)
	}
	for _, pair := range form.Costs.Pairs {
		lit, problem := ir.ReadLiteral(pair.Value.Value)
		if problem != nil || lit.Kind != ir.LitRate {
			r.errorf("U501", pair.Value, diag.Key("costs", pair.Key.Value), "a cost is a rate, such as 0.45%%, and this is %q", pair.Value.Value)
			continue
		}
		c.Costs[pair.Key.Value], c.places[pair.Key.Value] = lit.Num, pair.Key.Span()
	}
	if form.Exposure.Value != "" {
		lit, problem := ir.ReadLiteral(form.Exposure.Value)
		if problem != nil || lit.Kind != ir.LitNumber || lit.Num.Scale > 0 || lit.Num.Sign() <= 0 || lit.Num.Cmp(ir.NewNum(1000)) > 0 {
			r.errorf("S008", form.Exposure, "exposure", "a number of months is expected here, and this is %q", form.Exposure.Value)
		} else {
			c.Exposure = int(lit.Num.Int.Int64())
		}
	}
	return c, r.diags.Sorted()
}

type configReader struct{ diags diag.List }

func (r *configReader) errorf(code string, at syntax.Text, path, format string, args ...any) *diag.Diagnostic {
	d := diag.Errorf(code, at.Span(), format, args...)
	d.Path = path
	r.diags = append(r.diags, d)
	return &r.diags[len(r.diags)-1]
}

func (r *configReader) flag(t syntax.Text, path string) bool {
	if t.Value != "" && t.Value != "true" && t.Value != "false" {
		r.errorf("S002", t, path, "true or false is expected here, and this is %q", t.Value)
	}
	return t.Value == "true"
}

var severities = map[string]diag.Severity{"error": diag.Error, "warning": diag.Warning, "info": diag.Info}

func (r *configReader) severity(t syntax.Text, path string) diag.Severity {
	s, ok := severities[t.Value]
	if t.Value != "" && !ok {
		r.errorf("N102", t, path, "%q has no meaning here", t.Value).Hint = "it is error, warning or info"
	}
	return s
}

func (r *configReader) level(c *Config, pair syntax.Pair[syntax.Text]) {
	code, at := pair.Key.Value, diag.Key("levels", pair.Key.Value)
	if _, ok := diag.Lookup(code); !ok {
		r.errorf("N102", pair.Key, at, "there is no code %q", code).Hint = nearestCode(code)
		return
	}
	if pair.Value.Value == "off" {
		c.Levels[code] = Level{Off: true}
		return
	}
	s, ok := severities[pair.Value.Value]
	if !ok {
		r.errorf("N102", pair.Value, at, "%q has no meaning here", pair.Value.Value).Hint = "it is error, warning, info or off"
		return
	}
	c.Levels[code] = Level{Severity: s}
}

// nearestCode says which code was most likely meant.
func nearestCode(code string) string {
	var known []string
	for _, c := range diag.Catalogue() {
		known = append(known, c.ID, c.Name)
	}
	if near := diag.Nearest(code, known); near != "" {
		for _, c := range diag.Catalogue() {
			if c.ID == near || c.Name == near {
				return "did you mean " + c.ID + ", " + c.Name + "?"
			}
		}
	}
	return "`fenrun lint --list` names all codes"
}

// FindConfig looks for a ConfigFile in a folder and in those above it. It
// gives no name where there is none. The folder of fsys may be written with
// any number of .. before it, where fsys understands that.
func FindConfig(fsys fs.FS, dir string) (name string, src []byte, err error) {
	for range maxUp {
		name = path.Join(dir, ConfigFile)
		src, err = fs.ReadFile(fsys, name)
		if err == nil || !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrInvalid) {
			return name, src, err
		}
		up := path.Join(dir, "..")
		if up == dir {
			break
		}
		dir = up
	}
	return "", nil, nil
}

// maxUp bounds how many folders are looked into.
const maxUp = 40

// charter reports whether every policy is checked as an honest payer's.
func (o *Options) charter() bool { return o.Charter || o.Config != nil && o.Config.Charter }

func (o *Options) requireProof() bool {
	return o.RequireProof || o.Config != nil && o.Config.RequireProof
}
