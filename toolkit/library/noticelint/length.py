"""How much room a short notice takes: one screen of a telephone, three segments of a text message."""

import unicodedata
from collections.abc import Iterator
from math import ceil

from reports.notices.grouped import grouped
from reports.notices.text import message
from toolkit.core.notice import BlockKind, Document, Limit
from toolkit.core.notice.fault import Fault, Weight
from toolkit.library.noticelint.subject import Subject

SCREEN = 844
"""Points from top to bottom of a common telephone, which is 390 wide."""
COLUMNS = {"th": 41}
WIDE = 40
"""Letters of a line there with a wide font, by language and for all others."""
SLACK = 16.0
"""Points more, to be on the safe side; tests compare with a real browser."""
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
                used, most, unit = height(document), SCREEN, "points of a telephone's screen"
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


def height(document: Document) -> int:
    """Points that it takes on a telephone, in the sizes of our page there (`notice.css`)."""
    columns, line = COLUMNS.get(document.language, WIDE), 24.0 if document.language == "th" else 22.4
    total = 4.0 + 8.0 + SLACK
    for kind, blocks in grouped(document.blocks):
        match kind:
            case BlockKind.TITLE:
                total += 26 * lines(blocks[0].text, columns * 29 // WIDE) + 11
            case BlockKind.ITEM | BlockKind.STEP:
                total += sum(line * lines(block.text, columns - 3) + 1.6 for block in blocks) + 6.4
            case _:
                total += line * lines(blocks[0].text, columns) + 4.5
    return ceil(total)


def lines(text: str, columns: int) -> int:
    """Lines that it takes. Thai is broken where the line ends; a word or address goes to the next line whole."""
    used, at = 1, 0
    for word in text.split():
        wide = width(word)
        if at and at + 1 + wide > columns and word.isascii():
            used, at = used + 1, 0
        at += wide + bool(at)
        used, at = used + max(0, at - 1) // columns, (at - 1) % columns + 1
    return used


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
