"""The `breachready` command."""
