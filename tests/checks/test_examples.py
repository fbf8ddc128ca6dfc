"""Every check: its good example passes, its bad one fails, and it says what a user needs."""

import re

import pytest

from toolkit.core import Outcome
from toolkit.registry import load

CHECKS = load().checks


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_good_passes_and_bad_fails(check):
    assert type(check.good) is type(check.bad) is check.needs
    assert check(check.good, check.policy_for_examples).outcome is Outcome.PASS
    bad = check(check.bad, check.policy_for_examples)
    assert bad.outcome is Outcome.FAIL
    assert bad.evidence


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_it_says_what_a_user_needs(check):
    assert check.why.endswith((".", "?")), "the docstring is the rationale"
    assert check.title[0].isupper() or not check.title[0].isalpha()
    assert not check.title.endswith("."), "a title is a sentence without its stop"
    assert len(check.fix) > 10
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", check.playbook), "every failure has a playbook"


def test_ids_are_unique():
    ids = [check.id for check in CHECKS]
    assert len(set(ids)) == len(ids)
