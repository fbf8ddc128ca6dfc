"""What carries each claim, and for the author what stands in its way. Unknown, excepted or old carries nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from toolkit.core.finding import Finding
from toolkit.core.inventory import Inventory
from toolkit.core.readiness import Prepared, State
from toolkit.core.target import Family
from toolkit.core.trust import Claim, Obstacle, Weighed, Where
from toolkit.core.verdict import Outcome
from toolkit.score.readiness import shipped
from toolkit.usecase.trust.places import Place, customer_stores, places

SHOWN = (State.EXERCISED, State.TARGET_MET)
"""States that were shown to be so; the others are intentions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything that claims are weighed against, as of a day."""

    inventory: Inventory
    """With what exercises prove."""
    findings: Sequence[Finding]
    families: Mapping[str, Family]
    """Every check that there is, and what it judges."""
    letters: tuple[date | None, tuple[Obstacle, ...]]
    """Since when the letters are ready, and what they lack."""
    today: date
    zone: tzinfo
    max_age_days: int


def weigh(claims: Iterable[Claim], evidence: Evidence) -> tuple[Weighed, ...]:
    """Each claim with its evidence."""
    by_check: dict[str, list[Finding]] = defaultdict(list)
    for finding in evidence.findings:
        by_check[finding.check].append(finding)
    return tuple(_weighed(claim, evidence, by_check) for claim in claims)


def _weighed(claim: Claim, evidence: Evidence, by_check: Mapping[str, Sequence[Finding]]) -> Weighed:
    if claim.notices:
        since, obstacles = evidence.letters
        return Weighed(claim=claim, since=since, obstacles=obstacles)
    if claim.prepared:
        return _shown(claim, evidence)
    found = list(places(claim.where, evidence.inventory))
    if not found:
        return Weighed(claim=claim, obstacles=tuple(_nowhere(claim)))
    heard = [one for place in found for one in _at(claim, place, evidence, by_check)]
    days = [one for one in heard if isinstance(one, date)]
    against = tuple(one for one in heard if isinstance(one, Obstacle))
    return Weighed(claim=claim, since=min(days, default=None), obstacles=against)


def _nowhere(claim: Claim) -> Iterator[Obstacle]:
    """Without a list of people nobody knows who has access. That there are no servers or vendors is no fault."""
    if claim.where is Where.GROUPS:
        do = "List the groups of people who have access: [[group]], or [[register]] with a file."
        yield Obstacle(what=claim.asks[0], where="the inventory", because="has no register of people", do=do)


def _at(
    claim: Claim, place: Place, evidence: Evidence, by_check: Mapping[str, Sequence[Finding]]
) -> Iterator[date | Obstacle]:
    asked = [check for check in claim.asks if evidence.families.get(check) is place.family]
    if not any(check in claim.checks for check in asked):
        because = "holds customers' data, and no check of this claim can look there"
        yield Obstacle(
            what=claim.id, where=place.name, because=because, do="Leave the claim out; it is not seen there."
        )
    for check in asked:
        answers = [one for one in by_check.get(check, ()) if place.speaks(one)]
        if not answers:
            because = "did not answer in the last run"
            do = "Scan all targets, with no check skipped in [checks]."
            yield Obstacle(what=check, where=place.name, because=because, do=do)
        for answer in answers:
            yield from _heard(claim, answer, evidence)


def _heard(claim: Claim, answer: Finding, evidence: Evidence) -> Iterator[date | Obstacle]:
    day = answer.observed_at.astimezone(evidence.zone).date()
    age = (evidence.today - day).days
    most = claim.days or evidence.max_age_days
    if answer.outcome is Outcome.NOT_APPLICABLE and answer.check in claim.may_not_apply:
        return
    if answer.outcome is not Outcome.PASS:
        yield Obstacle(what=answer.check, where=_where(answer), because=_because(answer), do=_do(answer))
    elif not 0 <= age <= most:
        because = f"was last seen on {day}; at most {most} days count" if age > 0 else f"was seen on {day}, to come"
        yield Obstacle(what=answer.check, where=_where(answer), because=because, do="Scan again.")
    else:
        yield day


def _do(answer: Finding) -> str:
    if answer.outcome is Outcome.UNKNOWN:
        return "Let the scan see it (`breachready doctor`, `breachready privileges`), then scan again."
    return answer.fix


def _because(answer: Finding) -> str:
    said = {Outcome.UNKNOWN: "was not seen", Outcome.NOT_APPLICABLE: "cannot apply, so it proves nothing"}
    words = f"{said.get(answer.outcome, 'does not pass')}: {answer.evidence}"
    rule = answer.exception
    return f"{words} ({rule.kind} by {rule.owner} until {rule.expires}, which proves nothing)" if rule else words


def _where(answer: Finding) -> str:
    return f"{answer.target}, {answer.resource}"


def _shown(claim: Claim, evidence: Evidence) -> Weighed:
    """Shown to be so, for each store where the element asks for that; of several times the last."""
    element = next((one for one in shipped().element if one.id == claim.prepared), None)
    each = [one.name for one in customer_stores(evidence.inventory)] if element and element.each_store else [""]
    said = [one for one in evidence.inventory.prepared if one.element == claim.prepared and one.state in SHOWN]
    days: list[date] = []
    obstacles: list[Obstacle] = []
    for store in each:
        last = max((one.on for one in said if _of(one, store) and one.on <= evidence.today), default=None)
        if last is not None and (evidence.today - last).days <= claim.days:
            days.append(last)
            continue
        because = f"was last shown on {last}; at most {claim.days} days count" if last else "was never shown to be so"
        mend = (element.mend if element else "").format(lacking=store)
        do = mend or "Run `breachready exercise start PLAYBOOK`, to its end."
        obstacles.append(
            Obstacle(what=claim.prepared, where=f"store {store}" if store else "", because=because, do=do)
        )
    return Weighed(claim=claim, since=min(days, default=None), obstacles=tuple(obstacles))


def _of(one: Prepared, store: str) -> bool:
    return not store or not one.stores or store in one.stores
