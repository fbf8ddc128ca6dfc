"""Every text that a playbook says, with the path to it."""

from collections.abc import Iterator

from toolkit.core.playbook import Action, Decision, Loop, Notify, Playbook, Step, Sub, Wait, mentioned
from toolkit.library.lint.kinds import at

Text = tuple[str, str]


def texts(playbook: Playbook) -> Iterator[Text]:
    """All of them."""
    for key in ("title", "summary", "scope"):
        yield key, getattr(playbook, key)
    for number, route in enumerate(playbook.out_of_scope):
        yield f"out_of_scope[{number}].when", route.when
    for number, severity in enumerate(playbook.severity):
        yield f"severity[{number}].when", severity.when
    for number, wanted in enumerate(playbook.prerequisites):
        yield f"prerequisites[{number}].what", wanted.what
    for name, role in playbook.roles.items():
        yield f"roles.{name}.does", role.does
    for name, variable in playbook.variables.items():
        yield f"variables.{name}.help", variable.help
    for step in playbook.step:
        yield from ((at(step.id, key), text) for key, text in of_step(step))
    yield from _exercise(playbook)


def _exercise(playbook: Playbook) -> Iterator[Text]:
    yield "exercise.scenario", playbook.exercise.scenario
    for number, question in enumerate(playbook.exercise.questions):
        yield f"exercise.questions[{number}]", question
    for number, inject in enumerate(playbook.exercise.injects):
        yield f"exercise.injects[{number}].says", inject.says


def of_step(step: Step) -> Iterator[Text]:
    """The texts of one step, with their keys."""
    yield "title", step.title
    yield "does", step.does
    yield from ((f"needs[{number}]", text) for number, text in enumerate(step.needs))
    for one in step.evidence:
        yield f"evidence[{one.id}].what", one.what
        yield f"evidence[{one.id}].how", one.how
    match step:
        case Action():
            yield "verify", step.verify
            yield "inverse", step.inverse
            yield from ((f"with.{name}", text) for name, text in step.given.items())
            yield from commands(step)
        case Decision():
            yield "ask", step.ask
            yield from ((f"options[{one.answer}].means", one.means) for one in step.options)
        case Loop() | Wait():
            yield "until", step.until
        case Sub():
            yield from ((f"with.{name}", text) for name, text in step.given.items())
        case Notify():
            yield "template", step.template


def commands(step: Action) -> Iterator[Text]:
    """What a person is to type."""
    yield from ((f"commands[{number}]", text) for number, text in enumerate(step.commands))


def mentions(step: Step) -> Iterator[Text]:
    """Variables that a step speaks of, with the key where."""
    for key, text in of_step(step):
        yield from ((key, name) for name in mentioned(text))
    if isinstance(step, Decision) and step.on:
        yield "on", step.on
