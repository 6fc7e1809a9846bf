package mutate

import (
	"context"
	"io/fs"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/boundary"
	"github.com/fenrun/fenrun/policy/internal/cases"
)

// A killer looks for a case that notices a change which no case has noticed.
type killer struct {
	ctx   context.Context
	fsys  fs.FS
	files []string // of the book
	suite string   // a name for a file of cases beside them
	names []string // of the policies, as that file has them
	made  *boundary.Made
	texts map[written][]byte
	found [][]byte // files of cases that have noticed something
}

// kill gives a case, as a file of its own, that passes on the policy as it is
// and fails on the mutant: it was run on both. It is empty where none was
// found.
func (k *killer) kill(changed fs.FS) (string, error) {
	if k.made == nil {
		return "", nil
	}
	book, diags, err := policy.CheckFiles(changed, k.files...)
	if err != nil || diags.Err() != nil || book == nil {
		return "", err
	}
	for _, text := range k.found { // one case often notices several changes
		if noticed, err := k.notices(changed, text); noticed || err != nil {
			return string(text), err
		}
	}
	tries := 0
	for i := range k.made.Pool {
		c := &k.made.Pool[i]
		if err := k.ctx.Err(); err != nil {
			return "", err
		}
		played, bad := cases.Play(k.ctx, book, c.Turns())
		if len(bad) == 0 && c.Same(played) {
			continue
		}
		tries++
		for _, settling := range []bool{false, true} {
			text, err := k.text(i, settling)
			if err != nil {
				return "", err
			}
			if text == nil {
				continue
			}
			noticed, err := k.notices(changed, text)
			if err != nil {
				return "", err
			}
			if noticed {
				k.found = append(k.found, text)
				return string(text), nil
			}
		}
		if tries == maxTries {
			break
		}
	}
	return "", nil
}

// notices reports whether a file of cases fails on a mutant.
func (k *killer) notices(changed fs.FS, text []byte) (bool, error) {
	report, err := cases.Run(k.ctx, overlay{FS: changed, name: k.suite, text: text}, k.suite, nil)
	return err == nil && !report.OK(), err
}

// maxTries is how many candidates that come to something else are written as a
// case: what a case can say is less than all that can be told apart.
const maxTries = 40

// text writes a candidate as a case that passes on the policy as it is; nil
// where that cannot be.
func (k *killer) text(i int, settling bool) ([]byte, error) {
	key := written{i, settling}
	if text, known := k.texts[key]; known {
		return text, nil
	}
	c := k.made.Pool[i]
	if settling {
		c = c.Settling()
	}
	text, err := k.made.File(k.ctx, k.fsys, k.suite, k.names, []boundary.Candidate{c}, false)
	if k.texts == nil {
		k.texts = map[written][]byte{}
	}
	k.texts[key] = text
	return text, err
}

type written struct {
	candidate int
	settling  bool
}
