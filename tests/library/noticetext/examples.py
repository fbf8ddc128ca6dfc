"""Values for every field of a kind, from its own examples."""

from functools import cache

from toolkit.core.notice import Document, Template, Value
from toolkit.library.notices import shelf
from toolkit.library.noticetext import compiled, fill

KINDS = (
    "authority-initial",
    "authority-follow-up",
    "authority-final",
    "people-short",
    "people-full",
    "business-customer",
    "controller",
    "press",
    "website",
    "status-page",
    "call-centre",
    "staff",
    "sms",
    "not-affected",
)
LANGUAGES = ("en", "th")

shipped = cache(shelf)


def template(kind: str) -> Template:
    return shipped().templates[kind].template


def values(kind: str, **other: Value) -> dict[str, Value]:
    """The examples, as somebody who has typed all of them."""
    given = {
        name: Value(words={key: text.strip() for key, text in field.example.items()}, by="ana")
        for name, field in template(kind).fields.items()
        if not field.merged
    }
    return {**given, **other}


def filled(kind: str, language: str, given=None, **options) -> Document:
    one = template(kind)
    words = values(kind) if given is None else given
    return fill(compiled(one.text[language]), one, shipped().languages[language], words, **options)
