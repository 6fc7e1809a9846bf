package ir

import (
	"fmt"
	"maps"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/builtin"
	"github.com/expr-lang/expr/conf"

	"github.com/fenrun/fenrun/policy/diag"
)

// A Site is where expressions of one rule, measure or tier set are read: what
// their names mean there, and which optional facts are known to be there. All
// expressions of a site share one program.
type Site struct {
	Model   *Model
	Program *Program
	Locals  map[string]*Node // names with a meaning here alone, such as the columns of `each`
	Rules   RuleNames        // what earned and paid may name
	Report  func(diag.Diagnostic)
	Lenient bool // optional facts need no test: the use of the expression will be checked

	present  presence        // what is known to be there
	assumed  presence        // what is there unless what is typed counts for nothing: see beside
	lets     map[*Let]*Node  // named parts that are typed already
	stack    []Entity        // lets, ladders and tables that are being typed
	letNeeds map[string]bool // inside a let: what it reads and does not test
	budget   *int            // nodes left
}

// RuleNames tells which rules there are.
type RuleNames interface {
	HasRule(id string) bool
	RuleIDs() []string
}

// NewSite makes a site for expressions that are read from root, which may be
// nil where an expression belongs to no subject.
func NewSite(m *Model, root *Subject, report func(diag.Diagnostic)) *Site {
	budget := 20 * maxNodes
	return &Site{
		Model: m, Program: &Program{Root: root}, Report: report,
		present: presence{}, lets: map[*Let]*Node{}, budget: &budget,
	}
}

// WithLocals returns a site in which further names are bound. A let does not
// see them: it means the same wherever it stands.
func (s *Site) WithLocals(locals map[string]*Node) *Site {
	inner := *s
	inner.Locals = maps.Clone(s.Locals)
	if inner.Locals == nil {
		inner.Locals = map[string]*Node{}
	}
	maps.Copy(inner.Locals, locals)
	return &inner
}

// A checker types one expression.
type checker struct {
	*Site
	src     Source
	scan    *scanned
	extents []extent
	failed  bool  // the scanner found mistakes: it may be these that expr stumbles over
	anchor  bool  // what a window is counted from is typed, which may be absent
	element *Type // inside a predicate: the type of `it`
}

// plainCalls makes expr's parser read every call as a plain one, instead of
// giving all, sum, filter and the like a syntax of their own.
var plainCalls = func() *conf.Config {
	config := &conf.Config{MaxNodes: maxNodes, DisableIfOperator: true, Functions: conf.FunctionsTable{}}
	for _, name := range []string{
		"all", "none", "any", "one", "filter", "map", "count", "sum", "find", "findIndex", "findLast", "findLastIndex",
		"groupBy", "sortBy", "reduce",
	} {
		config.Functions[name] = &builtin.Function{Name: name}
	}
	for _, f := range builtin.Builtins {
		config.Functions[f.Name] = f
	}
	return config
}()

func (c *checker) parse() *Node {
	text := c.Model.parses.of(c.src.Value)
	c.scan, c.extents = text.scan, make([]extent, 0, len(c.src.Value)/4)
	for _, p := range c.scan.problems {
		c.failed = true
		d := diag.Errorf(p.code, c.src.Range(p.from, p.to), "%s", p.message)
		d.Hint = p.hint
		if p.meant != "" {
			d.Fix = diag.Changing(d.Span, string(c.scan.source[p.from:p.to]), p.meant, true)
		}
		c.report(d)
	}
	if c.scan.stop {
		return c.invalid(nil)
	}
	if strings.TrimSpace(c.src.Value) == "" {
		c.report(diag.Errorf("N112", c.src.Span(), "an expression is missing here"))
		return c.invalid(nil)
	}
	if text.err != nil {
		if !c.failed {
			c.reportParse(text.err)
		}
		return c.invalid(nil)
	}
	return c.check(text.tree)
}

func (c *checker) report(d diag.Diagnostic) {
	if d.Path == "" {
		d.Path = c.src.Path
	}
	c.Report(d)
}

// fail reports a mistake at a node of expr's tree and gives the node that
// stops it from cascading.
func (c *checker) fail(code string, at ast.Node, format string, args ...any) *Node {
	return c.failHint(code, at, "", format, args...)
}

func (c *checker) failHint(code string, at ast.Node, hint, format string, args ...any) *Node {
	from, to := c.extent(at)
	return c.failAt(code, from, to, hint, format, args...)
}

func (c *checker) failAt(code string, from, to int, hint, format string, args ...any) *Node {
	d := diag.Errorf(code, c.src.Range(from, to), format, args...)
	d.Hint = hint
	c.report(d)
	return &Node{Op: OpInvalid, From: from, To: to}
}

// failNear reports a name that is not known, with the one of known that it was
// most likely meant to be, or else with a hint. Where the name stands in
// quotes, they stay as they are.
func (c *checker) failNear(code string, at ast.Node, name string, known []string, hint, format string, args ...any) *Node {
	from, to := c.extent(at)
	return c.failNearAt(code, from, to, name, known, hint, format, args...)
}

func (c *checker) failNearAt(code string, from, to int, name string, known []string, hint, format string, args ...any) *Node {
	d := diag.Errorf(code, c.src.Range(from, to), format, args...)
	if to-from == utf8.RuneCountInString(name)+2 {
		from, to = from+1, to-1
	}
	if !d.Suggest(c.src.Range(from, to), name, known) {
		d.Hint = hint
	}
	c.report(d)
	return &Node{Op: OpInvalid, From: from, To: to}
}

func (c *checker) invalid(at ast.Node) *Node {
	n := &Node{Op: OpInvalid}
	if at != nil {
		n.From, n.To = c.extent(at)
	}
	return n
}

// check types one node of expr's tree. The list of cases is the allow-list:
// whatever is not here is not in the language.
func (c *checker) check(at ast.Node) *Node {
	*c.budget--
	if *c.budget < 0 {
		if *c.budget == -1 { // once is enough
			return c.failHint("D702", at, "use fewer or smaller tables, or split the rule", "the expressions of this rule take more than %d steps", 20*maxNodes)
		}
		return c.invalid(at)
	}
	n := c.checkKind(at)
	n.From, n.To = c.extent(at)
	n.Text = c.text(n.From, n.To)
	return n
}

func (c *checker) checkKind(at ast.Node) *Node {
	switch at := at.(type) {
	case *ast.IdentifierNode:
		if lit, ok := c.literal(at); ok {
			return c.literalNode(at, lit)
		}
		return c.name(at)
	case *ast.StringNode:
		return c.fail("N107", at, "%q stands alone: a symbol is compared with a fact, as in `merchant.kind == %q`", at.Value, at.Value)
	case *ast.BoolNode:
		return constBool(at.Value)
	case *ast.MemberNode:
		return c.member(at)
	case *ast.UnaryNode:
		return c.unary(at)
	case *ast.BinaryNode:
		return c.binary(at)
	case *ast.ConditionalNode:
		return c.conditional(at)
	case *ast.CallNode:
		return c.call(at)
	case *ast.ArrayNode:
		return c.failHint("N106", at, "a list stands behind `in`: `merchant.kind in [\"a\", \"b\"]`", "a list has no value of its own")
	case *ast.NilNode:
		return c.failHint("N106", at, "test a fact by its name: `not device.activated`", "there is no nil")
	default:
		if c.failed {
			return c.invalid(at) // the scanner has refused its sign
		}
		return c.fail("N106", at, "%s is not in the language", describe(at))
	}
}

func describe(at ast.Node) string {
	switch at.(type) {
	case *ast.SliceNode:
		return "a slice"
	case *ast.MapNode, *ast.PairNode:
		return "a map"
	case *ast.ChainNode:
		return "`?.`"
	case *ast.PointerNode:
		return "`#`"
	case *ast.PredicateNode:
		return "a predicate in braces"
	case *ast.SequenceNode:
		return "`;`"
	case *ast.VariableDeclaratorNode:
		return "`let`"
	case *ast.BytesNode:
		return "a text of bytes"
	default:
		return "this"
	}
}

// literal gives the literal that the scanner put a placeholder for.
func (c *checker) literal(at *ast.IdentifierNode) (Literal, bool) {
	if !strings.HasPrefix(at.Value, string(placeholder)) {
		return Literal{}, false
	}
	lit, ok := c.scan.literals[at.Location().From]
	return lit, ok
}

// text gives the source between two characters on one line, however many it
// was written on.
func (c *checker) text(from, to int) string {
	if from < 0 || to > len(c.scan.source) || from > to {
		return ""
	}
	if c.scan.simple {
		return strings.TrimSpace(c.src.Value[from:to])
	}
	return strings.Join(strings.Fields(string(c.scan.source[from:to])), " ")
}

// reportParse turns the parser's first error into a diagnostic in the
// author's terms.
func (c *checker) reportParse(err error) {
	from, to, message := parseError(err)
	size := len(c.scan.source)
	from, to = min(from, size), min(max(to, from+1), size)
	from = min(from, to)
	switch {
	case strings.Contains(message, "exceeds maximum allowed nodes"):
		c.failAt("D702", 0, size, "split it with `let:`", "this expression has more than %d parts", maxNodes)
	case strings.Contains(message, "coalesce expressions"):
		c.failAt("N112", from, to, bracketDefault, "`??` beside another operator needs brackets")
	case from >= size || strings.Contains(message, "unexpected token EOF"):
		c.failAt("N112", max(0, size-1), size, c.bracketHint(), "the expression ends too early")
	default:
		token := c.text(from, to)
		hint := c.strayHint(from, token)
		if hint == "" {
			hint = c.bracketHint()
		}
		c.failAt("N112", from, to, hint, "this cannot be read here: %s", quoteOr(token, "the expression"))
	}
}

const bracketDefault = "write `(a ?? 0) + b` or `a ?? (0 + b)`"

// quoteOr quotes a piece of source, or says what to call it where there is
// none.
func quoteOr(token, otherwise string) string {
	if token == "" {
		return otherwise
	}
	return fmt.Sprintf("`%s`", token)
}

// bracketHint says which bracket has no partner.
func (c *checker) bracketHint() string {
	var open []rune
	for i := 0; i < len(c.scan.text); i++ {
		switch r := c.scan.text[i]; r {
		case '"', '\'':
			i = quoteEnd(c.scan.text, i)
		case '(', '[':
			open = append(open, r)
		case ')', ']':
			if len(open) == 0 {
				return fmt.Sprintf("this `%c` closes nothing", r)
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		return fmt.Sprintf("a `%c` is not closed", open[len(open)-1])
	}
	return ""
}
