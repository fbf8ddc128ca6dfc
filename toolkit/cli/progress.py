"""A progress bar on standard error, on terminals only."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from toolkit.collect.runner import Progress as Step
from toolkit.collect.runner import Tell
from toolkit.core.inventory import Inventory
from toolkit.core.target import Target

NARROW = 40


@contextmanager
def progress(inventory: Inventory, *, quiet: bool = False) -> Iterator[Tell]:
    """Show how far the reading is; yields the function to tell it."""
    console = Console(stderr=True)
    if quiet or not sys.stderr.isatty():
        yield lambda _step: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        yield _Bar(bar, list(inventory.targets())).tell


class _Bar:
    """One bar for all targets: each counts the same, by the share of it that is done."""

    def __init__(self, bar: Progress, targets: list[Target]) -> None:
        self.bar = bar
        self.shares = dict.fromkeys(targets, 0.0)
        self.task = bar.add_task("starting", total=float(max(1, len(targets))))

    def tell(self, step: Step) -> None:
        """Called from reading threads."""
        self.shares[step.target] = max(self.shares.get(step.target, 0.0), step.share)
        words = f"{step.target.name}: {step.what}"
        shown = words if len(words) <= NARROW else words[: NARROW - 1] + "…"
        self.bar.update(self.task, completed=sum(self.shares.values()), description=escape(shown))
