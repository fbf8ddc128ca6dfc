"""The main job: real targets, one number, and the path moves when its weakest step is mended."""

import json
import subprocess

import pytest

from tests.journey.estate import Estate, close, estate


@pytest.fixture(scope="module")
def organisation(tmp_path_factory):
    with estate(tmp_path_factory.mktemp("organisation")) as made:
        yield made


@pytest.fixture(scope="module")
def story(organisation: Estate):
    """Three scans: as found, with the public bucket closed, with a password on Redis too."""
    before = organisation.scan()
    close(organisation.moto.client(), "exports")
    bucket_closed = organisation.scan()
    subprocess.run(
        ["redis-cli", "-h", organisation.redis.address, "-p", str(organisation.redis.port)],
        input="CONFIG SET requirepass long-and-secret\n", text=True, check=True, capture_output=True,
    )  # fmt: skip
    return before, bucket_closed, organisation.scan()


def route(document):
    return [step["to"] for step in document["posture"]["path"]]


def outcome(document, check, target):
    return {f["outcome"] for f in document["findings"] if (f["check"], f["target"]) == (check, target)}


def test_the_weakest_path_runs_through_the_worst_and_moves_on_when_it_is_mended(story):
    before, bucket_closed, redis_closed = story
    assert route(before) == ["store:exports:read"]
    assert before["posture"]["path"][0]["findings"][0] == ["cloud", "bucket-public", "bucket:exports"]
    assert route(bucket_closed)[-1] == "store:sessions:read"
    assert any("redis-unauthenticated" in key for key in bucket_closed["posture"]["path"][-1]["findings"][0])
    assert "redis-unauthenticated" not in str([step["findings"] for step in redis_closed["posture"]["path"]])
    scores = [document["posture"]["score"] for document in story]
    assert scores[0] < scores[1] < scores[2]


def test_points_sum_to_the_score(story):
    for document in story:
        posture = document["posture"]
        start = posture["from"]
        total = start["prior_points"] + start["value_points"] + sum(step["points"] for step in posture["path"])
        assert posture["caps"] or total == pytest.approx(posture["score"], abs=1e-3)
        low, high = posture["interval"]
        assert low <= posture["score"] <= high


def test_the_hardened_and_the_loose_server_are_told_apart(story):
    before = story[0]
    for check in ("ssh-root-login", "ssh-password-login"):
        assert outcome(before, check, "good") == {"PASS"}
        assert "FAIL" in outcome(before, check, "bad")
    assert outcome(before, "ssh-empty-passwords", "good") == {"PASS"}
    matched = [f for f in before["findings"] if f["check"] == "ssh-empty-passwords" and f["target"] == "bad"]
    assert {f["outcome"] for f in matched} == {"PASS", "FAIL"}, "the Match block is seen beside the global settings"


def test_what_needs_root_is_unknown_on_the_server_read_without_it(story, organisation):
    from tests.daemons.sshd import me, plain_account

    if me() == plain_account():
        return  # both servers are read by the same ordinary account
    unseen = {f["check"] for f in story[0]["findings"] if f["target"] == "good" and f["outcome"] == "UNKNOWN"}
    assert unseen


def test_the_change_since_the_last_run_is_said(story):
    change = story[1]["change"]
    assert ["cloud", "bucket-public", "bucket:exports"] in change["closed"]
    assert change["path_changed"]


def test_judged_elsewhere_with_equal_verdicts(organisation, tmp_path):
    organisation.run("collect", "--out", "facts.jsonl", "--quiet", check=0)
    here = organisation.scan()
    facts = (organisation.folder / "facts.jsonl").read_text()
    assert "JOURNEY_KEY" not in facts
    (tmp_path / "facts.jsonl").write_text(facts)
    from tests.cli.command import breachready

    there = json.loads(breachready("evaluate", "facts.jsonl", "--json", cwd=tmp_path, check=1).stdout)

    def verdicts(document):
        return {(f["target"], f["check"], f["resource"]): f["outcome"] for f in document["findings"]}

    assert verdicts(here) == verdicts(there)
    assert here["posture"]["path"] == there["posture"]["path"]


def test_every_format_of_the_last_run(organisation):
    for name in ("html", "markdown", "json", "jsonl", "csv", "sarif", "ocsf", "junit"):
        organisation.run("report", "--format", name, "--out", f"report.{name}", check=0)
        assert (organisation.folder / f"report.{name}").stat().st_size > 500


def test_weakest_explains_it(organisation, story):
    words = organisation.run("weakest", check=0).stdout
    posture = json.loads(organisation.run("weakest", "--json", check=0).stdout)
    assert set(posture) >= {"score", "interval", "path", "stores", "unknown", "model"}
    assert f"{posture['score']:.1f}" in words


def test_a_partial_scan_keeps_what_was_seen_of_the_rest(organisation, story):
    whole = organisation.scan()
    part = json.loads(organisation.run("scan", "--json", "--target", "cloud", check=1).stdout)
    times = {f["target"]: f["observed_at"] for f in part["findings"]}
    assert {f["target"] for f in whole["findings"]} == set(times)
    assert times["good"] < times["cloud"]
    assert part["posture"]["path"] == whole["posture"]["path"]


def test_an_unknown_host_key_is_unknown_and_says_what_to_do(organisation):
    known = organisation.folder / "breachready-state" / "known_hosts"
    kept = known.read_text()
    try:
        known.write_text("")
        document = organisation.scan()
    finally:
        known.write_text(kept)
    unseen = [f for f in document["findings"] if f["target"] == "bad"]
    assert {f["outcome"] for f in unseen} == {"UNKNOWN"}
    assert "hosts trust bad" in unseen[0]["evidence"]
    assert outcome(document, "bucket-public", "cloud") == {"PASS"}, "everything else was judged"
