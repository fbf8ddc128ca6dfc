"""A path in words: what the attacker does, and why it is this easy."""

from collections.abc import Iterable, Mapping, Sequence

from toolkit.core.posture import AttackPath, PathStep
from toolkit.core.step import Position, Step
from toolkit.score.evidence import Control, Key, Weakness
from toolkit.score.graph import Edge, Lens
from toolkit.score.model import Look, Model

EVIDENCE_LIMIT = 160
"""Characters of evidence that a sentence quotes."""


def attack_path(model: Model, look: Look) -> AttackPath | None:
    """The binding path of this look, step by step; None when nothing of worth is within reach."""
    level = look.level
    if level is None:
        return None
    (first, prior_points), *way = look.search.way_to(model.places[level.place].node)
    position = Position(first.end.removeprefix("pos:"))
    titles = {place.node: place.title for place in model.estate.places}
    return AttackPath(
        position=position,
        prior=model.tables.prior[position],
        prior_points=prior_points,
        store=level.place,
        value=level.value,
        value_points=level.value_points,
        probability=model.scale.chance(level.points),
        steps=tuple(_step(model, look.lens, edge, points, titles) for edge, points in way),
    )


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
    )


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
    return rest if kind in ("zone", "pos") else rest.rpartition(":")[0]


def where(node: str) -> str:
    """A node as a place, in words."""
    if node == "zone:?":
        return "a part of the network that is not declared"
    if node.startswith("zone:"):
        return f"zone {name_of(node)}"
    return "the internet" if node == f"pos:{Position.INTERNET}" else name_of(node)


DOES = {
    Step.REACH: "from {start}, reach {end}",
    Step.LOGIN: "log in to {end}",
    Step.CREDENTIAL: "use a stolen password or key on {end}",
    Step.ESCALATE: "become administrator of {end}",
    Step.READ: "read {end} from an ordinary account of {start}",
    Step.QUERY: "ask {end} for its data over the network",
    Step.OPEN: "fetch {end} straight from the internet",
    Step.DELEGATE: "use access that somebody outside was given to {end}",
    Step.MOVE: "go on from {start} into {end}",
    Step.PHISH: "win over somebody of {end}",
    Step.IMPERSONATE: "log in as somebody of {start}",
    Step.USE: "use the access of {start} to {end}",
    Step.TAKE: "find {end} on {start}",
    Step.UNLOCK: "open {end} with its key",
    Step.DESTROY: "delete {end} from {start}",
    Step.HOLD: "read {end} as administrator of {start}",
}
INSIDER = "use an ordinary account on {end}"


def _does(edge: Edge, titles: Mapping[str, str]) -> str:
    words = INSIDER if edge.step is Step.HOLD and edge.start.startswith("pos:") else DOES[edge.step]
    return words.format(start=where(edge.start), end=titles.get(edge.end) or where(edge.end))
