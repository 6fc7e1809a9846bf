package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// framed writes messages as an editor does.
func framed(t *testing.T, messages ...map[string]any) string {
	t.Helper()
	var b strings.Builder
	for _, m := range messages {
		m["jsonrpc"] = "2.0"
		body, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s", len(body), body)
	}
	return b.String()
}

func TestLSP(t *testing.T) {
	in := framed(t, map[string]any{"id": 1, "method": "initialize", "params": map[string]any{}}, map[string]any{"id": 2, "method": "shutdown"}, map[string]any{"method": "exit"})
	out, complaint, code := call(t, in, "lsp")
	if code != Clean || complaint != "" || !strings.Contains(out, `"name":"fenrun"`) || strings.Count(out, "Content-Length") != 2 {
		t.Errorf("it prints %q and %q, the code is %d", out, complaint, code)
	}
	if _, complaint, code := call(t, "Content-Length: x\r\n\r\n", "lsp"); code != CouldNotRun || complaint == "" {
		t.Errorf("of what is no message it says %q, the code is %d", complaint, code)
	}
	if _, _, code := call(t, "", "lsp"); code != Clean {
		t.Errorf("at the end of its input the code is %d", code)
	}
}

// What an editor shows of an open file is what lint says of it.
func TestOpenFilesAreCheckedAsByLint(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"policy.yaml", "zhang.yaml", "zhang.test.yaml"} {
		text, err := os.ReadFile(filepath.Join("..", "..", "..", "examples", "deal-zhang", name))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, name), string(text))
	}
	for name, wrong := range map[string][2]string{
		"policy.yaml": {"kind: residual", "kind: residul"}, "zhang.yaml": {"of: ", "of: un"}, "zhang.test.yaml": {"period: ", "peroid: "},
	} {
		file := filepath.Join(dir, name)
		diags, err := (&command{}).checkOpen(disk{}, file)
		if err != nil || diags.Err() != nil {
			t.Errorf("%s: %v, %v", name, diags, err)
		}
		good, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		bad := strings.Replace(string(good), wrong[0], wrong[1], 1)
		if bad == string(good) && name == "zhang.test.yaml" {
			bad = strings.Replace(string(good), "name: ", "nmae: ", 1)
		}
		write(t, file, bad)
		if diags, err := (&command{}).checkOpen(disk{}, file); err != nil || diags.Err() == nil {
			t.Errorf("%s with a mistake: %v, %v", name, diags, err)
		}
		write(t, file, string(good))
	}
	write(t, filepath.Join(dir, ".fenrun.yaml"), "fenrun: v1\nlevels: {L999: off}\n")
	if diags, err := (&command{}).checkOpen(disk{}, filepath.Join(dir, ".fenrun.yaml")); err != nil || diags.Err() == nil {
		t.Errorf(".fenrun.yaml with a mistake: %v, %v", diags, err)
	}
	write(t, filepath.Join(dir, "source.yaml"), "period: 2026-03\n")
	if diags, err := (&command{}).checkOpen(disk{}, filepath.Join(dir, "source.yaml")); err != nil || len(diags) > 0 {
		t.Errorf("source.yaml: %v, %v", diags, err)
	}
}
