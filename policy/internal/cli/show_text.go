package cli

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/syntax"
)

// formText writes a form of a policy on one line, as a policy could have it:
// {sum: txn.amount, per: month}.
func formText(form any) string { return written(reflect.ValueOf(form)) }

func written(v reflect.Value) string {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return ""
		}
		v = v.Elem()
	}
	switch form := v.Interface().(type) {
	case syntax.Text:
		return oneLine(form.Value)
	case syntax.Expr:
		return oneLine(form.Value)
	case syntax.Sentence:
		return sentenceText(form)
	}
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Slice:
		var parts []string
		for i := range v.Len() {
			parts = append(parts, written(v.Index(i)))
		}
		if len(parts) == 0 {
			return ""
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case reflect.Struct:
		return fieldsText(v)
	default:
		return fmt.Sprint(v.Interface())
	}
}

// fieldsText writes what a form has that is not empty.
func fieldsText(v reflect.Value) string {
	if pairs := v.FieldByName("Pairs"); pairs.IsValid() { // names and what they are
		var parts []string
		for i := range pairs.Len() {
			parts = append(parts, written(pairs.Index(i).FieldByName("Key"))+": "+written(pairs.Index(i).FieldByName("Value")))
		}
		if len(parts) == 0 {
			return ""
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	var parts []string
	named := false
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() || f.Type == reflect.TypeFor[diag.Span]() || v.Field(i).IsZero() {
			continue
		}
		text := written(v.Field(i))
		if text == "" {
			continue
		}
		key, _, _ := strings.Cut(f.Tag.Get("key"), ",")
		if key == "-" {
			continue
		}
		if key != "" {
			named = true
			text = key + ": " + text
		}
		parts = append(parts, text)
	}
	if !named {
		return strings.Join(parts, " ")
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// sentenceText writes a sentence, in each language that it has.
func sentenceText(s syntax.Sentence) string {
	var parts []string
	for _, t := range s.Texts {
		text := fmt.Sprintf("%q", oneLine(t.Text.Value))
		if t.Lang == "" {
			return text
		}
		parts = append(parts, t.Lang+": "+text)
	}
	if len(parts) == 0 {
		return ""
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// clausePlace gives the place of a clause of a rule, which may be in a deal
// where others of the rule are not.
func clausePlace(rule *syntax.Rule, key string, otherwise diag.Span) diag.Span {
	if rule == nil {
		return otherwise
	}
	v := reflect.ValueOf(rule).Elem()
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("key"), ",")
		if name != key {
			continue
		}
		f := v.Field(i)
		if f.Kind() == reflect.Pointer {
			if f.IsNil() {
				return otherwise
			}
			f = f.Elem()
		}
		at := diag.Span{}
		if text, ok := f.Interface().(interface{ Span() diag.Span }); ok {
			at = text.Span()
		} else if span := f.FieldByName("Span"); span.IsValid() {
			at, _ = span.Interface().(diag.Span)
		}
		if at.File != "" && at.Start.Line > 0 {
			return at
		}
	}
	return otherwise
}
