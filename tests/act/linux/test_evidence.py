"""What the collecting verbs bring home: whole, hashed, without secrets; and what they say where it is not whole."""

import gzip
import hashlib
import json
import tarfile

import pytest

from tests.act.linux.bench import at_phase
from toolkit.act.linux import collected, logs, memory, processes
from toolkit.act.perform import Ending
from toolkit.act.verb import CannotAct

pytestmark = pytest.mark.live
SINCE = {"since": "2026-11-01"}
CONTENT = bytes(range(256)) * 4096


def files(bench, end):
    return sorted(bench.evidence.glob(f"*{end}"))


def record(bench):
    return json.loads(files(bench, ".json")[-1].read_text())


def test_what_runs(bench):
    m = bench.machine
    m.sh("cp /usr/bin/sleep /tmp/evil; useradd eve")
    m.sh("printf 'API_KEY=topsecret\\n* * * * * /tmp/evil\\n' >/var/spool/cron/crontabs/eve")
    m.start("exec env -i 'TOKEN=s3cr3t\nMORE=hid=den' LD_PRELOAD= /tmp/evil 500")
    m.until("readlink /proc/[0-9]*/exe | grep -q /tmp/evil && rm /tmp/evil")
    done = bench.do("capture-processes", {})
    assert done.ending is Ending.DONE, done.words
    text = files(bench, ".txt")[0].read_text()
    assert "/tmp/evil (deleted)" in text
    assert "TOKEN LD_PRELOAD" in text
    assert "* * * * * /tmp/evil" in text
    assert "API_KEY= (not shown)" in text
    assert "topsecret" not in text
    names = text.partition("===== names of env")[2].partition("=====")[0]
    assert "s3cr3t" not in names
    assert "hid" not in names
    with tarfile.open(files(bench, "programs.tar.gz")[0]) as packed:
        (one,) = packed.getmembers()
        program = packed.extractfile(one).read()
    assert hashlib.sha256(program).hexdigest() in text
    assert bench.do("capture-processes", {}).ending is Ending.ALREADY
    assert all(path.stat().st_mode & 0o077 == 0 for path in files(bench, "gz"))
    assert bench.undo("capture-processes", {}).ending is Ending.UNDONE
    assert files(bench, ".txt")


def test_logs_since(bench):
    m = bench.machine
    m.sh("mkdir -p /var/log/app; echo new >'/var/log/app/a b\nc.log'; echo old >/var/log/old.log")
    m.sh("touch -d 2020-01-01 /var/log/old.log /var/log/wtmp; head -c 3000000 /dev/urandom >/var/log/big.log")
    done = bench.do("copy-logs", SINCE)
    assert done.ending is Ending.DONE, done.words
    with tarfile.open(files(bench, "var-log.tar.gz")[0]) as packed:
        assert {one.name for one in packed} == {"var/log/app/a b\nc.log", "var/log/big.log", "var/log/wtmp"}


def test_the_journal_too(booted):
    booted.machine.sh("systemctl start systemd-journald; logger -t door 'somebody knocked'; journalctl --sync")
    assert booted.do("copy-logs", SINCE).ending is Ending.DONE
    lines = gzip.decompress(files(booted, "journal.jsonl.gz")[0].read_bytes()).splitlines()
    assert "somebody knocked" in {json.loads(line).get("MESSAGE") for line in lines}


@pytest.mark.parametrize("since", ["yesterday", "2999-01-01", "2026-11-20T10:00:00", "$(id)"])
def test_moments_that_are_none(bench, since):
    done = bench.do("copy-logs", {"since": since})
    assert done.ending is Ending.REFUSED
    assert not bench.evidence.exists()


def test_what_is_cut_off_says_so_and_is_kept(bench, monkeypatch):
    bench.machine.sh("head -c 3000000 /dev/urandom >/var/log/big.log")
    monkeypatch.setattr(logs, "JOURNAL_LIMIT", 0)
    monkeypatch.setattr(logs, "FILES_LIMIT", 1_000_000)
    done = bench.do("copy-logs", SINCE)
    assert done.ending is Ending.FAILED
    assert "cut off at the limit" in done.words
    (cut,) = files(bench, "var-log.tar.gz.cut")
    assert cut.stat().st_size <= 1_000_000
    monkeypatch.undo()
    assert bench.do("copy-logs", SINCE).ending is Ending.DONE
    assert cut.exists(), "what came first is evidence too"


def test_what_the_server_failed_to_send_is_not_whole(bench):
    bench.machine.sh(
        "printf '#!/bin/sh\\ncase $* in *version*) echo GNU;; *) echo half; exit 2;; esac\\n' >/run/tar\n"
        "chmod 755 /run/tar"
    )
    bench.machine.sh("mount --bind /run/tar /usr/bin/tar")
    done = bench.do("copy-logs", SINCE)
    assert done.ending is Ending.FAILED
    assert "exit status 1" in done.words


def test_a_changed_file_is_not_what_was_collected(bench):
    assert bench.do("capture-processes", {}).ending is Ending.DONE
    (path,) = files(bench, ".txt")
    path.write_text(path.read_text() + "more")
    again = bench.do("capture-processes", {})
    assert again.ending is Ending.DONE, "collected anew, under names of its own"
    assert f"{path.name}: is not what was collected" in again.words
    assert path.read_text().endswith("more")
    assert len(files(bench, ".txt")) == 2


@pytest.mark.parametrize("program", ["gzip", "head"])
def test_what_could_not_be_packed_or_sent_is_not_whole(bench, program):
    """The command itself ended well."""
    bench.machine.sh("printf '#!/bin/sh\\nprintf half; cat >/dev/null; exit 1\\n' >/run/no; chmod 755 /run/no")
    bench.machine.sh(f"mount --bind /run/no /usr/bin/{program}")
    done = bench.do("copy-logs", SINCE)
    assert not done.success, done.words


def test_broken_off_it_is_taken_anew(bench, monkeypatch):
    def broken(real):
        real()
        raise CannotAct("ssh", "the connection broke")

    with at_phase(monkeypatch, "processes_send", broken):
        assert bench.do("capture-processes", {}).ending is Ending.FAILED
    assert files(bench, ".cut")
    assert not files(bench, ".part")
    assert bench.do("capture-processes", {}).ending is Ending.DONE


def test_no_room_here(bench, monkeypatch):
    monkeypatch.setattr(collected, "SPARE", 10**18)
    done = bench.do("capture-processes", {})
    assert done.ending is Ending.REFUSED
    assert "bytes are free" in done.words


def test_a_disk_that_fills_up_is_said(bench, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(
        "toolkit.act.linux.hearing.open",
        lambda *_, **__: type("F", (), {"write": full, "close": lambda _: None})(),
        raising=False,
    )
    done = bench.do("capture-processes", {})
    assert done.ending is Ending.FAILED
    assert "No space left" in done.words


def avml(bench, body):
    """A stand-in for avml, which no package here brings: writes to the file that it is told, as the real one does."""
    bench.machine.sh("mount -t tmpfs none /usr/local; mkdir /usr/local/bin")
    bench.machine.sh(f"printf '%s\\n' '#!/bin/sh' '{body}' >/usr/local/bin/avml; chmod 755 /usr/local/bin/avml")
    (bench.evidence.parent / "content").write_bytes(CONTENT)


def test_memory_is_streamed_by_avml(bench):
    avml(bench, '[ "$1" = --compress ] && head -c 5000000 /dev/zero >"$2"')
    planned = bench.plan("capture-memory", {})
    digest = bench.machine.sh("sha256sum /usr/local/bin/avml").split()[0]
    assert digest in planned.plan.changes[0].words
    done = bench.do("capture-memory", {})
    assert done.ending is Ending.DONE, done.words
    assert files(bench, ".avml")[0].read_bytes() == bytes(5000000)
    assert record(bench)["asked"]["hash"] == digest


def test_memory_past_the_limit_is_cut_and_says_so(bench, monkeypatch):
    """Written in one go and ended well: what the pipe still held is not lost in silence."""
    monkeypatch.setattr(memory, "_limit", lambda _told: 1000)
    avml(bench, 'head -c 1001 /dev/zero >"$2"; exit 0')
    done = bench.do("capture-memory", {})
    assert done.ending is Ending.FAILED
    assert "cut off at the limit" in done.words
    assert files(bench, ".cut")[0].stat().st_size == 1000
    monkeypatch.setattr(memory, "_limit", lambda _told: 1001)
    bench.ledger.lines.clear()
    assert bench.do("capture-memory", {}).ending is Ending.DONE


def test_nothing_at_all_is_no_memory(bench):
    avml(bench, "exit 0")
    done = bench.do("capture-memory", {})
    assert done.ending is Ending.FAILED
    assert "is empty" in done.words


def test_memory_that_could_not_be_read_is_no_success(bench):
    avml(bench, 'echo some >"$2"; echo locked down >&2; exit 1')
    done = bench.do("capture-memory", {})
    assert done.ending is Ending.FAILED
    assert "exit status 1" in done.words


def test_another_program_than_was_looked_at_is_not_run(bench):
    avml(bench, ": first")
    act = bench.act("capture-memory", {})
    with bench.machine.beside():
        seen = memory.VERB.capture(act.hands, act.parameters)
        bench.machine.sh("echo : second >>/usr/local/bin/avml")
        with pytest.raises(CannotAct, match="is not the program"):
            memory.VERB.act(act.hands, act.parameters, seen)


def test_memory_by_lime_and_a_module_that_is_refused(bench):
    """insmod is a stand-in: no kernel here takes a module. It writes to the path as the module would."""
    m = bench.machine
    m.sh(
        "mount -t tmpfs none /usr/local; mkdir -p /usr/local/sbin; mount -t tmpfs none /root\n"
        "touch /root/lime-$(uname -r).ko"
    )
    fake = '#!/bin/sh\\nset -- ${2#path=}; head -c 3000000 /dev/zero >"${1%% *}"\\n'
    m.sh(f"cd /usr/local/sbin; printf '{fake}' >insmod; printf '#!/bin/sh\\n' >rmmod; chmod 755 insmod rmmod")
    done = bench.do("capture-memory", {})
    assert done.ending is Ending.DONE, done.words
    assert gzip.decompress(files(bench, ".lime.gz")[0].read_bytes()) == bytes(3000000)
    m.sh("printf '#!/bin/sh\\necho invalid module format >&2; exit 1\\n' >/usr/local/sbin/insmod")
    bench.ledger.lines.clear()
    refused = bench.do("capture-memory", {})
    assert refused.ending is Ending.FAILED
    assert "exit status 1" in refused.words
    assert m.sh("ls /run | grep lime", check=False) == ""


def test_without_a_tool_it_says_unsupported_and_what_to_install(bench):
    done = bench.do("capture-memory", {})
    assert done.ending is Ending.REFUSED
    assert "Unsupported" in done.words
    assert "avml" in done.words


def test_limits_are_said_in_the_phases():
    assert str(processes.TEXT_LIMIT) in processes.SEND.script
    assert all(phase.seconds > 0 for room in (processes, memory, logs) for phase in room.PHASES)
