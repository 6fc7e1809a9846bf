package lsp

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// The language server protocol is JSON-RPC 2.0 in messages with a header. What
// of it is needed here is this file; the libraries that have all of it bring
// ten modules and a logger for a dozen kinds of messages.

// maxMessage bounds the body of a message. A policy has at most 256 KiB.
const maxMessage = 16 << 20

// A message is a request, a notification or a response.
type message struct {
	Version string           `json:"jsonrpc"`
	ID      *json.RawMessage `json:"id,omitempty"` // none of a notification
	Method  string           `json:"method,omitempty"`
	Params  json.RawMessage  `json:"params,omitempty"`
	Result  any              `json:"result,omitempty"`
	Error   *failure         `json:"error,omitempty"`
}

// A failure is what a response has in place of a result.
type failure struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func (f *failure) Error() string { return f.Message }

// The codes of JSON-RPC and of the protocol that are used here.
const (
	parseError     = -32700
	invalidRequest = -32600
	unknownMethod  = -32601
	invalidParams  = -32602
	internalError  = -32603
	notInitialized = -32002
	requestFailed  = -32803
)

// refusef makes the answer to a request that can be understood but not done.
func refusef(format string, args ...any) error {
	return &failure{Code: requestFailed, Message: fmt.Sprintf(format, args...)}
}

// readMessage reads the next message. At the end of the stream it gives io.EOF.
func readMessage(r *bufio.Reader) (*message, error) {
	length := -1
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			if errors.Is(err, io.EOF) && line != "" {
				err = io.ErrUnexpectedEOF
			}
			return nil, err
		}
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			break
		}
		name, value, _ := strings.Cut(line, ":")
		if strings.EqualFold(name, "Content-Length") {
			if length, err = strconv.Atoi(strings.TrimSpace(value)); err != nil || length < 0 || length > maxMessage {
				return nil, fmt.Errorf("a message of %q bytes cannot be read", strings.TrimSpace(value))
			}
		}
	}
	if length < 0 {
		return nil, errors.New("a message came without Content-Length")
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(r, body); err != nil {
		return nil, err
	}
	m := &message{}
	if err := json.Unmarshal(body, m); err != nil {
		return nil, &failure{Code: parseError, Message: err.Error()}
	}
	return m, nil
}

// writeMessage writes a message with its header.
func writeMessage(w io.Writer, m *message) error {
	m.Version = "2.0"
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "Content-Length: %d\r\n\r\n%s", len(body), body)
	return err
}

// A response has a result, even if it is null.
type response struct {
	Version string           `json:"jsonrpc"`
	ID      *json.RawMessage `json:"id"`
	Result  any              `json:"result"`
}

func writeResult(w io.Writer, id *json.RawMessage, result any) error {
	body, err := json.Marshal(response{Version: "2.0", ID: id, Result: result})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "Content-Length: %d\r\n\r\n%s", len(body), body)
	return err
}
