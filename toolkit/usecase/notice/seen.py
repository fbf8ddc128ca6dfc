"""A notice as it stands: its version, its values, its documents in every language, and the digest of its bytes.

The digest is over exactly what goes out: text and page in every language, letterhead included. Word, PDF and mail are
made from the same documents. A changed value, law, letterhead or word of ours is another digest, and no approval of
the old one stands.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import rfc8785

from reports.notices.html import html
from reports.notices.text import message, text
from toolkit.config.settings import Settings
from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import MAIN, Incident
from toolkit.core.notice import (
    Approval,
    Block,
    BlockKind,
    Document,
    Language,
    Letterhead,
    Limit,
    Notice,
    Piece,
    Rules,
    Template,
    Value,
    missing_approvals,
)
from toolkit.core.notice.fault import Fault
from toolkit.library.noticelint import Subject, lint
from toolkit.library.noticelint.subject import hidden
from toolkit.library.notices import Shelf
from toolkit.library.noticetext import Unresolved, compiled, fill, unresolved
from toolkit.usecase.notice.letterhead import given, letterhead
from toolkit.usecase.notice.shelf import kept, laws


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Everything about one notice, worked out once."""

    notice: Notice
    incident: Incident
    template: Template
    languages: Mapping[str, Language]
    rules: tuple[Rules, ...]
    letterhead: Letterhead
    reviewers: tuple[str, ...]
    values: Mapping[str, Value]
    """What was typed, and below it what settings and incident give."""
    given: Mapping[str, Value] = field(default_factory=dict)
    """What those give alone, also where something was typed over it."""

    @cached_property
    def left_out(self) -> frozenset[str]:
        """Fields that its laws forbid to show."""
        return hidden(self.template, self.rules)

    def document(self, language: str, merged: frozenset[str] | None = None) -> Document:
        """In this language; `merged`: which of a recipient's fields it has."""
        text = compiled(self.template.text[language])
        spoken = self.languages[language]
        made = fill(text, self.template, spoken, self.values, left_out=self.left_out, merged=merged)
        return marked(made, spoken, "exercise") if self.incident.exercise else made

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """In each language."""
        return {code: self.document(code) for code in self.notice.languages}

    @cached_property
    def head(self) -> Letterhead | None:
        """None where there is no room for one."""
        return None if self.template.limit else self.letterhead

    @cached_property
    def pages(self) -> Mapping[str, str]:
        """As browsers get it; a text message has none."""
        if self.template.limit is Limit.SMS:
            return {}
        return {code: html(one, self.head, self.languages[code]) for code, one in self.documents.items()}

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Plain, or as a text message."""
        plain = message if self.template.limit is Limit.SMS else text
        return {code: plain(one) for code, one in self.documents.items()}

    @cached_property
    def bytes(self) -> bytes:
        """What an approval is of (RFC 8785 JSON)."""
        said: dict[str, Any] = {
            "notice": self.notice.id,
            "template": self.notice.template,
            "laws": [one.id for one in self.rules],
            "texts": dict(self.texts),
            "pages": dict(self.pages),
        }
        return rfc8785.dumps(said)

    @cached_property
    def digest(self) -> str:
        """`sha256:` and the hash of those bytes."""
        return f"sha256:{hashlib.sha256(self.bytes).hexdigest()}"

    @cached_property
    def unresolved(self) -> tuple[Unresolved, ...]:
        """Fields that stand in the way of sending."""
        return tuple(unresolved(self.template, self.notice.languages, self.values, self.left_out))

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """What the lint has to say."""
        return lint(
            Subject(
                template=self.template,
                languages=self.languages,
                documents=self.documents,
                values=self.values,
                rules=self.rules,
                domains=self.letterhead.domains,
                recorded=self.incident.known(MAIN),
                html=self.pages,
            )
        )

    @property
    def standing(self) -> tuple[Approval, ...]:
        """Approvals of exactly these bytes."""
        return self.notice.standing(self.digest)

    @property
    def lacking(self) -> tuple[str, ...]:
        """What is missing until it may go out; empty: it may."""
        places: dict[str, list[str]] = {}
        for one in self.unresolved:
            places.setdefault(one.field.id, []).extend([one.language] if one.language else [])
        gaps = tuple(f"{name} ({', '.join(where)})" if where else name for name, where in places.items())
        return gaps + missing_approvals(self.standing, self.reviewers)


def see(settings: Settings, folder: Path, incident: Incident, id: str, shelf: Shelf) -> Seen:
    """A notice of an incident. Raises `UserError` when there is none, or its pinned version is not what it was."""
    one = meant(incident, id)
    template = kept(folder, one.template)
    gone = [code for code in one.languages if code not in shelf.languages]
    if gone:
        raise UserError(Problem(id, "", f"languages.toml has no {', '.join(gone)} any more"))
    known = given(template, settings, incident)
    return Seen(
        notice=one,
        incident=incident,
        template=template,
        languages=shelf.languages,
        rules=laws(shelf, one.rules),
        letterhead=letterhead(settings),
        reviewers=settings.notices.reviewers,
        values={**known, **one.values},
        given=known,
    )


def meant(incident: Incident, id: str) -> Notice:
    """The notice of this id. Raises `UserError`."""
    if id not in incident.notices:
        there = ", ".join(incident.notices) or "none; `notice draft KIND` begins one"
        raise UserError(Problem("NOTICE", "", f"no notice {id!r} in {incident.id}; there are {there}"))
    return incident.notices[id]


def marked(document: Document, language: Language, word: str) -> Document:
    """The same with a line above it that says it is an exercise, or a draft."""
    words = language.words.get(word) or word.upper()
    first = Block(kind=BlockKind.PARAGRAPH, pieces=(Piece(words, strong=True),), line=1)
    return replace(document, blocks=(first, *document.blocks))
