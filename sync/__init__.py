"""The engine that reconciles what devices wrote offline. It knows no web, no form and no clinician; the domain plugs in four callables.

Read it in the order in which a push passes through:
`wire` (parsed once) → `receive` (the shell) → `batch` (what is known) → `decide` (the table) → `inside` (opened) → `domain` (asked)
→ `ledger` (written) → `receipts` (signed) → `answer`. Beside the road: `enrolment`, `certificates`, `changes`, `pull`, `signer`.
"""
