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
    ("malicious", "verified"): 2,
    ("malicious", "promised"): 2,
    ("malicious", "no"): 2,
}
"""How far it got, by who has it and whether it came back. Whoever means harm may have made another copy."""

FURTHEST = 2

OUTCOME: Mapping[int, tuple[Risk, Risk, Risk]] = {
    PLAIN: (Risk.UNLIKELY, Risk.UNLIKELY, Risk.RISK),
    REVEALING: (Risk.UNLIKELY, Risk.RISK, Risk.HIGH),
    WORST: (Risk.RISK, Risk.HIGH, Risk.HIGH),
}
"""By how much the data gives away, and by how far it got."""

MANY, MASSES = 100, 100_000
"""So many people make it a risk, or a high one, where one person's data would not."""
DAY = 24.0
"""Hours out of reach that people notice."""
HOUR = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The outcome. `missing`: questions that can still move it.

    `words`: the reasoning, a line each; of the worst that is possible while it is not settled.
    """

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
    least = _outcome(_facts(answers, elements, people.least, worst=False))
    worst = _outcome(_facts(answers, elements, MASSES if people.most is None else people.most, worst=True))
    if least[0] is worst[0]:
        return Assessment(least=least[0], worst=worst[0], words=least[1])
    words = ("the worst that is possible while questions are open:", *worst[1])
    return Assessment(least=least[0], worst=worst[0], words=words, missing=tuple(_missing(answers, people)))


def _missing(answers: Mapping[str, str], people: Count) -> Iterator[str]:
    passed: set[str] = set()
    unreadable = answers.get("encrypted") == answers.get("key-safe") == "yes"
    stayed = answers.get("exfiltrated") == answers.get("published") == "no"
    if answers.get("confidentiality") == "no" or unreadable or stayed:
        passed |= set(SEEN)
    if answers.get("availability") == "no":
        passed |= set(LOST)
    yield from (name for name in HARMFUL if name not in answers and name not in passed)
    if ELEMENTS not in answers:
        yield ELEMENTS
    if people.most is None:
        yield RESIDENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """Everything answered, where nobody has from one end."""

    said: Mapping[str, str]
    data: frozenset[str]
    people: int
    open: frozenset[str]
    """Questions that nobody has answered: no sentence is made of them."""

    def __getitem__(self, name: str) -> str:
        return self.said[name]

    @property
    def gives(self) -> int:
        """How much the data gives away."""
        revealing = bool(self.data) or self["revealing"] == "yes"
        level = WORST if self.data & GRAVE else REVEALING if revealing else PLAIN
        weak = self["vulnerable"] == "yes" or bool(self.data & {"minors", "elderly"})
        return min(WORST, level + 1) if weak else level

    @property
    def effect(self) -> Risk:
        """What people feel of it, as somebody judged it; it makes things worse, never better."""
        match self["effect"]:
            case "severe":
                return Risk.HIGH
            case "significant":
                return Risk.HIGH if self.gives == WORST else Risk.RISK
        return Risk.UNLIKELY


def _facts(answers: Mapping[str, str], elements: frozenset[str], people: int, *, worst: bool) -> _Facts:
    said = {name: answers.get(name, ends[worst]) for name, ends in HARMFUL.items()}
    kinds = answers.get(ELEMENTS)
    if kinds is None:
        data = elements | (GRAVE if worst else frozenset())
    else:
        data = elements | frozenset(kinds.split(",")) - {"none"}
    return _Facts(said=said, data=data, people=people, open=frozenset(HARMFUL) - set(answers))


def _outcome(facts: _Facts) -> tuple[Risk, tuple[str, ...]]:
    """Where everything is answered: the worst of the three ways in which data can be breached."""
    parts = [_seen(facts), _changed(facts), _lost(facts)]
    named = f" ({', '.join(sorted(facts.data))})" if facts.data and len(facts.data) < 8 else ""
    words = [f"{_KINDS[facts.gives]} data{named}; {facts.people:,} people counted"]
    words += [one for _, one in parts if one]
    return max((risk for risk, _ in parts), key=lambda one: one.rank), tuple(words)


_KINDS = {PLAIN: "ordinary", REVEALING: "revealing", WORST: "grave"}
_WHO = {"trusted": "trusted", "known": "known", "unknown": "unknown", "malicious": "who means harm"}
_BACK = {"verified": ", and came back", "promised": ", who promised to delete it", "no": ""}


def _seen(facts: _Facts) -> tuple[Risk, str]:
    if facts["confidentiality"] == "no":
        return Risk.UNLIKELY, "nobody can have seen it"
    if facts["encrypted"] == facts["key-safe"] == "yes":
        return Risk.UNLIKELY, "nobody can read it: encrypted, and the key is safe"
    published = facts["published"] == "yes"
    if facts["exfiltrated"] == "no" and not published:
        return Risk.UNLIKELY, "records that would show it show that it did not leave"
    reach = FURTHEST if published else REACH[facts["recipient"], facts["recovered"]]
    risk = OUTCOME[facts.gives][reach]
    if reach and facts.people > MANY:
        risk = _worst(risk, Risk.RISK)
    if reach and facts.people >= MASSES and (facts.gives > PLAIN or reach > 1):
        risk = Risk.HIGH
    risk = _worst(risk, facts.effect)
    back = "" if "recovered" in facts.open or facts["recipient"] == "malicious" else _BACK[facts["recovered"]]
    who = "it was published" if published else f"it is with somebody {_WHO[facts['recipient']]}{back}"
    return risk, f"{who}: {risk}"


def _changed(facts: _Facts) -> tuple[Risk, str]:
    if facts["integrity"] == "no":
        return Risk.UNLIKELY, ""
    base = Risk.RISK if facts.gives > PLAIN and facts["effect"] != "none" else Risk.UNLIKELY
    risk = _worst(base, facts.effect)
    return risk, f"it was changed, and what that means for people is {facts['effect']}: {risk}"


def _lost(facts: _Facts) -> tuple[Risk, str]:
    if facts["availability"] == "no":
        return Risk.UNLIKELY, ""
    hours, gone = float(facts["downtime-hours"]), facts["restored"] == "no"
    risk = Risk.UNLIKELY
    if gone or hours >= DAY:
        risk = Risk.HIGH if facts.gives == WORST else Risk.RISK
    elif hours >= HOUR and facts.gives == WORST:
        risk = Risk.RISK
    risk = _worst(risk, facts.effect)
    how = "it cannot be had again" if gone else f"it was out of reach for {hours:,.0f} hours"
    return risk, f"{how}: {risk}"


def _worst(one: Risk, other: Risk) -> Risk:
    return max(one, other, key=lambda risk: risk.rank)
