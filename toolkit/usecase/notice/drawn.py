"""The form of a notice as it is drawn: what is asked, in the order and under the headings of the letter itself."""

from dataclasses import dataclass
from datetime import date, datetime

from toolkit.core.notice import ANY, BlockKind, Field, Template, Value
from toolkit.library.noticetext import Unresolved, compiled, fill
from toolkit.library.noticetext.printed import printed
from toolkit.usecase.notice.linting import examples
from toolkit.usecase.notice.saving import UNKNOWN, mark, slots
from toolkit.usecase.notice.seen import Seen

HEADINGS = (BlockKind.TITLE, BlockKind.HEADING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One thing to type: a field's words in a language, or in all (`any`)."""

    key: str
    text: str
    mark: str
    example: str
    missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A field, with all its boxes, and what is known of it."""

    field: Field
    boxes: tuple[Box, ...]
    given: str
    """What is printed when nobody types anything; empty: nothing is."""
    until: date | None
    """Not yet known; told by this day."""
    unknown_mark: str
    by: str
    at: datetime | None

    @property
    def missing(self) -> bool:
        """Whether it stands in the way of sending."""
        return any(one.missing for one in self.boxes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What is asked under one heading of the letter."""

    title: str
    questions: tuple[Question, ...]


def drawn(seen: Seen, language: str = "") -> tuple[Group, ...]:
    """The form, its headings in this language where the notice has it. What a law forbids to tell is not asked."""
    code = language if language in seen.notice.languages else seen.notice.languages[0]
    groups: dict[str, list[Question]] = {}
    for name, title in _places(seen, code).items():
        field = seen.template.fields[name]
        if not field.merged and name not in seen.left_out:
            groups.setdefault(title, []).append(question(seen, field))
    return tuple(Group(title=title, questions=tuple(found)) for title, found in groups.items())


def question(seen: Seen, field: Field) -> Question:
    """One field as it stands."""
    own, shown = seen.notice.values.get(field.id), seen.values.get(field.id)
    said = slots(field, seen.notice.languages, own)
    lacking = {one.language or ANY for one in seen.unresolved if one.field.id == field.id}
    return Question(
        field=field,
        boxes=tuple(
            Box(
                key=key,
                text=text,
                mark=mark(field, text),
                example=_example(seen, field, key),
                missing=key in lacking,
            )
            for key, text in said.items()
            if key != UNKNOWN
        ),
        given=_given(seen, field, own, shown),
        until=own.unknown_until if own else None,
        unknown_mark=mark(field, said.get(UNKNOWN, "")),
        by=own.by if own else "",
        at=own.at if own else None,
    )


def gaps(seen: Seen) -> tuple[Unresolved, ...]:
    """What is still missing, in the order of the letter."""
    order = list(_places(seen, seen.notice.languages[0]))
    return tuple(sorted(seen.unresolved, key=lambda one: order.index(one.field.id)))


def merged(template: Template) -> tuple[Field, ...]:
    """Fields that differ from person to person, which no form asks for."""
    return tuple(one for one in template.fields.values() if one.merged)


def _example(seen: Seen, field: Field, key: str) -> str:
    """As a reader would get it: a date in words, as no form takes it."""
    text = field.example.get(key, field.example.get(ANY, ""))
    try:
        return printed(field.type, text, seen.languages[key if key != ANY else seen.notice.languages[0]])
    except ValueError:
        return text


def _given(seen: Seen, field: Field, own: Value | None, shown: Value | None) -> str:
    if own is not None or shown is None:
        return ""
    return printed(field.type, shown.of(ANY), seen.languages[seen.notice.languages[0]])


def _places(seen: Seen, code: str) -> dict[str, str]:
    """Every field in the order of the letter, with the heading that it stands under; what is printed nowhere last.

    Taken from the letter filled with its examples, so that the form does not move while somebody types. A kept
    version has its fields by name, so their order is no help.
    """
    filled = fill(compiled(seen.template.text[code]), seen.template, seen.languages[code], examples(seen.template))
    found: dict[str, str] = {}
    title, titles = filled.title, dict[int, str]()
    for number, block in enumerate(filled.blocks):
        title = block.text if block.kind in HEADINGS else title
        titles[number] = title
        for piece in block.pieces:
            if piece.field:
                found.setdefault(piece.field, title)
    for number, block in enumerate(filled.blocks):
        for name in sorted(block.under):
            found.setdefault(name, titles[number])
    return {**found, **{name: title for name in seen.template.fields if name not in found}}
