package payout

import "fmt"

// Kind is what an amount is, which decides what may reduce it and where it
// stands on a statement. The zero value is no kind.
type Kind uint8

const (
	// Residual is a share of the margin on processed volume (分润). It is
	// earned, so only a debt may reduce it.
	Residual Kind = iota + 1
	// PassThrough is fees collected for the payee (代收): the payee's own money,
	// protected like a residual.
	PassThrough
	// Reward is a bonus for an event or a target (返现, 达标奖励).
	Reward
	// Subsidy is support beyond the standard terms (补贴).
	Subsidy
	// Clawback takes back what named rules paid for the same subject (扣回), and
	// never more than is outstanding.
	Clawback
	// Charge is a new debt: a make-up, a fee, a penalty (补款, 罚扣).
	Charge
	// Deposit is money held for the payee (押金).
	Deposit
	// Waiver is a fee that the customer does not pay (费率减免).
	Waiver
	// Benefit is worth something but is not money: points, machines, service.
	Benefit
	// Duty is an obligation without money.
	Duty
	// Manual is posted by people, never by a rule (N12).
	Manual
)

// Kinds returns all kinds, in the order of the language's table of kinds. The
// slice is the caller's.
func Kinds() []Kind {
	return []Kind{
		Residual, PassThrough, Reward, Subsidy, Clawback, Charge,
		Deposit, Waiver, Benefit, Duty, Manual,
	}
}

// ParseKind reads the text of a kind, such as "pass-through".
func ParseKind(text string) (Kind, error) {
	for _, k := range Kinds() {
		if text == k.String() {
			return k, nil
		}
	}
	return 0, fmt.Errorf("unknown kind %s", quoted(text))
}

// String returns the text that ParseKind reads, or "kind(n)" if k is none of
// the kinds.
func (k Kind) String() string {
	switch k {
	case Residual:
		return "residual"
	case PassThrough:
		return "pass-through"
	case Reward:
		return "reward"
	case Subsidy:
		return "subsidy"
	case Clawback:
		return "clawback"
	case Charge:
		return "charge"
	case Deposit:
		return "deposit"
	case Waiver:
		return "waiver"
	case Benefit:
		return "benefit"
	case Duty:
		return "duty"
	case Manual:
		return "manual"
	default:
		return fmt.Sprintf("kind(%d)", uint8(k))
	}
}

// MarshalText returns the text that ParseKind reads. No kind is an error.
func (k Kind) MarshalText() ([]byte, error) {
	if k < Residual || k > Manual {
		return nil, fmt.Errorf("%s is not a kind", k)
	}
	return []byte(k.String()), nil
}

// UnmarshalText reads what ParseKind reads. On an error k is unchanged.
func (k *Kind) UnmarshalText(text []byte) error {
	parsed, err := ParseKind(string(text))
	if err != nil {
		return err
	}
	*k = parsed
	return nil
}

// Side is the sign of what the rules of a kind come to.
type Side uint8

const (
	// NoMoney is the side of what is not money.
	NoMoney Side = iota
	// Credit is in the payee's favour, a positive amount.
	Credit
	// Debit is against the payee, a negative amount.
	Debit
	// Either is a credit or a debit, as people post it.
	Either
)

// String returns "no money", "credit", "debit", "either", or "side(n)" if s is
// none of them.
func (s Side) String() string {
	switch s {
	case NoMoney:
		return "no money"
	case Credit:
		return "credit"
	case Debit:
		return "debit"
	case Either:
		return "either"
	default:
		return fmt.Sprintf("side(%d)", uint8(s))
	}
}

// Side returns the side of k. It is the sign of what a rule of that kind is to
// come to in all; a single line that corrects an earlier one may have the
// opposite sign and keeps its kind (N11). A waiver is a credit to the customer.
// No kind is no money.
func (k Kind) Side() Side {
	switch k {
	case Residual, PassThrough, Reward, Subsidy, Waiver:
		return Credit
	case Clawback, Charge, Deposit:
		return Debit
	case Benefit, Duty:
		return NoMoney
	case Manual:
		return Either
	default:
		return NoMoney
	}
}
