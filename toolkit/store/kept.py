"""What the store tells besides `toolkit.core` values. No Django here: surfaces may import it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from toolkit.core.exploit import Exploit
from toolkit.core.run import RunStatus
from toolkit.core.verdict import Outcome, Severity

FILE = "breachready.db"
"""The database within the state directory, where no server is configured."""

Key = tuple[str, str, str]
"""Target, check, resource: `Finding.key`."""

Past = tuple[Outcome, datetime, Severity, Exploit | None]
"""A real answer, when it was last seen to hold, how bad it was, and what was known of a flaw's use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """One line of the list of runs. `targets` were asked for, `observed` were read."""

    id: int
    status: RunStatus
    started_at: datetime
    finished_at: datetime | None
    score: float | None
    interval: tuple[float, float] | None
    counts: Mapping[Outcome, int]
    targets: int
    observed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInputs:
    """What a run was scored from, besides its findings and the answers of earlier runs, which are states.

    `structure` is the SHA-256 of a kept file (`Store.structure`), `tables` and `rules` are texts. `formulas` is
    the version of what the tables do not say, `feeds` the date or version of what was known from elsewhere.
    """

    at: datetime
    structure: str
    tables: str
    tables_version: str
    rules: str
    formulas: int
    feeds: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A finished run with a score, and by which model and catalogue: digests, "" where they were not kept."""

    run: int
    at: datetime
    score: float
    interval: tuple[float, float] | None
    model: str
    tables_version: str
    tables: str
    formulas: int
    rules: str
    why_not: str = ""
    """Why its inputs cannot be had, as far as can be said without reading them."""


class AlertState(StrEnum):
    """SENDING that nobody is sending any more was cut off: it may have arrived."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAlert:
    """Something promised to people outside. `body` is the channel's own text, ready to be sent."""

    id: int
    run: int
    channel: str
    delivery: str
    digest: str
    subject: str
    body: str
    state: AlertState
    attempts: int
    doubtful: bool
    reason: str
    promised_at: datetime
