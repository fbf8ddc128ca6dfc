"""What customers may be told of how their data is protected: claims, what carries each, what stands in the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Where(StrEnum):
    """Where a claim must be so, each of them."""

    STORES = "stores"
    """Every store with customers' data."""
    SERVERS = "servers"
    """Every server that has such a store."""
    DATASETS = "datasets"
    """Every dataset of customers."""
    GROUPS = "groups"
    """Every group of people of the registers."""
    VENDORS = "vendors"
    """Every vendor of the registers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing that a statement may say, and what must have been seen before it may. `id`: the templates' field."""

    id: str
    title: str
    where: Where
    checks: tuple[str, ...] = ()
    """Must pass at each place, as far as they judge such a place; each place needs one of them at least."""
    may_not_apply: tuple[str, ...] = ()
    """Likewise, and that it cannot apply, with its proof, is as good."""
    prepared: str = ""
    """An element that the organisation exercised, as `readiness.toml` names it."""
    notices: bool = False
    """The letters that the law asks for are ready."""
    days: int = 0
    """How long a look holds; 0: as the settings say."""

    @property
    def asks(self) -> tuple[str, ...]:
        """Every check that it names."""
        return (*self.checks, *self.may_not_apply)


@dataclass(frozen=True, slots=True, kw_only=True)
class Never:
    """Words that help attackers alone."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How a language says by when the law wants people to be told."""

    within: str
    """With `{country}` and `{limit}`."""
    promptly: str
    """With `{country}`, as the next one."""
    by_region: str
    business_days: str
    """With `{number}`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """The whole file."""

    claim: tuple[Claim, ...]
    never: Never
    words: Mapping[str, Wording]


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """For the author, never for a customer: why a claim is not made."""

    what: str
    """A check, an element of what is prepared, or a setting."""
    where: str
    because: str
    do: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One claim and its evidence: made when it has a day and nothing stands in its way."""

    claim: Claim
    since: date | None = None
    """The day of the oldest look that carries it."""
    obstacles: tuple[Obstacle, ...] = ()

    @property
    def made(self) -> bool:
        """Whether the statement may say it."""
        return self.since is not None and not self.obstacles

    @property
    def idle(self) -> bool:
        """There is nothing of the kind that it speaks of, so nobody need say it."""
        return self.since is None and not self.obstacles


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a statement was made from, and what became of each claim."""

    on: date
    run: int
    claims: tuple[Weighed, ...]
    notes: tuple[Obstacle, ...] = field(default=())
    """For the author: what else was left out, and what to look at before it is published."""

    @property
    def made(self) -> tuple[Weighed, ...]:
        """The claims that it makes."""
        return tuple(one for one in self.claims if one.made)

    @property
    def refused(self) -> tuple[Weighed, ...]:
        """Those that the evidence does not carry."""
        return tuple(one for one in self.claims if one.obstacles)
