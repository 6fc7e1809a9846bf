//go:build !unix

package syntax

import "os"

// peakMemory knows nothing here.
func peakMemory(*os.ProcessState) (bytes int64, known bool) { return 0, false }
