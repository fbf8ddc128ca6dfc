"""How hard, how long, how wide."""

import pytest

from reports.notices.html import html
from tests.library.noticelint.test_rules import found, subject
from tests.library.noticetext.examples import filled, shipped, template, values
from toolkit.core.notice import ANY, Value
from toolkit.library.noticelint import Weight, lint, segments
from toolkit.library.noticelint.access import Page
from toolkit.library.noticelint.length import lines
from toolkit.library.noticelint.reading import flesch_kincaid, letters, syllables
from toolkit.library.noticelint.sentences import sentences, with_fields

SYLLABLES = {
    "cat": 1, "data": 2, "breach": 1, "information": 4, "people": 2, "the": 1, "we": 1, "closed": 1,
    "folder": 2, "downloaded": 3, "company": 3, "table": 2, "authority": 4, "changed": 1, "created": 3, "services": 3,
    "messages": 3, "notice": 2, "be": 1, "identity": 4, "area": 3, "protection": 3, "e-mail": 2, "password": 2,
    "organisation": 5,
    "security": 4, "names": 1, "boxes": 2, "previous": 3, "encrypted": 3,
}  # fmt: skip


def test_syllables():
    wrong = {word: syllables(word) for word, count in SYLLABLES.items() if syllables(word) != count}
    assert len(wrong) <= len(SYLLABLES) // 10, wrong


def test_the_grade_is_the_formula():
    assert flesch_kincaid(["The cat sat on the mat."]) == pytest.approx(0.39 * 6 + 11.8 - 15.59)
    assert flesch_kincaid([]) == 0
    hard = "Notwithstanding the aforementioned circumstances, unauthorised individuals obtained personal information."
    assert flesch_kincaid([hard]) > 18


def test_a_hard_notice_is_asked_about_with_its_hardest_sentence():
    hard = (
        "Notwithstanding the precautionary organisational measures, unauthorised individuals obtained identification."
    )
    (fault,) = found(subject("press", given=values("press", **everything("press", hard))), "reading")
    assert fault.sentence == hard
    assert fault.weight is Weight.ASKS
    assert not found(
        subject("authority-initial", given=values("authority-initial", **everything("authority-initial", hard))),
        "reading",
    )


def everything(kind, words):
    prose = [name for name, field in template(kind).fields.items() if field.type == "prose"]
    lists = [name for name, field in template(kind).fields.items() if field.type == "list"]
    return {
        name: Value(words={"en": f"{words} {words}" if name in prose else words, "th": "ข้อมูล"})
        for name in prose + lists
    }


def test_thai_without_a_pause():
    long = "ข้อมูล" * 40
    faults = found(
        subject("press", given=values("press", what_happened=Value(words={"en": "It was open.", "th": long}))),
        "reading",
    )
    assert [fault.language for fault in faults] == ["th"]
    assert (letters("ที่"), letters("น้ำ 25")) == (1, 4)


def test_reading_time_is_told():
    told = {fault.language: fault.what for fault in lint(subject("press")) if fault.rule == "time"}
    assert told["en"].startswith("200 words, 0 min 5")
    assert "letters" in told["th"]


def test_sentences():
    text = "It was open at Example Ltd. We closed it on 3.5. at 10 a.m. today! Call “us.” Why? ข้อมูล"
    assert sentences(text)[-1].startswith("Why?")
    assert sentences("ข้อมูล ของท่าน") == ("ข้อมูล ของท่าน",)
    (block,) = [block for block in filled("people-full", "en").blocks if "next_update_on" in block.fields]
    assert [(words.split()[1], fields) for words, fields in with_fields(block)] == [
        ("will", {"next_update_on"}),
        ("never", frozenset()),
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("€" * 80, 1), ("€" * 81, 2),
        ("ก" * 70, 1), ("ก" * 71, 2), ("ก" * 134, 2), ("ก" * 135, 3), ("", 1), ("😀" * 35, 1), ("😀" * 36, 2),
    ],
)  # fmt: skip
def test_segments(text, count):
    assert segments(text) == count


def test_a_text_message_that_is_too_long():
    given = values(
        "sms",
        organisation=Value(words={ANY: "ก" * 40}),
        incident_page=Value(words={ANY: "https://example.com/" + "x" * 160}),
    )
    faults = found(subject("sms", given=given), "length")
    assert {fault.language for fault in faults} == {"en", "th"}


def test_a_short_version_that_is_too_long():
    given = values("people-short", consequences=Value(words={"en": "word " * 40, "th": "คำ " * 66}))
    assert {fault.language for fault in found(subject("people-short", given=given), "length")} == {"en", "th"}


@pytest.mark.parametrize(
    ("text", "columns", "count"),
    [
        ("", 10, 1),
        ("aaaa bbbb", 10, 1),
        ("aaaa bbbbbb", 10, 2),
        ("a" * 10, 10, 1),
        ("a" * 11, 10, 2),
        ("a" * 25, 10, 3),
        ("ที่" * 10, 10, 1),
    ],
)
def test_lines(text, columns, count):
    assert lines(text, columns) == count


GOOD = html(filled("press", "en"), None, shipped().languages["en"])


def test_our_pages_are_accessible_and_spoilt_ones_are_not():
    assert not list(Page(GOOD).faults("en"))
    for old, new, words in (
        ('lang="en"', 'lang="th"', "its language is said to be th"),
        ("<main>", "<div>", "main part"),
        ("<title>", "<title></title><b>", "no title"),
        ("<h1>", "<h2>", "exactly one heading"),
        ("<h2>", "<h4>", "follows one of level 1"),
        ("initial-scale=1", "user-scalable=no", "enlarged"),
        ("<p>", '<p><img src="x">', "picture"),
        ("<p>", "<p><a href='x'>here</a>", "where it leads"),
        ("<p>", "<p><a href='x'></a>", "where it leads"),
        ("<p>", "<table><p>", "hard to hear"),
        ("<p>", '<p style="color:#ccc">', "style"),
    ):
        assert old in GOOD
        said = " ".join(what for _, what, _ in Page(GOOD.replace(old, new, 1)).faults("en"))
        assert words in said, old
    (fault, *_) = found(subject("press", html={"en": GOOD.replace("<main>", "<div>")}), "access")
    assert fault.weight is Weight.STOPS
