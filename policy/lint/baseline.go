package lint

import (
	"slices"
	"strconv"
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A Baseline is the findings that an old book had when it began to be checked:
// they are left out, and what is new is found. A finding is known by its file,
// its code and its message, not by its line.
type Baseline struct {
	known map[known]int
}

type known struct{ file, code, message string }

type baselineForm struct {
	Fenrun   syntax.Text `key:"fenrun,required"`
	Baseline []struct {
		File    syntax.Text `key:"file,required"`
		Code    syntax.Text `key:"code,required"`
		Times   syntax.Text `key:"times"`
		Message syntax.Text `key:"message,required"`
		Span    diag.Span   `key:"-"`
	} `key:"baseline,required"`
	Span diag.Span `key:"-"`
}

// ReadBaseline reads what Baseline.Text wrote.
func ReadBaseline(name string, src []byte) (*Baseline, diag.List) {
	b := &Baseline{known: map[known]int{}}
	doc, diags := syntax.Parse(name, src)
	if doc.Root == nil || diags.Err() != nil {
		return b, diags.Sorted()
	}
	var form baselineForm
	diags = append(diags, syntax.Into(&form, doc.Root)...)
	for _, one := range form.Baseline {
		times := 1
		if one.Times.Value != "" {
			n, err := strconv.Atoi(one.Times.Value)
			if err != nil || n < 1 {
				diags = append(diags, diag.Errorf("S008", one.Times.Span(), "a number is expected here, and this is %q", one.Times.Value))
				continue
			}
			times = n
		}
		b.known[known{one.File.Value, one.Code.Value, one.Message.Value}] += times
	}
	return b, diags.Sorted()
}

// NewBaseline makes a baseline of findings.
func NewBaseline(found []Finding) *Baseline {
	b := &Baseline{known: map[known]int{}}
	for _, f := range found {
		b.known[keyOf(f)]++
	}
	return b
}

func keyOf(f Finding) known { return known{f.Span.File, f.Code, f.Message} }

// Text writes the baseline as a file, in an order that does not change.
func (b *Baseline) Text() string {
	list := make([]known, 0, len(b.known))
	for k := range b.known {
		list = append(list, k)
	}
	slices.SortFunc(list, func(x, y known) int {
		if x.file != y.file {
			return strings.Compare(x.file, y.file)
		}
		if x.code != y.code {
			return strings.Compare(x.code, y.code)
		}
		return strings.Compare(x.message, y.message)
	})
	var out strings.Builder
	out.WriteString("# Findings that were there when checking began. A line that is no longer\n# found may be taken out; nothing should be added.\nfenrun: v1\nbaseline:\n")
	for _, k := range list {
		out.WriteString("  - {file: " + quote(k.file) + ", code: " + k.code)
		if n := b.known[k]; n > 1 {
			out.WriteString(", times: " + strconv.Itoa(n))
		}
		out.WriteString(", message: " + quote(k.message) + "}\n")
	}
	return out.String()
}

// quote writes a text in double quotes of YAML.
func quote(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(text) + `"`
}

// leave gives the findings that the baseline does not know, and how many it
// does.
func (b *Baseline) leave(found []Finding) (fresh []Finding, old int) {
	if b == nil {
		return found, 0
	}
	left := make(map[known]int, len(b.known))
	for k, n := range b.known {
		left[k] = n
	}
	for _, f := range found {
		if left[keyOf(f)] > 0 {
			left[keyOf(f)]--
			old++
			continue
		}
		fresh = append(fresh, f)
	}
	return fresh, old
}
