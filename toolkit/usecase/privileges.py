"""What the selected checks need, and how to grant exactly that."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from toolkit.act import aws as act_on_aws
from toolkit.act import linux as act_on_linux
from toolkit.collect import aws, server
from toolkit.core.errors import Problem, UserError
from toolkit.core.fact import Fact
from toolkit.core.inventory import Inventory
from toolkit.core.target import Family
from toolkit.facts.derived import to_read
from toolkit.facts.structure import STRUCTURE
from toolkit.registry import Catalogue

LOGIN = re.compile(r"(?![A-Z][A-Z0-9_]*$)[A-Za-z_][A-Za-z0-9_.-]{0,31}")
"""What may stand in a sudoers line as it is: nothing that is an alias, a group or a list there."""


def listed(catalogue: Catalogue) -> Iterator[str]:
    """For people: what root is needed for on servers, which API operations are called."""
    needs = server.privileges(_wanted(catalogue, Family.SERVER)).needs
    yield "On servers, root is needed for (without it these stay unknown):"
    yield from (f"  {need.probe}: {need.why}" for need in needs if need.required)
    yield "and lets these see more:"
    yield from (f"  {need.probe}: {need.why}" for need in needs if not need.required)
    yield "`breachready privileges sudoers` prints how to grant just that."
    yield "In cloud accounts these read-only actions are called:"
    for statement in iam_policy(catalogue)["Statement"]:
        yield from (f"  {action}" for action in statement["Action"])
    yield "`breachready privileges iam` prints them as a policy."
    yield "Containment changes things, with a role of its own: `breachready privileges act` prints its policy,"
    yield "and `breachready privileges act-sudoers` what it takes on servers."


def iam_policy(catalogue: Catalogue) -> dict[str, Any]:
    """A least-privilege policy document for the accounts."""
    return aws.privileges(_wanted(catalogue, Family.CLOUD))


def act_policy() -> dict[str, Any]:
    """A policy document for the responders' role: what the containment verbs call, a statement each."""
    return act_on_aws.policy(act_on_aws.VERBS)


def sudoers(catalogue: Catalogue, inventory: Inventory, users: Sequence[str] = ()) -> str:
    """A shell script that installs the collector, owned by root, and the lines that permit it and nothing else.

    For `users`, or for whoever the inventory's servers are logged in to as, or for one called `breachready`. Raises
    `UserError` for a name that sudo would not take for a login.
    """
    granted = server.privileges(_wanted(catalogue, Family.SERVER), _logins(inventory, users))
    return _installer(granted.collector, granted.collector_path, granted.sudoers, "breachready")


def act_sudoers(inventory: Inventory, users: Sequence[str] = ()) -> str:
    """A shell script that installs what the containment verbs run on servers, and the lines that permit just that.

    For the same logins as `sudoers`, with the same `UserError`. Whoever has it can lock logins and cut servers off.
    """
    text, lines = act_on_linux.installed(_logins(inventory, users))
    return _installer(text, act_on_linux.HELPER, lines, "breachready-act")


def _logins(inventory: Inventory, users: Sequence[str]) -> list[str]:
    names = sorted({*users} or {one.user for one in inventory.servers if one.user and one.sudo} or {"breachready"})
    if wrong := [name for name in names if not LOGIN.fullmatch(name)]:
        expected = "is no login that sudoers can name: letters, digits, `_`, `.`, `-`; all capitals is an alias there"
        raise UserError([Problem("--user", name, expected) for name in wrong])
    return names


def _installer(script: str, path: str, lines: str, name: str) -> str:
    return (
        f"# Review, then run as root on each server.\n"
        f"install -o root -g root -m 0755 /dev/stdin {path} <<'COLLECTOR'\n"
        f"{script.rstrip()}\nCOLLECTOR\n"
        f"install -o root -g root -m 0440 /dev/stdin /etc/sudoers.d/{name} <<'SUDOERS'\n"
        f"{lines.rstrip()}\nSUDOERS\n"
    )


def _wanted(catalogue: Catalogue, family: Family) -> frozenset[type[Fact]]:
    kinds = to_read(check.needs for check in catalogue.selected) | STRUCTURE
    return frozenset(kind for kind in kinds if kind.family is family)
