package lsp

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"
)

func TestSession(t *testing.T) {
	c := start(t, &Server{Version: "1.2.3"})
	if f := c.try("textDocument/hover", where("file:///x.yaml", position{}), nil); f == nil || f.Code != notInitialized {
		t.Errorf("a request before initialize gives %v", f)
	}
	result := c.initialize(`{"locale": "zh-CN", "capabilities": {"general": {"positionEncodings": ["utf-32", "utf-8", "utf-16"]}}}`)
	if result.ServerInfo.Version != "1.2.3" || result.Capabilities.PositionEncoding != "utf-8" || !result.Capabilities.HoverProvider {
		t.Errorf("initialize gives %+v", result)
	}
	if f := c.try("textDocument/inlayHint", struct{}{}, nil); f == nil || f.Code != unknownMethod {
		t.Errorf("an unknown request gives %v", f)
	}
	if f := c.try("textDocument/hover", []int{1}, nil); f == nil || f.Code != invalidParams {
		t.Errorf("a request with other params gives %v", f)
	}
	if f := c.try("textDocument/hover", where("file:///nowhere/x.yaml", position{}), nil); f == nil || f.Code != requestFailed {
		t.Errorf("a request for a file that is not there gives %v", f)
	}
	c.tell("$/setTrace", struct{}{}) // an unknown notification has no answer
	c.ask("shutdown", nil, nil)
	if f := c.try("textDocument/hover", where("file:///x.yaml", position{}), nil); f == nil || f.Code != invalidRequest {
		t.Errorf("a request after shutdown gives %v", f)
	}
	c.tell("exit", nil)
	if err := <-c.ended; err != nil {
		t.Errorf("the session ends with %v", err)
	}
}

func TestSessionEnds(t *testing.T) {
	for name, test := range map[string]struct {
		in   string
		want error
	}{
		"exit without shutdown": {frame(`{"jsonrpc":"2.0","method":"exit"}`), ErrNoShutdown},
		"end of the stream":     {"", ErrNoShutdown},
		"half a message":        {"Content-Length: 10\r\n\r\n{}", io.ErrUnexpectedEOF},
		"half a header":         {"Content-Len", io.ErrUnexpectedEOF},
	} {
		var out bytes.Buffer
		if err := (&Server{Check: check}).Serve(strings.NewReader(test.in), &out); !errors.Is(err, test.want) {
			t.Errorf("%s: it ends with %v", name, err)
		}
	}
	for _, in := range []string{"\r\n", "Content-Length: x\r\n\r\n", "Content-Length: -1\r\n\r\n", "Content-Length: 99999999999\r\n\r\n"} {
		if err := (&Server{Check: check}).Serve(strings.NewReader(in), io.Discard); err == nil || errors.Is(err, ErrNoShutdown) {
			t.Errorf("%q: it ends with %v", in, err)
		}
	}
}

func frame(body string) string {
	var b bytes.Buffer
	m := json.RawMessage(body)
	b.WriteString("Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: ")
	text, _ := json.Marshal(len(m))
	b.Write(text)
	b.WriteString("\r\n\r\n" + body)
	return b.String()
}

// A message that is no JSON is answered, and the next one is read.
func TestBrokenMessage(t *testing.T) {
	var out bytes.Buffer
	in := frame("{x") + frame(`{"jsonrpc":"2.0","id":"a","method":"initialize","params":{}}`) + frame(`{"jsonrpc":"2.0","method":"exit"}`)
	if err := (&Server{Check: check}).Serve(strings.NewReader(in), &out); !errors.Is(err, ErrNoShutdown) {
		t.Errorf("it ends with %v", err)
	}
	r := bufio.NewReader(&out)
	first, err := readBody(r)
	if err != nil || !strings.Contains(string(first), `-32700`) {
		t.Errorf("the answer is %s, %v", first, err)
	}
	second, err := readBody(r)
	if err != nil || !strings.Contains(string(second), `"id":"a"`) || !strings.Contains(string(second), "capabilities") {
		t.Errorf("the next answer is %s, %v", second, err)
	}
}

func TestFindings(t *testing.T) {
	c, uri, _ := open(t, map[string]string{"harbor.yaml": strings.Replace(harbor, "merchant.volume * (", "merchant.volum * (", 1), "harbor.test.yaml": harborTest}, "harbor.yaml")
	p := c.findings(uri)
	if len(p.Diagnostics) != 1 || p.Version != 1 {
		t.Fatalf("the findings are %+v", p)
	}
	d := p.Diagnostics[0]
	if d.Code != "N102" || d.Severity != 1 || d.Source != "fenrun" || !strings.Contains(d.Message, "volum") || d.Range.Start.Line != 32 {
		t.Errorf("the finding is %+v", d)
	}
	c.tell("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": uri, "version": 7},
		"contentChanges": []map[string]any{{"text": "broken: ["}, {"text": harbor}},
	})
	if p := c.findings(uri); len(p.Diagnostics) != 0 || p.Version != 7 {
		t.Errorf("after the change they are %+v", p)
	}
	c.tell("textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": uri, "version": 8}, "contentChanges": []map[string]any{{"text": "fenrun: v1\n金额: ["}},
	})
	p = c.findings(uri)
	if len(p.Diagnostics) == 0 || p.Diagnostics[0].Range.Start != (position{1, 4}) {
		t.Errorf("of a broken text they are %+v", p)
	}
	c.tell("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": uri}})
	if p := c.findings(uri); len(p.Diagnostics) != 0 {
		t.Errorf("of a closed text they are %+v", p)
	}
}

// The cases of a policy that is open are checked against what stands on the
// screen, not on the disk.
func TestFindingsOfCases(t *testing.T) {
	c, uri, _ := open(t, map[string]string{"harbor.yaml": harbor, "harbor.test.yaml": harborTest}, "harbor.test.yaml")
	if p := c.findings(uri); len(p.Diagnostics) != 0 {
		t.Fatalf("the findings are %+v", p)
	}
	policyURI := strings.Replace(uri, "harbor.test.yaml", "harbor.yaml", 1)
	c.open(policyURI, strings.ReplaceAll(harbor, "id: back", "id: taken-back"))
	p := c.findings(uri)
	if len(p.Diagnostics) != 1 || !strings.Contains(p.Diagnostics[0].Message, "back") {
		t.Errorf("after the rule has another id they are %+v", p)
	}
}

// What is no policy is left alone.
func TestOtherFiles(t *testing.T) {
	c, uri, _ := open(t, map[string]string{"compose.yaml": "services: [\n"}, "compose.yaml")
	if p := c.findings(uri); len(p.Diagnostics) != 0 {
		t.Errorf("the findings are %+v", p)
	}
	var items []completionItem
	c.ask("textDocument/completion", where(uri, position{0, 3}), &items)
	if len(items) != 0 {
		t.Errorf("it completes %+v", items)
	}
}

// A document that was never saved stands in no folder, whatever folder the
// server was started in.
func TestUnsaved(t *testing.T) {
	if names := (overlay{open: map[string]string{"untitled:a.yaml": "", "/x/b.yaml": ""}}).beside("untitled:a.yaml"); !slices.Equal(names, []string{"untitled:a.yaml"}) {
		t.Errorf("beside it stand %v", names)
	}
	if entries, err := (overlay{}).ReadDir("."); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("its folder holds %v, %v", entries, err)
	}
}

func TestPositions(t *testing.T) {
	text := "a: 金𝄞x\r\nb\n"
	for _, test := range []struct {
		bytes  bool
		offset int
		at     position
	}{
		{false, 0, position{0, 0}}, {false, 6, position{0, 4}}, {false, 10, position{0, 6}}, {false, 11, position{0, 7}},
		{false, 13, position{1, 0}}, {false, 15, position{2, 0}}, {true, 10, position{0, 10}}, {true, 14, position{1, 1}},
	} {
		l := newLineText(text, test.bytes)
		if got := l.position(test.offset); got != test.at {
			t.Errorf("offset %d stands at %v, not %v", test.offset, got, test.at)
		}
		if got := l.offset(test.at); got != test.offset {
			t.Errorf("%v is the offset %d, not %d", test.at, got, test.offset)
		}
	}
	l := newLineText(text, false)
	for at, want := range map[position]int{{0, 99}: 11, {-1, 0}: 0, {9, 9}: 15, {1, -3}: 13} {
		if got := l.offset(at); got != want {
			t.Errorf("%v is the offset %d, not %d", at, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	for uri, name := range map[string]string{
		"file:///home/lin/%E6%94%BF%E7%AD%96/a%20b.yaml": "/home/lin/政策/a b.yaml", "file:///C:/p/x.yaml": "C:/p/x.yaml", "untitled:Untitled-1": "untitled:Untitled-1",
	} {
		if got := nameOf(uri); got != name {
			t.Errorf("%s is %s", uri, got)
		}
		if got := uriOf(name); got != uri {
			t.Errorf("%s is %s", name, got)
		}
	}
	if got := nameOf("file:///c%3A/p/x.yaml"); got != "c:/p/x.yaml" {
		t.Errorf("VS Code's URI is %s", got)
	}
}
