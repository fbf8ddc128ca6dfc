"""The built-in checks, found through the entry-point group `breachready.checks`. Nothing imports them."""
