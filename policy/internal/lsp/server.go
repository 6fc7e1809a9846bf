// Package lsp is the language server of fenrun: what editors ask about a
// policy, a deal or a file of cases while somebody writes it. It checks the
// texts as they stand on the screen, with the checks of the command.
//
// It answers one message after the other and keeps no state but the open
// texts, so that what it says depends on them and the disk alone.
package lsp

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"time"

	"github.com/fenrun/fenrun/policy/diag"
)

// A Server serves one editor.
type Server struct {
	Version string
	// Lang is the language of descriptions, en or zh; empty for the editor's.
	Lang string
	// Check says what is to be said of a file of a file system, and of the
	// files that it belongs to.
	Check func(files fs.FS, name string) (diag.List, error)
}

// ErrNoShutdown ends a session that the editor left without saying so.
var ErrNoShutdown = errors.New("the editor left without a shutdown request")

// quiet is how long nobody types before the texts are checked.
const quiet = 120 * time.Millisecond

// Serve reads messages until the editor says exit or the stream ends.
func (v *Server) Serve(in io.Reader, out io.Writer) error {
	s := &session{server: v, out: out, open: map[string]*openText{}, plans: map[string]compiledPlan{}}
	incoming := make(chan received)
	done := make(chan struct{})
	defer close(done)
	go receive(bufio.NewReader(in), incoming, done)
	for {
		var wait <-chan time.Time
		if s.dirty {
			wait = time.After(quiet)
		}
		select {
		case r := <-incoming:
			if r.err != nil {
				if errors.Is(r.err, io.EOF) && s.over {
					return nil
				}
				if errors.Is(r.err, io.EOF) {
					return ErrNoShutdown
				}
				return r.err
			}
			if r.message.Method == "exit" {
				if !s.over {
					return ErrNoShutdown
				}
				return nil
			}
			if err := s.handle(r.message); err != nil {
				return err
			}
		case <-wait:
			s.dirty = false
			if err := s.publish(); err != nil {
				return err
			}
		}
	}
}

// received is a message, or the end of the stream.
type received struct {
	message *message
	err     error
}

// receive reads messages until the stream ends.
func receive(r *bufio.Reader, to chan<- received, done <-chan struct{}) {
	for {
		m, err := readMessage(r)
		var broken *failure
		if errors.As(err, &broken) {
			m, err = &message{Error: broken}, nil // it is answered, and the next one may be better
		}
		select {
		case to <- received{m, err}:
		case <-done:
			return
		}
		if err != nil {
			return
		}
	}
}

// A session is what is known between two messages.
type session struct {
	server *Server
	out    io.Writer
	open   map[string]*openText // by name
	plans  map[string]compiledPlan
	bytes  bool // positions count bytes
	lang   string
	ready  bool // initialize has come
	over   bool // shutdown has come
	dirty  bool // a text has changed since it was checked
}

// An openText is a document that the editor has open.
type openText struct {
	uri       string
	version   int
	text      string
	published bool // there are findings that the editor shows
}

func (s *session) files() overlay {
	open := make(map[string]string, len(s.open))
	for name, o := range s.open {
		open[name] = o.text
	}
	return overlay{open: open}
}

// handle answers a request or takes a notification. An error ends the session:
// the editor cannot be reached.
func (s *session) handle(m *message) error {
	if m.Error != nil && m.ID == nil && m.Method == "" {
		null := json.RawMessage("null")
		return writeMessage(s.out, &message{ID: &null, Error: m.Error})
	}
	if m.Method == "" {
		return nil // a response; nothing is ever asked of the editor
	}
	result, err := s.call(m)
	if m.ID == nil {
		return nil // a notification has no answer, even if it is wrong
	}
	if err != nil {
		var f *failure
		if !errors.As(err, &f) {
			f = &failure{Code: internalError, Message: err.Error()}
		}
		return writeMessage(s.out, &message{ID: m.ID, Error: f})
	}
	return writeResult(s.out, m.ID, result)
}

// call does what a message asks for. A fault of the server is an answer like
// others: the editor's session goes on.
func (s *session) call(m *message) (result any, err error) {
	defer func() {
		if p := recover(); p != nil {
			result, err = nil, fmt.Errorf("%s failed: %v", m.Method, p)
		}
	}()
	switch {
	case m.Method == "initialize":
		return s.initialize(m.Params)
	case !s.ready:
		return nil, &failure{Code: notInitialized, Message: "initialize comes first"}
	case s.over:
		return nil, &failure{Code: invalidRequest, Message: "the session has been shut down"}
	}
	switch m.Method {
	case "shutdown":
		s.over = true
		return nil, nil
	case "textDocument/didOpen":
		return nil, with(m.Params, s.didOpen)
	case "textDocument/didChange":
		return nil, with(m.Params, s.didChange)
	case "textDocument/didClose":
		return nil, with(m.Params, s.didClose)
	case "textDocument/didSave", "workspace/didChangeWatchedFiles":
		s.dirty = true
		return nil, nil
	case "textDocument/hover":
		return answer(m.Params, s.hover)
	case "textDocument/definition":
		return answer(m.Params, s.definition)
	case "textDocument/references":
		return answer(m.Params, s.references)
	case "textDocument/completion":
		return answer(m.Params, s.completion)
	case "textDocument/prepareRename":
		return answer(m.Params, s.prepareRename)
	case "textDocument/rename":
		return answer(m.Params, s.rename)
	case "textDocument/formatting":
		return answer(m.Params, s.formatting)
	case "textDocument/codeAction":
		return answer(m.Params, s.codeActions)
	case "textDocument/documentSymbol":
		return answer(m.Params, s.symbols)
	default:
		return nil, &failure{Code: unknownMethod, Message: m.Method + " is not known here"}
	}
}

func with[P any](params json.RawMessage, do func(*P)) error {
	p := new(P)
	if err := json.Unmarshal(params, p); err != nil {
		return &failure{Code: invalidParams, Message: err.Error()}
	}
	do(p)
	return nil
}

func answer[P any](params json.RawMessage, do func(*P) (any, error)) (any, error) {
	p := new(P)
	if err := json.Unmarshal(params, p); err != nil {
		return nil, &failure{Code: invalidParams, Message: err.Error()}
	}
	return do(p)
}

func (s *session) initialize(params json.RawMessage) (any, error) {
	var p initializeParams
	if err := json.Unmarshal(params, &p); err != nil {
		return nil, &failure{Code: invalidParams, Message: err.Error()}
	}
	s.ready = true
	s.lang = s.server.Lang
	if s.lang == "" && len(p.Locale) >= 2 {
		s.lang = p.Locale[:2]
	}
	encoding := "utf-16"
	if slices.Contains(p.Capabilities.General.PositionEncodings, "utf-8") {
		encoding, s.bytes = "utf-8", true
	}
	return initializeResult{
		ServerInfo: serverInfo{Name: "fenrun", Version: s.server.Version},
		Capabilities: serverCapabilities{
			PositionEncoding:           encoding,
			TextDocumentSync:           syncOptions{OpenClose: true, Change: 1},
			CompletionProvider:         completionOptions{TriggerCharacters: []string{".", "\"", " ", "{", "["}},
			HoverProvider:              true,
			DefinitionProvider:         true,
			ReferencesProvider:         true,
			DocumentSymbolProvider:     true,
			DocumentFormattingProvider: true,
			RenameProvider:             renameOptions{PrepareProvider: true},
			CodeActionProvider:         codeActionOptions{CodeActionKinds: []string{"quickfix"}},
		},
	}, nil
}

func (s *session) didOpen(p *openParams) {
	s.open[nameOf(p.TextDocument.URI)] = &openText{uri: p.TextDocument.URI, version: p.TextDocument.Version, text: p.TextDocument.Text}
	s.dirty = true
}

func (s *session) didChange(p *changeParams) {
	if o := s.open[nameOf(p.TextDocument.URI)]; o != nil && len(p.ContentChanges) > 0 {
		o.version, o.text = p.TextDocument.Version, p.ContentChanges[len(p.ContentChanges)-1].Text
		s.dirty = true
	}
}

func (s *session) didClose(p *openParams) {
	name := nameOf(p.TextDocument.URI)
	if o := s.open[name]; o != nil {
		delete(s.open, name)
		s.dirty = true
		if o.published {
			s.notify("textDocument/publishDiagnostics", publishParams{URI: o.uri, Version: o.version, Diagnostics: []diagnostic{}})
		}
	}
}

// notify tells the editor something. If it cannot be reached, the next read
// says so.
func (s *session) notify(method string, params any) error {
	body, err := json.Marshal(params)
	if err != nil {
		return err
	}
	return writeMessage(s.out, &message{Method: method, Params: body})
}
