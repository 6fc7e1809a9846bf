package run

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// What a spreadsheet program saves is not read, and is said not to be.
func TestSheets(t *testing.T) {
	f := &Folder{Dir: "data", FS: fstest.MapFS{
		"data/merchants.xlsx":   {Data: []byte("PK")},
		"data/merchant-old.XLS": {Data: []byte("x")},
		"data/merchants.csv":    {Data: []byte("id\nm1\n")},
		"data/prices.xlsx":      {Data: []byte("PK")},
		"data/txns.csv":         {Data: []byte("id;at;amount\nt1;2026-03-01;5\n")},
	}}
	if got, want := f.sheets("merchant"), []string{"data/merchant-old.XLS", "data/merchants.xlsx"}; !slices.Equal(got, want) {
		t.Errorf("%v, not %v", got, want)
	}
	for _, err := range f.Rows(t.Context(), "txn") {
		if err == nil || !strings.Contains(err.Error(), `parted by ";"`) {
			t.Errorf("a file parted by semicolons: %v", err)
		}
	}
}
