package payout

import "fmt"

// MarshalJSON writes r as an object with the keys batch, sequence, platform,
// policies, first, last, as_of and seen. Text that is not UTF-8 is an error.
func (r Run) MarshalJSON() ([]byte, error) {
	var o object
	o.text("batch", r.Batch)
	o.number("sequence", r.Sequence)
	o.text("platform", r.Platform)
	o.array("policies", len(r.Policies), func(i int) { o.raw(r.Policies[i]) })
	o.value("first", r.First)
	o.value("last", r.Last)
	o.value("as_of", r.AsOf)
	o.json("seen", r.Seen)
	return o.end()
}

// UnmarshalJSON reads what MarshalJSON writes, as strictly as that of Line. On
// an error r is unchanged.
func (r *Run) UnmarshalJSON(data []byte) error {
	var parsed Run
	err := readWhole(data, []field{
		{key: "batch", required: true, text: &parsed.Batch},
		{key: "sequence", required: true, read: number(&parsed.Sequence)},
		{key: "platform", required: true, text: &parsed.Platform},
		{key: "policies", required: true, read: func(data []byte) error {
			return readArray(data, func(value []byte) error {
				var e Edition
				err := e.UnmarshalJSON(value)
				parsed.Policies = append(parsed.Policies, e)
				return err
			})
		}},
		{key: "first", required: true, value: &parsed.First},
		{key: "last", required: true, value: &parsed.Last},
		{key: "as_of", required: true, value: &parsed.AsOf},
		{key: "seen", required: true, read: parsed.Seen.read},
	})
	if err != nil {
		return fmt.Errorf("run: %w", err)
	}
	*r = parsed
	return nil
}

// MarshalJSON writes e as an object with the keys policy, version and digest.
// Text that is not UTF-8 is an error.
func (e Edition) MarshalJSON() ([]byte, error) {
	var o object
	o.text("policy", e.Policy)
	o.text("version", e.Version)
	o.text("digest", e.Digest)
	return o.end()
}

// UnmarshalJSON reads what MarshalJSON writes, as strictly as that of Line. On
// an error e is unchanged.
func (e *Edition) UnmarshalJSON(data []byte) error {
	var parsed Edition
	err := readWhole(data, []field{
		{key: "policy", required: true, text: &parsed.Policy},
		{key: "version", required: true, text: &parsed.Version},
		{key: "digest", required: true, text: &parsed.Digest},
	})
	if err != nil {
		return fmt.Errorf("edition: %w", err)
	}
	*e = parsed
	return nil
}

// MarshalJSON writes r as an object with the keys line, day, due and reason.
// Text that is not UTF-8 is an error.
func (r Release) MarshalJSON() ([]byte, error) {
	var o object
	o.text("line", r.Line)
	o.value("day", r.Day)
	o.value("due", r.Due)
	o.text("reason", r.Reason)
	return o.end()
}

// UnmarshalJSON reads what MarshalJSON writes, as strictly as that of Line. On
// an error r is unchanged.
func (r *Release) UnmarshalJSON(data []byte) error {
	var parsed Release
	err := readWhole(data, []field{
		{key: "line", required: true, text: &parsed.Line},
		{key: "day", required: true, value: &parsed.Day},
		{key: "due", required: true, value: &parsed.Due},
		{key: "reason", required: true, text: &parsed.Reason},
	})
	if err != nil {
		return fmt.Errorf("release: %w", err)
	}
	*r = parsed
	return nil
}

// MarshalJSON writes a as an object with the keys set, subject, review, tier,
// from, reason and cause. Text that is not UTF-8 is an error.
func (a Assignment) MarshalJSON() ([]byte, error) {
	var o object
	o.text("set", a.Set)
	o.value("subject", a.Subject)
	o.value("review", a.Review)
	o.text("tier", a.Tier)
	o.value("from", a.From)
	o.text("reason", a.Reason)
	o.json("cause", a.Cause)
	return o.end()
}

// UnmarshalJSON reads what MarshalJSON writes, as strictly as that of Line. On
// an error a is unchanged.
func (a *Assignment) UnmarshalJSON(data []byte) error {
	var parsed Assignment
	err := readWhole(data, []field{
		{key: "set", required: true, text: &parsed.Set},
		{key: "subject", required: true, value: &parsed.Subject},
		{key: "review", required: true, value: &parsed.Review},
		{key: "tier", required: true, text: &parsed.Tier},
		{key: "from", required: true, value: &parsed.From},
		{key: "reason", required: true, text: &parsed.Reason},
		{key: "cause", required: true, read: parsed.Cause.read},
	})
	if err != nil {
		return fmt.Errorf("assignment: %w", err)
	}
	*a = parsed
	return nil
}
