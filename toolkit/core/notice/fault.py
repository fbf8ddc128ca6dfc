"""One thing that a rule has to say of a notice."""

from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """How much a fault weighs, the heaviest first."""

    STOPS = "stops"
    """Approving it needs a reason, which is recorded; a missing value cannot be approved at all."""
    ASKS = "asks"
    """Somebody should look; it may be right."""
    TELLS = "tells"
    """A measure, or what could not be looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Where, what, and what to do."""

    rule: str
    weight: Weight
    language: str = ""
    """Empty: all of them."""
    line: int = 0
    """In the template of that language; 0: the notice as a whole."""
    sentence: str = ""
    what: str
    do: str
