"""Tokens, calls and feeds: what a program may, and what it may not."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.web.conftest import somebody
from toolkit.web.api import tokens
from toolkit.web.api.door import CALLS
from toolkit.web.roles import May, rights


@pytest.fixture
def program(house):
    """`program("responder", "see", "respond")`: a client with a token of these scopes."""

    def come(role, *scopes, days=1):
        owner = somebody(role, role)
        said = tokens.make(owner, "a program", scopes, days, may=rights([role]), now=datetime.now(UTC))
        return Client(headers={"host": "localhost", "authorization": f"Bearer {said}"}), said

    return come


def opened(house):
    from toolkit.usecase.incident.opening import Opening, open_incident
    from toolkit.usecase.incident.session import Said

    return open_incident(house.settings, Opening(playbook="exposed-bucket"), Said(by="eve")).incident.id


def test_without_a_token_nothing_is_told(house):
    for one in CALLS:
        path = f"/api/{one.path}".replace("<str:id>", "x")
        answer = Client(headers={"host": "localhost"}).generic(one.method, path)
        assert answer.status_code == 401, one.path
        assert answer.json()["problems"]


@pytest.mark.parametrize("said", ["Bearer x", "Bearer brk_x", "Basic brk_x", "Bearer ", "Bearer brk_" + "x" * 5000])
def test_a_wrong_token(house, said):
    assert Client(headers={"host": "localhost", "authorization": said}).get("/api/runs/").status_code == 401


def test_scopes_are_those_of_the_token_and_never_more_than_its_owners(program, house):
    client, _ = program("responder", "see")
    assert client.get("/api/runs/").json() == []
    assert client.get("/api/incidents/").status_code == 403
    with pytest.raises(Exception, match="expected one or more of"):
        program("viewer", "respond")


def test_a_right_that_the_owner_lost_the_token_has_lost(program, house):
    client, _ = program("responder", "see incidents")
    assert client.get("/api/incidents/").status_code == 200
    somebody("responder").groups.clear()
    assert client.get("/api/incidents/").status_code == 403


def test_a_token_ends_with_its_day_and_with_its_owner(program, house):
    from toolkit.web.models import Token

    client, _ = program("viewer", "see")
    assert client.get("/api/runs/").status_code == 200
    Token.objects.update(expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert client.get("/api/runs/").status_code == 401
    client, _ = program("engineer", "see")
    owner = somebody("engineer")
    owner.is_active = False
    owner.save()
    assert client.get("/api/runs/").status_code == 401


def test_only_its_digest_is_kept(program, house, place):
    _, said = program("viewer", "see")
    kept = b"".join(path.read_bytes() for path in (place / "state").iterdir() if path.is_file())
    assert said.encode() not in kept


def test_an_incident_is_run_by_a_program(program, house):
    name = opened(house)
    client, _ = program("responder", "see incidents", "respond")
    step = client.get(f"/api/incidents/{name}/next/").json()[0]["step"]
    body = json.dumps({"step": step, "note": "by the runbook"})
    found = client.post(f"/api/incidents/{name}/start/", body, content_type="application/json").json()
    assert found["recorded"]["by"] == "responder"
    again = client.post(f"/api/incidents/{name}/start/", body, content_type="application/json")
    assert again.status_code == 409
    assert "Not legal advice" in json.dumps(client.get(f"/api/incidents/{name}/duties/").json())
    kinds = [one["kind"] for one in client.get(f"/api/incidents/{name}/timeline/").json()]
    assert kinds.count("started") == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{", "is not JSON"),
        ("[]", "one object"),
        ('{"step": 1}', "expected text"),
        ('{"stepp": "x"}', "no such field"),
        ("[" * 100_000, "is not JSON"),
    ],
)
def test_bodies_that_make_no_sense(program, house, body, said):
    client, _ = program("responder", "respond")
    answer = client.post("/api/incidents/x/start/", body, content_type="application/json")
    assert answer.status_code == 409
    assert any(said in one for one in answer.json()["problems"])


def test_changing_something_takes_a_token_not_a_session(visitor):
    answer = visitor("responder").post("/api/incidents/x/notes/", "{}", content_type="application/json")
    assert answer.status_code == 401


def test_reading_works_with_a_session(visitor):
    assert visitor("viewer").get("/api/runs/").json() == []
    assert visitor("engineer", factor=False, name="new").get("/api/runs/").status_code == 401


def test_the_description_names_every_call_and_is_well_formed(visitor):
    found = visitor("viewer").get("/api/openapi.json").json()
    told = {(method.upper(), path) for path, of in found["paths"].items() for method in of}
    assert told == {(one.method, "/api/" + one.path.replace("<str:id>", "{id}")) for one in CALLS}
    for of in found["paths"].values():
        for one in of.values():
            assert one["summary"]
            names = {place["name"] for place in one["parameters"] if place["in"] == "path"}
            assert all(place["required"] for place in one["parameters"] if place["name"] in names)


def test_a_feed_opens_with_its_token_alone(program, house):
    _, feed = program("viewer", "feed")
    _, other = program("engineer", "see")
    client = Client(headers={"host": "localhost"})
    assert client.get(f"/feeds/{other}/findings.csv").status_code == 404
    assert client.get("/feeds/x/findings.csv").status_code == 404
    assert client.get(f"/feeds/{feed}/findings.csv").status_code == 409
    assert (
        Client(headers={"host": "localhost", "authorization": f"Bearer {feed}"}).get("/api/runs/").status_code == 403
    )


def test_tokens_are_made_shown_once_and_ended_on_their_page(visitor):
    from toolkit.web.models import Token

    browser = visitor("engineer")
    page = browser.post("/account/tokens/", {"name": "grafana", "scope": ["see"], "days": "30"}).content.decode()
    assert tokens.MARK in page
    assert tokens.MARK not in browser.get("/account/tokens/").content.decode()
    assert (
        "expected 1 to 366"
        in browser.post("/account/tokens/", {"name": "x", "scope": ["see"], "days": "9999"}).content.decode()
    )
    other = visitor("viewer")
    other.post("/account/tokens/", {"end": str(Token.objects.get().pk)})
    assert Token.objects.count() == 1
    browser.post("/account/tokens/", {"end": str(Token.objects.get().pk)})
    assert Token.objects.count() == 0


def test_rights_of_programs_never_send_approve_or_contain():
    assert not {May.SEND, May.APPROVE, May.ACT, May.ADMINISTER, May.DRAFT} & set(tokens.SCOPES)
