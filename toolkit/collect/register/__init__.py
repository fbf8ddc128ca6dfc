"""The organisation's own registers: people in groups, vendors, bodies of data. Read and dated like any target."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from toolkit.collect.register.places import Places
from toolkit.collect.register.read import read_register
from toolkit.collect.runner import Job, Reading
from toolkit.core.fact import Fact, Seen
from toolkit.core.inventory import Inventory
from toolkit.core.registers import Register
from toolkit.core.target import Family, Target

__all__ = ["RegisterSettings", "jobs"]


@dataclass(frozen=True, slots=True)
class RegisterSettings:
    """`beside` is the folder that file names are relative to; `today` is asked once a register."""

    beside: Path
    today: Callable[[], date]
    seconds: float = 60.0


def jobs(
    inventory: Inventory, chosen: Inventory, wanted: frozenset[type[Fact]], settings: RegisterSettings
) -> list[Job]:
    """One job for each register of `chosen`; `inventory` is the whole one, whose names they may use."""
    places = Places.of(inventory)
    return [
        Job(
            Target(Family.REGISTER, register.name),
            partial(_read, inventory, register, wanted, settings, places),
            settings.seconds,
        )
        for register in chosen.lists()
    ]


def _read(  # noqa: PLR0917  called by the runner
    inventory: Inventory,
    register: Register,
    wanted: frozenset[type[Fact]],
    settings: RegisterSettings,
    places: Places,
    reading: Reading,
) -> Iterable[Seen]:
    reading.check("read the register")
    for one in read_register(inventory, register, settings.beside, settings.today(), places):
        kind = one if isinstance(one, Fact) else None
        if Fact in wanted or kind is None or type(kind) in wanted:
            yield one
