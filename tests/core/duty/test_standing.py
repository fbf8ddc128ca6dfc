"""From what is known of an incident to who must be told: by the real laws, in three values."""

from datetime import UTC, date, datetime
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.core.duty.begun import Met
from toolkit.core.duty.clock import Run, Timing
from toolkit.core.duty.heads import Count, Heads, exactly
from toolkit.core.duty.record import Override
from toolkit.core.duty.risk import Assessment
from toolkit.core.duty.standing import About, rows
from toolkit.core.duty.words import Risk, Standing, Truth
from toolkit.library.duties import edition
from toolkit.library.duties.calendars import calendars, zones

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TODAY = NOW.date()
OWED, UNDECIDED, MET, NOT_OWED = Standing

TAKEN = {
    "sectors": "none",
    "role": "controller",
    "confidentiality": "yes",
    "encrypted": "no",
    "key-safe": "no",
    "elements": "ssn,medical",
    "harm-possible": "yes",
    "relies-on-no-harm": "no",
}


@cache
def laws():
    found = edition()
    return found, zones(found), calendars(found, NOW)


def stands(answers, people=None, *, risk=(Risk.HIGH, Risk.HIGH), complete=True, met=None, day=TODAY, **more):
    found, known, days = laws()
    counts = {place: one if isinstance(one, Count) else exactly(one) for place, one in (people or {}).items()}
    about = About(
        day=day,
        assessment=Assessment(least=risk[0], worst=risk[1]),
        answers=answers,
        heads=Heads(said=counts, complete=complete),
        **more,
    )
    timing = Timing(starts={}, met=met or {}, zones=known, calendars=days)
    return {one.key: one for one in rows(found, about, timing)}


@pytest.mark.parametrize(
    ("key", "place", "owed"),
    [
        ("us-ca/attorney-general", "US-CA", {499: False, 500: False, 501: True}),
        ("us-co/attorney-general", "US-CO", {499: False, 500: True, 501: True}),
        ("us-wa/attorney-general", "US-WA", {499: False, 500: False, 501: True}),
        ("us-tx/attorney-general", "US-TX", {249: False, 250: True, 251: True}),
        ("us-or/attorney-general", "US-OR", {249: False, 250: False, 251: True}),
        ("us-nd/attorney-general", "US-ND", {249: False, 250: False, 251: True}),
        ("us-sd/attorney-general", "US-SD", {249: False, 250: False, 251: True}),
        ("us-dc/attorney-general", "US-DC", {49: False, 50: True}),
        ("us-ny/credit-bureaus", "US-NY", {5000: False, 5001: True}),
        ("us-tx/credit-bureaus", "US-TX", {10000: False, 10001: True}),
        ("us-fl/credit-bureaus", "US-FL", {1000: False, 1001: True}),
    ],
)
def test_thresholds_at_their_edges(key, place, owed):
    found = {number: stands(TAKEN, {place: number})[key].standing for number in owed}
    assert found == {number: OWED if so else NOT_OWED for number, so in owed.items()}


def test_the_threshold_is_open_while_the_count_is():
    rows_ = stands(TAKEN, {"US-CA": Count(least=300)})
    assert rows_["us-ca/people"].standing is OWED
    assert rows_["us-ca/attorney-general"].standing is UNDECIDED
    assert rows_["us-ca/attorney-general"].missing == ("residents",)
    assert stands(TAKEN, {"US-CA": Count(least=501)})["us-ca/attorney-general"].standing is OWED
    assert stands(TAKEN, {"US-CA": Count(least=3, most=500)})["us-ca/attorney-general"].standing is NOT_OWED


def test_nothing_known_decides_nothing_but_what_is_no_law():
    found = stands({}, complete=False, risk=(Risk.UNLIKELY, Risk.HIGH))
    assert {one.standing for one in found.values()} == {UNDECIDED, NOT_OWED}
    for one in found.values():
        if one.standing is NOT_OWED:
            assert not one.regime.on(TODAY), one.key


@pytest.mark.parametrize(
    ("risk", "authority", "people"),
    [
        ((Risk.UNLIKELY, Risk.UNLIKELY), NOT_OWED, NOT_OWED),
        ((Risk.RISK, Risk.RISK), OWED, NOT_OWED),
        ((Risk.HIGH, Risk.HIGH), OWED, OWED),
        ((Risk.RISK, Risk.HIGH), OWED, UNDECIDED),
        ((Risk.UNLIKELY, Risk.RISK), UNDECIDED, NOT_OWED),
    ],
)
def test_the_risk_decides_for_the_gdpr_and_thailand(risk, authority, people):
    found = stands(TAKEN, {"DE": 1, "TH": 1}, risk=risk)
    for law in ("eu-gdpr", "th-pdpa"):
        assert (found[f"{law}/authority"].standing, found[f"{law}/people"].standing) == (authority, people)
    assert found["eu-gdpr/register"].standing is OWED, "every breach, also one that is not notified"


def test_the_reasoning_says_what_is_so_what_is_not_and_what_is_missing():
    answers = {name: text for name, text in TAKEN.items() if name not in ("encrypted", "key-safe")}
    row = stands(answers, {"US-CA": 10})["us-ca/people"]
    said = {one.words: one.truth for one in row.reasons}
    assert said["10 people affected live in US-CA"] is Truth.YES
    assert row.standing is UNDECIDED
    assert row.missing == ("encrypted", "key-safe")
    assert "not owed if this holds: encrypted" in row.why()
    safe = stands(answers | {"encrypted": "yes", "key-safe": "yes"}, {"US-CA": 10})["us-ca/people"]
    assert safe.standing is NOT_OWED
    assert safe.why().startswith("exempt: encrypted")
    lost = stands(answers | {"encrypted": "yes", "key-safe": "no"}, {"US-CA": 10})["us-ca/people"]
    assert lost.standing is OWED


def test_a_condition_that_does_not_hold_reads_as_such_alone():
    row = stands(TAKEN, {"DE": 1}, risk=(Risk.RISK, Risk.RISK))["eu-gdpr/people"]
    assert row.why() == "not so: the assessment comes to high or worse"
    assert row.reaches
    assert not row.applies_nowhere
    unknown = stands(TAKEN | {"role": "processor"}, {"US": 9}, complete=False)["us-ca/people"]
    assert unknown.standing is NOT_OWED
    assert not unknown.reaches


def test_a_law_about_other_data_is_not_owed():
    assert stands(TAKEN | {"elements": "location"}, {"US-MA": 10})["us-ma/people"].standing is NOT_OWED
    inventory = stands(TAKEN | {"elements": "none"}, {"US-CA": 10}, elements=frozenset({"credentials"}))
    assert inventory["us-ca/people"].standing is OWED, "what the inventory says was there counts besides"


@pytest.mark.parametrize(
    ("roles", "controller", "processor"),
    [
        ({"role": "controller"}, OWED, NOT_OWED),
        ({"role": "processor"}, NOT_OWED, OWED),
        ({"role:a": "controller", "role:b": "processor"}, OWED, OWED),
        ({"role:a": "controller"}, OWED, UNDECIDED),
        ({"role": "processor", "role:a": "controller"}, OWED, OWED),
        ({}, UNDECIDED, UNDECIDED),
    ],
)
def test_roles_by_dataset(roles, controller, processor):
    answers = {name: text for name, text in TAKEN.items() if name != "role"} | roles
    found = stands(answers, {"DE": 5}, datasets=("a", "b"))
    assert (found["eu-gdpr/authority"].standing, found["eu-gdpr/controller"].standing) == (controller, processor)


def test_the_law_of_the_day_counts():
    assert stands(TAKEN, {"US-CA": 5}, day=date(2025, 12, 31))["us-ca/people"].standing is NOT_OWED
    assert stands(TAKEN, {"US-CA": 5}, day=date(2026, 1, 1))["us-ca/people"].standing is OWED
    assert "not law on 2025-12-31" in stands(TAKEN, {"US-CA": 5}, day=date(2025, 12, 31))["us-ca/people"].why()


def test_what_is_decided_otherwise_counts_once_it_is_approved():
    proposed = Override(value="not-owed", because="counsel", by="ana", at=NOW)
    approved = Override(value="not-owed", because="counsel", by="ana", at=NOW, approved_by="bob", approved_at=NOW)
    for override, standing in ((proposed, OWED), (approved, NOT_OWED)):
        row = stands(TAKEN, {"US-CA": 5}, overrides={"us-ca/people": override})["us-ca/people"]
        assert row.standing is standing
        assert "counsel" in row.reasons[-1].words


def test_met_is_met_and_runs_no_more():
    met = {"us-ca/people": Met(at=NOW, by="ana", how="letter")}
    found = stands(TAKEN, {"US-CA": 600}, met=met)
    assert found["us-ca/people"].standing is MET
    assert found["us-ca/people"].left(NOW) is None
    assert found["us-ca/attorney-general"].deadline.run is Run.RUNNING


def test_unconfirmed_rows_say_so():
    row = stands(TAKEN | {"role": "processor"}, {"TH": 5})["th-pdpa/controller"]
    assert row.unsure
    assert any("not confirmed" in one.words for one in row.reasons)


FACTS = {
    "sectors": ("none", "us-hipaa", "us-telecom", "eu-telecom"),
    "role": ("controller", "processor"),
    "confidentiality": ("yes", "no"),
    "encrypted": ("yes", "no"),
    "key-safe": ("yes", "no"),
    "elements": ("none", "ssn", "credentials"),
    "harm-possible": ("yes", "no"),
    "significant-harm": ("yes", "no"),
}
PLACES = st.dictionaries(
    st.sampled_from(["DE", "US-CA", "US-MA", "US-HI", "SG", "TH"]), st.sampled_from([1, 600, 2000])
)


@settings(max_examples=60, deadline=None)
@given(st.fixed_dictionaries({name: st.sampled_from(values) for name, values in FACTS.items()}), PLACES, st.data())
def test_a_further_answer_never_changes_what_was_decided(answers, people, data):
    """Owed stays owed and not owed stays not owed, however much more is said."""
    left_out = data.draw(st.sets(st.sampled_from(sorted(FACTS))))
    partial = {name: text for name, text in answers.items() if name not in left_out}
    risk = data.draw(st.sampled_from(list(Risk)))
    before = stands(partial, {place: Count(least=0, most=None) for place in people}, complete=False,
                    risk=(Risk.UNLIKELY, Risk.HIGH))  # fmt: skip
    after = stands(answers, people, risk=(risk, risk))
    for key, row in before.items():
        if row.standing is not UNDECIDED:
            assert after[key].standing is row.standing, key
        else:
            assert row.missing
