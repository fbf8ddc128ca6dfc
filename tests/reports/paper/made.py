"""Sheets for tests: those of the shipped playbooks, and one whose every word would like to be more than a word."""

from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from itertools import cycle

from tests.reports.notices.made import WICKED
from toolkit.config.settings import Settings
from toolkit.core.contact import Contact
from toolkit.core.inventory import Inventory
from toolkit.library.playbooks import shipped
from toolkit.usecase.playbook.paper import library, sheet

TODAY = date(2026, 11, 25)
THAI = Contact(
    name="สมชาย น้ำใจ",
    role="data-protection-officer",
    phone="+66 81 234 5678",
    other="บ้านเลขที่ 12 ถนนสุขุมวิท",
    verified_on=date(2026, 11, 1),
)
LEAD = Contact(name="Ana Lead", role="incident-lead", phone="+66 2 000 0000", mail="ana@example.org")
DEPUTY = Contact(name="Bob Second", role="incident-lead", phone="+66 2 000 0001", deputy=True)
INSURER = Contact(name="Claims desk", role="insurer", phone="+49 30 000")
IDS = tuple(one.playbook.id for one in shipped())


@cache
def _library():
    return library(Settings(inventory=Inventory(contacts=(THAI, LEAD, DEPUTY, INSURER))))


@cache
def blank(name):
    """The sheet of a shipped playbook, nothing known."""
    return sheet(_library(), _library().books[name], TODAY)


def wicked():
    """A shipped sheet with hostile words in every text of it, numbers and ways kept."""
    words = cycle(WICKED)
    made = blank("personal-data-breach")
    book = made.playbook
    steps = tuple(_spoilt(step, words) for step in book.step)
    spoilt = replace(
        book,
        title=next(words),
        summary=next(words),
        scope=next(words),
        step=steps,
        roles={name: replace(role, does=next(words)) for name, role in book.roles.items()},
        variables={name: replace(one, help=next(words)) for name, one in book.variables.items()},
        severity=tuple(replace(one, when=next(words)) for one in book.severity),
        out_of_scope=tuple(replace(one, when=next(words)) for one in book.out_of_scope),
        sources=WICKED,
        owner=next(words),
    )
    by_id = {step.id: step for step in steps}
    contacts = tuple(
        Contact(name=one, role="incident-lead", phone=next(words), mail=next(words), other=next(words))
        for one in WICKED
    )
    return replace(
        made,
        playbook=spoilt,
        entries=tuple(replace(one, step=by_id[one.step.id]) for one in made.entries),
        organisation=next(words),
        contacts=contacts,
        vendors=WICKED,
        data_protection_contact=next(words),
        sheets=dict.fromkeys(made.sheets, next(words)),
        notices=dict.fromkeys(made.notices, next(words)),
        known={name: next(words) for name in book.variables},
    )


KEPT = {  # what names something else, counts, or is a span of time; what an answer leads to, too
    "id",
    "next",
    "of",
    "within",
    "produces",
    "options",
    "branches",
    "body",
    "for_",
    "at_most",
    "every",
    "playbook",
}


def _spoilt(value, words):
    changed = {}
    for one in fields(value):
        old = getattr(value, one.name)
        if one.name in KEPT:
            continue
        if type(old) is str and old:
            changed[one.name] = next(words)
        elif isinstance(old, tuple) and old and type(old[0]) is str:
            changed[one.name] = tuple(next(words) for _ in old)
        elif isinstance(old, tuple) and old and is_dataclass(old[0]):
            changed[one.name] = tuple(_spoilt(item, words) for item in old)
    return replace(value, **changed)
