"""How fast it is, measured: `make bench`. Real parts, nothing asserted about time; what the figures mean is in docs/benchmarks.md.

Read `row.py` (what a row is), then the rows in the order of the table: `push`, `stages`, `phone`, `desk`, `screen`.
"""
