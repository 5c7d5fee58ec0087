package web

import "time"

// stopwatch is the mean time of what it was given.
type stopwatch struct {
	total time.Duration
	calls int
}

func (s *stopwatch) time(f func()) {
	start := time.Now()
	f()
	s.total += time.Since(start)
	s.calls++
}

func (s *stopwatch) nanoseconds() float64 {
	return float64(s.total.Nanoseconds()) / float64(max(s.calls, 1))
}
