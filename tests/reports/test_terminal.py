import io

import pytest
from rich.console import Console

from reports.listing import check_page, checks_table, findings_table
from reports.terminal import summary, weakest
from tests.reports.runs import crowd, estate, nothing
from toolkit.core import Family, Severity, check, failed, passed
from toolkit.core.fact import Fact


def shown(show, *what, width=80, encoding="utf-8"):
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding)
    show(*what[:1], Console(file=file, width=width, force_terminal=False), *what[1:])
    file.flush()
    return raw.getvalue().decode(encoding)


def flat(text):
    return " ".join(text.split())


def test_summary_says_all_that_a_scan_ends_with():
    said = flat(shown(summary, estate(), "state/reports/run-12.html"))
    for part in (
        "3.6 of 100, between 1.9 (proven) and 19.6",
        "1. Fetch bucket customer-exports from the internet",
        "1.5 points",
        "1. A bucket can be read by anyone (critical)",
        "5. Sudo asks nobody for a password (medium)",
        "Fix: Set PermitRootLogin no in sshd_config, then reload sshd.",
        "db1: needs root",
        "our own fault",
        "score 23.2 → 3.6; the weakest path is another one",
        "1 newly failing: A bucket can be read by anyone",
        "state/reports/run-12.html",
    ):
        assert part in said


def test_explanation_sums_to_the_score_and_names_what_was_not_seen():
    said = flat(shown(weakest, estate()))
    for part in (
        "Start: anyone on the internet 1.00 0.0",
        "Sum 3.6",
        "Not seen on the path: shadow-empty-password",
        "Model 2026.11",
    ):
        assert part in said
    assert "The next one, were this closed: about 23.2, to sessions" in said


@pytest.mark.parametrize("width", [30, 40, 80, 200])
@pytest.mark.parametrize("show", [summary, weakest])
def test_no_line_is_wider_than_the_terminal(show, width):
    assert max(map(len, shown(show, estate(), width=width).splitlines())) <= width


def test_the_path_of_the_report_is_never_broken():
    path = "state/" + "long-name/" * 20 + "run-12.html"
    assert path in shown(summary, estate(), path, width=40)


def test_plain_letters_where_the_terminal_has_no_others():
    assert shown(summary, estate(organisation="Müller 東京"), encoding="ascii").isascii()


def test_nothing_examined_is_said_and_is_no_score():
    said = flat(shown(summary, nothing()))
    assert "No score. Nothing was examined." in said
    assert "interrupted" in said
    assert "of 100" not in said
    assert "No score." in flat(shown(weakest, nothing()))


def test_many_findings_do_not_make_a_long_end():
    assert len(shown(summary, crowd(10_000)).splitlines()) < 60


class Door(Fact):
    family = Family.SERVER


@check(
    id="door-open", title="The door is open", severity=Severity.HIGH, fix="Run `close`.", good=Door(), bad=Door(),
    required=True,
)  # fmt: skip
def door_open(door: Door):
    """Whoever passes walks in."""
    return passed() if door else failed("open")


def test_checks_are_listed_and_shown():
    listed = flat(shown(checks_table, [door_open]))
    assert "high The door is open door-open required" in listed
    assert "1 check" in listed
    page = flat(shown(check_page, door_open))
    for part in ("The door is open", "Whoever passes walks in.", "reads Door", "fix Run close."):
        assert part in page


def test_findings_are_listed_the_worst_first():
    said = shown(findings_table, estate().findings)
    assert said.index("bucket:customer-exports") < said.index("db1, packages")
    assert "not seen" in said
