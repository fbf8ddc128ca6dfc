"""Promised, sent, settled: what is killed in between is neither lost nor repeated in silence."""

import json
import logging
import os
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace

import pytest

from tests.daemons.smtp import smtp_sink
from tests.store.made import WEB, at, finding, keep, posture
from tests.tell.hook import KEY, receiver
from toolkit.config.settings import AlertSettings, MailSettings, WebhookSettings
from toolkit.core import Outcome, Severity
from toolkit.core.change import compare
from toolkit.core.errors import Problem, UserError
from toolkit.core.run import RunStatus
from toolkit.store import AlertState, Store
from toolkit.usecase.alert import alerts
from toolkit.usecase.deliver import REPEATED, deliver

pytestmark = pytest.mark.live


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "state") as opened:
        yield opened


def changed_run(store):
    """Two runs, the second with a new weakest path and a new finding."""
    keep(store, 1, {WEB: [finding(outcome=Outcome.PASS)]}, posture=posture(60))
    run = keep(store, 2, {WEB: [finding()]}, posture=posture(40, start="insider"))
    return described(store, run)


def described(store, run):
    now, then = store.run(run), store.run(store.previous(run))
    change = compare(
        since_run=then.id,
        since=then.started_at,
        before=then.findings,
        now=now.findings,
        posture_before=then.posture,
        posture_now=now.posture,
    )
    return replace(now, change=change)


def mail_to(sink, **changed):
    return MailSettings(
        **{
            "server": "127.0.0.1",
            "port": sink.port,
            "ca_file": sink.ca_file,
            "sender": "alerts@acme.example",
            "recipients": ("ops@acme.example",),
            "user": "ops",
            "password": "env:PASS",
        }
        | changed
    )


def tell(store, run, *, mail=None, webhook=None, secret=lambda _ref: KEY):
    settings = AlertSettings(mail=mail, webhook=webhook)
    return deliver(store, run, settings, secret, sleep=lambda _seconds: None)


def test_both_channels_hear_of_it_once(store, tmp_path):
    run = changed_run(store)
    with smtp_sink(tmp_path) as sink, receiver() as got:
        hook = WebhookSettings(url=got.url, secret="env:KEY")
        first = tell(store, run, mail=mail_to(sink), webhook=hook)
        again = tell(store, run, mail=mail_to(sink), webhook=hook)
        (letter,) = sink.mails
    assert [(one.channel, one.sent, one.doubtful) for one in first] == [
        ("mail", True, False),
        ("webhook", True, False),
    ]
    assert again == ()
    assert got.genuine == [True]
    assert json.loads(got.bodies[0])["path_changed"] is True
    assert "root can log in over SSH" in letter.get_content()
    assert [one.state for one in store.told(run.id)] == [AlertState.SENT] * 2


def test_a_run_without_news_tells_nobody(store):
    keep(store, 1, {WEB: [finding()]}, posture=posture())
    run = described(store, keep(store, 2, {WEB: [finding()]}, posture=posture()))
    assert tell(store, run) == ()
    assert store.told(run.id) == []


def test_what_fails_stays_and_is_tried_again(store, tmp_path):
    run = changed_run(store)
    with smtp_sink(tmp_path) as sink:
        sink.behave = "refuse"
        (failed,) = tell(store, run, mail=mail_to(sink))
        assert (failed.sent, "no such person" in failed.reason) == (False, True)
        assert store.told(run.id)[0].state is AlertState.FAILED
        sink.behave = ""
        (sent,) = tell(store, None, mail=mail_to(sink))
        assert (sent.sent, sent.doubtful, len(sink.raw)) == (True, False, 1)
        assert REPEATED.strip() not in sink.mails[0].get_content()


def test_a_failing_channel_is_left_alone_in_the_end(store, tmp_path):
    run = changed_run(store)
    with smtp_sink(tmp_path) as sink:
        sink.behave = "refuse"
        tries = [tell(store, run, mail=mail_to(sink)) for _ in range(12)]
    assert [len(one) for one in tries] == [1] * 10 + [0] * 2


def test_a_secret_that_cannot_be_had_is_a_reason_not_a_loss(store, tmp_path):
    def missing(ref):
        raise UserError(Problem(ref, "", "is not set"))

    run = changed_run(store)
    with smtp_sink(tmp_path) as sink:
        (failed,) = tell(store, run, mail=mail_to(sink), secret=missing)
        assert failed.reason == "env:PASS: is not set"
        (sent,) = tell(store, None, mail=mail_to(sink))
        assert sent.sent


def test_a_channel_that_is_configured_no_more(store, tmp_path):
    run = changed_run(store)
    with smtp_sink(tmp_path) as sink:
        sink.behave = "refuse"
        tell(store, run, mail=mail_to(sink))
    (gone,) = tell(store, None)
    assert "not configured" in gone.reason


DYING = textwrap.dedent("""
    import os, signal, sys
    from pathlib import Path
    from toolkit.config.settings import AlertSettings, MailSettings, WebhookSettings
    from toolkit.store import Store
    from toolkit.usecase import deliver as room
    from tests.tell.test_deliver import changed_run

    state, moment, port, ca, url = sys.argv[1:]

    def die(*_args, **_words):
        os.kill(os.getpid(), signal.SIGKILL)

    store = Store.open(Path(state))
    run = changed_run(store)
    if moment == "promised":
        store.telling = die
    elif moment == "claimed":
        room.mail.send = die
    else:
        store.settled = die
    who = {"sender": "alerts@acme.example", "recipients": ("ops@acme.example",)}
    mail = MailSettings(server="127.0.0.1", port=int(port), ca_file=ca, **who)
    room.deliver(store, run, AlertSettings(mail=mail), lambda ref: "k")
""")


@pytest.mark.parametrize(
    ("moment", "arrived", "doubtful"), [("promised", 0, False), ("claimed", 0, True), ("sent", 1, True)]
)
def test_killed_while_telling(tmp_path, moment, arrived, doubtful, caplog):
    with smtp_sink(tmp_path) as sink:
        arguments = [str(tmp_path / "state"), moment, str(sink.port), sink.ca_file, ""]
        died = subprocess.run([sys.executable, "-c", DYING, *arguments], check=False, env=os.environ)
        assert died.returncode == -signal.SIGKILL
        assert len(sink.raw) == arrived
        with Store.open(tmp_path / "state") as store, caplog.at_level(logging.WARNING):
            (after,) = tell(store, None, mail=mail_to(sink, user="", password=None))
            assert tell(store, None, mail=mail_to(sink)) == ()
        assert (after.sent, after.doubtful) == (True, doubtful)
        assert len(sink.raw) == arrived + 1
        assert (REPEATED.strip() in sink.mails[-1].get_content()) is doubtful
        assert ("may repeat" in caplog.text) is doubtful
        assert len({letter["Message-ID"] for letter in sink.mails}) == 1


def test_a_webhook_that_was_cut_off_comes_again_with_the_same_id(store):
    run = changed_run(store)
    with receiver() as got:
        hook = WebhookSettings(url=got.url, secret="env:KEY")
        got.answers = [500]
        tell(store, run, webhook=hook)
        got.answers = [200]
        (sent,) = tell(store, None, webhook=hook)
    assert sent.sent
    assert len({one["X-Breachready-Delivery"] for one in got.headers}) == 1


def test_only_one_process_sends(store, tmp_path):
    from toolkit.store.lock import held

    with held(tmp_path / "state" / "alert.lock", what="test"), pytest.raises(UserError, match="another sender"):
        tell(store, None)


def alert_of(store, before, now, threshold=Severity.HIGH, **postures):
    keep(store, 1, {WEB: before}, posture=postures.get("old"))
    return alerts(described(store, keep(store, 2, {WEB: now}, posture=postures.get("new"))), threshold)


def test_the_threshold(store):
    assert alert_of(store, [], [finding(severity=Severity.MEDIUM)]) is None
    assert "1 new finding" in alert_of(store, [], [finding()]).subject


def test_required_checks_that_lose_their_sight(store):
    lost = finding(outcome=Outcome.UNKNOWN, evidence="needs root")
    alert = alert_of(store, [finding(outcome=Outcome.PASS)], [lost])
    assert "1 required check out of sight" in alert.subject
    assert "needs root" in alert.text


def test_optional_ones_may(store):
    lost = finding(outcome=Outcome.UNKNOWN, required=False)
    assert alert_of(store, [finding(outcome=Outcome.PASS, required=False)], [lost]) is None


def test_no_path_left_is_news(store):
    gone = replace(posture(), path=None)
    assert "no path to data is left" in alert_of(store, [], [], old=posture(), new=gone).subject


def test_a_first_run_and_a_dead_one_tell_nothing(store):
    run = store.run(keep(store, 1, {WEB: [finding()]}, posture=posture()))
    assert alerts(run, Severity.LOW) is None
    assert run.status is RunStatus.FINISHED


def test_hostile_evidence_stays_on_its_line(store):
    hostile = "x\r\n\r\nBcc: thief\x1b[2J\u202eevil\u2028 next" + "A" * 5000
    alert = alert_of(store, [], [finding(evidence=hostile, title=hostile, target=WEB)])
    assert not any(ord(letter) < 32 for letter in alert.subject)
    body = alert.text.replace("\n", "")
    assert not any(letter in body for letter in "\r\x1b\u202e\u2028")
    assert len(alert.text) < 3000
    assert not any(line.startswith("Bcc") for line in alert.text.splitlines())
    assert json.loads(alert.body)["opened"][0]["evidence"].startswith("x Bcc: thief [2J evil next")


def test_a_thousand_new_findings_are_a_number(store):
    alert = alert_of(store, [], [finding(resource=f"file:{n}") for n in range(1000)])
    assert "1000 new findings" in alert.subject
    assert "and 990 more" in alert.text
    assert at(2).strftime("%Y-%m-%d") in alert.text
