package syntax

import (
	"fmt"

	"github.com/fenrun/fenrun/policy/diag"
)

// What a file may hold. A policy that somebody can read is far below each of
// them; they are there for files that nobody wrote.
const (
	maxBytes  = 256 << 10
	maxDepth  = 64
	maxNodes  = 20_000
	maxTokens = 5 * maxNodes // no node takes more: itself, a colon, a comma, an anchor, a tag
)

// maxFindings is where the search for things of one kind stops. It is far more
// than diag.List.Sorted keeps, and keeps a file of nothing else cheap.
const maxFindings = 10 * diag.Limit

// An excess is a limit that the scanner has seen exceeded, before yaml.v3
// spends time on the text: deep nesting alone costs it minutes.
type excess struct {
	at    stretch
	depth bool // else the number of nodes
}

// measure counts the token just read. Its counts never exceed those of the
// finished tree, so that it refuses no file that the tree would allow.
func (s *scanner) measure() {
	t := s.tokens[len(s.tokens)-1]
	if t.kind == scalarToken || t.kind == aliasToken || t.kind == openToken {
		s.nodes++
	}
	depth := len(s.indents)+len(s.flow) > maxDepth
	if depth || s.nodes > maxNodes || len(s.tokens) > maxTokens {
		s.over = &excess{at: stretch{t.from, t.to}, depth: depth}
	}
}

func (x excess) found(at diag.Span) diag.Diagnostic {
	if x.depth {
		return diag.Errorf("S009", at, "maps and lists stand more than %d deep inside each other here", maxDepth).
			WithHint("the limit is %d levels; a policy rarely needs more than 10", maxDepth)
	}
	return diag.Errorf("S009", at, "the file has more than %s keys and values; here stands the first too many", grouped(maxNodes)).
		WithHint("the limit is %s; split the policy into several files", grouped(maxNodes))
}

func tooLarge(file string, size int) diag.Diagnostic {
	return diag.Errorf("S009", diag.Span{File: file}, "the file has %s bytes, the limit is %s (256 KiB)", grouped(size), grouped(maxBytes)).
		WithHint("split the policy into several files")
}

// grouped writes a count as 20,000.
func grouped(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", grouped(n/1000), n%1000)
}
