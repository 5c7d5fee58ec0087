package main

import (
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The parts of a small module, written as the WebAssembly specification says.

func number(n int) []byte { return binary.AppendUvarint(nil, uint64(n)) }

func text(s string) []byte { return append(number(len(s)), s...) }

func section(id byte, body ...[]byte) []byte {
	content := slices.Concat(body...)
	return slices.Concat([]byte{id}, number(len(content)), content)
}

func module(sections ...[]byte) []byte {
	return append([]byte("\x00asm\x01\x00\x00\x00"), slices.Concat(sections...)...)
}

// importing imports functions, which come first in the numbering.
func importing(names ...string) []byte {
	body := number(len(names))
	for _, name := range names {
		body = slices.Concat(body, text("gojs"), text(name), []byte{0}, number(0))
	}
	return section(2, body)
}

func code(bodies ...string) []byte {
	body := number(len(bodies))
	for _, b := range bodies {
		body = append(body, text(b)...)
	}
	return section(10, body)
}

// naming names functions from an index on, after a subsection of another kind.
func naming(first int, names ...string) []byte {
	list := number(len(names))
	for i, name := range names {
		list = slices.Concat(list, number(first+i), text(name))
	}
	return section(0, text("name"), []byte{0}, text("\x03mod"), []byte{1}, number(len(list)), list)
}

func TestFunctionsHaveTheirNamesAndSizes(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 300) // a size of two bytes
	for _, test := range []struct {
		name   string
		module []byte
		want   []function
	}{
		{"no imports", module(code("ab", "c"), naming(0, "main.a", "main.b")), []function{{"main.a", 2}, {"main.b", 1}}},
		{"imports come first in the numbering", module(importing("x", "y"), code("ab", long), naming(2, "main.a", "main.b")), []function{{"main.a", 2}, {"main.b", 300}}},
		{"names before code", module(naming(0, "main.a"), code("a")), []function{{"main.a", 1}}},
		{"other sections are passed over", module(section(1, []byte("types")), section(0, text("producers"), []byte("x")), code("a"), naming(0, "main.a")), []function{{"main.a", 1}}},
		{"an empty function", module(code(""), naming(0, "main.a")), []function{{"main.a", 0}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := functions(test.module)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestFunctionsRefuseWhatTheyCannotRead(t *testing.T) {
	t.Parallel()
	huge := binary.AppendUvarint(nil, 1<<31)
	for _, test := range []struct {
		name   string
		module []byte
		want   string
		short  bool
	}{
		{"nothing", nil, "no WebAssembly program", false},
		{"another file", []byte("\x7fELF............"), "no WebAssembly program", false},
		{"another version", []byte("\x00asm\x02\x00\x00\x00"), "no WebAssembly program", false},
		{"no names", module(code("a")), "no names", false},
		{"a function without a name", module(code("a", "b"), naming(0, "main.a")), "function 1", false},
		{"a section without a size", module([]byte{10}), "", true},
		{"a section longer than the file", module([]byte{10, 9, 0}), "", true},
		{"a size that never ends", module([]byte{10, 0xff, 0xff}), "", true},
		{"a size beyond 32 bits", module(slices.Concat([]byte{10}, binary.AppendUvarint(nil, 1<<40))), "", true},
		{"more functions than bytes", module(section(10, huge)), "", true},
		{"a function longer than its section", module(section(10, number(1), number(9))), "", true},
		{"more imports than bytes", module(section(2, huge)), "", true},
		{"an import cut off", module(section(2, number(1), text("gojs"))), "", true},
		{"an import of a memory", module(section(2, number(1), text("gojs"), text("mem"), []byte{2, 0})), "kind 2", false},
		{"more names than bytes", module(section(0, text("name"), []byte{1}, number(len(huge)), huge)), "", true},
		{"a name cut off", module(section(0, text("name"), []byte{1}, number(3), number(1), number(0), number(9))), "", true},
		{"a list of names longer than its section", module(section(0, text("name"), []byte{1}, number(99))), "", true},
		{"a custom section without a name", module(section(0, number(9))), "", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := functions(test.module)
			if err == nil || got != nil {
				t.Fatalf("got %v, %v, want an error", got, err)
			}
			if errors.Is(err, errShort) != test.short || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got the error %v", err)
			}
		})
	}
}

func FuzzFunctions(f *testing.F) {
	whole := module(importing("x"), code("ab", "c"), naming(1, "main.a", "main.b"))
	f.Add(whole)
	for end := range whole {
		f.Add(whole[:end])
	}
	f.Fuzz(func(t *testing.T, program []byte) {
		all, err := functions(program)
		if err != nil {
			return
		}
		total := 0
		for _, fn := range all {
			total += fn.Size
		}
		if total > len(program) {
			t.Errorf("functions of %d bytes in a program of %d", total, len(program))
		}
	})
}
