package ir_test

import (
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

func TestNames(t *testing.T) {
	d := at("device")
	for _, text := range []string{
		"device.free", "agent.heads > 5", "device.agent.heads > 5", "device.agent.up.heads > 5 or true",
		"device.agent.up and device.agent.up.up and device.agent.up.up.heads > 5",
		"as_of > device.stocked", "period.from <= device.stocked", "device.stocked in period", "device.sold_at in period",
		"device.early >= bonus", "bonus > 50", "device.agent == agent", "agent.town == \"Beijing\"",
		"device.score > 0.5",
	} {
		d.guard = "device.agent.up"
		d.passes(t, text, condition)
	}
	d.guard = ""
	d.expect(t, "agent.volume >= «voluum»", condition, finding{"N102", "did you mean `agent.volume`"})
	d.expect(t, "agent.volume >= «bonsu»", condition, finding{"N102", `did you mean "bonus"`})
	d.expect(t, "«agnet».volume >= 5", condition, finding{"N102", `did you mean "agent"`})
	d.expect(t, "agent.«vollume» >= 5", condition, finding{"N102", `did you mean "volume"`})
	d.expect(t, "agent.«zzz» >= 5", condition, finding{"N102", "it has opened"})
	d.expect(t, "«heads» > 5", condition, finding{"N102", "did you mean `agent.heads`"})
	d.expect(t, "«now» > device.stocked", condition, finding{"N102", "the only time is `as_of`"})
	d.expect(t, "«period» == 5", condition, finding{"N107", "`period.from`"})
	d.expect(t, "«period.form» <= device.stocked", condition, finding{"N102", "it has `from` and `until`"})
	d.expect(t, "«term.from» <= device.stocked", condition, finding{"N102", "term of a deal"})
	d.expect(t, "agent.«id» == 5", condition, finding{"N107", "compared by its name"})
	d.expect(t, "«agent.heads.x» == 5", condition, finding{"N107", "is a count, and has no members"})
	d.expect(t, "«agent.heads[1]» == 5", condition, finding{"N107", "takes no key in brackets"})
	d.expect(t, "device.«5» > 1", condition, finding{"N112", "a name is expected behind the point, and this is `5`"})
	d.expect(t, "(device).«万5» > 1", condition, finding{"N112", "a name is expected"})
	d.expect(t, "device. «2026-01-01» > 1", condition, finding{"N112", "a name is expected"})
	d.expect(t, "«spent» > 1", condition, finding{"N109", "say over which days"})
	d.expect(t, "«agent.heads(1)» > 1", condition, finding{"N106", "read without brackets"})
	d.expect(t, "«bonus(1)» > 1", condition, finding{"N109", "is a param, and is not called"})
	d.expect(t, "«window» > 1", condition, finding{"N102", ""})
	d.expect(t, "«it» > 1", condition, finding{"N102", "only inside all"})
	d.expect(t, "«device.stocked»", condition, finding{"N107", "always there"})
	d.expect(t, "«agent.heads + 1»", condition, finding{"N107", "compare it with something"})
	d.expect(t, "«device»", condition, finding{"N107", "always there"})
	d.expect(t, "«device.early»", condition, finding{"N107", "compare it"})
	d.expect(t, "«\"big\"»", condition, finding{"N107", "stands alone"})
	d.expect(t, "«nil»", condition, finding{"N106", "there is no nil"})
}

// One step of reference wins over longer ones; among longer ones the way must
// be written (N32).
func TestN32Ways(t *testing.T) {
	at("txn").expect(t, "«agent».heads > 5", condition, finding{"N108", "write the way you mean: `txn.device.agent` or `txn.device.merchant.agent` or `txn.device.merchant.boss` or `txn.merchant.agent` or `txn.merchant.boss`"})
	at("txn").passes(t, "txn.device.agent.heads > 5", condition)
	at("txn").passes(t, "merchant.agent.heads > 5", condition) // one step leads to the merchant
	at("device").passes(t, "agent.heads > 5", condition)       // one step, and two over the merchant
	at("merchant").passes(t, "agent.heads > 5", condition)     // two references of one step: the one of that name
	at("shop").expect(t, "«agent».heads > 5", condition, finding{"N108", "write the way you mean: `shop.first` or `shop.second`"})
	at("shop").passes(t, "shop.second.heads > 5", condition)
	at("agent").passes(t, "agent.heads > 5", condition) // the rule's own subject, not the one above
	at("agent").expect(t, "«merchant».sales > 5", condition, finding{"N102", "no reference leads from an agent to a merchant"})
	at("agent").expect(t, "«txn».amount > 5", condition, finding{"N102", "events are read through a measure"})
	at("").expect(t, "«agent».heads > 5", condition, finding{"N102", "belongs to no subject"})
}

func TestN32Streams(t *testing.T) {
	at("device").passes(t, "spent(1..30, device.stocked) > 5", condition)
	at("merchant").passes(t, "spent(period) > 5", condition)
	at("agent").expect(t, "«spent(period)» > 5", condition, finding{"N108", "say in the measure which: `via: txn.device.agent`"})
	at("shop").expect(t, "«spent(period)» > 5", condition, finding{"N102", "no reference leads from a txn to a shop"})
	at("").expect(t, "«spent(period)» > 5", condition, finding{"N102", "belongs to no subject"})
}

// A subject that refers to all others in many ways costs no more than the
// ways that are told apart.
func TestWaysAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("fenrun: v1\npolicy: p\ncurrency: CNY\ntimezone: UTC\nrounding: {places: 2, mode: up}\nfacts:\n")
	names := strings.Fields("a b c d e f g h i j k l m n o p q r s t u v w x y z")
	for _, s := range names {
		b.WriteString("  " + s + ":\n")
		for _, other := range names {
			if other != s && s != "z" && other != "z" {
				b.WriteString("    to_" + other + ": " + other + "\n")
			}
		}
		if s == "b" || s == "z" {
			b.WriteString("    fact: count\n")
		}
		if s == "a" {
			b.WriteString("    to_z: z\n")
		}
	}
	m := compile(b.String())
	if ways := ir.Ways(m.Subject("b"), m.Subject("z")); len(ways) != 8 {
		t.Errorf("%d ways", len(ways))
	}
	if ways := ir.Ways(m.Subject("z"), m.Subject("b")); len(ways) != 0 {
		t.Errorf("%d ways where there is none", len(ways))
	}
	if ways := ir.Ways(m.Subject("a"), m.Subject("z")); len(ways) != 1 {
		t.Errorf("%d ways of one step", len(ways))
	}
}

// A way that is dead for all but one of its branches is found at once.
func TestWaysLookAhead(t *testing.T) {
	var b strings.Builder
	b.WriteString("fenrun: v1\npolicy: p\ncurrency: CNY\ntimezone: UTC\nrounding: {places: 2, mode: up}\nfacts:\n")
	names := strings.Fields("b c d e f g h i j k l m n o p q r s t u v w x y")
	b.WriteString("  a: {into: b, out: aim}\n  aim: {fact: count}\n  start: {on: a}\n")
	for _, s := range names {
		b.WriteString("  " + s + ": {back: a")
		for _, other := range names {
			b.WriteString(", to_" + other + ": " + other)
		}
		b.WriteString("}\n")
	}
	m := compile(b.String())
	if ways := ir.Ways(m.Subject("start"), m.Subject("aim")); len(ways) != 1 || len(ways[0]) != 2 {
		t.Errorf("%d ways", len(ways))
	}
}
