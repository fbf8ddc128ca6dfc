"""The agent: scans on a schedule, one at a time, and tells people what changed. A thin surface over the use cases."""

from toolkit.agent.loop import run
from toolkit.config.secrets import resolve
from toolkit.config.settings import Settings
from toolkit.core.run import Run
from toolkit.registry import Catalogue
from toolkit.store import Store
from toolkit.usecase.deliver import Delivery, deliver
from toolkit.usecase.dispatch.retention import overdue
from toolkit.usecase.scan import scan


def run_agent(settings: Settings, catalogue: Catalogue, *, once: bool) -> int:
    """Scan and tell as configured until stopped, or `once` now. Gives the exit code; see `toolkit.agent.loop.run`."""

    def scanned() -> Run:
        with Store.open(settings.state, settings.database.url) as store:
            return scan(settings, catalogue, store)

    def told(run: Run | None) -> tuple[Delivery, ...]:
        with Store.open(settings.state, settings.database.url) as store:
            return deliver(store, run, settings.alert, resolve)

    return run(settings, once=once, scan=scanned, tell=told, overdue=lambda: overdue(settings))
