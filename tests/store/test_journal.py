"""The chained journal on disk: torn, cut, edited, full, and two writers at once."""

import json
import multiprocessing
import os

import pytest

from tests.store.test_full_disk import small_disk
from toolkit.core.chain import GENESIS, check
from toolkit.core.errors import UserError
from toolkit.store.journal import HEAD, NAME, read, writing


def write(folder, *words):
    with writing(folder) as writer:
        for word in words:
            writer.append({"says": word})
        return writer.aside


def said(folder):
    return [entry["says"] for entry in read(folder).entries]


def lines(folder):
    return (folder / NAME).read_bytes().splitlines(keepends=True)


def put(folder, new):
    (folder / NAME).write_bytes(b"".join(new))


@pytest.fixture
def three(tmp_path):
    write(tmp_path, "one", "two", "three")
    return tmp_path


def test_lines_are_chained_and_the_head_knows_the_last(three):
    found = read(three)
    assert said(three) == ["one", "two", "three"]
    assert found.entries[0]["prev"] == GENESIS
    assert json.loads((three / HEAD).read_bytes()) == {"n": 3, "hash": found.head}
    assert check(lines(three), found.head).broken == ()
    assert (three / NAME).stat().st_mode & 0o077 == 0


def test_an_empty_folder_has_an_empty_journal(tmp_path):
    assert read(tmp_path).entries == ()


def test_a_line_cut_while_it_was_written_is_put_aside_and_said(three):
    before = (three / NAME).read_bytes()
    (three / NAME).write_bytes(before + b'{"n":4,"says":"fo')
    assert said(three) == ["one", "two", "three"]
    assert read(three).cut == b'{"n":4,"says":"fo'
    name, digest = write(three, "four")
    assert (three / name).read_bytes() == b'{"n":4,"says":"fo'
    assert len(digest) == 64
    assert said(three) == ["one", "two", "three", "four"]
    assert (three / NAME).read_bytes().startswith(before)


def test_a_head_one_line_behind_is_brought_up_before_anything_else_is_written(three):
    (three / HEAD).write_text(json.dumps({"n": 2, "hash": check(lines(three)[:2]).head}))
    assert said(three) == ["one", "two", "three"]
    write(three)
    assert json.loads((three / HEAD).read_bytes())["n"] == 3


def edited(number, old, new):
    def edit(folder):
        all_lines = lines(folder)
        assert old in all_lines[number - 1]
        all_lines[number - 1] = all_lines[number - 1].replace(old, new)
        put(folder, all_lines)

    return edit


def rehashed(folder):
    """A forger who knows how the chain works, and forgets the head."""
    with_head = (folder / HEAD).read_bytes()
    (folder / NAME).unlink()
    (folder / HEAD).unlink()
    write(folder, "one", "TWO", "three")
    (folder / HEAD).write_bytes(with_head)


def appended(count):
    def append(folder):
        head = (folder / HEAD).read_bytes()
        write(folder, *["forged"] * count)
        (folder / HEAD).write_bytes(head)

    return append


TAMPERED = {
    "a word changed": (edited(2, b"two", b"TWO"), "line 3: does not follow"),
    "the last word changed": (edited(3, b"three", b"THREE"), "line 3: is not the line that was recorded"),
    "a space added": (edited(1, b'"says":', b'"says": '), "line 1: is not as it was written"),
    "no JSON any more": (edited(2, b"{", b"["), "line 2: is no JSON"),
    "nested without end": (lambda f: put(f, [b"[" * 100_000 + b"\n"]), "line 1: is no JSON"),
    "a line removed": (lambda f: put(f, [lines(f)[0], lines(f)[2]]), "line 2: says it is line 3"),
    "lines exchanged": (lambda f: put(f, [lines(f)[1], lines(f)[0], lines(f)[2]]), "line 1: says it is line 2"),
    "a line repeated": (lambda f: put(f, [*lines(f), lines(f)[2]]), "line 4: says it is line 3"),
    "the end cut off": (lambda f: put(f, lines(f)[:2]), "line 3: was recorded and is gone"),
    "two lines cut off": (lambda f: put(f, lines(f)[:1]), "lines 2 to 3: was recorded and is gone"),
    "cut in the middle of a recorded line": (lambda f: put(f, [*lines(f)[:2], lines(f)[2][:20]]), "line 3: was rec"),
    "all of it gone": (lambda f: (f / NAME).unlink(), "lines 1 to 3: was recorded and is gone"),
    "hashed anew": (rehashed, "line 3: is not the line that was recorded"),
    "two lines forged": (appended(2), "line 5: was not written by this tool"),
    "the head changed": (lambda f: (f / HEAD).write_text('{"n": 3, "hash": "0"}'), "line 3: is not the line"),
    "the head no JSON": (lambda f: (f / HEAD).write_text("x"), "head.json: .*not as this tool writes it"),
    "an empty line": (lambda f: put(f, [*lines(f), b"\n"]), "line 4: is no JSON"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_tampering_is_named_by_its_line_and_nothing_is_written_on(three, name):
    tamper, words = TAMPERED[name]
    tamper(three)
    before = (three / NAME).read_bytes() if (three / NAME).exists() else b""
    with pytest.raises(UserError, match=words):
        read(three)
    with pytest.raises(UserError, match=words):
        write(three, "four")
    assert ((three / NAME).read_bytes() if (three / NAME).exists() else b"") == before


def test_a_full_disk_is_one_clear_error_and_what_was_recorded_stays(tmp_path):
    with small_disk(tmp_path / "disk", 64) as disk:
        write(disk, "one", "two")
        (disk / "filler").write_bytes(b"x" * 1024 * (64 - 8 - 4))
        with pytest.raises(UserError, match=r"nothing was recorded: No space left"):
            write(disk, *("x" * 2000 for _ in range(20)))
        kept = said(disk)
        assert kept[:2] == ["one", "two"]
        assert read(disk).cut == b"", "half a line was taken back"
        (disk / "filler").unlink()
        write(disk, "after")
        assert said(disk) == [*kept, "after"]


def test_a_disk_that_takes_the_line_and_not_the_head_loses_nothing(three, monkeypatch):
    def refuse(*_):
        raise OSError(28, "No space left on device")

    with writing(three) as writer, monkeypatch.context() as full:
        full.setattr("toolkit.store.journal.write_whole", refuse)
        writer.append({"says": "four"})
    assert said(three) == ["one", "two", "three", "four"]
    monkeypatch.setattr("toolkit.store.journal.write_whole", refuse)
    with pytest.raises(UserError, match="cannot be mended"):
        write(three, "five")
    monkeypatch.undo()
    write(three, "five")
    assert said(three)[-1] == "five"


def test_a_disk_that_cannot_sync_records_nothing(three, monkeypatch):
    with writing(three) as writer, monkeypatch.context() as broken:
        broken.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(5, "Input/output error")))
        with pytest.raises(UserError, match="nothing was recorded: Input/output error"):
            writer.append({"says": "four"})
    assert said(three) == ["one", "two", "three"]


def _many(folder, who):
    for number in range(20):
        write(folder, f"{who}-{number}")


def test_many_writers_at_once_lose_nothing(tmp_path):
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_many, args=(tmp_path, who)) for who in "abcd"]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
        assert one.exitcode == 0
    words = said(tmp_path)
    assert sorted(words) == sorted(f"{who}-{number}" for who in "abcd" for number in range(20))
    for who in "abcd":
        assert [word for word in words if word.startswith(who)] == [f"{who}-{number}" for number in range(20)]


def test_somebody_who_holds_the_journal_is_named(three, monkeypatch):
    monkeypatch.setattr("toolkit.store.journal.PATIENCE", 0.05)
    with writing(three), pytest.raises(UserError, match=rf"another command .*process {os.getpid()}"):
        write(three, "four")


def test_a_link_in_place_of_the_journal_is_not_followed(three, tmp_path):
    target = tmp_path / "elsewhere"
    target.write_bytes((three / NAME).read_bytes())
    (three / NAME).unlink()
    (three / NAME).symlink_to(target)
    with pytest.raises(UserError, match="cannot be opened for writing"):
        write(three, "four")
