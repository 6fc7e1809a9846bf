package bench

import (
	_ "embed"

	"github.com/fenrun/fenrun/policy"
)

//go:embed policy.yaml
var source []byte

// Bound is the policy bound to Merchant.
func Bound() (*policy.Bound[Merchant], error) { return bound[Merchant]() }

// BoundRecord is the policy bound to Record.
func BoundRecord() (*policy.Bound[Record], error) { return bound[Record]() }

func bound[T any]() (*policy.Bound[T], error) {
	p, err := policy.Parse("policy.yaml", source)
	if err != nil {
		return nil, err
	}
	return policy.Bind[T](p, "merchant")
}
