"""The sheet of an incident: what is done is ticked, with when and by whom; what is not is blank."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from reports.paper.leaf import leaf
from reports.paper.parts import Blanks, Code, Table, Ticks
from tests.usecase.incident.books import FIRE, LETTERS, Watch, by, opened
from toolkit.config.settings import Settings
from toolkit.core.duty.words import Start
from toolkit.core.playbook import Level
from toolkit.usecase.duties.recording import start
from toolkit.usecase.incident.deciding import approve, decide
from toolkit.usecase.incident.evidence import About, add
from toolkit.usecase.incident.session import look
from toolkit.usecase.incident.steps import done, skip
from toolkit.usecase.incident.telling import set_level, set_values
from toolkit.usecase.playbook.paper import filled_sheet, library


@pytest.fixture
def fire(tmp_path):
    """An incident in the middle: seen, answered, photographed, put out, looked at, stirred once."""
    watch = Watch()
    settings, folder = opened(tmp_path, watch)
    (tmp_path / "photo.jpg").write_text("fire")

    def on(minutes=1):
        watch.on(minutes=minutes)
        return {"clock": watch}

    set_level(folder, Level.P1, by("ana"), **on())
    done(folder, "see", by("bob", note="hot"), ready=True, **on())
    decide(folder, "is-it", "yes", by("ana"), **on())
    add(
        folder, [tmp_path / "photo.jpg"], About(what="The fire", step="photograph", wanted="photo"), by("bob"), **on()
    )
    done(folder, "photograph", by("bob"), **on())
    approve(folder, "put-out", by("carol"), **on())
    done(folder, "put-out", by("bob"), verified="no flame", **on())
    skip(folder, "all-hands", by("ana", note="all are here"), **on())
    done(folder, "look", by("bob"), **on())
    done(folder, "look-again", by("bob"), **on())
    set_values(folder, {"loss": "7"}, by("bob"), **on())
    done(folder, "listen", by("bob"), **on())
    done(folder, "stir", by("bob"), **on())
    decide(folder, "watch", "no", by("ana"), **on(minutes=61))
    done(folder, "stir", by("bob"), **on())

    def sheet(playbook="", zone=None):
        one = look(folder).incident
        return filled_sheet(library(settings), one, playbook, date(2026, 11, 25), zone or ZoneInfo("Asia/Bangkok"))

    sheet.folder, sheet.on = folder, on
    return sheet


def blocks(sheet):
    section = next(one for one in leaf(sheet).sections if one.blocks)
    return {entry.step.id: block for entry, block in zip(sheet.entries, section.blocks, strict=True)}


def boxes(block):
    return {box.text: box.ticked for part in block.parts if isinstance(part, Ticks) for box in part.boxes}


def typed(block):
    return [
        line for part in block.parts if isinstance(part, Code) and part.label == "Enter later" for line in part.lines
    ]


def blanks(block):
    return {field.label: field.value for part in block.parts if isinstance(part, Blanks) for field in part.fields}


def test_what_is_done_is_ticked_with_when_and_by_whom(fire):
    found = blocks(fire())
    assert boxes(found["see"])["done; ended 2026-11-25 16:02 +07:00 by bob; note: hot"]
    assert found["see"].settled
    assert not typed(found["see"])
    assert "Begun at" not in blanks(found["see"])
    answers = boxes(found["is-it"])
    assert answers["yes"]
    assert not answers["no"]
    assert boxes(found["put-out"])["done; ended 2026-11-25 16:07 +07:00 by bob; seen: no flame"]
    assert blanks(found["put-out"])["Agreed by a second person"] == "carol"
    assert any("is done: this one destroys" in words and ticked for words, ticked in boxes(found["put-out"]).items())
    assert boxes(found["all-hands"])["skipped; ended 2026-11-25 16:08 +07:00 by ana; note: all are here"]
    assert any(
        words.startswith("The fire. A camera") and ticked for words, ticked in boxes(found["photograph"]).items()
    )
    assert blanks(found["listen"])["How many are lost; a whole number (loss)"] == "7"
    assert all(ticked for words, ticked in boxes(found["both"]).items() if words.startswith("Branch"))


def test_what_must_be_so_first_is_confirmed_when_it_is_entered(tmp_path):
    settings, folder = opened(tmp_path)
    made = filled_sheet(library(settings), look(folder).incident, "", date(2026, 11, 25))
    found = blocks(made)["see"]
    assert boxes(found) == {"the door is cold": False}
    assert typed(found)[-1].endswith(" --ready")


def test_a_way_back_is_called_one(tmp_path):
    settings, folder = opened(
        tmp_path, books=(FIRE.replace('"no", next = "write-up"', '"no", next = "see"'), LETTERS)
    )
    made = filled_sheet(library(settings), look(folder).incident, "", date(2026, 11, 25))
    goes = [box.goes for part in blocks(made)["is-it"].parts if isinstance(part, Ticks) for box in part.boxes]
    assert goes[0].startswith("go on with step 3 (")
    assert goes[1].startswith("go back to step 1 (")


def test_what_is_not_done_is_blank_and_says_which_incident(fire):
    found = blocks(fire())
    assert not found["write-up"].settled
    assert blanks(found["write-up"])["Begun at"] == ""
    assert typed(found["write-up"])[-1].endswith(f"--incident {fire().incident.id}")
    assert not any(boxes(found["affected"]).values())
    due = next(value for label, value in blanks(found["write-up"]).items() if label.startswith("Due"))
    assert due == "2026-11-30 16:07 +07:00"


def test_a_loop_that_goes_on_keeps_its_lines(fire):
    found = blocks(fire())
    rows = next(part.rows for part in found["watch"].parts if isinstance(part, Table))
    assert [row[0] for row in rows] == ["2"]
    assert not found["stir"].settled
    assert typed(found["stir"])
    decide(fire.folder, "watch", "yes", by("ana"), **fire.on())
    found = blocks(fire())
    assert found["stir"].settled
    assert not typed(found["stir"])


def test_an_answer_that_waits_for_its_approver_is_no_answer_yet(fire):
    decide(fire.folder, "watch", "yes", by("ana"), **fire.on())
    done(fire.folder, "cool", by("ana"), **fire.on(minutes=121))
    decide(fire.folder, "affected", "yes", by("ana"), **fire.on())
    said = boxes(blocks(fire())["affected"])
    assert not any(said.values())
    assert any("given by ana; it counts when another person has agreed" in words for words in said)


def test_the_front_and_the_annexes_are_filled(fire):
    made = leaf(fire())
    sections = {one.title: one for one in made.sections}
    front = [part for part in sections["This incident"].parts if isinstance(part, Ticks)]
    assert [box.ticked for part in front for box in part.boxes] == [True]
    known = next(part.rows for part in sections["What is to be known"].parts if isinstance(part, Table))
    values = {row[0].partition("\n")[0]: row[2] for row in known}
    assert values["{loss}"] == "7"
    assert values["{store}"] == "exports"
    assert values["{real}"] == ""
    log = next(part.rows for part in sections["Annex: evidence log"].parts if isinstance(part, Table))
    assert log[0][0] == "E1"
    assert log[0][1].startswith("The fire\n")
    assert log[0][3] == "bob\n2026-11-25 16:04 +07:00"
    assert log[1] == ("",) * 5
    milestones = next(
        part.rows for part in sections["Annex: milestones and deadlines"].parts if isinstance(part, Table)
    )
    reached = {row[0]: row[2] for row in milestones}
    assert reached["It was contained (contained)"] == "2026-11-25 16:07 +07:00"
    assert reached["It was reviewed (reviewed)"] == ""


def test_recorded_starts_of_clocks_stand_on_the_sheet(fire):
    late, early = (datetime(2026, 11, 25, hour, tzinfo=UTC) for hour in (9, 8))
    for at, who in ((late, "ana"), (early, "bob")):
        start(Settings(), fire.folder, Start.AWARENESS, by(who, at=at), **fire.on(minutes=60))
    sections = {one.title: one for one in leaf(fire()).sections}
    rows = next(part.rows for part in sections["Annex: clocks of laws"].parts if isinstance(part, Table))
    found = {row[0].rpartition(" (")[2]: row[1:] for row in rows}
    assert found["awareness)"] == ("2026-11-25 15:00 +07:00", "bob"), "the earliest counts"
    assert found["payment)"] == ("", "")


def test_a_sheet_that_another_started_has_its_own_keys(fire):
    decide(fire.folder, "watch", "yes", by("ana"), **fire.on())
    done(fire.folder, "cool", by("ana"), **fire.on(minutes=121))
    decide(fire.folder, "affected", "yes", by("ana"), **fire.on())
    approve(fire.folder, "affected", by("carol"), **fire.on())
    inner = fire("letters")
    found = blocks(inner)
    assert found["draft"].title == "Draft a letter about exports"
    assert typed(found["draft"])[-1].startswith("breachready incident done tell/draft --by")
    assert typed(found["send"])[0].startswith("breachready incident approve tell/send --by SECOND-NAME")
    known = next(one for one in leaf(inner).sections if one.title == "What is to be known")
    assert typed(known)[0].startswith("breachready incident set VARIABLE='WHAT YOU WROTE' --of tell --by")
