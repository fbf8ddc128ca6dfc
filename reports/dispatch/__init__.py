"""People being told: plans, lists, ledgers and proofs, as text, JSON and documents."""
