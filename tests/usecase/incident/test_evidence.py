"""Evidence and its custody."""

import hashlib

import pytest

from tests.store.test_full_disk import small_disk
from tests.usecase.incident.books import Watch, by, opened
from toolkit.core.errors import UserError
from toolkit.core.incident import Kind
from toolkit.usecase.incident.evidence import About, Verdict, add, resume, transfer, verify
from toolkit.usecase.incident.session import look, recording


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def folder(tmp_path, watch):
    return opened(tmp_path, watch)[1]


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"a fire")
    return path


def verdicts(folder):
    return [one.verdict for one in verify(folder, look(folder).incident)]


def test_what_is_collected_is_copied_hashed_and_recorded_before_and_after(folder, photo, watch):
    about = About(what="The fire", step="photograph", wanted="photo")
    view = add(folder, [photo], about, by("bob"), clock=watch)
    (item,) = view.incident.evidence
    assert item.sha256 == hashlib.sha256(b"a fire").hexdigest()
    assert (folder / item.file).read_bytes() == b"a fire"
    assert (item.id, item.name, item.step, item.wanted, item.by) == ("E1", "photo.jpg", "photograph", "photo", "bob")
    assert item.source == str(photo)
    assert [one.kind for one in view.events[1:]] == [Kind.COLLECTING, Kind.COLLECTED]
    assert verdicts(folder) == [Verdict.SAME]


def test_every_transfer_hashes_again(folder, photo, watch, tmp_path):
    add(folder, [photo], About(), by(), clock=watch)
    view = transfer(folder, "E1", "forensics", by("bob", "sealed"), copy=tmp_path / "usb.jpg", clock=watch)
    (move,) = view.incident.evidence[0].custody
    assert (move.to, move.by, move.note) == ("forensics", "bob", "sealed")
    assert move.sha256 == view.incident.evidence[0].sha256
    assert (tmp_path / "usb.jpg").read_bytes() == b"a fire"
    with pytest.raises(UserError, match="is there already"):
        transfer(folder, "E1", "x", by(), copy=tmp_path / "usb.jpg", clock=watch)
    with pytest.raises(UserError, match="there is no evidence 'E2'; there is: E1"):
        transfer(folder, "E2", "x", by(), clock=watch)


def test_what_was_changed_is_not_handed_over_and_the_journal_says_so(folder, photo, watch):
    view = add(folder, [photo], About(), by(), clock=watch)
    path = folder / view.incident.evidence[0].file
    path.chmod(0o600)
    path.write_bytes(b"no fire")
    with pytest.raises(UserError, match="E1 is not what was collected"):
        transfer(folder, "E1", "police", by(), clock=watch)
    view = look(folder)
    assert view.incident.evidence[0].custody == ()
    assert "E1 is not what was collected" in view.events[-1].note
    assert verdicts(folder) == [Verdict.CHANGED]
    path.unlink()
    assert verdicts(folder) == [Verdict.MISSING]


def test_a_file_that_nobody_recorded_is_found(folder, photo, watch):
    add(folder, [photo], About(), by(), clock=watch)
    (folder / "evidence" / "planted").write_bytes(b"x")
    assert verdicts(folder) == [Verdict.SAME, Verdict.UNRECORDED]


@pytest.mark.parametrize("name", ["../../x", "a b\n;rm -rf", "-rf", ".hidden", "\u202egpj.exe", "x" * 250, "…"])
def test_hostile_names_stay_in_the_folder(folder, tmp_path, watch, name):
    source = tmp_path / "in"
    source.mkdir()
    path = source / name.replace("/", "_")
    path.write_bytes(b"x")
    (item,) = add(folder, [path], About(), by(), clock=watch).incident.evidence
    assert (folder / item.file).resolve().parent == (folder / "evidence").resolve()
    assert item.file.removeprefix("evidence/").replace("-", "").replace("_", "").replace(".", "").isalnum()
    assert item.name == path.name
    assert verdicts(folder) == [Verdict.SAME]


def test_two_files_of_one_name_are_two(folder, photo, watch):
    view = add(folder, [photo, photo], About(), by(), clock=watch)
    assert [one.id for one in view.incident.evidence] == ["E1", "E2"]
    assert len({one.file for one in view.incident.evidence}) == 2


@pytest.mark.parametrize(
    ("paths", "about", "words"),
    [
        ([], About(), "expected at least one file"),
        (["nothing"], About(), "there is no such file"),
        (["photo.jpg"], About(step="photograph", wanted="film"), "expected one of photo"),
        (["photo.jpg"], About(wanted="photo"), "asks for no evidence"),
        (["photo.jpg"], About(step="nowhere"), "no step 'nowhere'"),
    ],
)
def test_what_is_wrong_is_said(folder, photo, tmp_path, paths, about, words):
    with pytest.raises(UserError, match=words):
        add(folder, [tmp_path / one for one in paths], about, by())
    assert look(folder).incident.collecting == ()
    assert photo.exists()


def test_a_folder_is_refused_and_leaves_nothing_in_doubt(folder, tmp_path, watch):
    (tmp_path / "many").mkdir()
    with pytest.raises(UserError, match="was not collected: is no regular file; pack a folder"):
        add(folder, [tmp_path / "many"], About(), by(), clock=watch)
    view = look(folder)
    assert view.incident.collecting == ()
    assert view.events[-1].kind is Kind.NOT_COLLECTED


def test_a_full_disk_is_said_and_what_was_collected_before_stays(tmp_path, photo, watch):
    large = tmp_path / "large"
    large.write_bytes(b"x" * 1024 * 1024)
    with small_disk(tmp_path / "disk", 256) as disk:
        folder = opened(disk, watch)[1]
        add(folder, [photo], About(), by(), clock=watch)
        with pytest.raises(UserError, match="was not collected: No space left"):
            add(folder, [large], About(), by(), clock=watch)
        view = look(folder)
        assert [one.name for one in view.incident.evidence] == ["photo.jpg"]
        assert view.incident.collecting == ()
        assert verdicts(folder) == [Verdict.SAME]


def test_resuming_settles_what_a_crash_left(folder, photo, watch):
    for name in ("evidence/001-whole", "evidence/002-half", "evidence/003-none"):
        with recording(folder, watch) as record:
            record.write(Kind.COLLECTING, by(), data={"file": name})
    (folder / "evidence/001-whole").write_bytes(b"w")
    (folder / "evidence/002-half.partial").write_bytes(b"h")
    assert verdicts(folder) == [Verdict.IN_DOUBT] * 3
    view = resume(folder, by("bob"), clock=watch)
    assert view.incident.collecting == ()
    assert [(one.id, one.name, one.by) for one in view.incident.evidence] == [("E1", "whole", "bob")]
    notes = [one.note for one in view.events if one.kind is Kind.NOT_COLLECTED]
    assert notes == ["a part of it is left in the evidence folder", "nothing of it is there"]
    assert verdicts(folder) == [Verdict.SAME, Verdict.UNRECORDED]
    assert add(folder, [photo], About(), by(), clock=watch).incident.evidence[1].id == "E2"
