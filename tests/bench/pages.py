"""Pages of the web over a store of many findings, and many readers beside writers. BENCH_FINDINGS sets how many."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.bench.table import Cost, best, value
from toolkit.core import Family, Finding, Outcome, Severity, Target
from toolkit.core.inventory import Inventory
from toolkit.store import Store
from toolkit.usecase import kept_inputs

EACH = 30
FINDINGS = int(os.environ.get("BENCH_FINDINGS", "100000"))
T0 = datetime(2026, 3, 1, tzinfo=UTC)
SEVERITIES = tuple(Severity)


def fill(store: Store, runs: int = 2) -> int:
    """So many finished runs of a large estate, of which each changes a few findings; gives the last one's number."""
    from tests.store.made import posture

    targets = [Target(Family.SERVER, f"host{n}.rack{n % 40}.example") for n in range(FINDINGS // EACH)]
    number = 0
    for at in range(runs):
        started = T0 + timedelta(days=at)
        number = store.begin(started_at=started, organisation="Large", version="1", targets=targets, checks=())
        for start in range(0, len(targets), 50):
            some = targets[start : start + 50]
            store.record(number, [(one, started, list(found(one, started, at, start))) for one in some])
        kept_inputs.keep(store, number, Inventory(), (), (), at=started)
        store.finish(number, finished_at=started + timedelta(minutes=9), posture=posture(40.0 + at))
    return number


def found(target: Target, at: datetime, run: int, start: int) -> Iterator[Finding]:
    """A fifth fails, a tenth was not seen; every sixtieth target changes with each run."""
    for n in range(EACH):
        kind = (n + (run if start % 3000 == 0 else 0)) % 10
        outcome = Outcome.FAIL if kind in (0, 5) else Outcome.UNKNOWN if kind == 7 else Outcome.PASS
        yield Finding(
            check=f"check-{n}",
            title=f"A fault of kind {n}",
            outcome=outcome,
            severity=SEVERITIES[n % 4],
            family=target.family,
            target=target.name,
            resource=f"file:/etc/thing-{n}",
            evidence="Permission denied" if outcome is Outcome.UNKNOWN else "mode 0644, owner root, which was read",
            call=f"cat /etc/thing-{n % 3}" if outcome is Outcome.UNKNOWN else "",
            observed_at=at,
            fix="Mend it with `chmod 0600`.",
        )


PAGES = (
    ("posture page", "/posture/", 60),
    ("findings, all", "/posture/findings/", None),
    ("findings, filtered", "/posture/findings/?outcome=FAIL&severity=critical&severity=high", None),
    ("findings, searched", "/posture/findings/?q=root,+which", None),
    ("findings, excepted", "/posture/findings/?excepted=yes", None),
    ("findings, last page", "/posture/findings/?page=99999", None),
    ("a target's page", "/posture/targets/server/host7.rack7.example/", None),
    ("targets", "/posture/targets/", None),
    ("a finding", "/posture/finding/?target=host7.rack7.example&check=check-5&resource=file:/etc/thing-5", None),
    ("a run and what changed", "/posture/runs/2/", None),
)
MILLISECONDS = 150.0

KEY = "a-key-of-benches-" * 4
"""What sessions are signed with."""


def main() -> None:
    """Print the server's time for each page, the first time after a scan and from then on, and its size.

    CPU time is held against the target: it hardly depends on who else uses the machine.
    """
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as house:
        fill(house.store)
        browser = visitor()
        for what, path, most in PAGES:
            _asked(browser, path)  # templates and checks are read once a process
            first = min((_first(house, browser, path) for _ in range(3)), key=lambda spent: spent.cpu)
            again = best(lambda path=path: _asked(browser, path), 5)
            value(f"pages: {what}, first after a scan, CPU", first.cpu * 1000, "ms", MILLISECONDS)
            value(f"pages: {what}, from then on, CPU", again.cpu * 1000, "ms", MILLISECONDS)
            value(f"pages: {what}, from then on, wall", again.wall * 1000, "ms")
            value(f"pages: {what}, size", len(_asked(browser, path)) / 1000, "kB", most)


def _first(house: Any, browser: Any, path: str) -> Cost:
    """What the page costs a process that has not shown this run before."""
    forget(house)
    return best(lambda: _asked(browser, path), 1)


def forget(house: Any) -> None:
    """Nothing is remembered of any run."""
    from toolkit.web.posture import memory

    memory.forget()
    house.store._sifted.clear()


@contextmanager
def opened(folder: Path, *, migrated: bool = False) -> Iterator[Any]:
    """The house over a state directory, made with two exceptions where there is none."""
    from toolkit.config.read import read
    from toolkit.config.settings import Settings
    from toolkit.store import settings as database
    from toolkit.web.settings import names

    database.configure({**names(Settings(), KEY)})
    from toolkit.web.house import opened as house_opened
    from toolkit.web.serving import migrate

    config = folder / "breachready.toml"
    if not migrated:
        config.write_text('[organisation]\nname = "Large"\n')
        ends = datetime.now(UTC).date() + timedelta(days=90)
        said = f'owner = "ada"\nreason = "measured"\nexpires = {ends}\n'
        rules = [f'[[mute]]\ncheck = "*"\ntarget = "host1*"\nresource = "*-{n}"\n{said}' for n in (5, 7)]
        (folder / "exceptions.toml").write_text("\n".join(rules))
    settings = read(config, folder / "state")
    with house_opened(config, folder / "state", settings) as house:
        if not migrated:
            migrate(settings)
        yield house


def visitor(name: str = "ada", *roles: str) -> Any:
    """A browser logged in as an engineer, or with these roles."""
    from allauth.mfa.models import Authenticator
    from django.contrib.auth.models import Group, User
    from django.test import Client

    user = User.objects.create(username=name)
    user.groups.set([Group.objects.get_or_create(name=name)[0] for name in (roles or ("engineer",))])
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "kept elsewhere"})
    browser = Client(headers={"host": "localhost"})
    browser.force_login(user)
    return browser


def _asked(browser: Any, path: str) -> bytes:
    answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return bytes(answer.content)


if __name__ == "__main__":
    main()
