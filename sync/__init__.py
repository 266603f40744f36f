"""The engine that reconciles what devices wrote offline. It knows no web, no form and no clinician; the domain plugs in plain callables.

Read it in the order in which a push passes through: `parse` (bytes become values, once) and `wire` (the values) → `receive` (the shell)
→ `ahead` (opened) → `batch` (what is known) → `decide` (the table) → `inside` (looked at) → `domain` (asked) → `ledger` (written) →
`receipts` (signed) → `answer`. Under it: `gathering` (many rows in one statement). Beside the road: `enrolment`, `certificates`,
`announcement`, `changes`, `pull`, `lives`, `clocks`, `signer`; what a person decides: `rulings`, `gaps`.
"""
