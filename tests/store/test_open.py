"""Opening: privately, twice at once, and never on what is not ours."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading

import pytest

from tests.store.made import WEB, finding, keep
from toolkit.core.errors import UserError
from toolkit.store import Store


def test_importing_the_store_loads_no_django():
    code = "import sys, toolkit.store; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_only_the_owner_can_read_it(store, state):
    keep(store, 1, {WEB: [finding()]})
    assert state.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in state.iterdir()} == {0o600}


def test_it_waits_writes_ahead_and_syncs(store):
    from django.db import connection

    keep(store, 1, {WEB: [finding()]})
    asked = {
        name: connection.connection.execute(f"pragma {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    }
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


@pytest.mark.parametrize("content", [b"not a database, " * 100, b"\x00" * 4096, os.urandom(8192)])
def test_what_is_not_a_database_is_refused_and_left_alone(state, content):
    state.mkdir()
    file = state / "breachready.db"
    file.write_bytes(content)
    with pytest.raises(UserError, match=r"not a breachready database|damaged"):
        Store.open(state)
    assert file.read_bytes() == content


def test_a_damaged_database_is_named(state):
    with Store.open(state) as store:
        keep(store, 1, {WEB: [finding(resource=f"file:{n}") for n in range(3000)]})
    file = state / "breachready.db"
    size = file.stat().st_size
    with file.open("r+b") as opened:
        opened.seek(size // 2)
        opened.write(os.urandom(size // 3))
    with pytest.raises(UserError, match=r"breachready.db: is damaged"), Store.open(state) as store:
        store.run()


def test_a_newer_schema_is_refused(state):
    Store.open(state).close()
    bare = sqlite3.connect(state / "breachready.db")
    bare.execute("insert into django_migrations (app, name, applied) values ('store', '0999_future', '2030-01-01')")
    bare.commit()
    bare.close()
    with pytest.raises(UserError, match=r"newer breachready .*0999_future"):
        Store.open(state)


def test_a_directory_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="state directory"):
        Store.open(tmp_path / "file" / "state")
    (tmp_path / "state" / "breachready.db").mkdir(parents=True)
    with pytest.raises(UserError, match="cannot be opened"):
        Store.open(tmp_path / "state")


@pytest.mark.parametrize(("url", "said"), [("mysql://x/y", "postgresql://"), ("postgresql://h/d", "extra `scale`")])
def test_other_databases(state, url, said, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(UserError, match=said):
        Store.open(state, url)
    Store.open(state).close()


def test_a_second_store_is_refused_while_one_is_open_and_taken_after(tmp_path):
    with Store.open(tmp_path / "a") as first:
        keep(first, 1, {WEB: [finding()]})
        with pytest.raises(RuntimeError, match="another store"):
            Store.open(tmp_path / "b")
        with Store.open(tmp_path / "a") as again:
            assert again.run().id == first.run().id
        assert first.run() is not None
    with Store.open(tmp_path / "b") as other:
        assert other.run() is None
    with pytest.raises(RuntimeError, match="closed"):
        first.run()


def test_two_processes_may_make_it_at_once(state):
    code = f"from pathlib import Path; from toolkit.store import Store; Store.open(Path({str(state)!r})).close()"
    both = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(4)]
    assert [(process.communicate()[1], process.returncode) for process in both] == [(b"", 0)] * 4


def test_reading_goes_on_while_another_thread_writes(store, state):
    keep(store, 0, {WEB: [finding()]})
    wrong: list[object] = []
    stop = threading.Event()

    def read():
        with Store.open(state) as mine:
            while not stop.is_set():
                if len(mine.run().findings) != 1:
                    wrong.append(mine.runs())

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for number in range(1, 15):
            keep(store, number, {WEB: [finding(evidence=str(number))]})
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert wrong == []


def test_the_models_and_the_migrations_agree(store):
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_a_moved_state_directory_is_the_same_store(tmp_path):
    with Store.open(tmp_path / "a") as store:
        run = keep(store, 1, {WEB: [finding()]})
    shutil.move(tmp_path / "a", tmp_path / "b")
    with Store.open(tmp_path / "b") as store:
        assert store.run().id == run
