"""Duties in the report of an incident and on a terminal; text from outside can do nothing there."""

import io

from rich.console import Console

from reports.duties import terminal
from reports.incident.form import Form
from reports.incident.report import handover, report
from reports.incident.telling import Telling
from reports.incident.times import Times
from reports.incident.words import sentence
from tests.usecase.duties.test_recording import STOLEN, Case
from tests.usecase.incident.books import UTC, by
from toolkit.core.duty.words import Standing
from toolkit.core.incident import Kind
from toolkit.usecase.duties.about import all_starts
from toolkit.usecase.incident.session import look

HOSTILE = "a[red]<script>alert(1)</script>\x1b[31m |`x` **b**"


def telling(tmp_path):
    case = Case(tmp_path)
    case.answer(STOLEN, by(note=HOSTILE))
    case.met("eu-gdpr/register", by(HOSTILE.replace("\x1b", "")), reference=HOSTILE)
    case.override("eu-gdpr/people", "not-owed", by(note=HOSTILE))
    case.approve("eu-gdpr/people", by("bob"))
    found, view = case.found, look(case.folder, case.watch)
    return found, Telling(
        incident=view.incident,
        events=view.events,
        head=view.head,
        now=view.now,
        times=Times(UTC),
        duties=found.rows,
        risk=found.about.assessment,
    )


def drawn(draw):
    console = Console(file=io.StringIO(), width=100, force_terminal=False)
    draw(console)
    return console.file.getvalue()


def test_the_report_tells_what_is_owed_met_and_why_not(tmp_path):
    found, told = telling(tmp_path)
    markdown = "".join(report(told, Form.MARKDOWN))
    assert "## Who must be told" in markdown
    assert "`th-pdpa/authority`" in markdown
    assert "Not legal advice" in markdown
    assert "`eu-gdpr/controller`: you do not hold the data as its processor" in markdown
    assert "us-tx/people" not in markdown, "laws of places where nobody lives are no reading matter"
    assert "`th-pdpa/authority`" in "".join(handover(told))
    assert [one.key for one in told.not_told if one.standing is not Standing.NOT_OWED] == []
    assert found.about.assessment.settled


def test_text_from_outside_stays_text(tmp_path):
    found, told = telling(tmp_path)
    for page in ("".join(report(told, Form.HTML)), "".join(report(told, Form.MARKDOWN)), "".join(handover(told))):
        assert "<script>alert" not in page
        assert "\x1b" not in page
    rows = [found.row("eu-gdpr/register"), found.row("eu-gdpr/people")]
    for row in rows:
        shown = drawn(lambda console, row=row: terminal.reasoning(row, found.now, Times(UTC), console))
        assert "\x1b" not in shown
        assert "[red]" in shown
    listed = drawn(
        lambda console: terminal.listing(
            found.rows, found.about.assessment, found.now, Times(UTC), console, every=True
        )
    )
    assert "\x1b" not in listed
    assert listed.count("Not legal advice") == 1


def test_starts_say_where_they_are_from(tmp_path):
    _, told = telling(tmp_path)
    shown = drawn(lambda console: terminal.begun(all_starts(told.incident), Times(UTC), console))
    assert "from the opening of the incident: counts" in shown


def test_every_line_of_the_journal_is_a_sentence(tmp_path):
    _, told = telling(tmp_path)
    said = {one.kind: sentence(told.incident, one) for one in told.events}
    assert said[Kind.DUTY_OVERRIDE_APPROVED] == "approved eu-gdpr/people to be not-owed"
    assert said[Kind.DUTIES_PINNED].startswith("fixed the edition of the laws (sha256")
