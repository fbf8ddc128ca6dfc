import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from toolkit.core.errors import UserError
from toolkit.store.lock import Lock, held

HOLD = """
import sys, time
from pathlib import Path
from toolkit.store.lock import held
with held(Path(sys.argv[1]), what="scan"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", HOLD, tmp_path / "lock"], stdout=subprocess.PIPE)
    process.stdout.readline()
    yield process
    process.kill()
    process.communicate()


def test_the_holder_is_named_and_a_kill_lets_go(tmp_path, holder):
    with pytest.raises(UserError, match=rf"another scan is running .*\(process {holder.pid}\)"):
        take(tmp_path)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    take(tmp_path)


def take(tmp_path):
    with held(tmp_path / "lock", what="scan", patience=0):
        pass


def test_it_waits_for_those_who_only_look(tmp_path):
    first, second = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    assert first.take(patience=0)
    assert not second.take(patience=0)
    threading.Timer(0.2, first.release).start()
    assert second.take(patience=5)
    second.release()
    second.release()


def test_it_is_let_go_when_the_block_fails(tmp_path):
    def fails():
        with held(tmp_path / "lock", what="scan"):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    take(tmp_path)


def test_a_child_that_outlives_the_holder_does_not_keep_it(tmp_path):
    with held(tmp_path / "lock", what="scan"):
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"])
    try:
        take(tmp_path)
    finally:
        child.kill()
        child.wait()


def test_a_file_that_says_nonsense_names_nobody(tmp_path):
    (tmp_path / "lock").write_bytes(b"\xff\x00 nonsense " * 100)
    lock = Lock(tmp_path / "lock")
    assert lock.holder() == ""
    begun = time.monotonic()
    with held(tmp_path / "lock", what="scan") as mine:
        assert mine.holder() == str(os.getpid())
    assert time.monotonic() - begun < 5


def test_a_directory_that_is_not_there(tmp_path):
    with pytest.raises(UserError, match="cannot be locked"), held(tmp_path / "none" / "lock", what="scan"):
        pass
