"""Files kept as evidence: whole or not there, hashed as they were copied."""

import hashlib
import os

import pytest

from tests.store.test_full_disk import small_disk
from toolkit.store.keeping import hashed, keep


def test_what_is_kept_is_what_was_read(tmp_path):
    source = tmp_path / "dump"
    source.write_bytes(os.urandom(3 * 1024 * 1024 + 7))
    kept = keep(source, tmp_path / "kept")
    assert (tmp_path / "kept").read_bytes() == source.read_bytes()
    assert kept.sha256 == hashlib.sha256(source.read_bytes()).hexdigest() == hashed(tmp_path / "kept").sha256
    assert kept.size == source.stat().st_size
    assert not kept.moved
    assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o400


def test_a_file_that_grows_while_it_is_read_is_said_to(tmp_path, monkeypatch):
    source = tmp_path / "log"
    source.write_bytes(b"x" * 10)
    real = os.read

    def growing(handle, count):
        piece = real(handle, count)
        if not piece:
            with source.open("ab") as file:
                file.write(b"y")
        return piece

    monkeypatch.setattr(os, "read", growing)
    kept = keep(source, tmp_path / "kept")
    assert kept.moved
    assert (tmp_path / "kept").read_bytes() == b"x" * 10


def test_a_full_disk_leaves_nothing_behind(tmp_path):
    source = tmp_path / "dump"
    source.write_bytes(b"x" * 1024 * 1024)
    with small_disk(tmp_path / "disk", 64) as disk:
        with pytest.raises(OSError, match="No space"):
            keep(source, disk / "kept")
        assert list(disk.iterdir()) == []


@pytest.mark.parametrize("make", [lambda p: p.mkdir(), os.mkfifo])
def test_what_is_no_file_is_refused_and_does_not_hang(tmp_path, make):
    make(tmp_path / "odd")
    with pytest.raises(OSError, match=r"no regular file|directory"):
        keep(tmp_path / "odd", tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_a_link_in_place_of_what_is_kept_is_not_followed(tmp_path):
    (tmp_path / "secret").write_bytes(b"x")
    (tmp_path / "kept").symlink_to(tmp_path / "secret")
    with pytest.raises(OSError, match="symbolic links"):
        hashed(tmp_path / "kept")
