"""One step of ours as what CACAO has for it, without where it leads."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from toolkit.core.playbook import Action, Decision, Loop, Notify, Playbook, Step, Sub, VariableType, Wait, mentioned
from toolkit.core.span import span
from toolkit.library.cacao.ids import named_id
from toolkit.library.cacao.words import ACTIVITY


def variable(name: str) -> str:
    """Our variable's name in CACAO."""
    return f"__{name}__"


def answer_to(step: Step) -> str:
    """The variable that holds what a person answered."""
    return variable("answer_" + step.id.replace("-", "_"))


def agent(playbook: Playbook, role: str) -> str:
    """Id of the group that is this role."""
    return named_id("group", playbook.id, "role", role)


def referring(text: str, known: Iterable[str]) -> str:
    """Our `{name}` as CACAO refers to a variable, where there is one."""
    for name in sorted(set(mentioned(text)).intersection(known)):
        text = text.replace(f"{{{name}}}", f"{variable(name)}:value")
    return text


def manual(playbook: Playbook, step: Step, *lines: str) -> dict[str, Any]:
    """A command for a person. Whatever ours can do by itself, others are told in words only."""
    text = "\n".join(line.strip() for line in lines if line.strip())
    return {
        "type": "manual",
        "command": referring(text, playbook.variables) or step.title,
        "playbook_activity": ACTIVITY[step.phase],
    }


def commands(playbook: Playbook, step: Step) -> list[dict[str, Any]]:
    """What is to be done, by a person, in order."""
    needs = [f"First confirm: {need}" for need in step.needs]
    wanted = [f"Keep as evidence: {one.what}. {one.how}" for one in step.evidence]
    match step:
        case Action():
            seen = [f"See that it worked: {step.verify}"] if step.verify else []
            back = [f"To undo: {step.inverse}"] if step.inverse else []
            typed = [manual(playbook, step, f"Type: {one}") for one in step.commands]
            return [manual(playbook, step, *needs, step.does, *wanted, *seen, *back), *typed]
        case Decision():
            answers = [f"- {one.answer}: {one.means}" if one.means else f"- {one.answer}" for one in step.options]
            agreed = [f"{step.approver} must agree."] if step.approver else []
            return [manual(playbook, step, *needs, step.does, step.ask, *answers, *agreed, *wanted)]
        case Wait():
            until = f"Wait until: {step.until}" if step.until else f"{step.for_} have passed; go on."
            return [manual(playbook, step, *needs, step.does, until, *wanted)]
        case Notify():
            agreed = [f"{step.approver} must agree first."] if step.approver else []
            using = [f"Use the notice {step.template}."] if step.template else []
            return [manual(playbook, step, *needs, f"Tell: {step.audience}.", step.does, *agreed, *using, *wanted)]
    return [manual(playbook, step, *needs, step.does, *wanted)]


def done_words(playbook: Playbook, step: Loop) -> list[dict[str, Any]]:
    """The question at the end of a loop's body."""
    return [
        manual(
            playbook, step, f"Is it so: {step.until}? Answer true or false. True also after {step.at_most} rounds."
        )
    ]


def arguments(names: Iterable[str]) -> list[str]:
    """Variables that go in or come out, as CACAO lists them."""
    return [variable(name) for name in dict.fromkeys(names)]


def texts(step: Step) -> str:
    """Everything of a step that may mention a variable."""
    given = step.given.values() if isinstance(step, Action | Sub) else ()
    typed = step.commands if isinstance(step, Action) else ()
    asked = step.ask if isinstance(step, Decision) else ""
    until = step.until if isinstance(step, Loop | Wait) else ""
    return "\n".join([step.does, asked, until, *given, *typed, *(one.what + one.how for one in step.evidence)])


def taken(playbook: Playbook, step: Step) -> list[str]:
    """Known variables that a step mentions."""
    return [name for name in dict.fromkeys(mentioned(texts(step))) if name in playbook.variables]


TARGETS: Mapping[VariableType, str] = {VariableType.SERVER: "ssh", VariableType.ADDRESS: "net-address"}
"""Variables that name something CACAO can aim at; a bucket is nothing it knows."""


def target(playbook: Playbook, name: str) -> str:
    """Id of the target that a variable names."""
    return named_id(TARGETS[playbook.variables[name].type], playbook.id, "target", name)


def targets(playbook: Playbook, step: Step) -> list[str]:
    """What an action aims at, as far as CACAO can say."""
    if isinstance(step, Notify):
        return [named_id("group", playbook.id, "audience", step.audience)]
    return [target(playbook, name) for name in taken(playbook, step) if playbook.variables[name].type in TARGETS]


def milliseconds(words: str) -> int | None:
    """A span of time as CACAO counts it; none for words that are no span, which the extension keeps."""
    try:
        return span(words) // timedelta(milliseconds=1)
    except ValueError:
        return None


def times(step: Step) -> dict[str, int]:
    """`delay` before the step begins and `timeout` that ends it. A deadline is neither: missing it ends nothing."""
    found = {}
    if isinstance(step, Wait):
        found = {"delay": milliseconds(step.for_), "timeout": milliseconds(step.at_most)}
    return {key: value for key, value in found.items() if value}
