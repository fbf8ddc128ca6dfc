"""The report and the summary for handing over: what they say, escaped, with both times, one page without network."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from markdown_it import MarkdownIt

from reports.incident.form import Form
from reports.incident.report import handover, report
from reports.incident.telling import Telling
from reports.incident.times import Times, span
from reports.incident.words import _SAID, sentence
from tests.core.incident.test_flow import to_both, told
from tests.reports.test_hostile import Page
from tests.usecase.incident.books import T0, Journal
from toolkit.core.contact import Contact
from toolkit.core.incident.words import Kind

HOSTILE = "<script>alert(1)</script>\x1b[31m\u202e|`x` [a](http://b) {{ 7 * 7 }} </style>"


def telling(journal, zone="Asia/Bangkok", **more):
    return Telling(
        incident=journal.incident,
        events=tuple(journal.events),
        head="f" * 64,
        now=T0 + timedelta(hours=3),
        times=Times(ZoneInfo(zone)),
        **more,
    )


def rich():
    """A bit of everything, with hostile words wherever a person can put some."""
    journal = Journal(
        title=HOSTILE,
        finding={"title": HOSTILE, "check": "c", "target": HOSTILE, "resource": HOSTILE, "evidence": HOSTILE},
        affected={
            "stores": ["exports"],
            "datasets": [HOSTILE],
            "data_classes": ["personal"],
            "records": 1200,
            "people": {"TH": 900},
            "unknown": ["logs"],
            "vendors": [HOSTILE],
        },
        values={"bucket": {"text": HOSTILE, "by": "finding"}},
    )
    journal.done("see", verified=HOSTILE).add(Kind.FAILED, "photograph", who=HOSTILE, note=HOSTILE)
    journal.add(Kind.NOTED, note=HOSTILE, at=T0 - timedelta(hours=5))
    journal.add(Kind.COLLECTING, file="evidence/1")
    journal.add(
        Kind.COLLECTED,
        item="E1",
        file="evidence/1",
        name=HOSTILE,
        sha256="a" * 64,
        size=1,
        what=HOSTILE,
        source=HOSTILE,
    )
    journal.add(Kind.TRANSFERRED, item="E1", to=HOSTILE, sha256="a" * 64, note=HOSTILE)
    journal.add(Kind.STARTED, "put-out", despite=HOSTILE, lacking=[HOSTILE])
    journal.add(Kind.ACT_PROMISED, "put-out", verb="v", parameters={"a": HOSTILE}, captured={})
    return journal


def written(journal, form, **more):
    """The report, its late line recorded now."""
    made = telling(journal, **more)
    late = [replace(one, recorded_at=T0) if one.occurred_at < T0 else one for one in made.events]
    return "".join(report(replace(made, events=tuple(late)), form))


def test_times_are_said_in_the_zone_and_in_utc():
    times = Times(ZoneInfo("Asia/Bangkok"))
    assert times.both(T0) == "2026-11-25 16:00:00 +07:00 (09:00:00 UTC)"
    assert times.both(T0 + timedelta(hours=9)) == "2026-11-26 01:00:00 +07:00 (2026-11-25 18:00:00 UTC)"
    assert Times(ZoneInfo("UTC")).both(T0) == "2026-11-25 09:00:00 UTC"
    assert Times(ZoneInfo("Europe/London")).both(T0) == "2026-11-25 09:00:00 UTC"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3660, "1 h 01 min"), (90000, "1 d 1 h"), (-60, "-1 min")],
)
def test_spans_in_words(seconds, words):
    assert span(timedelta(seconds=seconds)) == words


def test_every_kind_of_line_has_a_sentence():
    assert set(_SAID) == set(Kind)


def test_the_report_says_what_happened_in_both_forms():
    journal = told().done("tell/draft", "tell/send", "write-up").add(Kind.CLOSED, note="reviewed")
    for form in Form:
        said = " ".join(written(journal, form).split())
        for words in (
            "2026-11-25 16:00:00 +07:00 (09:00:00 UTC)",
            "Detected to contained",
            "personal-data-confirmed",
            "Not as planned",
            "f" * 64,
            "fire",
            "reviewed",
            "not reached",
        ):
            assert words in said, (form, words)
    assert "Still owed" not in said


def test_what_is_owed_and_what_came_later_stand_in_it():
    for form in Form:
        said = written(rich(), form)
        assert "Still owed" in said
        assert "entered later" in said


@pytest.mark.parametrize("form", Form)
def test_hostile_words_are_shown_and_do_nothing(form):
    said = written(rich(), form, warnings=(HOSTILE,), organisation=HOSTILE)
    assert "\x1b" not in said
    assert "\u202e" not in said
    page = said if form is Form.HTML else MarkdownIt("commonmark").enable("table").render(said)
    assert not {"script", "a", "img"} & set(Page(page.replace('<a class="skip" href="#timeline">', "")).tags)
    assert "<script" not in page
    assert "49 &lt;/style" not in page
    assert "alert(1)" in page, "and it is shown"


@pytest.mark.parametrize("summary", [False, True])
def test_markdown_keeps_its_tables_whole_whatever_is_in_them(summary):
    journal = rich()
    said = "".join(handover(telling(journal))) if summary else written(journal, Form.MARKDOWN)
    page = MarkdownIt("commonmark").enable("table").render(said)
    assert "<script" not in page
    for table in re.findall(r"(?:^\|.*\n)+", said, re.MULTILINE):
        assert len({row.count("|") for row in table.splitlines()}) == 1, table
    assert summary or page.count("<table>") >= 5


def test_the_page_fetches_nothing_runs_nothing_and_is_in_order():
    page = Page(written(rich(), Form.HTML, warnings=("beware",)))
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name in ("src", "style")]
    levels = [int(tag[1]) for tag in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert page.tags.count("caption") == page.tags.count("table")
    ids = [value for _, name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    named = [value for _, name, value in page.attributes if name == "aria-labelledby"]
    assert set(named) <= set(ids)


def test_an_exercise_says_so_before_anything_else():
    journal = Journal(exercise=True)
    assert written(journal, Form.MARKDOWN).startswith("**EXERCISE. Nothing of this happened.**")
    assert "Exercise." in written(journal, Form.HTML)
    assert "".join(handover(telling(journal))).startswith("**EXERCISE")


def test_the_summary_for_handing_over_has_what_the_next_one_needs():
    journal = to_both().add(Kind.STARTED, "look").add(Kind.COLLECTING, file="evidence/9")
    journal.add(Kind.ACT_PROMISED, "put-out", verb="v", parameters={}, captured={})
    contacts = (Contact(name="Hana", role="hand", phone="+1 555"),)
    said = "".join(handover(telling(journal, contacts=contacts)))
    for words in (
        "**Look** (`look`), begun by ana",
        "In doubt",
        "evidence/9",
        "v of put-out may or may not be done",
        "contained, 2026-11-25 16:04:00",
        "Hana",
        "lead: **nobody is named**",
        "nobody has recorded whether personal data",
    ):
        assert words in said, words


def test_a_sentence_names_the_step_with_what_is_known():
    journal = Journal(values={"bucket": {"text": "b1", "by": "finding"}}).done("see")
    assert sentence(journal.incident, journal.events[-1]) == "did “See that b1 burns” (see)"
