"""`breachready trust` as its author uses it: before a scan, after one, in Thai, to files, and with what is wrong."""

import json
import sqlite3

import pytest

from tests.cli.command import breachready

CONFIG = """
[organisation]
name = "Siam Example"
address = "99 Example Road, Bangkok"
phone = "+66 2 555 0100"
mail = "help@example.com"
website = "https://www.example.com/breach"
domains = ["example.com"]
zone = "Asia/Bangkok"
[notices]
languages = ["en", "th"]
[[account]]
name = "nowhere"
endpoint_url = "http://127.0.0.1:1"
access_key_id = "env:KEY"
secret_access_key = "env:SECRET"
[[store]]
name = "exports"
kind = "bucket"
account = "nowhere"
bucket = "siam-exports-7"
[[dataset]]
name = "customers"
class = "personal"
stores = ["exports"]
people = { TH = 9 }
[dataset.register]
purpose = "deliver orders"
owner = "sales"
lawful_basis = "contract"
fields = ["name"]
needed = ["name"]
past_retention = 0
reviewed_on = 2026-05-01
[[group]]
name = "support-desk-2"
people = 40
owner = "head of support"
grants = ["store:exports"]
second_factor = "totp"
leavers_with_access = 0
shared_accounts = 1
"""


@pytest.fixture
def run(tmp_path):
    (tmp_path / "breachready.toml").write_text(CONFIG)

    def call(*words, check=None):
        return breachready(*words, cwd=tmp_path, check=check, KEY="x", SECRET="y")

    return call


def test_from_nothing_to_the_page(run, tmp_path):
    assert "holds no finished run; `breachready scan` makes one" in run("trust", check=2).stderr
    run("scan")
    done = run("trust", check=0)
    assert "- Those who left us are locked out." in done.stdout
    assert "- deliver orders" in done.stdout
    assert "account of their own" not in done.stdout, "one account is shared"
    assert "encrypted" not in done.stdout, "nobody could see the bucket"
    assert "left out: Data is encrypted where it is stored: bucket-encryption" in done.stderr
    for secret in (
        "siam-exports-7",
        "nowhere",
        "127.0.0.1",
        "support-desk-2",
        "left out",
        "score",
        "FAIL",
        "UNKNOWN",
    ):
        assert secret not in done.stdout

    checked = run("trust", "--check", check=1)
    assert "shared-account" in checked.stdout
    assert "next: " in checked.stdout
    document = json.loads(run("trust", "--check", "--json", check=1).stdout)
    refused = {one["claim"]: one["obstacles"] for one in document["refused"]}
    assert refused["access_reviewed"][0]["do"]
    assert {"second_factor", "leavers_removed", "purpose_known"} <= {one["claim"] for one in document["made"]}


def test_every_file_and_what_is_kept(run, tmp_path):
    run("scan")
    for name in ("a.html", "a.txt", "a.pdf", "a.docx"):
        run("trust", "--out", name, "--lang", "th", check=0)
        assert (tmp_path / name).stat().st_size > 1000
    assert 'lang="th"' in (tmp_path / "a.html").read_text()
    (kept,) = (tmp_path / "breachready-state" / "trust").iterdir()
    assert json.loads(kept.read_text())["run"] == 1
    assert kept.stem in (tmp_path / "a.html").read_text()
    document = json.loads(run("trust", "--out", "b.html", "--json", check=0).stdout)
    assert document["digest"].removeprefix("sha256:") in (tmp_path / "b.html").read_text()
    assert document["notes"] == []
    note = json.loads(run("trust", "--lang", "th", "--json", check=0).stdout)["notes"][0]
    assert note["do"] == '[trust.purposes.th] "deliver orders" = "..."'


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--lang", "xx"), "--lang: expected one of en, th"),
        (("--out", "x.exe"), "--out: expected a file that ends with .html, .txt, .pdf, .docx"),
        (("--config", "none.toml"), "none.toml: no such file"),
    ],
)
def test_what_the_user_gets_wrong(words, said, run):
    run("scan")
    assert said in run("trust", *words, check=2).stderr


def test_an_old_scan_carries_nothing(run, tmp_path):
    run("scan")
    with sqlite3.connect(tmp_path / "breachready-state" / "breachready.db") as base:
        (table,) = (row[0] for row in base.execute("select name from sqlite_master where name like '%_run'"))
        base.execute(f"update {table} set started_at = '2026-01-01', finished_at = '2026-01-01 10:00:00'")
    said = run("trust", "--out", "old.html", check=2).stderr
    assert "[trust] max_age_days is 30; scan again" in said
    assert not (tmp_path / "old.html").exists()


def test_a_disk_that_refuses_leaves_nothing_half(run, tmp_path):
    run("scan")
    (tmp_path / "there").write_text("a file")
    assert "there" in run("trust", "--out", "there/x.html", check=2).stderr
    assert list((tmp_path / "breachready-state" / "trust").iterdir()), "what was to be told is kept before it is"


def test_this_machine_alone_is_no_statement(tmp_path):
    breachready("scan", cwd=tmp_path)
    said = breachready("trust", cwd=tmp_path, check=2).stderr
    assert "without an inventory nobody knows where customers' data is" in said
