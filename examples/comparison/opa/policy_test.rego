package comparison_test

import data.comparison

test_below_the_rung if comparison.residual == 50000 with input as {"volume": 99999999}

test_at_the_rung if comparison.residual == 60000 with input as {"volume": 100000000}

test_tie if comparison.residual == 60002 with input as {"volume": 100002500}

test_cap if comparison.residual == 500000 with input as {"volume": 1000000000}

test_never_more_than_paid if comparison.clawback == 6000 with input as {"closed": true, "spent": 999999, "paid": 6000}
