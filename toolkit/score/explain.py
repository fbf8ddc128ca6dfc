"""A path in words: what the attacker does, and why it is this easy."""

from collections.abc import Iterable, Mapping, Sequence

from toolkit.core.posture import AttackPath, PathStep
from toolkit.core.step import Position, Step
from toolkit.score.evidence import Control, Key, Weakness
from toolkit.score.graph import Edge, Lens
from toolkit.score.model import Look, Model
from toolkit.score.widest import hardest

EVIDENCE_LIMIT = 160
"""Characters of evidence that a sentence quotes."""


def attack_path(model: Model, look: Look) -> AttackPath | None:
    """The binding path of this look, step by step; None when nothing of worth is within reach."""
    level = look.level
    if level is None:
        return None
    node = model.places[level.place].node
    return _path(model, look, node, level.place, (level.points, level.value, level.value_points))


def destruction_path(model: Model, look: Look) -> AttackPath | None:
    """The easiest way to destroy every copy of a dataset of worth; None when there is none."""
    found = []
    for holding in model.estate.holdings:
        points, value = look.search.to(holding.lost), model.worth.value(holding.worth)
        if value and points != float("inf"):
            worth_points = model.worth.points(holding.worth)
            found.append((points + worth_points, holding.name, holding.lost, points, value, worth_points))
    if not found:
        return None
    _, name, node, points, value, worth_points = min(found)
    return _path(model, look, node, name, (points, value, worth_points))


def last_line(model: Model, look: Look) -> PathStep | None:
    """The hardest step on the widest path to the store that binds: the one thing that still holds there."""
    if look.level is None:
        return None
    found = hardest(model.graph, look.search.weights, model.places[look.level.place].node)
    return _step(model, look.lens, *found, _titles(model)) if found else None


def _path(model: Model, look: Look, node: str, store: str, level: tuple[float, float, float]) -> AttackPath:
    points, value, value_points = level
    (first, prior_points), *way = look.search.way_to(node)
    position = Position(first.end.removeprefix("pos:"))
    titles = _titles(model)
    return AttackPath(
        position=position,
        prior=model.tables.prior[position],
        prior_points=prior_points,
        store=store,
        value=value,
        value_points=value_points,
        probability=model.scale.chance(points),
        steps=tuple(_step(model, look.lens, edge, cost, titles) for edge, cost in way),
    )


def _titles(model: Model) -> dict[str, str]:
    titles = {end: place.title for place in model.estate.places for end in (place.node, place.raw)}
    return titles | {place.delete: place.title for place in model.estate.places}


def sentences(model: Model, lens: Lens, edges: Iterable[Edge]) -> tuple[str, ...]:
    """These steps in words, each as easy as the lens shows it."""
    titles = _titles(model)
    return tuple(_sentence(edge, against(edge, lens), titles) for edge in edges)


def against(edge: Edge, lens: Lens) -> list[Weakness | Control]:
    """What makes the step easier than it need be, the binding one first; then the controls that do not hold."""
    base = edge.ease.base
    weak = [(base + lens.share(one) * (one.ease - base), one) for one in edge.ease.weaknesses]
    weak.sort(key=lambda found: (-found[0], -found[1].failing, found[1].key, found[1].evidence))
    loose = [one for one in edge.ease.controls if lens.share(one) > 0]
    loose.sort(key=lambda one: (-lens.share(one), one.key))
    return [*(one for ease, one in weak if ease > base), *loose]


def checked(way: Sequence[Edge]) -> tuple[int, int]:
    """On these steps: checks that gave an answer, checks that exist."""
    every: list[Weakness | Control] = [one for edge in way for one in edge.ease.weaknesses]
    every += [one for edge in way for one in edge.ease.controls]
    ones = [one for one in every if one.family]
    return sum(one.unseen < 0.5 for one in ones), len(ones)


def _step(model: Model, lens: Lens, edge: Edge, points: float, titles: Mapping[str, str]) -> PathStep:
    bad = against(edge, lens)
    known = [one for one in bad if one.family]
    return PathStep(
        start=edge.start,
        end=edge.end,
        step=edge.step,
        probability=model.scale.chance(points),
        points=points,
        sentence=_sentence(edge, bad, titles),
        findings=_keys(one for one in known if one.failing),
        unknown=_keys(one for one in known if not one.failing),
        judgement="" if known else (_structure(bad) or edge.ease.judgement),
        numbers=_numbers(edge, bad),
    )


def _numbers(edge: Edge, bad: list[Weakness | Control]) -> tuple[str, ...]:
    """What makes the step easy, then every control that hinders at all."""
    weak = next((one.number for one in bad if isinstance(one, Weakness)), edge.ease.number)
    return tuple(dict.fromkeys(name for name in (weak, *(one.number for one in edge.ease.controls)) if name))


def _keys(ones: Iterable[Weakness | Control]) -> tuple[Key, ...]:
    return tuple(dict.fromkeys(one.key for one in ones))


def _structure(bad: list[Weakness | Control]) -> str:
    return next((one.evidence for one in bad if isinstance(one, Weakness) and not one.family), "")


def _sentence(edge: Edge, bad: list[Weakness | Control], titles: Mapping[str, str]) -> str:
    reasons = [_reason(one) for one in bad[:1]]
    reasons += [_reason(one) for one in bad[1:] if isinstance(one, Control)][:2]
    why = "; ".join(reasons) or edge.ease.judgement
    does = _does(edge, titles)
    return f"{does[0].upper()}{does[1:]}: {why}."


def _reason(one: Weakness | Control) -> str:
    title = _inside(one.title)
    if isinstance(one, Control):
        return f"nothing shows that this does not help: {title}" if not one.failing else title
    quoted = f" ({short(one.evidence)})" if one.evidence else ""
    if one.failing:
        return title + quoted
    if not one.title:
        return short(one.evidence)
    if one.unseen < 1:
        return f"it was long ago that this was last ruled out: {title}"
    return f"nobody could see whether {title}{quoted}"


def short(evidence: str) -> str:
    """Evidence as part of a sentence: one line, printable, cut. Still outside text: escape it where it is shown."""
    line = " ".join("".join(c if c.isprintable() else " " for c in evidence[: 4 * EVIDENCE_LIMIT]).split())
    return line if len(line) <= EVIDENCE_LIMIT else line[: EVIDENCE_LIMIT - 1].rstrip() + "…"


def _inside(title: str) -> str:
    """A title within a sentence: "SSH forwards X11" keeps its capitals, "Root can log in" loses its first."""
    title = title.rstrip(".")
    return title[:1].lower() + title[1:] if title[1:2].islower() or title[1:2] == " " else title


def name_of(node: str) -> str:
    """The machine, zone or store that a node is about."""
    kind, _, rest = node.partition(":")
    return rest.rpartition(":")[0] if kind in ("host", "store", "dataset") else rest


def where(node: str) -> str:
    """A node as a place, in words."""
    if node == "zone:?":
        return "a part of the network that is not declared"
    if node.startswith("zone:"):
        return f"zone {name_of(node)}"
    if node in WHERE:
        return WHERE[node]
    kind, words = node.partition(":")[0], name_of(node)
    return PLACES.get(kind, "{}").format(words)


WHERE = {
    f"pos:{Position.INTERNET}": "the internet",
    f"pos:{Position.STOLEN_CREDENTIAL}": "somewhere, with a stolen password",
    f"pos:{Position.INSIDER}": "within",
    f"pos:{Position.THIRD_PARTY}": "outside, with somebody who was let in",
}
PLACES = {
    "person": "the group {}",
    "password": "the password of somebody in {}",
    "identity": "the access of {}",
    "vendor": "the vendor {}",
    "key": "the key {}",
    "dataset": "every copy of {}",
}


DOES = {
    Step.REACH: "from {start}, reach {end}",
    Step.LOGIN: "log in to {end}",
    Step.CREDENTIAL: "use a stolen password or key on {end}",
    Step.ESCALATE: "become administrator of {end}",
    Step.READ: "read {end} from an ordinary account of {start}",
    Step.QUERY: "ask {end} for its data over the network",
    Step.OPEN: "fetch {end} straight from the internet",
    Step.DELEGATE: "through somebody outside who was let in, come to {end}",
    Step.MOVE: "go on from {start} into {end}",
    Step.PHISH: "win over somebody of {end}",
    Step.IMPERSONATE: "log in with {start}",
    Step.USE: "use {start} on {end}",
    Step.TAKE: "find {end} on {start}",
    Step.UNLOCK: "open {end} with its key",
    Step.DESTROY: "delete {end} from {start}",
    Step.HOLD: "read {end} as administrator of {start}",
}
INSIDER = "use an ordinary account on {end}"
PASSWORD = "have {end}"  # noqa: S105  words
MEMBER = "already have {end}"


def _does(edge: Edge, titles: Mapping[str, str]) -> str:
    words = DOES[edge.step]
    if edge.step is Step.HOLD:
        kind = edge.end.partition(":")[0]
        if kind == "password":
            words = PASSWORD
        elif edge.start.startswith("pos:"):
            words = MEMBER if kind == "identity" else INSIDER
        elif kind == "key":
            words = "read {end} as administrator of {start}"
    if edge.step is Step.DESTROY and edge.end.startswith("dataset:"):
        words = "that was the last of {end}"
    return words.format(start=where(edge.start), end=titles.get(edge.end) or where(edge.end))
