"""Which laws reach people by where they live, before anything has happened."""

from dataclasses import replace
from datetime import date

import pytest

from toolkit.core.duty.reaching import reaching, regional
from toolkit.core.duty.words import Reach
from toolkit.library.duties import edition

LAWS = edition().regimes
TODAY = date(2026, 11, 25)


def reached(*countries, laws=LAWS, on=TODAY):
    return {place: {one.id for one in found} for place, found in reaching(laws.values(), countries, on).items()}


def test_by_country_of_residence():
    found = reached("TH", "DE", "AQ")
    assert found["TH"] == {"th-pdpa"}
    assert "eu-gdpr" in found["DE"]
    assert found["AQ"] == set()
    assert not {"eu-nis2", "eu-dora"} & found["DE"], "residence has nothing to do with these"


def test_laws_of_states_are_counted_to_their_country():
    found = reached("US")["US"]
    assert {"us-ca", "us-ma", "us-tx"} <= found
    assert not {"us-hipaa", "us-sec-8k"} & found, "only some organisations owe these"
    assert regional(LAWS["us-ca"], "US")
    assert not regional(LAWS["th-pdpa"], "TH")


@pytest.mark.parametrize(
    "change",
    [
        {"in_force": False},
        {"in_force_from": date(2026, 11, 26)},
        {"in_force_until": date(2026, 11, 24)},
        {"territory": ()},
        {"territory": ("THX",)},
        {"sectors": ("bank",)},
        {"reach": Reach.ORGANISATION},
    ],
)
def test_what_is_not_owed_by_any_organisation_today_is_left_out(change):
    assert reached("TH", laws={"th-pdpa": replace(LAWS["th-pdpa"], **change)})["TH"] == set()
