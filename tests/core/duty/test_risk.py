"""The assessment against the EDPB's worked cases, and what must hold whatever is answered."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.core.duty.heads import Count, exactly
from toolkit.core.duty.question import Asks
from toolkit.core.duty.risk import GRAVE, HARMFUL, assess
from toolkit.core.duty.words import Risk
from toolkit.library.duties import edition

ANSWERS = {
    "confidentiality": ("no", "yes"),
    "integrity": ("no", "yes"),
    "availability": ("no", "yes"),
    "encrypted": ("yes", "no"),
    "key-safe": ("yes", "no"),
    "exfiltrated": ("no", "not-ruled-out", "yes"),
    "recipient": ("trusted", "known", "unknown", "malicious"),
    "recovered": ("verified", "promised", "no"),
    "published": ("no", "yes"),
    "revealing": ("no", "yes"),
    "vulnerable": ("no", "yes"),
    "restored": ("yes", "no"),
    "downtime-hours": ("0", "0.1", "1", "5", "24", "120"),
    "effect": ("none", "minor", "significant", "severe"),
}
"""Each from the least to the most harmful."""
KINDS = ("none", "birth-date", "tax-id", "minors", "medical", "ssn", "credentials", "sensitive")


def said(**more):
    """A breach of which everything is at its most harmless, but for what is given."""
    plain = {name: options[0] for name, options in ANSWERS.items()} | {"encrypted": "no", "key-safe": "no"}
    plain |= {"exfiltrated": "not-ruled-out", "elements": "none"}
    return plain | {name.replace("_", "-"): value for name, value in more.items()}


UNLIKELY, RISK, HIGH = Risk
BOTH = {"confidentiality": "yes", "availability": "yes"}
SAFE = {"encrypted": "yes", "key-safe": "yes"}
TAKEN = {"exfiltrated": "yes", "recipient": "malicious", "recovered": "no"}
SENT = {"confidentiality": "yes", "exfiltrated": "yes", "recipient": "known"}

CASES = [
    ("01/2021 case 2", said(availability="yes", downtime_hours="120", effect="minor", exfiltrated="no"), 40, RISK),
    (
        "01/2021 case 4",
        said(**BOTH, **TAKEN, elements="financial-account,government-id",
             restored="no", downtime_hours="120", effect="significant"),
        5000,
        HIGH,
    ),
    (
        "01/2021 case 5",
        said(confidentiality="yes", integrity="yes", **TAKEN,
             revealing="yes"),
        213,
        HIGH,
    ),
    ("01/2021 case 8", said(confidentiality="yes", **TAKEN), 300, RISK),
    (
        "01/2021 case 10",
        said(**BOTH, **SAFE, **TAKEN, elements="birth-date,minors", vulnerable="yes"),
        30,
        UNLIKELY,
    ),
    (
        "01/2021 case 12",
        said(**BOTH, exfiltrated="yes", recipient="unknown", recovered="no", restored="no", vulnerable="yes",
             elements="medical,professional-secrecy"),
        30,
        HIGH,
    ),
    ("01/2021 case 13", said(**SENT, recovered="verified"), 2, UNLIKELY),
    ("01/2021 case 15", said(**SENT, recovered="promised"), 15, UNLIKELY),
    (
        "01/2021 case 17",
        said(confidentiality="yes", integrity="yes", **TAKEN,
             revealing="yes", effect="significant"),
        1,
        HIGH,
    ),
    ("9/2022 annex B i", said(**BOTH, **SAFE, **TAKEN), 500, UNLIKELY),
    ("9/2022 annex B iii", said(availability="yes", downtime_hours="0.1"), 5000, UNLIKELY),
    (
        "9/2022 annex B vi",
        said(confidentiality="yes", **TAKEN, published="yes",
             elements="credentials"),
        50_000,
        HIGH,
    ),
    ("9/2022 annex B viii", said(availability="yes", downtime_hours="30", elements="medical"), 2000, HIGH),
]  # fmt: skip


@pytest.mark.parametrize(("case", "answers", "people", "outcome"), CASES, ids=[one[0] for one in CASES])
def test_the_worked_cases_of_the_edpb(case, answers, people, outcome):
    found = assess(answers, frozenset(), exactly(people))
    assert (found.least, found.worst) == (outcome, outcome), case
    assert not found.missing
    assert found.words


@pytest.mark.parametrize(
    ("answers", "people", "outcome"),
    [
        (said(**SENT, recovered="promised"), 100, UNLIKELY),
        (said(**SENT, recovered="promised"), 101, RISK),
        (said(**SENT, recovered="verified"), 101, UNLIKELY),
        (said(**SENT, recovered="promised", revealing="yes"), 99_999, RISK),
        (said(**SENT, recovered="promised", revealing="yes"), 100_000, HIGH),
        (said(confidentiality="yes", encrypted="yes", **TAKEN, elements="ssn"), 5, HIGH),
        (said(confidentiality="yes", **SAFE, **TAKEN, elements="ssn", published="yes"), 10**6, UNLIKELY),
        (said(confidentiality="yes", elements="ssn", exfiltrated="no"), 10**6, UNLIKELY),
        (said(availability="yes", downtime_hours="23.9"), 5, UNLIKELY),
        (said(availability="yes", downtime_hours="24"), 5, RISK),
        (said(availability="yes", restored="no"), 5, RISK),
        (said(integrity="yes", effect="severe"), 1, HIGH),
        (said(integrity="yes", effect="minor", revealing="yes"), 1, RISK),
        (said(integrity="yes", effect="minor"), 1, UNLIKELY),
    ],
)
def test_the_edges_of_the_judgement(answers, people, outcome):
    assert assess(answers, frozenset(), exactly(people)).least is outcome


def test_the_orders_are_those_of_the_questions():
    asked = edition().questions
    assert set(HARMFUL) == set(ANSWERS)
    for name, (least, worst) in HARMFUL.items():
        question = asked[name]
        if question.kind is Asks.CHOICE:
            assert (question.values()[0], question.values()[-1]) == (least, worst)
            assert question.values() == ANSWERS[name]
    assert set(asked["elements"].values()) >= GRAVE


def test_nothing_answered_may_be_anything():
    found = assess({}, frozenset(), Count())
    assert (found.least, found.worst) == (UNLIKELY, HIGH)
    assert set(found.missing) == {*HARMFUL, "elements", "residents"}


def test_only_what_can_matter_is_asked():
    assert "recipient" not in assess({"confidentiality": "no"}, frozenset(), exactly(3)).missing
    assert "recipient" not in assess({"encrypted": "yes", "key-safe": "yes"}, frozenset(), exactly(3)).missing
    assert "downtime-hours" not in assess({"availability": "no"}, frozenset(), exactly(3)).missing


def test_no_sentence_is_made_of_what_nobody_has_said():
    open_ = said(confidentiality="yes", exfiltrated="yes", elements="ssn")
    del open_["recovered"]
    found = assess(open_ | {"recipient": "malicious"}, frozenset(), exactly(5))
    assert found.settled
    assert "came back" not in " ".join(found.words)


WHOLE = st.fixed_dictionaries(
    {name: st.sampled_from(options) for name, options in ANSWERS.items()} | {"elements": st.sampled_from(KINDS)}
)
PEOPLE = st.sampled_from([0, 1, 2, 100, 101, 5000, 99_999, 100_000, 10**7])


def rank(answers, people, inventory=frozenset()):
    found = assess(answers, inventory, exactly(people))
    assert found.settled
    return found.least.rank


def test_every_answer_on_who_has_it_is_in_order():
    """All of them, one step at a time: chance meets such a pair too seldom."""
    names = ("encrypted", "key-safe", "exfiltrated", "recipient", "recovered", "published", "revealing", "effect")
    for people in (1, 101, 100_000):
        ranks = {
            answers: rank(said(confidentiality="yes") | dict(zip(names, answers, strict=True)), people)
            for answers in product(*(ANSWERS[name] for name in names))
        }
        for answers, found in ranks.items():
            for at, name in enumerate(names):
                for worse in ANSWERS[name][ANSWERS[name].index(answers[at]) + 1 :]:
                    assert found <= ranks[(*answers[:at], worse, *answers[at + 1 :])], (answers, name, worse)


@settings(max_examples=600, deadline=None)
@given(WHOLE, PEOPLE, st.sampled_from(sorted(ANSWERS)), st.data())
def test_a_more_harmful_answer_never_makes_it_better(answers, people, name, data):
    """A lost key never lowers it; encryption with a safe key or verified recovery never raises it."""
    options = ANSWERS[name]
    worse = data.draw(st.sampled_from(options[options.index(answers[name]) :]))
    assert rank(answers, people) <= rank(answers | {name: worse}, people)


@settings(max_examples=500, deadline=None)
@given(WHOLE, PEOPLE, PEOPLE, st.sets(st.sampled_from(KINDS[1:])))
def test_more_people_and_more_data_never_make_it_better(answers, people, more, kinds):
    least, most = sorted((people, more))
    assert rank(answers, least) <= rank(answers, most)
    grown = {one for one in answers["elements"].split(",") if one != "none"} | kinds
    assert rank(answers, people) <= rank(answers | {"elements": ",".join(sorted(grown)) or "none"}, people)
    assert rank(answers, people) <= rank(answers, people, frozenset(kinds))


@settings(max_examples=800, deadline=None)
@given(WHOLE, PEOPLE, st.sets(st.sampled_from([*sorted(ANSWERS), "elements"])), st.booleans())
def test_what_is_not_answered_covers_every_answer(answers, people, left_out, counted):
    partial = {name: text for name, text in answers.items() if name not in left_out}
    found = assess(partial, frozenset(), exactly(people) if counted else Count(least=min(people, 3)))
    assert found.least.rank <= rank(answers, people) <= found.worst.rank
    assert bool(found.missing) is not found.settled
