"""Exceptions in the browser: written by a use case into a file that people edit too, and never one that is wrong."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.web.posture.test_pages import words
from toolkit.config.exceptions import read_exceptions
from toolkit.core.exemption import Kind

TODAY = datetime.now(UTC).date()
LATER = TODAY + timedelta(days=30)
RULE = {
    "kind": "accept",
    "check": "ssh-root-login",
    "target": "web1",
    "owner": 'Ada "the first" ]]',
    "reason": "Behind the VPN\n[[mute]]\ncheck = '*'",
    "expires": str(LATER),
}
WRITTEN = f"""# What we bear. Ask the platform team before you change this.

[[accept]]
check = "ssh-*"   # all of them
target = "db1"
owner = "platform"
reason = "old"
expires = {LATER}

# the end
"""


@pytest.fixture
def file(place):
    """The file beside the configuration."""
    return place / "exceptions.toml"


@pytest.fixture(autouse=True)
def known(estate, monkeypatch):
    """The checks of the estate are known here."""
    from dataclasses import replace

    from tests.store.made import rule
    from toolkit.registry import Found

    found = tuple(Found(rule(one), "tests") for one in ("ssh-root-login", "motd", "open-db", "kernel"))
    estate._catalogue = replace(estate.catalogue, found=(*estate.catalogue.found, *found))


def test_a_rule_is_kept_and_shows_at_once(visitor, estate, file):
    browser = visitor("engineer")
    assert "ssh-root-login" in words(browser.get("/posture/findings/?check=ssh-root-login&excepted=no"))
    answer = browser.post("/posture/exceptions/new/", RULE)
    assert (answer.status_code, answer["Location"]) == (302, "/posture/exceptions/")
    (rule,) = read_exceptions(file, TODAY)
    assert rule.kind is Kind.ACCEPT
    assert (rule.owner, rule.reason) == (RULE["owner"], "Behind the VPN [[mute]] check = '*'")
    assert "# added by engineer on" in file.read_text()
    said = words(browser.get("/posture/exceptions/"))
    assert RULE["owner"] in said
    assert "1 finding" in said
    assert "0 findings" in words(browser.get("/posture/findings/?check=ssh-root-login&excepted=no"))
    assert (
        "accepted until"
        in words(browser.get("/posture/finding/?target=web1&check=ssh-root-login&resource=sshd")).lower()
    )
    assert (
        "Title of ssh-root-login"
        not in words(browser.get("/posture/")).partition("What matters most")[2].partition("What could")[0]
    )


def test_what_people_wrote_stays(visitor, file):
    file.write_text(WRITTEN)
    file.chmod(0o640)
    assert visitor("engineer").post("/posture/exceptions/new/", RULE | {"kind": "mute"}).status_code == 302
    text = file.read_text()
    for line in WRITTEN.splitlines():
        assert line in text
    assert len(read_exceptions(file, TODAY)) == 2
    assert file.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"owner": ""}, "owner"),
        ({"reason": "  "}, "reason"),
        ({"check": "nothing-such"}, "fits no check"),
        ({"check": "*", "target": "*"}, "fits every check on every target"),
        ({"expires": "tomorrow"}, "expected a day"),
        ({"expires": str(TODAY - timedelta(days=1))}, "has passed already"),
        ({"expires": str(TODAY + timedelta(days=400))}, "more than a year ahead"),
        ({"kind": "forget"}, "accept or mute"),
        ({"up_to": "worst"}, "a severity"),
    ],
)
def test_a_rule_without_sense_is_not_written_and_stays_in_the_form(visitor, file, changed, said):
    file.write_text(WRITTEN)
    answer = visitor("engineer").post("/posture/exceptions/new/", RULE | changed)
    assert answer.status_code == 422
    assert said in words(answer)
    assert "Behind the VPN" in answer.content.decode() or "reason" in changed
    assert file.read_text() == WRITTEN
    assert [one.name for one in file.parent.iterdir() if one.name.endswith(".part")] == []


def name_in(answer):
    """The name of the one rule that can be ended."""
    return answer.content.decode().partition('name="rule" value="')[2].partition('"')[0]


def test_a_rule_ends_and_stays_in_the_file(visitor, file):
    file.write_text(WRITTEN)
    browser = visitor("engineer")
    name = name_in(browser.get("/posture/exceptions/"))
    assert browser.post("/posture/exceptions/end/", {"rule": name}).status_code == 302
    (rule,) = read_exceptions(file, TODAY)
    assert rule.expires == TODAY - timedelta(days=1)
    text = file.read_text()
    assert f"ended by engineer on {TODAY}; it was to hold until {LATER}" in text
    assert "# all of them" in text
    assert "expired" in words(browser.get("/posture/exceptions/"))
    assert browser.post("/posture/exceptions/end/", {"rule": name}).status_code == 409, "ended already"


def test_a_rule_that_somebody_edited_meanwhile_is_not_ended(visitor, file):
    file.write_text(WRITTEN)
    browser = visitor("engineer")
    name = name_in(browser.get("/posture/exceptions/"))
    changed = WRITTEN.replace('"old"', '"another reason"')
    file.write_text(changed)
    answer = browser.post("/posture/exceptions/end/", {"rule": name})
    assert answer.status_code == 409
    assert "somebody was quicker" in words(answer)
    assert file.read_text() == changed


def test_two_at_once_both_are_kept(visitor, file, estate):
    from threading import Thread

    from django.db import connections

    browsers = [visitor("engineer", name=f"ada{n}") for n in range(4)]

    def add(at):
        browsers[at].post("/posture/exceptions/new/", RULE | {"owner": f"owner {at}"})
        connections.close_all()

    threads = [Thread(target=add, args=(at,)) for at in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert {one.owner for one in read_exceptions(file, TODAY)} == {f"owner {at}" for at in range(4)}


def test_a_file_that_is_broken_is_said_and_left_alone(visitor, file):
    file.write_text("[[accept]\n")
    browser = visitor("engineer")
    for path in ("/posture/exceptions/", "/posture/", "/posture/findings/"):
        answer = browser.get(path)
        assert answer.status_code == 200
        assert "No exception holds until this is mended" in words(answer)
    assert browser.post("/posture/exceptions/new/", RULE).status_code == 422
    assert file.read_text() == "[[accept]\n"


def test_a_folder_that_cannot_be_written_is_said(visitor, file, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("toolkit.usecase.exempting.tempfile.mkstemp", full)
    answer = visitor("engineer").post("/posture/exceptions/new/", RULE)
    assert "No space left on device; nothing was changed" in words(answer)
    assert not file.exists()


def test_it_is_on_the_trail_who_did_it(visitor, file):
    from toolkit.web.models import Audited

    visitor("engineer", name="ada").post("/posture/exceptions/new/", RULE)
    assert Audited.objects.filter(who="ada", did="exception_new").count() == 1


@pytest.mark.parametrize("role", ["viewer", "responder", "administrator"])
def test_others_look_and_touch_nothing(visitor, file, role):
    file.write_text(WRITTEN)
    browser = visitor(role)
    answer = browser.get("/posture/exceptions/")
    assert "platform" in words(answer)
    assert 'name="rule"' not in answer.content.decode()
    assert browser.post("/posture/exceptions/new/", RULE).status_code == 403
    assert browser.post("/posture/exceptions/end/", {"rule": "x"}).status_code == 403
    assert file.read_text() == WRITTEN
