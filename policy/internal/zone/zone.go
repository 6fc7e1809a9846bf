// Package zone finds time zones in a database of its own, so that a day begins
// at the same instant on every machine, whatever its system knows of zones or
// its environment says.
package zone

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/fenrun/fenrun/policy/diag"
)

// data is the IANA time zone database as the Go distribution packs it
// (lib/time/zoneinfo.zip); the database is in the public domain.
//
//go:embed zoneinfo.zip
var data []byte

var open = sync.OnceValues(func() (*zip.Reader, error) {
	return zip.NewReader(bytes.NewReader(data), int64(len(data)))
})

// Load gives the zone of an IANA name, such as Asia/Shanghai, or UTC.
func Load(name string) (*time.Location, error) {
	if name == "" || strings.HasPrefix(name, ".") || name == "Local" {
		return nil, fmt.Errorf("no time zone %q", name)
	}
	archive, err := open()
	if err != nil {
		return nil, err
	}
	file, err := archive.Open(name)
	if err != nil {
		return nil, fmt.Errorf("no time zone %q", name)
	}
	defer file.Close()
	rules, err := io.ReadAll(file)
	if err != nil {
		return nil, fmt.Errorf("no time zone %q", name)
	}
	return time.LoadLocationFromTZData(name, rules)
}

// Hint says what to write in place of a name that is no zone.
func Hint(name string) string {
	archive, err := open()
	if err != nil {
		return ""
	}
	var names []string
	for _, f := range archive.File {
		if strings.HasSuffix(f.Name, "/"+name) {
			return "did you mean \"" + f.Name + "\"?"
		}
		names = append(names, f.Name)
	}
	if near := diag.Nearest(name, names); near != "" {
		return "did you mean \"" + near + "\"?"
	}
	return "a zone is named as in Asia/Shanghai or Europe/London"
}
