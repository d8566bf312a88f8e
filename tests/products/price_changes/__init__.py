"""
A hundred good and a hundred bad changes of prices, for the guard (products/outliers.py).

`good.py` and `bad.py` were written before it and not changed for its sake. A change is one thing
that happens: a price that is typed, or a file with hundreds. What can't be told from a sale is left
out: a price of another product that is nearly the same, 20 % of VAT forgotten in one line.

`unseen_good.py` and `unseen_bad.py` were written after the guard, with other shops, other recipes
and another seed, to see how it does where nobody looked.
"""
