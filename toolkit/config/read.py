"""`breachready.toml` and `inventory/*.toml` to `Settings`. Every fault in every file is said at once."""

import platform
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from toolkit.config.inventory import Placed, inventory, problems
from toolkit.config.organisation import (
    notice_problems,
    organisation_problems,
    recipient_problems,
    trust_problems,
)
from toolkit.config.plan import planned
from toolkit.config.settings import (
    AlertSettings,
    CheckSettings,
    DatabaseSettings,
    FlawSettings,
    NoticeSettings,
    OrganisationSettings,
    PlaybookSettings,
    PolicySettings,
    RecipientSettings,
    ScanSettings,
    ScheduleSettings,
    Settings,
    TrustSettings,
)
from toolkit.config.strict import structure
from toolkit.config.web import WebSettings, web_problems
from toolkit.core.contact import Contact
from toolkit.core.errors import Problem, UserError
from toolkit.core.inventory import (
    Account,
    DataClass,
    Dataset,
    Decommissioned,
    Inventory,
    Key,
    Network,
    Server,
    Store,
    StoreKind,
    Zone,
)
from toolkit.core.readiness import Prepared
from toolkit.core.registers import Group, Register, Vendor

FILE_LIMIT = 16 * 1024 * 1024

ENTRIES: dict[str, type] = {
    "server": Server,
    "account": Account,
    "network": Network,
    "zone": Zone,
    "store": Store,
    "key": Key,
    "dataset": Dataset,
    "group": Group,
    "vendor": Vendor,
    "register": Register,
    "contact": Contact,
    "prepared": Prepared,
    "decommissioned": Decommissioned,
}
SECTIONS: dict[str, type] = {
    "organisation": OrganisationSettings,
    "scan": ScanSettings,
    "schedule": ScheduleSettings,
    "alert": AlertSettings,
    "checks": CheckSettings,
    "database": DatabaseSettings,
    "flaws": FlawSettings,
    "playbooks": PlaybookSettings,
    "policy": PolicySettings,
    "notices": NoticeSettings,
    "recipients": RecipientSettings,
    "trust": TrustSettings,
    "web": WebSettings,
}


@dataclass
class _Read:
    """What has been read so far, and what was wrong with it."""

    sections: dict[str, Any] = field(default_factory=dict)
    entries: list[Placed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(config: Path | None, state: Path | None = None) -> Settings:
    """The settings of `config`, or of `./breachready.toml` when it is None and there is one.

    Without any inventory, this machine stands in for it. Raises `UserError` with all problems.
    """
    source = config or (Path("breachready.toml") if Path("breachready.toml").exists() else None)
    result = _Read()
    for path, settings_too in _files(source, result):
        _take(path, settings_too, result)
    result.problems += problems(result.entries)
    result.problems += _schedule(result, str(source))
    result.problems += _about_notices(result, str(source))
    result.problems += web_problems(result.sections.get("web", WebSettings()), str(source))
    if result.problems:
        raise UserError(result.problems)
    declared = inventory(result.entries)
    return Settings(
        **result.sections,
        inventory=declared if any(declared.targets()) else this_machine(declared),
        state=state or Path("breachready-state"),
        source=source,
    )


def _schedule(result: _Read, where: str) -> tuple[Problem, ...]:
    """A schedule that was written must make sense, whether or not an agent is about to use it."""
    words = result.sections.get("schedule")
    if words is None:
        return ()
    try:
        planned(words, where)
    except UserError as wrong:
        return wrong.problems
    return ()


def _about_notices(result: _Read, where: str) -> Iterator[Problem]:
    """What letters are made from must fit into them."""
    judges = (
        ("organisation", organisation_problems),
        ("notices", notice_problems),
        ("recipients", recipient_problems),
        ("trust", trust_problems),
    )
    for section, judge in judges:
        if section in result.sections:
            for key, expected in judge(result.sections[section]):
                yield Problem(where, f"{section}.{key}", expected)


def this_machine(declared: Inventory | None = None) -> Inventory:
    """The inventory when none was written: this machine, its own addresses, data of unknown amount."""
    name = platform.node() or "this-machine"
    store = Store(name="data", kind=StoreKind.FILES, server=name)
    return replace(
        declared or Inventory(),  # people, vendors, contacts and what is prepared are as they were written
        servers=(Server(name=name, local=True),),
        networks=(Network(name=f"addresses of {name}"[:100], local=True),),
        stores=(store,),
        datasets=(Dataset(name="undeclared data", data_class=DataClass.PERSONAL, stores=(store.name,)),),
        assumed=(
            "No inventory was found, so this machine was examined and assumed to hold personal data of unknown "
            "amount. `breachready init` writes an inventory to fill in."
        ),
    )


def _files(source: Path | None, result: _Read) -> Iterator[tuple[Path, bool]]:
    if source is not None and not source.is_file():
        result.problems.append(Problem(str(source), "", "no such file; `breachready init` writes one"))
        return
    if source is not None:
        yield source, True
    folder = (source.parent if source else Path()) / "inventory"
    if folder.is_dir():
        yield from ((path, False) for path in sorted(folder.glob("*.toml")))


def _take(path: Path, settings_too: bool, result: _Read) -> None:  # noqa: FBT001  read beside its pair
    for key, raw in _parsed(path, result).items():
        if key in ENTRIES and isinstance(raw, list):
            _take_entries(path, key, raw, result)
        elif key in SECTIONS and isinstance(raw, dict) and settings_too:
            _take_section(path, key, raw, result)
        elif key in ENTRIES:
            result.problems.append(Problem(str(path), key, f"expected [[{key}]] with two brackets"))
        elif key in SECTIONS:
            expected = (
                f"expected a table [{key}]" if settings_too else "belongs in breachready.toml, not in the inventory"
            )
            result.problems.append(Problem(str(path), key, expected))
        else:
            known = ", ".join([*(f"[[{name}]]" for name in ENTRIES), *(f"[{name}]" for name in SECTIONS)])
            result.problems.append(Problem(str(path), key, f"no such table (known: {known})"))


def _parsed(path: Path, result: _Read) -> dict[str, Any]:
    try:
        if path.stat().st_size > FILE_LIMIT:
            result.problems.append(Problem(str(path), "", "is larger than 16 MiB"))
            return {}
        return tomllib.loads(path.read_bytes().decode())
    except tomllib.TOMLDecodeError as error:
        result.problems.append(Problem(str(path), "", f"is not valid TOML: {error}"))
    except UnicodeDecodeError:
        result.problems.append(Problem(str(path), "", "is not UTF-8 text"))
    except OSError as error:
        result.problems.append(Problem(str(path), "", error.strerror or str(error)))
    return {}


def _take_entries(path: Path, key: str, raw: list[Any], result: _Read) -> None:
    for index, one in enumerate(raw):
        where = f"{key}[{index}]"
        if not isinstance(one, dict):
            result.problems.append(Problem(str(path), where, f"expected [[{key}]] with keys below it"))
            continue
        entry, wrong = structure(one, ENTRIES[key], str(path), where)
        result.problems += wrong
        if entry is not None:
            result.entries.append((str(path), where, entry))


def _take_section(path: Path, key: str, raw: dict[str, Any], result: _Read) -> None:
    section, wrong = structure(raw, SECTIONS[key], str(path), key)
    result.problems += wrong
    if section is not None:
        result.sections[key] = section
