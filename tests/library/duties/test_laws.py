"""The laws that come with the product: all there, each with a source and a date, none surer than its source."""

from datetime import date, timedelta
from functools import cache

import pytest

from toolkit.core.duty.limit import limit
from toolkit.core.duty.words import Audience, Shape
from toolkit.library import duties


@cache
def edition():
    return duties.edition()


LAWS = """
ae-pdpl ar-pdpl au-ndb br-lgpd ca-pipeda ca-qc-law25 ch-fadp cl-21719 cn-pipl co-1581 eu-611-2013 eu-cra
eu-dora eu-gdpr eu-nis2 hk-pcicso id-pdp il-ppl in-certin in-dpdp jp-appi kr-pipa mx-lfpdppp my-pdpa
nz-privacy ph-dpa sa-pdpl sg-pdpa th-pdpa tr-kvkk uk-gdpr uk-pecr us-ak us-al us-ar us-az us-bank-36h us-ca
us-circia us-co us-ct us-dc us-de us-fcc-cpni us-fl us-ftc-hbnr us-ftc-safeguards us-ga us-gu us-hi us-hipaa
us-ia us-id us-il us-in us-ks us-ky us-la us-ma us-md us-me us-mi us-mn us-mo us-ms us-mt us-nc us-nd us-ne
us-nh us-nj us-nm us-nv us-ny us-nydfs us-oh us-ok us-or us-pa us-pr us-ri us-sc us-sd us-sec-8k us-sec-regsp
us-tn us-tx us-ut us-va us-vi us-vt us-wa us-wi us-wv us-wy vn-pdpl za-popia
""".split()  # noqa: SIM905  a line each would be four pages
"""Every one that was researched."""

NOT_CONFIRMED = """
ar-pdpl co-1581 eu-cra hk-pcicso il-ppl us-bank-36h us-ftc-hbnr us-gu us-sec-regsp us-vi vn-pdpl
""".split()  # noqa: SIM905  likewise
"""Those whose clock and recipients were not seen in a source when they were researched."""


def test_every_law_is_there():
    assert sorted(edition().regimes) == LAWS
    assert len(LAWS) == 97


def test_no_law_is_surer_than_what_was_seen():
    assert sorted(name for name, law in edition().regimes.items() if not law.confirmed) == NOT_CONFIRMED


@pytest.mark.parametrize("name", LAWS)
def test_each_has_a_source_a_review_and_a_mark(name):
    law = edition().regimes[name]
    assert law.source.startswith("http")
    assert law.citation
    assert law.reviewed_on >= date(2026, 11, 1)
    assert timedelta() < law.review_by - law.reviewed_on <= timedelta(days=366)
    assert law.confirmed or law.unconfirmed
    assert law.duty


def test_clocks_that_laws_give_in_figures():
    """A few from the statutes themselves: a change here is a change of law, or a mistake."""
    found = {key: duty.clock.limit for _, key, duty in edition().duties()}
    assert found["eu-gdpr/authority"] == found["th-pdpa/authority"] == found["uk-gdpr/authority"] == "72 hours"
    assert found["us-ca/people"] == found["us-fl/people"] == found["us-ny/people"] == "30 days"
    assert (found["us-tx/people"], found["us-tx/attorney-general"]) == ("60 days", "30 days")
    assert found["us-vt/attorney-general"] == "14 business days"
    assert found["in-certin/certin"] == "6 hours"
    assert found["eu-dora/initial"] == "4 hours"


def test_no_number_is_invented():
    for _, key, duty in edition().duties():
        if duty.clock.shape in (Shape.QUALITATIVE, Shape.IMMEDIATE, Shape.ORDERING):
            assert not duty.clock.limit, key
        if duty.clock.limit:
            limit(duty.clock.limit)


def test_massachusetts_and_illinois_forbid_to_say_things():
    found = edition()
    assert any("nature" in words for words in found.duty("us-ma/people")[1].forbidden)
    assert found.duty("us-il/people")[1].forbidden
    assert found.duty("us-ca/people")[1].layout.headings[0] == "What Happened"


def test_most_laws_name_people_and_some_authority():
    audiences = [duty.audience for _, _, duty in edition().duties()]
    assert audiences.count(Audience.PEOPLE) > 80
    assert audiences.count(Audience.AUTHORITY) > 100
