"""How much room a short notice takes: one screen of a telephone, three segments of a text message."""

import unicodedata
from collections.abc import Iterator
from math import ceil

from reports.notices.text import message
from toolkit.core.notice import BlockKind, Document, Limit
from toolkit.library.noticelint.fault import Fault, Weight
from toolkit.library.noticelint.subject import Subject

SCREEN_LINES = 33
"""Lines of text on a telephone of 390 by 844 points, in the size that our page has there."""
COLUMNS = 46
"""Letters of a line there, on the safe side; tests compare both with a real browser."""
SEGMENTS = 3

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€")
"""Letters of the same alphabet that take two places (3GPP TS 23.038)."""


def too_long(subject: Subject) -> Iterator[Fault]:
    """Only for kinds that have a limit."""
    for code, document in subject.documents.items():
        match subject.template.limit:
            case Limit.SCREEN:
                used, most, unit = lines(document), SCREEN_LINES, "lines of a telephone's screen"
            case Limit.SMS:
                used, most, unit = segments(message(document)), SEGMENTS, "segments of a text message"
            case _:
                return
        if used > most:
            yield Fault(
                rule="length",
                weight=Weight.STOPS,
                language=code,
                what=f"takes {used} {unit}; at most {most}",
                do="shorten what_happened, data_types and self_help; the full version has room for the rest",
            )


def lines(document: Document) -> int:
    """Lines that it takes on a telephone, gaps between blocks included."""
    total = 0.0
    for block in document.blocks:
        heading = block.kind is BlockKind.TITLE
        item = block.kind in (BlockKind.ITEM, BlockKind.STEP)
        columns = COLUMNS * 2 // 3 if heading else COLUMNS - 3 * item
        gap = 0.8 if heading else 0.15 if item else 0.5
        total += max(1, ceil(width(block.text) / columns)) * (1.5 if heading else 1) + gap
    return ceil(total)


def width(text: str) -> int:
    """Places that a text takes in a line: what stands above and below a letter takes none."""
    return sum(unicodedata.category(char) not in ("Mn", "Me") for char in text)


def segments(text: str) -> int:
    """How many segments a text message takes: 160 or 153 letters of the GSM alphabet, 70 or 67 of any other."""
    if set(text) <= _GSM | _GSM_TWICE:
        used, single, joined = len(text) + sum(char in _GSM_TWICE for char in text), 160, 153
    else:
        used, single, joined = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if used <= single else ceil(used / joined)
