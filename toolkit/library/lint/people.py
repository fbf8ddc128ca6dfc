"""Rules on who does it, who agrees, who is told."""

from collections.abc import Iterator

from toolkit.core.playbook import Audience, Decision, Milestone, Notify, Playbook, Step
from toolkit.library.lint.kinds import Around, Fault, at
from toolkit.library.lint.ways import Ways

OUTSIDE = frozenset({Audience.AUTHORITY, Audience.PEOPLE, Audience.CUSTOMERS, Audience.PUBLIC})
OWED_TO = frozenset({Audience.AUTHORITY, Audience.PEOPLE, Audience.CUSTOMERS})


def roles(playbook: Playbook, _around: Around, _found: Ways) -> Iterator[Fault]:
    """Every role that a step names says what it does, and has something to do."""
    used = {playbook.owner}
    if playbook.owner not in playbook.roles:
        yield Fault(rule="", where="owner", says=f"{playbook.owner!r} is none of [roles]")
    for step in playbook.step:
        for key, role in _named(step):
            used.add(role)
            if role not in playbook.roles:
                yield Fault(rule="", where=at(step.id, key), says=f"{role!r} is none of [roles]")
    for role in playbook.roles:
        if role not in used:
            yield Fault(rule="", where=f"roles.{role}", says="no step needs it", warning=True)


def _named(step: Step) -> Iterator[tuple[str, str]]:
    yield "role", step.role
    if isinstance(step, Decision | Notify) and step.approver:
        yield "approver", step.approver


def contacts(playbook: Playbook, around: Around, _found: Ways) -> Iterator[Fault]:
    """Somebody can be called for every role, and somebody else when they do not answer.

    The inventory is at fault then, not the playbook: a warning.
    """
    if around.contacts is None:
        return
    for name, role in playbook.roles.items():
        known = [one for one in around.contacts if one.role == name]
        reached = [one for one in known if one.phone or one.mail or one.other]
        if not reached:
            yield Fault(
                rule="",
                where=f"roles.{name}",
                says="the inventory has no [[contact]] of this role to call",
                warning=True,
            )
        elif role.deputy and len(reached) < 2:
            says = f"the inventory has nobody to call when {reached[0].name} does not answer"
            yield Fault(rule="", where=f"roles.{name}", says=says, warning=True)


def telling(playbook: Playbook, _around: Around, _found: Ways) -> Iterator[Fault]:
    """What leaves the house is agreed to, the law's clocks are not the playbook's, and telling means telling."""
    for step in playbook.step:
        if isinstance(step, Notify):
            yield from _notice(step)
        elif step.reaches is Milestone.NOTIFIED:
            says = "`notified` is reached by telling: expected kind `notify`, to authority, people or customers"
            yield Fault(rule="", where=at(step.id, "reaches"), says=says)
        if step.reaches is Milestone.NOT_NOTIFYING:
            says = "not to tell is a decision: expected an answer of a `decision` with an approver"
            yield Fault(rule="", where=at(step.id, "reaches"), says=says)
        if isinstance(step, Decision):
            yield from _decided(step)


def _notice(step: Notify) -> Iterator[Fault]:
    if step.audience in OUTSIDE and not step.approver:
        says = f"goes to the {step.audience}: say who agrees to it"
        yield Fault(rule="", where=at(step.id, "approver"), says=says)
    if step.approver and step.approver == step.role:
        yield Fault(rule="", where=at(step.id, "approver"), says="agrees to its own words: expected another role")
    if step.audience in OWED_TO and step.within:
        says = "by when the law wants it told is a duty's business: leave `within` out"
        yield Fault(rule="", where=at(step.id, "within"), says=says)
    if step.reaches is Milestone.NOTIFIED and step.audience not in OWED_TO:
        says = f"telling the {step.audience} answers no duty: `notified` is for authority, people or customers"
        yield Fault(rule="", where=at(step.id, "reaches"), says=says)


def _decided(step: Decision) -> Iterator[Fault]:
    if len({option.answer for option in step.options}) < max(2, len(step.options)):
        yield Fault(rule="", where=at(step.id, "options"), says="expected two answers or more, each once")
    for option in step.options:
        where = at(step.id, f"options[{option.answer}].reaches")
        if option.reaches is Milestone.NOT_NOTIFYING and not step.approver:
            yield Fault(rule="", where=where, says="not to tell binds the organisation: say who agrees (`approver`)")
        if option.reaches is Milestone.NOTIFIED:
            yield Fault(rule="", where=where, says="an answer tells nobody: `notified` is reached by a notify step")
    if step.approver and step.approver == step.role:
        yield Fault(rule="", where=at(step.id, "approver"), says="agrees with itself: expected another role")
