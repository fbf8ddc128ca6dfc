"""Versions: published once, signed, withdrawn; every hand laid on them shows."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.library.lint.books import GOOD, TELLING
from toolkit.config.settings import PlaybookSettings, Settings
from toolkit.core.errors import UserError
from toolkit.usecase.playbook.finding import from_file, held, named
from toolkit.usecase.playbook.published import FOLDER, history, publish, sign, verify, withdraw
from toolkit.usecase.playbook.shelf import shelf
from toolkit.usecase.playbook.signing import public_hex

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture
def home(tmp_path):
    (tmp_path / "playbooks").mkdir()
    write(tmp_path, GOOD)
    (tmp_path / "playbooks" / "telling.toml").write_text(TELLING)
    source = tmp_path / "breachready.toml"
    source.touch()
    return Settings(state=tmp_path / "state", source=source)


def write(home: Path, text: str) -> Path:
    path = home / "playbooks" / "open-door.toml"
    path.write_text(text)
    return path


def draft(home):
    return from_file(home.source.parent / "playbooks" / "open-door.toml")


def trusting(home, *keys):
    return Settings(state=home.state, source=home.source, playbooks=PlaybookSettings(signers=keys))


def standing(settings, name="open-door"):
    return next(one.standing for one in held(settings) if one.book.playbook.id == name)


def test_a_draft_is_published_signed_and_withdrawn(home):
    assert standing(home) == "draft"
    found = publish(home, draft(home), by="ana", note="first", at=AT)
    assert (found.by, found.at, found.note, found.digest) == ("ana", AT, "first", draft(home).digest)
    assert standing(home) == "published"
    sign(home, "open-door", "", KEY, by="bob", at=AT)
    assert standing(home) == "published", "a key that nobody named vouches for nothing"
    trust = trusting(home, public_hex(KEY))
    assert standing(trust) == "signed"
    assert verify(trust, "open-door", "1.0.0", shelf(trust)).trusted
    withdraw(home, "open-door", "1.0.0", by="ana", note="step 4 is wrong", at=AT)
    assert standing(trust) == "withdrawn"
    with pytest.raises(UserError, match="is withdrawn already"):
        withdraw(home, "open-door", "1.0.0", by="ana", note="again")


def test_a_changed_word_is_a_new_version(home):
    publish(home, draft(home), by="ana", note="")
    with pytest.raises(UserError, match="is published already"):
        publish(home, draft(home), by="ana", note="")
    write(home.source.parent, GOOD.replace("With oak.", "With ash."))
    assert standing(home) == "draft"
    with pytest.raises(UserError, match="was published with other words"):
        publish(home, draft(home), by="ana", note="")
    write(home.source.parent, GOOD.replace("With oak.", "With ash.").replace('"1.0.0"', '"1.10.0"'))
    publish(home, draft(home), by="ana", note="")
    write(home.source.parent, GOOD.replace('"1.0.0"', '"1.9.9"'))
    with pytest.raises(UserError, match=r"older than 1\.10\.0"):
        publish(home, draft(home), by="ana", note="")
    assert [one.version for one in history(home, "open-door")] == ["1.0.0", "1.10.0"]
    assert named(home, "open-door@1.0.0").playbook.steps()["mend"].does == "With oak."
    with pytest.raises(UserError, match=r"there are: 1\.0\.0, 1\.10\.0"):
        named(home, "open-door@7.0.0")


def test_what_came_with_the_product_is_made_ones_own(home):
    book = shelf(home)["exposed-bucket"]
    before = history(home, "exposed-bucket")
    assert [one.at for one in before] == [None]
    publish(home, book, by="ana", note="read with legal", at=AT)
    assert [one.at for one in history(home, "exposed-bucket")] == [AT]


def test_a_signature_of_another_version_or_key_does_not_hold(home):
    publish(home, draft(home), by="ana", note="")
    sign(home, "open-door", "1.0.0", KEY, by="bob")
    with pytest.raises(UserError, match="already"):
        sign(home, "open-door", "1.0.0", KEY, by="bob")
    write(home.source.parent, GOOD.replace('"1.0.0"', '"1.1.0"'))
    publish(home, draft(home), by="ana", note="")
    journal = home.state / FOLDER / "journal.jsonl"
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    moved = {key: value for key, value in lines[1].items() if key not in ("n", "prev")} | {"version": "1.1.0"}
    from toolkit.store.journal import writing

    with writing(home.state / FOLDER) as writer:
        writer.append(moved)
    (newest,) = [one for one in history(home, "open-door") if one.version == "1.1.0"]
    assert [one.holds for one in newest.signatures] == [False]
    assert not newest.trusted


def test_an_edited_journal_is_named_by_line(home):
    publish(home, draft(home), by="ana", note="first")
    sign(home, "open-door", "", KEY, by="bob")
    journal = home.state / FOLDER / "journal.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b'"note":"first"', b'"note":"other"'))
    with pytest.raises(UserError, match="line 2"):
        history(home)


def test_words_that_are_not_what_was_published(home):
    publish(home, draft(home), by="ana", note="")
    (words,) = (home.state / FOLDER / "playbooks").glob("*.json")
    words.write_bytes(words.read_bytes().replace(b"With oak.", b"With ash."))
    with pytest.raises(UserError, match="its hash is another"):
        verify(home, "open-door", "", shelf(home))


def test_words_that_are_gone(home):
    publish(home, draft(home), by="ana", note="")
    write(home.source.parent, GOOD.replace("With oak.", "With ash."))
    (words,) = (home.state / FOLDER / "playbooks").glob("*.json")
    words.unlink()
    with pytest.raises(UserError, match="its words are not kept here"):
        verify(home, "open-door", "1.0.0", shelf(home))


def test_nothing_was_published(home):
    with pytest.raises(UserError, match="no version of it was published"):
        verify(home, "open-door", "", shelf(home))
    publish(home, draft(home), by="ana", note="")
    with pytest.raises(UserError, match="expected why"):
        withdraw(home, "open-door", "", by="ana", note=" ")


def test_nothing_is_made_by_looking(home):
    held(home)
    history(home)
    assert not home.state.exists()
