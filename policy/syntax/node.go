// Package syntax reads the YAML of a policy into a tree in which every leaf,
// and every character of a leaf, has its place in the file.
//
// YAML's own guessing takes no part in it: a scalar is a text until somebody
// who knows what is meant reads it. What YAML would change behind the author's
// back is refused with a diagnostic: anchors and aliases, merge keys, tags,
// repeated keys, missing values, a second document, hidden characters, and
// expressions that YAML cuts to pieces.
package syntax

import "github.com/fenrun/fenrun/policy/diag"

// A Document is what Parse could read of a file.
type Document struct {
	Root     *Node     // nil when nothing could be read
	Comments []Comment // in the order written
}

// A Comment is one comment with its place. Its Text begins with the # and ends
// before the blanks at the end of the line.
type Comment struct {
	Text  Text
	Alone bool // nothing else stands on its line
}

// Kind says what a Node is.
type Kind uint8

const (
	// Broken is a node that has been reported already, such as an alias or a
	// missing value. Nothing is known of it, and nothing more should be said.
	Broken Kind = iota
	// Scalar is a single value, with a Text.
	Scalar
	// Map is keys with values, the Entries.
	Map
	// List is values in order, the Items.
	List
)

// String names a kind as diagnostics do.
func (k Kind) String() string {
	switch k {
	case Broken:
		return "something unreadable"
	case Scalar:
		return "a single value"
	case Map:
		return "a map"
	case List:
		return "a list"
	default:
		return "an unknown kind"
	}
}

// Style says how a Node is written.
type Style uint8

const (
	// Plain is a scalar without quotes.
	Plain Style = iota
	// SingleQuoted is a scalar in 'single' quotes.
	SingleQuoted
	// DoubleQuoted is a scalar in "double" quotes.
	DoubleQuoted
	// Literal is a block scalar behind a |.
	Literal
	// Folded is a block scalar behind a >.
	Folded
	// Block is a map or list by indentation.
	Block
	// Flow is a map in { } or a list in [ ].
	Flow
)

// A Node is a value of a document. A Node is never changed once Parse has
// returned it, and may be read from several goroutines.
type Node struct {
	Kind    Kind
	Style   Style
	InFlow  bool    // it stands inside { } or [ ]
	Text    Text    // of a scalar
	Entries []Entry // of a map, in the order written, each key once
	Items   []*Node // of a list
	Span    diag.Span

	src *source // to show the author what is written
}

// An Entry is a key of a map with its value. Value is never nil.
type Entry struct {
	Key   Text
	Value *Node
}
