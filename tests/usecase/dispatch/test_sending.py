"""Mail to many over a real connection: nobody twice, nobody missed, whatever the server or the kernel does."""

import os
import random
import signal
import subprocess
import sys
import textwrap
from collections import Counter

import pytest

from tests.daemons.smtp import smtp_sink
from tests.usecase.dispatch.made import AT, RULES, compose, loaded, person
from toolkit.core.dispatch import Channel, State
from toolkit.core.errors import UserError
from toolkit.store.lock import Lock
from toolkit.store.notified import ledger
from toolkit.tell.mail import Relay
from toolkit.tell.post import Post
from toolkit.tell.trouble import NotSent
from toolkit.usecase.dispatch.sending import PAUSED, Sending, resolve

pytestmark = pytest.mark.live


def relay(sink, **more):
    return Relay(**{"server": "127.0.0.1", "port": sink.port, "ca_file": sink.ca_file, "seconds": 2.0, **more})


def send(path, sink, rules=RULES, **more):
    with ledger(path) as book, Post(relay(sink), per_connection=7) as post:
        sending = Sending(
            ledger=book, compose=compose, sender="notices@example.org", domain="example.org", rules=rules,
            now=lambda: AT, **more,
        )  # fmt: skip
        return sending.run(post)


def states(path):
    with ledger(path) as book:
        return {one.person.key: one for one in book.of_state(*State)}


def arrived(sink):
    return Counter(to for one in sink.recipients for to in one)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "recipients" / "told.db"


def test_everybody_is_told_once(path, tmp_path):
    loaded(path, [person(n) for n in range(20)])
    with smtp_sink(tmp_path) as sink:
        first = send(path, sink)
        again = send(path, sink)
    assert (first.accepted, first.left, first.stopped) == (20, 0, "")
    assert again.accepted == 0
    assert set(arrived(sink).values()) == {1}
    assert len(arrived(sink)) == 20
    assert all(sink.encrypted)
    assert sink.mails[0].get_content().split("\r\n") == ["Dear Person 0", ".", "..dots", ""]
    one = states(path)["c-0"]
    assert (one.state, one.answer) == (State.ACCEPTED, "250 taken")
    assert one.message == sink.mails[0]["Message-ID"].strip("<>")
    assert one.digest
    assert one.promised_at == one.settled_at == AT.isoformat()


def test_an_address_that_is_refused_moves_to_the_next_channel(path, tmp_path):
    people = [
        person(1),
        person(2, mail="nobody@example.org", address=("1 Way",)),
        person(3, mail="nobody@example.org", key="x"),
    ]
    loaded(path, people)
    with smtp_sink(tmp_path) as sink:
        found = send(path, sink)
    assert (found.accepted, found.refused, found.unreachable, found.left) == (1, 2, 1, 0)
    with ledger(path) as book:
        first, second = book.of_person("c-2")
        assert (first.state, first.answer) == (State.REFUSED, "550 no such person")
        assert (second.state, second.channel, second.attempt) == (State.PLANNED, Channel.LETTER, 1)
        assert "mail did not reach them" in second.why
        assert [one.state for one in book.of_person("x")] == [State.REFUSED, State.UNREACHABLE]


def test_a_server_that_goes_away_after_the_last_dot_leaves_one_in_doubt(path, tmp_path):
    loaded(path, [person(n) for n in range(3)])
    with smtp_sink(tmp_path) as sink:
        sink.behave = "vanish"
        found = send(path, sink)
        assert (found.accepted, found.doubtful, found.left) == (0, 3, 0)
        sink.behave = ""
        assert send(path, sink).accepted == 0, "what is in doubt is not sent again by itself"
    with ledger(path) as book:
        assert len(list(book.doubtful())) == 3
        assert resolve(book, (), resend=False, who="ana", at=AT) == 3
    assert {one.state for one in states(path).values()} == {State.ACCEPTED}
    assert "ana decided: it went out" in states(path)["c-0"].answer


def test_somebody_decides_to_send_again_what_is_in_doubt(path, tmp_path):
    loaded(path, [person(1)])
    with smtp_sink(tmp_path) as sink:
        sink.behave = "vanish"
        send(path, sink)
        sink.behave = ""
        with ledger(path) as book:
            resolve(book, (), resend=True, who="ana", at=AT)
        assert send(path, sink).accepted == 1
    ids = {mail["Message-ID"] for mail in sink.mails}
    assert len(ids) == 1, "the second has the first one's Message-ID"


def test_a_server_that_fails_half_the_time_reaches_everybody_once(path, tmp_path, monkeypatch):
    from tests.daemons import smtp

    dice = random.Random(7)
    whole = smtp._Talk._data

    def half(self):
        match dice.randrange(4):
            case 0:
                self._say("354 go on")
                self.lines.readline()
                return False  # the line is cut before the mail is in
            case 1:
                self.sink.behave = "busy"
        return whole(self)

    monkeypatch.setattr(smtp._Talk, "_data", half)
    loaded(path, [person(n) for n in range(40)])
    with smtp_sink(tmp_path) as sink:
        for _ in range(20):
            found = send(path, sink)
            look_up_doubts(path, sink)
            if not found.left and not found.doubtful:
                break
    assert set(arrived(sink)) == {f"p{n}@example.org" for n in range(40)}
    assert set(arrived(sink).values()) == {1}


def test_a_server_that_takes_nothing_is_left_alone(path, tmp_path):
    loaded(path, [person(n) for n in range(60)])
    with smtp_sink(tmp_path) as sink:
        sink.behave = "busy always"
        found = send(path, sink)
    assert found.stopped == "the server took none of 20 mails in a row"
    assert (found.accepted, found.left) == (0, 60)


def test_a_server_that_is_not_there(path, tmp_path):
    loaded(path, [person(1)])
    with smtp_sink(tmp_path) as sink:
        pass
    found = send(path, sink)
    assert "refused" in found.stopped.lower()
    assert found.left == 1
    assert states(path)["c-1"].state is State.PLANNED


def test_a_certificate_that_nobody_trusts(path, tmp_path):
    loaded(path, [person(1)])
    with smtp_sink(tmp_path) as sink:
        sink.ca_file = ""
        found = send(path, sink)
    assert "not trusted" in found.stopped
    assert arrived(sink) == {}


def test_mail_without_tls_goes_to_this_machine_only():
    with pytest.raises(NotSent, match="on this machine only"):
        Post(Relay(server="mail.example.org", tls="none"))


def test_two_cannot_send_at_once(path, tmp_path):
    loaded(path, [person(1)])
    lock = Lock(path.with_suffix(".lock"))
    assert lock.take()
    with smtp_sink(tmp_path) as sink, pytest.raises(UserError, match="another command is sending"):
        send(path, sink)
    lock.release()


def test_it_pauses_and_goes_on(path, tmp_path):
    loaded(path, [person(n) for n in range(10)])
    with smtp_sink(tmp_path) as sink:
        with ledger(path) as book:
            book.set_meta(PAUSED, "yes")
        assert send(path, sink).stopped == "paused"
        with ledger(path) as book:
            book.set_meta(PAUSED, "")
        assert send(path, sink).accepted == 10


def test_no_more_than_so_many_a_minute(path, tmp_path):
    loaded(path, [person(n) for n in range(5)])
    slept = []
    with smtp_sink(tmp_path) as sink:
        send(path, sink, per_minute=6, sleep=slept.append)
    assert 4 * 10 - 2 < sum(slept) / 2.5 <= 4 * 10, "sleeping takes no time here, so waits add up: 10, 20, 30, 40"
    assert max(slept) <= 0.5, "whoever waits can be stopped"


def test_somebody_stops_it_between_two_mails_or_while_it_waits(path, tmp_path):
    loaded(path, [person(n) for n in range(5)])
    with smtp_sink(tmp_path) as sink:
        seen = []
        found = send(
            path, sink, told=lambda sent: seen.append(sent.accepted), stop=lambda: "tired" * (len(seen) == 2)
        )
        assert (found.stopped, found.accepted, found.left) == ("tired", 2, 3)
        naps = []
        found = send(path, sink, per_minute=1, sleep=naps.append, stop=lambda: "tired" * (len(naps) > 2))
        assert (found.stopped, found.accepted, found.left) == ("tired", 1, 2)


def look_up_doubts(path, sink):
    """What a person does: look into the mail server's own log, and say which went out."""
    known = set(arrived(sink))
    with ledger(path) as book:
        doubtful = list(book.doubtful())
        for went in (True, False):
            numbers = [one.n for one in doubtful if (one.person.mail in known) is went]
            if numbers:
                assert resolve(book, numbers, resend=not went, who="ana", at=AT) == len(numbers)
    return len(doubtful)


CHILD = textwrap.dedent("""
    import os, sys
    from pathlib import Path
    from tests.usecase.dispatch.made import AT, RULES, compose
    from toolkit.store.notified import ledger
    from toolkit.tell.mail import Relay
    from toolkit.tell.post import Post
    from toolkit.usecase.dispatch.sending import Sending

    path, port, ca = sys.argv[1:]
    relay = Relay(server="127.0.0.1", port=int(port), ca_file=ca, seconds=5)
    with ledger(Path(path)) as book, Post(relay) as post:
        names = {"sender": "n@example.org", "domain": "example.org"}
        Sending(ledger=book, compose=compose, rules=RULES, now=lambda: AT, **names).run(post)
""")


def test_killed_again_and_again_nobody_is_told_twice_and_nobody_is_missed(path, tmp_path):
    """What is in doubt after each SIGKILL is looked up in the mail server's own log, as a person would."""
    loaded(path, [person(n) for n in range(150)])
    dice = random.Random(11)
    kills = 0
    with smtp_sink(tmp_path) as sink:
        while True:
            child = subprocess.Popen(
                [sys.executable, "-c", CHILD, str(path), str(sink.port), sink.ca_file],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            )
            start = len(sink.raw)
            try:
                wait_for_mail(sink, start, child)
                child.wait(timeout=dice.uniform(0.0, 0.08))
            except subprocess.TimeoutExpired:
                os.kill(child.pid, signal.SIGKILL)
                kills += 1
            child.wait(timeout=60)
            assert look_up_doubts(path, sink) <= 1
            with ledger(path) as book:
                if not book.waiting(Channel.MAIL):
                    break
    assert kills > 3
    assert set(arrived(sink)) == {f"p{n}@example.org" for n in range(150)}
    assert set(arrived(sink).values()) == {1}


def wait_for_mail(sink, start, child):
    import time

    ends = time.monotonic() + 30
    while len(sink.raw) <= start and child.poll() is None and time.monotonic() < ends:
        time.sleep(0.005)
