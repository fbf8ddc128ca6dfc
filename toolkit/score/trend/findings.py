"""The findings of two runs key by key: what differs, and to which group each difference belongs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from toolkit.core.check import Check
from toolkit.core.finding import Finding
from toolkit.core.trend import Group
from toolkit.core.verdict import Outcome
from toolkit.score.evidence import DAY, Key, out_of_sight
from toolkit.score.tables import Tables
from toolkit.score.trend.inputs import Inputs
from toolkit.score.trend.structure import Chosen, Structure

Pair = tuple[str, str]
"""Target and check."""

SAID_BY_CHECK = ("check", "title", "opens", "holds", "required")
"""What a finding has from its check alone."""

NOBODY: Chosen = frozenset()

BADNESS = (Outcome.NOT_APPLICABLE, Outcome.PASS, Outcome.UNKNOWN, Outcome.FAIL)
GOOD = (Outcome.PASS, Outcome.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One finding key in both runs. What of it changed, by the group that the change belongs to."""

    key: Key
    before: Finding | None
    now: Finding | None
    state: Chosen = frozenset()
    """Of another answer, or of being there at all: of all of these."""
    severity: Group | None = None
    age: bool = False
    exploit: bool = False
    wording: bool = False

    @property
    def groups(self) -> set[Group]:
        """Every group with a part in it."""
        found = set(self.state)
        found |= {self.severity} if self.severity else set()
        found |= {Group.EXPIRED} if self.age else set()
        found |= {Group.FEED} if self.exploit else set()
        return found | ({Group.MODEL} if self.wording else set())


class Side:
    """The findings of one run as the score counts them, by names that both runs share."""

    def __init__(self, inputs: Inputs, formerly: Mapping[str, str]) -> None:
        self.at = inputs.at
        self.judged = inputs.judged()
        self.rules = {rule.id: rule for rule in inputs.checks}
        taken = {finding.check for finding in self.judged}
        self.names = {old: new for old, new in formerly.items() if new not in taken}
        self.known = {self.name(check) for check in self.rules}
        self.rule = {self.name(rule.id): rule for rule in self.rules.values()}
        self.found: dict[Key, Finding] = {}
        self.asked: dict[Pair, list[Finding]] = defaultdict(list)
        for finding in self.judged:
            check = self.name(finding.check)
            self.found[finding.target, check, finding.resource] = finding
            self.asked[finding.target, check].append(finding)

    def name(self, check: str) -> str:
        """The check by its newest id."""
        return self.names.get(check, check)


class Findings:
    """Two runs' findings, and any mixture of them."""

    def __init__(self, before: Inputs, now: Inputs, structure: Structure) -> None:
        formerly = {old: rule.id for inputs in (before, now) for rule in inputs.checks for old in rule.formerly}
        self.before, self.now = Side(before, formerly), Side(now, formerly)
        self._structure = structure
        self._tables = (before.tables, now.tables)
        self.differences = tuple(self._differences())
        self.groups: set[Group] = set().union(*(one.groups for one in self.differences))
        self._moving = [one for one in self.differences if one.groups]
        self._still = [found for one in self.differences if not one.groups and (found := self._mixed(one, NOBODY))]

    def mixed(self, chosen: Chosen) -> list[Finding]:
        """The findings with the differences of these groups from the second run, as seen from its moment."""
        return self._still + [finding for one in self._moving if (finding := self._mixed(one, chosen))]

    def _mixed(self, one: Difference, chosen: Chosen) -> Finding | None:
        if one.before is None or one.now is None:
            there = one.state <= chosen if one.now else not one.state & chosen
            return self._one_sided(one, chosen) if there else None
        later = bool(one.state) and one.state <= chosen
        state, at = (one.now, self.now.at) if later else (one.before, self.before.at)
        changed: dict[str, Any] = {}
        if one.severity and (one.severity in chosen) is not later:
            changed["severity"] = (one.before if later else one.now).severity
        if one.age and Group.EXPIRED in chosen:
            state, at = replace(state, observed_at=one.now.observed_at), self.now.at
        if one.exploit and Group.FEED in chosen:
            changed["exploit"] = exploit(one.now)
        spoken = one.now if Group.MODEL in chosen else one.before
        changed |= {name: getattr(spoken, name) for name in SAID_BY_CHECK}
        return replace(state, observed_at=_moved(state.observed_at, at, self.now.at), **changed)

    def _one_sided(self, one: Difference, chosen: Chosen) -> Finding:
        finding = one.now or one.before
        assert finding
        side = self.now if one.now else self.before
        rule = (self.now if Group.MODEL in chosen else self.before).rule.get(one.key[1])
        own = side.rule.get(one.key[1])
        said = _differently(own, rule)
        return replace(finding, observed_at=_moved(finding.observed_at, side.at, self.now.at), **said)

    def _differences(self) -> Iterator[Difference]:
        single: list[Key] = []
        for key in sorted(self.before.found.keys() | self.now.found.keys()):
            old, new = self.before.found.get(key), self.now.found.get(key)
            if old and new:
                yield self._changed(key, old, new)
            else:
                single.append(key)
        strong = {key: groups for key in single if (groups := self._strong(key))}
        for key in single:
            yield Difference(
                key=key,
                before=self.before.found.get(key),
                now=self.now.found.get(key),
                state=strong.get(key) or self._in_place_of(key, strong),
            )

    def _changed(self, key: Key, old: Finding, new: Finding) -> Difference:
        turned = _turned(old, new)
        severity = None
        if old.severity is not new.severity:
            declared = [side.rule[key[1]].severity for side in (self.before, self.now) if key[1] in side.rule]
            if len(set(declared)) > 1:
                severity = Group.MODEL
            else:
                severity = turned or (Group.WORSE if new.severity.rank > old.severity.rank else Group.FIXED)
        return Difference(
            key=key,
            before=old,
            now=new,
            state=frozenset({turned} if turned else ()),
            severity=severity,
            age=not turned and self._ages(old, new),
            exploit=not turned and exploit(old) != exploit(new),
            wording=any(getattr(old, name) != getattr(new, name) for name in SAID_BY_CHECK if name != "title"),
        )

    def _ages(self, old: Finding, new: Finding) -> bool:
        """Whether the same good answer counts for another share because it is older or younger."""
        ages = (self.before.at - old.observed_at, self.now.at - new.observed_at)
        return old.outcome in GOOD and ages[0] != ages[1] and any(self._late(new, age) for age in ages)

    def _late(self, finding: Finding, age: timedelta) -> bool:
        return any(age.total_seconds() / DAY > tables.fresh_days[finding.family] for tables in self._tables)

    def _strong(self, key: Key) -> Chosen:
        """The groups of a finding that is in one run only, where it says itself what they are."""
        mine, other = (self.now, self.before) if key in self.now.found else (self.before, self.now)
        target, check, resource = key
        finding = mine.found[key]
        groups: set[Group] = set()
        if check in mine.known and check not in other.known:
            groups.add(Group.MODEL)
        if thing := self._structure.of_thing(target, resource):
            groups.add(thing)
        if groups:
            return frozenset(groups)
        answers = other.asked.get((target, check), [])
        if finding.outcome is Outcome.UNKNOWN or out_of_sight(finding.family, resource, answers):
            return frozenset({Group.COVERAGE})
        better, worse = (Group.FIXED, Group.WORSE) if mine is self.now else (Group.WORSE, Group.FIXED)
        if finding.outcome is Outcome.FAIL:
            return frozenset({worse})
        return frozenset({better} if finding.holds and finding.outcome is Outcome.PASS else ())

    def _in_place_of(self, key: Key, strong: Mapping[Key, Chosen]) -> Chosen:
        """A good answer that says nothing by itself goes with the worst answer whose place it took or gave."""
        other = self.before if key in self.now.found else self.now
        mine = self.now if other is self.before else self.before
        gone = [
            (BADNESS.index(finding.outcome), place)
            for finding in other.asked.get(key[:2], ())
            if (place := (key[0], key[1], finding.resource)) in strong and place not in mine.found
        ]
        return strong[max(gone)[1]] if gone else frozenset({Group.ESTATE})


def exploit(finding: Finding) -> object:
    """What is known of this fault being used elsewhere; None where findings do not carry it."""
    return finding.exploit


def declared(checks: Sequence[Check], tables: Tables) -> object:
    """What of catalogue and tables can change a score."""
    rules = {
        (rule.id, tuple(sorted(rule.formerly)), rule.family, rule.severity, rule.opens, rule.holds, rule.required)
        for rule in checks
    }
    return rules, {field.name: getattr(tables, field.name) for field in fields(tables) if field.name not in _NAMES}


_NAMES = ("version", "judgements")


def _turned(old: Finding, new: Finding) -> Group | None:
    """The group of another answer to the same question; None: the same answer."""
    was, now = old.outcome, new.outcome
    if was is now:
        return None
    if Outcome.UNKNOWN in (was, now):
        return Group.COVERAGE
    if Outcome.FAIL in (was, now):
        return Group.WORSE if now is Outcome.FAIL else Group.FIXED
    if old.holds or new.holds:
        return Group.FIXED if now is Outcome.PASS else Group.WORSE
    return Group.ESTATE


def _differently(own: Check | None, rule: Check | None) -> dict[str, Any]:
    """What the other catalogue says of this finding's check, where both know it."""
    if own is None or rule is None or own is rule:
        return {}
    said = {"check": rule.id, "opens": rule.opens, "holds": rule.holds, "required": rule.required}
    same = {"check": own.id, "opens": own.opens, "holds": own.holds, "required": own.required}
    return {name: said[name] for name in said if said[name] != same[name]}


def _moved(observed: datetime, at: datetime, to: datetime) -> datetime:
    """The moment that lies as long before `to` as `observed` lies before `at`."""
    return to - (at - observed)


def counted(groups: Iterable[Group]) -> list[Group]:
    """These groups, each once, in the order in which they are told."""
    found = set(groups)
    return [group for group in Group if group in found]
