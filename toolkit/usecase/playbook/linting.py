"""Playbooks judged against this organisation: checks, contacts, notices, what was published, AWS models."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache

from toolkit.act.aws.model import parameters
from toolkit.act.verbs import verbs
from toolkit.config.settings import Settings
from toolkit.library.lint import Around, Call, Fault, lint
from toolkit.library.playbooks import Shelved
from toolkit.usecase.notice.shelf import library
from toolkit.usecase.playbook.published import published_digests
from toolkit.usecase.playbook.shelf import shelf


def around(settings: Settings, checks: Collection[str] | None, today: date) -> Around:
    """The world that the playbooks of this organisation speak of. `checks`: ids; None: not to be judged."""
    return Around(
        playbooks={name: one.playbook for name, one in shelf(settings).items()},
        verbs=verbs(),
        today=today,
        call=_call,
        checks=checks,
        templates=frozenset(library(settings).templates),
        contacts=settings.inventory.contacts or None,
        published=published_digests(settings),
    )


def linted(books: Collection[Shelved], world: Around) -> Mapping[str, tuple[Fault, ...]]:
    """The faults of each, by where it was read."""
    return {one.where: lint(one.playbook, world) for one in books}


@cache
def _call(service: str, operation: str) -> Call | None:
    found = parameters(service, operation)
    return Call(required=found[0], members=found[1]) if found else None
