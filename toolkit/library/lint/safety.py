"""Rules on what a step changes: proof first, read back afterwards, undone when it was wrong."""

from collections.abc import Iterator

from toolkit.act.verb import Verb
from toolkit.core.playbook import Action, Mode, Phase, Playbook
from toolkit.library.lint.kinds import Around, Fault, at
from toolkit.library.lint.ways import Ways

FROM_OUTSIDE = frozenset({Phase.CONTAIN, Phase.ERADICATE, Phase.RECOVER})


def proof_first(playbook: Playbook, around: Around, found: Ways) -> Iterator[Fault]:
    """What cannot be undone waits for the evidence it destroys, unless a level gives standing authority not to."""
    behind = found.behind()
    for step in _actions(playbook):
        if _irreversible(step, around) and not step.evidence_first and not step.standing_authority:
            says = "cannot be undone: name the steps that collect evidence first, or give `standing_authority`"
            yield Fault(rule="", where=at(step.id), says=says)
        for name in step.evidence_first:
            where = at(step.id, "evidence_first")
            if name not in found.steps:
                yield Fault(rule="", where=where, says=f"there is no step {name!r}")
            elif step.id in behind and not behind[step.id] & found.bit(name) and not step.standing_authority:
                yield Fault(rule="", where=where, says=f"{name} does not come before this on every way")
        yield from _collects(step, found)


def _collects(step: Action, found: Ways) -> Iterator[Fault]:
    """At least one of the steps named collects something."""
    named = [found.steps[name] for name in step.evidence_first if name in found.steps]
    if named and not any(one.evidence or (isinstance(one, Action) and one.verb) for one in named):
        says = f"none of {', '.join(one.id for one in named)} says what evidence it collects"
        yield Fault(rule="", where=at(step.id, "evidence_first"), says=says)


def containment(playbook: Playbook, _around: Around, _found: Ways) -> Iterator[Fault]:
    """Whatever changes something says how it is read back, and how it is put back or that it cannot be."""
    for step in _actions(playbook):
        if (step.verb or step.irreversible) and not step.changes and step.phase is not Phase.EVIDENCE:
            yield Fault(rule="", where=at(step.id, "changes"), says="it changes something: expected true")
        if not step.changes:
            continue
        if not step.verify:
            yield Fault(
                rule="", where=at(step.id, "verify"), says="changes something, and nobody looks whether it did"
            )
        if not step.inverse:
            yield Fault(
                rule="",
                where=at(step.id, "inverse"),
                says="changes something: say how to undo it, or that nobody can",
            )


def verbs(playbook: Playbook, around: Around, _found: Ways) -> Iterator[Fault]:
    """A verb exists, is given what it needs, and is approved where it cannot be undone."""
    for step in _actions(playbook):
        if not step.verb:
            if step.mode is not Mode.MANUAL:
                yield Fault(rule="", where=at(step.id, "mode"), says=f"is {step.mode} and names no verb")
            if step.given:
                yield Fault(rule="", where=at(step.id, "with"), says="names no verb that could take it")
            continue
        verb = around.verbs.get(step.verb)
        if verb is None:
            yield Fault(rule="", where=at(step.id, "verb"), says=f"there is no verb {step.verb!r}")
            continue
        yield from _given(step, verb)
        if step.mode is Mode.MANUAL:
            yield Fault(rule="", where=at(step.id, "mode"), says="names a verb: expected `automated` or `approval`")
        if verb.irreversible and not step.irreversible:
            yield Fault(rule="", where=at(step.id, "irreversible"), says=f"{verb.id} cannot be undone: expected true")
        if verb.irreversible and step.mode is Mode.AUTOMATED:
            yield Fault(rule="", where=at(step.id, "mode"), says=f"{verb.id} cannot be undone: expected `approval`")


def _given(step: Action, verb: Verb) -> Iterator[Fault]:
    known = {one.name: one for one in verb.parameters}
    for name in step.given:
        if name not in known:
            yield Fault(rule="", where=at(step.id, f"with.{name}"), says=f"{verb.id} takes no {name!r}")
    for name, one in known.items():
        if not one.optional and not step.given.get(name):
            yield Fault(rule="", where=at(step.id, "with"), says=f"{verb.id} needs {name!r}: {one.help}")


def _irreversible(step: Action, around: Around) -> bool:
    verb = around.verbs.get(step.verb)
    return step.irreversible or bool(verb and verb.irreversible)


def _actions(playbook: Playbook) -> Iterator[Action]:
    yield from (step for step in playbook.step if isinstance(step, Action))
