"""`breachready notice` as communications staff use it, from the first draft to the letter that may go out."""

import json
import tomllib

import pytest

from tests.cli.command import breachready
from tests.usecase.incident.books import FIRE, LETTERS

CONFIG = """
[organisation]
name = "Siam Example"
address = "99 Example Road, Bangkok"
phone = "+66 2 555 0100"
mail = "help@example.com"
website = "https://www.example.com/breach"
domains = ["example.com"]
data_protection_contact = "DPO, dpo@example.com"
zone = "Asia/Bangkok"
[notices]
languages = ["en", "th"]
[[contact]]
name = "Lena"
role = "legal"
mail = "lena@example.com"
[[account]]
name = "prod"
[[store]]
name = "exports"
kind = "bucket"
account = "prod"
bucket = "example-exports"
[[dataset]]
name = "customers"
class = "personal"
stores = ["exports"]
"""
HOSTILE = "a[red]<script>alert(1)</script> {{ 7*7 }} |`x` **b**"


@pytest.fixture
def home(tmp_path):
    (tmp_path / "breachready.toml").write_text(CONFIG)
    (tmp_path / "playbooks").mkdir()
    (tmp_path / "playbooks" / "fire.toml").write_text(FIRE)
    (tmp_path / "playbooks" / "letters.toml").write_text(LETTERS)
    return tmp_path


@pytest.fixture
def run(home):
    def call(*words, check=0, **environment):
        return breachready(*words, cwd=home, check=check, BREACHREADY_RESPONDER="ana", **environment)

    call("incident", "open", "-p", "fire", "--store", "exports", "bucket=example-exports")
    return call


def told(done):
    return json.loads(done.stdout)


def filled_in(form):
    """The form with every example taken for the value."""
    lines, taking = [], False
    for line in form.splitlines():
        taking = line.startswith("# [") or (taking and bool(line.strip()))
        lines.append(line[2:] if taking and line.startswith("# ") else line)
    return "\n".join(lines)


def test_from_the_form_to_the_letter(run, home):
    form = run("notice", "show", "people-full", "--form").stdout
    assert not tomllib.loads(form), "as it is, it gives nothing"
    (home / "values.toml").write_text(filled_in(form))
    run("notice", "draft", "people-full", "--law", "eu-gdpr", "--law", "us-ca")
    assert "what_happened (en): has no value" in run("notice", "ask", "people-full", check=2).stderr
    assert "[missing: What happened]" in run("notice", "preview", "people-full").stdout
    assert run("notice", "lint", "people-full", check=1).stdout.startswith("stops missing")
    (standing,) = told(run("notice", "set", "people-full", "--from", "values.toml", "--json"))
    assert standing["lacking"] == ["the yes of legal", "the yes of security", "the yes of communications"]
    run("notice", "set", "people-full", "--unknown", "people_count=2026-12-03")
    run("notice", "lint", "people-full")
    run("notice", "ask", "people-full")
    digest = told(run("notice", "status", "--json"))[0]["digest"]
    run("notice", "approve", "people-full", "--role", "legal", "--by", "lena", "--digest", digest[7:19])
    run("notice", "approve", "people-full", "--role", "security", "--by", "sam")
    assert "lacks the yes of communications" in run("notice", "export", "people-full", check=2).stderr
    (standing,) = told(run("notice", "approve", "people-full", "--role", "communications", "--by", "lena", "--json"))
    assert standing["approved"]
    files = told(run("notice", "export", "people-full", "-o", "letters", "--json"))["files"]
    assert len(files) == 12
    assert "ยังไม่ทราบ ซึ่งเราจะแจ้งให้ทราบภายในวันที่ 3 ธันวาคม 2569" in (home / "letters" / "people-full.th.txt").read_text()
    one = run("notice", "preview", "people-full", "--language", "th", "--for", "recipient_name=สมชาย").stdout
    assert "เรียน คุณ สมชาย" in one
    run("notice", "set", "people-full", "people_count=7", "--by", "bob")
    assert "+Number of people concerned: 7" in run("notice", "diff", "people-full").stdout
    assert "taken back" in run("notice", "status").stdout
    assert "lacks the yes of legal" in run("notice", "export", "people-full", check=2).stderr
    line = told(run("incident", "timeline", "--json"))[-1]
    assert (line["kind"], line["by"]) == ("notice-set", "bob")


def test_kinds_and_forms(run):
    found = told(run("notice", "kinds", "--json"))
    assert len(found["kinds"]) == 14
    assert {"us-ca", "us-ma"} <= {one["id"] for one in found["laws"]}
    shown = run("notice", "kinds").stdout
    assert "people-short" in shown
    assert "not seen in a source" in shown
    one = told(run("notice", "show", "sms", "--json"))
    assert {field["id"] for field in one["fields"]} == {
        "organisation",
        "data_types",
        "incident_page",
        "contact_phone",
    }
    assert all(field["help"] and field["label"] and field["given_by"] for field in one["fields"])
    assert "communications" in run("notice", "show", "sms").stdout
    assert "{{ contact_phone }}" in run("notice", "show", "sms", "--text", "th").stdout
    assert "sms is written in en, th" in run("notice", "show", "sms", "--text", "de", check=2).stderr


def test_two_laws_that_no_one_letter_keeps(run):
    done = run("notice", "lint", "people-full", "--kind", "--law", "us-ca", "--law", "us-ma", check=1)
    assert "write separate letters: California; Massachusetts" in " ".join(done.stdout.split())
    run("notice", "lint", "people-full", "--kind", "--law", "us-ca")
    found = told(run("notice", "lint", "people-short", "--kind", "--law", "us-ma", "--json", check=1))
    assert found[0]["rule"] == "required"


def test_hostile_words_do_nothing_wherever_they_are_shown(run, home):
    run("notice", "draft", "press", "--language", "en")
    run("notice", "set", "press", f"what_happened={HOSTILE}", f"press_contact={HOSTILE}")
    for bad in ("a\x1b[31m", "a\u202eb", "a\r\nBcc: x@example.com"):
        assert "press_contact:" in run("notice", "set", "press", f"press_contact={bad}", check=2).stderr
    assert HOSTILE in run("notice", "preview", "press").stdout
    run("notice", "preview", "press", "--html", "p.html")
    assert "<script" not in (home / "p.html").read_text()
    for words in (["status"], ["lint", "press"], ["diff", "press", "--from", "0"]):
        done = run("notice", *words, check=1 if words[0] == "lint" else 0)
        assert "\x1b" not in done.stdout + done.stderr
    run("notice", "export", "press", "--draft", "-o", "out")
    assert "<script" not in (home / "out" / "press.en.html").read_text()


def test_a_template_edited_by_a_hostile_hand_is_refused_with_its_line(run, home):
    (home / "notices" / "sms").mkdir(parents=True)
    (home / "notices" / "sms" / "en.md.j2").write_text("fine\n{{ ''.__class__.__mro__[1].__subclasses__() }}\n")
    done = run("notice", "kinds", check=2)
    assert "en.md.j2: line 2: does more than a notice may" in done.stderr
    assert "Traceback" not in done.stderr


def test_whether_the_letters_are_ready(home, run):
    config = home / "breachready.toml"
    config.write_text(config.read_text() + "people = { TH = 90000, US = 3 }\n")
    found = json.loads(run("notice", "ready", "--json", check=1).stdout)
    (letter,) = (one for one in found["letters"] if (one["law"], one["kind"]) == ("th-pdpa", "people-full"))
    assert (letter["language"], letter["countries"], letter["ready"]) == ("th", ["TH"], False)
    said = {item["id"]: item["ok"] for item in letter["items"]}
    assert said == {
        "template": True, "current": True, "letter": True, "rules": True, "approved": False, "rehearsed": False,
    }  # fmt: skip
    told = run("notice", "ready", check=1).stdout
    assert "people-full (th) for th-pdpa" in " ".join(told.split())
    assert "further laws" in told, "states that stand alike are one line"
    assert told.count("people-full (en)") < 8
    lower = run("readiness", "--json").stdout
    assert "measured: " in lower


def test_what_the_user_gets_wrong(run):
    assert "no notice 'x'; there are" in run("notice", "draft", "x", check=2).stderr
    assert "`notice draft KIND` begins one" in run("notice", "preview", "press", check=2).stderr
    run("notice", "draft", "press")
    assert (
        "say in which language with --language (en, th)"
        in run("notice", "set", "press", "cause=x", "what_happened=y", check=2).stderr
    )
    assert "expected one of txt, html" in run("notice", "export", "press", "-f", "doc", check=2).stderr
    assert "was never approved" in run("notice", "diff", "press", check=2).stderr
    assert "there is no change 7" in run("notice", "diff", "press", "--from", "7", check=2).stderr
    assert "goes with --kind" in run("notice", "lint", "press", "--law", "us-ca", check=2).stderr
    assert "Example: breachready notice set" in run("notice", "set", "--help").stdout
