"""A check: declared once, next to its code.

The decorator returns a value and has no side effect; `toolkit.registry` finds checks, nothing
registers itself. What the check needs is read from the annotation of its first parameter, the
rationale from its docstring, the policy it wants from its second parameter, if it has one.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, get_type_hints

from toolkit.core.fact import Fact
from toolkit.core.policy import CloudPolicy, NetworkPolicy, RegisterPolicy, ServerPolicy
from toolkit.core.step import Step
from toolkit.core.target import Family
from toolkit.core.verdict import Cite, Severity, Verdict

POLICIES: tuple[type, ...] = (ServerPolicy, CloudPolicy, NetworkPolicy, RegisterPolicy)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Check:
    """One rule about one kind of fact. See `checks/README.md` for how to write one."""

    id: str
    title: str
    """The fault, as a sentence: "Root can log in over SSH"."""
    severity: Severity
    fix: str
    needs: type[Fact]
    judge: Callable[..., Verdict]
    why: str
    good: Fact
    bad: Fact
    opens: Step | None = None
    """The attack step that a failure makes easier."""
    holds: Step | None = None
    """The attack step that a pass makes harder (a control: firewall, second factor)."""
    cites: tuple[Cite, ...] = ()
    playbook: str = ""
    """Id of the playbook for the day this fault has been used."""
    formerly: tuple[str, ...] = ()
    policy: type | None = None
    required: bool = False
    """The organisation cannot call itself checked while this one is not passing (scoring §1.5 caps)."""
    policy_for_examples: Any = field(default=None)
    """The policy under which `good` and `bad` are proved; None: the defaults."""

    @property
    def family(self) -> Family:
        """The family of targets this check is about."""
        return self.needs.family

    def __call__(self, fact: Fact, policy: object | None = None) -> Verdict:
        """Judge one fact. `policy` is used when the check declares one; None means the defaults."""
        if self.policy is None:
            return self.judge(fact)
        return self.judge(fact, self.policy() if policy is None else policy)


def check(
    *,
    id: str,  # the word the whole product uses
    title: str,
    severity: Severity,
    fix: str,
    good: Fact,
    bad: Fact,
    opens: Step | None = None,
    holds: Step | None = None,
    cites: tuple[Cite, ...] = (),
    playbook: str = "",
    formerly: tuple[str, ...] = (),
    required: bool = False,
    policy_for_examples: object | None = None,
    why: str = "",
) -> Callable[[Callable[..., Verdict]], Check]:
    """Turn a function of one fact (and at most one policy) into a `Check`.

    `why` replaces the docstring where one function serves the rows of a table. Raises `TypeError`
    when the function's signature does not say what it needs.
    """

    def declare(judge: Callable[..., Verdict]) -> Check:
        needs, policy = _wants(id, judge)
        return Check(
            id=id,
            title=title,
            severity=severity,
            fix=fix,
            needs=needs,
            judge=judge,
            why=why or inspect.cleandoc(judge.__doc__ or ""),
            good=good,
            bad=bad,
            opens=opens,
            holds=holds,
            cites=cites,
            playbook=playbook,
            formerly=formerly,
            policy=policy,
            required=required,
            policy_for_examples=policy_for_examples,
        )

    return declare


def _wants(id: str, judge: Callable[..., Verdict]) -> tuple[type[Fact], type | None]:
    hints = get_type_hints(judge)
    kinds = [hints.get(name) for name in inspect.signature(judge).parameters]
    match kinds:
        case [type() as needs] if issubclass(needs, Fact):
            return needs, None
        case [type() as needs, type() as policy] if issubclass(needs, Fact) and policy in POLICIES:
            return needs, policy
    raise TypeError(
        f"check {id!r}: annotate the first parameter with the kind of fact it judges "
        "and the second, if any, with a policy of toolkit.core"
    )
