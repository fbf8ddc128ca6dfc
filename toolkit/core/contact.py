"""Whom to call: people by role, as the inventory lists them, and print keeps for the day nothing else works."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One person or desk for one role of the playbooks. At least one way to reach them."""

    name: str
    role: str
    """As playbooks call it: `incident-lead`, `data-protection-officer`."""
    phone: str = ""
    mail: str = ""
    other: str = ""
    """A way that works without the company's own systems: a messenger, a home address."""
    deputy: bool = False
    """Stands in for another contact of the same role."""
    verified_on: date | None = None
    """When they last answered a test call. None: never."""
