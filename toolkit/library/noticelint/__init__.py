"""What is wrong with a notice before it goes out. Pure; one rule a function; every fault says what to do about it."""

from toolkit.core.notice.fault import Fault, Weight
from toolkit.library.noticelint.access import accessible
from toolkit.library.noticelint.claims import claims, numbers
from toolkit.library.noticelint.contents import clashing_laws, forbidden, required, unseen_rules, wrong_kind
from toolkit.library.noticelint.headings import headings, title
from toolkit.library.noticelint.languages import same_fields, same_headings, same_numbers
from toolkit.library.noticelint.length import segments, too_long
from toolkit.library.noticelint.links import foreign_links
from toolkit.library.noticelint.missing import missing
from toolkit.library.noticelint.phrases import banned
from toolkit.library.noticelint.reading import grade, phrases, time
from toolkit.library.noticelint.subject import Subject

RULES = (
    missing,
    clashing_laws,
    wrong_kind,
    required,
    forbidden,
    title,
    headings,
    claims,
    numbers,
    banned,
    foreign_links,
    too_long,
    same_fields,
    same_headings,
    same_numbers,
    accessible,
    grade,
    phrases,
    time,
    unseen_rules,
)
"""In the order in which they are told."""

__all__ = ["RULES", "Fault", "Subject", "Weight", "lint", "segments"]


def lint(subject: Subject) -> tuple[Fault, ...]:
    """Everything that every rule has to say; what stops a notice first."""
    found = [fault for rule in RULES for fault in rule(subject)]
    return tuple(sorted(found, key=lambda one: list(Weight).index(one.weight)))
