"""Acts that were promised: a stack for each verb with its parameters."""

import pytest

from tests.usecase.incident.books import Journal
from toolkit.core.incident import NotOurs
from toolkit.core.incident.promises import standing
from toolkit.core.incident.words import Kind

A, B = {"bucket": "a"}, {"bucket": "b"}


def promised(journal, captured, parameters=A):
    return journal.add(Kind.ACT_PROMISED, "put-out", verb="v", parameters=parameters, captured={"was": captured})


def of(journal, parameters=A):
    return standing(journal.incident.promises, "v", parameters)


def test_a_promise_is_in_doubt_until_it_was_seen_to_be_kept():
    journal = promised(Journal(), 1)
    assert of(journal).in_doubt
    journal.add(Kind.ACT_ACTED, "put-out", verb="v", parameters=A)
    assert of(journal).in_doubt
    journal.add(Kind.ACT_VERIFIED, "put-out", verb="v", parameters=A, so=False, words="")
    assert of(journal).in_doubt
    journal.add(Kind.ACT_VERIFIED, "put-out", verb="v", parameters=A, so=True, words="")
    assert not of(journal).in_doubt
    journal.add(Kind.ACT_UNDOING, "put-out", verb="v", parameters=A)
    assert of(journal).in_doubt


def test_what_was_captured_first_is_not_lost():
    journal = promised(promised(Journal(), 1), 2)
    assert of(journal).captured == {"was": 2}
    journal.add(Kind.ACT_UNDONE, "put-out", verb="v", parameters=A, so=False, words="")
    assert of(journal).captured == {"was": 2}
    journal.add(Kind.ACT_UNDONE, "put-out", verb="v", parameters=A, so=True, words="")
    assert of(journal).captured == {"was": 1}
    journal.add(Kind.ACT_UNDONE, "put-out", verb="v", parameters=A, so=True, words="")
    assert of(journal) is None


def test_parameters_make_another_act():
    journal = promised(promised(Journal(), 1), 2, B)
    assert of(journal).captured == {"was": 1}
    assert of(journal, B).captured == {"was": 2}


def test_an_end_without_a_promise_makes_no_sense():
    journal = Journal().add(Kind.ACT_ACTED, "put-out", verb="v", parameters=A)
    with pytest.raises(NotOurs, match="nothing was promised"):
        _ = journal.incident
