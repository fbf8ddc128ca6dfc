"""How hard it is to read, and how long that takes.

English: Flesch-Kincaid grade (0.39 words a sentence + 11.8 syllables a word - 15.59), over whole sentences; labels
and addresses do not count. 8 and below is what most adults read with ease. Thai has no such formula and no spaces
between words: there, letters between two spaces are counted (vowels above and below and tone marks are not): a
long run without a pause is what readers lose their way in. The limit is a judgement. Reading time: 238 words a minute
(Brysbaert 2019); Thai at the same rate of letters, 1,100 a minute, because no rate for Thai was found.
"""

import re
import unicodedata
from collections.abc import Iterator

from toolkit.core.notice import BlockKind, Document
from toolkit.core.notice.fault import Fault, Weight
from toolkit.core.playbook import Audience
from toolkit.library.noticelint.sentences import sentences
from toolkit.library.noticelint.subject import Subject

GRADE = 8.0
WORDS_A_MINUTE = 238
LETTERS_A_MINUTE = 1100
LONGEST_PHRASE = 100
"""Thai letters between two spaces. A judgement."""

_WORD = re.compile(r"[A-Za-z][A-Za-z'\u2019-]*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"[^aeiouyl]es$|[^aeiouytd]ed$|[^aeiouyl]e$|[aeiouy]le$")
_SOUNDED = re.compile(r"(?:[sxzcg]|ch|sh)es$")
_APART = re.compile(r"i[ao](?!us|n)|(?<![ctgx])iou|ea$|[iu]o$")
"""Neighbouring vowels that are two syllables."""
_RUNNING = (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.STEP)


def grade(subject: Subject) -> Iterator[Fault]:
    """English: the grade over the whole notice, with the sentence that is hardest."""
    document = subject.documents.get("en")
    found = list(_sentences(document)) if document else []
    if not found:
        return
    whole = flesch_kincaid([text for _, text in found])
    line, hardest = max(found, key=lambda one: flesch_kincaid([one[1]]))
    hard = whole > GRADE
    plain = subject.template.audience in (Audience.PEOPLE, Audience.PUBLIC, Audience.STAFF)
    yield Fault(
        rule="reading",
        weight=Weight.ASKS if hard and plain else Weight.TELLS,
        language="en",
        line=line,
        sentence=hardest,
        what=f"reading grade {whole:.1f} (8 or lower reads with ease); this is its hardest sentence",
        do="make two sentences of it, with shorter words" if hard else "nothing",
    )


def phrases(subject: Subject) -> Iterator[Fault]:
    """Thai: runs of letters without a pause."""
    document = subject.documents.get("th")
    for block in document.blocks if document else ():
        for phrase in block.text.split():
            count = letters(phrase)
            if count > LONGEST_PHRASE:
                yield Fault(
                    rule="reading",
                    weight=Weight.ASKS,
                    language="th",
                    line=block.line,
                    sentence=block.text,
                    what=f"{count} letters without a space; at most {LONGEST_PHRASE} read with ease",
                    do="put a space where a speaker would pause, or make two sentences of it",
                )


def time(subject: Subject) -> Iterator[Fault]:
    """How long reading takes."""
    for code, document in subject.documents.items():
        text = " ".join(block.text for block in document.blocks)
        amount, rate = (letters(text), LETTERS_A_MINUTE) if code == "th" else (len(text.split()), WORDS_A_MINUTE)
        seconds = round(60 * amount / rate)
        unit = "letters" if code == "th" else "words"
        yield Fault(
            rule="time",
            weight=Weight.TELLS,
            language=code,
            what=f"{amount:,} {unit}, {seconds // 60} min {seconds % 60:02d} s to read",
            do="nothing",
        )


def flesch_kincaid(texts: list[str]) -> float:
    """The grade of some sentences."""
    words = [word for text in texts for word in _WORD.findall(text)]
    if not words:
        return 0.0
    return 0.39 * len(words) / len(texts) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """By groups of vowels, without the silent e. Right for nine words of ten."""
    plain = word.lower().replace("\u2019", "'").removesuffix("'s")
    count = sum(len(_VOWELS.findall(part)) or 1 for part in plain.split("-") if part)
    count -= bool(_SILENT.search(plain)) and not _SOUNDED.search(plain)
    return max(1, count + len(_APART.findall(plain)))


def letters(text: str) -> int:
    """Signs that take a place of their own: not the vowels and tones above and below, not spaces."""
    return sum(unicodedata.category(char)[0] in "LN" for char in text)


def _sentences(document: Document) -> Iterator[tuple[int, str]]:
    """Whole sentences of the running text, with their lines."""
    for block in document.blocks:
        if block.kind in _RUNNING:
            whole = [one for one in sentences(block.text) if one.endswith((".", "!", "?"))]
            yield from ((block.line, one) for one in whole if len(_WORD.findall(one)) > 2)
