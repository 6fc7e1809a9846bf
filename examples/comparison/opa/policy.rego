package comparison

# Amounts are in fen, whole numbers.

rungs := [{"from": 0, "units": 5}, {"from": 100000000, "units": 6}]

units := max([rung.units | some rung in rungs; input.volume >= rung.from])

residual := min([500000, round((input.volume * units) / 10000)])

default clawback := 0

clawback := min([7900, input.paid]) if {
	input.closed
	input.spent < 1000000
}
