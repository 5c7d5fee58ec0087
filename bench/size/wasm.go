package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// function is one function of a WebAssembly program.
type function struct {
	Name string
	Size int // bytes of code
}

var errShort = errors.New("the WebAssembly program ends in the middle")

// functions lists the functions of a WebAssembly program with their names,
// which only a program built without -s has (go tool nm cannot read wasm).
func functions(program []byte) ([]function, error) {
	if !bytes.HasPrefix(program, []byte("\x00asm\x01\x00\x00\x00")) {
		return nil, errors.New("this is no WebAssembly program")
	}
	var sizes []int
	imported := 0
	names := map[int]string{}
	sections := cursor{data: program[8:]}
	for len(sections.data) > 0 {
		id := sections.bytes(1)[0]
		body := sections.bytes(sections.number())
		if sections.err != nil {
			return nil, sections.err
		}
		var err error
		switch id {
		case 0:
			err = readNames(body, names)
		case 2:
			imported, err = countImported(body)
		case 10:
			sizes, err = codeSizes(body)
		}
		if err != nil {
			return nil, err
		}
	}
	if len(names) == 0 {
		return nil, errors.New("the program has no names; build it without -ldflags=-s")
	}
	out := make([]function, len(sizes))
	for i, size := range sizes {
		name, ok := names[imported+i]
		if !ok {
			return nil, fmt.Errorf("function %d of the program has no name, so nobody knows what it is", imported+i)
		}
		out[i] = function{Name: name, Size: size}
	}
	return out, nil
}

// cursor reads the WebAssembly binary format (WebAssembly core specification,
// chapter 5). After an error it reads only zeros; err says so.
type cursor struct {
	data []byte
	err  error
}

func (c *cursor) fail() { c.err, c.data = errShort, nil }

// number reads an unsigned 32-bit LEB128 number.
func (c *cursor) number() int {
	v, n := binary.Uvarint(c.data)
	if n <= 0 || v > math.MaxUint32 {
		c.fail()
		return 0
	}
	c.data = c.data[n:]
	return int(v)
}

// count reads the number of entries that follow. Each takes a byte or more, so a
// number beyond what is left is damage, and nothing is allocated for it.
func (c *cursor) count() int {
	n := c.number()
	if n > len(c.data) {
		c.fail()
		return 0
	}
	return n
}

func (c *cursor) bytes(n int) []byte {
	if n < 0 || n > len(c.data) {
		c.fail()
		return nil
	}
	out := c.data[:n]
	c.data = c.data[n:]
	return out
}

func (c *cursor) text() string { return string(c.bytes(c.number())) }

func codeSizes(section []byte) ([]int, error) {
	c := cursor{data: section}
	sizes := make([]int, c.count())
	for i := range sizes {
		sizes[i] = c.number()
		c.bytes(sizes[i])
	}
	return sizes, c.err
}

// countImported counts the imported functions, which come first in numbering.
func countImported(section []byte) (int, error) {
	c := cursor{data: section}
	imported := 0
	for range c.count() {
		c.text()
		c.text()
		kind := c.number()
		if c.err == nil && kind != 0 {
			return 0, fmt.Errorf("an import of kind %d is not expected in a Go program", kind)
		}
		c.number()
		imported++
	}
	return imported, c.err
}

// readNames reads the function names (subsection 1) out of the custom section
// "name"; other custom sections hold none.
func readNames(section []byte, names map[int]string) error {
	c := cursor{data: section}
	if c.text() != "name" {
		return c.err
	}
	for len(c.data) > 0 {
		id := c.number()
		part := cursor{data: c.bytes(c.number())}
		if id != 1 {
			continue
		}
		for range part.count() {
			index := part.number()
			names[index] = part.text()
		}
		if part.err != nil {
			return part.err
		}
	}
	return c.err
}
