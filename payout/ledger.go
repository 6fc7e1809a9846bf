package payout

import (
	"context"
	"errors"
	"iter"
	"slices"
)

// Ledger keeps what was posted, for ever. It is what a host implements on its
// own database; NewMemory and package sqlledger are two that come with this
// module, and package ledgertest holds every ledger to this contract. A ledger
// is safe for concurrent use.
type Ledger interface {
	// Head returns the sequence of the last batch, 0 if there is none.
	// Sequences count 1, 2, 3 over all platforms.
	Head(ctx context.Context) (uint64, error)

	// Read yields the entries that q asks for in the order in which they were
	// posted: batch by batch, and in the order of Batch.Entries within one. It
	// yields them as they were at one moment, whatever is posted meanwhile. The
	// first error is yielded last, with no entry. Entries are shared with the
	// ledger and must not be written to. What a loop over Read may do with the
	// ledger before it ends is for each ledger to say.
	Read(ctx context.Context, q Query) iter.Seq2[Entry, error]

	// Post posts all of b or nothing, and b is not written to afterwards. Its
	// lines are those of AllLines.
	//
	// A batch that the ledger has already, by its id and the digest of Encode,
	// is posted again without effect and without an error, even if other batches
	// came after it; so whoever is not told the outcome posts again. Otherwise the
	// error is ErrConflict if the ledger has another batch of that id, ErrMoved
	// if the head is not b.After, ErrConflict if b contradicts what the ledger
	// holds, as Batch.Apply finds; another error says what is wrong with b or
	// with the ledger.
	Post(ctx context.Context, b Batch) error
}

// ErrMoved is the error of a batch that was computed from a state of the
// ledger that is no longer the last. Compute it again.
var ErrMoved = errors.New("the ledger has moved since it was read")

// ErrConflict is the error of a batch that contradicts what the ledger holds:
// an id that exists with other content, a line that would be settled beyond
// its amount. Posting it again cannot succeed.
var ErrConflict = errors.New("the batch contradicts the ledger")

// Entry is one entry of a ledger: a Run, a Line, a Release, an Assignment or a
// Settlement. There are no others.
type Entry interface {
	MarshalJSON() ([]byte, error)
	entry()
}

func (Run) entry()        {}
func (Line) entry()       {}
func (Release) entry()    {}
func (Assignment) entry() {}
func (Settlement) entry() {}

// Query says which entries to read. The zero Query asks for all.
//
// Platform and Payee limit what is read; Since, Rules and Open are three
// reasons to want a line, of which one is enough. Without any of the three all
// lines are wanted. Entries other than lines are never left out because of
// them, nor, except for settlements, because of Payee.
type Query struct {
	Platform string   // entries of this platform; "" for all platforms
	Payee    Ref      // lines and settlements of this payee; nobody for all payees
	Since    Date     // lines decided on this day or later; of lines without a deciding day, booked
	Rules    []string // lines of these rules, by Rule or Base
	Open     bool     // lines that are not settled in full, and every benefit, which never is
}

// Wants reports whether q asks for a line, by its present standing.
func (q Query) Wants(l Line, s Standing) bool {
	switch {
	case q.Platform != "" && q.Platform != l.Platform, !q.Payee.IsZero() && q.Payee != l.Payee:
		return false
	case q.Since.IsZero() && len(q.Rules) == 0 && !q.Open:
		return true
	default:
		return !q.Since.IsZero() && l.decidedOrBooked() >= q.Since ||
			slices.Contains(q.Rules, l.Rule) || l.Base != "" && slices.Contains(q.Rules, l.Base) ||
			q.Open && (!s.Settled() || !l.Quantity.IsZero())
	}
}

func (l Line) decidedOrBooked() Date {
	if l.Decided.IsZero() {
		return l.Booked
	}
	return l.Decided
}
