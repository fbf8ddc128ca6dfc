"""Readiness in reports: golden text on the terminal and as Markdown, hostile words as text in the page."""

import io
from dataclasses import replace

from rich.console import Console

from reports.readiness.terminal import readiness as show
from reports.render import Format, render
from tests.reports.runs import HOSTILE, estate
from tests.reports.test_golden import compare
from tests.score.readiness.test_readiness import done, ready, with_prepared
from toolkit.core.readiness import State


def halfway():
    entries = done("restore", State.EXERCISED, stores=("orders",), note="OPS-77"), done("alert-test", days=120)
    return ready(with_prepared(*entries, without="restore"), easiest="exposed-database")


def test_on_the_terminal():
    room = io.StringIO()
    show(halfway(), Console(file=room, width=80))
    compare("readiness.txt", room.getvalue())


def test_in_markdown():
    text = "".join(render(estate(readiness=halfway()), Format.MARKDOWN))
    compare("readiness.md", text[text.index("## Ready") : text.index("## What somebody")])


def test_hostile_words_are_text():
    found = halfway()
    one = found.scenarios[0]
    elements = tuple(
        replace(part, because=text[:300], mend=text[:300], title=text[:300])
        for part, text in zip(one.elements * 3, HOSTILE, strict=False)
    )
    found = replace(found, scenarios=(replace(one, because=HOSTILE[0], elements=elements),))
    page = "".join(render(estate(readiness=found), Format.HTML))
    assert "<script>alert(1)</script>" not in page
    assert "onerror=alert" not in page.replace("&#34;&gt;&lt;img src=x onerror=alert(1)&gt;", "")
