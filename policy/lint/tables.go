package lint

import (
	"slices"

	"github.com/fenrun/fenrun/policy/internal/cells"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// tables finds rows that match the same facts (L205), that no facts reach
// (L203), and facts that no row matches (L204), wherever a table is read.
func tables(p *pass) {
	var t tallies
	overlaps := map[[2]int]map[*ir.Table]bool{}
	for _, r := range p.Rules {
		p.eachNode(r, func(d *desk, at text, under []*ir.Node) {
			table := tableOf(p.Policy, at.node)
			if at.node.Op != ir.OpRow || table == nil {
				return
			}
			s := lookup{desk: d, table: table, node: at.node, at: at, tallies: &t}
			s.context = under
			s.overlaps(overlaps)
			s.unreached()
			if table.Otherwise == nil {
				s.gap()
			}
		})
	}
	p.found = append(p.found, t.always()...)
}

// eachNode visits the nodes of a rule's condition and of what it computes,
// each with the conditions under which it is read.
func (p *pass) eachNode(r ruleOf, visit func(d *desk, at text, under []*ir.Node)) {
	for _, c := range p.ruleConditions(r) {
		d := p.desk(c.program, c.rule)
		w := walker{policy: p.Policy, visit: func(t text, under []*ir.Node) {
			visit(d, t, append(c.under[:len(c.under):len(c.under)], under...))
		}}
		w.walk(c.text, nil)
	}
	for _, v := range p.ruleValues(r) {
		d := p.desk(v.program, v.rule)
		w := walker{policy: p.Policy, visit: func(t text, under []*ir.Node) {
			visit(d, t, append(v.under[:len(v.under):len(v.under)], under...))
		}}
		w.value(v.node, v.source, nil)
	}
}

// A lookup is one place where a table is read.
type lookup struct {
	*desk
	*tallies
	table   *ir.Table
	node    *ir.Node
	at      text
	context []*ir.Node
}

// matches is the condition that one of some rows matches.
func (s *lookup) matches(rows ...int) *ir.Node {
	n := &ir.Node{Op: ir.OpRow, Type: ir.Type{Kind: ir.Bool}, Args: s.node.Args, Text: s.node.Text}
	for _, i := range rows {
		n.Rows = append(n.Rows, ir.Row{Cells: s.node.Rows[i].Cells, Value: ir.BoolNode(true)})
	}
	rest := ir.Row{Value: ir.BoolNode(false)}
	for range s.node.Args {
		rest.Cells = append(rest.Cells, ir.Cell{Any: true})
	}
	n.Rows = append(n.Rows, rest)
	return n
}

// overlaps looks for two rows that match the same facts, whatever the rule
// that reads the table.
func (s *lookup) overlaps(done map[[2]int]map[*ir.Table]bool) {
	for i := range s.table.Rows {
		for j := i + 1; j < len(s.table.Rows); j++ {
			pair := [2]int{i, j}
			if done[pair][s.table] {
				continue
			}
			both := s.Find(s.goal(s.matches(i), cells.True), s.goal(s.matches(j), cells.True))
			if both.Verdict != cells.Possible {
				continue
			}
			if done[pair] == nil {
				done[pair] = map[*ir.Table]bool{}
			}
			done[pair][s.table] = true
			s.overlap(i, j, both.Point)
		}
	}
}

func (s *lookup) overlap(i, j int, point *cells.Point) {
	a, b := s.table.Rows[i], s.table.Rows[j]
	code, message := "L205", "this row and the one on line %d both match %s"
	if s.oneValue(s.node.Rows[i], s.node.Rows[j]) {
		code, message = "L206", "this row and the one on line %d both take the boundary %s"
	}
	f := s.pass.report(code, b.Place, "tables."+s.table.Name, message, a.Place.Start.Line, s.facts(point, s.node.Args...))
	f.Hint = "a range ends before its second value: `lo..hi` is from lo up to but not including hi"
	f.Diagnostic = f.WithRelated(a.Place, "the other row")
	f.Case = s.caseFor(point, "two rows match these facts")
}

// oneValue reports whether what two rows share is a single value of one
// column, at the end of the range of one of them.
func (s *lookup) oneValue(a, b ir.Row) bool {
	single := false
	for i := range a.Cells {
		x, y := a.Cells[i], b.Cells[i]
		if x.Any || y.Any || x.Symbols != nil || y.Symbols != nil {
			continue
		}
		lo, hi := x.Lo, x.Hi
		if lo == nil || y.Lo != nil && y.Lo.Cmp(lo) > 0 {
			lo = y.Lo
		}
		if hi == nil || y.Hi != nil && y.Hi.Cmp(hi) < 0 {
			hi = y.Hi
		}
		if lo == nil || hi == nil || !isUnit(lo, hi) {
			continue
		}
		single = single || !sameCell(x, y)
	}
	return single
}

// unreached looks for rows that no facts reach: outside what the keys can be,
// or taken by rows before.
func (s *lookup) unreached() {
	context := s.hold(s.context...)
	for i, row := range s.table.Rows {
		goals := append(context[:len(context):len(context)], s.goal(s.matches(i), cells.True))
		if i > 0 {
			goals = append(goals, s.goal(s.matches(rowsUpTo(i)...), cells.False))
		}
		var fault *Finding
		if s.Find(goals...).Verdict == cells.Never && !s.overlapped(row) {
			f := finding("L203", row.Place, "tables."+s.table.Name, "no facts reach this row: %s", s.whyUnreached(i))
			fault = &f
		}
		s.count("L203", row.Place, fault)
	}
}

// overlapped reports whether a row was found to overlap another one, which says
// why it is not reached.
func (s *lookup) overlapped(row ir.RowSource) bool {
	return slices.ContainsFunc(s.pass.found, func(f Finding) bool {
		return f.Span == row.Place && (f.Code == "L205" || f.Code == "L206")
	})
}

func rowsUpTo(n int) []int {
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i
	}
	return rows
}

func (s *lookup) whyUnreached(i int) string {
	switch {
	case s.Find(s.goal(s.matches(i), cells.True)).Verdict == cells.Never:
		for column, key := range s.node.Args {
			if text := s.pass.whyNot(s.desk, key); text != "" && !s.node.Rows[i].Cells[column].Any && s.outside(i, column) {
				return text
			}
		}
		return "the keys never have these values"
	case i > 0 && s.Find(s.goal(s.matches(i), cells.True), s.goal(s.matches(rowsUpTo(i)...), cells.False)).Verdict == cells.Never:
		return "the rows above take all that it matches"
	default:
		return "the rules that read the table never come to it"
	}
}

// outside reports whether a key never lies in the cell of one column.
func (s *lookup) outside(i, column int) bool {
	one := *s
	alone := *s.node
	alone.Rows = slices.Clone(s.node.Rows)
	cellsOf := make([]ir.Cell, len(s.node.Args))
	for j := range cellsOf {
		cellsOf[j] = ir.Cell{Any: true}
	}
	cellsOf[column] = s.node.Rows[i].Cells[column]
	alone.Rows[i].Cells = cellsOf
	one.node = &alone
	return one.Find(one.goal(one.matches(i), cells.True)).Verdict == cells.Never
}

// gap looks for facts that no row matches where the table is read.
func (s *lookup) gap() {
	answer := s.Find(append(s.hold(s.context...), s.goal(s.matches(rowsUpTo(len(s.table.Rows))...), cells.False))...)
	path := "tables." + s.table.Name
	switch answer.Verdict {
	case cells.Never:
		return
	case cells.Unknown:
		s.pass.undecided(s.table.Place, path, "whether the rows cover all facts", answer.Reason)
		return
	}
	row, slip := s.missingRow(answer.Point)
	code, message := "L204", "no row matches "+s.facts(answer.Point, s.node.Args...)
	if slip {
		code, message = "L206", "no row takes the boundary "+s.facts(answer.Point, s.node.Args...)
	}
	if s.pass.has(code, s.table.Place) {
		return // said already, of another rule that reads the table
	}
	f := s.pass.report(code, s.table.Place, path, "%s", message)
	if last := s.table.Rows[len(s.table.Rows)-1].Place; row != "..." {
		f.row = &newRow{text: row, last: last}
	}
	f.Hint = "add the row that is missing, `" + row + "`, or say what applies to all others: `otherwise: 0`"
	f.Case = s.caseFor(answer.Point, "no row matches these facts")
}
