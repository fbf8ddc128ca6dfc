"""Checks of the register of data: what is held, why, how long, and where."""
