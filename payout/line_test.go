package payout_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/payout"
)

func fullLine(t testing.TB) payout.Line {
	t.Helper()
	return payout.Line{
		ID: "l-1", Rule: "residual", Kind: payout.Residual,
		Subject: payout.Ref{Type: "merchant", ID: "m1"}, Payee: agent(1), Period: "2026-06",
		Amount: money(t, "110.50 CNY"),
		Values: payout.Values{{Name: "merchant.volume", Text: "1_000_000"}, {Name: "margin", Text: "0.025%"}},
		Why:    payout.Why{{Lang: "zh", Text: "交易额 <100万> & 更多"}, {Lang: "en", Text: "on \"volume\""}},
		Base:   "residuals", Once: "activation d1", Class: payout.Clawback, Unit: "points", Quantity: quantity(t, "-0.25"),
		From:   []string{"deposit", "rule:residual", "cash"},
		Policy: "harbor-esign", Version: "2026", Digest: "sha256:00", Deal: "zhang", Platform: "harbor",
		Decided: day(t, "2026-06-30"), Booked: day(t, "2026-07-01"), Due: day(t, "2026-07-15"), Held: "papers are missing",
		Cause: "activate-200", Corrects: []string{"l-0", "k-9"},
	}
}

const fullLineJSON = `{"id":"l-1","rule":"residual","kind":"residual","subject":"merchant/m1","payee":"agent/a1",` +
	`"period":"2026-06","amount":"110.50","currency":"CNY",` +
	`"values":{"merchant.volume":"1_000_000","margin":"0.025%"},` +
	`"why":{"zh":"交易额 <100万> & 更多","en":"on \"volume\""},` +
	`"base":"residuals","once":"activation d1","class":"clawback","quantity":"-0.25","unit":"points",` +
	`"from":["deposit","rule:residual","cash"],` +
	`"policy":"harbor-esign","version":"2026","digest":"sha256:00","deal":"zhang","platform":"harbor",` +
	`"decided":"2026-06-30","booked":"2026-07-01","due":"2026-07-15","held":"papers are missing","cause":"activate-200","corrects":["l-0","k-9"]}`

const bareLineJSON = `{"id":"","rule":"","kind":"manual","subject":"","payee":"","period":"","amount":"0","currency":"","values":{},"why":""}`

func TestLineJSON(t *testing.T) {
	for _, c := range []struct {
		line payout.Line
		want string
	}{
		{fullLine(t), fullLineJSON},
		{payout.Line{Kind: payout.Manual}, bareLineJSON},
	} {
		text, err := c.line.MarshalJSON()
		if err != nil || string(text) != c.want {
			t.Fatalf("line is written\n%s, %v, want\n%s", text, err, c.want)
		}
		var back payout.Line
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.line, back, exactly()); diff != "" {
			t.Errorf("line comes back as another:\n%s", diff)
		}
	}
}

func TestLineJSONInAnyOrder(t *testing.T) {
	text := `{"why":"because","values":{},"currency":"JPY","amount":"-3","period":"2026","payee":"agent/a1",` +
		`"subject":"device/d/1","kind":"charge","rule":"fee","id":"x","corrects":[]}`
	var got payout.Line
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	want := payout.Line{
		ID: "x", Rule: "fee", Kind: payout.Charge, Subject: payout.Ref{Type: "device", ID: "d/1"}, Payee: agent(1),
		Period: "2026", Amount: money(t, "-3 JPY"), Why: payout.Why{{Text: "because"}},
	}
	if diff := cmp.Diff(want, got, exactly()); diff != "" {
		t.Errorf("line is read as another:\n%s", diff)
	}
}

func TestLineJSONRefuses(t *testing.T) {
	replaced := func(from, to string) string {
		text := strings.Replace(fullLineJSON, from, to, 1)
		if text == fullLineJSON {
			t.Fatalf("%s is not in the line", from)
		}
		return text
	}
	for name, text := range map[string]string{
		"null":                  `null`,
		"array":                 `[]`,
		"empty":                 `{}`,
		"no amount":             replaced(`"amount":"110.50",`, ``),
		"amount twice":          replaced(`"amount":"110.50"`, `"amount":"110.50","amount":"999.00"`),
		"amount in capitals":    replaced(`"amount"`, `"Amount"`),
		"amount as a number":    replaced(`"110.50"`, `110.50`),
		"amount null":           replaced(`"110.50"`, `null`),
		"amount with currency":  replaced(`"110.50"`, `"110.50 CNY"`),
		"amount in other money": replaced(`"CNY"`, `"JPY"`),
		"no such currency":      replaced(`"CNY"`, `"RMB"`),
		"no currency":           replaced(`"CNY"`, `""`),
		"no kind":               replaced(`"kind":"residual"`, `"kind":""`),
		"unknown kind":          replaced(`"kind":"residual"`, `"kind":"bonus"`),
		"unknown key":           replaced(`"deal"`, `"dael"`),
		"subject as a number":   replaced(`"merchant/m1"`, `7`),
		"a number at the end":   replaced(`["l-0","k-9"]`, `7`),
		"subject without id":    replaced(`"merchant/m1"`, `"merchant"`),
		"value as a number":     replaced(`"1_000_000"`, `1000000`),
		"value twice":           replaced(`"margin"`, `"merchant.volume"`),
		"values null":           replaced(`{"merchant.volume":"1_000_000","margin":"0.025%"}`, `null`),
		"why as a number":       replaced(`{"zh"`, `1,"x":{"zh"`),
		"why without language":  replaced(`"zh"`, `""`),
		"why null":              replaced(`"交易额 <100万> & 更多"`, `null`),
		"no such day":           replaced(`"2026-07-15"`, `"2026-02-30"`),
		"corrects null":         replaced(`["l-0","k-9"]`, `null`),
		"corrects with null":    replaced(`"k-9"`, `null`),
		"corrects as text":      replaced(`["l-0","k-9"]`, `"l-0"`),
		"not UTF-8":             replaced(`papers`, "\xff"),
		"no class":              replaced(`"class":"clawback"`, `"class":""`),
		"quantity as a number":  replaced(`"-0.25"`, `-0.25`),
		"quantity in thousands": replaced(`"-0.25"`, `"1_000"`),
		"from as text":          replaced(`["deposit","rule:residual","cash"]`, `"deposit"`),
		"cut off":               fullLineJSON[:len(fullLineJSON)-1],
		"two lines":             fullLineJSON + fullLineJSON,
	} {
		got := payout.Line{ID: "before"}
		if err := got.UnmarshalJSON([]byte(text)); err == nil || got.ID != "before" {
			t.Errorf("%s is read as %v, want an error and no change", name, got)
		}
	}
}

// A host may hand over any bytes, unlike encoding/json, which checks them.
func TestPartsOfLineRefuseWhatIsNotJSON(t *testing.T) {
	for _, text := range []string{"", " ", `"`, `"x`, `{`, `{"a"`, `{"a":`, `{"a":"b"`, `{"a":"b",}`, `{"a" "b"}`, "null", "1", "\"\xff\""} {
		var w payout.Why
		if err := w.UnmarshalJSON([]byte(text)); err == nil {
			t.Errorf("%q is read as the reason %v", text, w)
		}
		var v payout.Values
		if err := v.UnmarshalJSON([]byte(text)); err == nil {
			t.Errorf("%q is read as the values %v", text, v)
		}
		var l payout.Line
		if err := l.UnmarshalJSON([]byte(text)); err == nil {
			t.Errorf("%q is read as the line %v", text, l)
		}
	}
}

func TestLineJSONRefusesToWrite(t *testing.T) {
	for name, change := range map[string]func(*payout.Line){
		"no kind":                func(l *payout.Line) { l.Kind = 0 },
		"id not UTF-8":           func(l *payout.Line) { l.ID = "\xff" },
		"corrects not UTF-8":     func(l *payout.Line) { l.Corrects[1] = "\xff" },
		"payee without an id":    func(l *payout.Line) { l.Payee.ID = "" },
		"day out of range":       func(l *payout.Line) { l.Due = -1 },
		"deciding day as well":   func(l *payout.Line) { l.Decided = -1 },
		"class out of range":     func(l *payout.Line) { l.Class = 99 },
		"account not UTF-8":      func(l *payout.Line) { l.From[0] = "\xff" },
		"value twice":            func(l *payout.Line) { l.Values[1].Name = l.Values[0].Name },
		"value not UTF-8":        func(l *payout.Line) { l.Values[1].Text = "\xff" },
		"language twice":         func(l *payout.Line) { l.Why[1].Lang = "zh" },
		"language missing":       func(l *payout.Line) { l.Why[1].Lang = "" },
		"sentence not UTF-8":     func(l *payout.Line) { l.Why = payout.Why{{Text: "\xff"}} },
		"two without a language": func(l *payout.Line) { l.Why = payout.Why{{Text: "a"}, {Text: "b"}} },
	} {
		line := fullLine(t)
		change(&line)
		if text, err := line.MarshalJSON(); err == nil {
			t.Errorf("%s is written %s", name, text)
		}
	}
}

func randomLine(t testing.TB, r *rand.Rand) payout.Line {
	t.Helper()
	// Text with everything that JSON writes in a special way.
	letters := []rune("aZ0 \"\\/<>&\n\t\x00\x7f\u2028é万\U0001f600\ufffd")
	text := func() string {
		var b strings.Builder
		for range r.IntN(6) {
			b.WriteRune(letters[r.IntN(len(letters))])
		}
		return b.String()
	}
	someDay := func() payout.Date { return payout.Date(r.IntN(2) * (1 + r.IntN(3_652_059))) }
	line := payout.Line{
		ID: text(), Rule: text(), Kind: payout.Kinds()[r.IntN(11)], Subject: agent(r.IntN(9)),
		Payee: payout.Ref{Type: "商户", ID: "x" + text()}, Period: text(), Amount: randomMoney(t, r),
		Base: text(), Once: text(), Class: payout.Kind(r.IntN(12)), Unit: text(),
		Policy: text(), Version: text(), Digest: text(), Deal: text(), Platform: text(),
		Decided: someDay(), Booked: someDay(), Due: someDay(), Held: text(), Cause: text(),
	}
	for i := range r.IntN(4) {
		line.Values = append(line.Values, payout.Value{Name: fmt.Sprint(text(), i), Text: text()})
		line.Corrects = append(line.Corrects, text())
		line.From = append(line.From, text())
		line.Quantity = randomQuantity(t, r)
	}
	switch n := r.IntN(4); n {
	case 0:
	case 1:
		line.Why = payout.Why{{Text: "x" + text()}}
	default:
		for i := range n {
			line.Why = append(line.Why, payout.Sentence{Lang: fmt.Sprint(text(), i), Text: text()})
		}
	}
	return line
}

func TestLineJSONRoundTrip(t *testing.T) {
	r := random()
	for range cases {
		line := randomLine(t, r)
		text, err := json.Marshal(line)
		if err != nil {
			t.Fatal(err)
		}
		var back payout.Line
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if !reflect.DeepEqual(line, back) { // much faster than Diff
			t.Fatalf("%s comes back as another line:\n%s", text, cmp.Diff(line, back, exactly()))
		}
	}
}

func TestSizes(t *testing.T) {
	if n := unsafe.Sizeof(payout.Date(0)); n != 4 {
		t.Errorf("a Date has %d bytes", n)
	}
	if n := unsafe.Sizeof(payout.Currency{}); n != 4 {
		t.Errorf("a Currency has %d bytes", n)
	}
	if n := unsafe.Sizeof(payout.Money{}); n > 24 {
		t.Errorf("a Money has %d bytes", n)
	}
}

func FuzzLineJSON(f *testing.F) {
	f.Add([]byte(fullLineJSON))
	f.Add([]byte(bareLineJSON))
	f.Add([]byte(strings.Replace(bareLineJSON, `"why":""`, `"why":{"en":"x"},"corrects":["a"]`, 1)))
	f.Fuzz(func(t *testing.T, data []byte) {
		var line payout.Line
		if line.UnmarshalJSON(data) != nil {
			return
		}
		text, err := line.MarshalJSON()
		if err != nil {
			t.Fatalf("%s is read, and cannot be written: %v", data, err)
		}
		var back payout.Line
		if err := back.UnmarshalJSON(text); err != nil {
			t.Fatalf("%s is written, and cannot be read: %v", text, err)
		}
		if diff := cmp.Diff(line, back, exactly()); diff != "" {
			t.Fatalf("%s comes back as another line:\n%s", text, diff)
		}
	})
}

func BenchmarkLineJSON(b *testing.B) {
	line := fullLine(b)
	text, err := line.MarshalJSON()
	if err != nil {
		b.Fatal(err)
	}
	b.Run("write", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := line.MarshalJSON(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := line.UnmarshalJSON(text); err != nil {
				b.Fatal(err)
			}
		}
	})
}
