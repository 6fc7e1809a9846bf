package termsheet

import (
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// input names what an expression reads: the merchant's rate, the day the
// device was activated, the merchant's volume of the month.
func (w *writer) input(in *ir.Input) Text {
	base := w.program.Root
	if in.Path.Level {
		base = w.program.Level
	}
	switch in.Kind {
	case ir.InRef:
		return w.subject(base, in.Path.Hops)
	case ir.InFact:
		return w.fact(base, in.Path.Hops, in.Field)
	case ir.InMeasure:
		return w.measure(base, in.Path.Hops, in.Measure, false)
	case ir.InLast:
		return w.measure(base, in.Path.Hops, in.Measure, true)
	case ir.InWindow:
		return w.windowed(in)
	case ir.InTier:
		w.explainTier(in.Tiers)
		return w.ofSubject(w.subject(base, in.Path.Hops), Run{words(in.Tiers.Name), Term}, w.of("tier ", "等级"))
	case ir.InEarned:
		who := w.subject(base, in.Path.Hops)
		return text(w.of("what ", ""), Run{in.Rule, Strong}, w.of(" earned ", " 规则给 "), who, w.of("", " 的收入"))
	case ir.InPaid:
		return text(w.of("what ", ""), Run{in.Rule, Strong}, w.of(" has paid for it", " 已付金额"))
	case ir.InAsOf:
		return text(w.of("the day of decision", "判定日"))
	case ir.InPeriodFrom:
		return text(w.of("the first day of the period", "期间首日"))
	case ir.InPeriodUntil:
		return text(w.of("the last day of the period", "期间末日"))
	case ir.InSpread:
		return text(Run{w.of("the difference", "差额"), Term})
	}
	return text(code(in.Name))
}

// words turns a name into words.
func words(name string) string { return strings.ReplaceAll(name, "_", " ") }

// subject names the subject at the end of a path: the device, the device's
// agent.
func (w *writer) subject(base *ir.Subject, hops []*ir.Field) Text {
	if base == nil {
		return nil
	}
	t := text(w.of("the ", ""), words(base.Name))
	for _, h := range hops {
		if h.Name == h.Type.Subject.Name { // the agent is the one that is meant
			t = text(w.of("the ", ""), words(h.Name))
			continue
		}
		t = text(t, w.of("'s ", "的"), words(h.Name))
	}
	if w.chinese() {
		return text(spaced(t.String()))
	}
	return t
}

// spaced sets Latin words and digits apart from the Chinese around them.
func spaced(s string) string { return text(s).spaced().String() }

// spaced is that of a whole text, whatever its styles. Between two Chinese
// characters there is no space.
func (t Text) spaced() Text {
	type letter struct {
		r   rune
		run int
	}
	var all []letter
	for i, r := range t {
		for _, c := range r.Text {
			all = append(all, letter{c, i})
		}
	}
	built := make([]strings.Builder, len(t))
	fixed := func(i int) bool { return t[all[i].run].Style == Exact || t[all[i].run].Style == Code }
	for i, l := range all {
		if l.r == ' ' && !fixed(i) && i > 0 && i+1 < len(all) && wide(all[i-1].r) && wide(all[i+1].r) {
			continue
		}
		if i > 0 && !(fixed(i) && fixed(i-1) && all[i-1].run == l.run) && (latin(all[i-1].r) && han(l.r) || han(all[i-1].r) && latin(l.r)) {
			into := l.run // a space stands with plain text where there is some
			if t[into].Style != Plain && all[i-1].run < into {
				into = all[i-1].run
			}
			built[into].WriteByte(' ')
		}
		built[l.run].WriteRune(l.r)
	}
	out := make(Text, len(t))
	for i := range t {
		out[i] = Run{built[i].String(), t[i].Style}
	}
	return out
}

// wide reports whether a character is Chinese, or a mark of Chinese.
func wide(r rune) bool {
	return han(r) || strings.ContainsRune("，。；：、（）【】“”《》", r)
}

func latin(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '%'
}

func han(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }

// ofSubject names something of a subject.
func (w *writer) ofSubject(owner Text, name Run, before string) Text {
	if w.chinese() {
		gap := ""
		if s := owner.String(); s != "" && latin([]rune(s)[len([]rune(s))-1]) {
			gap = " "
		}
		return text(owner, gap, "的", before, pad(name))
	}
	return text(owner, "'s ", before, name)
}

// pad sets a Latin name apart from the Chinese before it.
func pad(name Run) Text {
	if rs := []rune(name.Text); len(rs) > 0 && latin(rs[0]) {
		return text(" ", name)
	}
	return text(name)
}

// happened are words for what happened that do not end like others.
var happened = []string{
	"bound", "left", "paid", "sold", "met", "built", "sent", "born", "spent", "given", "taken", "kept", "brought", "bought", "drawn", "lent", "held",
}

// participle reports whether a name says what happened, by its first word or
// its last.
func participle(name string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(name, func(r rune) bool { return r == '_' || r == ' ' }), func(word string) bool {
		return len(word) > 4 && strings.HasSuffix(word, "ed") || slices.Contains(happened, word)
	})
}

// indefinite puts an article before a name.
func indefinite(name string) string {
	if strings.ContainsRune("aeiou", rune(name[0])) {
		return "an " + words(name)
	}
	return "a " + words(name)
}

// sum says in English what kind of figure a name like `sold` is of.
func (w *writer) sum(t ir.Type, name string) string {
	if w.chinese() || !participle(name) {
		return ""
	}
	switch t.Kind {
	case ir.Money:
		return "amount "
	case ir.Count:
		return "number "
	default:
		return ""
	}
}

// fact names a fact of the subject at the end of a path.
func (w *writer) fact(base *ir.Subject, hops []*ir.Field, f *ir.Field) Text {
	w.explainFact(base, hops, f)
	if w.bare && len(hops) == 0 {
		return text(w.of("the ", ""), Run{words(f.Name), Term})
	}
	owner := w.subject(base, hops)
	if f.Type.Kind == ir.Date || f.Type.Kind == ir.Time {
		return w.day(owner, f.Name)
	}
	return w.ofSubject(owner, Run{words(f.Name), Term}, "")
}

// day names a day by what happened on it.
func (w *writer) day(owner Text, name string) Text {
	switch {
	case w.chinese() && strings.HasSuffix(name, "日"):
		return w.ofSubject(owner, Run{words(name), Term}, "")
	case w.chinese():
		return text(w.ofSubject(owner, Run{words(name), Term}, ""), " 日")
	case name == "left":
		return text("the day ", owner, " ", Run{"left", Term})
	case participle(name):
		return text("the day ", owner, " was ", Run{words(name), Term})
	default:
		return w.ofSubject(owner, Run{words(name), Term}, "")
	}
}

// measure names a measure of a subject, with the period that it is of.
func (w *writer) measure(base *ir.Subject, hops []*ir.Field, m *ir.Measure, last bool) Text {
	w.explainMeasure(m)
	owner := w.subject(base, hops)
	name := Run{words(m.Name), Term}
	if m.Type.Kind == ir.Date || m.Type.Kind == ir.Time {
		return w.day(owner, m.Name)
	}
	if w.chinese() {
		before := ""
		unit := map[ir.Unit]string{ir.Day: "日", ir.Month: "月", ir.Quarter: "季", ir.Year: "年"}[m.Per]
		switch {
		case last && unit != "":
			before = "上" + unit
		case unit != "" && !strings.Contains(m.Name, unit):
			before = "当" + unit
		}
		return w.ofSubject(owner, name, before)
	}
	t := w.ofSubject(owner, name, w.sum(m.Type, m.Name))
	switch {
	case m.Per == ir.NoUnit:
		return t
	case last:
		return text(t, " of the "+m.Per.String()+" before")
	default:
		return text(t, " of the "+m.Per.String())
	}
}

// windowed names a sum over a window that is counted from a day.
func (w *writer) windowed(in *ir.Input) Text {
	w.explainMeasure(in.Measure)
	name := text(w.sum(in.Measure.Type, in.Measure.Name), Run{words(in.Measure.Name), Term})
	if len(name) > 1 {
		name = text("the ", name)
	}
	if in.Window.Period {
		return text(w.of("", "期间内的 "), name, w.of(" in the period", ""))
	}
	when := w.window(in.Window, w.operand(in.Anchor))
	if w.chinese() {
		return text(when, "的", name)
	}
	return text(name, " ", when)
}

// window says over which days or months a window runs.
func (w *writer) window(win ir.Window, from Text) Text {
	lo, hi := win.Lo, win.Hi
	if win.Times > 0 {
		lo, hi = 1, win.Times*win.Each
	}
	switch {
	case w.chinese() && win.Months && win.Open:
		return text(from, "起第 ", plain(lo), " 个月以后")
	case w.chinese() && win.Months && lo == hi && hi < 0:
		return text(from, "前第 ", plain(-lo), " 个月")
	case w.chinese() && win.Months && hi < 0:
		return text(from, "前第 ", plain(-lo), " 至 ", plain(-hi), " 个月")
	case w.chinese() && win.Months && lo == 1 && win.Same:
		return text(from, "当月起 ", plain(hi), " 个月内")
	case w.chinese() && win.Months && lo == 1:
		return text(from, "次月起 ", plain(hi), " 个月内")
	case w.chinese() && win.Months:
		return text(from, w.of("", map[bool]string{true: "当月起", false: "次月起"}[win.Same]), "第 ", plain(lo), " 至 ", plain(hi), " 个月")
	case w.chinese() && win.Open && lo <= 1:
		return text(from, "起")
	case w.chinese() && win.Open:
		return text(from, "起第 ", plain(lo), " 天以后")
	case w.chinese() && hi < 0:
		return text(from, "前第 ", plain(-lo), " 至 ", plain(-hi), " 天")
	case w.chinese() && lo == 1:
		return text(from, "起 ", plain(hi), " 天内")
	case w.chinese():
		return text(from, "起第 ", plain(lo), " 至 ", plain(hi), " 天")
	}
	counted := "after the month of "
	if win.Same {
		counted = "counted from that of "
	}
	switch {
	case win.Months && win.Open:
		return text("from month ", plain(lo), " on, ", counted, from)
	case win.Months && lo == hi && hi < 0:
		return text("in the month ", w.monthsOf(-lo), " before that of ", from)
	case win.Months && hi < 0:
		return text("in months ", plain(-lo), " to ", plain(-hi), " before that of ", from)
	case win.Months && lo == 1:
		return text("in the first ", w.monthsOf(hi), ", ", counted, from)
	case win.Months:
		return text("in months ", plain(lo), " to ", plain(hi), ", ", counted, from)
	case win.Open && lo <= 1:
		return text("from ", from, " on")
	case win.Open:
		return text("from day ", plain(lo), " on, counted from ", from)
	case hi < 0:
		return text("in the days ", plain(-lo), " to ", plain(-hi), " before ", from)
	case lo == 1 && hi == 1:
		return text("on ", from)
	case lo == 1:
		return text("within ", w.days(hi), " of ", from)
	default:
		return text("on days ", plain(lo), " to ", plain(hi), " from ", from)
	}
}

func (w *writer) monthsOf(n int) string {
	if n == 1 {
		return "month"
	}
	return plain(n) + " months"
}
