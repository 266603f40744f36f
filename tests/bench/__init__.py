"""How fast it is, measured: `make bench`. Real parts, nothing asserted about time; the table says what is in each figure and what is not.

Read `row.py` (what a row is), then the rows in the order of the table: `push`, `stages`, `peer`, `phone`, `desk`,
`news`, `screen`.
"""
