"""Links lead to the organisation's own sites: whoever is sent elsewhere learns to follow fraudsters."""

import re
from collections.abc import Iterator

from toolkit.core.notice.fault import Fault, Weight
from toolkit.library.noticelint.subject import Subject

_NAMES = re.compile(
    r"(?:https?://|www\.|@)([A-Za-z0-9.-]+\.[A-Za-z]{2,})|\b((?:[A-Za-z0-9-]+\.)+(?:com|org|net|gov|info|io|th|eu|de|uk))\b",
    re.IGNORECASE,
)
_OFFICIAL = frozenset({"agencies", "authority", "rights", "security_freeze", "other_authorities"})
"""Fields whose purpose is to name somebody else."""


def foreign_links(subject: Subject) -> Iterator[Fault]:
    """Every address in the text, linked or not."""
    own = (*subject.domains, *(domain for rules in subject.rules for domain in rules.domains))
    asked: set[tuple[str, str, int]] = set()
    for code, block in subject.blocks():
        for piece in block.pieces:
            for found in _NAMES.finditer(piece.text):
                host = (found[1] or found[2]).casefold().rstrip(".")
                if is_under(host, own) or (code, host, block.line) in asked:
                    continue
                asked.add((code, host, block.line))
                official = piece.field in _OFFICIAL
                yield Fault(
                    rule="link",
                    weight=Weight.ASKS if official else Weight.STOPS,
                    language=code,
                    line=block.line,
                    sentence=block.text,
                    what=f"{host} is not a site of the organisation",
                    do="look that it is the agency's own site"
                    if official
                    else "lead to a page of your own; your sites stand in [organisation] domains",
                )


def is_under(host: str, domains: tuple[str, ...]) -> bool:
    """Whether a host is one of these domains, or within one."""
    return any(host == domain.casefold() or host.endswith(f".{domain.casefold()}") for domain in domains)
