package payout

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"iter"
	"slices"
)

// Batch is what one run posts, all or nothing.
type Batch struct {
	ID    string // the idempotency key; not empty
	After uint64 // the sequence of the last batch that the run read (N9)

	Run         Run
	Lines       []Line
	Packed      *Packed // lines that follow Lines, where there are too many to hold each; nil: none
	Releases    []Release
	Assignments []Assignment
	Settlements []Settlement
}

// Run is what was run to make a batch, and heads its entries in the ledger.
type Run struct {
	Batch    string // the id of the batch; the ledger sets it
	Sequence uint64 // of the batch, from 1; the ledger sets it

	Platform    string    // of all that the batch holds
	Policies    []Edition // that were evaluated
	First, Last Date      // the days of the periods, both included
	AsOf        Date
	Seen        Values // what the sources held, under keys of the run's own, for the next run to compare with (N3)
}

// Edition is one version of a policy, down to the text.
type Edition struct {
	Policy, Version, Digest string
}

// Release lets a held line be paid. A line is released once.
type Release struct {
	Line   string // the id of the held line
	Day    Date   // of the release; the line takes part in settlements of this day and later
	Due    Date   // the first day it may be paid, instead of the line's own; no day to leave that
	Reason string
}

// Assignment puts a subject into a tier (N29). Of several for the same set,
// subject and review the last posted counts.
type Assignment struct {
	Set     string // the tier set
	Subject Ref
	Review  Date // the day of the review; no day for the tier before the first
	Tier    string
	From    Date   // the first day in force
	Reason  string // why this tier
	Cause   Values // what the reason was computed from
}

// AllLines yields Lines, and then those of Packed.
func (b Batch) AllLines() iter.Seq[Line] {
	return func(yield func(Line) bool) {
		for _, l := range b.Lines {
			if !yield(l) {
				return
			}
		}
		b.Packed.All()(yield)
	}
}

// CountLines is how many lines AllLines yields.
func (b Batch) CountLines() int { return len(b.Lines) + b.Packed.Len() }

// Entries yields what b posts, in the order in which a ledger has it: the run,
// then all lines, releases, assignments and settlements, each in the order of b.
// So every entry stands after those that it speaks of.
func (b Batch) Entries() iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		head := b.Run
		head.Batch = b.ID
		_ = yield(head) && yieldAll(b.AllLines(), yield) && yieldAll(slices.Values(b.Releases), yield) &&
			yieldAll(slices.Values(b.Assignments), yield) && yieldAll(slices.Values(b.Settlements), yield)
	}
}

func yieldAll[E Entry](entries iter.Seq[E], yield func(Entry) bool) bool {
	for e := range entries {
		if !yield(e) {
			return false
		}
	}
	return true
}

// Encode returns the JSON of the entries of b, in the order of Entries, and the
// digest of b: the SHA-256, in hexadecimal, of these texts, each followed by a
// newline. Batches of one content have one digest; After is a condition of
// posting and no part of it. It is an error if an entry cannot be written as
// JSON.
func (b Batch) Encode() (entries [][]byte, digest string, err error) {
	digest, err = b.digest(func(text []byte) { entries = append(entries, text) })
	if err != nil {
		return nil, "", err
	}
	return entries, digest, nil
}

// Digest returns the digest of Encode, with one text in memory at a time.
func (b Batch) Digest() (string, error) {
	return b.digest(func([]byte) {})
}

func (b Batch) digest(visit func(text []byte)) (string, error) {
	sum := sha256.New()
	b.Run.Sequence = 0
	for e := range b.Entries() {
		text, err := e.MarshalJSON()
		if err != nil {
			return "", fmt.Errorf("batch %s: %w", quoted(b.ID), err)
		}
		sum.Write(text)
		sum.Write([]byte{'\n'}) // which is in no text
		visit(text)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// Check reports the first thing that is wrong with b in itself: an id that is
// missing or stands twice, an entry of another platform than the run's, a line
// without payee, kind or booking day or with both an amount and a quantity, an
// unknown account that a debit is to draw on, a settlement whose totals are
// not those of its moves. Post checks every batch. Text that is not UTF-8 is
// left to Encode.
func (b Batch) Check() error {
	if b.ID == "" {
		return errors.New("batch without an id")
	}
	if err := b.check(); err != nil {
		return fmt.Errorf("batch %s: %w", quoted(b.ID), err)
	}
	return nil
}

func (b Batch) check() error {
	releases, assignments, settlements := idSet{}, idSet{}, idSet{}
	if err := b.checkLines(); err != nil {
		return err
	}
	for _, r := range b.Releases {
		if err := cmp.Or(releases.add(r.Line), r.check()); err != nil {
			return fmt.Errorf("release of line %s: %w", quoted(r.Line), err)
		}
	}
	for _, a := range b.Assignments {
		key := fmt.Sprintf("%q of %q on %q", a.Set, a.Subject, a.Review)
		if err := cmp.Or(assignments.add(key), a.check()); err != nil {
			return fmt.Errorf("assignment %s: %w", quoted(key), err)
		}
	}
	for _, s := range b.Settlements {
		err := cmp.Or(settlements.add(s.ID), s.Check(), samePlatform(s.Platform, b.Run.Platform))
		if err != nil {
			return fmt.Errorf("settlement %s: %w", quoted(s.ID), err)
		}
	}
	return nil
}

func (b Batch) checkLines() error {
	lines := idSet{}
	for _, l := range b.Lines {
		if err := cmp.Or(lines.add(l.ID), l.check(b.Run.Platform)); err != nil {
			return fmt.Errorf("line %s: %w", quoted(l.ID), err)
		}
	}
	if b.Packed.Len() == 0 {
		return nil
	}
	for l := range b.Packed.All() {
		if l.ID == "" {
			return fmt.Errorf("line %s: %w", quoted(l.ID), errNoID)
		}
		if err := l.check(b.Run.Platform); err != nil {
			return fmt.Errorf("line %s: %w", quoted(l.ID), err)
		}
	}
	return b.checkIDs()
}

// checkIDs looks for an id that stands twice. Of most ids it keeps a hash,
// which an id that stands twice has twice.
func (b Batch) checkIDs() error {
	hashes := make([]uint64, 0, b.CountLines())
	hash := func(id string) uint64 {
		h := fnv.New64a()
		_, _ = io.WriteString(h, id)
		return h.Sum64()
	}
	for l := range b.AllLines() {
		hashes = append(hashes, hash(l.ID))
	}
	slices.Sort(hashes)
	twice := map[uint64]bool{}
	for i := 1; i < len(hashes); i++ {
		if hashes[i] == hashes[i-1] {
			twice[hashes[i]] = true
		}
	}
	if len(twice) == 0 {
		return nil
	}
	lines := idSet{}
	for l := range b.AllLines() {
		if !twice[hash(l.ID)] {
			continue
		}
		if err := lines.add(l.ID); err != nil {
			return fmt.Errorf("line %s: %w", quoted(l.ID), err)
		}
	}
	return nil
}

var errNoID = errors.New("no id")

type idSet map[string]bool

func (s idSet) add(id string) error {
	switch {
	case id == "":
		return errNoID
	case s[id]:
		return errors.New("stands twice")
	}
	s[id] = true
	return nil
}

func samePlatform(of, run string) error {
	if of != run {
		return fmt.Errorf("platform %s in a run of platform %s", quoted(of), quoted(run))
	}
	return nil
}

// check reports what keeps l from being posted.
func (l Line) check(platform string) error {
	switch {
	case l.Kind < Residual || l.Kind > Manual:
		return errors.New("no kind")
	case l.Class > Manual:
		return errors.New("no such class")
	case l.Payee.IsZero():
		return errors.New("no payee")
	case !l.Booked.valid():
		return errors.New("no booking day")
	case l.Kind.Side() == NoMoney && !l.Amount.IsZero():
		return fmt.Errorf("a %s has no amount", l.Kind)
	case l.Kind != Benefit && l.Kind != Manual && (!l.Quantity.IsZero() || l.Unit != ""):
		return fmt.Errorf("a %s has no quantity", l.Kind)
	case !l.Amount.IsZero() && !l.Quantity.IsZero():
		return errors.New("both an amount and a quantity")
	case l.Unit == "" && !l.Quantity.IsZero():
		return errors.New("quantity without a unit")
	}
	for _, account := range l.From {
		if !isAccount(account) {
			return fmt.Errorf("unknown account %s", quoted(account))
		}
	}
	return samePlatform(l.Platform, platform)
}

func (r Release) check() error {
	if !r.Day.valid() {
		return errors.New("no day")
	}
	return nil
}

func (a Assignment) check() error {
	switch {
	case a.Set == "" || a.Tier == "":
		return errors.New("no tier")
	case a.Subject.IsZero():
		return errors.New("no subject")
	case !a.From.valid():
		return errors.New("no first day in force")
	default:
		return nil
	}
}
