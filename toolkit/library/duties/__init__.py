"""Files of duties to an edition, strictly; and the calendars that clocks count by."""

from toolkit.library.duties.canonical import canonical, from_canonical
from toolkit.library.duties.differs import differs
from toolkit.library.duties.own import overridden
from toolkit.library.duties.read import edition, read_edition, shipped

__all__ = ["canonical", "differs", "edition", "from_canonical", "overridden", "read_edition", "shipped"]
