package ir

import (
	"strings"
	"sync"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// A parsed text is an expression as the scanner and expr's parser read it,
// before its names mean anything. It does not change.
type parsed struct {
	scan *scanned
	tree ast.Node
	err  error // of the parser
}

// parses remembers the texts of a policy: a let is typed wherever it is used,
// and a default or a row of `each` is written once for many rules.
type parses struct {
	mu     sync.Mutex
	byText map[string]*parsed
}

// maxParsed bounds what is remembered of a policy that somebody asks ever new
// things of; the texts of one file are far fewer.
const maxParsed = 20_000

func (p *parses) of(text string) *parsed {
	p.mu.Lock()
	defer p.mu.Unlock()
	known := p.byText[text]
	if known == nil {
		if len(p.byText) >= maxParsed {
			clear(p.byText)
		}
		known = parse(text)
		p.byText[text] = known
	}
	return known
}

func parse(text string) *parsed {
	p := &parsed{scan: scanExpression(text)}
	if p.scan.stop || strings.TrimSpace(text) == "" {
		return p
	}
	tree, err := parser.ParseWithConfig(string(p.scan.text), plainCalls)
	if p.err = err; err == nil {
		p.tree = tree.Node
	}
	return p
}
