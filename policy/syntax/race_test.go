//go:build race

package syntax

// raceDetector says that everything takes several times as long.
const raceDetector = true
