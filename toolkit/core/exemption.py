"""Exceptions: findings that somebody answers for, until a day. They shorten lists and move no number."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from toolkit.core.finding import Finding
from toolkit.core.verdict import Outcome, Severity


class Kind(StrEnum):
    """What somebody says about a finding."""

    MUTE = "mute"
    """It is not so, or not worth a line: leave it out of lists."""
    ACCEPT = "accept"
    """It is so, and the owner bears it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """One rule. `check`, `target` and `resource` are anchored globs: `*` any text, `?` one letter, case matters."""

    kind: Kind
    check: str
    target: str
    resource: str = "*"
    owner: str
    reason: str
    expires: date
    """The last day that it holds."""
    ticket: str = ""
    up_to: Severity = Severity.CRITICAL
    """Nothing that is worse than this is excepted."""

    def fits(self, finding: Finding) -> bool:
        """Whether it speaks of this finding. What passes needs no exception; what was not seen cannot be accepted."""
        outcomes = (Outcome.FAIL,) if self.kind is Kind.ACCEPT else (Outcome.FAIL, Outcome.UNKNOWN)
        return (
            finding.outcome in outcomes
            and finding.severity.rank <= self.up_to.rank
            and fits(self.check, finding.check)
            and fits(self.target, finding.target)
            and fits(self.resource, finding.resource)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """One rule and what it does on a day: how many findings it excepts, or whether it has expired."""

    rule: Exemption
    findings: int
    expired: bool
    days_left: int
    """Negative: since."""


def fits(pattern: str, text: str) -> bool:
    """Whether the whole text is as the pattern says."""
    return _compiled(pattern).fullmatch(text) is not None


def regex_of(pattern: str) -> str:
    """The same as a regular expression over the whole text, which Python and PostgreSQL read alike."""
    return f"(?s)^{_translated(pattern)}\\Z"


def anything(pattern: str) -> bool:
    """Whether the pattern fits any text at all, so that it chooses nothing."""
    return not pattern.strip("*?")


def excepted(findings: Iterable[Finding], rules: Sequence[Exemption], on: date) -> tuple[Finding, ...]:
    """The findings, each with the first rule that fits it on that day; nothing else of them changes."""
    live = [rule for rule in rules if on <= rule.expires]
    return tuple(_with(finding, live) for finding in findings) if live else tuple(findings)


def _with(finding: Finding, live: Sequence[Exemption]) -> Finding:
    rule = next((rule for rule in live if rule.fits(finding)), None)
    return replace(finding, exception=rule) if rule else finding


def used(findings: Iterable[Finding], rules: Sequence[Exemption], on: date) -> tuple[Used, ...]:
    """What each rule does, in their order. `findings` are those that `excepted` gave."""
    counts: dict[Exemption, int] = {}
    for finding in findings:
        if finding.exception:
            counts[finding.exception] = counts.get(finding.exception, 0) + 1
    return tuple(
        Used(rule=rule, findings=counts.get(rule, 0), expired=on > rule.expires, days_left=(rule.expires - on).days)
        for rule in rules
    )


def renamed(rules: Iterable[Exemption], names: Mapping[str, str]) -> tuple[Exemption, ...]:
    """The rules with former ids of checks replaced by those of today."""
    return tuple(replace(rule, check=names.get(rule.check, rule.check)) for rule in rules)


@lru_cache(maxsize=10_000)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(_translated(pattern), re.DOTALL)


def _translated(pattern: str) -> str:
    words = {"*": ".*", "?": "."}
    return "".join(words.get(letter) or re.escape(letter) for letter in pattern)
