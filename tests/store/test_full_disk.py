"""A disk that fills up: the user is told, and nothing that was kept is harmed."""

import secrets
import subprocess
from contextlib import contextmanager

import pytest

from tests.store.made import DB, WEB, at, finding, keep
from toolkit.core.errors import UserError
from toolkit.core.run import RunStatus
from toolkit.store import Store


@contextmanager
def small_disk(path, kilobytes):
    """A file system of that size, where the tests may mount one."""
    path.mkdir()
    options = f"size={kilobytes}k,mode=700"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", path], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip("mounting a small file system is not permitted here")
    try:
        yield path
    finally:
        subprocess.run(["umount", "-l", path], check=True)


def many(target, evidence):
    return [finding(target, resource=f"file:{n}", evidence=evidence * 50) for n in range(400)]


def fill(store, run):
    for number in range(20):
        store.record(run, [(DB, at(2), many(DB, f"{number:20}"))])


def test_a_disk_that_fills_up_while_a_run_is_written(tmp_path):
    with small_disk(tmp_path / "disk", 1024) as disk:
        with Store.open(disk) as store:
            keep(store, 1, {WEB: [finding()]})
            run = store.begin(started_at=at(2), organisation="", version="1", targets=(WEB, DB), checks=())
            store.record(run, [(WEB, at(2), [finding(evidence="small")])])
            with pytest.raises(UserError, match="the disk is full"):
                fill(store, run)
        with Store.open(disk) as store:
            assert store.run().id == 1
            assert store.runs()[0].status is RunStatus.INTERRUPTED
            assert [f.evidence for f in store.run(run).findings if f.target == "web1"] == ["small"]
            assert len([f for f in store.run(run).findings if f.target == "db1"]) in (0, 400)
            assert len(store.run(1).findings) == 1


def test_a_disk_that_is_full_from_the_start(tmp_path):
    with small_disk(tmp_path / "disk", 64) as disk:
        (disk / "filler").write_bytes(b"x" * 60 * 1024)
        with pytest.raises(UserError, match=r"disk|space"):
            Store.open(disk / "state")
        (disk / "filler").unlink()


def test_a_limit_of_the_database_itself(store):
    from django.db import connection

    keep(store, 1, {WEB: [finding()]})
    pages = connection.connection.execute("pragma page_count").fetchone()[0]
    connection.connection.execute(f"pragma max_page_count={pages + 4}")
    with pytest.raises(UserError, match="the disk is full"):
        keep(store, 2, {WEB: [finding()], DB: many(DB, "x")})
    connection.connection.execute("pragma max_page_count=1000000")
    assert len(store.run().findings) == 1
    assert store.run().id == 1


def test_a_disk_too_full_for_what_a_run_was_scored_from(tmp_path):
    noise = [secrets.token_hex(1000) for _ in range(2000)]
    with small_disk(tmp_path / "disk", 1024) as disk, Store.open(disk) as store:
        run = keep(store, 1, {WEB: [finding()]}, finish=False)
        with pytest.raises(UserError, match="No space left"):
            store.trail.keep_structure(noise)
        assert list((disk / "inputs").iterdir()) == []
        store.finish(run, finished_at=at(1), posture=None)
        assert store.trail.structure(store.trail.keep_structure(["small"])) == ["small"]
