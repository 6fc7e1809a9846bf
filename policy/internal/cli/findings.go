package cli

import (
	"io"
	"os"

	"github.com/fenrun/fenrun/policy/diag"
)

// printFindings prints diagnostics in one of the forms of lint.
func (c *command) printFindings(w io.Writer, diags diag.List, format string) error {
	switch format {
	case "json":
		return diag.JSON{}.Write(w, diags)
	case "github":
		return diag.GitHub{}.Write(w, diags)
	case "sarif":
		return diag.SARIF{Version: version()}.Write(w, diags)
	default:
		return diag.Text{Sources: excerptOf, Color: c.colored(w)}.Write(w, diags)
	}
}

// maxExcerptFile is the size of the largest file of which lines are shown: a
// file of data may be too large to be read for one line.
const maxExcerptFile = 16 << 20

// excerptOf reads a file for the lines that findings show; nil if it cannot.
func excerptOf(name string) []byte {
	info, err := os.Stat(name)
	if err != nil || info.IsDir() || info.Size() > maxExcerptFile {
		return nil
	}
	f, err := newDecoded(disk{}).Open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		return nil
	}
	return text
}

// summary counts findings, as in "3 errors, 1 warning in 2 files".
func (c *command) summary(diags diag.List) string {
	files := map[string]bool{}
	for _, d := range diags {
		files[d.Span.File] = true
	}
	var parts []string
	for _, s := range []struct {
		of      diag.Severity
		chinese string
	}{{diag.Error, "个错误"}, {diag.Warning, "个警告"}, {diag.Info, "条提示"}} {
		if n := diags.Count(s.of); n > 0 {
			parts = append(parts, c.lang().Count(n, s.of.String(), s.chinese))
		}
	}
	return c.lang().Join(parts) + c.of(" in ", "，涉及 ") + c.lang().Count(len(files), "file", "个文件")
}
