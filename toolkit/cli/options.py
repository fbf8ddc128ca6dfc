"""The options that several commands share, and what they open."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.core.errors import Problem, UserError

if TYPE_CHECKING:
    from toolkit.config.settings import Settings
    from toolkit.registry import Catalogue
    from toolkit.store import Store

Config = Annotated[
    Path | None,
    typer.Option("--config", "-c", help="The configuration; by default ./breachready.toml if there is one."),
]
State = Annotated[
    Path | None, typer.Option("--state", "-s", help="Where runs are kept; by default ./breachready-state.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Targets = Annotated[
    list[str] | None, typer.Option("--target", "-t", help="Only this target of the inventory; may be repeated.")
]


def settings_of(config: Path | None, state: Path | None) -> "Settings":
    """The configuration as the user gave it."""
    from toolkit.config.read import read  # noqa: PLC0415  imports stay lazy, so that --help is quick

    return read(config, state)


def catalogue_of(settings: "Settings") -> "Catalogue":
    """Every check there is, from every door."""
    from toolkit.usecase.catalogue import catalogue_of as found  # noqa: PLC0415

    return found(settings)


@contextmanager
def store_of(settings: "Settings", *, reading: bool = False) -> "Iterator[Store]":
    """The state directory, opened; made where there is none, unless it is only to be read.

    Raises `UserError` for one that is not there and would have to be made to be read.
    """
    from toolkit.store import Store, is_there  # noqa: PLC0415

    if reading and not is_there(settings.state, settings.database.url):
        raise UserError(Problem(str(settings.state), "", "holds no runs; `breachready scan` makes one"))

    store = Store.open(settings.state, settings.database.url)
    try:
        yield store
    finally:
        store.close()


def print_json(document: object) -> None:
    """One JSON document on standard output, nothing else."""
    import json  # noqa: PLC0415

    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=True) + "\n")


def write_out(pieces: "Iterable[str]") -> None:
    """A result on standard output as UTF-8 with its own line ends, whatever the terminal's encoding is."""
    sys.stdout.flush()
    for piece in pieces:
        sys.stdout.buffer.write(piece.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def say(words: str) -> None:
    """Talk, on standard error: never part of a result."""
    typer.echo(words, err=True)
