// Command size holds the WebAssembly program to its budget: its brotli size
// against that of a go-app hello world compressed in the same run, and no byte
// of net/http's client or server in it.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/andybalholm/brotli"
)

func main() {
	app := flag.String("app", "", "the program, stripped")
	named := flag.String("named", "", "the same program with its names")
	hello := flag.String("hello", "", "the hello world, stripped")
	limit := flag.Float64("limit", 1.15, "the largest allowed ratio of the brotli sizes")
	top := flag.Int("top", 0, "print the packages that weigh most, this many")
	flag.Parse()
	if err := run(os.Stdout, *app, *named, *hello, *limit, *top); err != nil {
		fmt.Fprintln(os.Stderr, "size:", err)
		os.Exit(1)
	}
}

func run(out io.Writer, app, named, hello string, limit float64, top int) error {
	appSize, appBrotli, err := measure(app)
	if err != nil {
		return err
	}
	helloSize, helloBrotli, err := measure(hello)
	if err != nil {
		return err
	}
	ratio := float64(appBrotli) / float64(helloBrotli)
	fmt.Fprintf(out, "%-14s %10s %10s\n", "program", "raw", "brotli")
	fmt.Fprintf(out, "%-14s %10d %10d\n", "hello world", helloSize, helloBrotli)
	fmt.Fprintf(out, "%-14s %10d %10d\n", "app.wasm", appSize, appBrotli)
	fmt.Fprintf(out, "ratio %.3f of at most %.3f\n", ratio, limit)

	program, err := os.ReadFile(named)
	if err != nil {
		return fmt.Errorf("reading the program with names: %w", err)
	}
	all, err := functions(program)
	if err != nil {
		return fmt.Errorf("%s: %w", named, err)
	}
	heaviest(out, all, top)
	forbidden := 0
	for _, f := range all {
		if isForbidden(f.Name) {
			forbidden += f.Size
			fmt.Fprintf(out, "forbidden: %s (%d bytes)\n", f.Name, f.Size)
		}
	}
	fmt.Fprintf(out, "net/http client, server and templates: %d bytes of %d functions\n", forbidden, len(all))
	if forbidden > 0 {
		return fmt.Errorf("the program reaches net/http's client or server, or templates; keep those out of what main_js.go imports")
	}
	if ratio > limit {
		return fmt.Errorf("the program is %.3f times a hello world; at most %.3f is allowed", ratio, limit)
	}
	return nil
}

// measure returns a file's size and that of its brotli form.
func measure(name string) (raw, compressed int, err error) {
	body, err := os.ReadFile(name)
	if err != nil {
		return 0, 0, fmt.Errorf("reading a program: %w", err)
	}
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, brotli.BestCompression)
	if _, err := w.Write(body); err != nil {
		return 0, 0, fmt.Errorf("compressing %s: %w", name, err)
	}
	if err := w.Close(); err != nil {
		return 0, 0, fmt.Errorf("compressing %s: %w", name, err)
	}
	return len(body), out.Len(), nil
}

// heaviest prints the packages that weigh most.
func heaviest(out io.Writer, all []function, n int) {
	if n == 0 {
		return
	}
	weight := map[string]int{}
	for _, f := range all {
		weight[packageOf(f.Name)] += f.Size
	}
	type entry struct {
		name string
		size int
	}
	var entries []entry
	for name, size := range weight {
		entries = append(entries, entry{name, size})
	}
	slices.SortFunc(entries, func(a, b entry) int { return b.size - a.size })
	for _, e := range entries[:min(n, len(entries))] {
		fmt.Fprintf(out, "%10d  %s\n", e.size, e.name)
	}
}
