"""The closed vocabularies of an incident in the page's language, and refusals without the command line's words."""

import re

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from toolkit.act.perform import Ending
from toolkit.core.errors import UserError
from toolkit.core.incident import Status
from toolkit.core.playbook import Milestone

STATUS = {
    Status.TODO: _("to do"),
    Status.STARTED: _("begun"),
    Status.DONE: _("done"),
    Status.UNVERIFIED: _("done, not verified"),
    Status.FAILED: _("failed"),
    Status.SKIPPED: _("skipped"),
    Status.NOT_APPLICABLE: _("not applicable"),
}

MILESTONE = {
    Milestone.DETECTED: _("detected"),
    Milestone.AWARE: _("aware that personal data may be affected"),
    Milestone.PERSONAL_DATA_CONFIRMED: _("personal data confirmed"),
    Milestone.PERSONAL_DATA_EXCLUDED: _("personal data excluded"),
    Milestone.CONTAINED: _("contained"),
    Milestone.ERADICATED: _("eradicated"),
    Milestone.RECOVERED: _("recovered"),
    Milestone.NOTIFIED: _("notified"),
    Milestone.NOT_NOTIFYING: _("decided not to notify"),
    Milestone.REVIEWED: _("reviewed"),
}

ENDING = {
    Ending.PLANNED: _("shown"),
    Ending.ALREADY: _("It is so already"),
    Ending.DONE: _("Done, and seen to be so"),
    Ending.UNDONE: _("Put back, and seen to be so"),
    Ending.REFUSED: _("Refused"),
    Ending.UNVERIFIED: _("Done, but not seen to be so"),
    Ending.FAILED: _("It is not so"),
    Ending.IN_DOUBT: _("In doubt: the same act again settles it"),
}

LEVEL = {
    "P1": _("P1, all hands at once"),
    "P2": _("P2, today"),
    "P3": _("P3, this week"),
    "P4": _("P4, a ticket"),
}

_OPTIONS = {
    "--note": _("Reason"),
    "--at": _("When it happened"),
    "--due": _("Due"),
    "--to": _("To whom"),
    "--began": _("Since when"),
    "--playbook": _("Playbook"),
    "--finding": _("Finding"),
    "--store": _("Store"),
    "--wanted": _("Piece of evidence"),
    "--level": _("Level"),
    "--reached": _("Milestone"),
    "--withdraw": _("Milestone"),
    "--despite": _("Although"),
    "--by": _("Who"),
    "--of": _("Playbook in progress"),
    "SPAN": _("How far"),
    "TEXT": _("Text"),
    "STEP": _("Step"),
    "FILE": _("File"),
    "ITEM": _("Piece of evidence"),
}

_SAYS = (
    (re.compile(r"\. If it is wrong: `incident reopen [^`]*`"), _(". If it is wrong, open the step again")),
    (re.compile(r": `incident approve [^`]*`"), ""),
    (re.compile(r": `incident decide [^`]*`( \(or no\))?"), _(": answer it")),
    (re.compile(r": `incident set [^`]*`"), _(": set it under Values")),
    (re.compile(r"\. `incident done` records[^.]*"), _(". Say “done” to record what you would have done")),
    (re.compile(r"; `incident (done|decide)`[^;]*"), ""),
    (re.compile(r": do it by hand, `incident done`"), _(": do it by hand and say that it is done")),
    (re.compile(r"; `incident reopen` first"), _("; reopen it first")),
    (
        re.compile(r", or skip it with --note WHY, or say --despite WHY"),
        _(", or skip it with a reason, or go on although it is so and say why"),
    ),
    (re.compile(r"\. Confirm it with --ready"), _(". Tick that it is so")),
    (re.compile(r"; say why with --despite to go on before"), _("; say why to go on before that")),
    (re.compile(r": `breachready duties ask`"), ""),
    (re.compile(r", or a time with --due"), _(", or a time by which it is due")),
)
"""What refusals say of the command line, and what a page says instead."""


def kindly(error: UserError) -> list[str]:
    """Each problem in the words of a page."""
    return [_kindly(one.where, one.key, one.expected) for one in error.problems]


def of_a_page(said: str) -> str:
    """A sentence without the command line's words."""
    for found, instead in _SAYS:
        said = found.sub(str(instead), said)
    return said


def _kindly(where: str, key: str, expected: str) -> str:
    expected = of_a_page(expected)
    place = str(_OPTIONS[key]) if key in _OPTIONS else str(_OPTIONS.get(where, where))
    if where == "journal":
        return str(gettext("%(what)s. Nothing of what you sent was recorded yet.") % {"what": expected})
    return f"{place}: {expected}"
