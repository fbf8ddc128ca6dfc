"""Files of duties to an edition, strictly; and the calendars that clocks count by."""

from toolkit.library.duties.read import edition, read_edition, shipped

__all__ = ["edition", "read_edition", "shipped"]
