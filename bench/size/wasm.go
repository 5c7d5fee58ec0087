package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
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
	for rest := program[8:]; len(rest) > 0; {
		id := rest[0]
		size, n := binary.Uvarint(rest[1:])
		if n <= 0 || uint64(len(rest)-1-n) < size {
			return nil, errShort
		}
		body := rest[1+n : 1+n+int(size)]
		rest = rest[1+n+int(size):]
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
		out[i] = function{Name: names[imported+i], Size: size}
	}
	return out, nil
}

// cursor reads a section.
type cursor struct {
	data []byte
	err  error
}

func (c *cursor) number() int {
	v, n := binary.Uvarint(c.data)
	if n <= 0 {
		c.err, c.data = errShort, nil
		return 0
	}
	c.data = c.data[n:]
	return int(v)
}

func (c *cursor) bytes(n int) []byte {
	if n < 0 || n > len(c.data) {
		c.err, c.data = errShort, nil
		return nil
	}
	out := c.data[:n]
	c.data = c.data[n:]
	return out
}

func (c *cursor) text() string { return string(c.bytes(c.number())) }

func codeSizes(section []byte) ([]int, error) {
	c := cursor{data: section}
	sizes := make([]int, c.number())
	for i := range sizes {
		sizes[i] = c.number()
		c.bytes(sizes[i])
	}
	return sizes, c.err
}

// countImported counts the imported functions, which come first in numbering.
func countImported(section []byte) (int, error) {
	c := cursor{data: section}
	count := 0
	for range c.number() {
		c.text()
		c.text()
		switch kind := c.number(); kind {
		case 0:
			c.number()
			count++
		default:
			return 0, fmt.Errorf("an import of kind %d is not expected in a Go program", kind)
		}
	}
	return count, c.err
}

func readNames(section []byte, names map[int]string) error {
	c := cursor{data: section}
	if c.text() != "name" {
		return nil
	}
	for len(c.data) > 0 {
		id := c.number()
		part := cursor{data: c.bytes(c.number())}
		if id != 1 {
			continue
		}
		for range part.number() {
			index := part.number()
			names[index] = part.text()
		}
		if part.err != nil {
			return part.err
		}
	}
	return c.err
}
