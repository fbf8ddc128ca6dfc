"""What a run needs root for, and how an administrator grants exactly that: from the probes' own declarations."""

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.collect.server import script
from toolkit.collect.server.probe import Probe, Root
from toolkit.collect.server.probes import PROBES
from toolkit.core.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One read. `required` False: it is done without root too, and sees less."""

    probe: str
    facts: tuple[str, ...]
    why: str
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Privileges:
    """What needs root, and the two files that grant no more than it."""

    needs: tuple[Need, ...]
    collector: str
    """Text of the script, to be installed at `collector_path`, owned by root, mode 0755."""
    collector_path: str
    sudoers: str
    """The lines for /etc/sudoers.d: this script, by its SHA-256, without arguments."""


def chosen(wanted: frozenset[type[Fact]]) -> tuple[Probe, ...]:
    """The probes that feed any of the wanted facts. Wanting `Fact` itself wants everything."""
    return tuple(probe for probe in PROBES if Fact in wanted or wanted.intersection(probe.feeds))


def privileges(
    wanted: frozenset[type[Fact]] = frozenset({Fact}), users: Sequence[str] = ("breachready",)
) -> Privileges:
    """For the facts that the selected checks need; `users` are who log in, names that sudoers can name."""
    probes = chosen(wanted)
    needs = tuple(
        Need(
            probe=probe.name,
            facts=tuple(kind.__name__ for kind in probe.feeds),
            why=probe.why_root,
            required=probe.root is Root.NEEDS,
        )
        for probe in probes
        if probe.root is not Root.NEVER
    )
    text = script.collector(probes)
    return Privileges(
        needs=needs, collector=text, collector_path=script.COLLECTOR, sudoers=script.sudoers(text, users)
    )
