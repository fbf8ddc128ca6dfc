"""From a list of people to the proof that each was told, as a user does it, over a real mail server."""

import csv
import os
import random
import re
import signal
import subprocess
import time
from io import BytesIO, StringIO

import pytest
from pypdf import PdfReader

from tests.cli.command import SCRIPT
from tests.cli.notice.home import HEAD, copied, people, prepared
from tests.daemons.mailserver import mail_server

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return prepared(tmp_path_factory.mktemp("made") / "home")


@pytest.fixture
def home(made, tmp_path):
    return copied(made, tmp_path / "home")


@pytest.fixture
def server(home, tmp_path):
    with mail_server(tmp_path / "server") as found:
        home.server(found)
        yield found


def started(home, *words):
    """The command in the background."""
    env = {**os.environ, **home.environment, "NO_COLOR": "1"}
    return subprocess.Popen(
        [SCRIPT, "notice", "send", "--execute", *words], cwd=home.path, env=env, stderr=subprocess.PIPE
    )


def until(server, count, process, seconds=60):
    ends = time.monotonic() + seconds
    while len(server.log) < count and process.poll() is None and time.monotonic() < ends:
        time.sleep(0.01)


def test_from_the_list_to_the_proof(home, server):
    home.load(
        people(4, unsubscribed="yes")
        + "K-4,Bo,en,FR,,,,1 Rue,75001,Paris,email,\n"
        + "K-5,Cy,en,FR,,c@example.net,,1 Rue,75001,Paris,post,\n"
        + "K-6,Di,en,FR,,refused@example.net,,1 Rue,75001,Paris,,\n"
    )
    plan = home.json("notice", "send")
    assert (plan["people"], plan["without_plan"], plan["mails"]) == (7, 7, 5)
    assert {(one["laws"][0], one["language"], one["channel"]): one["people"] for one in plan["to_be_told"]} == {
        ("eu-gdpr", "en", "mail"): 3,
        ("eu-gdpr", "en", "letter"): 2,
        ("th-pdpa", "th", "mail"): 2,
    }
    (notice,) = plan["notices"]
    assert {one["role"] for one in notice["approvals"]} == {"legal", "security", "communications"}
    assert (plan["problems"], plan["doubts"]) == ([], [])
    assert home.json("notice", "ledger")["tellings"] == [], "looking decides nothing"
    assert "sending" not in home.journal
    assert "120 a minute: 2 s at least" in home("notice", "send", "--rate", "120").stdout

    done = home("notice", "send", "--execute")
    assert "4 mails taken by the server" in done.stdout
    assert "1 addresses refused for good, moved to the next channel" in done.stdout
    assert server.told == {f"p{n}@example.net": 1 for n in range(4)}
    assert {(one["sender"], one["tls"]) for one in server.log} == {("bounces@example.com", True)}
    mail = server.mail("p0@example.net")
    assert mail["To"] == '"สมชาย ใจดี 0" <p0@example.net>' or "สมชาย ใจดี 0" in str(mail["To"])
    assert "เรียน คุณ สมชาย ใจดี 0" in mail.get_body(("plain",)).get_content()
    assert mail["List-Unsubscribe"] is None

    files = home.json("notice", "letters", "--out", "printer")["files"]
    assert [(one["count"], one["pages"]) for one in files] == [(3, 6)]
    paper = PdfReader(BytesIO((home.path / "printer" / files[0]["name"]).read_bytes()))
    assert len(paper.pages) == 6
    assert "75001" in paper.pages[0].extract_text()
    assert "FRANCE" in paper.pages[0].extract_text()
    with (home.path / "printer" / "manifest.csv").open() as file:
        (row,) = csv.DictReader(file)
    assert (row["for"], row["pages"], row["sha256"]) == ("3", "6", files[0]["sha256"])
    assert "nobody waits" in home("notice", "letters", "--out", "printer").stderr
    assert home.json("notice", "send", "--execute")["accepted"] == 0, "nobody is told twice"
    assert len(server.log) == 4

    proof = home.json("notice", "proof", "--person", "K-0")
    (one,) = proof["tellings"]
    assert (one["state"], one["channel"], one["laws"]) == ("accepted", "mail", ["th-pdpa"])
    assert one["answer"].startswith("250 2.0.0 queued")
    assert one["message_id"] == server.log[[x["to"] for x in server.log].index("p0@example.net")]["message"]
    assert one["version"] == notice["version"]
    assert [yes["by"] for yes in proof["versions"][0]["approvals"]] == ["lena", "sam", "lena"]
    assert any("unsubscribed: told all the same" in note for note in proof["notes"])
    refused, then = home.json("notice", "proof", "--person", "K-6")["tellings"]
    assert (refused["state"], then["state"], then["channel"]) == ("refused", "handed-over", "letter")
    assert "550 5.1.1 nobody of that name" in refused["answer"]
    for name in ("proof.pdf", "proof.html", "proof.txt"):
        home("notice", "proof", "--person", "K-6", "--out", name)
    assert "550 5.1.1 nobody of that name" in (home.path / "proof.txt").read_text()
    assert (home.path / "proof.pdf").read_bytes().startswith(b"%PDF")
    assert (home.path / "proof.pdf").stat().st_mode & 0o077 == 0

    for words in ("Müller", "example.net", "K-1", "Berlin", "สมชาย"):
        assert words not in home.journal, "the journal knows numbers and no person"


def test_killed_and_gone_on_with_nobody_is_told_twice_and_nobody_is_missed(home, server):
    home.load(people(60))
    dice = random.Random(5)
    for _ in range(3):
        process = started(home, "--rate", "3000")
        until(server, len(server.log) + dice.randrange(3, 15), process)
        time.sleep(dice.uniform(0, 0.03))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        time.sleep(0.2)
        for one in home.json("notice", "send")["in_doubt"]:
            went = any(log["message"] == one["message_id"] for log in server.log)
            home("notice", "send", "--doubtful", "went-out" if went else "again", "--person", one["person"])
    assert 0 < len(server.log) < 60
    assert home.json("notice", "send", "--execute")["left"] == 0
    assert server.told == {f"p{n}@example.net": 1 for n in range(60)}
    assert len({one["message"] for one in server.log}) == 60
    assert (
        "decided of 1 mails in doubt" in home("incident", "timeline").stdout or "sending-decided" not in home.journal
    )


def test_what_is_in_doubt_is_not_sent_again_by_itself(home, server):
    home.load(people(1))
    process = started(home, "--rate", "1")
    until(server, 1, process)
    process.kill()
    process.communicate()
    from toolkit.store.notified import ledger

    (path,) = home.path.glob("breachready-state/incidents/*/recipients/told.db")
    with ledger(path) as book:
        book._set(1, state="promised", answer="", settled_at="")
    assert home.json("notice", "send", "--execute", check=0)["accepted"] == 0
    assert len(server.log) == 1
    assert "1 in doubt" in home("notice", "send").stdout
    assert "expected again or went-out" in home("notice", "send", "--doubtful", "yes", check=2).stderr
    assert (
        "nothing is in doubt of K-7"
        in home("notice", "send", "--doubtful", "again", "--person", "K-7", check=2).stderr
    )
    home("notice", "send", "--doubtful", "went-out", "--by", "bob")
    assert "bob decided: it went out" in home.json("notice", "proof", "--person", "K-0")["tellings"][0]["answer"]


def test_ctrl_c_ends_after_the_mail_in_hand_and_a_pause_holds_until_it_is_lifted(home, server):
    home.load(people(30))
    process = started(home, "--rate", "600")
    until(server, 3, process)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"stopping after the mail in hand" in said
    plan = home.json("notice", "send")
    assert (plan["in_doubt"], plan["mails"]) == ([], 30 - len(server.log))

    process = started(home, "--rate", "60")
    until(server, len(server.log) + 2, process)
    home("notice", "send", "--pause", "--by", "bob", "--note", "the call centre is down")
    process.communicate(timeout=30)
    assert process.returncode == 3
    assert len(server.log) < 30
    assert "paused by bob" in home("notice", "send", "--execute", check=2).stderr
    home("notice", "send", "--resume", "--execute")
    assert server.told == {f"p{n}@example.net": 1 for n in range(30)}
    line = home("incident", "timeline").stdout
    for words in (
        "paused the sending: stopped",
        "the call centre is down",
        "let the sending go on",
        "finished sending",
    ):
        assert words in line, words


def test_it_stops_when_an_approval_is_taken_back_while_it_sends(home, server):
    home.load(people(300))
    process = started(home, "--rate", "60")
    until(server, 2, process)
    home("notice", "void", "people-full", "--note", "the count is wrong")
    process.communicate(timeout=30)
    assert process.returncode == 3
    assert len(server.log) < 300
    assert "is not what was approved any more" in home("incident", "timeline").stdout
    assert "lacks the yes of legal" in home("notice", "send", "--execute", check=2).stderr


def test_a_test_is_marked_and_leaves_nothing_in_the_ledger(home, server):
    home.load(people(2))
    before = home.journal
    sent = home.json("notice", "test-send", "--to", "me@example.com")
    assert [(one["language"], one["taken"]) for one in sent] == [("en", True), ("th", True)]
    mail = server.mail("me@example.com")
    assert mail["Subject"].startswith("[TEST] ")
    assert mail.get_body(("plain",)).get_content().startswith("ทดสอบ")
    assert "ทดสอบ" in mail.get_body(("html",)).get_content()
    assert home.json("notice", "ledger")["tellings"] == []
    assert home.journal == before
    assert "expected one line" in home("notice", "test-send", "--to", "me@x\nBcc: y@z.org", check=2).stderr


def test_a_wrong_password_an_untrusted_certificate_and_a_server_that_is_not_there(home, server):
    home.load(people(3))
    home.environment["SMTP_PASSWORD"] = "wrong"
    done = home("notice", "send", "--execute", check=3)
    assert "535" in done.stdout
    assert "wrong" not in done.stdout + done.stderr + home.journal
    config = home.path / "breachready.toml"
    text = config.read_text()
    config.write_text(re.sub(r"ca_file.*\n", "", text))
    assert "not trusted" in home("notice", "send", "--execute", check=3).stdout
    config.write_text(re.sub(r"port = \d+", "port = 1", text))
    assert "efused" in home("notice", "send", "--execute", check=3).stdout
    config.write_text(
        text.replace("[notices.mail]", '[notices.mail]\ntls = "none"').replace("127.0.0.1", "mail.example.com")
    )
    assert "on this machine only" in home("notice", "send", "--execute", check=2).stderr
    assert server.log == []
    config.write_text(text)
    home.environment["SMTP_PASSWORD"] = "correct horse"
    home("notice", "send", "--execute")
    assert len(server.log) == 3


def test_mail_that_came_back_goes_on_by_letter_and_both_answers_are_proved(home, server):
    home.load(people(3))
    home("notice", "send", "--execute")
    message = home.json("notice", "proof", "--person", "K-1")["tellings"][0]["message_id"]
    from tests.usecase.dispatch.test_bounces import REPORT

    (home.path / "dsn.eml").write_text(REPORT.format(action="failed", message=message))
    (home.path / "b.csv").write_text("Email,Event,Reason\nP2@example.net,bounce,=cmd|x\nnobody@x.org,bounce,\n")
    found = home.json("notice", "bounced", "--file", "dsn.eml", "--file", "b.csv")
    assert (found["bounced"], found["unknown"], found["unreachable"]) == (2, 1, 0)
    assert home.json("notice", "bounced", "--file", "dsn.eml", "--file", "b.csv")["bounced"] == 0
    first, second = home.json("notice", "proof", "--person", "K-1")["tellings"]
    assert re.fullmatch(
        r"250 2.0.0 queued as \d \(.*\); came back: 5.1.1 smtp; 550 5.1.1 no such mailbox", first["answer"]
    )
    assert (second["channel"], second["state"]) == ("letter", "planned")
    home("notice", "ledger", "--csv", "told.csv")
    assert ",=cmd" not in (home.path / "told.csv").read_text()
    assert home.json("notice", "letters", "--out", "p")["files"][0]["count"] == 1
    assert "expected a column message_id or email" in bounced_of(home, "a,b\n1,2\n")


def bounced_of(home, text):
    (home.path / "x.csv").write_text(text)
    return home("notice", "bounced", "--file", "x.csv", check=2).stderr


def test_everything_that_stands_in_the_way(home):
    assert "no list of people was loaded" in home("notice", "send", check=2).stderr
    home.load(people(2))
    said = home("notice", "send", "--execute", check=2).stderr
    assert "notices.mail: is missing" in said
    home.load(
        HEAD
        + "T-1,Tex,en,US,TX,t@example.net,,1 Way,1,Austin,,\n"
        + "M-1,Mex,es,DE,,m@example.net,,,,,,\n"
        + "N-1,Nobody,en,KE,,n@example.net,,,,,,\n"
        + "W-1,Where,en,US,CA,w@example.net,,,,,,\n"
        + "U-1,Ulf,en,UK,,u@example.net,,,,,,\n",
        "more.csv",
    )
    plan = home.json("notice", "send")
    problems = "\n".join(plan["problems"])
    assert "us-tx: 1 people (US-TX 1) are owed a notice that no draft keeps" in problems
    assert "us-ca: 1 people" in problems
    assert "--tongue: 1 people (es 1) speak what no draft is written in" in problems
    assert plan["doubts"] == [
        "1 rows are nobody who can be told; `notice recipients list` names them",
        "1 people (KE 1): no law is known that asks for it: they get the first notice",
        "1 people have no address for a channel that their law takes: somebody must find another way",
    ]
    laws = ("--law", "US-TX=us-ca", "--law", "KE=eu-gdpr", "--tongue", "en")
    plan = home.json("notice", "send", *laws)
    assert "us-ca: 2 people (US-TX 1, US-CA 1)" in "\n".join(plan["problems"])
    assert not any("KE" in words for words in plan["doubts"])
    assert "as in GB=eu-gdpr" in home("notice", "send", "--law", "eu-gdpr", check=2).stderr
    assert "is called klingon" in home("notice", "send", "--law", "DE=klingon", check=2).stderr
    home.draft("people-full", "us-ca", name="california")
    exact = ("--law", "US-TX=us-ca", "--tongue", "en")
    assert home.json("notice", "send", *exact)["problems"] == [
        "breachready.toml: notices.mail: is missing: it says how mail is sent"
    ]
    home("notice", "set", "california", "people_count=9")
    problems = home.json("notice", "send", *exact)["problems"]
    assert "california: lacks the yes of legal" in problems
    home("notice", "set", "california", "--clear", "people_count", "--clear", "contact_hours")
    assert any("california: lacks contact_hours" in one for one in home.json("notice", "send", *exact)["problems"])
    assert "no notice 'x'" in home("notice", "send", "--notice", "x", check=2).stderr
    home("notice", "draft", "press")
    assert "press is not for people" in home("notice", "send", "--notice", "press", check=2).stderr


def test_doubts_are_gone_on_despite_and_the_reason_stands_in_the_journal(home, server):
    home.load(people(1) + "N-1,Nobody,en,KE,,n@example.net,,,,,,\n")
    said = home("notice", "send", "--execute", check=2).stderr
    assert "--despite: says why" in said
    assert server.log == []
    home("notice", "send", "--execute", "--despite", "Kenya was asked by telephone")
    assert server.told == {"p0@example.net": 1, "n@example.net": 1}
    assert "Kenya was asked by telephone" in home("incident", "timeline").stdout


def test_text_messages_need_a_notice_of_their_own_for_the_same_laws(home, server):
    home.load(people(2, channel="sms"))
    assert home.json("notice", "send")["mails"] == 2
    assert "they chose sms, which the letter is not made for" in home("notice", "preview", "--person", "K-0").stderr
    home.draft("sms", "eu-gdpr", "th-pdpa", despite="it leads to the page, which tells all of it")
    plan = home.json("notice", "send")
    assert {one["channel"] for one in plan["to_be_told"]} == {"sms"}
    home("notice", "send", "--execute")
    (files,) = [home.json("notice", "texts", "--out", "sms")["files"]]
    assert [one["count"] for one in files] == [1, 1]
    sheets = [(home.path / "sms" / one["name"]).read_text(encoding="utf-8-sig") for one in files]
    rows = [row for sheet in sheets for row in csv.DictReader(StringIO(sheet, newline=""))]
    assert {row["number"] for row in rows} == {"+49 (30) 5550", "+49 (30) 5551"}
    assert all("https://www.example.com/breach" in row["text"] for row in rows)
    (one,) = home.json("notice", "proof", "--person", "K-0")["tellings"]
    assert (one["channel"], one["state"], one["sha256"]) == ("sms", "handed-over", files[1]["sha256"])
