// Package starter writes the first policy of somebody who has none: small, of a
// kind that is common in the trade, with cases that pass, to be changed clause
// by clause.
package starter

import (
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/layout"
	"github.com/fenrun/fenrun/policy/internal/zone"
)

// A Programme is a kind of policy that can be begun with.
type Programme struct {
	Name   string
	En, Zh string // what it pays for
}

// Programmes are the kinds there are.
var Programmes = []Programme{
	{"residual", "a share of the margin on what merchants process, by the agent's volume", "按代理商交易量分档的分润"},
	{"activation", "a bonus for each device that is put to use, taken back if it falls idle", "机具激活返现，伪激活扣回"},
	{"referral", "a share of what referred customers pay, and a welcome for new ones", "介绍客户的付款分成与开户奖励"},
}

// A Start is what a new policy says of itself.
type Start struct {
	Name      string // of the policy, without a year
	Title     string // empty for the name
	Currency  string // of ISO 4217
	Zone      string // of the time zone database
	Programme string
	Lang      string // of names and comments, en or zh
}

// A File is one file to be written.
type File struct{ Name, Text string }

//go:embed texts
var texts embed.FS

// Files gives the files of a new policy: the policy and its cases. The error
// says which of the start's fields is wrong and what it can be.
func (s Start) Files() ([]File, error) {
	currency, err := s.check()
	if err != nil {
		return nil, err
	}
	lang := "en"
	if s.Lang == "zh" {
		lang = "zh"
	}
	title := s.Title
	if title == "" {
		title = s.Name
	}
	fill := strings.NewReplacer("NAME", plain(s.Name), "TITLE", plain(title), "CURRENCY", currency.String(),
		"ZONE", s.Zone, "PLACES", strconv.Itoa(currency.Places()))
	var files []File
	for _, ending := range []string{"", ".test"} {
		text, err := texts.ReadFile("texts/" + s.Programme + "." + lang + ending + ".txt")
		if err != nil {
			return nil, err
		}
		name := "policy" + ending + ".yaml"
		laid, err := layout.Format(name, []byte(fill.Replace(string(text))))
		if err != nil {
			return nil, err // such as a character in the title that cannot be seen
		}
		files = append(files, File{Name: name, Text: string(laid)})
	}
	return files, nil
}

func (s Start) check() (payout.Currency, error) {
	if err := CheckName(s.Name); err != nil {
		return payout.Currency{}, err
	}
	if strings.ContainsAny(s.Title, "\n\r") {
		return payout.Currency{}, fmt.Errorf("a title stands on one line")
	}
	if err := CheckZone(s.Zone); err != nil {
		return payout.Currency{}, err
	}
	if err := CheckProgramme(s.Programme); err != nil {
		return payout.Currency{}, err
	}
	if err := CheckCurrency(s.Currency); err != nil {
		return payout.Currency{}, err
	}
	return payout.ParseCurrency(s.Currency)
}

var nameShape = regexp.MustCompile(`^[\p{L}\p{Nd}_][\p{L}\p{Nd}_.-]*$`)

// CheckName says why a policy cannot have a name, if it cannot.
func CheckName(name string) error {
	if !nameShape.MatchString(name) {
		return fmt.Errorf("%q is no name: letters, digits, - _ and . make one, and it begins with a letter or digit", name)
	}
	return nil
}

// CheckCurrency says why a text is no currency, if it is none.
func CheckCurrency(text string) error {
	if _, err := payout.ParseCurrency(text); err != nil {
		return fmt.Errorf("%q is no currency of ISO 4217, which is three capitals such as CNY or USD", text)
	}
	return nil
}

// CheckZone says why a text is no time zone, if it is none.
func CheckZone(text string) error {
	if _, err := zone.Load(text); err != nil {
		return fmt.Errorf("%q is no time zone: %s", text, zone.Hint(text))
	}
	return nil
}

// CheckProgramme says what kinds of programme there are, if the text is none.
func CheckProgramme(text string) error {
	if slices.ContainsFunc(Programmes, func(p Programme) bool { return p.Name == text }) {
		return nil
	}
	var names []string
	for _, p := range Programmes {
		names = append(names, p.Name)
	}
	return fmt.Errorf("there is no kind of programme %q: there are %s", text, strings.Join(names, ", "))
}

var (
	plainShape = regexp.MustCompile(`^\p{L}[\p{L}\p{Nd} ._/()-]*$`)
	guessed    = []string{"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
)

// plain writes a text as a value of YAML, in quotes where it needs them.
func plain(text string) string {
	if plainShape.MatchString(text) && !strings.HasSuffix(text, " ") && !slices.Contains(guessed, strings.ToLower(text)) {
		return text
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}
