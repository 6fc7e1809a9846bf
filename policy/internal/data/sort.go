package data

import "github.com/fenrun/fenrun/policy/internal/ir"

// Sort puts the subjects of every table in the order of their ids, so that
// nothing which goes through a table depends on the order of the rows that
// made it. It gives the new position of each subject by its old one, for each
// table.
func (s *Store) Sort() [][]int32 {
	moved := make([][]int32, len(s.Tables))
	for i, t := range s.Tables {
		moved[i] = t.sort()
	}
	for _, t := range s.Tables {
		for _, c := range t.Type.Columns {
			if c.Kind == ir.Ref {
				t.redirect(c, moved[c.Target.Index])
			}
		}
	}
	return moved
}

func (t *Table) sort() []int32 {
	moved := t.Ranks()
	ids, first := make([]string, len(t.IDs)), make([]int32, len(t.IDs))
	for i, to := range moved {
		ids[to], first[to] = t.IDs[i], t.first[i]
		t.index[t.IDs[i]] = to
	}
	void := make(map[int32]string, len(t.void))
	for i, reason := range t.void {
		void[moved[i]] = reason
	}
	t.IDs, t.first, t.void, t.ranks = ids, first, void, nil
	return moved
}

// redirect brings the references of a column to where their subjects are now.
func (t *Table) redirect(c *Column, moved []int32) {
	for row := 0; row < len(t.slots); row += t.Type.Width {
		for slot := row + c.Slot; slot < row+c.Slot+c.Width(); slot++ {
			if to := t.slots[slot]; to >= 0 {
				t.slots[slot] = int64(moved[to])
			}
		}
	}
}
