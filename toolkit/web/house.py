"""What the pages of one process share: the configuration, the checks, the store. Opened once, by `open_house`."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.config.read import read
from toolkit.config.settings import Settings
from toolkit.registry import Catalogue
from toolkit.store import Store
from toolkit.usecase.catalogue import catalogue_of


@dataclass(kw_only=True)
class House:
    """The configuration is read again when its files change, so that an edit shows without a restart."""

    config: Path | None
    state: Path | None
    store: Store
    _settings: Settings
    _stamp: tuple[int, ...] = ()
    _catalogue: Catalogue | None = None
    _guard: threading.Lock = field(default_factory=threading.Lock)

    @property
    def settings(self) -> Settings:
        """The configuration as it stands. Raises `UserError` when an edit broke it."""
        stamp = _stamp(self._settings)
        if stamp != self._stamp:
            with self._guard:
                self._settings = read(self.config, self.state)
                self._stamp = stamp
                self._catalogue = None
        return self._settings

    @property
    def catalogue(self) -> Catalogue:
        """The checks."""
        settings = self.settings
        with self._guard:
            if self._catalogue is None:
                self._catalogue = catalogue_of(settings)
            return self._catalogue


_open: House | None = None


def house() -> House:
    """The one of this process."""
    if _open is None:
        raise RuntimeError("the house is not open")
    return _open


def open_house(config: Path | None, state: Path | None, settings: Settings) -> House:
    """Open it. Raises `UserError` when the store cannot be used."""
    global _open  # noqa: PLW0603  one a process, as Django's settings are
    store = Store.open(settings.state, settings.database.url)
    _open = House(config=config, state=state, store=store, _settings=settings, _stamp=_stamp(settings))
    return _open


def close_house() -> None:
    """Let go of the store."""
    global _open  # noqa: PLW0603
    if _open is not None:
        _open.store.close()
        _open = None


@contextmanager
def opened(config: Path | None, state: Path | None, settings: Settings) -> Iterator[House]:
    """The house for a block."""
    found = open_house(config, state, settings)
    try:
        yield found
    finally:
        close_house()


def _stamp(settings: Settings) -> tuple[int, ...]:
    """Changes when a file of the configuration does: their times and sizes, and how many there are."""
    if settings.source is None:
        return ()
    folder = settings.source.parent / "inventory"
    files = [settings.source, *sorted(folder.glob("*.toml"))]
    found: list[int] = []
    for file in files:
        try:
            said = file.stat()
        except OSError:
            continue
        found += (said.st_mtime_ns, said.st_size)
    return tuple(found)
