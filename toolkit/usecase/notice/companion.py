"""The short and the full version of one notice, which are two kinds and must say the same."""

from dataclasses import replace

from toolkit.config.settings import Settings
from toolkit.core.incident import Incident
from toolkit.core.notice import Notice
from toolkit.library.notices import Shelf
from toolkit.usecase.notice.letterhead import given
from toolkit.usecase.notice.seen import Seen

PAIRS = {"-full": "-short", "-short": "-full"}


def other_kind(kind: str, shelf: Shelf) -> str:
    """The kind that says the same shorter or in full; empty where there is none."""
    for ending, other in PAIRS.items():
        if kind.endswith(ending) and kind.removesuffix(ending) + other in shelf.templates:
            return kind.removesuffix(ending) + other
    return ""


def drafted(incident: Incident, notice: Notice, kind: str) -> str:
    """The id of the incident's last notice of that kind for the same laws; empty where there is none."""
    fitting = [one.id for one in incident.notices.values() if one.kind == kind and one.rules == notice.rules]
    return fitting[-1] if fitting else ""


def would_be(seen: Seen, kind: str, shelf: Shelf, settings: Settings) -> Seen:
    """The other version as it would stand if it were begun now with what this one says."""
    shelved = shelf.templates[kind]
    languages = tuple(code for code in seen.notice.languages if code in shelved.template.text)
    values = {name: value for name, value in seen.notice.values.items() if name in shelved.template.fields}
    notice = replace(
        seen.notice, id=kind, kind=kind, template=shelved.digest, languages=languages, values=values,
        asked=None, approvals=(), voided=(),
    )  # fmt: skip
    known = given(shelved.template, settings, seen.incident)
    return replace(seen, notice=notice, template=shelved.template, values={**known, **values}, given=known)
