"""CACAO Security Playbooks 2.0 (OASIS): ours out, others' in, signed as its specification says.

`export` writes, `read` reads under limits, `validate` says all that is wrong, `adopt` makes a playbook of ours,
`sign` and `verify` make and check signatures. Nothing that comes in is ever run.
"""
