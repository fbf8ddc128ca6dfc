"""What somebody typed into a field, judged and cleaned. Nothing that could steer a page or a mail gets in."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from urllib.parse import urlsplit

from toolkit.core.notice.template import Field
from toolkit.core.notice.words import FieldType

DROPPED = dict.fromkeys(map(ord, "\u200b\ufeff\u00ad"))
"""Zero-width spaces (which Thai editors write between words), byte order marks, soft hyphens: nobody sees them go."""

JOINERS = "\u200c\u200d"
"""Needed to spell Persian and the Indic scripts."""

ONE_LINE = frozenset(FieldType) - {FieldType.PROSE, FieldType.LIST}

_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{2,}")
_NUMBER = re.compile(r"[0-9]{1,15}")


def checked(field: Field, typed: str) -> str:
    """The value as it is kept. Raises `ValueError` that says what was expected."""
    text = cleaned(typed)
    if not text:
        raise ValueError("expected something; an empty value is not a value")
    if field.type in ONE_LINE and "\n" in text:
        raise ValueError("expected one line")
    if bad := next(unfit(text), ""):
        raise ValueError(f"has {bad}, which does not belong in a notice")
    if len(text) > field.longest:
        raise ValueError(f"has {len(text):,} characters; at most {field.longest:,} are allowed")
    return _of_type(field.type, text)


def cleaned(typed: str) -> str:
    """The text in Unicode's composed form, without what cannot be seen and without blank ends of lines."""
    text = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n")).translate(DROPPED)
    lines = [" ".join(line.replace("\t", " ").replace("\u00a0", " ").split(" ")) for line in text.split("\n")]
    return "\n".join(re.sub(" {2,}", " ", line).strip(" ") for line in lines).strip()


def items(text: str) -> tuple[str, ...]:
    """The items of a list."""
    return tuple(line for line in text.split("\n") if line)


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of prose, each on one line."""
    return tuple(" ".join(part.split("\n")) for part in re.split(r"\n{2,}", text) if part)


def unfit(text: str) -> Iterator[str]:
    """Controls, halves of surrogate pairs, private characters, and those that turn the direction of writing."""
    for char in text:
        category = unicodedata.category(char)
        if char != "\n" and char not in JOINERS and (category[0] == "C" or category in ("Zl", "Zp")):
            yield f"the character U+{ord(char):04X} ({unicodedata.name(char, 'without a name')})"


def _of_type(type: FieldType, text: str) -> str:
    match type:
        case FieldType.NUMBER:
            plain = text.replace(",", "").replace(" ", "")
            _fits(_NUMBER, plain, "a whole number, as in 48200")
            return str(int(plain))
        case FieldType.DATE:
            return _date(text).isoformat()
        case FieldType.MOMENT:
            return _moment(text).isoformat(timespec="minutes")
        case FieldType.YES_NO:
            if text not in ("yes", "no"):
                raise ValueError("expected yes or no")
        case FieldType.MAIL:
            _fits(_MAIL, text, "an e-mail address, as in help@example.com")
        case FieldType.PHONE:
            _fits(_PHONE, text, "a telephone number, as in +66 2 555 0100")
        case FieldType.LINK:
            _link(text)
    return text


def _fits(pattern: re.Pattern[str], text: str, expected: str) -> None:
    if not pattern.fullmatch(text):
        raise ValueError(f"expected {expected}, not {text[:60]!r}")


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as no:
        raise ValueError(f"expected a date, as in 2026-11-25, not {text[:60]!r}") from no


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as no:
        raise ValueError(f"expected date, time and zone, as in 2026-11-25T14:05+07:00, not {text[:60]!r}") from no
    if at.tzinfo is None:
        raise ValueError(f"expected the time zone too, as in {text[:32]}+07:00")
    return at


def _link(text: str) -> None:
    try:
        parts = urlsplit(text)
        good = (
            parts.scheme == "https" and bool(parts.hostname) and parts.username is None and parts.port in (None, 443)
        )
    except ValueError:
        good = False
    if not good or not text.isascii() or re.search(r"[\s<>\"'\\^`{|}]", text):
        raise ValueError("expected an https address, as in https://www.example.com/breach")
