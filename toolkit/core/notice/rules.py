"""What a law says about the letter itself: what must stand in it, what must not, under which headings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.core.notice.words import Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules of one duty for one notice. Whoever keeps the duties makes these."""

    id: str
    name: str
    kinds: tuple[str, ...]
    """Kinds of notices that they are about."""
    required: tuple[Topic, ...] = ()
    forbidden: tuple[Topic, ...] = ()
    title: Mapping[str, str] = field(default_factory=dict)
    """By language, where the law gives the words."""
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By language, in the order the law gives."""
    domains: tuple[str, ...] = ()
    """Sites of authorities that the letter may or must name."""
    citation: str = ""
    source: str = ""
    confirmed: bool = False
    """Whether the rule was seen in a source and not only known."""


def clash(one: Rules, other: Rules) -> tuple[str, ...]:
    """Why no single letter can keep both; empty when one can."""
    return tuple(dict.fromkeys((*_against(one, other), *_against(other, one))))


def split(rules: Iterable[Rules]) -> tuple[tuple[Rules, ...], ...]:
    """Letters, each of which can keep all its laws; each law goes to the first letter that it fits."""
    letters: list[list[Rules]] = []
    for one in rules:
        home = next((letter for letter in letters if not any(clash(one, other) for other in letter)), None)
        if home is None:
            letters.append([one])
        else:
            home.append(one)
    return tuple(map(tuple, letters))


def withheld(rules: Sequence[Rules]) -> frozenset[Topic]:
    """What a letter under these laws may not tell."""
    return frozenset(topic for one in rules for topic in one.forbidden)


def _against(one: Rules, other: Rules) -> Iterator[str]:
    for topic in one.required:
        if topic in other.forbidden:
            yield f"{one.name} demands {topic}, {other.name} forbids it"
    for what, ours, theirs in (("title", one.title, other.title), ("headings", one.headings, other.headings)):
        if any(language in theirs and ours[language] != theirs[language] for language in ours):
            first, second = sorted((one.name, other.name))
            yield f"{first} and {second} give different words for the {what}"
    if one.headings and Topic.NATURE in other.forbidden:
        yield f"{one.name} demands a heading that tells what happened, {other.name} forbids telling it"
