"""Whether a letter that a law asks for could go out today: law by language by kind."""

from dataclasses import dataclass
from datetime import date

from toolkit.core.playbook.ready import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One kind in one language for one law. `law`: empty for what playbooks send whatever the law."""

    law: str
    kind: str
    language: str
    countries: tuple[str, ...] = ()
    """Of the people for whom this law asks for it."""
    items: tuple[Item, ...]
    rehearsed_on: date | None = None
    """When it was last written out in an exercise, in this version."""

    @property
    def so(self) -> bool:
        """Whether everything is."""
        return all(one.ok for one in self.items)

    def failing(self) -> tuple[Item, ...]:
        """What is not so, or not known."""
        return tuple(one for one in self.items if not one.ok)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """All that the inventory needs, and what they share."""

    letters: tuple[Letter, ...]
    common: tuple[Item, ...]
    """Letterhead, mail server, and whether it is known where people live."""

    @property
    def so(self) -> bool:
        """Whether every one could go out."""
        return all(one.so for one in self.letters) and all(one.ok for one in self.common)

    @property
    def since(self) -> date | None:
        """The oldest rehearsal; None while one is missing."""
        days = [one.rehearsed_on for one in self.letters]
        known = [day for day in days if day]
        return min(known) if known and len(known) == len(days) else None
