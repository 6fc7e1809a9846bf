package cases

import (
	"context"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/run"
)

// A Follower is told of every run that a case makes, when it has been posted:
// with the policies, the facts as they are at that step, and the ledger.
type Follower func(book *policy.Book, source run.Source, ledger payout.Ledger, report *run.Report)

type followerKey struct{}

// WithFollower gives a context under which the runs of cases are followed.
func WithFollower(ctx context.Context, follow Follower) context.Context {
	return context.WithValue(ctx, followerKey{}, follow)
}
