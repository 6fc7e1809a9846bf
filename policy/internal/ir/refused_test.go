package ir_test

import (
	"strings"
	"testing"
	"time"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// What expr has and the language leaves out is refused by name.
func TestRefusedByName(t *testing.T) {
	d := at("device")
	for _, test := range []struct{ text, code, words string }{
		{"«now()» > device.stocked", "D701", "the only time is `as_of`"},
		{"«date(\"2026-01-01\")» > device.stocked", "N106", "2026-01-31"},
		{"«filter(device.weeks, it > 5)»", "N106", "all, any, count, sum and avg"},
		{"«map(device.weeks, it)»", "N106", "all, any, count, sum and avg"},
		{"«reduce(device.weeks, it)»", "N106", "all, any"},
		{"«none(device.weeks, it > 5)»", "N106", "all, any"},
		{"«one(device.weeks, it > 5)»", "N106", "all, any"},
		{"«groupBy(device.weeks, it)»", "N106", "all, any"},
		{"«sortBy(device.weeks, it)»", "N106", "all, any"},
		{"«len(device.weeks)» > 5", "N106", "there is no function `len`"},
		{"«int(agent.quota)» > 5", "N106", "there is no function `int`"},
		{"«median(device.weeks)» > 5", "N106", "there is no function `median`"},
		{"«margin(device.weeks)» > 5", "N109", "is a let, and is not called"},
		{"«rnd(agent.price, 2)» > 5", "N106", "did you mean `round(x, places)`"},
		{"«spend(1..30, device.stocked)» > 5", "N106", "did you mean `spent`"},
		{"«agent.town matches \"a.*\"»", "N106", "`matches` is not in the language"},
		{"«agent.town contains \"a\"»", "N106", "`contains` is not in the language"},
		{"«agent.town startsWith \"a\"»", "N106", "`startsWith` is not in the language"},
		{"«agent.town endsWith \"a\"»", "N106", "`endsWith` is not in the language"},
		{"«device.weeks[1:2]»", "N106", "a slice"},
		{"«device.weeks[:2]»", "N106", "a slice"},
		{"device.stocked == «nil»", "N106", "there is no nil"},
		{"«{»a: 1«}» == 5", "N106", "braces"},
		{"device.weeks «|» sum()", "N106", "in [a, b]"},
		{"device.free «;» device.free", "N106", "`let:`"},
		{"«let» x = 5«;» x > 3", "N106", "`let:`"},
		{"«if» device.free «{» true «}» «else» «{» false «}»", "N106", ""},
		{"«!»device.free", "N106", "write `not`"},
		{"device.free «&&» device.free", "N106", "write `and`"},
		{"device.free «||» device.free", "N106", "write `or`"},
		{"agent.heads «%» 2 == 0", "N106", "there is no remainder"},
		{"agent.heads «^» 2 == 0", "N106", "product"},
		{"agent.heads «**» 2 == 0", "N106", "product"},
		{"device«?.»free", "N106", "test the optional fact"},
		{"device«?.»[0]", "N106", "test the optional fact"},
		{"all(device.weeks, «#» > 5)", "N106", "`it`"},
		{"all(device.weeks, «{»«#» > 5«}»)", "N106", ""},
		{"«$env».x > 5", "N106", "is not a name"},
		{"«::»sum(device.weeks) > 5", "N106", "by their names"},
		{"«+agent.heads» > 5", "N106", "before a value"},
		{"«device.free ?: true»", "N106", "`?:` is not in the language"},
		{"device.free «//» and so on", "N106", "YAML's"},
		{"device.free «/*» and so on */", "N106", "YAML's"},
		{"«b\"x\"» == 5", "N106", "bytes"},
		{"agent.town == «`»x«`»", "N106", "quote with"},
		{"agent.heads > 5 an«d»", "N112", "ends too early"},
		{"agent.heads «>»", "N112", "ends too early"},
		{"(agent.heads > 5", "N112", "a `(` is not closed"},
		{"agent.heads > 5«)»", "N112", "this `)` closes nothing"},
		{"agent.heads agent.heads", "N112", ""},
		{"«min()»", "N109", "min(a, b, ...)"},
		{"«min(5)» > 3", "N109", "is a measure"},
		{"«abs(1, 2)» > 3", "N109", "abs(x)"},
		{"«clamp(1, 2)» > 3", "N109", "clamp(x, low, high)"},
		{"«days(device.stocked)» > 3", "N109", "days(from, to)"},
		{"month(«agent.heads») > 3", "N107", "a date is expected"},
		{"abs(«device.free») > 3", "N107", "a number is expected"},
		{"«min(device.free, device.free)» or true", "U503", "has no order"},
		{"«min(agent.heads, device.stocked)» > 3", "U503", "a count and a date do not compare"},
		{"«-device.stocked» > 3", "N107", "has no negative"},
		{"«not agent.heads» == 5", "N107", "binds closer"},
		{"«not agent.heads» > 5", "N107", ""},
		{"earned(«residual») > 5", "N109", ""},
		{"earned(«\"resdual\"») > 5", "N102", `did you mean "residual"`},
		{"«paid(\"residual\", agent)» > 5", "N109", "always of this rule's subject"},
		{"earned(\"residual\", «5») > 5", "N107", "the payee is a subject"},
		{"«last(agent.heads)» > 5", "N109", "is asked of a measure"},
		{"«last(device.early)» > 5", "N109", "give it `per: month`"},
		{"spent(«device.stocked») > 5", "N109", ""},
		{"«spent(1..30)» > 5", "N109", "from which date"},
		{"«spent(period, device.stocked)» > 5", "N109", "counted from no date"},
		{"spent(«0..30», device.stocked) > 5", "N109", "day 1 is the day itself"},
		{"spent(«-1..1», device.stocked) > 5", "N109", "day 1 is the day itself"},
		{"spent(«30..1», device.stocked) > 5", "N109", "is no window"},
		{"spent(«-1..-12mo», device.stocked) > 5", "N109", "is no window"},
		{"spent(«-12..-1d», device.stocked) > 5", "N109", "is no window"},
		{"spent(«-1..-1y», device.stocked) > 5", "N109", "is no window"},
		{"spent(«30», device.stocked) > 5", "N109", "is no window"},
		{"spent(«1..100001», device.stocked) > 5", "N109", "is no window"},
		{"spent(1..30, «agent.heads») > 5", "N107", "a date is expected"},
	} {
		plain, places := marked(t, test.text)
		d.found = nil
		typed(d.site(), written(t, plain), condition)
		found := d.found.Sorted()
		var got []string
		for _, one := range found {
			got = append(got, place(one.Span))
			if one.Code != test.code {
				t.Errorf("%s: want %s\n%s", test.text, test.code, listed(found))
			}
		}
		if places != nil && strings.Join(got, " ") != strings.Join(places, " ") || len(found) == 0 || !strings.Contains(listed(found), test.words) {
			t.Errorf("%s: want %s\n%s", test.text, test.words, listed(found))
		}
	}
	d.found = nil
	typed(d.site(), unplaced(" "), condition)
	if len(d.found) != 1 || d.found[0].Code != "N112" || !strings.Contains(d.found[0].Message, "is missing") {
		t.Errorf("an expression of nothing: %s", listed(d.found))
	}
}

// The limits of one expression.
func TestLimits(t *testing.T) {
	d := at("device")
	only := func(name, text, words string) {
		t.Helper()
		d.found = nil
		start := time.Now()
		typed(d.site(), unplaced(text), condition)
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s takes %s", name, took)
		}
		if len(d.found) != 1 || d.found[0].Code != "D702" || !strings.Contains(d.found[0].Message, words) {
			t.Errorf("%s: %s", name, listed(d.found))
		}
	}
	only("3,000 characters", "agent.heads > "+strings.Repeat("1 + ", 747)+"1", "more than the limit of 2048")
	only("forty brackets", strings.Repeat("(", 40)+"agent.heads"+strings.Repeat(")", 40)+" > 5", "more than 32 deep")
	only("600 brackets", strings.Repeat("(", 600), "more than 32 deep")
	only("forty lists", strings.Repeat("[", 40), "more than 32 deep")
	only("500 nodes", "agent.heads in ["+strings.Repeat("1, ", 600)+"1]", "more than 500 parts")
	d.passes(t, strings.Repeat("(", 32)+"agent.heads"+strings.Repeat(")", 32)+" > 5", condition)
	d.passes(t, "agent.heads in ["+strings.Repeat("1, ", 480)+"1]", condition)
	d.expect(t, "agent.heads > 5 «nodes»", condition, finding{"N112", ""}) // a name that expr's own message could be taken for
	d.expect(t, "agent.heads > 5 «coalesce»", condition, finding{"N112", "cannot be read here"})
}

// One mistake of a text gives one diagnostic, and several give several.
func TestOneMistakeOneDiagnostic(t *testing.T) {
	d := at("device")
	for text, want := range map[string]int{
		"merchant.rate >= 5％": 1, "agent.heads >= １００": 1, "agent.heads >= 010 * 2": 1, "agent.heads >= 5万5 + 1": 1, "2026-02-30 < device.stocked": 1,
		"agent.share * 10%3 > 1": 1, "spent(01..30, device.stocked) > 5": 1, "spent(1..30, device.stockd) > 5": 1, "device.stocked in 2026-13-01..as_of": 1,
		"voluum + volumm > 5": 2, "voluum > 5 and volumm > 5 or vlume > 3": 3, "max(voluum, volumm, 5) > 3": 2, "a ? b : c": 3,
		"rate_of(voluum) > 5": 1, "award(voluum, 5) > 3": 1, "target[voluum] > 3": 1, "all(voluum, it > 5)": 1, "voluum in [1, 2]": 1, "agent.heads in [voluum, volumm]": 2,
		"voluum ?? 5": 1, "not voluum": 1, "-voluum > 3": 1, "round(voluum, 2) > 3": 1, "voluum / 3 > 5": 1, "(voluum / 3) * 3 > 5": 1, "days(voluum, as_of) > 3": 1,
	} {
		d.found = nil
		typed(d.site(), unplaced(text), condition)
		if found := d.found.Sorted(); len(found) != want {
			t.Errorf("%s: %d findings, want %d\n%s", text, len(found), want, listed(found))
		}
	}
}

func TestCycles(t *testing.T) {
	head := "fenrun: v1\npolicy: p\ncurrency: CNY\ntimezone: UTC\nrounding: {places: 2, mode: up}\nfacts: {s: {k: count}}\n"
	for name, test := range map[string]struct{ text, use, words string }{
		"let of itself":    {"let: {a: a + 1}\n", "a > 1", "`a` needs itself: a needs a"},
		"two lets":         {"let: {a: b + 1, b: a + 1}\n", "a > 1", "`a` needs itself: a needs b needs a"},
		"ladder by itself": {"ladders: {l: {by: l, whole: {0: 1}}}\n", "l > 1", "`l` needs itself: l needs l"},
		"let and ladder":   {"let: {a: l}\nladders: {l: {by: a, whole: {0: 1}}}\n", "l > 1", "needs itself: l needs a needs l"},
		"table of itself":  {"tables: {t: {by: [k], rows: [[1, t(1)]]}}\n", "t(s.k) > 1", "`t` needs itself: t needs t"},
		"key of a table":   {"tables: {t: {by: {k: t}, rows: [[1, 2]]}}\n", "t > 1", "`t` needs itself"},
	} {
		file := compileBroken(head + test.text)
		d := &desk{model: file, root: "s"}
		typed(d.site(), unplaced(test.use), condition)
		if len(d.found) != 1 || d.found[0].Code != "N104" || !strings.Contains(d.found[0].Message, test.words) {
			t.Errorf("%s: %s", name, listed(d.found))
		}
	}
	nested := &desk{model: compile(head + "ladders: {l: {whole: {0: 1, 10: 2}}}\n"), root: "s"}
	nested.passes(t, "l(l(l(s.k))) > 1", condition) // a ladder of a rung of itself is no circle
}

// Parts that use each other twice, and expressions that are as deep as they
// may be, cost no more than their text.
func TestDoubling(t *testing.T) {
	var lets strings.Builder
	lets.WriteString("let:\n  n00: s.k\n  c00: s.k > 1 and s.o\n  q00: s.k / 3\n  x00: s.b\n")
	for i := 1; i <= 60; i++ {
		prev, n := itoa(i-1), itoa(i)
		lets.WriteString("  n" + n + ": n" + prev + " + n" + prev + "\n")
		lets.WriteString("  c" + n + ": c" + prev + " and not c" + prev + " or c" + prev + "\n")
		lets.WriteString("  q" + n + ": \"s.b ? q" + prev + " : q" + prev + "\"\n")
		lets.WriteString("  x" + n + ": \"x" + prev + " ? x" + prev + " : x" + prev + "\"\n")
	}
	m := compileBroken("fenrun: v1\npolicy: p\ncurrency: CNY\ntimezone: UTC\nrounding: {places: 2, mode: up}\nfacts: {s: {k: count, b: bool, o: {type: count, optional: true}}}\n" + lets.String())
	start := time.Now()
	d := &desk{model: m, root: "s"}
	for _, text := range []string{"n60 > 1", "c60 and s.o > 3", "x60", "(q60 > 3 ? true : x60) or true"} {
		d.found = nil
		s := d.site()
		n := typed(s, unplaced(text), condition)
		s.Program.Waits(n)
		s.Program.Early(n)
		s.Program.NotNegative(n)
		n.Walk(func(*ir.Node) bool { return true })
		frame := ir.NewFrame(s.Program)
		for i := range frame.Slots {
			frame.Slots[i] = 1
		}
		if n.Type.Kind != ir.Invalid {
			frame.Exact(n)
			frame.Trace(n)
			places := make([]ir.Place, len(s.Program.Inputs))
			for i, in := range s.Program.Inputs {
				places[i] = ir.Place{Row: -1, Slot: in.Slot}
			}
			code := ir.Compile(s.Program, n, places)
			frame.Int(code)
			frame.Reset()
			for i := range frame.Slots {
				frame.Slots[i] = 1 << 61 // outgrows 64 bits on the way
			}
			frame.Int(code)
		}
		typed(s.With(n), unplaced("s.k > 0"), condition)
	}
	q := typed(d.site(), unplaced("s.b ? q60 : 0.125"), value)
	if q.Type.Scale != 3 {
		t.Errorf("the division has %d places", q.Type.Scale)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("sixty lets that double take %s", took)
	}
}

func itoa(n int) string { return string(rune('0'+n/10)) + string(rune('0'+n%10)) }

// Long chains of one sign are as quick as short ones.
func TestPathologicalExpressions(t *testing.T) {
	for name, text := range map[string]string{
		"keys of keys":           "agent" + strings.Repeat("[1]", 500),
		"quoted keys":            "agent" + strings.Repeat(`["a"]`, 300),
		"calls of calls":         "agent.x" + strings.Repeat("(1)", 400),
		"calls of members":       "agent" + strings.Repeat(".x(1)", 300),
		"slices of slices":       "agent" + strings.Repeat("[1:2]", 300),
		"members":                "agent" + strings.Repeat(".up", 400),
		"minus":                  strings.Repeat("-", 1000) + "1 > 0",
		"not":                    strings.Repeat("not ", 400) + "device.free",
		"ternaries":              strings.Repeat("device.free ? true : ", 95) + "false",
		"ternaries in ternaries": strings.Repeat("device.free ? ", 100) + "true" + strings.Repeat(" : false", 100),
		"and":                    strings.Repeat("device.deposit and ", 100) + "device.free",
		"or":                     strings.Repeat("not device.deposit or ", 90) + "device.free",
		"chained":                strings.Repeat("1 < ", 240) + "2",
		"chains in chains":       strings.Repeat("1 < (", 30) + "1" + strings.Repeat(") < 1", 30),
		"defaults":               strings.Repeat("device.deposit ?? ", 100) + "5 > 1",
		"sums":                   strings.Repeat("agent.heads + ", 140) + "1 > 1",
		"products":               strings.Repeat("agent.heads * ", 140) + "1 > 1",
		"commas":                 "min(" + strings.Repeat("1,", 1000) + "1) > 1",
		"quotes":                 strings.Repeat(`"`, 2001),
		"points":                 strings.Repeat(".", 2000),
		"digits":                 strings.Repeat("1", 2000),
		"literals":               strings.Repeat("1 ", 1000),
		"underscores":            strings.Repeat("1_", 1000),
		"percents":               strings.Repeat("1%", 1000),
		"windows":                strings.Repeat("1..", 600),
		"blocks":                 strings.Repeat("1 x ", 500),
		"dates":                  strings.Repeat("2026-01-01", 200),
		"wide":                   strings.Repeat("１", 680),
		"braces":                 strings.Repeat("{", 1000),
		"pipes":                  "device" + strings.Repeat(" | sum()", 200),
		"lambda":                 strings.Repeat("all(device.weeks, ", 30) + "true" + strings.Repeat(")", 30),
		"streams":                strings.Repeat("spent(1..30, device.activated) + ", 60) + "1 > 1",
		"ladders":                strings.Repeat("rate_of(", 30) + "1" + strings.Repeat(")", 30) + " > 1%",
	} {
		start := time.Now()
		var found diag.List
		s := ir.NewSite(model(), model().Subject("device"), func(one diag.Diagnostic) { found = append(found, one) })
		s.Condition(unplaced(text))
		if took := time.Since(start); took > time.Second {
			t.Errorf("%s takes %s", name, took)
		}
		if len(found) > 1500 {
			t.Errorf("%s gives %d findings", name, len(found))
		}
	}
}
