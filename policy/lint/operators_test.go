package lint

import (
	"regexp"
	"strings"
)

// An operator puts one defect into the text of a policy, as people do.
type operator struct {
	name  string
	apply func(text string) []string // all texts with one such defect
}

// replacing gives a text for each match of a pattern, with the match replaced
// by what with gives, or left alone where that is "".
func replacing(pattern string, with func(m []string) string) func(string) []string {
	re := regexp.MustCompile(pattern)
	return func(text string) []string {
		var list []string
		for _, at := range re.FindAllStringSubmatchIndex(text, -1) {
			m := make([]string, len(at)/2)
			for i := range m {
				if at[2*i] >= 0 {
					m[i] = text[at[2*i]:at[2*i+1]]
				}
			}
			if now := with(m); now != "" && now != m[0] && !inComment(text, at[0]) {
				list = append(list, text[:at[0]]+strings.TrimPrefix(now, "\x00")+text[at[1]:])
			}
		}
		return list
	}
}

// nothing stands for an empty replacement.
const nothing = "\x00"

// inComment reports whether a place lies in a comment or a sentence.
func inComment(text string, at int) bool {
	line := text[strings.LastIndex(text[:at], "\n")+1 : at]
	return strings.Contains(line, "# ") || strings.HasPrefix(strings.TrimSpace(line), "#") || strings.Contains(line, "why:") || strings.Contains(line, "title:") ||
		strings.HasPrefix(strings.TrimSpace(line), "en:") || strings.HasPrefix(strings.TrimSpace(line), "zh:")
}

// lines gives a text for each line that a pattern matches, without the line.
func lines(pattern string) func(string) []string {
	return replacing(`(?m)^`+pattern+`[^\n]*\n`, func([]string) string { return nothing })
}

const aNum = `[0-9][0-9_]*(?:\.[0-9]+)?`

var operators = []operator{
	{"a bound moved by one grain", replacing(`((?:>=|<=|>|<) )(`+aNum+`)(万|亿)?( |\n|,|\}|"|\))`, func(m []string) string {
		if m[3] != "" || strings.Contains(m[2], ".") {
			return ""
		}
		return m[1] + m[2] + ".01" + m[4]
	})},
	{"an equal sign lost", replacing(` (>|<)= `, func(m []string) string { return " " + m[1] + " " })},
	{"an equal sign won", replacing(` (>|<) `, func(m []string) string { return " " + m[1] + "= " })},
	{"a comparison turned round", replacing(` (>|<)(=?) `, func(m []string) string {
		return " " + map[string]string{">": "<", "<": ">"}[m[1]] + m[2] + " "
	})},
	{"`or` for `and`", replacing(` and `, func([]string) string { return " or " })},
	{"`and` for `or`", replacing(` or `, func([]string) string { return " and " })},
	{"a `not` lost", replacing(`(when: |and |or )not `, func(m []string) string { return m[1] })},
	{"a row or a case dropped", lines(`      - [\[{](?:when|[^\n]*CNY\])`)},
	{"a rung dropped", replacing(`, (?:above )?[1-9][0-9_]*(?:万|亿)?: [^,{}\n]+(\}|,)`, func(m []string) string { return m[1] })},
	{"a rung of a list dropped", lines(`      (?:above )?[1-9][0-9_]*(?:万|亿)?:\s+\{`)},
	{"two rungs swapped", replacing(`(: )([0-9.]+(?:%|bp|‰))(, (?:above )?[1-9][0-9_]*(?:万|亿)?: )([0-9.]+(?:%|bp|‰))`, func(m []string) string {
		return m[1] + m[4] + m[3] + m[2]
	})},
	{"the first rung begins too high", replacing(`(whole|marginal)(: \{)0: `, func(m []string) string { return m[1] + m[2] + "1_000: " })},
	{"per cent for basis points", replacing(`([0-9])bp`, func(m []string) string { return m[1] + "%" })},
	{"per mille for per cent", replacing(`([0-9])%`, func(m []string) string { return m[1] + "‰" })},
	{"a rate ten times as large", replacing(` 0\.([0-9]+)%`, func(m []string) string {
		return " " + strings.TrimLeft(m[1][:1], "0") + zeroOr(m[1][:1]) + "." + rest(m[1]) + "%"
	})},
	{"a rate of a tenth", replacing(` 0\.([0-9]+)%`, func(m []string) string { return " 0.0" + m[1] + "%" })},
	{"an amount ten times as large", replacing(`(amount: |is: |pay: )(`+aNum+`)(\n|\}| CNY)`, func(m []string) string {
		if strings.Contains(m[2], ".") || m[2] == "0" {
			return ""
		}
		return m[1] + m[2] + "0" + m[3]
	})},
	{"an amount a hundred times as large", replacing(`(amount: |is: |pay: )(`+aNum+`)(\n|\}| CNY)`, func(m []string) string {
		if strings.Contains(m[2], ".") || m[2] == "0" {
			return ""
		}
		return m[1] + m[2] + "00" + m[3]
	})},
	{"a digit of a threshold lost", replacing(`((?:>=|<=|>|<) )([1-9][0-9_]*)0(万|亿)?( |\n|,|\}|"|\))`, func(m []string) string {
		digits := strings.TrimRight(m[2], "_")
		if strings.Contains(digits, "_") {
			digits = strings.ReplaceAll(digits, "_", "")
		}
		return m[1] + digits + m[3] + m[4]
	})},
	{"a param changed", replacing(`(?m)^(  [a-z_]+: )([1-9][0-9_]*)( CNY\n)`, func(m []string) string { return m[1] + m[2] + "0" + m[3] })},
	{"a cap lost", lines(`    cap:`)},
	{"a floor lost", lines(`    floor:`)},
	{"`negative: net` lost", lines(`    negative:`)},
	{"`otherwise` lost", lines(`    otherwise:`)},
	{"`below: first` lost", replacing(`, below: first`, func([]string) string { return nothing })},
	{"a window of a tenth", replacing(`([(:] ?1\.\.)([1-9][0-9]*)0([,)\n])`, func(m []string) string { return m[1] + m[2] + m[3] })},
	{"a window a day too long", replacing(`([(:] ?1\.\.)([1-9][0-9]*)([,)\n])`, func(m []string) string { return m[1] + plusOne(m[2]) + m[3] })},
	{"a term of a tenth", replacing(`(after: )([1-9][0-9]*)0d`, func(m []string) string { return m[1] + m[2] + "d" })},
	{"an introductory term a month longer", replacing(`(months: [0-9]\.\.)([0-9])`, func(m []string) string { return m[1] + plusOne(m[2]) })},
	{"the least value of a fact lost", replacing(`, min: [^,}]+`, func([]string) string { return nothing })},
	{"the largest value of a fact lost", replacing(`, max: [^,}]+`, func([]string) string { return nothing })},
	{"a fact that nothing reads", replacing(`(?m)^(facts:\n  [^\s:]+:)( \{\}\n|\n)`, func(m []string) string {
		if strings.Contains(m[2], "{") {
			return m[1] + " {extra: bool}\n"
		}
		return m[1] + "\n    extra: bool\n"
	})},
	{"a duty in the condition of a residual", func(text string) []string {
		facts := regexp.MustCompile(`(?m)^  agent:( \{\}|)\n`).FindStringSubmatchIndex(text)
		rule := regexp.MustCompile(`(?m)^    kind: residual\n    for: merchant\n`).FindStringIndex(text)
		if facts == nil || rule == nil || strings.Contains(text[rule[1]:min(len(text), rule[1]+400)], "    when:") || strings.Contains(text, "charter") {
			return nil
		}
		with := text[:rule[1]] + "    when: merchant.agent.trainings >= 2\n" + text[rule[1]:]
		return []string{with[:facts[0]] + "  agent:\n    trainings: {type: count, role: duty}\n" + with[facts[1]:]}
	}},
	{"a clawback made a charge", replacing(`kind: clawback\n    takes_back: [^\n]*\n`, func([]string) string { return "kind: charge\n" })},
	{"a charge of a customer taken off the list", replacing(`(?m)^    fee: [^\n]*\n`, func([]string) string { return nothing })},
	{"an offset across platforms", replacing(`(?m)^platform: [^\n]*\n`, func([]string) string { return "platform: elsewhere\n" })},
	{"a notice cut short", replacing(`(announced: [0-9-]+\n    effective: [0-9]{4}-)[0-9-]+`, func(m []string) string {
		day := regexp.MustCompile(`[0-9]{4}-([0-9]{2})`).FindStringSubmatch(m[1])
		return m[1] + day[1] + "-28"
	})},
	{"a symbol mistyped", replacing(`(== ")([a-z]{3,})(")`, func(m []string) string { return m[1] + m[2][:len(m[2])-1] + m[3] })},
	{"a key mistyped", replacing(`(?m)^    (amount|when|cap|decide): `, func(m []string) string { return "    " + m[1] + "s: " })},
	{"a key in the wrong place", replacing(`(?m)^    when: ([^\n]*)\n`, func(m []string) string { return "    unless: " + m[1] + "\n" })},
	{"a rule twice", func(text string) []string {
		at := regexp.MustCompile(`(?m)^  - id: ([^\s]+)[^\n]*\n(?:    [^\n]*\n)+`).FindStringSubmatchIndex(text)
		if at == nil {
			return nil
		}
		copied := strings.Replace(text[at[0]:at[1]], text[at[2]:at[3]], text[at[2]:at[3]]+"-again", 1)
		return []string{text[:at[1]] + copied + text[at[1]:]}
	}},
	{"a sentence that was not changed with its rule", replacing(`(?m)^(    why: [^\n]*[^0-9,.{])([1-9][0-9]{0,2},000)([^0-9,])`, func(m []string) string { return m[1] + m[2] + ",000" + m[3] })},
}

func zeroOr(digit string) string {
	if digit == "0" {
		return "0"
	}
	return ""
}

func rest(digits string) string {
	if len(digits) < 2 {
		return "0"
	}
	return digits[1:]
}

func plusOne(digits string) string {
	b := []byte(digits)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] < '9' {
			b[i]++
			return string(b)
		}
		b[i] = '0'
	}
	return "1" + string(b)
}
