package policy

import (
	"fmt"
	"math"
	"math/big"
	"reflect"
	"slices"
	"strings"
	"time"
	"unsafe"

	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A reader is how the bytes of a field become a whole number.
type reader uint8

const (
	readNothing reader = iota // it is not given
	readInt64
	readInt32 // also dates
	readInt16
	readInt8
	readUint64
	readUint32
	readUint16
	readUint8 // also true and false
	readMoney
	readDecimal
	readTime
	readSymbol // a string
	readWord   // a string that is compared and not computed with
	readText   // a string that is read as data are
)

// A field is where one slot of the program is read from a row.
type field struct {
	read     reader
	null     bool  // it is a pointer
	plain    bool  // an integer that stands for itself: no factor, no pointer, no list
	base     int   // of the pointers of a row
	hop      int   // the subject that it is of
	slot     int   // of the program
	min, max int64 // outside it is looked at again
	missing  int64 // what it is where it is not given
	factor   int64 // of integers and amounts; 0 for 1
	offset   uintptr

	kind    ir.Kind
	scale   int
	enum    *ir.Enum
	remap   []int64 // of the positions that the tag gives to symbols
	oneOf   []*big.Int
	domain  *ir.Field // that declares what is allowed; nil of a measure
	column  *data.Column
	key     int // of a map: which one
	subject int // the index of its type
	schema  *data.Schema
	name    string // as the policy has it
}

var moneyType, dateType = reflect.TypeFor[payout.Money](), reflect.TypeFor[payout.Date]()

// from makes f read a source, or says why it cannot.
func (f *field) from(src *source, schema *data.Schema) error {
	f.base, f.offset, f.null, f.schema = src.base, src.offset, src.null, schema
	f.column, f.key, f.subject = src.column, src.key, src.subject
	misfit := fmt.Errorf("a %s cannot be read from %s", f.kind, src.typ)
	_, ints := sizes[src.typ.Kind()]
	switch {
	case src.typ == dateType:
		if f.kind != ir.Date {
			return misfit
		}
		f.read, f.min, f.max = readInt32, max(f.min, 1), min(f.max, int64(lastDay)) // the zero Date is none
	case src.typ == timeType:
		if f.kind != ir.Date && f.kind != ir.Time {
			return misfit
		}
		f.read = readTime
	case src.typ == moneyType:
		if f.kind != ir.Money {
			return misfit
		}
		f.read = readMoney
		return f.scaleBy(schema.Currency.Places())
	case src.typ == decimalType:
		if !numeric(f.kind) {
			return misfit
		}
		f.read = readDecimal
	case src.typ.Kind() == reflect.String:
		f.text()
	case src.typ.Kind() == reflect.Bool:
		if f.kind != ir.Bool {
			return misfit
		}
		f.read = readUint8
	case ints:
		return f.integer(src, misfit)
	case src.typ.Kind() == reflect.Float32, src.typ.Kind() == reflect.Float64:
		return fmt.Errorf("a float has lost its digits already; use a decimal, payout.Money or an integer with a scale")
	default:
		return misfit
	}
	f.plain = (f.read == readUint8 || f.read == readInt32) && !f.null && len(f.oneOf) == 0
	return nil
}

var sizes = map[reflect.Kind]reader{
	reflect.Int64: readInt64, reflect.Int32: readInt32, reflect.Int16: readInt16, reflect.Int8: readInt8,
	reflect.Uint64: readUint64, reflect.Uint32: readUint32, reflect.Uint16: readUint16, reflect.Uint8: readUint8,
	reflect.Int: intReader(readInt64, readInt32), reflect.Uint: intReader(readUint64, readUint32),
}

func intReader(wide, narrow reader) reader {
	if unsafe.Sizeof(0) == 4 {
		return narrow
	}
	return wide
}

// integer reads an integer: in units of a scale, or as a symbol's position.
func (f *field) integer(src *source, misfit error) error {
	f.read = sizes[src.typ.Kind()]
	switch {
	case f.kind == ir.Symbol && src.tag.symbols != nil:
		for _, s := range src.tag.symbols {
			i := f.enum.Index(s)
			if i < 0 {
				return fmt.Errorf("%q is not one of %s", s, strings.Join(f.enum.Symbols, ", "))
			}
			f.remap = append(f.remap, int64(i))
		}
		if slices.Equal(src.tag.symbols, f.enum.Symbols) {
			f.remap, f.min, f.max = nil, 0, int64(len(f.enum.Symbols)-1)
		}
		f.plain = f.remap == nil && !f.null
		return nil
	case f.kind == ir.Symbol:
		return fmt.Errorf("say which symbols the numbers stand for: `symbols=%s`", strings.Join(f.enum.Symbols, "|"))
	case !numeric(f.kind):
		return misfit
	case f.kind == ir.Rate && !src.tag.scaled:
		return fmt.Errorf("say how many decimal places the rate has: with `scale=6`, 5500 is 0.55%%")
	}
	err := f.scaleBy(src.tag.scale)
	f.plain = f.factor == 0 && f.read != readUint64 && !f.null && len(f.oneOf) == 0
	return err
}

// scaleBy brings integers of so many places to those of the fact.
func (f *field) scaleBy(places int) error {
	up := f.scale - places
	switch {
	case up < 0:
		return fmt.Errorf("it has %d decimal places, and the policy reads %d", places, f.scale)
	case up > ir.MaxScale:
		return fmt.Errorf("it has %d decimal places, too few", places)
	case up > 0:
		f.factor = tens[up]
	}
	return nil
}

// text reads a string as data are read.
func (f *field) text() {
	switch f.kind {
	case ir.Text:
		f.read = readWord
	case ir.Symbol:
		f.read = readSymbol
	default:
		f.read = readText
	}
}

// load reads the value of a field: a whole number at the fact's scale, or one
// of ir's words for what is none. A number beyond 64 bits, and the reason why
// a value cannot be had, go into the frame.
func (e *evaluator) load(f *field, row unsafe.Pointer) int64 {
	if f.read == readNothing {
		return f.missing
	}
	p := unsafe.Add(e.base(row, f.base), f.offset)
	if f.null {
		if p = *(*unsafe.Pointer)(p); p == nil {
			return f.missing
		}
	}
	v := e.raw(f, p)
	switch {
	case v == ir.Missing:
		return f.missing
	case v < ir.Smallest:
		return v
	case f.remap != nil:
		if v < 0 || v >= int64(len(f.remap)) {
			return e.wrong(f, "it is none of the symbols")
		}
		v = f.remap[v]
	case f.factor != 0:
		if v > math.MaxInt64/f.factor || v < ir.Smallest/f.factor {
			return e.wide(f, big.NewInt(v))
		}
		v *= f.factor
	}
	if v < f.min || v > f.max || len(f.oneOf) > 0 {
		return e.outside(f, v)
	}
	return v
}

// raw reads the bytes of a field.
func (e *evaluator) raw(f *field, p unsafe.Pointer) int64 {
	switch f.read {
	case readInt64:
		v := *(*int64)(p)
		if v < ir.Smallest {
			return e.wide(f, big.NewInt(v))
		}
		return v
	case readInt32:
		return int64(*(*int32)(p))
	case readInt16:
		return int64(*(*int16)(p))
	case readInt8:
		return int64(*(*int8)(p))
	case readUint64:
		v := *(*uint64)(p)
		if v > math.MaxInt64 {
			return e.wide(f, new(big.Int).SetUint64(v))
		}
		return int64(v)
	case readUint32:
		return int64(*(*uint32)(p))
	case readUint16:
		return int64(*(*uint16)(p))
	case readUint8:
		return int64(*(*uint8)(p))
	case readMoney:
		return e.money(f, (*payout.Money)(p))
	case readDecimal:
		return e.decimal(f, (*decimal.Decimal)(p))
	case readTime:
		return e.time(f, *(*time.Time)(p))
	case readSymbol:
		return e.symbol(f, *(*string)(p))
	case readWord:
		return e.word(*(*string)(p))
	case readText:
		return e.parsed(f, *(*string)(p))
	default:
		return ir.Missing
	}
}
