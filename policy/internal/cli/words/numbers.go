package words

import (
	"strconv"
	"strings"
)

// Number writes a count with grouped digits.
func Number(n int) string { return Grouped(strconv.Itoa(n)) }

// Grouped puts a comma between each three digits before the point of a decimal
// number. What is no number comes back as it is.
func Grouped(decimal string) string {
	digits, negative := strings.CutPrefix(decimal, "-")
	whole, fraction, pointed := strings.Cut(digits, ".")
	if strings.Trim(whole, "0123456789") != "" {
		return decimal
	}
	var b strings.Builder
	if negative {
		b.WriteByte('-')
	}
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	if pointed {
		b.WriteString("." + fraction)
	}
	return b.String()
}
