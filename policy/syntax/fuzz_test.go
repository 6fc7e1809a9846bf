package syntax

import (
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/fenrun/fenrun/policy/diag"
)

func FuzzParse(f *testing.F) {
	sources := examples(f)
	for _, path := range slices.Sorted(maps.Keys(sources)) {
		f.Add(sources[path])
	}
	for _, test := range placeTests {
		f.Add([]byte(strings.NewReplacer("«", "", "»", "").Replace(test.source)))
	}
	f.Fuzz(checkParse)
}

// examples are the documents in testdata, by name.
func examples(t testing.TB) map[string][]byte {
	paths, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	sources := make(map[string][]byte)
	for _, path := range paths {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		sources[path] = source
	}
	return sources
}

// What policies look like gives no findings.
func TestExamplesAreClean(t *testing.T) {
	for path, source := range examples(t) {
		if path == filepath.Join("testdata", "odd.yaml") {
			continue
		}
		if doc, found := Parse(path, source); found != nil || doc.Root == nil {
			t.Errorf("%s: %s", path, describe(found))
		}
	}
}

// Pieces of YAML put together at random meet all branches of the scanner,
// which a fuzzer takes long to find.
func TestRandomDocuments(t *testing.T) {
	pieces := strings.Split("a|b|key|中|: |: |:|- |- |-|\n|\n|\n  |\n    |\n |  | |\t|? |?|, |,|[|]|{|}|#| # c| #c|'|''|\"|\\n|\\|\\u4e2d|"+
		"/\n|/-\n|>\n  |>+\n  |/2\n|>|/|&x |*x|!t |!!str |~|null|<<|---\n|...\n|%|@|`|\r\n|\r\n  |1|(|)|x: y|a: b\n|- a: b\n|\"q\"|'s'|[a, b]|{a: b}|"+
		"  - x\n|\n\n|min(a, b)|x ? y : z|> 3|\u200b|\u3000|\r|о|\uFEFF|：", "|")
	for i, piece := range pieces {
		pieces[i] = strings.ReplaceAll(piece, "/", "|")
	}
	runs := 20_000
	if testing.Short() || raceDetector {
		runs = 3_000
	}
	for seed := range uint64(runs) {
		random := rand.New(rand.NewPCG(seed, 1))
		var b strings.Builder
		for range 1 + random.IntN(20) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		checkParse(t, []byte(b.String()))
	}
}

// A policy with one mistake is explained in our words.
func TestEveryMistakeIsExplained(t *testing.T) {
	policy := string(examples(t)[filepath.Join("testdata", "policy.yaml")])
	pieces := strings.Split(": |:| |\n|'|\"|{|}|[|]|,|#| #|- |\t|?|! |&|*|>|%|@", "|")
	runs := 1_000
	if testing.Short() || raceDetector {
		runs = 200
	}
	for seed := range uint64(runs) {
		random := rand.New(rand.NewPCG(seed, 2))
		i := random.IntN(len(policy))
		cut := min(len(policy), i+random.IntN(12))
		piece := ""
		if random.IntN(2) == 0 {
			cut, piece = i, pieces[random.IntN(len(pieces))]
		}
		source := strings.ToValidUTF8(policy[:i]+piece+policy[cut:], "")
		doc, found := Parse("p.yaml", []byte(source))
		if doc.Root == nil && len(found) == 0 {
			t.Fatalf("seed %d: nothing is read and nothing said", seed)
		}
		for _, d := range found {
			checkSpan(t, []byte(source), d.Span)
			if strings.Contains(d.Message, "cannot read on from about here") {
				t.Errorf("seed %d: %s: %s", seed, between(d.Span), d.Message)
			}
		}
		if len(found) > 12 {
			t.Errorf("seed %d: one mistake gives %d findings: %s", seed, len(found), describe(found))
		}
	}
}

// checkParse asserts what must hold for any bytes.
func checkParse(t *testing.T, source []byte) {
	defer func() {
		if t.Failed() {
			t.Logf("the source is %q", source)
		}
	}()
	doc, found := Parse("p.yaml", source)
	for _, d := range found {
		checkSpan(t, source, d.Span)
		for _, r := range d.Related {
			checkSpan(t, source, r.Span)
		}
	}
	for _, c := range doc.Comments {
		checkText(t, source, c.Text)
	}
	if doc.Root != nil {
		checkNode(t, source, doc.Root)
	} else if len(found) == 0 {
		t.Fatal("nothing is read and nothing said")
	}
	checkAgainstYAML(t, source)
}

func checkSpan(t *testing.T, source []byte, s diag.Span) {
	t.Helper()
	if s.Start.IsZero() {
		return
	}
	if s.Start.Offset < 0 || s.Start.Offset > s.End.Offset || s.End.Offset > len(source) ||
		s.Start.Line < 1 || s.Start.Line > s.End.Line || s.Start.Column < 1 || s.End.Column < 1 {
		t.Fatalf("the place %s is none in a file of %d bytes", between(s), len(source))
	}
}

func checkNode(t *testing.T, source []byte, n *Node) {
	checkSpan(t, source, n.Span)
	if n.Kind == Scalar {
		checkText(t, source, n.Text)
	}
	for _, e := range n.Entries {
		checkText(t, source, e.Key)
		if e.Value == nil {
			t.Fatalf("%s has no node", e.Key.Value)
		}
		checkNode(t, source, e.Value)
	}
	for _, item := range n.Items {
		checkNode(t, source, item)
	}
}

// checkText asserts that the characters of a text stand in the file one behind
// another.
func checkText(t *testing.T, source []byte, text Text) {
	checkSpan(t, source, text.Span())
	n := len([]rune(text.Value))
	last := 0
	for i := range min(n, 200) {
		s := text.Range(i, i+1)
		checkSpan(t, source, s)
		if s.Start.Offset < last {
			t.Fatalf("character %d of %q stands before the one before it", i, text.Value)
		}
		last = s.Start.Offset
	}
	checkSpan(t, source, text.Range(0, n))
	checkSpan(t, source, text.Range(-3, n+5))
}

// checkAgainstYAML holds the scanner against yaml.v3 for a text that yaml.v3
// accepts: every scalar is where yaml.v3 says and has its value, and nothing
// is wrong with the text.
func checkAgainstYAML(t *testing.T, source []byte) {
	if _, wrong := wrongEncoding("p.yaml", source); wrong || len(source) > maxBytes {
		return
	}
	s := newSource("p.yaml", source)
	if hidden, _ := hiddenCharacters(s); hidden != nil {
		return
	}
	r := reader{src: s, scan: scan(s.text)}
	if r.scan.over != nil {
		return
	}
	root, err := readYAML(r.firstDocument())
	if err != nil || root == nil {
		return
	}
	newBuilder(&r).checkScalars(t, root)
	r.explain()
	for _, d := range r.found {
		// YAML asks that lines inside brackets are indented, and what is not is
		// taken for the next entry. yaml.v3 does not ask.
		if !strings.HasSuffix(d.Message, "is never closed") {
			t.Fatalf("yaml.v3 accepts it, but %s", describe(r.found))
		}
	}
}

func (b *builder) checkScalars(t *testing.T, y *yaml.Node) {
	if y.Kind == yaml.ScalarNode && (y.Value != "" || y.Style&^yaml.TaggedStyle != 0) {
		k := b.tokenAt(b.offsetOf(y))
		for k < len(b.tokens) && (b.tokens[k].kind == anchorToken || b.tokens[k].kind == tagToken) {
			k++
		}
		if k == len(b.tokens) || b.tokens[k].kind != scalarToken || b.tokens[k].value != y.Value {
			t.Fatalf("yaml.v3 reads %q at %d:%d, the scanner does not", y.Value, y.Line, y.Column)
		}
	}
	for _, c := range y.Content {
		b.checkScalars(t, c)
	}
}
