"""A template judged by itself, filled with its own examples: before the day it is needed."""

from toolkit.config.settings import Settings
from toolkit.core.notice import ANY, Template, Value
from toolkit.core.notice.checked import cleaned
from toolkit.core.notice.fault import Fault
from toolkit.library.noticelint import Subject, lint
from toolkit.library.noticelint.subject import hidden
from toolkit.library.notices import Shelf
from toolkit.library.noticetext import compiled, fill
from toolkit.usecase.notice.shelf import chosen, laws, library

EXAMPLE_DOMAIN = "example.com"
"""Where the examples' links lead."""


def lint_kind(settings: Settings, kind: str, names: tuple[str, ...]) -> tuple[Fault, ...]:
    """What the lint says of a kind under these laws. Raises `UserError`."""
    return lint_of(settings, library(settings), kind, names)


def lint_of(settings: Settings, shelf: Shelf, kind: str, names: tuple[str, ...]) -> tuple[Fault, ...]:
    """The same of a kind on any shelf. Raises `UserError`."""
    template, rules = chosen(shelf, kind).template, laws(shelf, names)
    values, left_out = examples(template), hidden(template, rules)
    documents = {
        code: fill(compiled(text), template, shelf.languages[code], values, left_out=left_out)
        for code, text in template.text.items()
    }
    domains = (*settings.organisation.domains, EXAMPLE_DOMAIN)
    return lint(
        Subject(
            template=template,
            languages=shelf.languages,
            documents=documents,
            values=values,
            rules=rules,
            domains=domains,
        )
    )


def examples(template: Template) -> dict[str, Value]:
    """The examples of its fields, as values."""
    return {
        name: Value(words={key: cleaned(text) for key, text in field.example.items() if key in (ANY, *template.text)})
        for name, field in template.fields.items()
        if not field.merged
    }
