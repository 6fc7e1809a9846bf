package closing

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/run"
)

// JSON prints books for programs: one object with the keys run, rows,
// diagnostics, decisions, lines, problems, statements and totals, always all
// of them. Diagnostics, of rows, are objects as diag.JSON writes them.
// Amounts and quantities are strings, amounts without their currency, which
// run and each statement name; days are yyyy-mm-dd; subjects and payees are
// type/id. Lines are objects as payout.Line writes them. An empty list is [].
type JSON struct {
	Payee payout.Ref // only lines and statements of this payee; nobody: all
}

// Write prints the books. The error is the writer's.
func (j JSON) Write(w io.Writer, b *Books) error {
	o := jsonBooks{
		Run: newJSONRun(b), Rows: []jsonRows{}, Lines: []payout.Line{}, Problems: []jsonProblem{}, Uncounted: list(b.Uncounted),
		Statements: []jsonStatement{}, Totals: newJSONTotals(b),
	}
	var diags bytes.Buffer
	if err := (diag.JSON{}).Write(&diags, b.Diags); err != nil {
		return err
	}
	o.Diagnostics = diags.Bytes()
	d := b.Decisions
	o.Decisions = jsonDecisions{All: d.All(), None: d.None, Lines: d.Lines, Pending: d.Pending, Undecided: d.Undecided}
	for _, c := range b.Rows {
		o.Rows = append(o.Rows, newJSONRows(c, b.Run.Currency))
	}
	for _, l := range b.Lines {
		if j.wants(l.Payee) {
			o.Lines = append(o.Lines, l)
		}
	}
	for _, p := range b.Problems {
		o.Problems = append(o.Problems, newJSONProblem(p))
	}
	for i := range b.Statements {
		if j.wants(b.Statements[i].Payee) {
			o.Statements = append(o.Statements, newJSONStatement(&b.Statements[i]))
		}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(o)
}

func (j JSON) wants(payee payout.Ref) bool { return j.Payee.IsZero() || j.Payee == payee }

type jsonBooks struct {
	Run         jsonRun         `json:"run"`
	Rows        []jsonRows      `json:"rows"`
	Diagnostics json.RawMessage `json:"diagnostics"`
	Decisions   jsonDecisions   `json:"decisions"`
	Lines       []payout.Line   `json:"lines"`
	Problems    []jsonProblem   `json:"problems"`
	Uncounted   []run.Uncounted `json:"uncounted"`
	Statements  []jsonStatement `json:"statements"`
	Totals      jsonTotals      `json:"totals"`
}

type jsonRun struct {
	Policies []payout.Edition `json:"policies"`
	Period   string           `json:"period"`
	First    payout.Date      `json:"first"` // of the statements
	Last     payout.Date      `json:"last"`
	Currency payout.Currency  `json:"currency"`
	DryRun   bool             `json:"dry_run"`
	Posted   int              `json:"posted"` // lines that this run added
	Also     []string         `json:"also"`
	Missing  []payout.Ref     `json:"missing"`
	Unlisted int              `json:"unlisted"` // diagnostics beyond those listed
}

func newJSONRun(b *Books) jsonRun {
	return jsonRun{
		Policies: list(b.Run.Policies), Period: b.Run.Period, First: b.Run.First, Last: b.Run.Last, Currency: b.Run.Currency,
		DryRun: b.Run.Dry, Posted: b.Run.Posted, Also: list(b.Run.Also), Missing: list(b.Missing), Unlisted: b.Unlisted,
	}
}

// list makes sure that an empty list is [] and never null.
func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

type jsonRows struct {
	Kind     string    `json:"kind"`
	Read     jsonTally `json:"read"`
	Used     jsonTally `json:"used"`
	Rejected jsonTally `json:"rejected"`
	Repeated jsonTally `json:"repeated"`
	Future   jsonTally `json:"future"`
	Voided   jsonTally `json:"voided"`
}

type jsonTally struct {
	Rows int    `json:"rows"`
	Sum  string `json:"sum"`
}

func newJSONRows(c run.Count, currency payout.Currency) jsonRows {
	tally := func(t run.Tally) jsonTally { return jsonTally{t.Rows, amountIn(t.Sum, currency)} }
	return jsonRows{
		Kind: c.Kind, Read: tally(c.Read), Used: tally(c.Used), Rejected: tally(c.Rejected),
		Repeated: tally(c.Repeated), Future: tally(c.Future), Voided: tally(c.Voided),
	}
}

// amountIn writes an amount, and a zero without a currency with the places of
// the currency.
func amountIn(m payout.Money, c payout.Currency) string {
	if zero, err := payout.NewMoney(0, c); m.IsZero() && err == nil {
		return zero.Amount()
	}
	return m.Amount()
}

type jsonDecisions struct {
	All       int `json:"all"`
	None      int `json:"none"`
	Lines     int `json:"lines"`
	Pending   int `json:"pending"`
	Undecided int `json:"undecided"`
}

type jsonProblem struct {
	Policy  string      `json:"policy"`
	Rule    string      `json:"rule"`
	Subject payout.Ref  `json:"subject"`
	Period  string      `json:"period"`
	State   string      `json:"state"` // undecided or pending
	Missing string      `json:"missing"`
	Reason  string      `json:"reason"`
	Decides payout.Date `json:"decides"` // of a pending decision; else ""
}

func newJSONProblem(p run.Problem) jsonProblem {
	o := jsonProblem{Policy: p.Policy, Rule: p.Rule, Subject: p.Subject, Period: p.Period, State: "undecided", Missing: p.Missing, Reason: p.Reason}
	if p.Pending {
		o.State, o.Decides = "pending", p.Day
	}
	return o
}

type jsonTotals struct {
	Rules   []jsonTotal `json:"rules"`
	Lines   jsonLines   `json:"lines"`
	Balance jsonBalance `json:"balance"`
}

type jsonTotal struct {
	Policy   string          `json:"policy"`
	Rule     string          `json:"rule"`
	Kind     payout.Kind     `json:"kind"`
	Lines    int             `json:"lines"`
	Credits  string          `json:"credits"`
	Debits   string          `json:"debits"`
	Net      string          `json:"net"`
	Quantity payout.Quantity `json:"quantity"`
	Unit     string          `json:"unit"`
}

type jsonLines struct {
	All          int `json:"all"`
	Payable      int `json:"payable"`
	Held         int `json:"held"`
	WithoutMoney int `json:"without_money"`
}

type jsonBalance struct {
	Opening string `json:"opening"`
	Credits string `json:"credits"`
	Debits  string `json:"debits"`
	Paid    string `json:"paid"`
	Held    string `json:"held"`
	Closing string `json:"closing"`
}

func newJSONTotals(b *Books) jsonTotals {
	o := jsonTotals{Rules: []jsonTotal{}}
	for _, t := range b.Totals {
		o.Rules = append(o.Rules, jsonTotal{
			Policy: t.Policy, Rule: t.Rule, Kind: t.Kind, Lines: t.Lines,
			Credits: t.Credits.Amount(), Debits: t.Debits.Amount(), Net: t.Net.Amount(), Quantity: t.Quantity, Unit: t.Unit,
		})
	}
	posted := b.posted()
	o.Lines = jsonLines{All: len(b.Lines), Payable: b.Balance.payable, Held: b.Balance.held, WithoutMoney: posted.Out[2].Rows}
	o.Balance = jsonBalance{
		Opening: b.Balance.Opening.Amount(), Credits: b.Balance.Credits.Amount(), Debits: b.Balance.Debits.Amount(),
		Paid: b.Balance.Paid.Amount(), Held: b.Balance.Held.Amount(), Closing: b.Balance.Closing.Amount(),
	}
	return o
}
