package policy_test

import (
	"context"
	"encoding/json"
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

	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/policy"
)

// A bomb is a policy, or facts for one, that nobody wrote in good faith. It is
// loaded, and evaluated where it loads, in a process that has 512 MiB and 2
// seconds.
type bomb struct {
	policy string
	facts  any
}

// These are within every limit, and are evaluated.
var harmless = []string{
	"all and all", "lists of lists", "one list a rule", "ternaries", "sums doubled", "many rungs", "2,000 in each rule", "far windows",
}

const bombFacts = `
facts:
  s:
    x: money
    n: count
    d: date
    t: text
    o: {type: money, optional: true}
  e: {at: time, s: s, amount: money}
measures:
  s.blocks: {sum: e.amount, since: s.d, every: 1d, times: 120}
  spent: {sum: e.amount}
`

// with is a policy of one rule with that amount, after some other parts.
func with(parts, amount string) bomb {
	return bomb{policy: head + bombFacts + parts + "rules:\n  - {id: r, kind: reward, for: s, to: s, every: month, amount: '" + amount + "'}\n"}
}

func ruleEach(n int, amount string) bomb {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "  - {id: r%d, kind: reward, for: s, to: s, every: month, amount: '%s'}\n", i, amount)
	}
	return bomb{policy: head + bombFacts + "rules:\n" + b.String()}
}

// doubling names a part that is twice the one before it, sixty times.
func doubling(operator string) string {
	var b strings.Builder
	b.WriteString("let:\n  p0: s.x\n")
	for i := 1; i <= 60; i++ {
		fmt.Fprintf(&b, "  p%d: p%d %s p%d\n", i, i-1, operator, i-1)
	}
	return b.String()
}

func facts(x any) bomb {
	b := with("", "s.x * 5%")
	b.facts = map[string]any{"s": map[string]any{"id": "s1", "x": x, "n": 1, "d": "2026-01-01", "t": "t"}}
	return b
}

func bombs() map[string]func() bomb {
	return map[string]func() bomb{
		"nested all": func() bomb {
			return with("", strings.Repeat("all(s.blocks, ", 20)+"it > 1"+strings.Repeat(")", 20)+" ? 1 : 2")
		},
		"all and all": func() bomb {
			return ruleEach(100, "(all(s.blocks, it >= 0) and any(s.blocks, it > sum(s.blocks)) or sum(s.blocks) > 1) ? 1 : 2")
		},
		"lists of lists":        func() bomb { return ruleEach(300, "sum(spent(120 x 1d, s.d)) + sum(spent(120 x 1mo, s.d))") },
		"one list a rule":       func() bomb { return ruleEach(60, strings.Repeat("sum(spent(120 x 1d, s.d)) + ", 30)+"1") },
		"600,000 brackets":      func() bomb { return with("", strings.Repeat("(", 600_000)) },
		"open brackets":         func() bomb { return with("", strings.Repeat("(", 200_000)) },
		"brackets in a block":   func() bomb { return bomb{policy: head + "let:\n  a: |\n    " + strings.Repeat("(", 200_000) + "\n"} },
		"brackets in each rule": func() bomb { return ruleEach(120, strings.Repeat("(", 1900)) },
		"square brackets":       func() bomb { return with("", strings.Repeat("[", 200_000)) },
		"minus signs":           func() bomb { return with("", strings.Repeat("-", 2000)+"s.x") },
		"ternaries":             func() bomb { return ruleEach(100, strings.Repeat("s.n > 1 ? 1 : ", 60)+"0") },
		"sums doubled":          func() bomb { return with(doubling("+"), "p60") },
		"products doubled":      func() bomb { return with(strings.ReplaceAll(doubling("*"), "s.x", "2.5"), "p60 * 1 CNY") },
		"texts doubled":         func() bomb { return with(strings.ReplaceAll(doubling("+"), "s.x", "s.t"), "p60") },
		"quoted texts":          func() bomb { return with("", strings.Repeat("\"aaaaaaaa\" + ", 150)+"\"a\"") },
		"a million digits":      func() bomb { return with("", strings.Repeat("9", 1_000_000)) },
		"as many digits as fit": func() bomb { return with("", "s.x * "+strings.Repeat("9", 250_000)) },
		"digits of a param":     func() bomb { return with("params: {p: "+strings.Repeat("9", 200_000)+"}\n", "p") },
		"digits of a rung": func() bomb {
			return with("ladders: {l: {whole: {"+strings.Repeat("9", 200_000)+": 1}}}\n", "l(s.n) * 1 CNY")
		},
		"digits behind a point": func() bomb { return with("params: {p: 0."+strings.Repeat("9", 200_000)+"}\n", "p * 1 CNY") },
		"a window of ages":      func() bomb { return with("", "spent(1..99999999999, s.d)") },
		"far windows":           func() bomb { return ruleEach(100, "spent(1..90000, s.d) + spent(80000..100000, s.d)") },
		"a million windows":     func() bomb { return with("", "sum(spent(1000000 x 1d, s.d))") },
		"a far day":             func() bomb { return with("", "days(s.d + 99999999d, as_of) * 1 CNY") },
		"3,000 characters":      func() bomb { return with("", strings.Repeat("s.x + ", 500)+"1") },
		"3,000 in each rule":    func() bomb { return ruleEach(80, strings.Repeat("s.x + ", 500)+"1") },
		"2,000 in each rule":    func() bomb { return ruleEach(120, strings.Repeat("s.x + ", 80)+"1") },
		"a bad name in each":    func() bomb { return ruleEach(120, strings.Repeat("voluum + ", 200)+"1") },
		"many rungs": func() bomb {
			var b strings.Builder
			for i := range 9000 {
				fmt.Fprintf(&b, "%d: 1,", i)
			}
			return with("ladders: {l: {whole: {"+b.String()+"}}}\n", strings.Repeat("l(s.n) * 1 CNY + ", 50)+"1")
		},
		"many rows": func() bomb {
			return with("tables: {t: {by: [k], rows: ["+strings.Repeat("[any, s.x],", 3000)+"]}}\n", strings.Repeat("t(s.n) + ", 99)+"1")
		},
		"digits of a fact":    func() bomb { return facts(strings.Repeat("9", 1_000_000)) },
		"digits of JSON":      func() bomb { return facts(json.Number(strings.Repeat("9", 1_000_000))) },
		"an exponent of JSON": func() bomb { return facts(json.Number("1e999999999")) },
		"a large decimal":     func() bomb { return facts(decimal.New(1, 1<<30)) },
		"a small decimal":     func() bomb { return facts(decimal.New(1, -1<<30)) },
		"facts within facts": func() bomb {
			b := with("", "s.x")
			b.facts = []byte(strings.Repeat(`{"s":`, 100_000))
			return b
		},
	}
}

const (
	bombMemory = 512 << 20
	bombTime   = 2 * time.Second
	// The Go runtime reserves address space that it never uses, and does not
	// start with less than about this much of it.
	reservedSpace = 900 << 20
)

// explode loads one bomb, evaluates it where it loads, and says how long it
// took and what was found.
func explode(name string) {
	make, ok := bombs()[name]
	if !ok {
		return // a mere trial of whether such a process can start
	}
	debug.SetMemoryLimit(bombMemory)
	b := make()
	start := time.Now()
	p, found := policy.Check("bomb.yaml", []byte(b.policy))
	size := len(listing(found))
	evaluated := false
	if p != nil {
		given := b.facts
		if given == nil {
			given = map[string]any{
				"s": map[string]any{"id": "s1", "x": "9_999_999_999_999.99", "n": 8999, "d": "2025-01-01", "t": "t"},
				"e": map[string]any{"id": "e1", "at": "2025-06-01T00:00", "s": "s1", "amount": "1.01"},
			}
		}
		decisions, err := p.Evaluate(policy.Case{Facts: given, Period: "2026-03", Trace: true})
		evaluated = len(decisions) > 0 || err != nil
		if err != nil {
			size += len(err.Error())
		}
	}
	fmt.Println(time.Since(start).Microseconds(), len(found), size, evaluated)
}

func TestBombs(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT RUN: -short")
	}
	limited := canLimitMemory()
	if !limited {
		t.Log("no process can be given less address space here; only time is checked")
	}
	for _, name := range slices.Sorted(maps.Keys(bombs())) {
		t.Run(name, func(t *testing.T) {
			patience, stop := context.WithTimeout(t.Context(), 15*bombTime)
			defer stop()
			command := exec.CommandContext(patience, os.Args[0])
			if limited {
				command = exec.CommandContext(patience, "sh", "-c", limitScript, "sh", os.Args[0])
			}
			command.Env = append(os.Environ(), childVariable+"=bomb:"+name)
			out, err := command.CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %.2000s", err, out)
			}
			var micros, found, size int
			var evaluated bool
			if _, err := fmt.Sscan(string(out), &micros, &found, &size, &evaluated); err != nil {
				t.Fatalf("%v: %.2000s", err, out)
			}
			// Where the machine is busy, the clock runs on while the process waits.
			state := command.ProcessState
			took := min(time.Duration(micros)*time.Microsecond, state.UserTime()+state.SystemTime())
			t.Logf("%v, %d findings of %d bytes, evaluated: %t", took.Round(time.Millisecond), found, size, evaluated)
			if took > bombTime {
				t.Errorf("took %v", took)
			}
			if size > 1<<20 {
				t.Errorf("%d bytes are said", size)
			}
			if slices.Contains(harmless, name) && !evaluated {
				t.Errorf("is refused, and was to be evaluated:\n%.1000s", refusal(name))
			}
			if found == 0 && !evaluated {
				t.Error("neither refused nor evaluated")
			}
		})
	}
}

func refusal(name string) string {
	_, found := policy.Check("bomb.yaml", []byte(bombs()[name]().policy))
	return listing(found)
}

var limitScript = "ulimit -v " + strconv.Itoa((bombMemory+reservedSpace)>>10) + " && exec \"$1\""

// canLimitMemory reports whether a shell can start this binary with less
// address space.
func canLimitMemory() bool {
	command := exec.Command("sh", "-c", limitScript, "sh", os.Args[0])
	command.Env = append(os.Environ(), childVariable+"=bomb:none")
	return command.Run() == nil
}
