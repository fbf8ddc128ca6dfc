"""Phrases that make little of a breach, excuse it, or say nothing. Each language has its own list."""

from collections.abc import Iterator

from toolkit.core.notice.fault import Fault, Weight
from toolkit.library.noticelint.sentences import sentences
from toolkit.library.noticelint.subject import Subject


def banned(subject: Subject) -> Iterator[Fault]:
    """The phrases of `languages.toml`, whatever their letters' case and spacing."""
    for code, block in subject.blocks():
        for sentence in sentences(block.text):
            said = _plain(sentence)
            for one in subject.languages[code].banned:
                if _plain(one.words) in said:
                    yield Fault(
                        rule="phrase",
                        weight=Weight.STOPS,
                        language=code,
                        line=block.line,
                        sentence=sentence,
                        what=f"“{one.words}”: {one.why}",
                        do=one.instead,
                    )


def _plain(text: str) -> str:
    return " ".join(text.replace("\u2019", "'").split()).casefold()
