package boundary_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/policy/internal/boundary"
	"github.com/fenrun/fenrun/policy/internal/cases"
	"github.com/fenrun/fenrun/policy/internal/layout"
)

const head = `fenrun: v1
policy: p
currency: CNY
timezone: Asia/Shanghai
rounding: {places: 2, mode: half-up}
facts:
  agent: {opened: date}
  merchant: {agent: agent, kind: [shop, chain], volume: {type: money, min: 0}, sales: count}
  device: {agent: agent, activated: {type: date, optional: true}}
  txn: {at: time, device: device, amount: {type: money, min: 0}}
`

const given = `{agent: {id: a1, opened: 2026-01-05}, merchant: [{id: m1, agent: a1, kind: shop, volume: 50_000, sales: 7}, {id: m2, agent: a1, kind: shop, volume: 3, sales: 1}]`

// made makes the cases of some rules, from one case.
func made(t *testing.T, rest, suite string, chinese bool) (*boundary.Made, fstest.MapFS) {
	t.Helper()
	files := fstest.MapFS{"p.yaml": {Data: []byte(head + rest)}, "p.test.yaml": {Data: []byte("policy: p.yaml\ncases:\n" + suite)}}
	m, diags, err := boundary.Make(t.Context(), files, boundary.Options{Book: []string{"p.yaml"}, Suites: []string{"p.test.yaml"}, Chinese: chinese})
	if err != nil || diags.Err() != nil {
		t.Fatal(err, diags)
	}
	return m, files
}

// A case stands below, at and above each threshold, and its name says where.
func TestThresholds(t *testing.T) {
	for _, c := range []struct {
		name, rest string
		want       []string
		chinese    bool
	}{
		{
			name: "a comparison of money",
			rest: "rules:\n  - {id: r, kind: reward, for: merchant, to: merchant.agent, every: month, when: merchant.volume >= 10_000, amount: 5}\n",
			want: []string{
				"merchant.volume one cent below 10_000 (r): {r: none}",
				"merchant.volume at 10_000 (r): {r: 5}",
				"merchant.volume one cent above 10_000 (r): {r: 5}",
			},
		},
		{
			name:    "in Chinese",
			rest:    "rules:\n  - {id: r, kind: reward, for: merchant, to: merchant.agent, every: month, when: merchant.volume >= 1万, amount: 5}\n",
			chinese: true,
			want: []string{
				"merchant.volume 比 1万 少一分（r）: {r: none}",
				"merchant.volume 正好 1万（r）: {r: 5}",
				"merchant.volume 比 1万 多一分（r）: {r: 5}",
			},
		},
		{
			name: "the rungs of a ladder",
			rest: `ladders:
  l: {by: merchant.volume, whole: {0: 1%, above 1_000: 2%}}
rules:
  - {id: r, kind: residual, for: merchant, to: merchant.agent, every: month, amount: merchant.volume * l}
`,
			want: []string{
				"merchant.volume one cent below 1_000 (r): {r: 10}",
				"merchant.volume at 1_000 (r): {r: 10}",
				"merchant.volume one cent above 1_000 (r): {r: 20}",
			},
		},
		{
			name: "a count, a cap, and a condition that is not a number",
			rest: "rules:\n  - {id: r, kind: reward, for: merchant, to: merchant.agent, every: month, when: 'merchant.sales > 5 and merchant.kind == \"shop\"', amount: merchant.volume * 1%, cap: 600}\n",
			want: []string{
				"merchant.sales one below 5 (r): {r: none}",
				"merchant.sales at 5 (r): {r: none}",
				"merchant.sales one above 5 (r): {r: 500}",
				"merchant.kind is chain: {r: none}",
				"amount just below 600 (r): {r: 599.99}",
				"amount at 600 (r): {r: 600}",
				"amount just above 600 (r): {r: 600}",
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, files := made(t, c.rest, "  - name: one\n    period: 2026-03\n    given: "+given+"}\n    want: none\n", c.chinese)
			var got []string
			for i := range m.Cases {
				text, _, ok := m.Entry(&m.Cases[i], m.Cases[i].Title, false)
				if !ok {
					t.Fatalf("%s cannot be written", m.Cases[i].Title)
				}
				_, want, _ := strings.Cut(text, "want: ")
				got = append(got, m.Cases[i].Title+": "+strings.TrimSpace(want))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			text := file(t, m, files)
			if strings.Contains(text, "m2") {
				t.Errorf("a merchant that the threshold does not need is given:\n%s", text)
			}
		})
	}
}

// file writes all cases, and holds the file to what is promised of it: it is
// laid out, and passes.
func file(t *testing.T, m *boundary.Made, files fstest.MapFS) string {
	t.Helper()
	text, err := m.File(t.Context(), files, "b.test.yaml", []string{"p.yaml"}, m.Cases, true)
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := layout.Check("b.test.yaml", text); !ok || err != nil {
		t.Errorf("it is not laid out: %v\n%s", err, text)
	}
	files["b.test.yaml"] = &fstest.MapFile{Data: text}
	report, err := cases.Run(context.Background(), files, "b.test.yaml", nil)
	if err != nil || !report.OK() || len(report.Results) != len(m.Cases) {
		t.Errorf("%d of %d cases, %v, %v", len(report.Results), len(m.Cases), err, report.Diags)
	}
	if n := strings.Count(string(text), "# review: "); n != len(m.Cases) {
		t.Errorf("%d cases are marked for review, and there are %d", n, len(m.Cases))
	}
	return string(text)
}

// Events stand on the last day of a window, and on the day after it; sums of
// them at the threshold.
func TestWindows(t *testing.T) {
	const rest = `measures:
  spent: {sum: txn.amount}
rules:
  - {id: r, kind: reward, for: device, to: device.agent, once: device, when: "spent(1..30, device.activated) >= 1_000", amount: 100}
`
	const suite = `  - name: one
    period: 2026-03
    given:
      agent: {id: a1, opened: 2026-01-05}
      device: {id: d1, agent: a1, activated: 2026-03-01}
      txn: [{id: t1, device: d1, at: 2026-03-03T10:00, amount: 600}, {id: t2, device: d1, at: 2026-03-05T10:00, amount: 700}]
    want: none
`
	m, files := made(t, rest, suite, false)
	text := file(t, m, files)
	for _, want := range []string{
		"spent(1..30, device.activated) one cent below 1_000 (r)", "spent(1..30, device.activated) at 1_000 (r)",
		"txn.at on the last day of spent(1..30, device.activated)", "txn.at the day after the last of spent(1..30, device.activated)",
		"2026-03-30T10:00", "2026-03-31T10:00", "amount: 299.99",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}

// The same policy has the same cases, to the byte.
func TestSameAgain(t *testing.T) {
	const rest = `ladders:
  l: {by: merchant.volume, whole: {0: {shop: 1%, chain: 2%}, 1_000: {shop: 2%, chain: 3%}}}
rules:
  - {id: r, kind: residual, for: merchant, to: merchant.agent, every: month, amount: "merchant.volume * l[merchant.kind]"}
  - {id: s, kind: reward, for: agent, to: agent, every: month, when: agent.opened <= 2026-02-01, amount: 5}
`
	suite := "  - name: one\n    period: 2026-03\n    given: " + given + "}\n    want: none\n"
	var texts []string
	for range 3 {
		m, files := made(t, rest, suite, false)
		texts = append(texts, file(t, m, files))
	}
	if texts[0] != texts[1] || texts[0] != texts[2] {
		t.Error("the cases differ from one time to the next")
	}
	for _, want := range []string{"agent.opened on 2026-02-01 (s)", "agent.opened the day after 2026-02-01 (s)", "merchant.kind is chain"} {
		if !strings.Contains(texts[0], want) {
			t.Errorf("%q is not in\n%s", want, texts[0])
		}
	}
}

// A threshold at which nothing comes of the facts on either side is told, and
// no case pretends to test it.
func TestUnmet(t *testing.T) {
	const rest = "rules:\n  - {id: r, kind: reward, for: merchant, to: merchant.agent, every: month, when: merchant.sales >= 0, amount: 5}\n"
	m, _ := made(t, rest, "  - name: one\n    period: 2026-03\n    given: "+given+"}\n    want: none\n", false)
	if len(m.Cases) > 0 || !slices.Contains(m.Unmet, "when of r: merchant.sales … 0") {
		t.Errorf("%d cases, unmet %q", len(m.Cases), m.Unmet)
	}
}
