"""Breach readiness of today: what is declared, what the library holds, what the last run saw."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from toolkit.config.settings import Settings
from toolkit.core.inventory import Inventory
from toolkit.core.readiness import Readiness
from toolkit.core.run import Run
from toolkit.score.readiness import PlaybookState, readiness, shipped
from toolkit.usecase.incident.exercise import with_exercises
from toolkit.usecase.notice.ready import measured
from toolkit.usecase.playbook.shelf import shelf


def readiness_of(settings: Settings, run: Run | None, on: date) -> Readiness:
    """The readiness on that day. Without a run nothing that checks prove is proved."""
    return readiness(
        _shown(settings, on),
        run.findings if run else (),
        playbooks(settings),
        shipped(),
        on=on,
        easiest=_easiest(run) if run else "",
    )


def with_readiness(settings: Settings, run: Run, on: date) -> Run:
    """The run, with the readiness of that day."""
    return replace(run, readiness=readiness_of(settings, run, on))


def _shown(settings: Settings, on: date) -> Inventory:
    """The inventory with what was measured: where letters can be looked at, what is said of them counts no more."""
    inventory, letters = with_exercises(settings), measured(settings, on)
    if letters is None:
        return inventory
    declared = (one for one in inventory.prepared if one.element != letters.element)
    return replace(inventory, prepared=(*declared, letters))


def playbooks(settings: Settings) -> Mapping[str, PlaybookState]:
    """What the library holds, by scenario."""
    return {
        one.playbook.id: PlaybookState(
            version=one.playbook.version,
            review_by=one.playbook.review_by,
            roles=tuple(one.playbook.roles),
            deputies=frozenset(name for name, role in one.playbook.roles.items() if role.deputy),
        )
        for one in shelf(settings).values()
    }


def _easiest(run: Run) -> str:
    """The playbook of what makes the weakest path as easy as it is."""
    if run.posture is None or run.posture.path is None:
        return ""
    by_key = {finding.key: finding.playbook for finding in run.findings}
    keys = (key for step in run.posture.path.steps for key in (*step.findings, *step.unknown))
    return next((by_key[key] for key in keys if by_key.get(key)), "")
