package run

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// readCSV reads a header and rows. A row of another length is bad, and the
// next one is read all the same.
func readCSV(r io.Reader, yield func(Row, error) bool) bool {
	reader := csv.NewReader(r)
	reader.ReuseRecord = true
	reader.FieldsPerRecord = -1
	header, err := csvHeader(reader)
	if errors.Is(err, io.EOF) {
		return true
	}
	if err != nil {
		return yield(Row{}, err)
	}
	var values []string
	place := func(i int) (line, column int) { return csvPlace(reader, values, i) } // once, not once a row
	for {
		values, err = reader.Read()
		if errors.Is(err, io.EOF) {
			return true
		}
		row := Row{Header: header, Values: values}
		var broken *csv.ParseError
		switch {
		case errors.As(err, &broken):
			row.Bad, row.Line, row.Values = broken.Err.Error(), broken.Line, nil
		case err != nil:
			return yield(Row{}, err)
		default:
			row.place = place
			row.Line, _ = reader.FieldPos(0)
			if len(values) != len(header.Names) {
				row.Bad = fmt.Sprintf("the row has %d values, and the header %d names", len(values), len(header.Names))
			}
		}
		if !yield(row, nil) {
			return false
		}
	}
}

// csvHeader reads the line that names the columns.
func csvHeader(reader *csv.Reader) (*Header, error) {
	first, err := reader.Read()
	if err != nil {
		return nil, err
	}
	header := &Header{Names: slices.Clone(first), places: make([][2]int, len(first))}
	for i, name := range first {
		header.Names[i] = strings.TrimSpace(name)
		line, column := csvPlace(reader, first, i)
		header.places[i] = [2]int{line, column}
	}
	return header, nil
}

// csvPlace gives the place of a value of the record read last. The reader
// counts bytes and a place counts characters, so what the values before it on
// its line have beyond one byte a character comes off.
func csvPlace(reader *csv.Reader, values []string, i int) (line, column int) {
	line, column = reader.FieldPos(i)
	for j := i - 1; j >= 0; j-- {
		lineBreak := strings.LastIndexByte(values[j], '\n')
		onLine := values[j][lineBreak+1:]
		column -= len(onLine) - utf8.RuneCountInString(onLine)
		if lineBreak >= 0 {
			break
		}
	}
	return line, column
}
