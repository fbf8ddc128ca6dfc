"""Rows into the ledger: every row is somebody, was there, or is named with the reason."""

import pytest

from tests.usecase.dispatch.made import AT, LETTER, RULES, person
from toolkit.collect.recipients import Row
from toolkit.core.dispatch import Channel, State
from toolkit.core.errors import UserError
from toolkit.store.notified import ledger
from toolkit.usecase.dispatch.batches import Batches
from toolkit.usecase.dispatch.people import load, place, plan, shown


def row(number, **more):
    return Row(number, {"name": "Ana", "country": "DE", "mail": f"a{number}@example.org", **more})


@pytest.fixture
def book(tmp_path):
    with ledger(place(tmp_path), make=True) as found:
        yield found


def test_every_row_is_accounted_for(book):
    rows = [row(2), row(3), row(4, mail="A2@example.org"), row(5, country=""), row(6, name="=1+cmd|x")]
    loaded = load(book, rows, "en")
    assert (loaded.new, loaded.there, loaded.nobody, loaded.rows) == (2, 1, 2, 5)
    assert dict(book.refused()) == {
        4: "is the person of row 2, and says other things of them: row 2 stands",
        5: "country: is empty, and which law is owed depends on it",
        6: "name: is a formula of a spreadsheet",
    }
    assert book.people() == 2
    again = load(book, rows[:2], "en")
    assert (again.new, again.there) == (0, 2)


def test_a_list_that_breaks_off_is_not_kept_by_half(book):
    def rows():
        yield row(2)
        raise UserError([])

    with pytest.raises(UserError):
        load(book, rows(), "en")
    assert book.people() == 0


def test_a_plan_is_made_once_and_for_the_new_ones_later(book):
    load(book, [row(2), row(3)], "en")
    assert plan(book, RULES) == 2
    load(book, [row(4)], "en")
    assert plan(book, RULES) == 1
    assert plan(book, RULES) == 0
    assert book.counts() == {("planned", "mail"): 3}


def test_one_person_before_and_after_the_plan(book):
    load(book, [row(2, channel="letter")], "en")
    who, choices = shown(book, "a2@example.org", RULES)
    assert who.name == "Ana"
    assert choices[0].channel is Channel.MAIL
    assert "they chose letter, for which there is no address" in choices[0].why
    plan(book, RULES)
    assert shown(book, "a2@example.org", RULES)[1] == choices
    with pytest.raises(LookupError):
        shown(book, "nobody", RULES)


def test_nobody_is_told_from_a_list_that_was_never_loaded(tmp_path):
    with pytest.raises(UserError, match="no list of people was loaded"), ledger(tmp_path / "told.db"):
        pass


def test_a_ledger_is_for_its_owner_alone(tmp_path, book):
    load(book, [row(2)], "en")
    assert place(tmp_path).stat().st_mode & 0o077 == 0
    assert place(tmp_path).parent.stat().st_mode & 0o077 == 0


def batches(book, written, **more):
    return Batches(ledger=book, written=written, version=lambda _: "sha256:v", at=AT, **more)


def test_letters_by_language_and_never_twice(book):
    people = [person(n, mail="", address=("1 Way",), language="de" if n % 2 else "en") for n in range(5)]
    book.load(enumerate(people, 2))
    plan(book, RULES)
    written = {}
    files = batches(book, written.__setitem__)
    made = list(files.letters(lambda batch: f"{batch[0].language} {len(batch)}".encode()))
    names = ["letters-people-full-de-0000002-0000004.pdf", "letters-people-full-en-0000001-0000005.pdf"]
    assert [(one.name, one.count) for one in made] == [(names[0], 2), (names[1], 3)]
    assert written[names[0]] == b"de 2"
    assert list(files.letters(lambda _: b"")) == []
    told = list(book.of_state(*State))
    assert {one.state for one in told} == {State.HANDED_OVER}
    assert {one.version for one in told} == {"sha256:v"}
    assert told[1].digest == made[0].sha256


def test_a_file_that_could_not_be_written_is_written_again_with_the_same_letters(book):
    book.load([(2, person(1, mail="", address=("1 Way",)))])
    plan(book, RULES)

    def full(_name, _content):
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        list(batches(book, full).letters(lambda _: b""))
    book.load([(3, person(2, mail="", address=("2 Way",)))])
    plan(book, RULES)
    book.load([(4, person(3, mail="", phone="+66 2 555 0100"))])
    plan(book, RULES)
    assert len(list(batches(book, lambda *_: None).texts(lambda _: ""))) == 1, "and another kind of file in between"
    held = []
    files = batches(book, lambda *_: None).letters(lambda batch: held.append([one.n for one in batch]) or b"")
    assert [one.name for one in files] == [
        "letters-people-full-en-0000001-0000001.pdf",
        "letters-people-full-en-0000002-0000002.pdf",
    ]
    assert held == [[1], [2]], "whoever came meanwhile is in another file"


def test_two_cannot_write_files_at_once(book):
    book.load([(2, person(1, mail="", address=("1 Way",)))])
    plan(book, RULES)
    first = batches(book, lambda *_: None, most=1).letters(lambda _: b"")
    next(first)
    with pytest.raises(UserError, match="another command is writing files"):
        list(batches(book, lambda *_: None).texts(lambda _: ""))
    first.close()


def test_text_messages_are_a_sheet_that_runs_nothing(book):
    book.load([(2, person(1, mail="", phone="+66 2 555 0100"))])
    plan(book, RULES)
    written = {}
    (one,) = batches(book, written.__setitem__).texts(lambda one: f"=1+1 {one.person.name}")
    assert (one.name, one.count) == ("texts-people-full-en-0000001-0000001.csv", 1)
    assert written[one.name].decode("utf-8-sig").splitlines() == [
        "number,text,telling",
        "+66 2 555 0100,'=1+1 Person 1,1",
    ]
    assert LETTER.channels
