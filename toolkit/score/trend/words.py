"""The differences between two runs in words, group by group, the worst first."""

from collections.abc import Iterator, Sequence
from typing import Any

from toolkit.core.finding import Finding
from toolkit.core.inventory import Inventory
from toolkit.core.resource import bucket_of, port_of
from toolkit.core.trend import Group
from toolkit.core.verdict import Outcome
from toolkit.score.trend.findings import Difference
from toolkit.score.trend.mixture import Mixture

KINDS = {
    "servers": "server",
    "accounts": "account",
    "networks": "network",
    "zones": "zone",
    "stores": "store",
    "datasets": "dataset",
    "groups": "group",
    "vendors": "vendor",
}


def differences(mixture: Mixture) -> dict[Group, list[str]]:
    """What differs, by group. A good answer that came or went with something else is not told by itself."""
    told: dict[Group, dict[str, None]] = {}
    for group, words in (
        *_of_inventory(mixture.before.inventory, mixture.now.inventory),
        *_of_structure(mixture),
        *_of_findings(mixture.findings.differences),
        *_of_ages(mixture),
        *_of_model(mixture),
    ):
        told.setdefault(group, {})[words] = None
    return {group: list(words) for group, words in told.items()}


def _of_findings(found: Sequence[Difference]) -> Iterator[tuple[Group, str]]:
    for one in sorted(found, key=lambda one: (-_severity(one), one.key)):
        finding = one.now or one.before
        assert finding
        where = f"{finding.title} on {_where(finding)}"
        for group in one.state:
            if (words := _state(group, one)) is not None:
                yield group, f"{where}{words}"
        if one.severity and not one.state and one.now:
            yield one.severity, f"{where}: {one.now.severity} now"
        if one.exploit:
            yield Group.FEED, where


def _state(group: Group, one: Difference) -> str | None:
    """How it is told, after the name of the finding; None: by something else."""
    outcomes = [side.outcome if side else None for side in (one.before, one.now)]
    match group:
        case Group.FIXED | Group.WORSE:
            control = any(side and side.holds for side in (one.before, one.now))
            return "" if Outcome.FAIL in outcomes or control else None
        case Group.COVERAGE if outcomes[1] is Outcome.UNKNOWN or outcomes[1] is None:
            return ": not seen now"
        case Group.COVERAGE:
            return ": seen now, and failing" if outcomes[1] is Outcome.FAIL else ": seen now"
    return None


def _of_structure(mixture: Mixture) -> Iterator[tuple[Group, str]]:
    gone = mixture.structure.before.named
    for (form, kind, target, resource), group in sorted(mixture.structure.group.items()):
        name = (form, kind, target, resource)
        both = name in gone and name in mixture.structure.now.named
        change = "changed" if both else "is gone" if name in gone else "is new"
        if form != "fact" or kind == "SilentAddresses":
            continue
        if group is Group.ESTATE and kind != "OpenPort":
            yield group, f"{_thing(resource)} of {target} {change}"
        elif group in (Group.FIXED, Group.WORSE):
            yield group, f"port {_thing(resource)} {'was closed' if name in gone else 'was opened'}"
        elif group is Group.COVERAGE and not both:
            yield group, f"{_thing(resource)} of {target}: {'not seen now' if name in gone else 'seen now'}"


def _of_inventory(before: Inventory, now: Inventory) -> Iterator[tuple[Group, str]]:
    for kind, word in KINDS.items():
        old, new = ({entry.name: entry for entry in _entries(side, kind)} for side in (before, now))
        for name in sorted(new.keys() - old.keys()):
            yield Group.ESTATE, f"{word} {name} was added"
        for name in sorted(old.keys() - new.keys()):
            yield Group.ESTATE, f"{word} {name} was removed"
        for name in sorted(old.keys() & new.keys()):
            if old[name] != new[name]:
                yield Group.ESTATE, f"{word} {name} is declared otherwise{_records(old[name], new[name])}"


def _entries(inventory: Inventory, kind: str) -> tuple[Any, ...]:
    return getattr(inventory, kind, ())


def _records(old: Any, new: Any) -> str:
    was, now = (getattr(entry, "records", None) for entry in (old, new))
    shown = ["not counted" if one is None else f"{one:,}" for one in (was, now)]
    return "" if was == now else f" (records: {shown[0]}, now {shown[1]})"


def _of_ages(mixture: Mixture) -> Iterator[tuple[Group, str]]:
    ages: dict[str, tuple[int, int]] = {}
    for one in mixture.findings.differences:
        if one.age and one.before and one.now:
            days = ((mixture.before.at - one.before.observed_at).days, (mixture.now.at - one.now.observed_at).days)
            ages[one.key[0]] = max(ages.get(one.key[0], days), days)
    for target, (was, now) in sorted(ages.items()):
        yield Group.EXPIRED, f"what is known of {target} is {now} days old (it was {was})"


def _of_model(mixture: Mixture) -> Iterator[tuple[Group, str]]:
    old, new = mixture.before.tables, mixture.now.tables
    if old != new:
        versions = f"{old.version}, now {new.version}" if old.version != new.version else f"both called {new.version}"
        yield Group.MODEL, f"the score's tables changed ({versions})"
    was, now = mixture.findings.before, mixture.findings.now
    for name in sorted(now.known - was.known):
        yield Group.MODEL, f"check {name} is new"
    for name in sorted(was.known - now.known):
        yield Group.MODEL, f"check {name} is gone"
    for name in sorted(was.known & now.known):
        parts = ("severity", "opens", "holds", "required", "id")
        if any(getattr(was.rule[name], part) != getattr(now.rule[name], part) for part in parts):
            yield Group.MODEL, f"check {name} judges otherwise"


def _severity(one: Difference) -> int:
    return max(side.severity.rank for side in (one.before, one.now) if side)


def _where(finding: Finding) -> str:
    resource = _thing(finding.resource)
    return f"{finding.target}, {resource}" if resource else finding.target


def _thing(resource: str) -> str:
    if port := port_of(resource):
        return str(port)
    name = bucket_of(resource)
    return f"bucket {name}" if name else resource.removeprefix("host:")
