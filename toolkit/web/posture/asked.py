"""Which run and which findings a request asks for, read from its address and written back into addresses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, QueryDict
from django.urls import NoReverseMatch, reverse

from toolkit.core.run import RunStatus
from toolkit.core.target import Family
from toolkit.core.verdict import Outcome, Severity
from toolkit.store import Key
from toolkit.store.sieve import Order, Sieve
from toolkit.usecase.posture import Rules, rules_for
from toolkit.web.house import house

if TYPE_CHECKING:
    from toolkit.store.sifting import Sifted

E = TypeVar("E", bound=StrEnum)

LONGEST = 200
"""Letters of a text that is looked for."""
HIGHEST = 2**62


@dataclass(frozen=True, slots=True)
class Look:
    """The run that is looked at, and the exceptions that hold for it."""

    found: "Sifted"
    newest: bool
    rules: Rules

    @property
    def query(self) -> str:
        """What an address needs so that the same run is looked at."""
        return "" if self.newest else urlencode({"run": self.found.id})

    def link(self, key: Key) -> str:
        """The page of a finding in this run."""
        target, check, resource = key
        said = {"target": target, "check": check, "resource": resource}
        said |= {} if self.newest else {"run": str(self.found.id)}
        return f"{reverse('finding')}?{urlencode(said, errors='replace')}"

    def target(self, family: Family, name: str) -> str:
        """The page of a target in this run."""
        try:
            path = reverse("target", kwargs={"family": family.value, "name": name})
        except NoReverseMatch:  # a name of before names were strict
            return f"{reverse('findings')}?{urlencode({'target': name}, errors='replace')}"
        return f"{path}?{self.query}" if self.query else path


def look(request: HttpRequest) -> Look | None:
    """The run that `?run=` names, or the last finished one; None when there is none yet. 404 for one that is not."""
    said = request.GET.get("run", "")
    if not said:
        found = house().store.sifted()
        return _looked(found, newest=True) if found else None
    return at(number_of(said))


def at(number: int) -> Look:
    """A run by its number. 404 for one that is not there or has not ended."""
    store = house().store
    found = store.sifted(number)
    if found is None or found.run.status is RunStatus.RUNNING:
        raise Http404(f"there is no run {number} that has ended")
    newest = store.sifted()
    return _looked(found, newest=newest is not None and newest.id == found.id)


def number_of(said: str) -> int:
    """A run's number as it stands in an address. 404 for what is none."""
    if not (said.isascii() and said.isdigit()) or int(said) > HIGHEST:
        raise Http404("that is no run")
    return int(said)


def _looked(found: "Sifted", *, newest: bool) -> Look:
    here = house()
    return Look(
        found, newest, rules_for(here.settings, here.catalogue, found, datetime.now(UTC).date(), newest=newest)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The filters of a list of findings, as they stand in its address."""

    text: str = ""
    check: str = ""
    target: str = ""
    outcomes: tuple[Outcome, ...] = ()
    severities: tuple[Severity, ...] = ()
    families: tuple[Family, ...] = ()
    excepted: str = ""
    """`yes`, `no` or empty."""
    order: Order = Order.WORST
    run: str = ""

    @classmethod
    def of(cls, said: QueryDict) -> "Asked":
        """What was asked; words that are none of ours are left out."""
        orders = _members(said.getlist("sort"), Order)
        excepted = said.get("excepted", "")
        return cls(
            text=said.get("q", "").strip()[:LONGEST],
            check=said.get("check", "").strip(),
            target=said.get("target", "").strip(),
            outcomes=_members(said.getlist("outcome"), Outcome),
            severities=_members(said.getlist("severity"), Severity),
            families=_members(said.getlist("family"), Family),
            excepted=excepted if excepted in ("yes", "no") else "",
            order=orders[0] if orders else Order.WORST,
            run=said.get("run", ""),
        )

    def sieve(self, rules: Rules) -> Sieve:
        """The same for the store."""
        return Sieve(
            text=self.text,
            outcomes=self.outcomes,
            severities=self.severities,
            families=self.families,
            checks=(self.check,) if self.check else (),
            targets=(self.target,) if self.target else (),
            rules=rules.held,
            excepted={"yes": True, "no": False}.get(self.excepted),
        )

    @property
    def query(self) -> str:
        """The address that asks for the same, without a page."""
        plain = [("q", self.text), ("check", self.check), ("target", self.target), ("excepted", self.excepted)]
        plain += [("sort", self.order.value if self.order is not Order.WORST else ""), ("run", self.run)]
        many = [("outcome", one.value) for one in self.outcomes] + [
            ("severity", one.value) for one in self.severities
        ]
        many += [("family", one.value) for one in self.families]
        return urlencode([one for one in (*plain, *many) if one[1]], errors="replace")

    @property
    def anything(self) -> bool:
        """Whether any filter is set."""
        chosen = (self.outcomes, self.severities, self.families)
        return bool(self.text or self.check or self.target or self.excepted or any(chosen))


def _members(said: Sequence[str], kind: Callable[[str], E]) -> tuple[E, ...]:
    found = []
    for word in dict.fromkeys(said):
        try:
            found.append(kind(word))
        except ValueError:
            continue
    return tuple(found)
