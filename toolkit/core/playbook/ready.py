"""How ready one playbook is for the day, and which playbook answers for which store."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that must be so. `ok` is None where nobody has looked, which is not ready."""

    id: str
    title: str
    ok: bool | None
    because: str
    mend: str = ""
    """What to do; empty where nothing is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """All items of one playbook."""

    playbook: str
    version: str
    title: str
    items: tuple[Item, ...]

    @property
    def so(self) -> bool:
        """Whether everything is."""
        return all(one.ok for one in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One store and one playbook: what leads from the one to the other, and whether it would be found ready."""

    store: str
    playbook: str
    findings: int
    """Open findings on the store's own targets whose failure this playbook answers. Without a run 0."""
    demanded: bool
    """The kind of the store calls for it, whatever was found."""
    there: bool
    exercised_on: date | None
    sensitive: bool
    """The store holds special categories of data."""

    @property
    def gap(self) -> bool:
        """Something calls for the playbook, and nobody has written or rehearsed it."""
        return (self.demanded or self.findings > 0) and (not self.there or self.exercised_on is None)
