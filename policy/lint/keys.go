package lint

import "github.com/fenrun/fenrun/policy/syntax"

// keys gives the keys of a map in the order written.
func keys[T any](pairs []syntax.Pair[T]) []string {
	list := make([]string, len(pairs))
	for i, p := range pairs {
		list[i] = p.Key.Value
	}
	return list
}
