"""Lists as they come: hostile, broken, twice, long; and that they leave when their time is over."""

import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.usecase.dispatch.made import RULES
from tests.usecase.incident.books import Watch, by, opened
from toolkit.collect.recipients import csv_rows
from toolkit.config.settings import RecipientSettings
from toolkit.core.dispatch import State
from toolkit.core.errors import UserError
from toolkit.core.incident import Kind
from toolkit.store.lock import Lock
from toolkit.store.notified import UNRECORDED, ledger
from toolkit.usecase.dispatch.people import List, place, plan, record_loading, take
from toolkit.usecase.dispatch.retention import LEAVING, kept, overdue, purge
from toolkit.usecase.incident.session import look

ANA = "id,name,country,email\nK-1,Ana,DE,ana@example.org\n"


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def home(tmp_path, watch):
    settings, folder = opened(tmp_path, watch)
    return replace(settings, recipients=RecipientSettings(retention="30 days")), folder


def load(folder, text, watch, name="people.csv", encoding=""):
    path = folder.parent / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    rows = csv_rows(path, encoding)
    return take(folder, List(rows=rows, name=name, language="en"), by(), clock=watch)[1]


def refused(folder):
    with ledger(place(folder)) as book:
        return dict(book.refused())


def test_hostile_rows_are_named_by_line_and_the_journal_knows_nobody(home, watch):
    _, folder = home
    text = (
        "\ufeffid,name,country,email,mobile,unsubscribed\n"
        "K-1,Ana,DE,ana@example.org,+1 (555) 010-0000,yes\n"
        'K-2,"Bo\r\nBcc: all@example.org",DE,b@example.org,,\n'
        'K-3,"=HYPERLINK(""https://x"")",DE,c@example.org,,\n'
        "K-1,Ana Other,DE,ana@example.org,,\n"
        "K-5,Eve,XX,e@example.org,,\n"
        "K-6,Ulf,UK,u@example.org,,\n"
        "K-7,Gia\u202egnp,DE,g@example.org,,\n"
        "K-8,\u067e\u0631\u06cc\u200c\u0633\u0627,DE,h@example.org,,\n"
    )
    loaded = load(folder, text, watch)
    assert (loaded.new, loaded.there, loaded.nobody) == (2, 1, 5)
    assert list(refused(folder).values()) == [
        "name: holds a line break",
        "name: is a formula of a spreadsheet",
        "is the person of row 2, and says other things of them: row 2 stands",
        "country: there is no XX",
        "country: there is no UK; GB is meant",
        "name: holds a control character",
    ]
    with ledger(place(folder)) as book:
        _, ana = book.person("K-1")
        assert ana.phone == "+1 (555) 010-0000", "a number in brackets is no formula"
        assert any("told all the same" in note for note in ana.notes)
    (line,) = [one for one in look(folder).events if one.kind is Kind.RECIPIENTS_LOADED]
    assert line.data["new"] == 2
    assert len(line.data["digest"]) == 64
    journal = (folder / "journal.jsonl").read_text()
    assert not [words for words in ("Ana", "example.org", "K-1", "Bcc") if words in journal]


def test_a_mended_list_of_the_same_name_forgets_what_was_refused_of_it_and_of_no_other(home, watch):
    _, folder = home
    load(folder, ANA + "K-2,,DE,b@example.org\n", watch)
    load(folder, "name,country\n,DE\n", watch, "other.csv")
    assert refused(folder) == {3: "name: is empty", 2: "name: is empty"}
    load(folder, ANA + "K-2,Bo,DE,b@example.org\n", watch)
    assert refused(folder) == {2: "name: is empty"}


def test_another_encoding_is_refused_whole_and_read_when_named(home, watch):
    _, folder = home
    text = "name,country\nAna,DE\nสมชาย,TH\n".encode("cp874")
    with pytest.raises(UserError, match="--encoding names another"):
        load(folder, text, watch)
    with ledger(place(folder)) as book:
        assert book.people() == 0, "all of it or none"
    assert load(folder, text, watch, encoding="cp874").new == 2


def test_whoever_was_killed_before_the_journal_had_the_line_left_it_to_the_next(home, watch):
    _, folder = home
    load(folder, ANA, watch)
    with ledger(place(folder)) as book:
        book.set_meta(UNRECORDED, '{"new": 7, "there": 0, "refused": 0, "rows": 7, "digest": "d"}')
        for _ in range(2):
            record_loading(folder, book, by("bob"), watch)
    lines = [one for one in look(folder).events if one.kind is Kind.RECIPIENTS_LOADED]
    assert [one.data["new"] for one in lines] == [1, 7]


def test_a_list_is_for_an_open_incident(home, watch):
    _, folder = home
    from toolkit.usecase.incident.session import recording

    with recording(folder, watch) as record:
        record.write(Kind.CLOSED, by())
    with pytest.raises(UserError, match="was closed"):
        load(folder, ANA, watch)
    assert not place(folder).exists()


CHILD = textwrap.dedent("""
    import resource, sys
    from pathlib import Path
    from tests.usecase.dispatch.made import RULES
    from toolkit.collect.recipients import Row
    from toolkit.store.notified import ledger
    from toolkit.usecase.dispatch.people import load, plan

    def rows(count):
        for n in range(count):
            yield Row(n, {"key": f"K-{n}", "name": f"Person {n}", "country": "DE", "mail": f"p{n}@example.org"})

    def peak():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    with ledger(Path(sys.argv[1]), make=True) as book:
        load(book, rows(2000), "en")
        plan(book, RULES)
        before = peak()
        load(book, rows(100_000), "en")
        assert plan(book, RULES) == 98_000
        print(book.people(), peak() - before)
""")


def test_a_hundred_thousand_people_take_no_more_memory_than_two_thousand(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", CHILD, tmp_path / "told.db"], capture_output=True, text=True, check=True
    )
    people, grown = done.stdout.split()
    assert people == "100000"
    assert float(grown) < 24, "MiB, of which SQLite's cache is a part"


def test_a_list_leaves_when_its_time_is_over_and_numbers_stay(home, watch):
    settings, folder = home
    load(folder, ANA, watch)
    with ledger(place(folder)) as book:
        plan(book, RULES)
        book.promise(1, "m", "d", watch(), "sha256:v")
        book.settle(1, State.ACCEPTED, "250", watch())
    (place(folder).parent / "sent").mkdir()
    now = kept(settings, folder, watch)
    assert (now.people, now.untold, now.over) == (1, 0, False)
    with pytest.raises(UserError, match="to be kept until"):
        purge(settings, folder, by(), clock=watch)
    assert list(overdue(settings, watch)) == []
    watch.now += timedelta(days=31)
    ((incident, words),) = overdue(settings, watch)
    assert f"notice purge -i {incident}" in words
    view = purge(settings, folder, by(), clock=watch)
    line = view.events[-1]
    assert line.kind is Kind.RECIPIENTS_PURGED
    assert line.data["counts"] == {"accepted by mail": 1}
    assert line.data["versions"] == {"sha256:v": 1}
    assert not place(folder).parent.exists()
    assert not (folder / LEAVING).exists()
    assert list(overdue(settings, watch)) == []
    with pytest.raises(UserError, match="no list of people was loaded"):
        purge(settings, folder, by(), clock=watch)


def test_a_list_stays_while_somebody_is_to_be_told_or_is_being_told(home, watch):
    settings, folder = home
    load(folder, ANA, watch)
    watch.now += timedelta(days=31)
    with pytest.raises(UserError, match="1 people are still to be told"):
        purge(settings, folder, by(), clock=watch)
    lock = Lock(place(folder).with_suffix(".lock"))
    assert lock.take()
    with pytest.raises(UserError, match="another command is sending"):
        purge(settings, folder, by(), despite="told by telephone", clock=watch)
    lock.release()
    assert place(folder).exists()
    line = purge(settings, folder, by(), despite="told by telephone", clock=watch).events[-1]
    assert line.data["despite"] == "told by telephone"


def test_a_purge_that_was_cut_off_is_gone_on_with(home, watch):
    settings, folder = home
    load(folder, ANA, watch)
    watch.now += timedelta(days=31)
    place(folder).parent.rename(folder / LEAVING)
    assert "a deletion was cut off" in dict(overdue(settings, watch))[folder.name]
    purge(settings, folder, by(), clock=watch)
    assert not (folder / LEAVING).exists()
