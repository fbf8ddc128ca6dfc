"""Two versions of a text, word for word, for people who read no unified difference."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from toolkit.library.notices import Shelf
from toolkit.usecase.notice.seen import Seen

ALIKE = 0.5
"""Judgement: with less in common, two whole sentences read better than a patchwork."""
SCRAP = 3
"""Letters; what is shorter and stands between two changes goes with them."""

_WORD = re.compile(r"\w+|\s+|[^\w\s]")


class How(StrEnum):
    """What became of a run of words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that share a fate."""

    how: How
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of the newer text, or one that is gone."""

    runs: tuple[Run, ...]

    @property
    def changed(self) -> bool:
        """Whether anything in it is other than before."""
        return any(one.how is not How.SAME and one.text.strip() for one in self.runs)


def compared(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, tuple[Paragraph, ...]]:
    """Every language's paragraphs, by its code."""
    codes = dict.fromkeys([*now, *before])
    return {code: tuple(paragraphs(before.get(code, ""), now.get(code, ""))) for code in codes}


def paragraphs(before: str, now: str) -> Iterator[Paragraph]:
    """Paragraphs that stayed, then word for word those that stand in one another's place."""
    old, new = _lines(before), _lines(now)
    for how, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            yield from (Paragraph(runs=(Run(How.SAME, line),)) for line in new[c:d])
            continue
        both = min(b - a, d - c)
        for was, line in zip(old[a : a + both], new[c : c + both], strict=True):
            yield Paragraph(runs=tuple(_runs(was, line)))
        yield from (Paragraph(runs=(Run(How.GONE, line),)) for line in old[a + both : b])
        yield from (Paragraph(runs=(Run(How.NEW, line),)) for line in new[c + both : d])


def with_newest(seen: Seen, shelf: Shelf) -> Seen | None:
    """The notice as it would be on the library's version of its template; None where that is its own, or is gone."""
    shelved = shelf.templates.get(seen.notice.kind)
    if shelved is None or shelved.digest == seen.notice.template:
        return None
    languages = tuple(code for code in seen.notice.languages if code in shelved.template.text)
    notice = replace(seen.notice, template=shelved.digest, languages=languages)
    return replace(seen, notice=notice, template=shelved.template) if languages else None


def _runs(before: str, now: str) -> Iterator[Run]:
    old, new = _words(before), _words(now)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        yield Run(How.GONE, before)
        yield Run(How.NEW, now)
        return
    gone = put = ""
    blocks = matcher.get_opcodes()
    for at, (how, a, b, c, d) in enumerate(blocks):
        same = "".join(new[c:d])
        scrap = len(same.strip()) < SCRAP and 0 < at < len(blocks) - 1
        if how == "equal" and not scrap:
            yield from _changed(gone, put)
            yield Run(How.SAME, same)
            gone = put = ""
        else:
            gone += "".join(old[a:b])
            put += same
    yield from _changed(gone, put)


def _changed(gone: str, put: str) -> Iterator[Run]:
    if gone:
        yield Run(How.GONE, gone)
    if put:
        yield Run(How.NEW, put)


def _words(line: str) -> Sequence[str]:
    """Words and what is between them; of a script without spaces (Thai, Khmer, Chinese) letters with their marks."""
    found: list[str] = []
    for word in _WORD.findall(line):
        found.extend(_letters(word) if word[0] >= "\u0e00" else [word])
    return found


def _letters(word: str) -> Iterator[str]:
    letter = ""
    for char in word:
        if letter and not unicodedata.combining(char) and unicodedata.category(char) not in ("Mn", "Mc"):
            yield letter
            letter = ""
        letter += char
    if letter:
        yield letter


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]
