"""The posture: looks through all lenses that are reported, put into the shape that outsiders read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from toolkit.core.check import Check
from toolkit.core.fact import Seen
from toolkit.core.finding import Finding
from toolkit.core.inventory import Inventory
from toolkit.core.posture import AttackPath, Posture, StoreRisk, UnknownStep
from toolkit.core.step import Position
from toolkit.core.target import Family
from toolkit.core.verdict import Outcome
from toolkit.score.bodies import Evidence
from toolkit.score.estate import Estate, by_name
from toolkit.score.evidence import Key, Past, judged_now
from toolkit.score.explain import against, attack_path, checked, destruction_path, last_line, short
from toolkit.score.fixes import advise
from toolkit.score.fixes.data import overdue_records
from toolkit.score.graph import Edge, Lens
from toolkit.score.model import Look, Model
from toolkit.score.sources import edges
from toolkit.score.stability import stability
from toolkit.score.survey import survey
from toolkit.score.tables import Tables
from toolkit.score.value import score
from toolkit.score.world import World


def posture(
    inventory: Inventory,
    findings: Sequence[Finding],
    checks: Sequence[Check],
    seen: Iterable[Seen],
    *,
    at: datetime,
    past: Mapping[Key, Past],
    tables: Tables,
) -> Posture:
    """See `toolkit.score.posture`."""
    judged = judged_now(findings, checks, past)
    seen = tuple(seen)
    model = model_of(inventory, judged, checks, seen, at=at, past=past, tables=tables)
    overdue = overdue_records(seen, model.estate)
    return replace(report(model, judged), advice=advise(model, judged, checks, overdue))


def model_of(
    inventory: Inventory,
    judged: Sequence[Finding],
    checks: Sequence[Check],
    seen: Iterable[Seen],
    *,
    at: datetime,
    past: Mapping[Key, Past],
    tables: Tables,
) -> Model:
    """The model of findings that are judged already (`judged_now`), to be looked at through any lens."""
    world = world_of(inventory, judged, checks, seen, at=at, past=past, tables=tables)
    return Model(world.estate, edges(world), tables)


def world_of(
    inventory: Inventory,
    judged: Sequence[Finding],
    checks: Sequence[Check],
    seen: Iterable[Seen],
    *,
    at: datetime,
    past: Mapping[Key, Past],
    tables: Tables,
) -> World:
    """What the steps of a model are made from."""
    estate = survey(inventory, seen, judged, past, tables)
    evidence = Evidence(judged, checks, past, at, tables)
    let_in = {zone.name: frozenset(zone.reachable_from) for zone in inventory.zones}
    return World(estate, evidence, tables, let_in)


def headline(model: Model) -> float:
    """The score alone, the same to the bit as `report` gives."""
    return model.look(Lens(model.tables.unknown), unseen_may_pass=False).score


def report(model: Model, judged: Sequence[Finding]) -> Posture:
    """Everything that is said of one model. `judged` are the findings it was made of."""
    now = model.look(Lens(model.tables.unknown), unseen_may_pass=False)
    worst = model.look(Lens(1.0), unseen_may_pass=False)
    best = model.look(Lens(0.0), unseen_may_pass=True)
    path, way = attack_path(model, now), _way(model, now)
    next_path: AttackPath | None = None
    if path:
        gains, after = _mended(model, now, way)
        steps = (replace(step, gain=gain) for step, gain in zip(path.steps, gains, strict=True))
        path = replace(path, steps=tuple(steps))
        next_path = attack_path(model, after or replace(now, level=model.without(now, path.store)))
    return Posture(
        score=now.score,
        interval=(worst.score, best.score),
        path=path,
        next_path=next_path,
        by_position=tuple((position, model.from_position(now, position)) for position in Position),
        by_family=tuple(_by_family(model, judged)),
        stores=tuple(_stores(model, now)),
        unknown=tuple(_unknown(path, way, judged)),
        caps=now.caps,
        notes=tuple(_notes(model.estate, path)),
        destruction=destruction_path(model, now),
        last_line=last_line(model, now),
        stability=stability(model, now),
        model=model.tables.version,
        checked_steps=checked(way),
    )


def _way(model: Model, look: Look) -> list[Edge]:
    """The steps of the binding path, without the attacker's standing at its start."""
    if look.level is None:
        return []
    return [edge for edge, _ in look.search.way_to(model.places[look.level.place].node)][1:]


def _mended(model: Model, now: Look, way: Sequence[Edge]) -> tuple[list[float], Look | None]:
    """What each step of the path would gain if mended, and the look after mending the one that gains most.

    Mended means: every finding against the step passes, here and wherever else the same finding counts.
    The look is None where no finding makes any step easier. Equal gains: the earlier step.
    """
    gains: list[float] = []
    after: Look | None = None
    for edge in way:
        keys = frozenset(one.key for one in against(edge, now.lens) if one.family)
        if not keys:
            gains.append(0.0)
            continue
        look = model.look(replace(now.lens, mended=keys))
        gain = score(look.level) - score(now.level)
        if after is None or gain > max(gains):
            after = look
        gains.append(gain)
    return gains, after


def _by_family(model: Model, judged: Sequence[Finding]) -> Iterator[tuple[Family, float]]:
    """What one family's findings alone make of the score: those of all others pass."""
    families = {target.family for target in model.estate.inventory.targets()} | {finding.family for finding in judged}
    for family in Family:
        if family in families:
            yield family, model.look(Lens(model.tables.unknown, family)).score


def _stores(model: Model, now: Look) -> Iterator[StoreRisk]:
    """Every store by itself, the most exposed first."""
    held = by_name(model.estate.holdings)
    risks = []
    for place in model.estate.places:
        holdings = held.get(place.name, [])
        points = now.search.to(place.node)
        total = points + model.worth.points(sum(holding.worth for holding in holdings))
        worst = max(holdings, key=lambda h: (model.tables.worth[h.data_class], h.data_class), default=None)
        risk = StoreRisk(
            store=place.name,
            title=place.title,
            probability=model.scale.chance(points),
            score=min(100.0, max(0.0, total)),
            records=sum(holding.records for holding in holdings),
            data_class=worst.data_class.value if worst else "",
            datasets=tuple(holding.name for holding in holdings),
            assumed="; ".join(
                dict.fromkeys(words for words in (place.assumed, *(h.assumed for h in holdings)) if words)
            ),
        )
        risks.append(risk)
    return iter(sorted(risks, key=lambda risk: (risk.score, risk.store)))


def _unknown(path: AttackPath | None, way: Sequence[Edge], judged: Sequence[Finding]) -> Iterator[UnknownStep]:
    """What could not be seen: first on the weakest path, in its order, then everywhere else."""
    reasons = {finding.key: finding.evidence for finding in judged if finding.outcome is Outcome.UNKNOWN}
    words = {one.key: one.evidence for edge in way for one in edge.ease.weaknesses}
    on_path = dict.fromkeys(key for step in (path.steps if path else ()) for key in step.unknown)
    for key in on_path:
        yield UnknownStep(finding=key, reason=short(reasons.get(key) or words.get(key, "")), on_path=True)
    for key in sorted(reasons.keys() - on_path.keys()):
        yield UnknownStep(finding=key, reason=short(reasons[key]), on_path=False)


def _notes(estate: Estate, path: AttackPath | None) -> Iterator[str]:
    yield from estate.notes
    if path is None:
        yield "nothing of worth is within reach: no declared data has both value and a way to it"
