package syntax

import (
	"strconv"
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
)

// Bool reads true or false. The other spellings that some YAML reader takes
// for one of them (yes, on, True) are refused with S002.
func Bool(t Text) (bool, diag.List) {
	switch t.Value {
	case "true":
		return true, nil
	case "false":
		return false, nil
	}
	switch strings.ToLower(t.Value) {
	case "yes", "y", "on", "true", "1", "是", "对":
		return false, certain(t, "some YAML readers take "+t.Value+" for true, others for a text", "true")
	case "no", "n", "off", "false", "0", "否":
		return false, certain(t, "some YAML readers take "+t.Value+" for false, others for a text", "false")
	}
	return false, diag.List{diag.Errorf("S008", t.Span(), "true or false was expected here, not %q", short(t.Value)).
		WithHint("write true or false")}
}

// Whole reads a whole number such as 12, -3, 1_000 or 20万, without a guess:
// what YAML readers take for different numbers (010, 1e3, 0x1F) is refused
// with S002, and so is a decimal point, behind which some cut the number off.
func Whole(t Text) (int64, diag.List) {
	text, found := Decimal(t)
	if found != nil {
		return 0, found
	}
	if whole, fraction, ok := strings.Cut(text, "."); ok {
		return 0, ambiguous(t, "a whole number was expected here, and many readers would silently drop the ."+fraction+" of this one", whole)
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, diag.List{diag.Errorf("S009", t.Span(), "the number is too large").
			WithHint("a whole number may have 18 digits")}
	}
	return n, nil
}

// Decimal reads a decimal number such as 0.8, -12.50, 1_000 or 1.5亿, and
// gives its digits without underscores and units: 1.5亿 is 150000000. It
// refuses with S002 what YAML readers take for different numbers, and with
// S008 what is no number at all.
func Decimal(t Text) (string, diag.List) {
	s, negative := strings.CutPrefix(t.Value, "-")
	digits, zeros := s, 0
	if d, ok := strings.CutSuffix(s, "万"); ok {
		digits, zeros = d, 4
	} else if d, ok := strings.CutSuffix(s, "亿"); ok {
		digits, zeros = d, 8
	}
	whole, fraction, point := strings.Cut(digits, ".")
	if !isGrouped(whole) || point && !isDigits(fraction) || len(whole) > 1 && whole[0] == '0' {
		return "", diag.List{notDecimal(t)}
	}
	number := shifted(strings.ReplaceAll(whole, "_", ""), fraction, zeros)
	if negative {
		number = "-" + number
	}
	return number, nil
}

// shifted moves the decimal point of whole.fraction to the right.
func shifted(whole, fraction string, zeros int) string {
	if zeros > 0 {
		fraction += strings.Repeat("0", max(0, zeros-len(fraction)))
		whole, fraction = whole+fraction[:zeros], strings.TrimRight(fraction[zeros:], "0")
		whole = strings.TrimLeft(whole, "0")
		if whole == "" {
			whole = "0"
		}
	}
	if fraction == "" {
		return whole
	}
	return whole + "." + fraction
}

// isGrouped reports whether s is digits, with single underscores between them.
func isGrouped(s string) bool {
	for _, part := range strings.Split(s, "_") {
		if !isDigits(part) {
			return false
		}
	}
	return true
}

func isDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}

// notDecimal says what readers would make of a text that is no plain number.
func notDecimal(t Text) diag.Diagnostic {
	s := t.Value
	bare := strings.TrimLeft(s, "+-")
	lower := strings.ToLower(bare)
	joined := strings.ReplaceAll(bare, "_", "")
	switch {
	case strings.HasPrefix(s, "+") && isGrouped(bare):
		return certain(t, "a number has no sign but the minus", bare)[0]
	case strings.HasPrefix(lower, "0x"), strings.HasPrefix(lower, "0o"), strings.HasPrefix(lower, "0b"):
		return otherBase(t, joined)
	case len(joined) > 1 && joined[0] == '0' && isDigits(joined):
		return leadingZero(t, joined)
	case lower == ".inf" || lower == ".nan":
		return ambiguous(t, "YAML takes "+s+" for a number that is none", "")[0].
			WithHint("write the number; where there is no limit, leave the entry out")
	case strings.HasPrefix(bare, ".") && isDigits(bare[1:]):
		return certain(t, "the digit before the point is missing; YAML reads 0"+bare, "0"+bare)[0]
	case strings.HasSuffix(bare, ".") && isGrouped(bare[:len(bare)-1]):
		return certain(t, "no digit stands behind the point", bare[:len(bare)-1])[0]
	case isDigits(joined):
		return ambiguous(t, "an underscore stands between digits; YAML reads "+joined, joined)[0]
	case isDigits(strings.ReplaceAll(bare, ",", "")):
		plain := strings.ReplaceAll(bare, ",", "")
		return ambiguous(t, "a comma groups digits in some countries and begins the decimals in others", plain)[0]
	case isDigits(strings.ReplaceAll(bare, ":", "")):
		return ambiguous(t, "some YAML readers take "+s+" for a number to the base of 60", "")[0].
			WithHint("write a plain number, such as 90")
	case isDigits(halfWidth(bare)):
		return certain(t, "these are full-width digits", halfWidth(bare))[0]
	case isPower(lower):
		return ambiguous(t, "YAML takes "+s+" for a power of ten, rounded to what its reader can hold", "")[0].
			WithHint("write the digits, as in 1_000 or 0.001")
	}
	return diag.Errorf("S008", t.Span(), "a number was expected here, not %q", short(s)).
		WithHint("write a number such as 100, 1_000 or 0.5")
}

// otherBase speaks of 0x1F and the like.
func otherBase(t Text, joined string) diag.Diagnostic {
	n, err := strconv.ParseUint(joined, 0, 64)
	if err != nil {
		return diag.Errorf("S008", t.Span(), "a number was expected here, not %q", short(t.Value)).
			WithHint("write a number such as 100, 1_000 or 0.5")
	}
	meant := strconv.FormatUint(n, 10)
	return ambiguous(t, "only some YAML readers take "+t.Value+" for "+meant, meant)[0]
}

// leadingZero speaks of 010, which is 8 to YAML 1.1 and 10 to people.
func leadingZero(t Text, joined string) diag.Diagnostic {
	meant := strings.TrimLeft(joined, "0")
	if meant == "" {
		meant = "0"
	}
	if n, err := strconv.ParseUint(joined, 8, 64); err == nil && strconv.FormatUint(n, 10) != meant {
		return ambiguous(t, "YAML reads "+short(t.Value)+" as "+strconv.FormatUint(n, 10)+", people read "+short(meant), short(meant))[0]
	}
	return ambiguous(t, "a number does not begin with 0", short(meant))[0]
}

// isPower reports whether s is written like 1e3 or 1.5e-3.
func isPower(s string) bool {
	mantissa, exponent, ok := strings.Cut(s, "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	return ok && isGrouped(whole) && isDigits("0"+fraction) && isDigits(strings.TrimLeft(exponent, "+-"))
}

// halfWidth writes full-width digits as ordinary ones.
func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, s)
}

// ambiguous reports a scalar that has more than one reading.
func ambiguous(t Text, message, meant string) diag.List {
	return diag.List{diag.Errorf("S002", t.Span(), "%s", message).WithHint("write %s", meant)}
}

// certain reports a scalar of which people know only one reading.
func certain(t Text, message, meant string) diag.List {
	list := ambiguous(t, message, meant)
	list[0].Fix = diag.Changing(t.Span(), t.Value, meant, true)
	return list
}
