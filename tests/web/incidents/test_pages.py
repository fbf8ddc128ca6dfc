"""All pages of the room at once, from the map: the exercise's banner, outside markup, secrets, headers."""

import re

import pytest
from django.urls import reverse

import toolkit.web.urls  # noqa: F401  declares all pages
from tests.web.incidents.conftest import HOSTILE, kinds, path, post, text
from toolkit.core.playbook import Level
from toolkit.usecase.incident import deciding, evidence, steps, telling
from toolkit.usecase.incident.opening import Opening, open_incident
from toolkit.usecase.incident.session import Said, look
from toolkit.web.route import ROUTES

ROOM = [
    one
    for one in ROUTES
    if one.path.startswith("incidents/<")
    and "GET" in one.rule.methods
    and one.view.__module__.startswith("toolkit.web.incidents.")
]
FILES = {"report_file"}
PARTS = {"news"}


def pages(folder):
    """Each page of one incident with something in each place."""
    given = {"id": folder.name, "key": "put-out", "kind": "report.html", "item": "E1"}
    for one in ROOM:
        names = re.findall(r"<\w+:(\w+)>", one.path)
        yield one.name, reverse(one.name, kwargs={name: given[name] for name in names})


def test_the_map_has_the_room():
    assert len(ROOM) >= 15


def test_an_exercise_is_unmistakable_on_every_page(ada, drill):
    steps.start(drill, "see", Said(by="ada"), ready=True)
    for name, address in pages(drill):
        answer = ada.get(address)
        assert answer.status_code == 200, (name, answer.status_code)
        page = answer.content.decode()
        if name in FILES:
            assert "EXERCISE" in page.upper()
        elif name not in PARTS:
            assert "exercise-banner" in page, name
            assert "Exercise: nothing leaves this machine" in page, name
            assert re.search(r'<body class="[^"]*\bexercise\b', page), name
            assert re.search(r"<title>EXERCISE · ", page), name


def test_a_real_incident_never_looks_like_an_exercise(ada, fire):
    for name, address in pages(fire):
        if name == "exercise":
            assert ada.get(address).status_code == 404
            continue
        page = ada.get(address).content.decode()
        assert "exercise-banner" not in page, name
        assert not re.search(r'<body class="[^"]*\bexercise\b', page), name


def test_the_page_that_starts_an_exercise_says_so(ada, house, books):
    page = ada.get("/incidents/exercise/").content.decode()
    assert "exercise-banner" in page


@pytest.fixture
def infested(house, books, tmp_path):
    """An incident with markup in everything that comes from outside."""
    opening = Opening(playbook="fire", title=HOSTILE, values={"bucket": HOSTILE, "store": HOSTILE})
    folder = open_incident(house.settings, opening, Said(by=HOSTILE, note=HOSTILE)).folder
    steps.done(folder, "see", Said(by=HOSTILE, note=HOSTILE), verified=HOSTILE, despite=HOSTILE)
    steps.reopen(folder, "see", Said(by=HOSTILE, note=HOSTILE))
    steps.assign(folder, "see", Said(by=HOSTILE), to=HOSTILE)
    steps.skip(folder, "see", Said(by=HOSTILE, note=HOSTILE))
    deciding.decide(folder, "is-it", "yes", Said(by=HOSTILE, note=HOSTILE))
    steps.done(folder, "photograph", Said(by=HOSTILE, note=HOSTILE))
    steps.start(folder, "put-out", Said(by=HOSTILE, note=HOSTILE), despite=HOSTILE)
    deciding.approve(folder, "put-out", Said(by="carol", note=HOSTILE))
    source = tmp_path / "<b>x"
    source.write_bytes(b"x")
    evidence.add(
        folder, [source], evidence.About(what=HOSTILE, source=HOSTILE, name=HOSTILE, step="put-out"), Said(by=HOSTILE)
    )
    evidence.transfer(folder, "E1", HOSTILE, Said(by=HOSTILE, note=HOSTILE))
    telling.hand_over(folder, HOSTILE, Said(by=HOSTILE, note=HOSTILE))
    telling.set_level(folder, Level.P1, Said(by=HOSTILE, note=HOSTILE))
    telling.note(folder, Said(by=HOSTILE, note=HOSTILE))
    return folder


def test_markup_from_outside_is_inert_on_every_page(ada, infested, house):
    for name, address in [*pages(infested), ("list", "/incidents/")]:
        if name == "exercise":
            continue
        for asked in (address, f"{address}?q=%3Cscript%3E&step=%3Cscript%3E&wanted=%3Cscript%3E&since=1&head=x"):
            answer = ada.get(asked)
            assert answer.status_code == 200, name
            page = answer.content.decode()
            assert "<script>" not in page, name
            assert "<img src=x" not in page, name


def test_markup_comes_back_inert_in_a_form_shown_again(ada, fire):
    answer = post(ada, fire, "steps/see/", act="done", note=HOSTILE, despite="", at="2026-01-01T00:00")
    assert answer.status_code == 409
    assert "<script>alert" not in answer.content.decode()
    assert HOSTILE in text(answer) or "alert(1)" in text(answer)
    answer = ada.get(f"/incidents/open/?finding={HOSTILE}&playbook={HOSTILE}")
    assert "<script>alert" not in answer.content.decode()


def test_no_page_has_a_script_or_style_of_its_own(ada, fire):
    for name, address in pages(fire):
        if name in FILES or name == "exercise":
            continue
        page = ada.get(address).content.decode()
        assert " style=" not in page, name
        assert "<style" not in page, name
        assert " onclick=" not in page, name
        assert "hx-on" not in page, name
        assert re.findall(r"<script(?! src=)", page) == [], name


def test_each_page_has_one_heading_of_the_first_rank_and_ids_once(ada, infested):
    for name, address in pages(infested):
        if name in FILES | PARTS | {"exercise"}:
            continue
        page = ada.get(address).content.decode()
        assert len(re.findall(r"<h1\b", page)) == 1, name
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert sorted(set(ids)) == sorted(ids), (name, [one for one in ids if ids.count(one) > 1])
        for label in re.findall(r'<label for="([^"]+)"', page):
            assert label in ids, (name, label)


def test_secrets_of_the_configuration_are_on_no_page(ada, place, house, fire, monkeypatch):
    monkeypatch.setenv("RELAY_PASSWORD", "hunter2-secret")
    config = place / "breachready.toml"
    config.write_text(
        config.read_text()
        + '\n[alert.mail]\nserver = "mail.example"\nsender = "a@mango.example"\nrecipients = ["b@mango.example"]\n'
        'user = "u"\npassword = "env:RELAY_PASSWORD"\n'
    )
    for _name, address in pages(fire):
        assert "hunter2-secret" not in ada.get(address).content.decode(errors="replace")


def test_files_to_keep_are_attachments(ada, fire):
    for name in ("report.html", "report.md", "handover.md"):
        answer = ada.get(path(fire, f"report/{name}"))
        assert answer["Content-Disposition"] == f'attachment; filename="{fire.name}-{name}"'


def test_the_bundle_is_taken_with_a_form_recorded_and_left_nowhere(ada, fire, house):
    import io
    import zipfile

    answer = post(ada, fire, "bundle/", note="for the police")
    content = b"".join(answer.streaming_content)
    answer.close()
    assert answer["Content-Disposition"].startswith("attachment")
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert f"{fire.name}/head.sig" in names
    assert kinds(fire)[-1] == "exported"
    assert list((house.settings.state / "uploads").iterdir()) == []
    assert "for the police" in text(ada.get(path(fire, "report/")))


def test_the_handover_page_tells_and_hands_over(ada, fire):
    page = text(ada.get(path(fire, "handover/")))
    assert "See that example-exports burns" in page
    assert post(ada, fire, "handover/", to=" ").status_code == 409
    assert post(ada, fire, "handover/", to="carol").status_code == 303
    assert "led by carol" in text(ada.get(path(fire)))


def test_two_hand_over_at_once_and_the_second_is_asked(ada, bob, fire):
    seen = len(look(fire).events)
    post(ada, fire, "handover/", seen, to="carol")
    answer = post(bob, fire, "handover/", seen, to="dave")
    assert answer.status_code == 409
    assert "Somebody was quicker" in text(answer)
    assert "led by carol" in text(ada.get(path(fire)))
