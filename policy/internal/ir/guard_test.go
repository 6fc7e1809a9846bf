package ir_test

import (
	"testing"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// An optional fact is compared and computed with only where it was tested or
// has a default (N35).
func TestN35Unguarded(t *testing.T) {
	d := at("device")
	for text, key := range map[string]string{
		"«device.deposit» > 5":                                     "device.deposit",
		"5 < «device.deposit»":                                     "device.deposit",
		"«device.deposit» + 5 > 6":                                 "device.deposit",
		"-«device.deposit» > 6":                                    "device.deposit",
		"min(«device.deposit», 5) > 6":                             "device.deposit",
		"max(5, «device.deposit») > 6":                             "device.deposit",
		"round(«device.deposit», 1) > 6":                           "device.deposit",
		"«device.deposit» * 5% > 6":                                "device.deposit",
		"«device.activated» > 2026-01-01":                          "device.activated",
		"days(«device.activated», as_of) > 5":                      "device.activated",
		"«device.plan» == \"lite\"":                                "device.plan",
		"«device.plan» in [\"lite\"]":                              "device.plan",
		"«device.seen» > 2026-01-01T10:00":                         "device.seen",
		"«merchant.sales» > 5":                                     "device.merchant",
		"«device.merchant.sales» > 5":                              "device.merchant",
		"«merchant.agent.heads» > 5":                               "device.merchant",
		"device.deposit or «device.deposit» > 5":                   "device.deposit",
		"not device.deposit and «device.deposit» > 5":              "device.deposit",
		"device.free ? «device.deposit» > 5 : true":                "device.deposit",
		"device.deposit ? true : «device.deposit» > 5":             "device.deposit",
		"(«device.free ? device.deposit : 5») > 6":                 "device.deposit",
		"(«device.deposit ? 5 : device.deposit») > 6":              "device.deposit",
		"(device.deposit or device.free) and «device.deposit» > 5": "device.deposit",
		"«late» > as_of":                                           "device.activated",
		"«rate_of» > 0.5%":                                         "device.merchant",
		"«points(device.deposit)» > 1":                             "device.deposit",
		"«award» > 1":                                              "device.activated",
		"«device.leased»":                                          "device.leased",
		"not «device.leased»":                                      "device.leased",
		"device.free and «device.leased»":                          "device.leased",
		"«device.leased» == true":                                  "device.leased",
	} {
		d.expect(t, text, condition, finding{"N105", "`" + key + "` is optional"})
	}
	d.expect(t, "«device.leased»", condition, finding{"N105", "write `device.leased ?? false`"})
}

func TestN35Guarded(t *testing.T) {
	d := at("device")
	for _, text := range []string{
		"device.deposit", "not device.deposit", "device.merchant", "device.plan", "device.first_sale",
		"device.deposit and device.deposit > 5",
		"device.deposit and device.free and device.deposit > 5",
		"device.free and device.deposit and (device.free or device.deposit > 5)",
		"not device.deposit or device.deposit > 5",
		"not (device.deposit and device.free) or device.deposit > 5",
		"not (not device.deposit) and device.deposit > 5",
		"not device.deposit or not device.spares or device.deposit * device.spares > 5",
		"(device.deposit and device.free or device.deposit and (device.leased ?? false)) and device.deposit > 5",
		"device.deposit ? device.deposit > 5 : false",
		"not device.deposit ? false : device.deposit > 5",
		"device.deposit and device.spares ? device.deposit * device.spares > 5 : false",
		"(device.deposit ? device.deposit : 5) > 6", "(not device.deposit ? 5 : device.deposit) + 1 > 6", "(device.leased ?? false ? 5 : device.free ? 6 : 7) > 6",
		"(device.deposit ? device.free ? device.deposit : 1 : 2) > 3",
		"(device.deposit ?? 0) > 5", "(device.deposit ?? 0) + 1 > 5", "device.leased ?? false", "not (device.leased ?? false)",
		"(device.plan ?? \"lite\") == \"full\"", "(device.activated ?? 2026-01-01) < as_of",
		"device.merchant and merchant.sales > 5 and merchant.kind == \"qr\"",
		"device.merchant and merchant.boss and merchant.boss.heads > 5",
		"(merchant.sales ?? 0) > 5",
		"device.activated and late > as_of", "(late ?? as_of) >= as_of",
		"device.merchant and rate_of > 0.5%", "(rate_of ?? 0.5%) > 0.5%", "(points(device.deposit) ?? 0) > 1",
		"(award ?? 0) > 1", "device.activated and award > 1", "(price_of[merchant.kind] ?? 5%) > 1%", "device.merchant and price_of[merchant.kind] > 1%",
		"(device.agent.up.heads ?? 0) > 1", "device.agent.up and agent.up.up and agent.up.up.heads > 1",
	} {
		d.passes(t, text, condition)
	}
}

// ?? stands in brackets beside another operator.
func TestDefaultsInBrackets(t *testing.T) {
	d := at("device")
	for _, text := range []string{
		"device.deposit ?? 0 «+» 1 > 5", "1 + «device.deposit ?? 0» > 5", "device.deposit ?? 0 «>» 5", "5 < «device.deposit ?? 0»", "-«device.deposit ?? 0» < 5",
		"not «device.leased ?? false»", "device.leased ?? false «and» device.free", "device.free and «device.leased ?? false»", "device.free or (device.free and «device.leased ?? true»)",
		"100 in [5] and 5 in 1..«device.spares ?? 0»",
	} {
		d.expect(t, text, condition, finding{"N112", "needs brackets"})
	}
	for _, text := range []string{
		"device.leased ?? false", "device.leased ?? agent.suspended", "device.free and (device.leased ?? false)", "not (device.leased ?? false)",
		"(device.leased ?? false) ? true : false", "max(device.deposit ?? 0, 5) > 5", "5 in [device.spares ?? 0, 3]", "((device.deposit ?? 0)) + 1 > 5",
	} {
		d.passes(t, text, condition)
	}
	d.expect(t, "«agent.heads ?? 0»", value, finding{"N107", "always there"})
	d.expect(t, "«device.deposit ?? 5%»", value, finding{"U503", "the value is money, and its default a rate"})
}

// `when` guards what the rule says further.
func TestN35WhenGuards(t *testing.T) {
	d := at("device")
	d.expect(t, "«device.deposit»", amount, finding{"N105", "`device.deposit` is optional"})
	for guard, text := range map[string]string{
		"device.deposit":                           "device.deposit",
		"device.free and device.deposit":           "device.deposit",
		"device.deposit and device.deposit > 5":    "device.deposit * 5%",
		"(device.merchant and merchant.sales > 5)": "merchant.sales",
		"not (not device.deposit or device.free)":  "device.deposit",
		"spent(1..30, device.activated) >= 5":      "spent(1..30, device.activated)",
		"spent(1..60, device.activated) >= 5":      "spent(1..30, device.activated)",
		"not (spent(1..60, device.activated) < 5)": "spent(1..30, device.activated)",
		"device.early > 5":                         "device.early",
		"busy":                                     "device.early",
		"any(device.blocks, it > 5)":               "sum(device.blocks)",
		"device.largest":                           "device.largest",
		"device.largest > 5":                       "device.largest",
		"device.first_sale":                        "(months(device.first_sale, as_of) > 3 ? 5 : 6)",
	} {
		d.guard = guard
		if n := d.passes(t, text, amount); n.MayBeAbsent() {
			t.Errorf("%s may be absent where %s", text, guard)
		}
	}
	for guard, text := range map[string]string{
		"device.free or device.deposit":                             "«device.deposit»",
		"not device.deposit":                                        "«device.deposit»",
		"spent(1..30, device.activated) >= 5 or device.free":        "«device.early»",
		"(spent(1..30, device.activated) >= 5 ? 1 : 0) >= 0":        "«device.early»",
		"(device.early ?? 0) > 5":                                   "«device.early»",
		"not (spent(1..30, device.activated) >= 5 and device.free)": "«device.early»",
		"device.activated":                                          "«best(1..30, device.activated)»",
		"device.early > 5":                                          "«device.largest»",
	} {
		d.guard = guard
		d.expect(t, text, amount, finding{"N105", "is optional and is not tested"})
	}
}

// A window whose anchor is absent needs no guard in a condition, for the
// comparison is absent then, but it does in an amount (N34).
func TestN34AbsentWindows(t *testing.T) {
	d := at("device")
	for _, text := range []string{
		"spent(1..30, device.activated) >= 5", "spent(1..30, device.activated + 30d) >= 5", "not (spent(1..30, device.activated) < 5)",
		"device.early >= 5", "any(device.blocks, it > 5)", "all(spent(6 x 30d, device.activated), it > 5)",
		"spent(1..30, device.activated) + spent(31..60, device.activated) >= 5", "min(device.early, 5) > 3", "busy",
		"spent(1..30, device.first_sale) >= 5", "device.largest > 5", "best(1..30, device.stocked) > 5", "spent(1..30, device.seen) > 5",
		"spent(1..30, late) > 5", "device.early in 5..10", "device.early / 3 > 5", "days(device.first_sale, as_of) > 3",
	} {
		if n := d.passes(t, text, condition); !n.MayBeAbsent() {
			t.Errorf("%s can be absent", text)
		}
	}
	for _, text := range []string{
		"«spent(1..30, device.activated)»", "«device.early * 5%»", "«min(device.early, 5)»", "«sum(device.blocks)»", "«best(1..30, device.stocked)»", "«device.largest»",
		"«device.free ? device.early : 5»",
	} {
		d.expect(t, text, amount, finding{"N105", "is optional and is not tested"})
	}
	d.expect(t, "«best(1..30, device.stocked)»", amount, finding{"N105", "`best(1..30, device.stocked)` is optional"})
	if n := d.passes(t, "spent(1..30, device.stocked)", amount); n.MayBeAbsent() {
		t.Error("a window from a day that is always there may be absent")
	}
	d.passes(t, "device.early ?? 0", amount)
	d.expect(t, "«device.blocks»", condition, finding{"N107", "a list of amounts"})
}

// What a case tests is there in its value, and what it tests not to be is
// known in the later ones.
func TestN35Cases(t *testing.T) {
	one := func(when, is string) ir.CaseSource {
		c := ir.CaseSource{Is: unplaced(is)}
		if when != "" {
			w := unplaced(when)
			c.When = &w
		}
		return c
	}
	for _, test := range []struct {
		cases []ir.CaseSource
		want  string // codes
	}{
		{[]ir.CaseSource{one("device.deposit", "device.deposit"), one("", "0")}, ""},
		{[]ir.CaseSource{one("not device.deposit", "5"), one("", "device.deposit")}, ""},
		{[]ir.CaseSource{one("device.free", "device.deposit"), one("", "0")}, "N105"},
		{[]ir.CaseSource{one("device.deposit", "5"), one("", "device.deposit")}, "N105"},
		{[]ir.CaseSource{one("spent(1..30, device.activated) > 5", "device.early"), one("", "0")}, ""},
		{[]ir.CaseSource{one("not (spent(1..30, device.activated) > 5)", "5"), one("", "device.early")}, "N105"},
		{[]ir.CaseSource{one("device.free", "5")}, ""},
		{[]ir.CaseSource{one("", "5"), one("", "6")}, "L203"},
		{[]ir.CaseSource{one("device.free", "0"), one("agent.suspended", "0"), one("", "5%")}, "U503"},
		{[]ir.CaseSource{one("device.free", "device.stocked"), one("", "5")}, "N107"},
		{[]ir.CaseSource{one("voluum > 5", "device.deposit"), one("", "5")}, "N102"},
	} {
		d := at("device")
		d.site().Value(ir.ValueSource{Cases: test.cases}, ir.AnAmount)
		codes := ""
		for _, found := range d.found.Sorted() {
			codes += found.Code
		}
		if codes != test.want {
			t.Errorf("%+v: %s, want %s\n%s", test.cases, codes, test.want, listed(d.found))
		}
	}
	d := at("device")
	n := d.site().Value(ir.ValueSource{Cases: []ir.CaseSource{one("device.free", "0"), one("agent.suspended", "0"), one("", "cut")}}, ir.AnyValue)
	if len(d.found) > 0 || n.Type.Kind != ir.Rate {
		t.Errorf("0, 0 and 5%% are %s: %s", n.Type, listed(d.found))
	}
	d.site().Value(ir.ValueSource{Cases: []ir.CaseSource{one("device.free", "cut"), one("", "5")}}, ir.AnyValue)
	if len(d.found) != 1 || d.found[0].Code != "U501" {
		t.Errorf("5%% and 5: %s", listed(d.found))
	}
}

// A let does not test for its users: what it reads and does not test itself,
// they must.
func TestN35Lets(t *testing.T) {
	d := at("device")
	d.passes(t, "late", date)
	d.expect(t, "days(«late», as_of)", value, finding{"N105", "`device.activated` is optional"})
	d.passes(t, "device.activated and days(late, as_of) > 5", condition)
	d.passes(t, "days(late ?? as_of, as_of) > 5", condition)
	d.expect(t, "«margin» * 5 CNY", amount, finding{"N105", "`device.merchant` is optional"})
	d.guard = "device.merchant"
	d.passes(t, "margin * 5 CNY", amount)
}

// One broken condition does not make others look unguarded.
func TestBrokenGuards(t *testing.T) {
	d := at("device")
	d.expect(t, "«voluum» > 3 and device.deposit > 5", condition, finding{"N102", ""})
	d.expect(t, "device.deposit and «voluum» > 3 and device.deposit > 5", condition, finding{"N102", ""})
	d.expect(t, "«voluum» > 3 ? device.deposit : device.deposit", amount, finding{"N102", ""})
	d.found = nil
	s := d.site()
	broken := s.Condition(unplaced("voluum > 3 and device.deposit"))
	typed(s.With(broken), unplaced("device.deposit"), amount)
	if len(d.found) != 1 {
		t.Error(listed(d.found))
	}
}
