"""How every element stands for every scenario that the data held demands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.core.contact import Contact
from toolkit.core.finding import Finding
from toolkit.core.inventory import Inventory, StoreKind
from toolkit.core.readiness import Prepared, Readiness, ScenarioReadiness, Standing, State
from toolkit.core.verdict import Outcome
from toolkit.score.readiness.demands import Demands, Element

NAMED = 3
"""Checks, roles and stores that a sentence names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybookState:
    """What is known of one playbook of the library."""

    version: str
    review_by: date
    roles: tuple[str, ...]
    deputies: frozenset[str] = frozenset()
    """Roles that need a second person."""


def readiness(
    inventory: Inventory,
    findings: Sequence[Finding],
    playbooks: Mapping[str, PlaybookState],
    demands: Demands,
    *,
    on: date,
    easiest: str = "",
) -> Readiness:
    """The readiness on that day. `findings` are the last run's; `easiest` the scenario of its weakest path."""
    asked = _Asked(inventory, findings, playbooks, demands, on)
    scenarios = [asked.scenario(name, because) for name, because in _demanded(inventory, demands)]
    scenarios.sort(key=lambda one: (one.value, one.scenario != easiest, one.scenario))
    return Readiness(
        score=100 * scenarios[0].value if scenarios else None,
        scenarios=tuple(scenarios),
        easiest=easiest if any(one.scenario == easiest for one in scenarios) else "",
        model=demands.version,
    )


def personal_stores(inventory: Inventory) -> tuple[str, ...]:
    """Names of the stores that hold anything that is not public or the organisation's own business."""
    kept = [set(one.stores) for one in inventory.datasets if one.of_people]
    return tuple(store.name for store in inventory.stores if any(store.name in names for names in kept))


def _demanded(inventory: Inventory, demands: Demands) -> Iterator[tuple[str, str]]:
    """Scenarios and what in the inventory demands each."""
    there = dict(_there(inventory))
    for name, words in demands.scenarios.items():
        because = next((there[word] for word in words if word in there), "")
        if because:
            yield name, because


def _there(inventory: Inventory) -> Iterator[tuple[str, str]]:
    names = personal_stores(inventory)
    stores = [store for store in inventory.stores if store.name in names]
    for store in stores:
        if store.bucket:
            yield "bucket", f"store {store.name} is a bucket"
            yield "account", f"store {store.name} is in account {store.account}"
        if store.server:
            yield "server", f"store {store.name} is on server {store.server}"
        if store.kind is StoreKind.DATABASE:
            yield "database", f"store {store.name} is a database"
    if stores:
        yield "personal", f"{len(stores)} stores hold personal data"
    for vendor in inventory.vendors:
        if vendor.holds or vendor.grants:
            yield "vendor", f"vendor {vendor.name} holds data or has access"
    if inventory.groups and stores:
        yield "people", f"{len(inventory.groups)} groups of people have access"


@dataclass(frozen=True, slots=True)
class _Asked:
    inventory: Inventory
    findings: Sequence[Finding]
    playbooks: Mapping[str, PlaybookState]
    demands: Demands
    on: date

    def scenario(self, name: str, because: str) -> ScenarioReadiness:
        elements = tuple(self._standing(element, name) for element in self.demands.element)
        return ScenarioReadiness(
            scenario=name, because=because, value=min(one.value for one in elements), elements=elements
        )

    def _standing(self, element: Element, scenario: str) -> Standing:
        prove = {
            "checks": self._checks,
            "contacts": self._contacts,
            "playbook": self._playbook,
            "prepared": self._prepared,
        }[element.proof]
        value, because, mend = prove(element, scenario)
        return Standing(
            element=element.id,
            title=element.title,
            phase=element.phase,
            value=value,
            because=because,
            mend="" if value >= 1 else mend,
        )

    def _checks(self, element: Element, _scenario: str) -> tuple[float, str, str]:
        """As many of the answers as pass; an answer that is not there, or was not seen, is none."""
        answers = [one for one in self.findings if one.check in element.checks]
        answers = [one for one in answers if one.outcome is not Outcome.NOT_APPLICABLE]
        bad = [one for one in answers if one.outcome is not Outcome.PASS]
        if not answers:
            return 0.0, "no check of it has answered", element.mend.format(failing=_listed(element.checks))
        if bad:
            named = _listed(tuple(dict.fromkeys(f"{one.check} on {one.target}" for one in bad)))
            return 0.0, f"not passing: {named}", element.mend.format(failing=named)
        oldest = min(one.observed_at.date() for one in answers)
        fresh = self._fresh(oldest, element.days)
        return fresh, f"{len(answers)} answers pass, the oldest of {oldest}", "Scan again."

    def _contacts(self, element: Element, scenario: str) -> tuple[float, str, str]:
        playbook = self.playbooks.get(scenario)
        if playbook is None:
            return 0.0, "without a playbook nobody knows which roles it takes", f"Write a playbook {scenario}."
        lacking = [f"nobody is {role}" for role in playbook.roles if not self._of(role)]
        lacking += [
            f"{role} has no deputy" for role in playbook.deputies if self._of(role) and len(self._of(role)) < 2
        ]
        if lacking:
            return 0.0, _listed(tuple(sorted(lacking))), "Name them under [[contact]], with a phone number."
        people = [one for role in playbook.roles for one in self._of(role)]
        unasked = tuple(sorted({one.name for one in people if one.verified_on is None}))
        if unasked:
            level = self.demands.levels[State.EXISTS]
            return level, f"never called: {_listed(unasked)}", "Make a test call, and set verified_on."
        oldest = min(one.verified_on for one in people if one.verified_on)
        return (
            self._fresh(oldest, element.days),
            f"all answered a test call, the first of them on {oldest}",
            ("Make the test calls again, and set verified_on."),
        )

    def _of(self, role: str) -> list[Contact]:
        return [one for one in self.inventory.contacts if one.role == role and (one.phone or one.mail or one.other)]

    def _playbook(self, element: Element, scenario: str) -> tuple[float, str, str]:
        playbook, levels = self.playbooks.get(scenario), self.demands.levels
        if playbook is None:
            return 0.0, "there is no playbook for it", f"Write a playbook {scenario}."
        value, because, mend = self._prepared(element, scenario)
        if value > levels[State.EXISTS]:
            return value, because, mend
        if self.on > playbook.review_by:
            return (
                levels[State.EXISTS],
                f"version {playbook.version} was to be reviewed by {playbook.review_by}",
                ("Review it and raise its version."),
            )
        exercise = f'Exercise it, and declare it: [[prepared]] element = "playbook", scenario = "{scenario}"'
        return levels[State.APPROVED], f"version {playbook.version} is reviewed and was not exercised", exercise

    def _prepared(self, element: Element, scenario: str) -> tuple[float, str, str]:
        """The worst of the stores, each with the best that is declared for it."""
        said = [one for one in self.inventory.prepared if one.element == element.id]
        said = [one for one in said if one.scenario == scenario or (not one.scenario and element.proof == "prepared")]
        stores = personal_stores(self.inventory) if element.each_store else ("",)
        value, store, best = min((self._best(said, store, element.days) for store in stores), key=lambda one: one[0])
        if best is None:
            named = f" for {store}" if store else ""
            return 0.0, f"nothing is declared{named}", element.mend.format(lacking=store)
        named = f" for {store}" if store else ""
        because = f"{best.state}{named} on {best.on}" + (f" ({best.note})" if best.note else "")
        return value, because, element.mend.format(lacking=store)

    def _best(self, said: Sequence[Prepared], store: str, days: int) -> tuple[float, str, Prepared | None]:
        fitting = [one for one in said if not store or not one.stores or store in one.stores]
        worth = [(self.demands.levels[one.state] * self._fresh(one.on, days), one) for one in fitting]
        if not worth:
            return 0.0, store, None
        value, best = max(worth, key=lambda found: (found[0], found[1].on))
        return value, store, best

    def _fresh(self, on: date, days: int) -> float:
        """1 inside the interval, nothing at twice of it; what is of the future proves nothing."""
        age = (self.on - on).days
        return 0.0 if age < 0 else min(1.0, max(0.0, 2 - age / days))


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {rest} more" if rest > 0 else "")
