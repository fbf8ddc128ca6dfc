"""A kind of notice: its declared fields, and its words in each language. A published version never changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from toolkit.core.notice.words import ANY, LENGTHS, WORDED, FieldType, Limit, Source, Topic
from toolkit.core.playbook import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Something that a notice says and that is not in its template. A form is drawn from these."""

    id: str
    type: FieldType
    label: str
    help: str
    given_by: str
    """The role that supplies it, as playbooks and contacts call it; `organisation`, `recipient`: nobody types it."""
    example: Mapping[str, str]
    """By language, or under `any`."""
    required: bool = True
    may_be_unknown: bool = False
    """It may be said to be not yet known, with the day by which it will be told."""
    same_in_all: bool = False
    """Of a field in words: a name or number that no language changes."""
    max_length: int = 0
    """Characters; 0: as its type has it."""
    filled_from: Source | None = None
    says: tuple[Topic, ...] = ()

    @property
    def worded(self) -> bool:
        """Whether each language has its own words for it."""
        return self.type in WORDED and not self.same_in_all

    @property
    def longest(self) -> int:
        """Characters it may have."""
        return self.max_length or LENGTHS[self.type]

    @property
    def merged(self) -> bool:
        """Whether it differs from recipient to recipient."""
        return self.filled_from is Source.RECIPIENT

    def key(self, language: str) -> str:
        """Under which its value for this language is kept."""
        return language if self.worded else ANY


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One version of one kind of notice."""

    kind: str
    version: str
    title: str
    audience: Audience
    purpose: str
    reviewed_on: date
    review_by: date
    fields: Mapping[str, Field]
    text: Mapping[str, str]
    """Markdown with Jinja, by language."""
    limit: Limit | None = None
    sources: tuple[str, ...] = ()

    def asked_of(self, role: str) -> tuple[Field, ...]:
        """The fields that a role supplies."""
        return tuple(one for one in self.fields.values() if one.given_by == role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Banned:
    """Words that a notice does without."""

    words: str
    why: str
    instead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """How a language writes what no template should have to."""

    code: str
    name: str
    """In itself."""
    months: tuple[str, ...]
    date: str
    """With `{day}`, `{month}` and `{year}`."""
    moment: str
    """With `{date}`, `{time}` and `{offset}`."""
    unknown: str
    """With `{date}`: the day by which it will be told."""
    yes: str
    no: str
    missing: str
    """With `{label}`: what stands in a draft where a value is missing. Never in what is sent."""
    words: Mapping[str, str]
    """Labels of the letterhead and of the pages around the notice."""
    direction: str = "ltr"
    year_offset: int = 0
    """Added to the year of our era: 543 for the Buddhist era."""
    separator: str = ","
    """Between groups of three digits."""
    banned: tuple[Banned, ...] = ()
