"""Logins locked on a real machine: with useradd, usermod and sshd, in namespaces of their own."""

import pytest

from tests.act.ledger import Stop
from tests.act.linux.bench import at_phase
from tests.daemons.machine import AT, PORT
from toolkit.act.linux.hearing import Hearing
from toolkit.act.linux.root import ROOTED
from toolkit.act.perform import Ending
from toolkit.act.verb import CannotAct

pytestmark = pytest.mark.live
EVE = {"login": "eve"}
SHADOW = "grep ^eve: /etc/shadow"


def eve(bench, more="echo eve:correct-horse | chpasswd"):
    bench.machine.sh(f"useradd -m -s /bin/sh eve; {more}")
    return bench.machine.sh(SHADOW)


def gets_in(bench):
    """Whether sshd takes eve's key."""
    try:
        with bench.machine.beside():
            bench.hands(user="eve").read(ROOTED)
    except CannotAct as no:
        return no.call == "id -u"  # in, though not as root
    return True


def alive(bench):
    return bench.machine.sh("ps -o stat= -u eve -U eve | grep -v ^Z", check=False).split()


@pytest.mark.parametrize(
    "before",
    ["echo eve:correct-horse | chpasswd", "usermod -L eve", "passwd -d eve",
     "chage -E 2030-01-01 eve; usermod -p '*' eve", "usermod -e 1 eve", "usermod -p '!!' eve", "chage -d 0 eve"],
)  # fmt: skip
def test_locked_and_put_back_exactly(bench, before):
    was = eve(bench, before)
    bench.machine.start("setpriv --reuid eve --regid eve --clear-groups sleep 100")
    bench.machine.until("pgrep -u eve sleep")
    done = bench.do("lock-user", EVE)
    assert done.ending is Ending.DONE, done.words
    fields = bench.machine.sh(SHADOW).strip().split(":")
    assert fields[1].startswith("!")
    assert fields[7] == "1"
    assert alive(bench) == []
    assert bench.do("lock-user", EVE).ending is Ending.ALREADY
    undone = bench.undo("lock-user", EVE)
    assert undone.ending is Ending.UNDONE, undone.words
    assert bench.machine.sh(SHADOW) == was


def test_a_key_opens_nothing_any_more(bench):
    eve(bench)
    assert gets_in(bench)
    bench.do("lock-user", EVE)
    assert not gets_in(bench)
    bench.undo("lock-user", EVE)
    assert gets_in(bench)


def test_what_starts_anew_while_it_is_ended_is_ended_too(bench):
    eve(bench)
    script = "trap '' TERM HUP; while :; do sleep 0.05 & wait; done"
    bench.machine.start(f'setpriv --reuid eve --regid eve --clear-groups sh -c "{script}"')
    bench.machine.until("pgrep -u eve sleep")
    assert bench.do("lock-user", EVE).ending is Ending.DONE
    assert alive(bench) == []


def test_the_plan_says_what_would_go_on_and_changes_nothing(bench):
    was = eve(
        bench,
        "useradd -o -u $(id -u eve) twin; mkdir -p /home/eve/.ssh /var/spool/cron/atjobs /var/lib/systemd/linger",
    )
    bench.machine.sh("echo k >/home/eve/.ssh/authorized_keys; echo '* * * * * x' >/var/spool/cron/crontabs/eve")
    bench.machine.sh(
        "touch /var/lib/systemd/linger/eve /var/spool/cron/atjobs/a1; chown eve /var/spool/cron/atjobs/a1"
    )
    planned = bench.plan("lock-user", EVE)
    said = " ".join(planned.plan.warnings)
    for words in ("crontab", "an at job", "lingering", "keys for log-ins", "twin"):
        assert words in said, words
    assert bench.machine.sh(SHADOW) == was


def test_no_hash_comes_to_our_side(bench):
    secret = eve(bench).split(":")[1]
    assert len(secret) > 20
    heard = []
    real = Hearing.__call__
    Hearing.__call__ = lambda self, data: (heard.append(bytes(data)), real(self, data))[1]
    try:
        done = bench.do("lock-user", EVE)
    finally:
        Hearing.__call__ = real
    assert done.ending is Ending.DONE
    assert heard
    assert secret.encode() not in b"".join(heard)
    assert secret not in str(bench.ledger.lines)


@pytest.mark.parametrize(
    ("login", "words"),
    [("root", "uid 0"), ("toor", "uid 0"), ("nobody-there", "no such login"), ("-x", "no name of a login"),
     ("a;touch /tmp/owned", "no name of a login"), ("$(touch /tmp/owned)", "no name of a login"),
     ("a\nb", "no name of a login")],
)  # fmt: skip
def test_refused(bench, login, words):
    bench.machine.sh("useradd -o -u 0 toor 2>/dev/null; :")
    done = bench.do("lock-user", {"login": login})
    assert done.ending is Ending.REFUSED
    assert words in done.words
    assert bench.ledger.lines == []
    assert "owned" not in bench.machine.sh("ls /tmp")


def test_it_does_not_lock_itself_out(bench):
    bench.machine.sh("useradd -m -s /bin/sh ops; echo ops:pa55 | chpasswd")
    bench.machine.sh("echo 'ops ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers")
    done = bench.do("lock-user", {"login": "ops"}, user="ops", sudo=True)
    assert done.ending is Ending.REFUSED
    assert "lock itself out" in done.words


def test_without_usermod_it_says_unsupported(bench):
    eve(bench)
    bench.machine.sh("mount --bind /dev/null /usr/sbin/usermod")
    done = bench.do("lock-user", EVE)
    assert done.ending is Ending.REFUSED
    assert "Unsupported" in done.words


def test_what_usermod_refuses_is_no_success(bench):
    eve(bench)
    bench.machine.sh("printf '#!/bin/sh\\necho cannot lock /etc/passwd >&2; exit 1\\n' >/run/no; chmod 755 /run/no")
    bench.machine.sh("mount --bind /run/no /usr/sbin/usermod")
    done = bench.do("lock-user", EVE)
    assert done.ending is Ending.FAILED
    assert "cannot lock" in done.words


def test_somebody_else_s_change_is_not_overwritten(bench):
    eve(bench)
    bench.do("lock-user", EVE)
    bench.machine.sh("passwd -d eve")
    undone = bench.undo("lock-user", EVE)
    assert undone.ending is Ending.FAILED
    assert "somebody else" in undone.words


def test_stopped_after_the_change_it_goes_on_from_what_was_captured(bench):
    was = eve(bench)
    bench.ledger.stop_at = "acted"
    with pytest.raises(Stop):
        bench.do("lock-user", EVE)
    assert bench.do("lock-user", EVE).ending is Ending.DONE
    assert bench.undo("lock-user", EVE).ending is Ending.UNDONE
    assert bench.machine.sh(SHADOW) == was


def test_an_answer_that_is_lost_is_looked_for(bench, monkeypatch):
    eve(bench)

    def lost(real):
        real()
        raise CannotAct("ssh", "the connection broke", maybe=True)

    with at_phase(monkeypatch, "login_lock", lost):
        assert bench.do("lock-user", EVE).ending is Ending.DONE


def test_an_answer_that_is_lost_before_anything_was_done_is_in_doubt(bench, monkeypatch):
    eve(bench)

    def never(_real):
        raise CannotAct("ssh", "the connection broke", maybe=True)

    with at_phase(monkeypatch, "login_lock", never):
        assert bench.do("lock-user", EVE).ending is Ending.IN_DOUBT


def test_nobody_there(bench):
    done = bench.do("lock-user", EVE, host=AT, port=PORT + 7)
    assert done.ending is Ending.REFUSED
    assert "connect to" in done.words
