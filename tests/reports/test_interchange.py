"""The formats that other programs read: their contracts, keys and schemas."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from defusedxml import ElementTree
from jsonschema import Draft4Validator

from reports.document import posture as posture_document
from reports.render import Format, render
from tests.reports.runs import ACL, BUCKET, FAULT, NOW, ROOT, crowd, estate, hostile, nothing, posture
from toolkit.core.change import Change
from toolkit.core.verdict import Outcome

SCHEMA = Path(__file__).parents[2].parent / "shared" / "data" / "sarif-schema-2.1.0.json"
RUNS = {"estate": estate, "nothing": nothing, "hostile": hostile}


def loaded(run, format):
    return json.loads("".join(render(run, format)))


def test_findings_jsonl_begins_with_the_contract():
    for line in render(estate(), Format.JSONL):
        assert list(json.loads(line))[:9] == [
            "check", "outcome", "severity", "resource", "target", "evidence", "observed_at", "fix", "cites",
        ]  # fmt: skip


def test_findings_jsonl_has_every_finding_once():
    run = estate()
    records = [json.loads(line) for line in render(run, Format.JSONL)]
    assert [(one["target"], one["check"], one["resource"]) for one in records] == [one.key for one in run.findings]
    assert {one["outcome"] for one in records} == {"PASS", "FAIL", "UNKNOWN", "NOT_APPLICABLE"}
    assert datetime.fromisoformat(records[0]["observed_at"]) == run.findings[0].observed_at
    assert len({one["fingerprint"] for one in records}) == len(records)


def test_posture_has_the_contract():
    found = posture_document(posture())
    assert list(found)[:6] == ["score", "interval", "path", "stores", "unknown", "model"]
    assert list(found["path"][0])[:6] == ["from", "to", "step", "probability", "points", "findings"]
    assert found["path"][0]["findings"] == [list(BUCKET.key)]
    ends = found["from"]
    total = ends["prior_points"] + sum(step["points"] for step in found["path"]) + ends["value_points"]
    assert total == pytest.approx(found["score"])


def test_posture_without_a_path():
    found = posture_document(posture(None, None, stores=(), unknown=()))
    assert found["path"] == []
    assert found["from"] is None
    assert found["next_path"] is None


def test_scan_document():
    document = loaded(estate(), Format.JSON)
    assert list(document) == [
        "run",
        "posture",
        "counts",
        "worst",
        "gaps",
        "readiness",
        "exceptions",
        "change",
        "findings",
    ]
    assert document["counts"] == {"PASS": 6, "FAIL": 6, "UNKNOWN": 4, "NOT_APPLICABLE": 1}
    assert len(document["findings"]) == 17
    assert document["change"]["opened"] == [list(BUCKET.key)]
    assert [gap["fault"] for gap in document["gaps"]] == [True, False, False, False]


def test_an_unchanged_run_has_a_change_that_is_empty():
    same = Change(
        since_run=11,
        since=NOW,
        score_before=3.6,
        score_now=3.6,
        path_changed=False,
        opened=(),
        closed=(),
        lost=(),
        regained=(),
    )
    assert loaded(estate(change=same), Format.JSON)["change"]["opened"] == []
    assert loaded(estate(change=None), Format.JSON)["change"] is None
    for one in (Format.HTML, Format.MARKDOWN):
        assert "Nothing changed." in "".join(render(estate(change=same), one))
        assert "Nothing changed." not in "".join(render(estate(), one))
        assert "Nothing changed." not in "".join(render(estate(change=None), one))


def test_nothing_is_null_and_not_a_score():
    document = loaded(nothing(), Format.JSON)
    assert document["posture"] is None
    assert document["run"]["finished_at"] is None
    assert document["findings"] == []


@pytest.mark.parametrize("run", RUNS)
def test_sarif_is_valid(run):
    if not SCHEMA.exists():
        pytest.skip("no ../shared/data/sarif-schema-2.1.0.json beside the project: the SARIF schema is not kept here")
    schema = json.loads(SCHEMA.read_text())
    problems = [
        error.message[:200] for error in Draft4Validator(schema).iter_errors(loaded(RUNS[run](), Format.SARIF))
    ]
    assert not problems


def test_sarif_says_what_it_has_a_word_for():
    log = loaded(estate(), Format.SARIF)["runs"][0]
    kinds = {
        result["ruleId"] + result["properties"]["target"]: (result["kind"], result["level"])
        for result in log["results"]
    }
    assert kinds["bucket-publicaws-main"] == ("fail", "error")
    assert kinds["updates-pendingdb1"] == ("fail", "warning")
    assert kinds["bucket-aclaws-main"] == ("open", "none")
    assert kinds["ssh-root-logindb1"] == ("pass", "none")
    assert kinds["telnet-opendmz"] == ("notApplicable", "none")
    rules = log["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in log["results"])
    assert [rule["id"] for rule in rules] == sorted({one.check for one in estate().findings})
    assert log["invocations"][0]["executionSuccessful"] is False, "a fault of ours is not a success"


def test_sarif_fingerprints_outlive_evidence_and_time():
    from dataclasses import replace
    from datetime import timedelta

    later = replace(
        ROOT, evidence="PermitRootLogin is prohibit-password", observed_at=ROOT.observed_at + timedelta(days=9)
    )
    prints = [
        loaded(estate(findings=(one,)), Format.SARIF)["runs"][0]["results"][0]["partialFingerprints"]
        for one in (ROOT, later, BUCKET)
    ]
    assert prints[0] == prints[1] != prints[2]


def test_ocsf_has_what_the_class_requires():
    words = {Outcome.PASS: 1, Outcome.UNKNOWN: 2, Outcome.FAIL: 3, Outcome.NOT_APPLICABLE: 99}
    run = estate()
    events = [json.loads(line) for line in render(run, Format.OCSF)]
    for finding, event in zip(run.findings, events, strict=True):
        assert event["class_uid"] == 2003
        assert event["category_uid"] == 2
        assert event["type_uid"] == event["class_uid"] * 100 + event["activity_id"]
        assert event["metadata"]["version"] == "1.3.0"
        assert event["metadata"]["product"]["vendor_name"]
        assert event["finding_info"]["uid"]
        assert event["time"] == 1795166042000
        assert event["severity_id"] in range(1, 6)
        assert event["compliance"]["standards"]
        assert event["compliance"]["status_id"] == words[finding.outcome]


def test_junit_counts_failures_and_errors():
    root = ElementTree.fromstring("".join(render(estate(), Format.JUNIT)))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("17", "5", "4")
    suites = {suite.get("name"): suite for suite in root}
    assert list(suites) == ["aws-main", "db1", "dmz", "web1"]
    assert len(suites["aws-main"].findall("testcase/error")) == len((ACL, FAULT))
    assert len(suites["dmz"].findall("testcase/skipped")) == 1


def test_big_documents_are_one_json_value():
    assert len(loaded(crowd(5000), Format.JSON)["findings"]) == 5000
