package payout

import (
	"fmt"
	"strings"
)

// Currency is a currency in which amounts can be paid, by its ISO 4217 code.
// Currencies are compared with ==. The zero value is no currency; all others
// come from ParseCurrency.
type Currency struct {
	code   [3]byte
	places uint8
}

// The active codes of ISO 4217 list one as of 2026, by the places of their
// minor unit. Codes without a minor unit (metals, units of account, testing)
// are left out, because no amount in them can be paid to the last unit. A code
// that ISO withdraws later stays, since ledgers hold it.
const (
	zeroPlaces = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
	twoPlaces  = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD " +
		"BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP " +
		"DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF " +
		"IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL " +
		"MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR " +
		"NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP " +
		"SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD " +
		"USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG"
	threePlaces = "BHD IQD JOD KWD LYD OMR TND"
	fourPlaces  = "CLF UYW"
)

// ParseCurrency reads an active ISO 4217 code, three capitals such as "CNY".
// Lower case, surrounding space and unknown codes are errors.
func ParseCurrency(code string) (Currency, error) {
	if len(code) != 3 || !isCapital(code[0]) || !isCapital(code[1]) || !isCapital(code[2]) {
		return Currency{}, fmt.Errorf("currency %s: want three capitals, such as CNY", quoted(code))
	}
	c := Currency{code: [3]byte{code[0], code[1], code[2]}}
	// Codes in the lists are separated by spaces, so three capitals can only
	// be found where a whole code stands.
	switch {
	case strings.Contains(twoPlaces, code):
		c.places = 2
	case strings.Contains(zeroPlaces, code):
		c.places = 0
	case strings.Contains(threePlaces, code):
		c.places = 3
	case strings.Contains(fourPlaces, code):
		c.places = 4
	default:
		return Currency{}, fmt.Errorf("currency %q is not an active code of ISO 4217", code)
	}
	return c, nil
}

func isCapital(b byte) bool { return 'A' <= b && b <= 'Z' }

// Places returns how many decimal places the minor unit of c has: 2 for CNY, 0
// for JPY. It is 0 for no currency.
func (c Currency) Places() int { return int(c.places) }

// IsZero reports whether c is no currency.
func (c Currency) IsZero() bool { return c == Currency{} }

// String returns the code, or "" for no currency.
func (c Currency) String() string {
	if c.IsZero() {
		return ""
	}
	return string(c.code[:])
}

// MarshalText returns the code, or no bytes for no currency.
func (c Currency) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads what MarshalText writes, as ParseCurrency does.
func (c *Currency) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*c = Currency{}
		return nil
	}
	parsed, err := ParseCurrency(string(text))
	if err != nil {
		return err
	}
	*c = parsed
	return nil
}
