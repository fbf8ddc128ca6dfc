"""A template filled with values, for one language."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from toolkit.core.notice import Block, BlockKind, Document, Field, FieldType, Language, Piece, Template, Value
from toolkit.core.notice.checked import items, paragraphs
from toolkit.library.noticetext.markdown import Raw, blocks
from toolkit.library.noticetext.marks import LINE, SLOT
from toolkit.library.noticetext.printed import href, missing, printed, unknown
from toolkit.library.noticetext.sandbox import Compiled, Items, Slot

Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A field that stands in the way of sending."""

    field: Field
    language: str
    """Empty where its value is the same in all."""
    why: str


def unresolved(
    template: Template, languages: Collection[str], values: Values, left_out: Collection[str] = ()
) -> Iterator[Unresolved]:
    """Every field that must be said, and is not. `left_out`: fields that the letter may not show."""
    for field in template.fields.values():
        value = values.get(field.id)
        if field.merged or field.id in left_out:
            continue
        if value is not None and value.unknown:
            if not field.may_be_unknown:
                yield Unresolved(field, "", "must be known; it cannot be told later")
            continue
        for language in languages if field.worded else ("",):
            there = value is not None and value.of(field.key(language))
            if not there and (field.required or value is not None):
                yield Unresolved(field, language, "has no value")


def fill(
    compiled: Compiled,
    template: Template,
    language: Language,
    values: Values,
    *,
    left_out: Collection[str] = (),
    merged: Collection[str] | None = None,
) -> Document:
    """The notice in this language. What is missing prints as missing, and is marked; `unresolved` stops a send.

    `merged`: which of the recipient's fields this letter has; None: all.
    """
    given = {
        name: _Given(field, values.get(name), language, hidden=name in left_out or _no_such(field, merged))
        for name, field in template.fields.items()
    }
    raw = compiled.template.render({name: one.slot() for name, one in given.items()})
    text, lines = _unnumbered(raw)
    made = tuple(block for one in blocks(text) for block in _filled(one, given, lines[one.line], compiled.under))
    return Document(language=language.code, blocks=made)


def _no_such(field: Field, merged: Collection[str] | None) -> bool:
    return field.merged and merged is not None and field.id not in merged


class _Given:
    """A field with what is known of it, for one language."""

    def __init__(self, field: Field, value: Value | None, language: Language, *, hidden: bool) -> None:
        self.field, self.language = field, language
        self.until = None if hidden or value is None else value.unknown_until
        self.text = "" if hidden or value is None else value.of(field.key(language.code))
        self.there = not hidden and (bool(self.text) or bool(self.until) or field.required or field.merged)
        """Whether the template prints it. A required field that is missing does, and says so."""

    def slot(self) -> Slot | Items:
        """As the template sees it."""
        unknown = self.until is not None
        if self.field.type is FieldType.LIST:
            count = max(1, len(items(self.text))) if self.there else 0
            return Items(Slot(self.field.id, number, unknown=unknown) for number in range(count))
        return Slot(self.field.id, there=self.there, unknown=unknown, answer=self.text)

    def piece(self, item: int | None, *, strong: bool, first: bool) -> Piece:
        """What is printed for it. `first`: at the beginning of a block."""
        name = self.field.id
        if self.field.merged:
            return Piece(f"\u00ab{self.field.label}\u00bb", field=name, strong=strong, merged=True)
        if self.until:
            words = unknown(self.until, self.language)
            return Piece(words[:1].upper() + words[1:] if first else words, field=name, strong=strong, unknown=True)
        if not self.text:
            return Piece(missing(self.field, self.language), field=name, strong=strong, missing=True)
        text = items(self.text)[item] if item is not None else " ".join(paragraphs(self.text))
        shown = printed(self.field.type, text, self.language)
        return Piece(shown, field=name, strong=strong, href=href(self.field.type, text))


def _filled(raw: Raw, given: Mapping[str, _Given], line: int, under: tuple[frozenset[str], ...]) -> Iterator[Block]:
    alone = SLOT.fullmatch(raw.runs[0][0]) if len(raw.runs) == 1 else None
    one = given[alone[1]] if alone else None
    if one and one.field.type is FieldType.PROSE and one.text and raw.kind is BlockKind.PARAGRAPH:
        for words in paragraphs(one.text):
            yield Block(kind=raw.kind, pieces=(Piece(words, field=one.field.id),), line=line, under=under[line])
    else:
        yield Block(kind=raw.kind, pieces=tuple(_pieces(raw, given)), line=line, under=under[line])


def _pieces(raw: Raw, given: Mapping[str, _Given]) -> Iterator[Piece]:
    first = True
    for text, strong in raw.runs:
        at = 0
        for mark in SLOT.finditer(text):
            if mark.start() > at:
                yield Piece(text[at : mark.start()], strong=strong)
                first = False
            item = int(mark[2]) if mark[2] else None
            yield given[mark[1]].piece(item, strong=strong, first=first)
            first, at = False, mark.end()
        if at < len(text):
            yield Piece(text[at:], strong=strong)
            first = False


def _unnumbered(raw: str) -> tuple[str, list[int]]:
    """The text without its line numbers, and the template's line for each of its lines."""
    text, numbers, last = [], [], 1
    for line in raw.split("\n"):
        found = LINE.search(line)
        last = int(found[1]) if found else last
        numbers.append(last)
        text.append(LINE.sub("", line))
    return "\n".join(text), numbers
