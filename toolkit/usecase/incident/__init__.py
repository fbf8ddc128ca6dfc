"""Running an incident: one folder each, a chained journal in it, and every command a line that was written first."""
