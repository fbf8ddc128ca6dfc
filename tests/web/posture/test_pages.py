"""Every page of the posture: what it says, that hostile words stay words, and how many queries it takes."""

from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.store.made import DB, WEB, finding, keep, posture
from tests.web.posture.conftest import HOSTILE, second
from toolkit.core.verdict import Outcome
from toolkit.web.posture import memory

PAGES = {
    "/posture/": 32,
    "/posture/?run=1": 30,
    "/posture/why/": 40,
    "/posture/findings/": 18,
    "/posture/findings/?outcome=FAIL&severity=critical&q=db&sort=newest": 18,
    "/posture/findings/?excepted=no": 18,
    f"/posture/finding/?{urlencode({'target': 'db1', 'check': 'open-db', 'resource': '5432/tcp'})}": 18,
    "/posture/targets/": 16,
    "/posture/targets/server/db1/": 20,
    "/posture/fixes/": 14,
    "/posture/fixes/whole/": 30,
    "/posture/exceptions/": 14,
    "/posture/runs/": 14,
    "/posture/runs/2/": 22,
    "/posture/scan/": 12,
    "/posture/scan/part/": 12,
}
"""Path to the most queries it may take, sessions and rights included, with nothing remembered."""

WARM = 18
"""The most that any page takes once it was shown."""


class Tags(HTMLParser):
    """The elements of a page with their attributes, as a browser sees them."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, attrs))


@pytest.mark.parametrize("path", PAGES)
def test_it_answers_inert_in_a_bounded_number_of_queries(visitor, estate, path):
    browser = visitor("engineer")
    browser.get("/posture/exceptions/")
    memory.forget()
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(path)
    assert answer.status_code == 200
    assert len(asked) <= PAGES[path], [one["sql"][:200] for one in asked]
    with CaptureQueriesContext(connection) as again:
        browser.get(path)
    assert len(again) <= WARM, [one["sql"][:200] for one in again]
    text = answer.content.decode()
    assert "\x1b" not in text
    assert "\u202e" not in text
    for tag, attributes in Tags(text).found:
        assert tag not in ("style", "object", "embed", "base"), tag
        assert tag != "script" or dict(attributes)["src"].startswith("/static/")
        assert tag != "img", "we show no pictures: this one came from outside"
        for name, said in attributes:
            assert not name.startswith("on")
            assert name != "style"
            assert not (said or "").startswith("javascript:")


@pytest.mark.parametrize("path", ["/posture/", "/posture/findings/", "/posture/targets/", "/posture/runs/2/"])
def test_the_number_of_queries_does_not_grow_with_findings(visitor, house, path):
    def queries():
        memory.forget()
        house.store._sifted.clear()
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(path).status_code == 200
        return len(asked)

    browser = visitor("engineer")
    browser.get("/posture/exceptions/")
    keep(house.store, 1, {WEB: [finding()]}, posture=posture())
    keep(house.store, 2, second(), posture=posture())
    few = queries()
    many = {WEB: [finding(check=f"check-{n}", resource=f"r{n % 7}") for n in range(300)], DB: second()[DB]}
    keep(house.store, 3, many, posture=posture())
    path = path.replace("/2/", "/3/")
    assert queries() <= few + 2


class Words(HTMLParser):
    """The words of a page without its markup."""

    def __init__(self, text):
        super().__init__()
        self.said = []
        self.feed(text)

    def handle_data(self, data):
        self.said.append(data)


def words(answer):
    """The words, white space folded."""
    return " ".join(" ".join(Words(answer.content.decode()).said).split())


def test_the_first_page_says_the_score_the_path_the_gaps_and_the_change(visitor, estate):
    answer = visitor("viewer").get("/posture/")
    said = words(answer)
    assert "40.0 of 100" in said
    assert "Between 30.0, if everything unseen fails, and 50.0, if all of it passes." in said
    assert "Take a login shell on web1" in said
    assert "needs root" in said
    assert "Since run 1" in said
    assert "from 30.0 to 40.0" in said
    assert "Newly failing 1" in said
    assert "Mended 1" in said
    text = answer.content.decode()
    link = "/posture/finding/?target=web1&amp;check=ssh-root-login&amp;resource=sshd"
    assert text.count(f'<a href="{link}">') >= 3, "both drawings and the step lead to the evidence"
    assert 'class="plot wide"' in text
    assert 'class="gauge"' in text


def test_an_older_run_is_shown_as_it_was(visitor, estate):
    browser = visitor("viewer")
    said = words(browser.get("/posture/?run=1"))
    assert "30.0 of 100" in said
    assert "You are looking at an older run" in said
    listed = browser.get("/posture/findings/?run=1&check=bucket-public").content.decode()
    assert "run=1" in listed
    assert "1 finding" in words(browser.get("/posture/findings/?run=1&check=bucket-public&outcome=FAIL"))
    assert "0 findings" in words(browser.get("/posture/findings/?check=bucket-public&outcome=FAIL"))


@pytest.mark.parametrize(
    "path",
    [
        "/posture/?run=99",
        "/posture/?run=x",
        "/posture/?run=-1",
        "/posture/?run=99999999999999999999999",
        "/posture/finding/",
        "/posture/finding/?target=web1&check=none&resource=",
        "/posture/targets/server/none/",
        "/posture/targets/cloud/db1/",
        "/posture/runs/99/",
        "/posture/runs/1/?since=2",
        "/posture/runs/2/report/exe/",
    ],
)
def test_what_is_not_there_is_not_found(visitor, estate, path):
    assert visitor("engineer").get(path).status_code == 404


def test_a_running_run_is_not_shown_as_one_that_ended(visitor, estate):
    with estate.store.lock():
        number = estate.store.begin(
            started_at=finding().observed_at, organisation="", version="1", targets=(WEB,), checks=()
        )
        browser = visitor("viewer")
        assert browser.get(f"/posture/?run={number}").status_code == 404
        assert "40.0 of 100" in words(browser.get("/posture/"))
        assert "running" in words(browser.get("/posture/runs/"))


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 5),
        ("outcome=FAIL", 3),
        ("outcome=FAIL&outcome=PASS", 4),
        ("outcome=FAIL&severity=critical", 1),
        ("family=cloud", 1),
        ("check=motd", 1),
        ("target=web1", 3),
        ("q=needs+root", 1),
        ("q=%3Cscript", 2),
        ("q=motd", 1),
        ("outcome=nonsense", 5),
        ("sort=newest&page=900", 5),
    ],
)
def test_filters_stand_in_the_address(visitor, estate, query, number):
    answer = visitor("viewer").get(f"/posture/findings/?{query}")
    assert f"{number} finding" in words(answer)
    assert answer.content.decode().count('<li class="finding') == number


def test_each_filter_says_how_many_it_would_show(visitor, estate):
    said = words(visitor("viewer").get("/posture/findings/?outcome=FAIL"))
    assert "Failing 3 Not seen 1 Passing 1" in said, "its own choice does not narrow it"
    assert "critical 1 high 1 medium 0 low 1" in said, "the others do"


def test_pages_hold_fifty_and_keep_the_filters(visitor, house):
    keep(house.store, 1, {WEB: [finding(check=f"check-{n}") for n in range(120)]})
    browser = visitor("viewer")
    first = browser.get("/posture/findings/?outcome=FAIL&q=check").content.decode()
    assert first.count('<li class="finding') == 50
    assert '?q=check&amp;outcome=FAIL&amp;page=2"' in first
    last = browser.get("/posture/findings/?outcome=FAIL&q=check&page=3").content.decode()
    assert last.count('<li class="finding') == 20


def test_a_table_has_all_that_the_filters_let_through(visitor, estate):
    answer = visitor("viewer").get("/posture/findings.csv?outcome=FAIL")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) == 1 + 3
    assert answer["Content-Disposition"] == 'attachment; filename="findings-run-2.csv"'
    assert not any(line.startswith(("=", "+", "@")) for line in lines)


def test_a_finding_tells_its_history_and_offers_what_one_may(visitor, estate):
    path = "/posture/finding/?target=web1&check=motd&resource=file:/etc/motd"
    said = words(visitor("engineer").get(path))
    assert "What it was before" in said
    assert "passes" in said
    assert "Accept for a time" in said
    assert "Open an incident" not in said
    viewer = words(visitor("viewer").get(path))
    assert "Accept for a time" not in viewer
    responder = visitor("responder").get(path).content.decode()
    assert 'href="/incidents/open/?finding=motd%40web1%3Afile%3A/etc/motd"' in responder
    assert "Open an incident" not in words(visitor("responder").get(path + "&run=1")), "an older run opens none"


def test_a_finding_that_is_gone_still_has_its_history(visitor, estate):
    keep(estate.store, 3, {DB: [finding(DB, check="other")]}, targets=(DB,))
    answer = visitor("viewer").get("/posture/finding/?target=db1&check=open-db&resource=5432/tcp")
    assert "no such finding any more" in words(answer)


def test_before_the_first_run_each_page_says_what_to_do(visitor, house):
    browser = visitor("engineer")
    assert "Nothing has been examined yet" in words(browser.get("/posture/"))
    for path in ("findings", "targets", "fixes", "fixes/whole", "why"):
        assert browser.get(f"/posture/{path}/")["Location"] == "/posture/"
    for path in ("exceptions", "runs", "scan"):
        assert browser.get(f"/posture/{path}/").status_code == 200
    assert browser.get("/posture/findings.csv").status_code == 404


@pytest.mark.parametrize("format", ["html", "markdown", "jsonl", "csv", "sarif", "ocsf", "json", "junit"])
def test_reports_are_files_to_take_along(visitor, estate, format):
    answer = visitor("viewer").get(f"/posture/runs/2/report/{format}/")
    body = b"".join(answer.streaming_content)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith('attachment; filename="run-2.')
    assert answer["Content-Type"] == "application/octet-stream", "markup of ours is not shown in our own house"
    assert b"open-db" in body


def test_hostile_words_are_shown_as_words(visitor, estate):
    said = words(visitor("viewer").get("/posture/findings/?target=db1"))
    assert HOSTILE.partition("\x1b")[0] in said
    assert "\\x1b[31m" in said
    assert "\\u202e" in said


def test_a_part_asked_for_by_the_page_is_a_part(visitor, estate):
    browser = visitor("viewer")
    for path in ("/posture/why/", "/posture/fixes/whole/"):
        part = browser.get(path, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in part
        assert "<html" in browser.get(path).content.decode()


def test_what_fails_is_not_called_seen(visitor, house):
    keep(house.store, 1, {WEB: [finding(outcome=Outcome.UNKNOWN, evidence="", fault=True)]})
    said = words(visitor("viewer").get("/posture/"))
    assert "our fault" in said
    assert "Everything that was asked was answered" not in said
    assert "No posture was worked out" in said
