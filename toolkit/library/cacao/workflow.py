"""The steps of a playbook as a CACAO workflow.

A decision becomes a question and a condition whose branches end each in an `end` of its own, as the specification
wants; what ours share between branches that never meet again is written twice. A way back to an earlier step,
which CACAO has not, and what would be written too often become words for a person: "Go on with step ...".
"""

from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.core.playbook import CLOSE, Action, Decision, Loop, Option, Parallel, Playbook, Step, Sub, following
from toolkit.library.cacao import steps as made
from toolkit.library.cacao.extension import STEP_PLACES, kept
from toolkit.library.cacao.ids import named_id
from toolkit.library.cacao.region import EXIT, meeting, part_meeting, passing

MOST_STEPS = 1000
"""From here on nothing is written a second time."""

DEEPEST = 50
"""Branches within branches."""

Said = dict[str, Any]
Link = tuple[str, Said]
"""A step and its id, to be linked to the one after it."""


class Workflow:
    """Collects the steps of one playbook while walking it."""

    def __init__(self, playbook: Playbook, plain: dict[str, Said], known: Mapping[str, str]) -> None:
        """`plain`: our steps as plain values by id. `known`: CACAO ids of other playbooks by our ids."""
        self.playbook, self.plain, self.known = playbook, plain, known
        self.steps, self.after, self.passed = playbook.steps(), following(playbook), passing(playbook)
        self.meet = {name: meeting(name, self.passed) for name in self.steps}
        self.out: dict[str, Said] = {}
        self.variables: dict[str, Said] = {}
        self.lost: list[str] = []
        self.start = ""
        self.unreached: list[Said] = []
        self._depth = 0
        self._count = 0
        self._written: set[str] = set()

    def walk(self) -> None:
        """Everything from the first step on: `out` and `start`; what is never reached is left in `unreached`."""
        first = self._region(self.playbook.start.id, EXIT, ())
        self.start = self._add("start", "start", {"on_completion": first})
        self.unreached = [said for name, said in self.plain.items() if name not in self._written]
        self.lost += [f"step {said['id']}: no way leads to it, so it is in no workflow" for said in self.unreached]

    def _region(
        self,
        name: str,
        stop: str,
        open_: tuple[str, ...],
        *,
        inside: bool = False,
        first: Sequence[Link] = (),
        then: Sequence[Link] = (),
    ) -> str:
        """`first`, from this step until `stop`, and `then`; the id of the first. `open_`: what it is within."""
        chain: list[Link] = [*first]
        self._depth += 1
        while name != stop and name in self.steps and name not in open_ and not self._full(name):
            chain += self._step(self.steps[name], stop, open_, inside=inside)
            open_ = (*open_, name)
            name = self.meet[name] if isinstance(self.steps[name], Decision) else self.after[name]
        if name in self.steps and name != stop:
            chain += self._go_to(self.steps[name])
        elif name == CLOSE and inside:
            chain += self._closing()
        self._depth -= 1
        return self._linked([*chain, *then])

    def _full(self, name: str) -> bool:
        return (self._count >= MOST_STEPS and name in self._written) or self._depth > DEEPEST

    def _linked(self, chain: Sequence[Link]) -> str:
        after = self._add("end", "end", {})
        for key, said in reversed(chain):
            said["on_success" if "on_failure" in said else "on_completion"] = after
            if "on_failure" in said:
                said["on_failure"] = after
            after = key
        return after

    def _add(self, kind: str, name: str, said: Said) -> str:
        self._count += 1
        key = named_id(kind, self.playbook.id, name, str(self._count))
        self.out[key] = {"type": kind, **said}
        return key

    def _put(self, kind: str, step: Step, said: Said, part: str = "") -> Link:
        name = f"{step.title}: {part}" if part else step.title
        key = self._add(kind, step.id + part, {"name": name, **said})
        if not part:
            self._written.add(step.id)
            described = {"description": step.does} if step.does else {}
            self.out[key] |= described | {"step_extensions": kept(self.plain[step.id], STEP_PLACES)}
        return key, self.out[key]

    def _step(self, step: Step, stop: str, open_: tuple[str, ...], *, inside: bool) -> list[Link]:
        match step:
            case Decision():
                return self._decision(step, stop, open_, inside=inside)
            case Parallel():
                ways = [self._region(name, EXIT, (*open_, step.id), inside=True) for name in step.branches]
                ways += [self._add("end", "end", {}) for _ in range(2 - len(ways))]  # as many as CACAO wants
                return [self._put("parallel", step, {"next_steps": ways})]
            case Loop():
                return [self._loop(step, open_)]
            case Sub():
                return [self._sub(step)]
        return [self._act(step)]

    def _act(self, step: Step) -> Link:
        said = {
            "commands": made.commands(self.playbook, step),
            "agent": made.agent(self.playbook, step.role),
            **made.times(step),
        }
        lists = {
            "targets": made.targets(self.playbook, step),
            "in_args": made.arguments(made.taken(self.playbook, step)),
            "out_args": made.arguments(name for name in step.produces if name in self.playbook.variables),
        }
        said |= {key: one for key, one in lists.items() if one}
        if "timeout" in said:
            said["on_failure"] = ""  # what follows a wait that took too long is what follows the wait
        return self._put("action", step, said)

    def _decision(self, step: Decision, stop: str, open_: tuple[str, ...], *, inside: bool) -> list[Link]:
        answer, meet = made.answer_to(step), self.meet[step.id]
        self.variables[answer] = {"type": "string", "description": step.ask, "constant": False}
        asked = self._act(step)
        asked[1]["out_args"] = [answer, *asked[1].get("out_args", ())]

        def ways(options: Sequence[Option], until: str) -> Said:
            inner = (*open_, step.id)
            return {one.answer: self._region(one.next, until, inner, inside=inside) for one in options}

        options, part = step.options, EXIT
        if not meet and not any(one.answer == "default" for one in options):
            part = part_meeting([one.next if one.next in self.steps else EXIT for one in options], self.passed)
        if not part:
            return [asked, self._chosen(step, answer, ways(options, meet or stop), "by answer")]
        # Some of the answers meet and the others do not: these are cases, those the default, which then goes on.
        met = [one for one in options if part in self.passed.get(one.next, ())]
        others = ways([one for one in options if one not in met], stop)
        between = self._chosen(step, answer, ways(met, part), "the others by answer")
        others["default"] = self._region(part, stop, (*open_, step.id), inside=inside, first=(between,))
        return [asked, self._chosen(step, answer, others, "by answer")]

    def _chosen(self, step: Step, answer: str, cases: Said, part: str) -> Link:
        if set(cases) == {"yes", "no"}:
            told = {"condition": f"{answer}:value = 'yes'", "on_true": cases["yes"], "on_false": cases["no"]}
            return self._put("if-condition", step, told, part)
        return self._put("switch-condition", step, {"switch": f"{answer}:value", "cases": cases}, part)

    def _loop(self, step: Loop, open_: tuple[str, ...]) -> Link:
        done = made.variable("done_" + step.id.replace("-", "_"))
        self.variables[done] = {"type": "bool", "description": step.until, "constant": False, "value": "false"}
        asked: Said = {
            "commands": made.done_words(self.playbook, step),
            "agent": made.agent(self.playbook, step.role),
            "out_args": [done],
        }
        if pause := made.milliseconds(step.every):
            asked["delay"] = pause
        question = self._put("action", step, asked, "is it done")
        body = self._region(step.body, EXIT, (*open_, step.id), inside=True, then=(question,))
        return self._put("while-condition", step, {"condition": f"{done}:value = 'false'", "on_true": body})

    def _sub(self, step: Sub) -> Link:
        called = self.known.get(step.playbook)
        if called is None:
            self.lost.append(
                f"step {step.id}: the playbook {step.playbook} is not in the library, so its id is made up"
            )
            called = named_id("playbook", step.playbook)
        said: Said = {"playbook_id": called}
        if given := made.arguments(made.taken(self.playbook, step)):
            said["in_args"] = given
        return self._put("playbook-action", step, said)

    def _go_to(self, step: Step) -> list[Link]:
        self.lost.append(f"step {step.id}: a way back to it, which CACAO has not, is said in words")
        return [self._words(step, f"Go on with the step {step.title!r}.", "go on there")]

    def _closing(self) -> list[Link]:
        step = self.playbook.start
        self.lost.append("a branch that ends the whole playbook says so in words")
        return [self._words(step, "End the whole playbook here; leave the other branches.", "end of all")]

    def _words(self, step: Step, words: str, part: str) -> Link:
        told = Action(id=step.id, title=step.title, phase=step.phase, role=step.role, does=words)
        said = {"commands": made.commands(self.playbook, told), "agent": made.agent(self.playbook, step.role)}
        return self._put("action", step, said, part)
