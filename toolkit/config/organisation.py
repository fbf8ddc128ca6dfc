"""Whether what is said of the organisation, and of who reviews its notices, makes sense."""

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from toolkit.config.settings import (
    NoticeSettings,
    OrganisationSettings,
    RecipientSettings,
    SendingSettings,
    TrustSettings,
)
from toolkit.core.notice import Field, FieldType
from toolkit.core.notice.checked import checked
from toolkit.core.span import span

DOMAIN = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
ROLE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")

OLDEST = 90
"""Days. A judgement: a quarter is the longest that customers would call recent."""
_PURPOSE = Field(id="purpose", type=FieldType.TEXT, label="", help="", given_by="organisation", example={})

_TYPES = {
    "name": FieldType.TEXT,
    "address": FieldType.TEXT,
    "phone": FieldType.PHONE,
    "mail": FieldType.MAIL,
    "website": FieldType.LINK,
    "data_protection_contact": FieldType.TEXT,
}


def organisation_problems(said: OrganisationSettings) -> Iterator[tuple[str, str]]:
    """What is wrong with `[organisation]`: key and what was expected."""
    for key, kind in _TYPES.items():
        text = getattr(said, key)
        field = Field(id=key, type=kind, label=key, help=key, given_by="organisation", example={})
        try:
            if text and checked(field, text) != text:
                yield key, "expected text on one line, without blanks around it"
        except ValueError as no:
            yield key, str(no)
    for index, domain in enumerate(said.domains):
        if not DOMAIN.fullmatch(domain):
            yield f"domains[{index}]", 'expected a domain in small letters, as in "example.com"'
    try:
        ZoneInfo(said.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield "zone", f"no time zone {said.zone!r}; expected one as in Asia/Bangkok"


def notice_problems(said: NoticeSettings) -> Iterator[tuple[str, str]]:
    """What is wrong with `[notices]`: key and what was expected."""
    if not said.reviewers:
        yield "reviewers", "expected at least one role; two different people must approve a notice in any case"
    for key, names, pattern, example in (
        ("reviewers", said.reviewers, ROLE, "legal"),
        ("languages", said.languages, LANGUAGE, "th"),
    ):
        if len(set(names)) != len(names):
            yield key, "names one twice"
        for index, name in enumerate(names):
            if not pattern.fullmatch(name):
                yield f"{key}[{index}]", f'expected a name as in "{example}"'
    if not said.languages:
        yield "languages", "expected at least one"
    if said.mail:
        yield from ((f"mail.{key}", expected) for key, expected in _sending_problems(said.mail))


def recipient_problems(said: RecipientSettings) -> Iterator[tuple[str, str]]:
    """What is wrong with `[recipients]`: key and what was expected."""
    try:
        span(said.retention)
    except ValueError as no:
        yield "retention", str(no)


def _sending_problems(said: SendingSettings) -> Iterator[tuple[str, str]]:
    if said.tls not in ("starttls", "tls", "none"):
        yield "tls", f"expected starttls, tls or none, not {said.tls[:30]!r}"
    if said.per_minute < 0:
        yield "per_minute", "expected a number of mails, or 0 for no limit"
    field = Field(id="bounces", type=FieldType.MAIL, label="", help="", given_by="organisation", example={})
    try:
        if said.bounces:
            checked(field, said.bounces)
    except ValueError as no:
        yield "bounces", str(no)


def trust_problems(said: TrustSettings) -> Iterator[tuple[str, str]]:
    """What is wrong with `[trust]`: key and what was expected."""
    if not 1 <= said.max_age_days <= OLDEST:
        yield "max_age_days", f"expected 1 to {OLDEST} days; what was seen longer ago says nothing of today"
    for code, words in said.purposes.items():
        if not LANGUAGE.fullmatch(code):
            yield f"purposes.{code}", 'expected the code of a language, as in "th"'
        for purpose, shown in words.items():
            try:
                checked(_PURPOSE, shown)
            except ValueError as no:
                yield f"purposes.{code}.{purpose}", str(no)
