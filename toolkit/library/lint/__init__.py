"""What can be proved of a playbook before the day.

One rule is one function that is given the playbook, the world around it and the ways through it, and yields faults;
its docstring says why. To add one, write it beside its like and name it in `RULES`. Pure: no clock, files or network.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from toolkit.core.playbook import Playbook
from toolkit.library.lint import (
    calls,
    owed,
    people,
    references,
    rehearsal,
    safety,
    shape,
    times,
    variables,
    version,
    words,
)
from toolkit.library.lint.kinds import Around, Call, Fault
from toolkit.library.lint.ways import Ways, ways

Rule = Callable[[Playbook, Around, Ways], Iterator[Fault]]

RULES: Mapping[str, Rule] = {
    "names": shape.names,
    "leads-somewhere": shape.leads_somewhere,
    "reachable": shape.reachable,
    "ends": shape.ends,
    "whole": shape.whole,
    "levels": shape.levels,
    "obligations": owed.obligations,
    "produced-once": variables.produced_once,
    "known-in-time": variables.known_in_time,
    "handed-on": variables.handed_on,
    "proof-first": safety.proof_first,
    "containment": safety.containment,
    "verbs": safety.verbs,
    "operations": calls.operations,
    "pitfalls": calls.pitfalls,
    "roles": people.roles,
    "contacts": people.contacts,
    "telling": people.telling,
    "playbooks": references.playbooks,
    "checks": references.checks,
    "templates": references.templates,
    "own-steps": references.own_steps,
    "spans": times.spans,
    "reviewed": times.reviewed,
    "dates": times.dates,
    "finished": words.finished,
    "plain": words.plain,
    "no-law": words.no_law,
    "inert": words.inert,
    "exercise": rehearsal.exercise,
    "versions": version.numbered,
}
"""Every rule by its name. A name is for ever: it stands in people's notes."""


def lint(playbook: Playbook, around: Around) -> tuple[Fault, ...]:
    """Everything that is wrong, errors before warnings."""
    found = ways(playbook)
    faults = [replace(fault, rule=name) for name, rule in RULES.items() for fault in rule(playbook, around, found)]
    return tuple(sorted(dict.fromkeys(faults), key=lambda one: one.warning))


__all__ = ["RULES", "Around", "Call", "Fault", "Rule", "Ways", "lint", "ways"]
