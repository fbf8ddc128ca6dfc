"""From the inventory to what is read: which targets, which kinds of fact, with which settings.

Only what a selected check or the score needs is read; each family's collector decides how.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.collect.runner import Collected, Job, Tell
from toolkit.config.secrets import resolve
from toolkit.config.settings import Settings
from toolkit.core.check import Check
from toolkit.core.errors import Problem, UserError
from toolkit.core.fact import Fact
from toolkit.core.inventory import Inventory
from toolkit.core.registers import RegisterKind
from toolkit.core.target import Family
from toolkit.engine import local
from toolkit.facts.derived import to_read
from toolkit.facts.structure import STRUCTURE

if TYPE_CHECKING:
    from toolkit.collect.server import ServerSettings


def chosen(inventory: Inventory, only: Iterable[str] = ()) -> Inventory:
    """The inventory with only the targets that are named. Raises `UserError` for names nobody declared."""
    names = set(only)
    if not names:
        return inventory
    declared = {target.name for target in inventory.targets()}
    if unknown := names - declared:
        listed = ", ".join(sorted(declared)) or "none"
        expected = f"is not in the inventory (declared: {listed})"
        raise UserError(Problem("--target", name, expected) for name in sorted(unknown))
    return replace(
        inventory,
        servers=tuple(server for server in inventory.servers if server.name in names),
        accounts=tuple(account for account in inventory.accounts if account.name in names),
        networks=tuple(network for network in inventory.networks if network.name in names),
        **_registers(inventory, names),
    )


def _registers(inventory: Inventory, names: set[str]) -> dict[str, Any]:
    """The registers that are named. Those of the inventory itself go by leaving out what they list."""
    lists = {register.name: register for register in inventory.lists()}
    kinds = {register.kind for name, register in lists.items() if name in names and not register.file}
    return {
        "registers": tuple(register for register in inventory.registers if register.name in names),
        "groups": inventory.groups if RegisterKind.PEOPLE in kinds else (),
        "vendors": inventory.vendors if RegisterKind.VENDORS in kinds else (),
        "datasets": tuple(
            dataset if RegisterKind.DATASETS in kinds else replace(dataset, register=None)
            for dataset in inventory.datasets
        ),
    }


def gather(settings: Settings, inventory: Inventory, checks: Sequence[Check], tell: Tell) -> Iterator[Collected]:
    """Read every target of `inventory`, each yielded as it ends."""
    wanted = to_read(check.needs for check in checks) | STRUCTURE
    yield from local.run(list(_jobs(settings, inventory, wanted)), parallel=settings.scan.parallel, tell=tell)


def _jobs(settings: Settings, inventory: Inventory, wanted: frozenset[type[Fact]]) -> Iterator[Job]:
    def of(family: Family) -> frozenset[type[Fact]]:
        return frozenset(kind for kind in wanted if kind.family is family)

    if inventory.networks:
        from toolkit.collect import network  # noqa: PLC0415  each family's libraries only when it is read

        limits = network.NetworkSettings(seconds=settings.scan.network_seconds)
        yield from network.jobs(inventory.networks, of(Family.NETWORK), limits)
    if inventory.servers:
        from toolkit.collect import server  # noqa: PLC0415

        yield from server.jobs(inventory.servers, of(Family.SERVER), server_settings(settings))
    if inventory.lists():
        from toolkit.collect import register  # noqa: PLC0415
        from toolkit.usecase.incident.exercise import with_exercises  # noqa: PLC0415

        beside = settings.source.parent if settings.source else Path()
        how = register.RegisterSettings(beside=beside, today=lambda: datetime.now(UTC).date())
        yield from register.jobs(with_exercises(settings), inventory, of(Family.REGISTER), how)
    if inventory.accounts:
        from toolkit.collect import aws  # noqa: PLC0415

        cloud = aws.CloudSettings(seconds=settings.scan.account_seconds, secret=resolve)
        yield from aws.jobs(inventory.accounts, of(Family.CLOUD), cloud)


def server_settings(settings: Settings) -> "ServerSettings":
    """How servers are reached, from the configuration."""
    from toolkit.collect.server import ServerSettings  # noqa: PLC0415

    scan = settings.scan
    return ServerSettings(
        state_known_hosts=settings.state / "known_hosts",
        known_hosts=tuple(Path(path).expanduser() for path in scan.known_hosts),
        ssh_config=Path(scan.ssh_config).expanduser() if scan.ssh_config else None,
        connect_seconds=scan.connect_seconds,
        seconds=scan.server_seconds,
        secret=resolve,
    )
