"""A second person's yes to one act that cannot be undone: this version of a playbook, this verb, these parameters.

Whatever differs by one character was not approved. Who somebody is, is for the caller to have made sure of.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.act.verb import Parameters, Verb
from toolkit.core.errors import Problem, UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who wants to act, and on which version of which playbook (`sha256:...` of its canonical form)."""

    by: str
    playbook: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What the second person said yes to."""

    by: str
    playbook: str
    verb: str
    parameters: Parameters


def require(verb: Verb, parameters: Parameters, asked: Asked, approval: Approval | None) -> None:
    """Raise `UserError` unless the verb can be undone or a second person approved exactly this."""
    if not verb.irreversible:
        return
    if approval is None:
        raise UserError(Problem(verb.id, "approval", "cannot be undone: a second person must approve it first"))
    problems = [Problem(verb.id, "approval", words) for words in _faults(verb, parameters, asked, approval)]
    if problems:
        raise UserError(problems)


def _faults(verb: Verb, parameters: Parameters, asked: Asked, approval: Approval) -> Iterator[str]:
    if not asked.playbook:
        yield "an act that cannot be undone belongs to a playbook: its digest is missing"
    if not _person(approval.by) or not _person(asked.by):
        yield "both who acts and who approved must be named"
    elif _person(approval.by) == _person(asked.by):
        yield f"{asked.by} cannot approve what {asked.by} does: it takes a second person"
    if approval.playbook != asked.playbook:
        yield "was given for another version of the playbook"
    if approval.verb != verb.id:
        yield f"was given for {approval.verb}"
    if dict(approval.parameters) != dict(parameters):
        yield "was given for other parameters"


def _person(name: str) -> str:
    return " ".join(name.split()).casefold()
