// Package engine decides: it applies the rules of a book to the subjects of a
// store over a stretch of days, in the stages of N26, and turns targets into
// the lines that are missing in the ledger.
package engine

import (
	"runtime"
	"sync"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// An Engine runs one batch. It is made for the batch and thrown away.
type Engine struct {
	texts     []*plan.Policy
	store     *data.Store
	coverage  map[*data.Type]Period // the days whose events the data hold; absent: all
	given     map[*data.Type]bool   // of which types of events there are any
	manyTexts bool

	cohortDays map[*ir.Program]*ir.Code
	settling   map[*plan.Policy]settleCodes
	nothing    []int64 // the row of a subject without facts
	bindings   map[*ir.Program]*binding
	measures   map[measureKey]*measure
	meanings   map[*ir.Measure]string
	rules      map[*plan.Rule]*rule
	mentioned  map[*ir.Model]map[int64]int64 // texts that a policy mentions
	order      []*measure
	groups     []*group
	workers    []*worker
	posted     *postings

	drawn         map[payout.Ref]payout.Money // on deposit accounts, by payee
	tierSets      []*tierSet
	terms         []*term    // of deals
	promises      []*promise // of their commitments
	sealed        bool
	watch         Watch
	released      map[string]bool // lines that were held and are not any more
	fault         error           // why nothing can be decided
	from, through payout.Date     // the days whose decisions are made
	closed        payout.Date     // the last day that was run before; zero: none
	settled       payout.Date     // the last day that was settled before; zero: none
	asOf          payout.Date     // the day of this run: what is late is booked on it

	earningsLock sync.Mutex
	earningsOf   map[ruleName]map[payout.Ref][]*owed

	Lines    *payout.Packed // that are missing in the ledger
	Problems []Problem      // decisions that are undecided or pending
	Counts   Counts

	Keep      bool // note every decision
	Decisions []Decision
}

// A Decision is one rule applied to one subject in one period.
type Decision struct {
	Rule    *plan.Rule
	Subject payout.Ref
	Period  string
	Day     payout.Date // the deciding day; of a pending decision, the day to come
	State   State
	Fault   *ir.Fault
	Lines   []payout.Line
}

// Counts say what became of the decisions of a run.
type Counts struct {
	None, Decided, Pending, Undecided int
	Lines, Held                       int
}

// All is how many decisions there were.
func (c Counts) All() int { return c.None + c.Decided + c.Pending + c.Undecided }

// A Problem is a decision that is not made, and why.
type Problem struct {
	Rule    string
	Policy  string
	Subject payout.Ref
	Period  string
	State   State
	Day     payout.Date // Pending: the day it will be decided; zero if unknown
	Fault   *ir.Fault   // Undecided
}

// A worker holds the frames of one goroutine.
type worker struct {
	engine *Engine
	frames map[*binding]*frame
	exact  int     // values that only the exact back end could compute
	record *record // of the decision in hand, where somebody asks how it comes about
}

// Options are what a run is told.
type Options struct {
	From, Through payout.Date
	Closed        payout.Date
	Settled       payout.Date
	AsOf          payout.Date
	Jobs          int // goroutines; 0: one a processor
	Terms         []*plan.Term
	Watch         Watch // nil: nobody looks on
}

// New prepares a run of texts over a store. All subjects are in the store;
// events are counted afterwards.
func New(texts []*plan.Policy, store *data.Store, o Options) *Engine {
	e := &Engine{
		texts: texts, store: store, manyTexts: len(texts) > 1,
		coverage: map[*data.Type]Period{}, given: map[*data.Type]bool{},
		bindings: map[*ir.Program]*binding{}, cohortDays: map[*ir.Program]*ir.Code{}, settling: map[*plan.Policy]settleCodes{}, measures: map[measureKey]*measure{}, meanings: map[*ir.Measure]string{}, rules: map[*plan.Rule]*rule{}, mentioned: map[*ir.Model]map[int64]int64{},
		posted: newPostings(store.Schema.Currency), Lines: &payout.Packed{},
		from: o.From, through: o.Through, closed: o.Closed, settled: o.Settled, asOf: max(o.AsOf, o.Through),
	}
	width := 0
	for _, t := range store.Schema.Types {
		width = max(width, t.Width)
	}
	e.nothing = make([]int64, width)
	for i := range e.nothing {
		e.nothing[i] = ir.Missing
	}
	if o.Jobs <= 0 {
		o.Jobs = runtime.GOMAXPROCS(0)
	}
	for range o.Jobs {
		e.workers = append(e.workers, &worker{engine: e, frames: map[*binding]*frame{}})
	}
	if e.watch = o.Watch; e.watch != nil {
		e.watch.Texts(texts)
		for _, t := range o.Terms {
			e.watch.Texts(t.Texts())
		}
	}
	e.prepare(o.Terms)
	return e
}

// Released takes a release of the ledger into account.
func (e *Engine) Released(line string) {
	if e.released == nil {
		e.released = map[string]bool{}
	}
	e.released[line] = true
}

// Cover says of which days the data hold all events of a type.
func (e *Engine) Cover(t *data.Type, days Period) { e.coverage[t] = days }

// Given says that the data have events of a type, even if none of them counts
// yet: a sum of none is zero, and not missing.
func (e *Engine) Given(t *data.Type) { e.given[t] = true }

func (e *Engine) hasEvents(t *data.Type) bool {
	_, covered := e.coverage[t]
	return covered || e.given[t]
}

// Posted takes a line of the ledger into account.
func (e *Engine) Posted(l *payout.Line) error { return e.posted.add(l) }

// parallel calls do for each subject of a table, on all workers. Results are
// kept by subject, so that their order does not depend on the workers.
func (e *Engine) parallel(n int, do func(w *worker, i int)) {
	const chunk = 256
	if n <= chunk || len(e.workers) == 1 {
		for i := range n {
			do(e.workers[0], i)
		}
		return
	}
	var next sync.Mutex
	at := 0
	var wait sync.WaitGroup
	for _, w := range e.workers {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for {
				next.Lock()
				first := at
				at += chunk
				next.Unlock()
				if first >= n {
					return
				}
				for i := first; i < min(first+chunk, n); i++ {
					do(w, i)
				}
			}
		}()
	}
	wait.Wait()
}

// Range states the days whose decisions are made.
func (e *Engine) Range(first, last payout.Date) { e.from, e.through = first, last }

// Keeps reports whether events of a type are subjects of rules themselves, or
// counted as members, or read by way of a reference, and so must be kept in the
// store.
func (e *Engine) Keeps(t *data.Type) bool {
	for _, g := range e.groups {
		for _, r := range g.rules {
			if r.Root.Name == t.Name {
				return true
			}
		}
	}
	for _, b := range e.bindings { // a split's share of its order, a refund's payment
		for _, h := range b.hops[min(len(b.hops), levelHop+1):] {
			if h.table != nil && h.table.Type == t {
				return true
			}
		}
	}
	return false
}
