"""A playbook of somebody else as one of ours: every step for a person, every command as text.

CACAO's branches end and come back, ours say where they go on; so a step is placed once for each place it returns to.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.core.errors import Problem, UserError
from toolkit.core.playbook import BACK, CLOSE, Action, Decision, Loop, Mode, Option, Parallel, Phase, Step, Sub
from toolkit.library.cacao.condition import referred
from toolkit.library.cacao.kinds import decoded
from toolkit.library.cacao.secrets import without_secrets

MOST_STEPS = 2_000
ROUNDS = 100
"""Of a loop, which CACAO does not bound."""

PHASES: Mapping[str, Phase] = {
    **dict.fromkeys(("restrict-access", "disconnect-system", "configure-systems"), Phase.CONTAIN),
    "eliminate-risk": Phase.ERADICATE,
    **dict.fromkeys(("revert-system", "restore-data", "restore-capabilities"), Phase.RECOVER),
    **dict.fromkeys(("compose-content", "deliver-content", "identify-audience", "identify-channel"), Phase.NOTIFY),
    "identify-steps": Phase.LEARN,
}
"""The phase nearest to a command's activity; everything else is triage."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
Said = Mapping[str, Any]


def text_of(value: Any) -> str:
    """Text from outside: without secrets, and without characters that hide or reorder what is shown."""
    return without_secrets(_CONTROL.sub("", value)) if isinstance(value, str) else ""


def spoken(text: str) -> str:
    """A text with `__name__:value` as we write it: `{name}`."""
    for name in dict.fromkeys(referred(text)):
        text = text.replace(f"{name}:value", f"{{{slug(name, '_')}}}")
    return text


def slug(text: str, joint: str = "-") -> str:
    """A name that can be an id of ours."""
    made = re.sub(r"[^a-z0-9]+", joint, text.lower()).strip(joint)[:60].strip(joint)
    return made if made[:1].isalpha() else f"x{joint}{made}".strip(joint)


@dataclass(slots=True, kw_only=True)
class Foreign:
    """Walks a document that was found valid. `roles`: agent to role; `known`: CACAO ids of our playbooks."""

    workflow: Mapping[str, Said]
    roles: Mapping[str, str]
    lead: str
    known: Mapping[str, str]
    steps: list[Step] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    _placed: dict[tuple[str, str], str] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)
    _waiting: list[tuple[str, str]] = field(default_factory=list)

    def walk(self, start: str) -> None:
        """All steps from here, in the order in which they are met."""
        self._place(start, CLOSE)
        while self._waiting:
            where, back_to = self._waiting.pop()
            self._write(where, self._placed[where, back_to], back_to)

    def _place(self, where: str, back_to: str) -> str:
        """Our id of a step that comes back to `back_to`, as yet to be written where it is new."""
        step = self.workflow[where]
        while step["type"] == "start":
            where = step["on_completion"]
            step = self.workflow[where]
        if step["type"] == "end":
            return back_to
        if (where, back_to) not in self._placed:
            if len(self._placed) >= MOST_STEPS:
                raise UserError(
                    Problem("/workflow", "", f"branches so often that it has more than {MOST_STEPS} steps")
                )
            self._placed[where, back_to] = self._named(text_of(step.get("name")) or step["type"])
            self._waiting.append((where, back_to))
        return self._placed[where, back_to]

    def _named(self, title: str) -> str:
        base = name = slug(title)
        count = 1
        while name in self._names or name in (CLOSE, BACK):
            count += 1
            name = f"{base}-{count}"
        self._names.add(name)
        return name

    def _write(self, where: str, name: str, back_to: str) -> None:
        step = self.workflow[where]
        after = self._place(step.get("on_completion") or step["on_success"], back_to)
        failed = self._place(step["on_failure"], back_to) if "on_failure" in step else after
        if failed != after:
            after = self._outcome(name, self._common(step, name), after, failed)
        self.steps.append(self._kind(step, self._common(step, name), after))
        for key in ("timeout", "delay"):
            if key in step:
                self.lost.append(f"step {name}: {key} of {step[key]} ms is said in words only")

    def _common(self, step: Said, name: str) -> dict[str, Any]:
        first: Said = next(iter(step.get("commands", ())), {})
        return {
            "id": name,
            "title": text_of(step.get("name")) or name,
            "phase": PHASES.get(str(first.get("playbook_activity")), Phase.TRIAGE),
            "role": self.roles.get(str(step.get("agent")), self.lead),
        }

    def _outcome(self, name: str, said: dict[str, Any], after: str, failed: str) -> str:
        asked = self._named(f"{name}-worked")
        options = (Option(answer="yes", next=after), Option(answer="no", next=failed))
        told = {**said, "id": asked, "title": f"Did it work: {said['title']}"}
        self.steps.append(Decision(**told, ask=f"Did the step {name} succeed?", options=options))
        return asked

    def _kind(self, step: Said, said: dict[str, Any], after: str) -> Step:
        does = spoken(text_of(step.get("description")))
        match step["type"]:
            case "parallel":
                ways = [self._place(one, BACK) for one in step["next_steps"]]
                branches = tuple(dict.fromkeys(way for way in ways if way != BACK))
                return Parallel(**said, does=does, next=after, branches=branches)
            case "while-condition":
                return self._loop(step, said, does, after)
            case "if-condition":
                no = self._place(step["on_false"], after) if "on_false" in step else after
                yes = self._place(step["on_true"], after)
                options = (Option(answer="yes", next=yes), Option(answer="no", next=no))
                return Decision(**said, does=does, ask=f"Is it so: {self._condition(step)}", options=options)
            case "switch-condition":
                return self._switch(step, said, does, after)
            case "playbook-action":
                return self._called(step, said, does, after)
        return self._action(step, said, does, after)

    def _condition(self, step: Said) -> str:
        return spoken(text_of(step["condition"]))

    def _loop(self, step: Said, said: dict[str, Any], does: str, after: str) -> Step:
        body = self._place(step["on_true"], BACK)
        if body == BACK:
            return Action(**said, does=f"Wait until it is no longer so: {self._condition(step)}", next=after)
        self.lost.append(f"step {said['id']}: the loop had no bound; {ROUNDS} rounds were put in")
        until = f"it is no longer so: {self._condition(step)}"
        return Loop(**said, does=does, next=after, body=body, until=until, at_most=ROUNDS)

    def _switch(self, step: Said, said: dict[str, Any], does: str, after: str) -> Step:
        options = [Option(answer=text_of(key), next=self._place(way, after)) for key, way in step["cases"].items()]
        if "default" not in step["cases"]:
            options.append(Option(answer="none of these", next=after))
        ask = f"Which is it: {spoken(text_of(step['switch']))}"
        return Decision(**said, does=does, ask=ask, options=tuple(options))

    def _called(self, step: Said, said: dict[str, Any], does: str, after: str) -> Step:
        ours = self.known.get(step["playbook_id"])
        if ours:
            return Sub(**said, does=does, next=after, playbook=ours)
        self.lost.append(
            f"step {said['id']}: the playbook {step['playbook_id']} is not here; a person carries it out"
        )
        return Action(**said, does=f"Carry out the playbook {step['playbook_id']}. {does}".strip(), next=after)

    def _action(self, step: Said, said: dict[str, Any], does: str, after: str) -> Step:
        manual = [one for one in step["commands"] if one["type"] == "manual"]
        others = [one for one in step["commands"] if one["type"] != "manual"]
        told = [does, *(spoken(told_by(one)) for one in manual), *_times(step)]
        if others:
            self.lost.append(
                f"step {said['id']}: {len(others)} commands are kept as text for a person, and never run"
            )
        return Action(
            **said,
            mode=Mode.MANUAL,
            does="\n".join(line for line in dict.fromkeys(told) if line),
            commands=tuple(f"{text_of(one['type'])}: {spoken(told_by(one))}" for one in others),
            changes=bool(others),
            produces=tuple(slug(name.removesuffix(":value"), "_") for name in step.get("out_args", ())),
            next=after,
        )


def _times(step: Said) -> list[str]:
    told = {"delay": "Wait {} seconds before you begin.", "timeout": "Give up after {} seconds."}
    return [words.format(step[key] / 1000) for key, words in told.items() if key in step]


def told_by(command: Said) -> str:
    """What a command says, in full: its text, headers and content, decoded where it was coded."""
    parts = [text_of(command.get("command"))]
    coded = [command[key] for key in ("command_b64", "content_b64") if isinstance(command.get(key), str)]
    parts += [text_of((decoded(one) or b"").decode(errors="replace")) for one in coded]
    headers = command.get("headers")
    if isinstance(headers, dict):
        parts += [f"{text_of(name)}: {text_of(str(value))}" for name, value in headers.items()]
    parts.append(text_of(command.get("content")))
    return "\n".join(part for part in parts if part)
