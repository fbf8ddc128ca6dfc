"""What customers get: whole, dated, in every format; and refused when there is nothing to stand on."""

import io
import json
import re
import shutil
from dataclasses import replace
from datetime import date, timedelta

import docx as word
import pytest
from pypdf import PdfReader

from tests.usecase.incident.books import Watch, opened
from tests.usecase.trust.made import (
    CARDS,
    INVENTORY,
    ONLY_BUCKET,
    ORDERS,
    ORGANISATION,
    SEEN,
    TODAY,
    broken,
    catalogue,
    everything,
    quick,
    run,
    settings,
    stated,
)
from toolkit.config.settings import TrustSettings
from toolkit.core.errors import UserError
from toolkit.core.inventory import DataClass
from toolkit.core.verdict import Outcome
from toolkit.library.noticelint.access import Page
from toolkit.library.noticelint.length import SCREEN, height
from toolkit.usecase.trust import statement as room
from toolkit.usecase.trust.keeping import write

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
THAI = TrustSettings(purposes={"th": {"delivering orders": "จัดส่งสินค้า", "payments": "รับชำระเงิน"}})


@pytest.fixture(autouse=True)
def letters(monkeypatch):
    quick(monkeypatch)


def text(made):
    return json.loads(made.bytes)["text"]


def test_it_says_what_was_seen_with_its_days(tmp_path):
    said = text(stated(tmp_path, inventory=ONLY_BUCKET))
    assert "Your data is encrypted where we store it. Checked on 24 November 2026." in said
    assert "restored them in a test. Tested on 2 November 2026." in said
    assert "- delivering orders" in said
    assert "- payments" in said
    assert "Germany: the law names no number of days; we tell you without delay" in said
    assert "Last time: 12 October 2026." in said
    assert "Checked" not in text(stated(tmp_path, inventory=ONLY_BUCKET)).partition("In full")[0]


def test_what_is_not_carried_is_not_said_and_nothing_says_that_it_is_missing(tmp_path):
    whole = text(stated(tmp_path)).splitlines()
    less = text(stated(tmp_path, broken("leaver-with-access"))).splitlines()
    gone = [line for line in whole if line not in less]
    assert gone == [
        "- Those who left us are locked out.",
        "- Nobody who left us still has an account that works. Checked on 24 November 2026.",
    ]
    assert set(less) <= set(whole), "nothing else tells of it"


def test_in_thai_with_the_purposes_as_thai_readers_know_them(tmp_path):
    made = stated(tmp_path, language="th", trust=THAI)
    said = text(made)
    assert "ตรวจเมื่อวันที่ 24 พฤศจิกายน 2569" in said
    assert "- จัดส่งสินค้า" in said
    assert "เยอรมนี: กฎหมายไม่ได้กำหนดจำนวนวัน เราแจ้งโดยไม่ชักช้า" in said
    assert not made.statement.notes
    (note, other) = stated(tmp_path, language="th").statement.notes
    assert {note.where, other.where} == {"dataset customers", "dataset cards"}
    assert "[trust.purposes.th]" in note.do


@pytest.mark.parametrize("language", ["en", "th"])
def test_the_short_version_is_one_screen_and_the_page_is_for_everybody(language, tmp_path):
    made = stated(tmp_path, inventory=ONLY_BUCKET, language=language, trust=THAI)
    blocks = made.document.blocks
    short = next(number for number, one in enumerate(blocks) if one.kind == "heading")
    assert height(replace(made.document, blocks=blocks[:short])) <= SCREEN
    assert len(blocks) > 2 * short
    assert not list(Page(json.loads(made.bytes)["page"]).faults(language))
    assert not [one for one in made.faults if one.weight == "asks"]


@pytest.mark.parametrize("language", ["en", "th"])
def test_in_a_browser_the_short_version_is_seen_whole_on_a_telephone(language, tmp_path):
    """With its letterhead; and axe finds nothing that shuts anybody out."""
    if not CHROMIUM:
        pytest.skip("needs Chromium")
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    made = stated(tmp_path, inventory=ONLY_BUCKET, language=language, trust=THAI)
    write(tmp_path / "state", made, tmp_path / "a.html")
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        page = browser.new_page(viewport={"width": 390, "height": SCREEN})
        page.goto((tmp_path / "a.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") == 390, "nothing has to be moved sideways"
        assert page.evaluate("document.querySelector('h2').getBoundingClientRect().top") < SCREEN
        assert Axe().run(page).violations_count == 0
        browser.close()


def test_every_format_says_the_same_and_can_be_traced(tmp_path):
    made = stated(tmp_path, trust=THAI)
    for name in ("a.html", "a.txt", "a.pdf", "a.docx"):
        kept = write(tmp_path / "state", made, tmp_path / name)
    assert json.loads(kept.read_text()) == json.loads(made.bytes)
    assert json.loads(made.bytes)["run"] == 12
    mark = f"{made.digest}; run 12"
    assert f'<meta name="made-from" content="{mark}">' in (tmp_path / "a.html").read_text()
    assert PdfReader(tmp_path / "a.pdf").metadata["/Keywords"] == mark
    document = word.Document(io.BytesIO((tmp_path / "a.docx").read_bytes()))
    assert document.core_properties.comments == mark
    claim = "Nobody who left us still has an account that works."
    assert claim in (tmp_path / "a.txt").read_text()
    assert any(claim in one.text for one in document.paragraphs)
    assert claim in " ".join(" ".join(page.extract_text() for page in PdfReader(tmp_path / "a.pdf").pages).split())


def test_the_digest_is_of_what_is_said_and_of_what_it_stands_on(tmp_path):
    one = stated(tmp_path)
    assert stated(tmp_path).digest == one.digest
    others = [
        stated(tmp_path, broken("log-not-kept")),
        stated(tmp_path, organisation=replace(ORGANISATION, phone="+66 2 555 0101")),
        stated(tmp_path, language="th"),
        stated(tmp_path, today=TODAY + timedelta(days=1)),
    ]
    assert len({one.digest, *(other.digest for other in others)}) == 5


REFUSED = {
    "an old run": (
        {"today": TODAY + timedelta(days=40)},
        "run 12: is of 41 days ago, and [trust] max_age_days is 30",
    ),
    "a run to come": ({"today": TODAY - timedelta(days=9)}, "is of -8 days ago"),
    "a shorter limit": (
        {"trust": TrustSettings(max_age_days=1), "today": TODAY + timedelta(days=1)},
        "is of 2 days ago, and [trust] max_age_days is 1",
    ),
    "no inventory": ({"inventory": replace(INVENTORY, assumed="this machine")}, "without an inventory"),
    "no customers": ({"inventory": replace(INVENTORY, datasets=INVENTORY.datasets[2:])}, "no customers' data"),
    "no page": ({"organisation": replace(ORGANISATION, website="")}, "organisation.website: is needed"),
    "no domain": ({"organisation": replace(ORGANISATION, domains=())}, "organisation.domains: is needed"),
    "no name": ({"organisation": replace(ORGANISATION, name="")}, "organisation.name: is needed"),
    "somebody else's page": (
        {"organisation": replace(ORGANISATION, website="https://www.example.org/x")},
        "www.example.org is not a site of the organisation",
    ),
    "no such language": ({"language": "xx"}, "--lang: expected one of en, th"),
    "nothing carried": ({"findings": [], "inventory": replace(INVENTORY, prepared=())}, "no claim is carried"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_without_something_to_stand_on(case, tmp_path, monkeypatch):
    how, words = REFUSED[case]
    monkeypatch.setattr(room, "letters_for_trust", lambda *_: (None, ()))
    with pytest.raises(UserError) as no:
        stated(tmp_path, **how)
    assert words in str(no.value)
    assert not (tmp_path / "state").exists()


def test_it_is_refused_without_a_run(tmp_path):
    with pytest.raises(UserError, match="holds no finished run"):
        room.statement(settings(tmp_path), None, catalogue(), "en", TODAY)


def test_a_day_begins_where_the_organisation_is(tmp_path):
    """Late on the 24th in Honolulu it is the 25th in UTC: the run is not of tomorrow."""
    west = replace(ORGANISATION, zone="Pacific/Honolulu")
    late = SEEN.replace(day=25, hour=8)
    found = tuple(replace(one, observed_at=late) for one in everything())
    made = stated(tmp_path, found, organisation=west, today=date(2026, 11, 24), at=late)
    assert made.statement.made


def test_a_purpose_that_says_too_much_stops_the_whole_list(tmp_path):
    found = broken("dataset-purpose-missing", Outcome.PASS, "dataset:cards", evidence="payments on hermes")
    made = stated(tmp_path, found)
    assert "What we hold" in text(made), "how much of it is another claim"
    assert "delivering orders" not in text(made)
    (weighed,) = (one for one in made.statement.refused if one.claim.id == "purpose_known")
    assert "'hermes': a name in the inventory" in weighed.obstacles[0].because


def test_each_class_of_data_has_its_own_words(tmp_path):
    kinds = (DataClass.SPECIAL, DataClass.CREDENTIALS)
    datasets = tuple(replace(ORDERS, name=str(one), data_class=one) for one in kinds)
    found = [one for one in everything() if not one.resource.startswith("dataset:")]
    ours = [one for one in everything() if one.resource == "dataset:customers"]
    found += [
        replace(one, resource=f"dataset:{name}")
        for one in ours
        for name in (DataClass.SPECIAL, DataClass.CREDENTIALS)
    ]
    said = text(stated(tmp_path, found, inventory=replace(INVENTORY, datasets=datasets)))
    assert "Sensitive data, such as data about health or beliefs. The purpose:\n\n- delivering orders" in said
    assert "What you log in with. The purpose:\n\n- delivering orders" in said
    assert "Details about you" not in said


@pytest.mark.parametrize(
    ("people", "line", "note"),
    [
        ({"US": 5}, "United States: within the time that the law of your state or region sets", ""),
        ({"AR": 5}, "", "no source confirms what its law says"),
        ({"KR": 5}, "South Korea: within 72 hours of our learning of it", ""),
        ({"BR": 5}, "Brazil: within 3 working days of our learning of it", ""),
        ({"AQ": 5}, "", "no law about telling its people is known"),
        ({"TH": 0}, "", ""),
    ],
)
def test_no_clock_is_invented(people, line, note, tmp_path):
    inventory = replace(INVENTORY, datasets=(replace(ORDERS, people=people), CARDS))
    made = stated(tmp_path, inventory=inventory)
    said = text(made)
    assert ("By when the law wants" in said) is bool(line)
    assert not line or f"- {line}\n" in said
    assert [one.because for one in made.statement.notes if note in one.because] if note else not made.statement.notes


def test_while_an_incident_is_open_the_author_is_asked_to_look(tmp_path):
    ours, _ = opened(tmp_path, Watch())
    made = room.statement(
        replace(settings(tmp_path), state=ours.state, source=ours.source), run(), catalogue(), "en", TODAY
    )
    assert made.statement.notes[0].what == "incident"


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ("Our data is unbreakable and fully secure.", "unbreakable"),
        ("Your data is safe.", "states a fact that no field records"),
        ("We run PostgreSQL.", "a product: 'PostgreSQL'"),
        ("We run version 14.2 of it.", "a version: '14.2'"),
        ("It stands at 10.20.30.40.", "an address: '10.20.30.40'"),
        ("It is db1.internal.example.net.", "db1.internal.example.net"),
        ("We closed CVE-2026-1234.", "a known flaw"),
        ("We have 3 open findings.", "a figure that nothing accounts for: '3'"),
        ("Our score is 71.", "a figure that nothing accounts for: '71"),
        ("See https://evil.example.org/x", "evil.example.org is not a site"),
    ],
)
def test_own_words_are_held_to_the_same(own, words, tmp_path):
    (tmp_path / "trust" / "short").mkdir(parents=True)
    (tmp_path / "trust" / "short" / "en.md.j2").write_text(f"# Ours\n\n{{{{ organisation }}}}\n\n{own}\n")
    with pytest.raises(UserError) as no:
        stated(tmp_path)
    assert words in str(no.value)


def test_an_ending_that_is_none_is_refused(tmp_path):
    with pytest.raises(UserError, match=re.escape("expected a file that ends with .html, .txt, .pdf, .docx")):
        write(tmp_path / "state", stated(tmp_path), tmp_path / "a.exe")
