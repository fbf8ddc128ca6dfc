"""Accounts: made, given roles, closed; the trail that tells of it, and that nobody edits."""

import json

import pytest
from django.db import DatabaseError

from tests.cli.command import breachready
from tests.web.conftest import somebody
from toolkit.core.errors import UserError


def test_an_account_is_made_with_a_password_shown_once(visitor):
    from django.contrib.auth.models import User

    browser = visitor("administrator")
    page = browser.post(
        "/people/", {"username": "Grace.Hopper", "email": "g@example.org", "role": ["engineer"]}
    ).content.decode()
    password = page.split('<pre class="secret">')[1].split("<")[0]
    user = User.objects.get(username="grace.hopper")
    assert user.check_password(password)
    assert [one.name for one in user.groups.all()] == ["engineer"]
    assert password not in browser.get("/people/").content.decode()


@pytest.mark.parametrize("name", ["", "a b", "<script>", "x" * 80, "ada", "1"])
def test_names_that_are_none(visitor, name):
    browser = visitor("administrator", name="ada")
    answer = browser.post("/people/", {"username": name})
    assert answer.status_code == 409
    assert "<script>" not in answer.content.decode()


def test_the_last_administrator_stays_one(visitor):
    browser = visitor("administrator", name="ada")
    number = somebody("ada").pk
    assert browser.post(f"/people/{number}/", {"act": "roles", "role": ["engineer"]}).status_code == 409
    assert browser.post(f"/people/{number}/", {"act": "close"}).status_code == 409
    somebody("bob", "administrator")
    assert browser.post(f"/people/{number}/", {"act": "roles", "role": ["engineer"]}).status_code == 302
    assert browser.get("/people/").status_code == 403


def test_closing_ends_every_session(visitor):
    admin, other = visitor("administrator", name="ada"), visitor("engineer", name="eve")
    assert other.get("/library/").status_code == 200
    admin.post(f"/people/{somebody('eve').pk}/", {"act": "close"})
    assert other.get("/library/").status_code == 302


def test_lost_telephones(visitor):
    admin, other = visitor("administrator", name="ada"), visitor("engineer", name="eve")
    admin.post(f"/people/{somebody('eve').pk}/", {"act": "factors"})
    assert other.get("/library/")["Location"] == "/account/factors/"


def test_an_unknown_role_is_refused(house):
    from toolkit.web.accounts import people

    with pytest.raises(UserError, match="there is no role 'root'"):
        people.add("eve", "", ["root"])


def test_somebody_elses_id(visitor):
    assert visitor("administrator").get("/people/999/").status_code == 404


def test_every_act_is_on_the_trail_before_it_is_done(visitor, monkeypatch):
    from django.contrib.auth.models import User

    from toolkit.web import audit
    from toolkit.web.models import Audited

    browser = visitor("administrator", name="ada")
    browser.post("/people/", {"username": "grace"})
    line = Audited.objects.first()
    assert (line.who, line.did, line.outcome) == ("ada", "people", "asked")
    visitor("viewer").post("/people/", {"username": "mallory"})
    assert Audited.objects.first().outcome == "refused"

    browser.raise_request_exception = False

    def unwritable(*_, **__):
        raise DatabaseError("disk full")

    monkeypatch.setattr(audit, "record", unwritable)
    assert browser.post("/people/", {"username": "unseen"}).status_code == 503
    assert not User.objects.filter(username="unseen").exists()


def test_the_database_refuses_to_change_the_trail_and_the_chain_shows_who_did(visitor):
    from django.db import connection, transaction

    from toolkit.web import audit
    from toolkit.web.models import Audited

    browser = visitor("administrator", name="ada")
    for name in ("a1", "b2", "c3"):
        browser.post("/people/", {"username": name})
    for act in (Audited.objects.all().delete, lambda: Audited.objects.update(who="eve")):
        with pytest.raises(DatabaseError, match="the audit trail is kept"), transaction.atomic():
            act()
    assert list(audit.broken()) == []
    with connection.cursor() as cursor:
        cursor.execute("drop trigger web_audited_no_update")
        cursor.execute("update web_audited set who = 'eve' where id = (select min(id) + 1 from web_audited)")
    found = list(audit.broken())
    assert len(found) == 1
    page = browser.get("/people/trail/?verify=1").content.decode()
    assert f"broken at line</b> {found[0]}" in page or f"broken at line {found[0]}" in page.replace("</b>", "")


def test_passwords_typed_as_names_stay_out_of_the_trail(visitor):
    from toolkit.web.models import Audited

    visitor().post("/account/login/", {"login": "my secret password", "password": "x"})
    assert Audited.objects.filter(did="login failed").exists()
    assert not Audited.objects.filter(about__contains="secret").exists()


def test_the_secret_of_a_second_factor_is_sealed(house):
    from toolkit.web.accounts.factor import Factors

    sealed = Factors().encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert Factors().decrypt(sealed) == "JBSWY3DPEHPK3PXP"


def test_from_the_terminal(place):
    words = ("--state", str(place / "state"), "--config", str(place / "breachready.toml"))
    made = breachready("users", "add", "ada", "--role", "administrator", *words, cwd=place, check=0)
    assert len(made.stdout.strip()) >= 12
    assert (
        "there is no role" in breachready("users", "add", "eve", "--role", "root", *words, cwd=place, check=2).stderr
    )
    assert "already" in breachready("users", "add", "ada", *words, cwd=place, check=2).stderr
    assert "only administrator" in breachready("users", "close", "ada", *words, cwd=place, check=2).stderr
    breachready("users", "add", "bob", *words, cwd=place, check=0)
    breachready("users", "roles", "bob", "--role", "viewer", "--role", "engineer", *words, cwd=place, check=0)
    rows = json.loads(breachready("users", "list", "--json", *words, cwd=place, check=0).stdout)
    assert {row["name"]: row["roles"] for row in rows} == {"ada": ["administrator"], "bob": ["engineer", "viewer"]}
    breachready("users", "close", "bob", *words, cwd=place, check=0)
    assert "no account" in breachready("users", "factors", "eve", *words, cwd=place, check=2).stderr
    assert (place / "state" / "web.key").stat().st_mode & 0o077 == 0


def test_nobody_to_log_in_is_said_before_anything_is_served(place):
    found = breachready("serve", "--state", str(place / "state"), cwd=place, check=2)
    assert "breachready users add" in found.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('listen = "0.0.0.0:8390"', "web.url"),
        ('listen = "here"', "web.listen"),
        ('url = "ftp://x"', "web.url"),
        ('url = "https://x/path"', "web.url"),
        ("workers = 0", "web.workers"),
        ("session_hours = 1e9", "web.session_hours"),
        ('[[web.sign_on]]\nname = "x"\nissuer = "http://x"\nclient = "y"\nsecret = "env:Z"', "issuer"),
        ("nonsense = 1", "web.nonsense"),
    ],
)
def test_settings_that_make_no_sense(place, text, said):
    (place / "breachready.toml").write_text(f"[web]\n{text}\n")
    assert said in breachready("serve", cwd=place, check=2).stderr


def test_a_key_that_others_can_read_is_refused(place):
    (place / "state").mkdir()
    (place / "state" / "web.key").write_text("x" * 50)
    (place / "state" / "web.key").chmod(0o644)
    assert "only its owner" in breachready("serve", "--state", "state", cwd=place, check=2).stderr
