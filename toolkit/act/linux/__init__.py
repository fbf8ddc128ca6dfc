"""Containment on Linux servers over SSH. The verbs load no SSH library; the hands that `reach` makes do."""

from collections.abc import Callable, Sequence
from pathlib import Path

from toolkit.act.linux import helper, isolate, login, logs, memory, processes, root, service
from toolkit.act.linux.reach import Hands
from toolkit.act.linux.root import permitted
from toolkit.act.linux.script import HELPER
from toolkit.act.verb import Verb
from toolkit.collect.reach import ServerSettings
from toolkit.core.inventory import SecretRef, Server

__all__ = ["HELPER", "TARGETS", "VERBS", "installed", "permitted", "reach"]

TARGETS = "servers"
"""What of the inventory these verbs act on."""

_ROOMS = (login, service, isolate, processes, memory, logs)

VERBS: tuple[Verb, ...] = tuple(verb for room in _ROOMS for verb in room.VERBS)
PHASES = tuple(phase for room in (root, *_ROOMS) for phase in room.PHASES)


def reach(
    server: Server, secret: Callable[[SecretRef], str], evidence: Path, settings: ServerSettings | None = None
) -> Hands:
    """Hands for one server. `evidence`: folder for what is collected; `settings`: whose host keys are known.

    Without settings, OpenSSH's own files. Raises `CannotAct` where the way to the server is not understood.
    """
    from toolkit.act.linux.hands import LinuxHands  # noqa: PLC0415  not needed to list the verbs

    ssh = Path.home() / ".ssh"
    own = ServerSettings(state_known_hosts=ssh / "known_hosts", ssh_config=ssh / "config", secret=secret)
    return LinuxHands(server, settings or own, evidence, helper.version(PHASES))


def installed(users: Sequence[str]) -> tuple[str, str]:
    """The helper's text, and the sudoers lines that permit it to `users` and nothing else."""
    text = helper.helper(PHASES)
    return text, helper.sudoers(text, users)
