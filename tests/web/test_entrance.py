"""The way in: headers, cookies, language, health, what was typed before a session ended."""

import re

import pytest

from tests.web.conftest import somebody


def test_every_answer_is_guarded(visitor):
    browser = visitor("administrator", "engineer")
    for path in (
        "/people/",
        "/account/login/",
        "/nowhere/",
        "/style.css",
        "/library/",
        "/health/",
        "/static/web/page.js",
    ):
        answer = browser.get(path)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        answer.close()


def test_pages_have_no_script_and_no_style_in_them_and_ask_no_other_host(visitor):
    browser = visitor("administrator", "engineer", "responder", "communications")
    pages = (
        "/people/",
        "/people/roles/",
        "/library/",
        "/library/playbooks/ransomware/",
        "/readiness/",
        "/account/tokens/",
    )
    for path in (*pages, "/account/factors/", "/account/login/"):
        text = browser.get(path).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text), path
        assert not re.search(r"<style|\sstyle=|\son\w+=", text), path
        assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", text), path


def test_a_form_without_its_token_does_nothing_and_gives_back_what_was_typed(house):
    from django.contrib.auth.models import User
    from django.test import Client

    browser = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    browser.force_login(somebody("ada", "administrator"))
    answer = browser.post("/people/", {"username": "mallory", "email": "<b>x"})
    assert answer.status_code == 403
    assert "&lt;b&gt;x" in answer.content.decode()
    assert not User.objects.filter(username="mallory").exists()


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "evil", ""]
)
def test_the_language_leads_back_and_nowhere_else(visitor, back):
    answer = visitor().post("/language/", {"language": "th", "next": back})
    assert answer["Location"] == "/"
    assert visitor().post("/language/", {"language": "th", "next": "/library/?x=1"})["Location"] == "/library/?x=1"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_the_login_leads_nowhere_else(house, back):
    from django.test import Client

    user = somebody("ada", "viewer", factor=False)
    user.set_password("a long enough password")
    user.save()
    browser = Client(headers={"host": "localhost"})
    answer = browser.post(
        f"/account/login/?next={back}", {"login": "ada", "password": "a long enough password", "next": back}
    )
    assert answer.status_code == 302
    assert "evil" not in answer["Location"]


def test_another_host_is_refused(house):
    from django.test import Client

    assert Client(headers={"host": "evil.example"}).get("/health/").status_code == 400


def test_five_wrong_passwords_lock_the_account_for_a_while(house):
    from django.test import Client

    user = somebody("ada", "viewer", factor=False)
    user.set_password("a long enough password")
    user.save()
    browser = Client(headers={"host": "localhost"})
    for _ in range(5):
        browser.post("/account/login/", {"login": "ada", "password": "wrong"})
    browser.post("/account/login/", {"login": "ada", "password": "a long enough password"})
    assert browser.get("/posture/").status_code == 302


def test_what_was_typed_survives_the_end_of_a_session(visitor):
    browser = visitor("administrator")
    browser.logout()
    typed = {
        "username": "grace",
        "email": "grace@example.org",
        "role": ["viewer", "engineer"],
        "note": "<script>x</script>",
    }
    answer = browser.post("/people/", typed)
    assert answer["Location"] == "/account/login/?next=/typed/"
    session_before = dict(browser.session)
    browser.force_login(somebody("administrator", "administrator"))
    session = browser.session
    session.update({key: value for key, value in session_before.items() if key == "typed"})
    session.save()
    page = browser.get("/typed/").content.decode()
    assert 'action="/people/"' in page
    assert "grace@example.org" in page
    assert "&lt;script&gt;" in page
    assert page.count('name="role"') == 2


def test_a_session_ends_after_the_last_click_and_not_after_the_login(visitor, monkeypatch):
    from datetime import UTC, datetime, timedelta

    from django.contrib.sessions.models import Session

    from toolkit.web.accounts import activity

    browser = visitor("viewer")
    browser.get("/library/")
    Session.objects.update(expire_date=datetime.now(UTC) + timedelta(seconds=60))
    browser.get("/library/")
    assert Session.objects.get().expire_date < datetime.now(UTC) + timedelta(seconds=61), "not written at every click"
    later = activity.time.time() + activity.NOTED_EVERY + 1
    monkeypatch.setattr(activity.time, "time", lambda: later)
    browser.get("/library/", headers={"hx-request": "true"})
    assert Session.objects.get().expire_date < datetime.now(UTC) + timedelta(seconds=61), "a page asked by itself"
    browser.get("/library/")
    assert Session.objects.get().expire_date > datetime.now(UTC) + timedelta(hours=1)


def test_what_is_too_long_to_keep_is_said_to_be(visitor):
    browser = visitor()
    browser.post("/people/", {"note": "x" * 300_000})
    kept = browser.session["typed"]
    browser.force_login(somebody("ada", "administrator"))
    session = browser.session
    session["typed"] = kept
    session.save()
    page = browser.get("/typed/").content.decode()
    assert "too much to keep" in page
    assert "xxx" not in page


def test_nobody_without_an_account_fills_the_disk(visitor):
    browser = visitor()
    kept = []
    for _ in range(25):
        browser.post("/people/", {"note": "x" * 1000})
        kept.append(bool(browser.session["typed"]["fields"]))
    assert kept == [True] * 20 + [False] * 5


def test_health_and_readiness(visitor, monkeypatch):
    assert visitor().get("/health/").json() == {"status": "ok"}
    assert visitor().get("/ready/").json() == {"status": "ready"}
    from django.db import OperationalError

    from toolkit.web.entrance import pages

    class Gone:
        def cursor(self):
            raise OperationalError("unable to open database file")

    monkeypatch.setattr(pages, "connection", Gone())
    answer = visitor().get("/ready/")
    assert answer.status_code == 503
    assert "cannot be opened" in answer.content.decode()


def test_a_database_that_is_gone_is_a_page_that_says_so(visitor, monkeypatch):
    from django.db import OperationalError

    browser = visitor("engineer")
    browser.raise_request_exception = False

    def locked(*_, **__):
        raise OperationalError("database is locked")

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore._get_session_from_db", locked)
    answer = browser.get("/library/")
    assert answer.status_code == 503
    assert "is in use by another process" in answer.content.decode()


def test_a_full_disk_is_a_page_that_says_what_was_kept(visitor, monkeypatch):
    browser = visitor("engineer")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("toolkit.usecase.editing.draft.write_whole", full)
    answer = browser.post("/library/notices/sms/edit/", {"act": "begin"})
    assert answer.status_code == 409
    assert "No space left on device" in answer.content.decode()


def test_a_fault_of_ours_shows_no_trace(visitor, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("a secret")

    browser = visitor("viewer")
    browser.raise_request_exception = False
    monkeypatch.setattr("toolkit.web.library.pages.reading.held", broken)
    answer = browser.get("/library/")
    assert answer.status_code == 500
    assert "a secret" not in answer.content.decode()
    assert "A fault of ours" in answer.content.decode()


def test_a_configuration_broken_by_an_edit_is_told_and_mended_without_a_restart(visitor, place):
    browser = visitor("viewer")
    good = (place / "breachready.toml").read_text()
    (place / "breachready.toml").write_text(good + "\n[nonsense]\n")
    answer = browser.get("/library/")
    assert answer.status_code == 409
    assert "nonsense" in answer.content.decode()
    (place / "breachready.toml").write_text(good + "\n")
    assert browser.get("/library/").status_code == 200


def test_the_stylesheet_may_be_kept_and_changes_its_address(visitor):
    answer = visitor().get("/style.css")
    assert "immutable" in answer["Cache-Control"]
    assert "no-store" in visitor("viewer").get("/library/")["Cache-Control"]
