"""Every format of three small runs, byte for byte. What differs is written to tests/actual/ to be looked at."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from reports.render import Format, render, suffix
from reports.terminal import summary, weakest
from tests.reports.runs import NEXT, estate, nothing, posture
from tests.reports.trend.trends import moved
from toolkit.core.posture import Cap

GOLDEN = Path(__file__).parent / "golden"
ACTUAL = Path(__file__).parents[1] / "actual"


CAP = Cap(
    name="required-unseen",
    ceiling=20.0,
    because="required and not passing on a way to personal data: An account has no password on db1",
)


def routed():
    return estate(posture=posture(NEXT, None, interval=(9.8, 20.0), score=20.0, caps=(CAP,)), change=None)


def trending():
    return estate(trend=moved())


RUNS = {"estate": estate, "routed": routed, "nothing": nothing}
PEOPLE = (Format.HTML, Format.MARKDOWN)
"""The formats that tell how the score went."""


def compare(name, got):
    expected = GOLDEN / name
    wanted = expected.read_bytes().decode("utf-8") if expected.exists() else None
    if got != wanted:
        ACTUAL.mkdir(exist_ok=True)
        (ACTUAL / name).write_bytes(got.encode("utf-8"))
    assert got == wanted, f"tests/actual/{name} differs from tests/reports/golden/{name}"


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("format", Format)
def test_formats(run, format):
    compare(f"{run}{suffix(format)}", "".join(render(RUNS[run](), format)))


@pytest.mark.parametrize("format", PEOPLE)
def test_trend(format):
    compare(f"trending{suffix(format)}", "".join(render(trending(), format)))


@pytest.mark.parametrize("format", sorted(set(Format) - set(PEOPLE)))
def test_formats_for_programs_do_not_change_with_the_trend(format):
    assert list(render(trending(), format)) == list(render(estate(), format))


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("show", [summary, weakest], ids=lambda show: show.__name__)
def test_terminal(run, show):
    console = Console(file=io.StringIO(), width=80, force_terminal=False)
    show(RUNS[run](), console)
    compare(f"{run}.{show.__name__}.txt", console.file.getvalue())
