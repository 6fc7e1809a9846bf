package bench

// Fixed is the policy written by hand on scaled integers, as one writes it who
// knows that nothing overflows.
func Fixed(m *Merchant, out []Amount) []Amount {
	payee := m.Agent.ID
	margin := m.Rate - buyRate(m.Agent.Volume, m.Kind)
	if fen := roundFen(m.Cards*margin, 1_000_000); fen != 0 {
		held := m.Rate < lowest[m.Kind] || m.Rate > highest[m.Kind]
		out = append(out, Amount{0, payee, fen, held})
	}
	if fen := m.Swipes * m.Each; fen != 0 {
		out = append(out, Amount{1, payee, fen, false})
	}
	if fen := roundFen(m.QR*(m.QRRate-2800), 1_000_000); fen != 0 {
		out = append(out, Amount{2, payee, fen, false})
	}
	if fen := roundFen(m.Quick*(m.QuickRate-3000), 1_000_000); fen != 0 {
		out = append(out, Amount{3, payee, fen, false})
	}
	opened := m.Agent.Opened.MonthStart()
	if PeriodFrom >= opened && PeriodFrom <= opened.AddMonths(3).MonthEnd() {
		if fen := roundFen(m.Cards*5, 100_000); fen != 0 {
			out = append(out, Amount{4, payee, fen, false})
		}
	}
	if margin > 500 {
		if fen := roundFen(growthBonus(m.Cards), 100_000); fen != 0 {
			out = append(out, Amount{5, payee, fen, false})
		}
	}
	if m.Kind == Preferred && m.Cards+m.Quick >= 10_000_000 {
		fen := roundFen((m.Cards+m.Quick)*margin, 10_000_000)
		if fen = max(min(fen, 20_000), 0); fen != 0 {
			out = append(out, Amount{6, payee, fen, false})
		}
	}
	if m.Swipes >= 30 && (m.QR >= 1_000_000 || m.Agent.Exclusive) {
		out = append(out, Amount{7, payee, min(m.Swipes*50, 3000), false})
	}
	return out
}

var lowest, highest = [2]int64{5000, 5300}, [2]int64{7000, 8000}

// buyRate is in millionths.
func buyRate(volume int64, kind uint8) int64 {
	switch {
	case volume >= 1_000_000_000_00:
		return [2]int64{4850, 5100}[kind]
	case volume >= 500_000_000_00:
		return [2]int64{4900, 5150}[kind]
	case volume >= 100_000_000_00:
		return [2]int64{4950, 5200}[kind]
	default:
		return [2]int64{5000, 5250}[kind]
	}
}

// growthBonus is in units of 10^-7 yuan.
func growthBonus(cards int64) int64 {
	switch {
	case cards > 500_000_00:
		return 400_000_00*5 + (cards-500_000_00)*10
	case cards > 100_000_00:
		return (cards - 100_000_00) * 5
	default:
		return 0
	}
}

// roundFen divides by a unit, halves away from zero.
func roundFen(v, unit int64) int64 {
	if v < 0 {
		return -((-v + unit/2) / unit)
	}
	return (v + unit/2) / unit
}
