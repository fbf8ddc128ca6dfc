"""Services stopped for good, with a real systemd: where mask does it, and where a unit file is in its way."""

import pytest

from tests.act.ledger import Stop
from toolkit.act.perform import Ending

pytestmark = pytest.mark.live
WEB = {"service": "web"}
PLACES = pytest.mark.parametrize("place", ["/etc/systemd/system", "/run/systemd/system"])
UNIT = "[Unit]\\nDefaultDependencies=no\\n[Service]\\nExecStart={start}\\n{more}[Install]\\nWantedBy=bare.target\\n"


def web(bench, place="/etc/systemd/system", then="enable --now", start="/bin/sleep 1000", more=""):
    text = UNIT.format(start=start, more=more)
    bench.machine.sh(f"printf '{text}' >{place}/web.service; systemctl daemon-reload; systemctl {then} web 2>&1")
    return state(bench)


def state(bench):
    shown = bench.machine.sh("systemctl show web -p ActiveState -p UnitFileState -p LoadState")
    return shown + bench.machine.sh("ls -lR --time-style=+ /etc/systemd/system | sed 's/^total.*//'")


def running(bench):
    return bench.machine.sh("systemctl is-active web", check=False).strip() == "active"


@PLACES
@pytest.mark.parametrize("then", ["enable --now", "start", "enable", "stop", "mask"])
def test_stopped_and_put_back_exactly(booted, place, then):
    if (place, then) == ("/etc/systemd/system", "mask"):
        return  # systemctl itself refuses it
    was = web(booted, place, then)
    done = booted.do("stop-service", WEB)
    assert done.success, done.words
    assert not running(booted)
    booted.machine.sh("systemctl start web", check=False)
    assert not running(booted), "nothing starts it"
    if then != "mask":
        assert done.ending is Ending.DONE
        assert booted.do("stop-service", WEB).ending is Ending.ALREADY
        undone = booted.undo("stop-service", WEB)
        assert undone.ending is Ending.UNDONE, undone.words
    assert state(booted) == was


@PLACES
def test_nothing_brings_it_back(booted, place):
    """Neither its own restart, nor a timer, nor a socket, nor what wants it."""
    web(booted, place, more="Restart=always\\nRestartSec=0\\n")
    m = booted.machine
    unit = "[Unit]\\nDefaultDependencies=no\\n"
    m.sh(
        f"printf '{unit}[Timer]\\nOnActiveSec=1s\\nOnUnitActiveSec=1s\\nAccuracySec=1ms\\n'"
        " >/run/systemd/system/web.timer"
    )
    m.sh(f"printf '{unit}[Socket]\\nListenStream=/run/web.sock\\n' >/run/systemd/system/web.socket")
    m.sh("systemctl daemon-reload; systemctl stop web; systemctl start web.socket web.timer web")
    planned = booted.plan("stop-service", WEB)
    said = " ".join(planned.plan.warnings)
    assert "web.socket starts it on demand and is active" in said
    assert "web.timer starts it on demand and is active" in said
    done = booted.do("stop-service", WEB)
    assert done.ending is Ending.DONE, done.words
    m.sh("echo x | timeout 1 nc -U /run/web.sock; sleep 2.5; systemctl start bare.target", check=False)
    assert not running(booted)


def test_what_it_left_running_shows(booted):
    web(booted, start='/bin/sh -c "sleep 1000 & exec sleep 2000"', more="KillMode=process\\n")
    done = booted.do("stop-service", WEB)
    assert done.ending is Ending.FAILED
    assert "processes go on" in done.words


@pytest.mark.parametrize(
    ("service", "words"),
    [("ssh", "needed to reach"), ("sshd@1", "needed to reach"), ("systemd-journald", "needed to reach"),
     ("nosuch", "there is no unit"), ("web.socket", "no name of a service"), ("a b", "no name of a service"),
     ("../etc", "no name of a service"), ("-x", "no name of a service"), ("$(id)", "no name of a service")],
)  # fmt: skip
def test_refused(booted, service, words):
    done = booted.do("stop-service", {"service": service})
    assert done.ending is Ending.REFUSED
    assert words in done.words
    assert booted.ledger.lines == []


def test_the_service_that_we_came_through_by_another_name(booted):
    booted.machine.sh(
        "systemctl link /etc/systemd/system/ssh.service 2>/dev/null\n"
        "cd /etc/systemd/system; ln -s ssh.service door.service"
    )
    booted.machine.sh("systemctl daemon-reload")
    done = booted.do("stop-service", {"service": "door"})
    assert done.ending is Ending.REFUSED


def test_without_systemd_it_says_unsupported(bench):
    done = bench.do("stop-service", WEB)
    assert done.ending is Ending.REFUSED
    assert "Unsupported" in done.words


def test_stopped_in_between_it_goes_on(booted):
    was = web(booted)
    booted.ledger.stop_at = "acted"
    with pytest.raises(Stop):
        booted.do("stop-service", WEB)
    assert booted.do("stop-service", WEB).ending is Ending.DONE
    assert booted.undo("stop-service", WEB).ending is Ending.UNDONE
    assert state(booted) == was
