"""An exercise of telling people, of which nothing leaves its folder; and what looking at a list shows."""

import pytest

from tests.cli.notice.home import people, prepared
from tests.daemons.mailserver import mail_server

pytestmark = pytest.mark.live


def test_nothing_of_an_exercise_leaves_its_folder(tmp_path):
    home = prepared(tmp_path / "home", exercise=True)
    with mail_server(tmp_path / "server") as server:
        home.server(server)
        home.load(people(3, channel="post") + people(3, 3))
        room = home.path / "breachready-state" / "exercises" / home.incident / "recipients" / "sent"
        assert "nothing leaves this machine" in home("notice", "test-send", "--to", "a@example.com", check=2).stderr
        done = home.json("notice", "send", "--execute")
        assert (done["accepted"], done["waiting"]["letter"], done["exercise"]) == (3, 3, True)
        assert "its files stay in its own folder" in home("notice", "letters", "--out", "x", check=2).stderr
        home("notice", "letters")
        assert server.log == []
    assert not (home.path / "x").exists()
    assert len(list(room.glob("*.eml"))) == 3
    assert len(list(room.glob("*.pdf"))) == 2
    mail = next(iter(sorted(room.glob("*.eml")))).read_text()
    assert "EXERCISE" in mail or "=E0=B8=81=E0=B8=B2=E0=B8=A3=E0=B8=9D" in mail, "every mail says that it is one"
    assert "EXERCISE. Nothing was sent." in home("notice", "proof", "--person", "K-4").stdout
    assert "an exercise: kept in sent" in home("notice", "proof", "--person", "K-4").stdout
    assert "to be kept until" in home("notice", "purge", "--execute", check=2).stderr
    home("notice", "purge", "--execute", "--despite", "the exercise is over")
    assert not room.exists()
    assert "deleted what was kept of 6 people" in home("incident", "timeline").stdout


def test_looking_at_a_list_and_at_any_one_of_it(tmp_path):
    home = prepared(tmp_path / "home")
    assert "no list of people was loaded" in home("notice", "recipients", "list", check=2).stderr
    assert "one of the two" in home("notice", "recipients", "load", check=2).stderr
    assert "expected where to ask" in home("notice", "recipients", "load", "--sql", "SELECT 1", check=2).stderr
    where = ("--sql", "SELECT 1", "--database", "env:NOT_SET")
    assert "NOT_SET is not set" in home("notice", "recipients", "load", *where, check=2).stderr
    said = home.load(people(2, channel="pigeon") + "K-9,,en,DE,,x@example.net,,,,,,\n")
    assert "3 rows: 2 people are new, 0 were there, 1 are nobody" in said.stdout
    shown = home("notice", "recipients", "list", check=1).stdout
    assert "row 4" in shown
    assert "name: is empty" in shown
    assert "channel: names one that nobody knows: 2 (rows 2, 3)" in shown
    found = home.json("notice", "recipients", "list", check=1)
    assert found["by"]["country"] == {"TH": 1, "DE": 1}
    assert found["refused"] == [{"row": 4, "why": "name: is empty"}]
    assert {(one["laws"][0], one["channel"], one["people"]) for one in found["would_get"]} == {
        ("eu-gdpr", "mail", 1),
        ("th-pdpa", "mail", 1),
    }
    one = home("notice", "preview", "--person", "K-0", "--out", "one.html")
    assert "people-full (th) by mail, for th-pdpa" in one.stderr
    assert "สมชาย ใจดี 0" in (home.path / "one.html").read_text()
    assert "nobody on the list is 'K-7'" in home("notice", "preview", "--person", "K-7", check=2).stderr
    assert "expected which" in home("notice", "preview", check=2).stderr
    assert "Nothing was decided for this person yet" in home("notice", "proof", "--person", "K-0").stdout
    assert ".pdf, .html or .txt" in home("notice", "proof", "--person", "K-0", "--out", "p.doc", check=2).stderr
    assert "people wait for a plan" in home("notice", "letters", "--out", "p", check=2).stderr
