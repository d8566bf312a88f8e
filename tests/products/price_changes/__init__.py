"""
A hundred good and a hundred bad changes of prices, for the guard (products/outliers.py).

`good.py` and `bad.py` were written before it and not changed for its sake. A change is one thing
that happens: a price that is typed, or a file with hundreds. What can't be told from a sale is left
out: a price of another product that is nearly the same, 20 % of VAT forgotten in one line.
"""
