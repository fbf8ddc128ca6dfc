"""Ours as CACAO: valid for OASIS and for us, the same each time, back again whole, and without secrets."""

import json
from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from tests.library.cacao.made import playbooks
from tests.library.cacao.oasis import needs_schemas, wrong
from toolkit.core.playbook import Action, Decision, Loop, Option, Parallel, Variable, VariableType
from toolkit.library.cacao.adopt import adopt
from toolkit.library.cacao.export import export
from toolkit.library.cacao.ids import EXTENSION
from toolkit.library.cacao.read import parsed
from toolkit.library.cacao.secrets import REMOVED, looks_secret
from toolkit.library.cacao.validate import validate
from toolkit.library.cacao.written import written
from toolkit.library.playbooks import read, shipped

LIBRARY = [one.playbook for one in shipped()]
BUCKET = next(one for one in LIBRARY if one.id == "exposed-bucket")
TODAY = date(2026, 11, 25)
every = pytest.mark.parametrize("playbook", LIBRARY, ids=lambda one: one.id)
SCHEMA = json.loads((files("playbooks") / "cacao-extension.schema.json").read_text())


def sent(playbook):
    """As it arrives elsewhere: written and read."""
    return parsed(json.dumps(export(playbook, LIBRARY).document).encode(), "x")


def extended(kind: str) -> Draft202012Validator:
    return Draft202012Validator({**SCHEMA, "oneOf": [{"$ref": f"#/$defs/{kind}"}]})


@needs_schemas
@every
def test_what_ships_is_valid_for_oasis(playbook):
    assert not wrong(export(playbook, LIBRARY).document)


@needs_schemas
def test_the_schemas_do_notice():
    document = sent(BUCKET)
    del document["workflow_start"]
    assert wrong(document) == ["$: 'workflow_start' is a required property"]
    step = next(key for key, one in (sent(BUCKET)["workflow"]).items() if one["type"] == "action")
    document = sent(BUCKET)
    del document["workflow"][step]["agent"]
    assert wrong(document)


@every
def test_what_ships_has_no_fault_and_no_warning(playbook):
    assert validate(sent(playbook)) == ()


@every
def test_what_ships_comes_back_whole_and_as_the_same_file(playbook):
    back = adopt(sent(playbook), LIBRARY, trusted=True, today=TODAY)
    assert back.playbook == playbook
    assert (back.whole, back.lost) == (True, ())
    assert read(written(playbook).encode(), "x") == (playbook, [])


@every
def test_what_is_in_the_extension_is_as_published(playbook):
    document = sent(playbook)
    assert extended("playbook").is_valid(document["playbook_extensions"][EXTENSION])
    held = [one["step_extensions"][EXTENSION] for one in document["workflow"].values() if "step_extensions" in one]
    assert held
    assert all(extended("step").is_valid(one) for one in held)
    assert not extended("step").is_valid({**held[0], "more": 1})


@every
def test_without_our_extension_it_still_comes_back_for_a_person(playbook):
    document = sent(playbook)
    for one in (document, *document["workflow"].values()):
        one.pop("playbook_extensions", None)
        one.pop("step_extensions", None)
    del document["extension_definitions"], document["playbook_processing_summary"]
    assert validate(document) == ()
    back = adopt(document, LIBRARY, trusted=True, today=TODAY)
    assert not back.whole
    assert back.lost
    assert all(step.mode == "manual" and not step.verb for step in back.playbook.step if isinstance(step, Action))
    assert read(written(back.playbook).encode(), "x") == (back.playbook, [])


def test_an_extension_that_says_something_else_is_not_believed():
    document = sent(BUCKET)
    step = next(one for one in document["workflow"].values() if one.get("name") == "Close it")
    step["step_extensions"][EXTENSION]["with"] = {"account": "{account}", "bucket": "another"}
    step["commands"][0]["command"] = "Make it public"
    back = adopt(document, LIBRARY, trusted=True, today=TODAY)
    assert not back.whole
    assert "not believed" in back.lost[0]


def test_without_a_trusted_signature_nothing_is_done_by_the_tool():
    back = adopt(sent(BUCKET), LIBRARY, trusted=False, today=TODAY)
    assert not back.whole
    assert any("close-bucket" in one for one in back.lost)
    closing = back.playbook.steps()["close-bucket"]
    assert (closing.mode, closing.verb, dict(closing.given)) == ("manual", "", {})


def test_each_export_is_the_same_and_another_name_has_other_ids():
    assert json.dumps(export(BUCKET, LIBRARY).document) == json.dumps(export(BUCKET, LIBRARY).document)
    other = export(replace(BUCKET, title="Another"), LIBRARY).document
    assert other["id"] != export(BUCKET, LIBRARY).document["id"]


def test_ids_are_of_the_versions_that_the_specification_wants():
    document = export(BUCKET, LIBRARY).document
    assert document["id"].rpartition("--")[2][14] == "5"
    assert {key.rpartition("--")[2][14] for key in document["workflow"]} == {"4"}


def kinds(playbook, ours):
    document = sent(playbook)
    held = document["workflow"].values()
    return {one["type"] for one in held if one.get("step_extensions", {}).get(EXTENSION, {}).get("own_id") == ours}


def flow(*steps):
    return replace(BUCKET, step=steps, variables={})


def step(kind, name, **more):
    return kind(id=name, title=name, phase="triage", role="incident-lead", **more)


def test_loops_and_branches_come_back_to_where_they_began():
    playbook = flow(
        step(Loop, "again", body="look", until="it is quiet", at_most=3, every="2 hours", next="both"),
        step(Action, "look", does="Look", next="back"),
        step(Parallel, "both", branches=("left", "right"), next="close"),
        step(Action, "left", does="Left", next="back"),
        step(Action, "right", does="Right", next="back"),
    )
    workflow = sent(playbook)["workflow"]
    (again,) = (one for one in workflow.values() if one["type"] == "while-condition")
    look = workflow[again["on_true"]]
    asked = workflow[look["on_completion"]]
    assert asked["out_args"] == ["__done_again__"]
    assert asked["delay"] == 2 * 60 * 60 * 1000
    assert workflow[asked["on_completion"]]["type"] == "end"
    both = workflow[again["on_completion"]]
    assert [workflow[one]["name"] for one in both["next_steps"]] == ["left", "right"]
    ends = {workflow[one]["on_completion"] for one in both["next_steps"]}
    assert len(ends) == 2
    assert workflow[both["on_completion"]]["type"] == "end"


def test_what_answers_share_comes_once_after_the_decision():
    options = (Option(answer="yes", next="more"), Option(answer="no", next="shared"))
    playbook = flow(
        step(Decision, "ask", ask="So?", options=options),
        step(Action, "more", does="More"),
        step(Action, "shared", does="Shared", next="close"),
    )
    workflow = sent(playbook)["workflow"]
    (chosen,) = (one for one in workflow.values() if one["type"] == "if-condition")
    assert workflow[chosen["on_true"]]["name"] == "more"
    assert workflow[workflow[chosen["on_true"]]["on_completion"]]["type"] == "end"
    assert workflow[chosen["on_false"]]["type"] == "end"
    assert workflow[chosen["on_completion"]]["name"] == "shared"
    assert sum(one.get("name") == "shared" for one in workflow.values()) == 1


def test_answers_of_which_only_some_meet_choose_twice_and_write_nothing_twice():
    options = (
        Option(answer="yes", next="more"),
        Option(answer="closed", next="shared"),
        Option(answer="never", next="mistake"),
    )
    playbook = flow(
        step(Decision, "ask", ask="So?", options=options),
        step(Action, "more", does="More"),
        step(Action, "shared", does="Shared", next="close"),
        step(Action, "mistake", does="Mistake", next="close"),
    )
    workflow = sent(playbook)["workflow"]
    inner, outer = sorted(
        (one for one in workflow.values() if "cases" in one), key=lambda one: "default" in one["cases"]
    )
    assert workflow[outer["cases"]["never"]]["name"] == "mistake"
    assert workflow[outer["cases"]["default"]] == inner
    assert workflow[inner["cases"]["yes"]]["name"] == "more"
    assert workflow[inner["cases"]["closed"]]["type"] == "end"
    assert workflow[inner["on_completion"]]["name"] == "shared"
    assert workflow[outer["on_completion"]]["type"] == "end"
    assert sum(one.get("name") == "shared" for one in workflow.values()) == 1


SECRETS = {
    "key id": "AKIA" + "IOSFODNN7EXAMPLX",
    "password in an address": "psql postgres://app:hunter2hunter2@db/x",
    "password as a word": "mysql --password=Tr0ub4dor-and-3",
    "assignment": "export DB_PASSWORD='correct-horse-battery'",
    "bearer": "curl -H 'Authorization: Bearer abcdef0123456789abcdef'",
    "private key": "-----BEGIN PRIVATE KEY-----\nMIIabc\n-----END PRIVATE KEY-----",
    "token": "ghp_" + "a1B2" * 9,
    "secret key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEz1"[:40],
}


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_a_secret_does_not_leave(secret):
    first = BUCKET.step[0]
    pasted = replace(BUCKET, step=(replace(first, commands=(secret,), does=secret), *BUCKET.step[1:]))
    made = export(pasted, LIBRARY)
    raw = json.dumps(made.document)
    hidden = [
        word
        for word in ("IOSFODNN7", "hunter2", "Tr0ub4", "horse", "abcdef0123", "MIIabc", "a1B2a1B2", "wJalr")
        if word in secret
    ]
    assert hidden
    assert not [word for word in hidden if word in raw]
    assert set(made.secrets) == {"step[confirm].does", "step[confirm].commands[0]"}


def test_a_variable_named_like_a_secret_has_no_example():
    told = {"api_token": Variable(type=VariableType.TEXT, help="The token", example="tiny")}
    made = export(replace(BUCKET, variables={**BUCKET.variables, **told}), LIBRARY)
    assert "tiny" not in json.dumps(made.document)
    assert made.secrets == ("variables.api_token.example",)
    assert made.document["playbook_extensions"][EXTENSION]["variables"]["api_token"]["example"] == REMOVED


def test_what_ships_is_not_taken_for_secrets():
    assert not [place for playbook in LIBRARY for place in export(playbook, LIBRARY).secrets]
    assert not looks_secret(
        "Switch Basic authentication off. The token: revoked everywhere. Access key: deactivate it"
    )
    assert not looks_secret("Ask for the password: never by mail. arn:aws:iam::123456789012:role/Responder")


def test_a_way_back_is_said_in_words_and_as_lost():
    playbook = flow(step(Action, "one", does="One"), step(Action, "two", does="Two", next="one"))
    made = export(playbook)
    assert any("a way back" in one for one in made.lost)
    assert validate(made.document) == ()
    assert adopt(made.document, trusted=True, today=TODAY).playbook == playbook


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(playbooks())
def test_whatever_it_is_it_is_valid_and_comes_back(playbook):
    made = export(playbook)
    document = parsed(json.dumps(made.document).encode(), "x")
    assert [fault for fault in validate(document) if not fault.warning] == []
    assert adopt(document, trusted=True, today=TODAY).playbook == playbook
    foreign = adopt({k: v for k, v in document.items() if k != "playbook_extensions"}, trusted=True, today=TODAY)
    assert read(written(foreign.playbook).encode(), "x") == (foreign.playbook, [])


@needs_schemas
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(playbooks())
def test_whatever_it_is_it_is_valid_for_oasis(playbook):
    assert wrong(export(playbook).document) == []
