//go:build unix

package syntax

import (
	"os"
	"runtime"
	"syscall"
)

// peakMemory gives the most memory that a finished process has held.
func peakMemory(state *os.ProcessState) (bytes int64, known bool) {
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0, false
	}
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" {
		return int64(usage.Maxrss), true // in bytes there, in KiB elsewhere
	}
	return int64(usage.Maxrss) << 10, true
}
