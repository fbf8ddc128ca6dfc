"""The plain words that every report for people uses, so that no two of them say the same thing differently."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from toolkit.core.exemption import Exemption, Kind, Used
from toolkit.core.fix import Act
from toolkit.core.posture import Posture
from toolkit.core.run import Run, RunStatus
from toolkit.core.step import Position
from toolkit.core.target import Family
from toolkit.core.verdict import Outcome

POSITION = {
    Position.INTERNET: "anyone on the internet",
    Position.STOLEN_CREDENTIAL: "somebody with a stolen login",
    Position.INSIDER: "an insider",
    Position.THIRD_PARTY: "a supplier who was given access",
}
FAMILY = {
    Family.SERVER: "server",
    Family.CLOUD: "cloud account",
    Family.NETWORK: "network",
    Family.REGISTER: "register",
}
OUTCOME = {
    Outcome.FAIL: "failing",
    Outcome.UNKNOWN: "not seen",
    Outcome.PASS: "passing",
    Outcome.NOT_APPLICABLE: "not applicable",
}
ACT = {
    Act.MEND: "Mend",
    Act.LOOK: "Look",
    Act.PURGE: "Purge",
    Act.DELETE_COPY: "Delete",
    Act.PSEUDONYMISE: "Pseudonymise",
}
ROLE = {"net": "reachable", "user": "a login shell", "root": "administrator"}

BANDS = (
    (15, "Wide open", "almost nothing stands between an attacker and the data"),
    (35, "Weak", "little stands between an attacker and the data"),
    (60, "Guarded", "some things stand in the way, fewer than the data deserves"),
    (85, "Strong", "an attacker has several hard steps to make"),
    (101, "Very strong", "no easy way to the data was found"),
)
"""Score below, one word, what it means. Judgement: the model orders, and these are names for its fifths."""

DISCLAIMER = (
    "The score puts states of this organisation in order, from easy to hard to rob. "
    "It is not the chance of a breach, and it says nothing about what nobody declared."
)


def band(score: float) -> tuple[str, str]:
    """One word for the score, and what it means."""
    return next((word, meaning) for below, word, meaning in BANDS if score < below)


def meaning(posture: Posture) -> str:
    """The score in one line, honest about what was not seen."""
    if posture.path is None:
        return "Nothing that was examined leads to a declared store."
    word, what = band(posture.score)
    low, high = posture.interval
    unseen = "; what was not seen decides much of it" if high - low > 20 else ""
    return f"{word}: {what}{unseen}."


def place(node: str) -> str:
    """A node of the attack graph as people name it: `host:web1:user` is "web1, a login shell"."""
    kind, _, rest = node.partition(":")
    match kind:
        case "host":
            return _host(rest)
        case "store" | "dataset":
            return _thing(rest)
        case "person" | "password" | "identity" | "vendor" | "key":
            return _KIND[kind].format(rest)
        case "zone":
            return _UNDECLARED if rest == "?" else f"zone {rest}"
        case "pos":
            return _START.get(rest, rest)
    return _START.get(node, node)


def _thing(rest: str) -> str:
    name, _, state = rest.rpartition(":")
    return _STATE[state].format(name) if name and state in _STATE else rest


_STATE = {"read": "{}", "ciphertext": "{}, encrypted", "delete": "{}, deleted", "lost": "every copy of {}"}
_KIND = {
    "person": "somebody of {}",
    "password": "a password of {}",
    "identity": "the access of {}",
    "vendor": "the vendor {}",
    "key": "the key {}",
}


def _host(rest: str) -> str:
    name, _, role = rest.rpartition(":")
    role, _, origin = role.partition("@")
    if not name or role not in ROLE:
        return rest
    start = _UNDECLARED if origin == "?" else _START.get(origin, f"zone {origin}")
    return f"{name}, {ROLE[role]}" + (f" from {start}" if origin else "")


_UNDECLARED = "a part of the network that is not declared"
_START = {
    "internet": "the internet",
    "stolen-credential": "a stolen login",
    "insider": "an insider",
    "third-party": "a supplier",
}


def moment(when: datetime) -> str:
    """`20 November 2026, 09:14 UTC`: a run is read in many places."""
    return f"{when.astimezone(UTC):%d %B %Y, %H:%M UTC}".lstrip("0")


def lasted(run: Run) -> str:
    """How long the run took, or what became of it."""
    if run.status is RunStatus.INTERRUPTED:
        return "interrupted before its end"
    if run.finished_at is None:
        return "still running"
    seconds = round((run.finished_at - run.started_at).total_seconds())
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min {seconds % 60} s"


def examined(run: Run) -> str:
    """`2 servers, 1 cloud account`."""
    counts = Counter(target.family for target in run.targets)
    return ", ".join(many(counts[family], FAMILY[family]) for family in Family if counts[family]) or "nothing"


def many(number: int, word: str) -> str:
    """`1 finding`, `1,204 findings`."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def listed(names: tuple[str, ...], shown: int = 4) -> str:
    """`a, b, c and 9 more`."""
    rest = len(names) - shown
    return ", ".join(names[:shown]) + (f" and {rest:,} more" if rest > 0 else "")


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?", "…")) else ".")


def exception(rule: Exemption) -> str:
    """`accepted until 2027-01-31 by platform team: behind the VPN (OPS-12)`."""
    ticket = f" ({rule.ticket})" if rule.ticket else ""
    return f"{EXCEPTED[rule.kind]} until {rule.expires} by {rule.owner}: {rule.reason}{ticket}"


def exceptions(rules: Sequence[Used]) -> str:
    """`3 accepted, 1 muted; 1 rule has expired. They do not move the score.`; empty without rules."""
    counts = Counter(dict.fromkeys(EXCEPTED.values(), 0))
    for one in rules:
        counts[EXCEPTED[one.rule.kind]] += one.findings
    expired = sum(one.expired for one in rules)
    parts = [f"{many(number, 'finding')} {word}" for word, number in counts.items() if number]
    parts += [f"{many(expired, 'rule')} expired"] if expired else []
    return f"Exceptions: {', '.join(parts)}. They do not move the score." if parts else ""


def standing(one: Used) -> str:
    """What one rule does, and for how long still."""
    if one.expired:
        return f"expired {many(-one.days_left, 'day')} ago: what it named counts again"
    soon = f"; expires in {many(one.days_left, 'day')}" if one.days_left <= SOON else ""
    return (many(one.findings, "finding") if one.findings else "fits no finding") + soon


EXCEPTED = {Kind.ACCEPT: "accepted", Kind.MUTE: "muted"}
SOON = 14
"""Days before its end from which a rule is warned about."""
