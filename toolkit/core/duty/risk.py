"""How bad it is for people, as the EDPB's guidelines weigh it: what was done to the data, which data, who has it.

A judgement of ours in a table, held to the outcomes of the guidelines' worked cases. Every answer has an order, and a
more harmful one never makes the outcome better. What nobody has answered may be the least or the most harmful, so the
outcome is a least and a worst until enough is known.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toolkit.core.duty.condition import ELEMENTS, RESIDENTS
from toolkit.core.duty.heads import Count
from toolkit.core.duty.words import Risk

GRAVE = frozenset(
    {
        "ssn",
        "financial-account",
        "account-codes",
        "credentials",
        "medical",
        "health-insurance",
        "biometric",
        "genetic",
        "unique-id",
        "identity-fraud",
        "sensitive",
        "professional-secrecy",
    }
)
"""Kinds of data that alone do people grave harm: special categories, and what money or an identity is taken with."""

PLAIN, REVEALING, WORST = 1, 2, 3

HARMFUL: Mapping[str, tuple[str, str]] = {
    "confidentiality": ("no", "yes"),
    "integrity": ("no", "yes"),
    "availability": ("no", "yes"),
    "encrypted": ("yes", "no"),
    "key-safe": ("yes", "no"),
    "exfiltrated": ("no", "yes"),
    "recipient": ("trusted", "malicious"),
    "recovered": ("verified", "no"),
    "published": ("no", "yes"),
    "revealing": ("no", "yes"),
    "vulnerable": ("no", "yes"),
    "restored": ("yes", "no"),
    "downtime-hours": ("0", "1000000"),
    "effect": ("none", "severe"),
}
"""Of each question that the outcome depends on: the least and the most harmful answer."""

SEEN = ("encrypted", "key-safe", "exfiltrated", "recipient", "recovered", "published")
"""Asked where somebody can have seen the data."""
LOST = ("restored", "downtime-hours")
"""Asked where the data was out of reach."""

REACH: Mapping[tuple[str, str], int] = {
    ("trusted", "verified"): 0,
    ("trusted", "promised"): 0,
    ("trusted", "no"): 1,
    ("known", "verified"): 0,
    ("known", "promised"): 1,
    ("known", "no"): 1,
    ("unknown", "verified"): 1,
    ("unknown", "promised"): 2,
    ("unknown", "no"): 2,
    ("malicious", "verified"): 3,
    ("malicious", "promised"): 3,
    ("malicious", "no"): 3,
}
"""How far it got, by who has it and whether it came back. Whoever means harm may have made another copy."""

OUTCOME: Mapping[int, tuple[Risk, Risk, Risk, Risk]] = {
    PLAIN: (Risk.UNLIKELY, Risk.UNLIKELY, Risk.RISK, Risk.RISK),
    REVEALING: (Risk.UNLIKELY, Risk.RISK, Risk.HIGH, Risk.HIGH),
    WORST: (Risk.RISK, Risk.HIGH, Risk.HIGH, Risk.HIGH),
}
"""By how much the data gives away, and by how far it got."""

MANY, MASSES = 100, 100_000
"""So many people make it a risk, or a high one, where one person's data would not."""
DAY = 24.0
"""Hours out of reach that people notice."""
HOUR = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The outcome. `missing`: questions that can still move it. `words`: the reasoning, a line each; of the worst that
    is possible while it is not settled."""

    least: Risk
    worst: Risk
    words: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether it is known."""
        return self.least is self.worst


def assess(answers: Mapping[str, str], elements: frozenset[str], people: Count) -> Assessment:
    """The outcome of what was answered. `elements`: kinds of data that the inventory says were there."""
    least = _outcome(_filled(answers, 0), _data(answers, elements, worst=False), people.least)
    most = MASSES if people.most is None else people.most
    worst = _outcome(_filled(answers, 1), _data(answers, elements, worst=True), most)
    if least.risk is worst.risk:
        return Assessment(least=least.risk, worst=worst.risk, words=least.words)
    words = ("the worst that is possible while questions are open:", *worst.words)
    return Assessment(least=least.risk, worst=worst.risk, words=words, missing=tuple(_missing(answers, people)))


def _filled(answers: Mapping[str, str], end: int) -> dict[str, str]:
    return {name: answers.get(name, ends[end]) for name, ends in HARMFUL.items()}


def _data(answers: Mapping[str, str], elements: frozenset[str], *, worst: bool) -> frozenset[str]:
    said = answers.get(ELEMENTS)
    if said is None:
        return elements | (GRAVE if worst else frozenset())
    return elements | frozenset(said.split(",")) - {"none"}


def _missing(answers: Mapping[str, str], people: Count) -> Iterator[str]:
    passed: set[str] = set()
    unreadable = answers.get("encrypted") == answers.get("key-safe") == "yes"
    if answers.get("confidentiality") == "no" or unreadable or answers.get("exfiltrated") == "no":
        passed |= set(SEEN)
    if answers.get("availability") == "no":
        passed |= set(LOST)
    yield from (name for name in HARMFUL if name not in answers and name not in passed)
    if ELEMENTS not in answers:
        yield ELEMENTS
    if people.most is None:
        yield RESIDENTS


@dataclass(frozen=True, slots=True)
class _Found:
    risk: Risk
    words: tuple[str, ...]


def _outcome(said: Mapping[str, str], data: frozenset[str], people: int) -> _Found:
    """The outcome where everything is answered: the worst of the three ways in which data can be breached."""
    gives = _gives_away(said, data)
    parts = [_seen(said, gives, people), _changed(said, gives), _lost(said, gives)]
    words = [f"{_KINDS[gives]} data{_named(data)}; {people:,} people counted", *(one for _, one in parts if one)]
    return _Found(max((risk for risk, _ in parts), key=lambda one: one.rank), tuple(words))


_KINDS = {PLAIN: "ordinary", REVEALING: "revealing", WORST: "grave"}


def _named(data: frozenset[str]) -> str:
    return f" ({', '.join(sorted(data))})" if data and len(data) < 8 else ""


def _gives_away(said: Mapping[str, str], data: frozenset[str]) -> int:
    grave = bool(data & GRAVE)
    level = WORST if grave else REVEALING if data or said["revealing"] == "yes" else PLAIN
    weak = said["vulnerable"] == "yes" or bool(data & {"minors", "elderly"})
    return min(WORST, level + 1) if weak else level


def _seen(said: Mapping[str, str], gives: int, people: int) -> tuple[Risk, str]:
    if said["confidentiality"] == "no":
        return Risk.UNLIKELY, "nobody can have seen it"
    if said["encrypted"] == said["key-safe"] == "yes":
        return Risk.UNLIKELY, "nobody can read it: encrypted, and the key is safe"
    if said["exfiltrated"] == "no" and said["published"] == "no":
        return Risk.UNLIKELY, "records that would show it show that it did not leave"
    reach = 3 if said["published"] == "yes" else REACH[said["recipient"], said["recovered"]]
    risk = OUTCOME[gives][reach]
    if reach and people > MANY:
        risk = _worst(risk, Risk.RISK)
    if reach and people >= MASSES and (gives > PLAIN or reach > 1):
        risk = Risk.HIGH
    who = "it was published" if said["published"] == "yes" else f"it is with somebody {_WHO[said['recipient']]}"
    back = {"verified": ", and came back", "promised": ", who promised to delete it", "no": ""}[said["recovered"]]
    return _worst(risk, _by_effect(said, gives)), f"{who}{back}: {risk}"


_WHO = {"trusted": "trusted", "known": "known", "unknown": "unknown", "malicious": "who means harm"}


def _changed(said: Mapping[str, str], gives: int) -> tuple[Risk, str]:
    if said["integrity"] == "no":
        return Risk.UNLIKELY, ""
    base = Risk.RISK if gives > PLAIN and said["effect"] != "none" else Risk.UNLIKELY
    risk = _worst(base, _by_effect(said, gives))
    return risk, f"it was changed, and what that means for people is {said['effect']}: {risk}"


def _lost(said: Mapping[str, str], gives: int) -> tuple[Risk, str]:
    if said["availability"] == "no":
        return Risk.UNLIKELY, ""
    hours, gone = float(said["downtime-hours"]), said["restored"] == "no"
    risk = Risk.UNLIKELY
    if gone or hours >= DAY:
        risk = Risk.HIGH if gives == WORST else Risk.RISK
    elif hours >= HOUR and gives == WORST:
        risk = Risk.RISK
    risk = _worst(risk, _by_effect(said, gives))
    how = "it cannot be had again" if gone else f"it was out of reach for {hours:,.0f} hours"
    return risk, f"{how}: {risk}"


def _by_effect(said: Mapping[str, str], gives: int) -> Risk:
    """What people feel of it, as somebody judged it; it makes things worse, never better."""
    match said["effect"]:
        case "severe":
            return Risk.HIGH
        case "significant":
            return Risk.HIGH if gives == WORST else Risk.RISK
    return Risk.UNLIKELY


def _worst(one: Risk, other: Risk) -> Risk:
    return max(one, other, key=lambda risk: risk.rank)
