r"""Outside text made harmless to look at, before any format's own escaping.

What a terminal, an editor or a browser would act on instead of showing (escape sequences, direction
overrides, NULs, halves of surrogate pairs) is written out: ESC becomes the four characters `\x1b`.
"""

import unicodedata

SHOWN = 2000
"""Characters of one outside text that a report for people shows."""

_JOINERS = "\u200c\u200d"
"""Needed to spell Persian and the Indic scripts, and harmless."""


def inert(text: str, limit: int = SHOWN) -> str:
    """The text with everything that is not plainly visible written out. Line ends stay, tabs become spaces."""
    cut = len(text) - limit
    if cut > 0:
        text = text[:limit]
    if not text.isprintable():
        text = "".join(map(_visible, text.replace("\r\n", "\n")))
    return f"{text}… ({cut:,} more characters)" if cut > 0 else text


def line(text: str, limit: int = SHOWN) -> str:
    """The same on one line: runs of white space become one space."""
    return " ".join(inert(text, limit).split())


def sound(text: str) -> str:
    """The text without halves of surrogate pairs, which no encoding can carry; otherwise untouched."""
    if text.isascii():
        return text
    return text.encode("utf-8", "replace").decode("utf-8") if _broken(text) else text


def plain(text: str) -> bool:
    """Whether all of it can be seen, or spells what can be: no control character, no line break."""
    return all(char.isprintable() or char in _JOINERS for char in text)


def coded(text: str) -> tuple[tuple[bool, str], ...]:
    """Pieces of a text and whether each stood between backticks: ``Set `a no` here`` has three."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return ((False, text),)
    return tuple((bool(at % 2), piece) for at, piece in enumerate(pieces) if piece)


def _visible(char: str) -> str:
    if char == "\n" or char in _JOINERS or char.isprintable():
        return char
    if char == "\t" or unicodedata.category(char) == "Zs":
        return " "
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _broken(text: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in text)
