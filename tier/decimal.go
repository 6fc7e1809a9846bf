package tier

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// A decimal can be made to have more digits than a machine has memory, by a
// large exponent alone. Every decimal from outside is held to these bounds, so
// that arithmetic on it is exact, quick and small.
const (
	maxPlaces = 60
	maxBits   = 200 // of the digits without the point: 60 digits
)

// bounded returns an error if d has too many digits. The error does not print
// them.
func bounded(d decimal.Decimal) error {
	if e := d.Exponent(); e < -maxPlaces || e > maxPlaces || d.Coefficient().BitLen() > maxBits {
		return fmt.Errorf("a number has more than %d digits", maxPlaces)
	}
	return nil
}
