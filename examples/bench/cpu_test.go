package bench

import (
	"syscall"
	"testing"
	"time"
)

// cpu reports the processor time of an operation beside its time on the
// clock: on a machine that has other work to do too, it is the steadier one.
// The work of the garbage collector counts, as it should.
func cpu(b *testing.B, run func()) {
	before := used()
	run()
	b.ReportMetric(float64(used()-before)/float64(b.N), "cpu-ns/op")
}

func used() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
