"""Reading playbook files: strict, all faults at once; the canonical form and what it is blind to."""

from importlib.resources import files

import pytest

from toolkit.core.playbook import Decision, filled, following, leads_to, mentioned
from toolkit.core.span import span
from toolkit.library.playbooks import digest, in_folder, read, shipped

TEXT = (files("playbooks") / "incidents" / "exposed-bucket.toml").read_bytes()


def wrong(raw: bytes) -> list[str]:
    playbook, problems = read(raw, "x.toml")
    assert playbook is None
    return [f"{problem.key}: {problem.expected}" for problem in problems]


def test_what_ships_can_be_read():
    assert {shelved.playbook.id for shelved in shipped()} >= {"exposed-bucket"}


def test_a_file_is_named_for_the_playbook_in_it():
    for shelved in shipped():
        assert shelved.where == f"playbooks/incidents/{shelved.playbook.id}.toml"


def test_every_fault_is_said_at_once_with_the_path_to_it():
    broken = TEXT.replace(b'phase = "triage"', b'phase = "triagee"', 1)
    broken = broken.replace(b"with = { account", b"wiht = { account", 1)
    broken = broken.replace(b"review_by = 2027-05-25", b'review_by = "2027-05-25"', 1)
    said = wrong(broken)
    assert said[0].startswith("review_by: expected a date without quotes")
    assert said[1].startswith("step[confirm].phase: expected one of")
    assert "did you mean triage?" in said[1]
    assert said[2].startswith("step[close-bucket].wiht: no such key")
    assert len(said) == 3


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"\xff\xfe", "is not UTF-8 text"),
        (b"id = ", "is not valid TOML"),
        (b"x" * (1024 * 1024 + 1), "is larger than 1 MiB"),
        (b'id = "x"', "expected at least one [[step]]"),
        (b"step = [1]", "expected [[step]] with keys below it"),
        (b'[[step]]\nkind = "magic"', "expected one of action, decision"),
        (b"[[step]]\nkind = []", "expected one of action, decision"),
    ],
)
def test_what_is_no_playbook_is_refused_in_words(raw: bytes, expected: str):
    assert any(expected in line for line in wrong(raw))


def test_comments_and_order_of_keys_do_not_change_the_digest_and_words_do():
    playbook, _ = read(TEXT, "x")
    moved, _ = read(
        b"# a comment\n"
        + TEXT.replace(b'id = "exposed-bucket"\nversion = "1.0.0"', b'version = "1.0.0"\nid = "exposed-bucket"'),
        "x",
    )
    changed, _ = read(TEXT.replace(b"Close it", b"Shut it"), "x")
    assert playbook
    assert moved
    assert changed
    assert digest(playbook) == digest(moved)
    assert digest(playbook) != digest(changed)


def test_one_id_twice_is_refused(tmp_path):
    (tmp_path / "a.toml").write_bytes(TEXT)
    (tmp_path / "b.toml").write_bytes(TEXT)
    with pytest.raises(Exception, match="is the id of"):
        in_folder(tmp_path)


def test_a_step_goes_on_to_the_one_below_it():
    playbook, _ = read(TEXT, "x")
    assert playbook
    after = following(playbook)
    assert after["record-settings"] == "does-something-need-it"
    assert after["lessons"] == "close"
    decision = playbook.steps()["is-it-open"]
    assert isinstance(decision, Decision)
    assert list(leads_to(decision, "")) == ["set-level", "record-settings", "close-as-mistake"]


def test_a_mention_is_ours_and_not_a_shell_s():
    text = "curl -w '%{http_code}' ${HOME} https://{bucket}/{open_since}"
    assert list(mentioned(text)) == ["bucket", "open_since"]
    assert filled(text, {"bucket": "b"}) == "curl -w '%{http_code}' ${HOME} https://b/{open_since}"


@pytest.mark.parametrize("words", ["", "0 hours", "an hour", "1 fortnight", "-1 day", "99999 days"])
def test_a_span_of_time_is_exact(words: str):
    with pytest.raises(ValueError, match="expected a span"):
        span(words)


def test_spans_in_words():
    assert span("90 minutes").total_seconds() == 5400
    assert span("1 day") == 24 * span("1 hour")
