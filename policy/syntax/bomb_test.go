package syntax

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// bombs are files that nobody wrote, as large as they may be. Each is parsed in
// a process of its own that has 512 MiB and 2 seconds.
func bombs() map[string]func() string {
	return map[string]func() string{
		"brackets":          fill("["),
		"closed brackets":   func() string { return strings.Repeat("[", maxBytes/2) + strings.Repeat("]", maxBytes/2) },
		"braces":            fill("{a: "),
		"dashes":            fill("- "),
		"deep and comments": wrap(strings.Repeat("- ", 9990)+"x\n", "#\n #\n", ""),
		"64 deep, comments": wrap(strings.Repeat("- ", maxDepth)+"x\n", "#\n #\n", ""),
		"question marks":    fill("? "),
		"stairs":            stairs,
		"equal keys":        fill("a: 1\n"),
		"distinct keys":     distinctKeys,
		"keys in braces":    wrap("{", "a: 1, ", "}"),
		"empty keys":        fill("a:\n"),
		"long path, nulls":  wrap(deepKeys(60), strings.Repeat(" ", 60)+"a:\n", ""),
		"one line of items": wrap("[", "甲, ", "]"),
		"cut by commas":     wrap("{a: f(", "b c,", ")}"),
		"all cut by commas": wrap("{", "a: f(b, c), ", "}"),
		"never balanced":    wrap("[f(", "(, ", "]"),
		"ternaries":         fill("a: b ? c : d\n"),
		"ternary, commas":   wrap("{a ? b", ", (", "}"),
		"open quotes":       fill("a: \"\n'b\n"),
		"open brackets":     fill("a: [b\n"),
		"early quotes":      fill("a: 'b' c\n"),
		"quotes":            fill("'"),
		"escapes":           wrap("\"", "\\x41", "\""),
		"bad escapes":       wrap("\"", "\\d", "\""),
		"alias bomb":        aliasBomb,
		"aliases":           wrap("a: &a x\nb: [", "*a,", "]"),
		"tags":              fill("!a "),
		"negations":         fill("!(a "),
		"anchors":           wrap("[", "&a b,", "]"),
		"long scalar":       fill("x"),
		"long lines":        fill(strings.Repeat("x", 5000) + ": y\n"),
		"plain lines":       wrap("a: ", "b\n ", ""),
		"blank lines":       wrap("a: b\n", "\n", "c: d\n"),
		"tabs":              fill("\t"),
		"literal":           wrap("a: |\n", "  x\n", ""),
		"hidden":            fill("a\u200b"),
		"controls":          fill("\x01"),
		"odd spaces":        wrap("a: ", "x\u3000", ""),
		"mixed words":       wrap("a: ", "xо ", ""),
		"comments":          fill("#\n"),
		"eager comments":    fill("a: b #c\n"),
		"comments, quotes":  fill("\"x\" y #z\n"),
		"markers":           fill("---\n"),
		"returns":           fill("\r"),
		"bad layout":        fill("a: 'b'\n  c: 'd'\n e: f\n"),
		"colons":            fill(": "),
		"not UTF-8":         fill("\xff"),

		// These stay within the limit on nodes, so that they are read to the end.
		"equal keys, allowed":     within("", "a: 1\n", "", maxNodes/2),
		"keys in braces, allowed": within("{", "a: 1,", "}", maxNodes/2),
		"bare keys, allowed":      within("{a: b", ", c", "}", maxNodes/2),
		"commas, allowed":         within("{a: f(", "b c,", ")}", maxNodes/2),
		"cuts, allowed":           within("{", "a: f(b,c),", "}", maxNodes/4),
		"items, allowed":          within("[", "甲,", "]", maxNodes),
		"cut items, allowed":      within("[", "f(a,b),", "]", maxNodes/2),
		"unbalanced, allowed":     within("[", "f(a,", "]", maxNodes),
		"nulls, allowed":          within("[", "~,", "]", maxNodes),
	}
}

// fill repeats a unit until the file is full.
func fill(unit string) func() string { return wrap("", unit, "") }

// wrap repeats a unit between two texts until the file is full.
func wrap(before, unit, after string) func() string {
	return func() string {
		return before + strings.Repeat(unit, (maxBytes-len(before)-len(after))/len(unit)) + after
	}
}

// within repeats a unit not quite n times, and fills the file with spaces.
func within(before, unit, after string, n int) func() string {
	return func() string {
		n := n - 10
		padding := max(0, (maxBytes-len(before)-len(after))/n-len(unit))
		if strings.HasSuffix(unit, "\n") {
			return before + strings.Repeat(strings.Repeat("\n", padding)+unit, n) + after
		}
		return before + strings.Repeat(unit+strings.Repeat(" ", padding), n) + after
	}
}

func distinctKeys() string {
	var b strings.Builder
	for i := 0; b.Len() < maxBytes-20; i++ {
		fmt.Fprintf(&b, "key%d: 1\n", i)
	}
	return b.String()
}

// stairs nests maps as deep as indentation allows.
func stairs() string {
	var b strings.Builder
	for i := 0; b.Len()+i+3 < maxBytes; i++ {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

// deepKeys nests n maps with long keys.
func deepKeys(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + strings.Repeat("k", 900) + ":\n")
	}
	return b.String()
}

// aliasBomb would expand to more than any machine holds.
func aliasBomb() string {
	var b strings.Builder
	b.WriteString("a: &a [x, x, x, x, x, x, x, x]\n")
	for i := range 24 {
		last, next := string(rune('a'+i)), string(rune('a'+i+1))
		fmt.Fprintf(&b, "%s: &%s [%s*%s]\n", next, next, strings.Repeat("*"+last+", ", 9), last)
	}
	return b.String()
}

const (
	bombVariable = "FENRUN_SYNTAX_BOMB"
	bombMemory   = 512 << 20
	bombTime     = 2 * time.Second
	// The Go runtime reserves address space that it never uses, and does not
	// start with less than about this much of it.
	reservedSpace = 900 << 20
)

// TestMain parses a bomb if the environment names one, in the process that
// TestBombs has started for it.
func TestMain(m *testing.M) {
	name := os.Getenv(bombVariable)
	if name == "" {
		os.Exit(m.Run())
	}
	bomb, ok := bombs()[name]
	if !ok {
		return // a mere trial of whether such a process can start
	}
	debug.SetMemoryLimit(bombMemory)
	source := []byte(bomb())
	start := time.Now()
	doc, found := Parse("bomb.yaml", source)
	_ = found.Sorted()
	fmt.Println(time.Since(start).Microseconds(), len(found), doc.Root != nil)
}

func TestBombs(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector multiplies the time and memory that are measured here")
	}
	limited := canLimitMemory()
	if !limited {
		t.Log("no process can be given less address space here; only time and the peak of memory are checked")
	}
	for _, name := range slices.Sorted(maps.Keys(bombs())) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			command := exec.Command(os.Args[0])
			if limited {
				command = exec.Command("sh", "-c", limitScript, "sh", os.Args[0])
			}
			command.Env = append(os.Environ(), bombVariable+"="+name)
			out, err := command.CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %.2000s", err, out)
			}
			var micros, found int
			var read bool
			if _, err := fmt.Sscan(string(out), &micros, &found, &read); err != nil {
				t.Fatalf("%v: %.2000s", err, out)
			}
			// Where the machine is busy, the clock runs on while the process waits.
			state := command.ProcessState
			took := min(time.Duration(micros)*time.Microsecond, state.UserTime()+state.SystemTime())
			peak, known := peakMemory(state)
			t.Logf("%v, %d MiB, %d findings, read: %t", took.Round(time.Millisecond), peak>>20, found, read)
			if took > bombTime {
				t.Errorf("took %v", took)
			}
			if known && peak > bombMemory {
				t.Errorf("used %d MiB", peak>>20)
			}
			if found == 0 && !read {
				t.Error("neither read nor refused")
			}
		})
	}
}

var limitScript = "ulimit -v " + strconv.Itoa((bombMemory+reservedSpace)>>10) + " && exec \"$1\""

// canLimitMemory reports whether a shell can start this binary with less
// address space.
func canLimitMemory() bool {
	command := exec.Command("sh", "-c", limitScript, "sh", os.Args[0])
	command.Env = append(os.Environ(), bombVariable+"=none")
	return command.Run() == nil
}
