package run

import (
	"errors"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Groups are those that a map would find, whether they fit into memory or go
// through a file, and whoever saw them.
func TestRepeats(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	var all []sighting
	for i := range 40_000 {
		id := r.Uint64()
		if i > 0 && r.IntN(10) == 0 {
			id = all[r.IntN(i)].id
		}
		all = append(all, sightingOf(id, uint64(r.IntN(2)), placeOf(uint64(i/100), i%100), r.IntN(50) == 0))
	}
	want := map[uint64][]sighting{}
	for _, s := range all {
		want[s.id] = append(want[s.id], s)
	}
	for id, group := range want {
		if len(group) == 1 {
			delete(want, id)
		}
	}
	folder := t.TempDir()
	for name, scratch := range map[string]Scratch{"file": TempFiles(folder), "memory": NoScratch} {
		r := newRepeats(scratch)
		r.limit = 16
		var wait sync.WaitGroup
		for part := range slices.Chunk(all, len(all)/3) {
			wait.Go(func() {
				for _, s := range part {
					r.see(s)
				}
			})
		}
		wait.Wait()
		if wrote := r.size > 0; wrote != (name == "file") {
			t.Errorf("%s: %d bytes went to a file", name, r.size)
		}
		got := map[uint64][]sighting{}
		if err := r.groups(3, func(group []sighting) { got[group[0].id] = slices.Clone(group) }); err != nil {
			t.Fatal(err)
		}
		if err := r.close(); err != nil {
			t.Fatal(err)
		}
		if !cmp.Equal(got, want, cmp.AllowUnexported(sighting{})) {
			t.Errorf("%s: other groups (-want +got):\n%s", name, cmp.Diff(want, got, cmp.AllowUnexported(sighting{})))
		}
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) > 0 {
		t.Errorf("files are left: %v, %v", left, err)
	}
}

type fullScratch struct{ err error }

func (s fullScratch) Create() (ScratchFile, error) { return nil, s.err }

// A scratch that cannot be written to ends the run, and is no sign that
// nothing repeats.
func TestScratchFull(t *testing.T) {
	full := errors.New("no room")
	r := newRepeats(fullScratch{full})
	r.limit = 2
	for i := range 1000 {
		r.see(sightingOf(uint64(i%3), 0, placeOf(0, i), false))
	}
	if err := r.groups(3, func([]sighting) {}); !errors.Is(err, full) {
		t.Errorf("the error is %v", err)
	}
}

func TestJudge(t *testing.T) {
	at := func(row int) place { return placeOf(1, row) }
	tests := map[string]struct {
		group []sighting
		want  []verdict // of rows 0, 1, 2
		clash bool
	}{
		"alike":       {[]sighting{sightingOf(1, 7, at(0), false), sightingOf(1, 7, at(1), false), sightingOf(1, 7, at(2), false)}, []verdict{counts, repeated, repeated}, false},
		"contradict":  {[]sighting{sightingOf(1, 7, at(0), false), sightingOf(1, 8, at(1), false), sightingOf(1, 7, at(2), false)}, []verdict{contradicted, contradicted, contradicted}, true},
		"voided":      {[]sighting{sightingOf(1, 7, at(0), false), sightingOf(1, 8, at(1), false), sightingOf(1, 0, at(2), true)}, []verdict{withdrawn, withdrawn, counts}, false},
		"only voided": {[]sighting{sightingOf(1, 7, at(0), true), sightingOf(1, 8, at(1), true)}, []verdict{counts, counts, counts}, false},
	}
	for name, test := range tests {
		v := verdicts{}
		clash := v.judge(test.group)
		got := []verdict{v.of(at(0)), v.of(at(1)), v.of(at(2))}
		if !slices.Equal(got, test.want) || clash != test.clash {
			t.Errorf("%s: %v, %t; want %v, %t", name, got, clash, test.want, test.clash)
		}
	}
}

// Hashes are kept in ledgers: they are what they were when they were written.
func TestHashText(t *testing.T) {
	seen := map[uint64]string{}
	for i := range 100_000 {
		text := string(rune('a'+i%26)) + string(rune('一'+i/26))
		if was, known := seen[hashText(text)]; known {
			t.Fatalf("%q and %q have one hash", was, text)
		}
		seen[hashText(text)] = text
	}
	got := map[string]uint64{}
	for _, text := range []string{"", "t1", "12345678", "123456789", "商户"} {
		got[text] = hashText(text)
	}
	want := map[string]uint64{
		"": 4808886099364463827, "t1": 8236428551480153959, "12345678": 14152885764145115301,
		"123456789": 8586329950070678151, "商户": 4739707220764628974,
	}
	if !cmp.Equal(got, want) {
		t.Errorf("hashes have changed (-want +got):\n%s", cmp.Diff(want, got))
	}
}
