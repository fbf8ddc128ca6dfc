"""Ledgers, proofs and addresses as they are shown: nothing of a list can do anything, nothing is cut off."""

import csv
import io
import re
import shutil
import subprocess
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from rich.console import Console

from reports.dispatch import terminal
from reports.dispatch.proof import document
from reports.dispatch.sheet import sheet
from reports.incident.times import Times
from reports.notices.html import html
from reports.notices.mails import Mails
from reports.notices.pdf import pdf
from tests.bench.notices import HEAD, press, to
from tests.library.noticetext.examples import filled, shipped
from tests.usecase.dispatch.made import person
from toolkit.core.dispatch import Channel, Line, State, Telling
from toolkit.core.dispatch.proof import Proof
from toolkit.core.incident import Incident

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
HOSTILE = "[red]<script>alert(1)</script> =1+1 **b**"


def telling(**more):
    given = {
        "n": 1, "person": person(1), "letter": "people-full", "language": "en", "channel": Channel.MAIL,
        "laws": ("eu-gdpr",), "why": ("mail, as they chose",), "state": State.ACCEPTED, "answer": "250 taken",
        "promised_at": AT.isoformat(), "settled_at": AT.isoformat(), "version": "sha256:v", "digest": "d",
    }  # fmt: skip
    return Telling(**{**given, **more})


def test_a_ledger_as_csv_runs_nothing():
    rows = list(csv.reader(io.StringIO("".join(sheet([telling(answer="=cmd|x", person=person(1, name="@SUM(1)"))])))))
    assert rows[1][1] == "'@SUM(1)"
    assert rows[1][15] == "'=cmd|x"
    assert all(len(row) == len(rows[0]) for row in rows)


def test_a_proof_says_what_when_how_and_why_and_shows_hostile_words_as_words():
    incident = Incident(id="i-1", title="Theft", exercise=False, opened_at=AT, opened_by="ana")
    made = document(
        Proof(
            incident=incident,
            head="h" * 64,
            person=person(1, name=HOSTILE),
            tellings=(telling(answer=HOSTILE),),
            versions={},
        ),
        Times(UTC),
    )
    text = "\n".join(block.text for block in made.blocks)
    for words in (
        "i-1",
        "eu-gdpr",
        "mail, as they chose",
        "2026-11-25 09:00:00 UTC",
        "sha256:v",
        "p1@example.org",
        "h" * 64,
    ):
        assert words in text, words
    page = html(made, None, shipped().languages["en"])
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_terminal_shows_a_plan_without_reading_it():
    out = io.StringIO()
    console = Console(file=out, width=100)
    line = Line(letter="[red]x", laws=(), language="en", channel="", count=1234)
    terminal.plan([line], 5, 1234, console)
    terminal.doubtful([telling(person=person(1, key="\x1b[31mk"))], console)
    assert "1,234" in out.getvalue()
    assert "[red]x" in out.getvalue()
    assert "no law known" in out.getvalue()
    assert "\x1b" not in out.getvalue()


LONG = (
    "Dr. Maximiliane von und zu Hohenstein-Waldburg the Third",
    "Institute of Something Very Long Indeed",
    "Building 7, Floor 12, Room 1234",
    "Example Street 123",
    "P.O. Box 12 34 56",
    "10115",
    "Berlin",
    "GERMANY",
)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")
def test_an_address_of_many_long_lines_is_whole_in_its_window():
    made = pdf([filled("people-full", "en")] * 2, HEAD, shipped().languages["en"], addresses=[LONG, LONG[:4]])
    words = ["pdftotext", "-bbox", "-f", "1", "-l", "1", "-", "-"]
    page = subprocess.run(words, input=made, capture_output=True, check=True).stdout.decode()
    low = {word: float(y) for y, word in re.findall(r'yMax="([0-9.]+)">([^<]+)<', page)}
    assert low["GERMANY"] < (45 + 45) / 25.4 * 72 < low["Notice"], "the last line is above the end of the window"


def test_a_name_that_joiners_spell_can_be_mailed():
    name = "\u067e\u0631\u06cc\u200c\u0633\u0627"
    fields = {"recipient_name": name, "recipient_reference": ""}
    raw = Mails(press("en"), "en", HEAD.name, HEAD.mail).mail(fields, to(1, fields))
    assert name in message_from_bytes(raw, policy=policy.default).get_body(("plain",)).get_content()
