"""Duties as people and programs read them: on a terminal, as plain values, as a calendar."""
