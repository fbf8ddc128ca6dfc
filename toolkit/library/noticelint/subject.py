"""What the rules look at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from toolkit.core.notice import Block, Document, Field, Language, Rules, Template, Topic, Value, withheld


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A notice in all its languages, with everything that it is measured against."""

    template: Template
    languages: Mapping[str, Language]
    documents: Mapping[str, Document]
    values: Mapping[str, Value] = field(default_factory=dict)
    rules: tuple[Rules, ...] = ()
    domains: tuple[str, ...] = ()
    """The organisation's own."""
    recorded: Mapping[str, str] = field(default_factory=dict)
    """What else is recorded of the incident, by name."""
    html: Mapping[str, str] = field(default_factory=dict)
    """As a browser gets it, by language."""

    def blocks(self) -> Iterator[tuple[str, Block]]:
        """Every block with its language."""
        for code, document in self.documents.items():
            for block in document.blocks:
                yield code, block

    def left_out(self) -> frozenset[str]:
        """Fields that the laws forbid to show."""
        return hidden(self.template, self.rules)

    def saying(self, topic: Topic) -> tuple[Field, ...]:
        """The template's fields that tell about this."""
        return tuple(one for one in self.template.fields.values() if topic in one.says)


def hidden(template: Template, rules: tuple[Rules, ...]) -> frozenset[str]:
    """The fields that a letter under these laws may not show."""
    topics = withheld(rules)
    return frozenset(one.id for one in template.fields.values() if topics & set(one.says))
