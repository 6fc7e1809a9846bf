package lsp

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/cases"
)

// check is what the command checks an open text with.
func check(files fs.FS, name string) (diag.List, error) {
	if cases.IsCaseFile(name) {
		return cases.Check(files, name)
	}
	_, diags, err := policy.CheckFiles(files, name)
	return diags, err
}

// A client talks to a server over pipes, as editors do.
type client struct {
	t     *testing.T
	to    io.WriteCloser
	from  *bufio.Reader
	next  int
	ended chan error
}

func start(t *testing.T, server *Server) *client {
	t.Helper()
	if server.Check == nil {
		server.Check = check
	}
	toServer, fromClient := io.Pipe()
	toClient, fromServer := io.Pipe()
	c := &client{t: t, to: fromClient, from: bufio.NewReader(toClient), ended: make(chan error, 1)}
	go func() {
		err := server.Serve(toServer, fromServer)
		fromServer.Close()
		c.ended <- err
	}()
	t.Cleanup(func() {
		fromClient.Close()
		toClient.Close()
	})
	return c
}

// open starts a session with a folder in which one file is open; texts are by
// their names. A | in a text is taken out, and marks where the cursor is.
func open(t *testing.T, files map[string]string, name string) (c *client, uri string, at position) {
	t.Helper()
	dir := t.TempDir()
	for other, text := range files {
		if err := os.WriteFile(filepath.Join(dir, other), []byte(strings.ReplaceAll(text, "‸", "")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c = start(t, &Server{Version: "test"})
	c.initialize(`{}`)
	before, after, _ := strings.Cut(files[name], "‸")
	uri = uriOf(filepath.ToSlash(filepath.Join(dir, name)))
	c.open(uri, before+after)
	text := newLineText(before+after, false)
	return c, uri, text.position(len(before))
}

func (c *client) initialize(params string) initializeResult {
	c.t.Helper()
	var result initializeResult
	c.ask("initialize", json.RawMessage(params), &result)
	c.tell("initialized", struct{}{})
	return result
}

func (c *client) open(uri, text string) {
	c.t.Helper()
	c.tell("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": uri, "version": 1, "languageId": "yaml", "text": text}})
}

func (c *client) write(m *message) {
	c.t.Helper()
	if err := writeMessage(c.to, m); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) tell(method string, params any) {
	c.t.Helper()
	c.write(&message{Method: method, Params: raw(c.t, params)})
}

func raw(t *testing.T, v any) json.RawMessage {
	t.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// An incoming message has its result as it came.
type incoming struct {
	ID     *json.RawMessage `json:"id"`
	Method string           `json:"method"`
	Params json.RawMessage  `json:"params"`
	Result json.RawMessage  `json:"result"`
	Error  *failure         `json:"error"`
}

// read waits for the next message.
func (c *client) read() incoming {
	c.t.Helper()
	type got struct {
		body []byte
		err  error
	}
	ready := make(chan got, 1)
	go func() {
		body, err := readBody(c.from)
		ready <- got{body, err}
	}()
	select {
	case g := <-ready:
		if g.err != nil {
			c.t.Fatal(g.err)
		}
		var m incoming
		if err := json.Unmarshal(g.body, &m); err != nil {
			c.t.Fatalf("%v: %s", err, g.body)
		}
		return m
	case <-time.After(20 * time.Second):
		c.t.Fatal("the server does not answer")
		return incoming{}
	}
}

// readBody reads a message apart from the server's own code.
func readBody(r *bufio.Reader) ([]byte, error) {
	header, err := r.ReadString('\n')
	if err != nil {
		return nil, err
	}
	digits, ok := strings.CutPrefix(strings.TrimSpace(header), "Content-Length: ")
	if blank, err := r.ReadString('\n'); !ok || err != nil || blank != "\r\n" {
		return nil, errors.New("the header is " + header + blank)
	}
	length := 0
	if err := json.Unmarshal([]byte(digits), &length); err != nil {
		return nil, err
	}
	body := make([]byte, length)
	_, err = io.ReadFull(r, body)
	return body, err
}

// ask sends a request and reads its result, over the notifications between.
func (c *client) ask(method string, params, result any) {
	c.t.Helper()
	if f := c.try(method, params, result); f != nil {
		c.t.Fatalf("%s: %s", method, f.Message)
	}
}

func (c *client) try(method string, params, result any) *failure {
	c.t.Helper()
	c.next++
	id := json.RawMessage(raw(c.t, c.next))
	c.write(&message{ID: &id, Method: method, Params: raw(c.t, params)})
	for {
		m := c.read()
		if m.ID == nil {
			continue
		}
		if string(*m.ID) != string(id) {
			c.t.Fatalf("an answer to %s came for %s", *m.ID, id)
		}
		if m.Error != nil {
			return m.Error
		}
		if m.Result == nil {
			c.t.Fatalf("%s has neither a result nor an error", method)
		}
		if result != nil {
			if err := json.Unmarshal(m.Result, result); err != nil {
				c.t.Fatal(err)
			}
		}
		return nil
	}
}

// findings waits until the findings of a text come.
func (c *client) findings(uri string) publishParams {
	c.t.Helper()
	for {
		m := c.read()
		if m.Method != "textDocument/publishDiagnostics" {
			continue
		}
		var p publishParams
		if err := json.Unmarshal(m.Params, &p); err != nil {
			c.t.Fatal(err)
		}
		if p.URI == uri {
			return p
		}
	}
}

func where(uri string, at position) map[string]any {
	return map[string]any{"textDocument": map[string]any{"uri": uri}, "position": at, "context": map[string]any{"includeDeclaration": true}}
}

const harbor = `fenrun: v1
policy: harbor
currency: CNY
timezone: Asia/Shanghai
rounding: {places: 2, mode: half-up}
facts:
  agent: {opened: date}
  merchant:
    agent: agent
    kind: [ordinary, preferred]       # what was signed
    rate: {type: rate, min: 0%, max: 1%, default: 0.55%}
  txn: {at: time, merchant: merchant, card: [credit, debit], amount: {type: money, min: 0}}
params:
  bonus: {ordinary: 20万, preferred: 200 CNY}
  target: 1.5亿
measures:
  merchant.volume: {sum: txn.amount, where: {txn.card: credit}, per: month}
  agent.volume: {sum: txn.amount, via: txn.merchant.agent, per: month}
ladders:
  buy_rate: {by: agent.volume, whole: {0: 0.5%, 1亿: 0.495%}}
tiers:
  grade:
    for: merchant
    review: month
    ladder:
      - {tier: A, when: merchant.volume >= 100万, gives: {cut: 0.02%}}
      - {tier: B, gives: {cut: 0%}}
rules:
  - id: residual
    kind: residual
    for: merchant
    to: merchant.agent
    amount: merchant.volume * (merchant.rate - buy_rate - merchant.grade.cut)
    why: "on {merchant.volume}"
  - id: bonus-a
    kind: reward
    for: merchant
    to: merchant.agent
    every: month
    when: merchant.grade == "A" and merchant.kind != "ordinary" and merchant.volume >= target
    amount: bonus[merchant.kind]
  - id: back
    kind: clawback
    takes_back: bonus-a
    for: merchant
    when: paid("bonus-a") > 0 and merchant.volume < 100
`

const harborTest = `policy: harbor.yaml
cases:
  - name: a case
    period: 2026-03
    given:
      agent: {id: a1, opened: 2026-01-01}
      merchant: {id: m1, agent: a1, kind: ordinary, rate: 0.6%}
      txn: {id: t1, merchant: m1, at: 2026-03-02T10:00, card: credit, amount: 1000}
      posted: [{rule: bonus-a, merchant: m1, to: agent/a1, amount: 10, on: 2026-02-28}]
    want: {residual: 0.80, back: -10}
`
